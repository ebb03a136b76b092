import ipaddress
import json
import re
from array import array
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any
from uuid import UUID

import pytest

from autograder.wire import WireError, all_codecs, decode, encode

BOOK = all_codecs()


def over(value: object) -> Any:  # noqa: ANN401 - a table of nodes
    """Return a value as it is on the wire."""
    return json.loads(json.dumps(encode(value, codecs=BOOK)))


@pytest.mark.parametrize(
    "value",
    [
        Path("数据/a.csv"),
        PurePosixPath("/"),
        PureWindowsPath("c:/x"),
        UUID(int=7),
        ipaddress.ip_address("10.0.0.1"),
        ipaddress.ip_address("fe80::1%eth0"),
        ipaddress.ip_network("10.0.0.0/8"),
        ipaddress.ip_interface("10.0.0.1/8"),
        re.compile("新(.)", re.IGNORECASE | re.DOTALL),
        re.compile(rb"\d+"),
        array("d", [1.5, -0.0]),
        array("q"),
        array("u", "新质"),
        memoryview(b"abc"),
        memoryview(b""),
        memoryview(bytearray(8)).cast("i"),
        memoryview(bytearray(8)).cast("B", [2, 4]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_small_value_comes_over_as_it_was(value: Any) -> None:  # noqa: ANN401
    """Equal, and of the same type."""
    found = decode(over(value), codecs=BOOK)

    assert type(found) is type(value)
    assert found == value


def test_what_memory_is_stays() -> None:
    """Its format, its shape, and whether it may be written."""
    memory = memoryview(bytearray(8)).cast("h")

    found = decode(over(memory), codecs=BOOK)

    assert (found.format, found.shape, found.readonly) == ("h", (4,), False)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (array("i", [1]), array("i", [2, 3])),
        (memoryview(bytearray(b"abc")), memoryview(bytearray(b"xyz"))),
    ],
    ids=lambda value: type(value).__name__,
)
def test_memory_is_renewed_in_place(old: Any, new: Any) -> None:  # noqa: ANN401
    """It stays the same object."""
    found = decode(over(new), codecs=BOOK, twins={0: old})

    assert found is old
    assert old == new


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (array("i"), array("d")),
        (memoryview(bytearray(2)), memoryview(bytearray(3))),
        (memoryview(b"ab"), memoryview(b"xy")),
    ],
    ids=["type", "size", "fixed"],
)
def test_memory_becomes_nothing_that_it_cannot_be(old: Any, new: Any) -> None:  # noqa: ANN401
    """Neither its type nor its size changes, nor what must not be written."""
    with pytest.raises(WireError):
        decode(over(new), codecs=BOOK, twins={0: old})


@pytest.mark.parametrize(
    "nodes",
    [
        [["PosixPath", 1, []]],
        [["UUID", "x", []]],
        [["IPv4Address", "300.0.0.1", []]],
        [["Pattern", 128, [1]], ["str", "x", []]],
        [["Pattern", 0, [1]], ["str", "(", []]],
        [["Pattern", 0, [1]], ["str", "(" * 5000 + ")" * 5000, []]],
        [["Pattern", 0, [1]], ["str", "a" * 20_000, []]],
        [["Pattern", 0, [1]], ["int", "0x1", []]],
        [["array", ["i", "AAA="], []]],
        [["array", ["O", ""], []]],
        [["array", None, []]],
        [["memoryview", ["O", [1], True, "AAAAAAAAAAA="], []]],
        [["memoryview", ["i", [2**60], True, "AAAAAA=="], []]],
        [["memoryview", ["i", [-1], True, ""], []]],
        [["memoryview", ["B", [2, 2], True, "AAAA"], []]],
    ],
    ids=lambda nodes: str(nodes)[:40],
)
def test_a_small_value_that_was_not_agreed_is_refused(nodes: object) -> None:
    """No object is made from bytes, nothing is printed, no stack is used up."""
    with pytest.raises(WireError):
        decode(nodes, codecs=BOOK)
