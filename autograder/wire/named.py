"""Types as values on the wire: by name, from a closed table."""

import builtins
import sys
from abc import ABCMeta
from importlib import import_module

from autograder.wire.codec import Data, WireError
from autograder.wire.plain import leaf, need

_NAMES = {
    "builtins": (
        "object type bool int float complex str bytes bytearray memoryview list "
        "tuple dict set frozenset range slice enumerate map filter zip reversed "
        "property staticmethod classmethod super"
    ),
    "types": (
        "NoneType EllipsisType NotImplementedType FunctionType MethodType "
        "ModuleType BuiltinFunctionType GeneratorType MappingProxyType "
        "SimpleNamespace CoroutineType AsyncGeneratorType"
    ),
    "collections": "OrderedDict Counter defaultdict deque ChainMap",
    "collections.abc": (
        "Callable Collection Container Generator Hashable ItemsView Iterable "
        "Iterator KeysView Mapping MutableMapping MutableSequence MutableSet "
        "Reversible Sequence Set Sized ValuesView"
    ),
    "numbers": "Number Complex Real Rational Integral",
    "datetime": "date datetime time timedelta timezone tzinfo",
    "decimal": "Decimal",
    "fractions": "Fraction",
    "uuid": "UUID",
    "re": "Pattern Match",
    "array": "array",
    "functools": "partial",
    "pathlib": "Path PosixPath PurePath PurePosixPath PureWindowsPath",
    "numpy": (
        "ndarray dtype generic number integer signedinteger unsignedinteger inexact "
        "floating complexfloating flexible character bool_ int8 int16 int32 int64 "
        "uint8 uint16 uint32 uint64 longlong ulonglong float16 float32 float64 "
        "longdouble complex64 complex128 clongdouble str_ bytes_ void object_ "
        "datetime64 timedelta64"
    ),
    "pandas": (
        "DataFrame Series Index RangeIndex MultiIndex CategoricalIndex "
        "DatetimeIndex TimedeltaIndex PeriodIndex IntervalIndex Categorical "
        "Timestamp Timedelta Period Interval DateOffset CategoricalDtype "
        "DatetimeTZDtype PeriodDtype IntervalDtype SparseDtype StringDtype "
        "BooleanDtype Int8Dtype Int16Dtype Int32Dtype Int64Dtype UInt8Dtype "
        "UInt16Dtype UInt32Dtype UInt64Dtype Float32Dtype Float64Dtype"
    ),
    "altair": (
        "Chart LayerChart HConcatChart VConcatChart ConcatChart FacetChart RepeatChart"
    ),
}

_EXCEPTIONS = [
    name
    for name, each in vars(builtins).items()
    if isinstance(each, type) and issubclass(each, BaseException)
]

_CLOSED = {
    f"{module}.{name}": (module, name)
    for module, names in _NAMES.items()
    for name in names.split()
} | {f"builtins.{name}": ("builtins", name) for name in _EXCEPTIONS}

_known: dict[type, str] = {}
_read: set[str] = set()


def _tell(value: type) -> Data:
    if value not in _known:
        _read_loaded()
    if value not in _known:
        msg = f"the type {value.__name__[:40]} is more than data"
        raise WireError(msg)
    return _known[value]


def _read_loaded() -> None:
    """Learn the types of all modules of the table that are loaded by now."""
    for module in _NAMES:
        if module not in _read and module in sys.modules:
            _read.add(module)
            for name, (home, own) in _CLOSED.items():
                if home == module:
                    _known.setdefault(getattr(sys.modules[module], own), name)


def _find(data: Data) -> type:
    module, name = _CLOSED[need(data, str)]
    found: type = getattr(import_module(module), name)
    return found


CODECS = tuple(leaf("type", meta, _tell, _find) for meta in (type, ABCMeta))
"""Types that both sides have; a type that a student made stays where it is."""
