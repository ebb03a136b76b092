"""What is told of a value that stays: enough to build a stand-in that looks alike.

Descriptions are tuples of data, so that they cross like any other value.
"""

import dataclasses
import inspect
import types
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable
from enum import StrEnum
from typing import Any, NamedTuple, TypeAlias

from autograder.wire.codec import Codec

Value: TypeAlias = Any
Told: TypeAlias = tuple[Any, ...]


class Sort(StrEnum):
    """What kind of stand-in a description asks for."""

    FUNCTION = "function"
    CLASS = "class"
    OBJECT = "object"


class Flavour(StrEnum):
    """What calling a function does."""

    PLAIN = "plain"
    METHOD = "method"  # bound to an object: it may know what it is asked about
    COROUTINE = "coroutine"


class FunctionTold(NamedTuple):
    """What is told of a function.

    Attributes
    ----------
    flavour
        What calling it does.
    name, qualname, module, doc
        As the function says.
    parameters
        As `parameters` gives them; None if they cannot be known.
    returns
        The annotation of what it returns, if there is one.
    """

    flavour: str
    name: str
    qualname: str
    module: str
    doc: str | None
    parameters: tuple[Told, ...] | None
    returns: tuple[Any, ...]


class ClassTold(NamedTuple):
    """What is told of a class.

    Attributes
    ----------
    name, qualname, module, doc
        As the class says.
    bases
        The classes that it is made from.
    specials
        The special methods that it has, but for those of types of data.
    overridden
        The methods of a type of data that it answers anew.
    fields
        The names of a dataclass's fields; None for any other class.
    is_hashable
        Whether its objects can be looked up.
    """

    name: str
    qualname: str
    module: str
    doc: str | None
    bases: tuple[Any, ...]
    specials: tuple[str, ...]
    overridden: tuple[str, ...]
    fields: tuple[str, ...] | None
    is_hashable: bool


BINARY = frozenset(
    f"__{prefix}{name}__"
    for prefix in ("", "r", "i")
    for name in (
        *("add", "sub", "mul", "matmul", "truediv", "floordiv", "mod", "divmod"),
        *("pow", "lshift", "rshift", "and", "xor", "or"),
    )
)
"""Operators that are handed another value."""

COMPARISONS = frozenset({"__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__"})

ALONE = frozenset(
    f"__{name}__"
    for name in (
        *("repr", "str", "bytes", "format", "bool", "len", "length_hint", "int"),
        *("float", "complex", "index", "round", "trunc", "floor", "ceil", "abs"),
        *("neg", "pos", "invert", "iter", "next", "reversed", "hash", "enter", "exit"),
        *("call", "getitem", "setitem", "delitem", "contains", "array", "dir"),
        *("fspath", "await", "aiter", "anext"),
    )
)
"""Special methods that are handed nothing to compare with, or hand on a question.

Not those of `async with`: what they answer, later, could swallow a test's error.
"""

SPECIAL = BINARY | COMPARISONS | ALONE


def describe(value: Value) -> Told:
    """Return what is told of a function, a class or any other object."""
    if isinstance(value, type):
        return _class(value)
    if _is_function(value):
        return _function(value)
    arguments = value.args if isinstance(value, BaseException) else ()
    return Sort.OBJECT.value, type(value), arguments


def held(value: Value, codec_of: Callable[[type], Codec | None]) -> Value:
    """Return what an instance of a class made from a type of data holds; else None.

    Only the type's own methods are asked, never the class's.
    """
    for base in type(value).__mro__[1:-1]:
        how = _HOLDERS.get(base)
        if how is not None and codec_of(base) is not None:
            return how(value)
    return None


def bared(value: Value, codec_of: Callable[[type], Codec | None]) -> Value:
    """Return an array, a table or a number of exactly a library's own type.

    So crosses an instance of a class that was made from such a type: as what it
    holds. None for any other value.
    """
    for base in type(value).__mro__[:-1]:
        if base.__module__.startswith("numpy.ma"):  # which holds a mask as well
            return None
        if base.__module__.partition(".")[0] in _BARED and codec_of(base) is not None:
            return value.view(base) if base.__name__ == "ndarray" else base(value)
    return None


