"""The standard library's small values on the wire: paths, patterns, addresses."""

import ipaddress
import re
import sys
import warnings
from array import array
from collections.abc import Callable, Sequence
from pathlib import PosixPath, PurePosixPath, PureWindowsPath, WindowsPath
from typing import Any
from uuid import UUID

from autograder.wire.codec import Codec, Data, WireError
from autograder.wire.plain import leaf, need, raw, text, unraw, untext

_LONGEST_PATTERN = 10_000
_FLAGS = re.ASCII | re.IGNORECASE | re.LOCALE | re.MULTILINE | re.DOTALL | re.VERBOSE
_FLAGS |= re.UNICODE  # and not DEBUG, which prints

_NUMBERS = "bBhHiIlLqQfd"
_FORMATS = tuple("cbB?hHiIlLqQnNfd")


def _pattern(data: Data, parts: Sequence[Any]) -> re.Pattern[Any]:
    (pattern,) = parts
    is_pattern = type(pattern) in {str, bytes} and len(pattern) <= _LONGEST_PATTERN
    if not is_pattern or type(data) is not int or data & ~_FLAGS:
        msg = "a pattern is a text, not too long, and flags"
        raise WireError(msg)
    with warnings.catch_warnings():  # whoever wrote it has seen them
        warnings.simplefilter("ignore")
        try:
            return re.compile(pattern, data)
        except re.error as error:
            msg = "this is no pattern"
            raise WireError(msg) from error


def _take_array(value: Any) -> tuple[Data, Sequence[Any]]:  # noqa: ANN401 - an array
    if value.typecode in _NUMBERS:
        return [value.typecode, raw(value.tobytes())], ()
    return [value.typecode, text(value.tounicode())], ()


def _array(data: Data) -> Any:  # noqa: ANN401 - an array of any type
    typecode, content = data
    if need(typecode, str) in tuple(_NUMBERS):
        made: Any = array(typecode)
        made.frombytes(unraw(content))
        return made
    if typecode not in {"u", "w"}:
        msg = "nothing was agreed about arrays of this type"
        raise WireError(msg)
    return array(typecode, untext(content))


def _renew_array(value: Any, data: Data, _parts: Sequence[Any]) -> None:  # noqa: ANN401
    new = _array(data)
    if new.typecode != value.typecode:
        msg = "an array cannot change its type"
        raise WireError(msg)
    value[:] = new


def _take_memory(value: memoryview) -> tuple[Data, Sequence[Any]]:
    if value.format not in _FORMATS:
        msg = "memory of this format is more than data"
        raise WireError(msg)
    shape = list(value.shape or ())
    return [value.format, shape, value.readonly, raw(value.tobytes())], ()


def _memory(data: Data) -> memoryview:
    told, shape, readonly, content = data
    if told not in _FORMATS:
        msg = "nothing was agreed about memory of this format"
        raise WireError(msg)
    held = unraw(content)
    seen = memoryview(held if need(readonly, bool) else bytearray(held))
    lengths = need(shape, list)
    if held and len(lengths) != 1:
        return seen.cast("B").cast(told, lengths)
    made = seen.cast(told)
    if list(made.shape or ()) != lengths:
        msg = "memory has as many bytes as its shape needs"
        raise WireError(msg)
    return made


def _renew_memory(value: memoryview, data: Data, _parts: Sequence[Any]) -> None:
    new = _memory(data)
    if (new.format, new.shape) != (value.format, value.shape):
        msg = "memory cannot change its format or shape"
        raise WireError(msg)
    if not value.readonly:
        value.cast("B")[:] = new.cast("B")
    elif value.tobytes() != new.tobytes():
        msg = "memory that must not be written was written"
        raise WireError(msg)


def _spelled(of: type) -> Codec:
    """Return the codec of a type whose text says it all."""
    build: Callable[[str], Any] = of
    return leaf(
        of.__name__,
        of,
        lambda value: text(str(value)),
        lambda data: build(untext(data)),
    )


CODECS = (
    *map(_spelled, (PurePosixPath, PureWindowsPath)),
    _spelled(WindowsPath if sys.platform == "win32" else PosixPath),
    *map(_spelled, (ipaddress.IPv4Address, ipaddress.IPv6Address)),
    *map(_spelled, (ipaddress.IPv4Network, ipaddress.IPv6Network)),
    *map(_spelled, (ipaddress.IPv4Interface, ipaddress.IPv6Interface)),
    _spelled(UUID),
    Codec(
        kind="Pattern",
        type=re.Pattern,
        take=lambda value: (value.flags, (value.pattern,)),
        make=_pattern,
    ),
    Codec(
        kind="array",
        type=array,
        take=_take_array,
        make=lambda data, _parts: _array(data),
        renew=_renew_array,
    ),
    Codec(
        kind="memoryview",
        type=memoryview,
        take=_take_memory,
        make=lambda data, _parts: _memory(data),
        renew=_renew_memory,
    ),
)
"""Values of the standard library that are data and nothing else."""
