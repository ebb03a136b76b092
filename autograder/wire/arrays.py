"""NumPy's arrays, scalars and data types on the wire."""

import re
import sys
from collections.abc import Sequence
from math import prod
from typing import Any, Literal

import numpy as np

from autograder.wire.codec import Codec, Data, WireError
from autograder.wire.plain import leaf, raw, unraw

_PLAIN = re.compile(
    r"[<>|=](?:b1|[iu][1248]|f(?:2|4|8|16)|c(?:8|16|32)|[SUV]\d{1,9}"
    r"|[mM]8(?:\[\d{0,9}[a-zA-Zμ]{1,2}\])?)"
)
"""Data types that hold no object."""

_OBJECT = "|O"
_MOST_DIMENSIONS = 64


def _tell_type(dtype: Any) -> Data:  # noqa: ANN401 - a dtype of any kind
    """Return a data type as JSON: its name, or its fields with theirs."""
    if dtype.kind == "O":
        return _OBJECT
    if dtype.names is None and dtype.subdtype is None and dtype.kind != "T":
        return dtype.str
    if dtype.hasobject:
        msg = f"an array of {str(dtype)[:40]} is more than data"
        raise WireError(msg)
    if dtype.subdtype is not None:
        base, shape = dtype.subdtype
        return {"of": _tell_type(base), "shape": list(shape)}
    titles = [(*dtype.fields[name], None)[2] for name in dtype.names]
    fields = [
        [name, _tell_type(dtype[name]), None if title is None else str(title)]
        for name, title in zip(dtype.names, titles, strict=True)
    ]
    offsets = [dtype.fields[name][1] for name in dtype.names]
    return {"fields": fields, "offsets": offsets, "size": dtype.itemsize}


def _read_type(told: Data) -> np.dtype[Any]:
    """Return the data type that was told, if it holds no object."""
    if isinstance(told, str) and _PLAIN.fullmatch(told):
        return np.dtype(told)
    match told:
        case {"of": of, "shape": list(shape)}:
            return np.dtype((_read_type(of), _shape(shape)))
        case {"fields": list(fields), "offsets": list(offsets), "size": int(size)}:
            formats = [_read_type(of) for _, of, _ in fields]
            names = [str(name) for name, _, _ in fields]
            titles = [None if title is None else str(title) for *_, title in fields]
            about = {"names": names, "formats": formats, "titles": titles}
            whole: Any = {**about, "offsets": offsets, "itemsize": size}
            made: np.dtype[Any] = np.dtype(whole)
            return made
    msg = "nothing was agreed about this data type"
    raise WireError(msg)


def _shape(told: Data) -> tuple[int, ...]:
    """Return a shape, if it is one."""
    is_shape = isinstance(told, list) and len(told) <= _MOST_DIMENSIONS
    if not is_shape or not all(type(n) is int and n >= 0 for n in told):
        msg = "a shape is a list of lengths"
        raise WireError(msg)
    return tuple(told)


def _take_array(array: Any) -> tuple[Data, Sequence[Any]]:  # noqa: ANN401 - an ndarray
    told = _tell_type(array.dtype)
    order = "F" if array.flags.fnc else "C"
    about = [told, list(array.shape), order, bool(array.flags.writeable)]
    if told == _OBJECT:
        return [*about, ""], array.ravel().tolist()
    return [*about, raw(array.tobytes(order))], ()


def _make_array(data: Data, _parts: Sequence[Any]) -> Any:  # noqa: ANN401 - an ndarray
    told, shape, order, writeable, content = data
    lengths = _shape(shape)
    if told == _OBJECT:
        return np.empty(lengths, object, order="F" if order == "F" else "C")
    made = _filled(_read_type(told), lengths, unraw(content), order)
    made.flags.writeable = writeable is True
    return made