_BARED = {"numpy", "pandas"}


def is_base(of: type) -> bool:
    """Say whether instances of a class made from this type hold data."""
    return of in _HOLDERS


def parameters(value: Value) -> tuple[Told, ...] | None:
    """Return a callable's parameters: name, kind, default (in a tuple), annotation."""
    try:
        signature = inspect.signature(value)
    except (TypeError, ValueError):
        return None
    return tuple(
        (
            each.name,
            int(each.kind),
            () if each.default is each.empty else (each.default,),
            () if each.annotation is each.empty else (each.annotation,),
        )
        for each in signature.parameters.values()
    )


_HOLDERS: dict[type, Callable[[Any], Any]] = {
    int: int.__index__,
    float: float.__float__,
    complex: complex.__complex__,
    str: str.__str__,
    bytes: bytes.__bytes__,
    tuple: lambda value: tuple.__getitem__(value, slice(None)),
    list: lambda value: list.__getitem__(value, slice(None)),
    dict: lambda value: dict(dict.items(value)),
    set: lambda value: {*set.__iter__(value)},
    frozenset: lambda value: frozenset(frozenset.__iter__(value)),
}
"""How to read what is held by an instance of a class made from a type of data."""


def _is_function(value: Value) -> bool:
    if isinstance(value, types.FunctionType):
        return not set(vars(value)) - {"__wrapped__", "__doc__"}
    return isinstance(value, types.MethodType | types.BuiltinMethodType)


def _function(value: Value) -> Told:
    returns: tuple[Any, ...] = ()
    if isinstance(value, types.FunctionType) and "return" in value.__annotations__:
        returns = (value.__annotations__["return"],)
    told = FunctionTold(
        flavour=_flavour(value).value,
        name=_text(value, "__name__") or "function",
        qualname=_text(value, "__qualname__") or "function",
        module=_text(value, "__module__") or "__main__",
        doc=_text(value, "__doc__"),
        parameters=parameters(value),
        returns=returns,
    )
    return Sort.FUNCTION.value, *told


def _flavour(value: Value) -> Flavour:
    if inspect.iscoroutinefunction(value):
        return Flavour.COROUTINE
    owner = getattr(value, "__self__", None)
    is_bound = owner is not None and not isinstance(owner, types.ModuleType | type)
    return Flavour.METHOD if is_bound else Flavour.PLAIN


def _class(value: type) -> Told:
    told = ClassTold(
        name=value.__name__,
        qualname=value.__qualname__,
        module=_text(value, "__module__") or "__main__",
        doc=_text(value, "__doc__"),
        bases=tuple(
            _LIKE.get(base, base) for base in value.__bases__ if base is not object
        ),
        specials=tuple(sorted(_specials(value))),
        overridden=tuple(sorted(_overridden(value))),
        fields=_fields(value),
        is_hashable=getattr(value, "__hash__", None) is not None,
    )
    return Sort.CLASS.value, *told


_LIKE: dict[type, type] = {Counter: dict, OrderedDict: dict, defaultdict: dict}
"""Types of data whose instances hold what a simpler one does."""


def _specials(value: type) -> set[str]:
    """Return the special methods that a class has, but for those of types of data."""
    defined = {
        name
        for each in value.__mro__
        if not (each.__module__ == "builtins" and _is_known(each))
        for name in SPECIAL.intersection(vars(each))
    }
    return {name for name in defined if getattr(value, name, None) is not None}


def _is_known(of: type) -> bool:
    """Say whether both sides know what this type of Python's own can do."""
    return of is object or is_base(of) or issubclass(of, BaseException | type)


def _overridden(value: type) -> set[str]:
    """Return the methods of a type of data that a class made from it answers anew."""
    bases = [base for base in value.__mro__ if is_base(base)]
    return {
        name
        for name in vars(value)
        if not name.startswith("_") and any(hasattr(base, name) for base in bases)
    }


def _fields(value: type) -> tuple[str, ...] | None:
    """Return a dataclass's fields."""
    if not dataclasses.is_dataclass(value):
        return None
    return tuple(field.name for field in dataclasses.fields(value))


def _text(value: Value, name: str) -> str | None:
    told = getattr(value, name, None)
    return told if type(told) is str else None
