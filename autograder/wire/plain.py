"""Python's own plain types on the wire."""

import base64
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from autograder.wire.codec import Codec, Data, WireError


def raw(content: bytes) -> str:
    """Return bytes as JSON can hold them."""
    return base64.b64encode(content).decode("ascii")


def unraw(data: Data) -> bytes:
    """Return the bytes that `raw` was given."""
    return base64.b64decode(need(data, str), validate=True)


def leaf(
    kind: str, of: type, tell: Callable[[Any], Data], read: Callable[[Data], Any]
) -> Codec:
    """Return the codec of a type that is not made of other values."""
    return Codec(
        kind=kind,
        type=of,
        take=lambda value: (tell(value), ()),
        make=lambda data, _parts: read(data),
    )


def anew(
    clear: Callable[[Any], None], fill: Callable[[Any, Sequence[Any]], None]
) -> Callable[[Any, Data, Sequence[Any]], None]:
    """Return how a container is emptied and filled again."""

    def renew(value: Any, _data: Data, parts: Sequence[Any]) -> None:  # noqa: ANN401
        clear(value)
        fill(value, parts)

    return renew


def whole(kind: str, of: type, build: Callable[[Sequence[Any]], Any]) -> Codec:
    """Return the codec of a container that cannot be changed."""
    return Codec(
        kind=kind,
        type=of,
        take=lambda value: (None, tuple(value)),
        make=lambda _data, parts: build(parts),
    )


def need(data: Any, of: type) -> Any:  # noqa: ANN401 - of the type asked for
    """Return what came across, if it is of the type agreed."""
    if type(data) is not of:
        msg = f"a {of.__name__} was agreed, not {type(data).__name__}"
        raise WireError(msg)
    return data


def single(value: object, kind: str | None = None) -> Codec:
    """Return the codec of a type that has one value."""
    name = kind or type(value).__name__
    return leaf(name, type(value), lambda _: None, lambda _: value)


def text(value: str) -> Data:
    """Return a text; halves of characters, which UTF-8 cannot hold, as bytes."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return [raw(value.encode("utf-8", "surrogatepass"))]
    return value


def untext(data: Data) -> str:
    """Return the text that `text` was given."""
    if type(data) is list and len(data) == 1:
        return unraw(data[0]).decode("utf-8", "surrogatepass")
    told: str = need(data, str)
    return told


def _parts(value: Any) -> tuple[Data, Sequence[Any]]:  # noqa: ANN401 - of any parts
    return None, (value.start, value.stop, value.step)


def _pairs(value: dict[Any, Any]) -> tuple[Data, Sequence[Any]]:
    return None, [*value.keys(), *value.values()]


def _fill_pairs(value: dict[Any, Any], parts: Sequence[Any]) -> None:
    half = len(parts) // 2
    value.update(zip(parts[:half], parts[half:], strict=True))


def _range(parts: Sequence[Any]) -> range:
    start, stop, step = parts
    return range(start, stop, step)


def _slice(parts: Sequence[Any]) -> Any:  # noqa: ANN401 - a slice of anything
    start, stop, step = parts
    return slice(start, stop, step)


def _zone(parts: Sequence[Any]) -> timezone:
    offset, name = parts
    return timezone(offset) if name is None else timezone(offset, name)


def _zone_parts(value: timezone) -> tuple[Data, Sequence[Any]]:
    offset, *name = value.__getinitargs__()  # type: ignore[attr-defined]
    return None, (offset, name[0] if name else None)


def _moment(of: type, fields: Sequence[str]) -> Codec:
    """Return the codec of a date or time, whose zone is a value of its own."""
    zoned = "tzinfo" in fields
    numbers = [field for field in fields if field != "tzinfo"]

    def take(value: Any) -> tuple[Data, Sequence[Any]]:  # noqa: ANN401 - one of `of`
        told = [getattr(value, field) for field in numbers]
        return told, [value.tzinfo] if zoned else ()

    def make(data: Data, parts: Sequence[Any]) -> Any:  # noqa: ANN401 - one of `of`
        named = dict(zip(numbers, need(data, list), strict=True))
        return of(**named, **({"tzinfo": parts[0]} if zoned else {}))

    return Codec(kind=of.__name__, type=of, take=take, make=make)


_DAY = ("year", "month", "day")
_CLOCK = ("hour", "minute", "second", "microsecond", "fold", "tzinfo")

CODECS = (
    single(None),
    leaf("bool", bool, lambda value: value, lambda data: need(data, bool)),
    leaf("int", int, hex, lambda data: int(need(data, str), 16)),
    leaf("float", float, float.hex, lambda data: float.fromhex(need(data, str))),
    leaf("str", str, text, untext),
    leaf("bytes", bytes, raw, unraw),
    Codec(
        kind="bytearray",
        type=bytearray,
        take=lambda value: (raw(value), ()),
        make=lambda data, _parts: bytearray(unraw(data)),
        renew=lambda value, data, _parts: value.__init__(unraw(data)),
    ),
    leaf(
        "complex",
        complex,
        lambda value: [value.real.hex(), value.imag.hex()],
        lambda data: complex(*map(float.fromhex, need(data, list))),
    ),
    leaf("Decimal", Decimal, str, lambda data: Decimal(need(data, str))),
    Codec(
        kind="Fraction",
        type=Fraction,
        take=lambda value: (None, (value.numerator, value.denominator)),
        make=lambda _data, parts: Fraction(*parts),
    ),
    Codec(kind="range", type=range, take=_parts, make=lambda _, parts: _range(parts)),
    Codec(kind="slice", type=slice, take=_parts, make=lambda _, parts: _slice(parts)),
    single(Ellipsis),
    single(NotImplemented),
    _moment(date, _DAY),
    _moment(datetime, (*_DAY, *_CLOCK)),
    _moment(time, _CLOCK),
    _moment(timedelta, ("days", "seconds", "microseconds")),
    Codec(
        kind="timezone",
        type=timezone,
        take=_zone_parts,
        make=lambda _data, parts: _zone(parts),
    ),
    leaf("ZoneInfo", ZoneInfo, lambda value: value.key, ZoneInfo),
    whole("tuple", tuple, tuple),
    whole("frozenset", frozenset, frozenset),
    Codec(
        kind="list",
        type=list,
        take=lambda value: (None, value),
        make=lambda _data, _parts: [],
        fill=list.extend,
        renew=anew(list.clear, list.extend),
    ),
    Codec(
        kind="set",
        type=set,
        take=lambda value: (None, tuple(value)),
        make=lambda _data, _parts: set(),
        fill=set.update,
        renew=anew(set.clear, set.update),
    ),
    Codec(
        kind="dict",
        type=dict,
        take=_pairs,
        make=lambda _data, _parts: {},
        fill=_fill_pairs,
        renew=anew(dict.clear, _fill_pairs),
    ),
)
"""All of Python's own types that are data and nothing else."""
