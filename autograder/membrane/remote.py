"""Stand-ins: functions, classes and objects that live on the other side.

A stand-in looks like what it stands for (name, signature, class, bases, operators)
and asks the other side for everything else. A class made from a type of data gives
instances that hold the data here: they compare and count as their type does, whatever
their own class says.
"""

import inspect
import linecache
import sys
import types
from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from typing import Any, Protocol, TypeAlias
from weakref import WeakValueDictionary, finalize

from autograder.membrane.describe import (
    COMPARISONS,
    SPECIAL,
    ClassTold,
    Flavour,
    FunctionTold,
    Sort,
    is_base,
)
from autograder.wire.codec import WireError

Value: TypeAlias = Any


class Asks(Protocol):
    """What a stand-in can ask of the other side."""

    def call(self, target: Value, args: Value, named: Value, *, method: str) -> Value:
        """Call a callable; `method` is its name if it is bound to an object."""

    def special(self, target: Value, name: str, args: Value) -> Value:
        """Call a special method, such as an operator."""

    def get(self, target: Value, name: str) -> Value:
        """Return an attribute."""

    def set(self, target: Value, name: str, value: Value) -> None:
        """Set an attribute."""

    def delete(self, target: Value, name: str) -> None:
        """Delete an attribute."""

    def copy(self, target: Value, *, deep: bool) -> Value:
        """Copy an object there."""

    def knows(self, name: str) -> bool:
        """Say whether an instance that holds data is asked, and not what it holds."""

    def source(self, qualname: str) -> str | None:
        """Return the text of a function, as far as it is known here."""


class Stands:
    """Builds stand-ins and knows them by their numbers.

    Parameters
    ----------
    asks
        How to ask the other side.
    is_data
        Says whether a type's values cross as data: no stand-in is taken for one.
    """

    def __init__(self, asks: Asks, is_data: Callable[[type], bool]) -> None:
        self._asks = asks
        self._is_data = is_data
        self._by_number: WeakValueDictionary[int, Any] = WeakValueDictionary()
        self._held: dict[int, Any] = {}
        self._shared: dict[int, type] = {}
        self._of_libraries: dict[type, RemoteType] = {}
        self._told: dict[int, tuple[Any, ...]] = {}
        self._gone: list[int] = []

    def number_of(self, value: Value) -> int | None:
        """Return the number of a stand-in; None for any other value."""
        if type(value) is types.FunctionType:  # a stand-in may only say that it is one
            number = value.__dict__.get(_NUMBER)
        elif isinstance(value, RemoteType):
            number = type.__getattribute__(value, _NUMBER)
        elif isinstance(type(value), RemoteType):
            number = _own_number(value)
        else:
            return None
        return number if type(number) is int else None

    def build(self, number: int, told: Value) -> Value:
        """Return the stand-in for a value, from what was told of it.

        Raises
        ------
        WireError
            If nothing, or nothing sensible, was told.
        """
        known = self._by_number.get(number)
        if known is None:
            known = self._shared.get(number)
        if known is not None:
            return known
        # It may have gone without the other side's having heard of that yet.
        about = self._told.get(number) if told is None else told
        if type(about) is not tuple:
            msg = "nothing was told of a value"
            raise WireError(msg)
        stand = self._built(number, about)
        if isinstance(stand, type) and not isinstance(stand, RemoteType):
            self._shared[number] = stand
            return stand
        self._by_number[number] = stand
        self._told[number] = about
        finalize(stand, self._gone.append, number).atexit = False
        return stand

    def hold(self, number: int, of: Value, base: Value) -> Value:
        """Return an instance of a class that was made from a type of data."""
        if not isinstance(of, RemoteType) or not issubclass(of, type(base)):
            msg = "an instance holds what its class is made from"
            raise WireError(msg)
        known = self._held.get(number)
        if isinstance(known, list | dict | set):
            _refill(known, base)
            return known
        if known is None:
            known = self._held[number] = _holding(of, base, number)
        return known

    def is_object(self, number: int) -> bool:
        """Say whether a number is that of an object which holds no data here."""
        stand = self._by_number.get(number)
        return isinstance(type(stand), RemoteType) and not is_holding(stand)

    def lend_source(self, value: Value, qualname: str) -> None:
        """Let a function's stand-in show the text of this name, not of the one it has.

        Any function may call itself by another's name.
        """
        number = self.number_of(value)
        source = self._asks.source(qualname)
        if number is not None and source and type(value) is types.FunctionType:
            _lend_source(value, source, number)

    def gone(self) -> list[int]:
        """Return the numbers of stand-ins that nobody uses any more, once."""
        numbers = [each for each in self._gone if each not in self._by_number]
        self._gone.clear()
        # Of what is made from a number or a tuple, Python tells no end.
        unused = [
            number
            for number in self._held
            if sys.getrefcount(self._held[number]) <= _OWN_REFERENCES
        ]
        for number in unused:
            del self._held[number]
        numbers += unused
        for number in numbers:
            self._told.pop(number, None)
        return numbers

    def _built(self, number: int, told: tuple[Any, ...]) -> Value:
        sort, *rest = told
        if sort == Sort.FUNCTION.value:
            function = FunctionTold(*rest)
            _check_texts(function.name, function.qualname, function.module)
            return _function(self._asks, number, function)
        if sort == Sort.CLASS.value:
            about = ClassTold(*rest)
            _check_texts(about.name, about.qualname, about.module)
            _check_texts(*about.specials, *about.overridden, *(about.fields or ()))
            return _shared(about) or _class(self._asks, number, about)
        if sort == Sort.OBJECT.value:
            of, arguments = rest
            if isinstance(of, RemoteType) or _is_exception(of):
                return _object(number, of, arguments)
            return _object(number, self._of_library(of), ())
        msg = "a function, a class or an object was agreed"
        raise WireError(msg)

    def _of_library(self, of: Value) -> "RemoteType":
        """Return a class for stand-ins of a library's objects, such as generators."""
        if not isinstance(of, type) or self._is_data(of):
            msg = "an object has a class that stays with it"
            raise WireError(msg)
        if of not in self._of_libraries:
            self._of_libraries[of] = _class_like(self._asks, of)
        return self._of_libraries[of]


