import datetime as dt
import json
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from autograder.wire import decode, encode

NOON = dt.datetime(2024, 3, 5, 12, 0, 0, 7)  # noqa: DTZ001 - zones come below
VALUES = [
    None,
    True,
    0,
    -(10**5000),
    0.1,
    -0.0,
    float("-inf"),
    complex(-0.0, 2),
    "新质生产力",
    "half a character: \ud83d",
    "",
    b"\x00\xff",
    bytearray(b"abc"),
    Decimal("1.10"),
    Decimal("-0"),
    Fraction(-3, 7),
    range(3, 20, 4),
    slice(None, 3),
    Ellipsis,
    NotImplemented,
    NOON,
    NOON.date(),
    NOON.time(),
    NOON.replace(tzinfo=dt.UTC),
    NOON.replace(tzinfo=ZoneInfo("Asia/Shanghai"), fold=1),
    NOON.timetz().replace(tzinfo=dt.timezone(dt.timedelta(hours=8), "CST")),
    dt.timezone(-dt.timedelta(hours=3)),
    -dt.timedelta(days=3, microseconds=1),
    (),
    (1, (2, [3])),
    frozenset({1, "a"}),
    {"a": [1], (1, 2): {3}},
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_a_plain_value_comes_over_as_it_was(value: Any) -> None:  # noqa: ANN401
    """To the last bit: what it shows tells -0.0 from 0.0 and 1.10 from 1.1."""
    found = decode(json.loads(json.dumps(encode(value))))

    assert type(found) is type(value)
    assert found == value
    assert isinstance(value, int) or repr(found) == repr(value)


def test_an_order_of_keys_comes_over() -> None:
    """A dict is told by its order too."""
    assert list(decode(encode({"b": 1, "a": 2}))) == ["b", "a"]


def test_a_fold_comes_over() -> None:
    """The second of two equal hours when the clock goes back."""
    assert decode(encode(NOON.replace(fold=1))).fold == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ([1, 2], [[3]]),
        ({1}, {2, 3}),
        ({"a": 1, "b": 2}, {"b": 1, "a": 2}),
        (bytearray(b"abc"), bytearray(b"xy")),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_can_be_changed_is_renewed_in_place(old: Any, new: Any) -> None:  # noqa: ANN401
    """It stays the same object, and its order is the new one."""
    found = decode(encode(new), twins={0: old})

    assert found is old
    assert repr(old) == repr(new)
