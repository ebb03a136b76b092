import json
from typing import Any

import pytest

from autograder.wire import WireError, all_codecs, decode, encode

BOOK = all_codecs()


def across(value: Any) -> Any:  # noqa: ANN401 - any value at all
    """Send a value over, as bytes of JSON."""
    nodes = json.loads(json.dumps(encode(value, codecs=BOOK)))
    return decode(nodes, codecs=BOOK)


@pytest.mark.parametrize(
    "value",
    [
        ValueError("负数", [1]),
        KeyError("k"),
        StopIteration(4),
        KeyboardInterrupt(),
        SystemExit(3),
        FileNotFoundError(2, "no such file", "a.csv"),
        UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid"),
        SyntaxError("invalid", ("f.py", 1, 2, "x =")),
        ModuleNotFoundError("no module", name="x", path="y"),
        AttributeError("none", name="size"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_an_exception_comes_over_as_it_was(value: Any) -> None:  # noqa: ANN401
    """Its type, its arguments, and what it says."""
    found = across(value)

    assert type(found) is type(value)
    assert found.args == value.args
    assert str(found) == str(value)


def test_what_an_exception_holds_besides_comes_over() -> None:
    """The file, the missing name, the notes, the cause."""
    error = OSError(2, "no such file", "a.csv")
    error.add_note("look again")
    error.__cause__ = NameError("x", name="x")

    found = across(error)

    assert found.filename == "a.csv"
    assert found.__notes__ == ["look again"]
    assert (type(found.__cause__), found.__cause__.name) == (NameError, "x")


def test_a_group_comes_over_with_its_members() -> None:
    """As long as they are Python's own."""
    found = across(ExceptionGroup("two", [ValueError(1), TypeError()]))

    assert [type(each) for each in found.exceptions] == [ValueError, TypeError]
    assert found.message == "two"


class OwnError(ValueError):
    """A student's own."""


@pytest.mark.parametrize("value", [OwnError(), ExceptionGroup("g", [OwnError()])])
def test_an_exception_of_a_students_class_stays(value: Exception) -> None:
    """It may do otherwise than Python's own."""
    with pytest.raises(WireError, match="is more than data"):
        encode(value, codecs=BOOK)


def test_an_exception_is_renewed_in_place() -> None:
    """Notes and arguments are what came across."""
    old, new = ValueError(1), ValueError(2)
    old.add_note("old")
    new.add_note("new")

    decode(encode(new, codecs=BOOK), codecs=BOOK, twins={0: old})

    assert (old.args, old.__notes__) == ((2,), ["new"])


PLAIN = {"args": 0, "notes": False, "cause": False}


@pytest.mark.parametrize(
    "data",
    [
        None,
        {},
        {**PLAIN, "name": "eval"},
        {**PLAIN, "name": "UnicodeDecodeError"},
        {**PLAIN, "name": "ExceptionGroup"},
        {**PLAIN, "name": "ValueError", "args": "x"},
        {**PLAIN, "name": "ValueError", "notes": True},
        {**PLAIN, "name": "ValueError", "cause": True},
        {**PLAIN, "name": ["ValueError"]},
    ],
    ids=repr,
)
def test_an_exception_that_was_not_agreed_is_refused(data: object) -> None:
    """Unknown names, missing parts."""
    with pytest.raises(WireError):
        decode([["exception", data, []]], codecs=BOOK)