def _check_texts(*told: Value) -> None:
    """Refuse names that are more than texts: they could answer for themselves."""
    if any(type(each) is not str for each in told):
        msg = "a name is a text"
        raise WireError(msg)


_OWN_REFERENCES = 2  # the table's, and the one that is counting


class RemoteType(type):
    """The class of stand-ins for classes."""

    def __new__(cls, name: str, *_rest: object) -> Any:  # noqa: ANN401
        """Refuse to be a base: its objects are made on the other side."""
        msg = f"{name!r} cannot be made from a class of the student's own here"
        raise TypeError(msg)

    def __call__(cls, *args: Any, **named: Any) -> Any:  # noqa: ANN401, D102
        return _asks(cls).call(cls, args, named, method="")

    def __getattr__(cls, name: str) -> Any:  # noqa: ANN401
        return _asks(cls).get(cls, name)

    def __setattr__(cls, name: str, value: object) -> None:
        _asks(cls).set(cls, name, value)

    def __delattr__(cls, name: str) -> None:
        _asks(cls).delete(cls, name)

    def __iter__(cls) -> Any:  # noqa: ANN401
        return _asks(cls).special(cls, "__iter__", ())

    def __len__(cls) -> int:
        return int(_asks(cls).special(cls, "__len__", ()))

    def __getitem__(cls, key: object) -> Any:  # noqa: ANN401
        return _asks(cls).special(cls, "__getitem__", (key,))

    def __contains__(cls, value: object) -> bool:
        return bool(_asks(cls).special(cls, "__contains__", (value,)))

    def __bool__(cls) -> bool:
        return True


def is_holding(value: Value) -> bool:
    """Say whether a stand-in is an instance that holds data here."""
    of = type(value)
    return isinstance(of, RemoteType) and any(map(is_base, of.__mro__))


_NUMBER = "_number_on_the_other_side"
_ASKS = "_asks_the_other_side"


def _asks(of: type) -> Asks:
    asks: Asks = type.__getattribute__(of, _ASKS)
    return asks


def _own_number(value: Value) -> int | None:
    with suppress(AttributeError):
        number = object.__getattribute__(value, _NUMBER)
        return number if type(number) is int else None
    return None


# Functions


def _function(asks: Asks, number: int, told: FunctionTold) -> Value:
    stand = _callable(asks, told)
    stand.__name__ = told.name
    stand.__qualname__ = told.qualname
    stand.__module__ = told.module
    stand.__doc__ = told.doc
    stand.__dict__[_NUMBER] = number
    if told.parameters is not None:
        signature = _signature(told.parameters, told.returns)
        stand.__dict__["__signature__"] = signature
        stand.__annotations__ = _annotations(signature)
    _lend_source(stand, asks.source(told.qualname), number)
    return stand


