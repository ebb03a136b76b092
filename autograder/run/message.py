"""What a student is told of a check that did not pass: never what is hidden.

The author's own sentence is always told. What Python says beside it could show a
hidden test's line, its numbers, or what an earlier one handed to the student's code,
which may give it back as a value, as an exception's text or name, as a type's name. So
once something hidden has run, only words of the author's and Python's own are told.
"""

import ast
import builtins
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.run.outputs import clean

LONGEST = 1000
"""How long a message may be (characters)."""

UNSAID = "A check failed."


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """Where and how a test ended.

    Parameters
    ----------
    source
        The test.
    hidden_line
        The first of its lines that students do not see, from 1; 0 if they see all.
    is_students
        Whether the error came out of the student's own code.
    hidden_before
        Whether a test with hidden lines ran earlier.
    """

    source: str
    hidden_line: int
    is_students: bool
    hidden_before: bool


def message_for(error: BaseException | None, told: Circumstances) -> str:
    """Return what a student is told of an error that ended a test."""
    if error is None:
        return UNSAID
    line, is_direct = _place(error, told.source)
    is_hidden = bool(told.hidden_line) and not 0 < line < told.hidden_line
    is_safe = not (told.hidden_before or is_hidden)
    if told.is_students:
        return _short(f"Your code raised {_said(error, told, is_safe=is_safe)}")
    quoted = UNSAID if is_hidden else _quoted(told, line)
    if isinstance(error, AssertionError):
        text = _text(error) if is_safe else _authored(_text(error), told.source)
        if is_direct or not is_safe:
            return _short(text or quoted)
    said = _said(error, told, is_safe=is_safe)
    return _short(f"A check ended with {said}" if is_hidden else said)


def message_from_kernel(error: Any, source: str) -> str:  # noqa: ANN401 - told by the student's side
    """Return what a student is told of a test that ran beside the student's code.

    What the student's side says is told only if the author wrote it.
    """
    match error:
        case ("AssertionError", text) if type(error) is tuple and type(text) is str:
            return _short(_authored(text, source) or UNSAID)
    return UNSAID


def _said(error: BaseException, told: Circumstances, *, is_safe: bool) -> str:
    """Name an error, and say what it says if that is safe."""
    name = type(error).__name__ if is_safe else _usual_name(error)
    text = _text(error) if is_safe else _missing(error, told)
    return f"{name}: {text}" if text else f"{name}."


def _usual_name(error: BaseException) -> str:
    """Return the name of Python's own exception that an error is, or is made from."""
    for of in type(error).__mro__:
        if getattr(builtins, of.__name__, None) is of:
            return str(of.__name__)
    return BaseException.__name__


def _missing(error: BaseException, told: Circumstances) -> str:
    """Say which name is missing, if students see it in the test."""
    lines = told.source.splitlines()
    seen = "\n".join(lines[: told.hidden_line - 1] if told.hidden_line else lines)
    name = error.name if type(error) is NameError else None
    if isinstance(name, str) and re.search(rf"\b{re.escape(name)}\b", seen):
        return f"name {name!r} is not defined"
    return ""


def _text(error: BaseException) -> str:
    try:
        return str(error)
    except (Exception, SystemExit, GeneratorExit):  # noqa: BLE001 - a student's
        return ""


def _place(error: BaseException, source: str) -> tuple[int, bool]:
    """Return the test's line that an error came from, and whether it began there."""
    count = len(source.splitlines())
    line, is_direct = 0, False
    trace = error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        is_direct = "ipykernel" in file or file.startswith("<ipython-input")
        if is_direct and trace.tb_frame.f_code.co_name == "<module>":
            line = min(trace.tb_lineno, count)
        trace = trace.tb_next
    return line, is_direct


def _quoted(told: Circumstances, line: int) -> str:
    lines = told.source.splitlines()
    return f"This check failed: {lines[line - 1].strip()}" if line else UNSAID


def _authored(text: str, source: str) -> str:
    """Return what an author wrote of a sentence, if an assertion in a test says it.

    Examples
    --------
    >>> _authored("not 7", "assert x == 6, f'not {x}'")
    'not …'
    """
    for parts in _sentences(source):
        if any(map(str.strip, parts)) and _is_made_from(parts, text):
            return "…".join(parts)
    return ""


def _is_made_from(parts: Sequence[str], text: str) -> bool:
    """Say whether a text is made of these parts, with anything between them."""
    first, *others = parts
    if not others:
        return text == first
    *inner, last = others
    is_framed = text.startswith(first) and text.endswith(last)
    at = len(first)
    for part in inner:
        at = text.find(part, at) + len(part) if part in text[at:] else len(text) + 1
    return is_framed and at + len(last) <= len(text)


def _sentences(source: str) -> Iterator[list[str]]:
    """Yield the messages of a test's assertions, cut where values are put in."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return
    for node in ast.walk(tree):
        match node:
            case ast.Assert(msg=message) | ast.Raise(exc=ast.Call(args=[message, *_])):
                yield from _cut(message)


def _cut(message: ast.expr | None) -> Iterator[list[str]]:
    match message:
        case ast.Constant(value=str(text)):
            yield [text]
        case ast.JoinedStr(values=values):
            parts = [""]
            for value in values:
                match value:
                    case ast.Constant(value=str(text)):
                        parts[-1] += text
                    case _:
                        parts.append("")
            yield parts


def _short(text: str) -> str:
    text = clean(text)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
