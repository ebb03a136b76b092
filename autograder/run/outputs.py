"""Outputs of cells, as far as they are what a notebook can hold."""

import base64
import math
from typing import Any, TypeAlias

from autograder.run.shell import MOST_OUTPUT, Output

Value: TypeAlias = Any

_DEEPEST = 100
"""How deep a rich output may be; a chart's specification is some ten deep."""

_WEIGHT = 16
"""What anything weighs besides its text, so that emptiness is limited, too."""

_LARGEST = 2**63


def checked(told: Value) -> tuple[Output, ...]:
    """Return outputs, whoever told of them, as JSON can hold them.

    What is no output is left out, and so is what does not fit.

    Examples
    --------
    >>> checked([{"output_type": "stream", "name": "stdout", "text": "a"}, "b"])
    ({'output_type': 'stream', 'name': 'stdout', 'text': 'a'},)
    """
    room = _Room(2 * MOST_OUTPUT)
    made = (_output(each, room) for each in (told if type(told) is list else ()))
    return tuple(each for each in made if each)


def clean(text: str) -> str:
    """Return a text that can be written to a file.

    Examples
    --------
    >>> clean("half a character: " + chr(0xD800))
    'half a character: ?'
    """
    return text.encode("utf-8", "replace").decode()


class _Room:
    """How much more fits."""

    def __init__(self, left: int) -> None:
        self._left = left

    def take(self, size: int) -> None:
        self._left -= size + _WEIGHT
        if self._left < 0:
            msg = "there is no more room"
            raise ValueError(msg)


def _output(told: Value, room: _Room) -> Output | None:
    try:
        copied = _copied(told, room, 0)
    except ValueError:
        return None
    match copied:
        case {"output_type": "stream", "name": "stdout" | "stderr", "text": str()}:
            return _only(copied, "output_type", "name", "text")
        case {
            "output_type": "execute_result" | "display_data",
            "data": dict(),
            "metadata": dict(),
        }:
            return _only(copied, "output_type", "data", "metadata")
        case {
            "output_type": "error",
            "ename": str(),
            "evalue": str(),
            "traceback": list(lines),
        } if all(isinstance(line, str) for line in lines):
            return _only(copied, "output_type", "ename", "evalue", "traceback")
    return None


def _only(told: Output, *names: str) -> Output:
    return {name: told[name] for name in names}


def _copied(value: Value, room: _Room, depth: int) -> Value:
    """Return a copy of exactly the types of JSON, pictures as text.

    Raises
    ------
    ValueError
        If it holds anything else, is too deep, or does not fit.
    """
    kind = type(value)
    room.take(len(value) if kind in {str, bytes} else 0)
    if kind is str:
        return clean(value)
    if kind is bytes:
        return base64.b64encode(value).decode("ascii")
    if value is None or kind is bool or (kind is int and abs(value) < _LARGEST):
        return value
    if kind is float:
        return value if math.isfinite(value) else None
    if kind in {list, tuple} and depth < _DEEPEST:
        return [_copied(each, room, depth + 1) for each in value]
    if kind is dict and depth < _DEEPEST and all(type(name) is str for name in value):
        return {
            clean(name): _copied(each, room, depth + 1) for name, each in value.items()
        }
    msg = "it is more than an output holds"
    raise ValueError(msg)