def _filled(
    dtype: np.dtype[Any], shape: tuple[int, ...], content: bytes, order: str
) -> Any:  # noqa: ANN401 - an ndarray
    """Return an array over its own copy of some bytes, exactly as many as it needs."""
    if len(content) != prod(shape) * dtype.itemsize:
        msg = "an array has as many bytes as its shape needs"
        raise WireError(msg)
    layout: Literal["C", "F"] = "F" if order == "F" else "C"
    if not content:  # NumPy takes no buffer of nothing
        return np.ndarray(shape, dtype, order=layout)
    made = np.ndarray(shape, dtype, buffer=bytearray(content), order=layout)
    _check(made)
    return made


def _check(array: Any) -> None:  # noqa: ANN401 - an ndarray
    """Refuse bytes that NumPy counts on never to see."""
    for name in array.dtype.names or ():
        _check(array[name])
    kind = array.dtype.kind
    if kind == "b" and (array.view("u1") > 1).any():
        msg = "a truth value is 0 or 1"
        raise WireError(msg)
    if kind == "U" and array.dtype.itemsize:
        codes = np.frombuffer(array.tobytes(), array.dtype.str[0] + "u4")
        if (codes > sys.maxunicode).any():
            msg = "a text is made of characters"
            raise WireError(msg)


def _fill_array(array: Any, parts: Sequence[Any]) -> None:  # noqa: ANN401 - an ndarray
    """Put objects into an array of objects; all others are full already."""
    if array.dtype.kind != "O":
        return
    if len(parts) != array.size:
        msg = "an array has as many objects as its shape needs"
        raise WireError(msg)
    for at, part in zip(np.ndindex(array.shape), parts, strict=True):
        array[at] = part


def _renew_array(array: Any, data: Data, parts: Sequence[Any]) -> None:  # noqa: ANN401
    """Make an array equal to what came across, in the memory that it has."""
    new = _make_array(data, parts)
    _fill_array(new, parts)
    if new.dtype != array.dtype or new.size != array.size:
        # others may look at the memory, which must not go away under their feet
        msg = "an array changes its size or type only as a new array"
        raise WireError(msg)
    if not array.flags.writeable and new.flags.writeable:
        array.flags.writeable = True
    if new.shape != array.shape:
        array.resize(new.shape, refcheck=False)  # as many bytes: none is moved
    if array.flags.writeable:
        array[...] = new
    elif array.tobytes() != new.tobytes():
        msg = "an array that must not be written was written"
        raise WireError(msg)
    if not new.flags.writeable:
        array.flags.writeable = False


def _tell_scalar(value: Any) -> Data:  # noqa: ANN401 - a NumPy scalar
    content = value.tobytes()[: value.dtype.itemsize]  # "" has more than it needs
    return [_tell_type(value.dtype), raw(content)]


def _read_scalar(data: Data) -> Any:  # noqa: ANN401 - a NumPy scalar
    told, content = data
    return _filled(_read_type(told), (), unraw(content), "C")[()]


_SCALARS = (
    *(np.bool_, np.int8, np.int16, np.int32, np.int64, np.longlong),
    *(np.uint8, np.uint16, np.uint32, np.uint64, np.ulonglong),
    *(np.float16, np.float32, np.float64, np.longdouble),
    *(np.complex64, np.complex128, np.clongdouble),
    *(np.str_, np.bytes_, np.datetime64, np.timedelta64),
)

_DTYPES = tuple(
    {type(np.dtype(scalar)) for scalar in _SCALARS}
    | {type(np.dtype("V1")), type(np.dtype(object))}
)

CODECS = (
    Codec(
        kind="numpy.ndarray",
        type=np.ndarray,
        take=_take_array,
        make=_make_array,
        fill=_fill_array,
        renew=_renew_array,
    ),
    *(leaf("numpy.scalar", scalar, _tell_scalar, _read_scalar) for scalar in _SCALARS),
    *(
        leaf(
            "numpy.dtype",
            dtype,
            _tell_type,
            lambda told: np.dtype(object) if told == _OBJECT else _read_type(told),
        )
        for dtype in _DTYPES
    ),
)
"""NumPy's own types; a subclass of ndarray is more than data."""
