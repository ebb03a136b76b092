"""What a student is told of a check that did not pass: never what is hidden.

The author's own sentence is always told. What Python says beside it could show a
hidden test's line, its numbers, or what an earlier one handed to the student's code;
so it is told only where nothing of that can be in it.
"""

import ast
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
    name = type(error).__name__
    line, is_direct = _place(error, told.source)
    is_hidden = bool(told.hidden_line) and not 0 < line < told.hidden_line
    if told.is_students:
        is_safe = not (told.hidden_before or is_hidden)
        return _short(f"Your code raised {_said(name, error, is_safe=is_safe)}")
    if isinstance(error, AssertionError) and is_direct:
        return _short(_text(error) or (UNSAID if is_hidden else _quoted(told, line)))
    if isinstance(error, AssertionError) and is_hidden:
        return UNSAID
    said = _said(name, error, is_safe=not is_hidden)
    return _short(said if not is_hidden else f"A check ended with {said}")


def message_from_kernel(error: Any, source: str) -> str:  # noqa: ANN401 - told by the student's side
    """Return what a student is told of a test that ran beside the student's code.

    What the student's side says is told only if the author wrote it.
    """
    match error:
        case (str(name), str(text)) if text and text in _constants(source):
            return _short(text if name == "AssertionError" else UNSAID)
    return UNSAID


def _said(name: str, error: BaseException, *, is_safe: bool) -> str:
    text = _text(error) if is_safe else ""
    return f"{name}: {text}" if text else f"{name}."


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


def _constants(source: str) -> set[str]:
    """Return the texts that an author wrote into a test."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return set()
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def _short(text: str) -> str:
    text = clean(text)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
