"""Outputs of cells, as far as they are what a notebook can hold."""

import json
from typing import Any, TypeAlias

import pytest

from autograder.run.outputs import checked, clean
from autograder.run.shell import MOST_OUTPUT

Value: TypeAlias = Any

STREAM = {"output_type": "stream", "name": "stdout", "text": "a"}
SHOWN = {
    "output_type": "display_data",
    "data": {"text/plain": "x", "application/json": {"a": [1, 2.5, None, True]}},
    "metadata": {},
}
ERROR = {"output_type": "error", "ename": "E", "evalue": "e", "traceback": ["a", "b"]}


@pytest.mark.parametrize(
    "output", [STREAM, SHOWN, ERROR], ids=["stream", "data", "error"]
)
def test_an_output_stays_what_it_is(output: Value) -> None:
    """Whatever a kernel may tell."""
    assert checked([output]) == (output,)


def deep(levels: int) -> Value:
    """Return a list in a list in a list."""
    value: Value = []
    for _ in range(levels):
        value = [value]
    return value


class Text(str):
    """A text that may answer otherwise."""

    __slots__ = ()


def with_data(data: Value) -> Value:
    """Return a rich output of these data."""
    return {"output_type": "display_data", "data": {"x": data}, "metadata": {}}


NONE: dict[str, Value] = {
    "no dict": 3,
    "no type": {},
    "unknown type": {"output_type": "widget"},
    "no text": {**STREAM, "text": 3},
    "text of a class": {**STREAM, "text": Text("a")},
    "unknown stream": {**STREAM, "name": "stdin"},
    "data no dict": {**SHOWN, "data": []},
    "name no text": {**SHOWN, "data": {1: "x"}},
    "traceback no texts": {**ERROR, "traceback": [1]},
    "too deep": with_data(deep(1000)),
    "an object": with_data(object()),
    "a function": with_data(print),
    "a huge number": with_data(10**5000),
    "too large": {**STREAM, "text": "x" * (2 * MOST_OUTPUT + 1)},
}


@pytest.mark.parametrize("told", NONE.values(), ids=NONE)
def test_what_is_no_output_is_left_out(told: Value) -> None:
    """And what is one stays."""
    assert checked([STREAM, told]) == (STREAM,)


@pytest.mark.parametrize("told", [None, 3, "text", {}, (STREAM,)])
def test_what_is_no_list_holds_none(told: Value) -> None:
    """Whoever told of it."""
    assert checked(told) == ()


def test_all_together_have_an_end() -> None:
    """Many small ones weigh as a few large ones do."""
    assert len(checked([STREAM] * 200_000)) < 100_000


def test_pictures_become_text() -> None:
    """As a kernel sends them."""
    (shown,) = checked([with_data(b"\x89PNG")])

    assert shown["data"]["x"] == "iVBORw=="


def test_what_json_cannot_hold_is_made_harmless() -> None:
    """Halves of characters, and numbers that are none."""
    (shown,) = checked([with_data(["\ud800", float("nan")])])

    assert json.dumps(shown["data"], allow_nan=False) == '{"x": ["?", null]}'


def test_nothing_else_of_an_output_is_kept() -> None:
    """Only what a notebook knows."""
    (shown,) = checked([{**STREAM, "more": 1}])

    assert shown == STREAM


def test_a_clean_text_can_be_written() -> None:
    """Whatever it held."""
    assert clean("a\udfff立").encode() == "a?立".encode()