def _callable(asks: Asks, told: FunctionTold) -> types.FunctionType:
    """Return a function that has the other side call what it stands for."""
    method = told.name if told.flavour == Flavour.METHOD.value else ""

    def stand(*args: Any, **named: Any) -> Any:  # noqa: ANN401
        return asks.call(itself, args, named, method=method)

    async def awaited(*args: Any, **named: Any) -> Any:  # noqa: ANN401
        return await asks.call(itself, args, named, method=method)

    is_coroutine = told.flavour == Flavour.COROUTINE.value
    itself: Any = awaited if is_coroutine else stand
    made: types.FunctionType = itself
    return made


def _signature(parameters: Sequence[Any], returns: Sequence[Any]) -> inspect.Signature:
    empty = inspect.Parameter.empty
    return inspect.Signature(
        [
            inspect.Parameter(
                name,
                inspect._ParameterKind(kind),  # noqa: SLF001 - made from its number
                default=default[0] if default else empty,
                annotation=annotation[0] if annotation else empty,
            )
            for name, kind, default, annotation in parameters
        ],
        return_annotation=returns[0] if returns else empty,
    )


def _annotations(signature: inspect.Signature) -> dict[str, Any]:
    told = {
        parameter.name: parameter.annotation
        for parameter in signature.parameters.values()
        if parameter.annotation is not parameter.empty
    }
    if signature.return_annotation is not signature.empty:
        told["return"] = signature.return_annotation
    return told


def _lend_source(stand: types.FunctionType, source: str | None, number: int) -> None:
    """Let `inspect.getsource` find the text that the student handed in, if any."""
    place = f"<answer {number}>"
    linecache.cache.pop(place, None)
    if source is not None:
        lines = source.splitlines(keepends=True)
        linecache.cache[place] = (len(source), None, lines, place)
    stand.__code__ = stand.__code__.replace(
        co_filename=place, co_firstlineno=1, co_name=stand.__name__
    )


# Classes


def _class(asks: Asks, number: int, told: ClassTold) -> RemoteType:
    bases = tuple(base for base in told.bases if _may_be_base(base))
    data = next((b for base in bases for b in base.__mro__ if is_base(b)), None)
    # What is held is kept here and says itself what it is.
    specials = set(told.specials) & (SPECIAL - _SPOKEN_FOR if data else SPECIAL)
    body: dict[str, Any] = {
        name: _forward(asks, name) for name in specials - {"__hash__"}
    }
    if data is not None:
        body |= _held_body(asks, data, specials, told.overridden)
    else:
        body |= _object_body(asks)
        if "__len__" in specials:
            body["__bool__"] = _forward(asks, "__bool__")
        body["__hash__"] = _hash(asks, specials, is_hashable=told.is_hashable)
    body |= {
        "__getattr__": _asking_for_attributes(asks),
        "__qualname__": told.qualname,
        "__module__": told.module,
        "__doc__": told.doc,
        _ASKS: asks,
        _NUMBER: number,
    }
    if told.fields is not None:
        body["__dataclass_fields__"] = _dataclass_fields(told.fields)
    return type.__new__(RemoteType, told.name, bases, body)


def _class_like(asks: Asks, of: type) -> RemoteType:
    """Return a class whose objects say that they are of a library's class."""
    names = {name for each in of.__mro__[:-1] for name in vars(each)} & SPECIAL
    body: dict[str, Any] = {name: _forward(asks, name) for name in names - {"__hash__"}}
    body |= _object_body(asks) | {
        "__class__": property(lambda _self: of),
        "__getattr__": _asking_for_attributes(asks),
        "__module__": of.__module__,
        "__doc__": of.__doc__,
        _ASKS: asks,
    }
    return type.__new__(RemoteType, of.__name__, (), body)


def _shared(told: ClassTold) -> type | None:
    """Return a library's exception that both sides have."""
    if told.module.partition(".")[0] in _OWN_TO_TESTS:
        return None
    found: Value = sys.modules.get(told.module)
    for part in told.qualname.split("."):
        found = getattr(found, part, None)
    return found if _is_exception(found) else None


_OWN_TO_TESTS = frozenset({"__main__", "unittest", "pytest", "_pytest", "doctest"})
"""Modules whose exceptions stay on their side: some tell a test that all is well."""


def _is_exception(of: Value) -> bool:
    return isinstance(of, type) and issubclass(of, BaseException)


