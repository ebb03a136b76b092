"""Python's own exceptions on the wire, as data: what they say, not where they were."""

import builtins
from collections.abc import Sequence
from typing import Any

from autograder.wire.codec import Codec, Data, WireError

_CLASSES: dict[str, type[BaseException]] = {
    name: each
    for name, each in vars(builtins).items()
    if isinstance(each, type)
    and issubclass(each, BaseException)
    and each.__name__ == name  # IOError is OSError
}

_FIELDS: dict[type[BaseException], tuple[str, ...]] = {
    OSError: ("filename", "filename2"),
    ImportError: ("name", "path"),
    NameError: ("name",),
    AttributeError: ("name",),
}
"""What an exception holds besides its arguments."""


def _fields(of: type[BaseException]) -> tuple[str, ...]:
    return next((_FIELDS[each] for each in of.__mro__ if each in _FIELDS), ())


def _take(value: Any) -> tuple[Data, Sequence[Any]]:  # noqa: ANN401 - an exception
    args: tuple[Any, ...] = value.args
    if isinstance(value, BaseExceptionGroup):
        args = (value.message, value.exceptions)
        if not all(type(each) in _CLASSES.values() for each in value.exceptions):
            msg = "a group with others than Python's own exceptions is more than data"
            raise WireError(msg)
    held = vars(value)
    notes = [held["__notes__"]] if "__notes__" in held else []
    cause = value.__cause__
    causes = [cause] if type(cause) in _CLASSES.values() else []
    about = {
        "name": type(value).__name__,
        "args": len(args),
        "notes": bool(notes),
        "cause": bool(causes),
    }
    fields = [getattr(value, field) for field in _fields(type(value))]
    return about, [*args, *fields, *notes, *causes]


def _make(data: Data, parts: Sequence[Any]) -> BaseException:
    of = _CLASSES[data["name"]]
    made = of(*parts[: data["args"]])
    _dress(made, data, parts)
    return made


def _dress(made: Any, data: Data, parts: Sequence[Any]) -> None:  # noqa: ANN401
    """Give an exception all that came across."""
    args, rest = parts[: data["args"]], parts[data["args"] :]
    fields = [*_fields(type(made))]
    fields += ["__notes__"] if data["notes"] else []
    fields += ["__cause__"] if data["cause"] else []
    if not isinstance(made, BaseExceptionGroup):
        made.args = args
    for field, part in zip(fields, rest, strict=True):
        if part is not getattr(made, field, None):  # None, once set, shows
            setattr(made, field, part)


def _renew(value: Any, data: Data, parts: Sequence[Any]) -> None:  # noqa: ANN401
    if data["name"] != type(value).__name__:
        msg = "an exception cannot change its type"
        raise WireError(msg)
    vars(value).pop("__notes__", None)
    value.__cause__ = None
    _dress(value, data, parts)


CODECS = tuple(
    Codec(kind="exception", type=each, take=_take, make=_make, renew=_renew)
    for each in _CLASSES.values()
)
"""Exceptions of exactly these types; a subclass is the student's own."""