_SPOKEN_FOR = COMPARISONS | {"__hash__", "__len__", "__bool__", "__iter__"}


def _may_be_base(base: Value) -> bool:
    if isinstance(base, RemoteType):
        return True
    return isinstance(base, type) and (is_base(base) or issubclass(base, BaseException))


def _asking_for_attributes(asks: Asks) -> Callable[[Value, str], Value]:
    def get_attribute(self: Value, name: str) -> Value:
        return asks.get(self, name)

    return get_attribute


def _object_body(asks: Asks) -> dict[str, Any]:
    """Return what every stand-in for an object asks the other side for."""

    def set_attribute(self: Value, name: str, value: Value) -> None:
        if name in _KEPT_HERE:
            object.__setattr__(self, name, value)
        else:
            asks.set(self, name, value)

    def delete_attribute(self: Value, name: str) -> None:
        asks.delete(self, name)

    return {
        "__setattr__": set_attribute,
        "__delattr__": delete_attribute,
        "__dict__": property(lambda self: asks.get(self, "__dict__")),
        "__copy__": lambda self: asks.copy(self, deep=False),
        "__deepcopy__": lambda self, _memo: asks.copy(self, deep=True),
        "__dir__": lambda self: asks.special(self, "__dir__", ()),
        "__repr__": _forward(asks, "__repr__"),
    }


_KEPT_HERE = frozenset(
    {"__traceback__", "__context__", "__cause__", "__suppress_context__", "__notes__"}
)
"""What Python itself sets on an exception on its way."""


def _forward(asks: Asks, name: str) -> Callable[..., Any]:
    if name == "__await__":
        return _forward_await(asks)

    def forward(self: Value, *args: Value) -> Value:
        return asks.special(self, name, args)

    forward.__name__ = name
    return forward


def _forward_await(asks: Asks) -> Callable[..., Any]:
    def forward(self: Value) -> Generator[Any, None, Any]:
        yield from ()  # which makes this something to be awaited
        return asks.special(self, "__await__", ())

    return forward


def _held_body(
    asks: Asks, data: type, specials: set[str], overridden: Sequence[str]
) -> dict[str, Any]:
    """Return the methods of a class made from a type of data, if they are asked.

    Where the author's solution was not, the data that are held answer.
    """
    asked = {name: _forward(asks, name) for name in specials if hasattr(data, name)}
    asked |= {
        name: _overriding(asks, name)
        for name in overridden
        if not name.startswith("_") and hasattr(data, name)
    }
    return {name: _known_or(asks, data, name, each) for name, each in asked.items()}


def _known_or(
    asks: Asks, data: type, name: str, forward: Callable[..., Any]
) -> Callable[..., Any]:
    usual = getattr(data, name)

    def answer(self: Value, *args: Value, **named: Value) -> Value:
        method = forward if asks.knows(name) else usual
        return method(self, *args, **named)

    answer.__name__ = name
    return answer


def _overriding(asks: Asks, name: str) -> Callable[..., Any]:
    def forward(self: Value, *args: Value, **named: Value) -> Value:
        return asks.call(asks.get(self, name), args, named, method=name)

    forward.__name__ = name
    return forward


def _hash(asks: Asks, specials: set[str], *, is_hashable: bool) -> Value:
    if not is_hashable:
        return None
    return _forward(asks, "__hash__") if "__hash__" in specials else object.__hash__


def _dataclass_fields(names: Sequence[str]) -> Value:
    import dataclasses  # noqa: PLC0415 - only where a dataclass crosses

    made = dataclasses.make_dataclass("_Fields", [(name, object) for name in names])
    return {field.name: field for field in dataclasses.fields(made)}


# Objects


def _object(number: int, of: type, arguments: tuple[Any, ...]) -> Value:
    if issubclass(of, BaseException):
        stand: Any = of.__new__(of, *arguments)
        stand.args = arguments
    else:
        stand = object.__new__(of)
    object.__setattr__(stand, _NUMBER, number)
    return stand


def _holding(of: RemoteType, base: Value, number: int) -> Value:
    kind: Any = type(base)
    stand = kind.__new__(of) if kind in {list, dict, set} else kind.__new__(of, base)
    if kind in {list, dict, set}:
        _refill(stand, base)
    object.__setattr__(stand, _NUMBER, number)
    return stand


def _refill(held: Value, base: Value) -> None:
    """Make a list, dict or set hold what came across."""
    kind = type(base)
    kind.clear(held)
    (kind.extend if kind is list else kind.update)(held, base)
