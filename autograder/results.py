"""What came of a submission, and the line of the results file that says so."""

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, Literal, Self, TypeAlias

from autograder.score import Mark, Outcome, needs_a_person, total

Judged: TypeAlias = Literal["apart", "kernel"]
"""Where a test ran: beside the student's process, or inside it."""


class Status(Enum):
    """What can be said of a submission as a whole."""

    GRADED = "graded"
    UNREADABLE = "unreadable"  # the file is beyond repair: zero, with a reason
    BROKEN = "broken"  # the grader is at fault: a person must look


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """A test cell, its mark, and how it came to it.

    Parameters
    ----------
    grade_id
        The cell's name.
    mark
        What it earned.
    judged
        Where it ran.
    seconds
        How long it took.
    """

    grade_id: str
    mark: Mark
    judged: Judged = "apart"
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of one notebook of a submission.

    Parameters
    ----------
    assignment, student, notebook
        Their names; they travel as values and are never read from a path.
    status
        What can be said of it as a whole.
    cells
        The tests in the source's order.
    reason
        Why it could not be read, or why a person must look; else empty.
    seconds
        How long grading took.
    notes
        A sentence on each thing that a person should know: what was put right before
        grading, that there was no sandbox.
    """

    assignment: str
    student: str
    notebook: str
    status: Status
    cells: tuple[Graded, ...]
    reason: str = ""
    seconds: float = 0.0
    notes: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        cells: Iterable[Graded],
        *,
        assignment: str,
        student: str,
        notebook: str,
        seconds: float = 0.0,
    ) -> Self:
        """Return the result of a submission that was run."""
        every = tuple(cells)
        is_broken = needs_a_person(cell.mark for cell in every)
        return cls(
            assignment=assignment,
            student=student,
            notebook=notebook,
            status=Status.BROKEN if is_broken else Status.GRADED,
            cells=every,
            seconds=seconds,
        )

    @property
    def score(self) -> float:
        """The points that the tests gave."""
        return total(cell.mark for cell in self.cells)[0]

    @property
    def max_score(self) -> float:
        """The points that the tests can give."""
        return total(cell.mark for cell in self.cells)[1]


def line(result: Result) -> str:
    """Return a result as one line of JSON.

    Examples
    --------
    >>> mark = Mark(outcome=Outcome.PASSED, score=2.0, max_score=2.0)
    >>> cell = Graded(grade_id="test_value", mark=mark)
    >>> names = {"assignment": "ps1", "student": "h_full", "notebook": "ps1"}
    >>> print(line(Result.of([cell], **names))[:80])
    {"assignment": "ps1", "student": "h_full", "notebook": "ps1", "status": "graded"
    """
    told: dict[str, Any] = {
        "assignment": result.assignment,
        "student": result.student,
        "notebook": result.notebook,
        "status": result.status.value,
        "score": result.score,
        "max_score": result.max_score,
        "seconds": _rounded(result.seconds),
        "cells": [
            {
                "grade_id": cell.grade_id,
                "outcome": cell.mark.outcome.value,
                "score": cell.mark.score,
                "max_score": cell.mark.max_score,
                "judged": cell.judged,
                "message": cell.mark.message,
                "seconds": _rounded(cell.seconds),
            }
            for cell in result.cells
        ],
    }
    if result.reason:
        told["reason"] = result.reason
    if result.notes:
        told["notes"] = list(result.notes)
    return json.dumps(told, ensure_ascii=False, allow_nan=False)


def parse(text: str) -> Result:
    """Return the result that a line tells, to the precision that it has.

    Examples
    --------
    >>> names = {"assignment": "ps1", "student": "h_full", "notebook": "ps1"}
    >>> result = unreadable("It is empty.", points={"test_value": 2.0}, **names)
    >>> parse(line(result)) == result
    True
    """
    told = json.loads(text)
    return Result(
        assignment=told["assignment"],
        student=told["student"],
        notebook=told["notebook"],
        status=Status(told["status"]),
        cells=tuple(
            Graded(
                grade_id=cell["grade_id"],
                mark=Mark(
                    outcome=Outcome(cell["outcome"]),
                    score=cell["score"],
                    max_score=cell["max_score"],
                    message=cell["message"],
                ),
                judged=cell["judged"],
                seconds=cell["seconds"],
            )
            for cell in told["cells"]
        ),
        reason=told.get("reason", ""),
        seconds=told["seconds"],
        notes=tuple(told.get("notes", ())),
    )


def unreadable(
    reason: str,
    *,
    points: dict[str, float],
    assignment: str,
    student: str,
    notebook: str,
) -> Result:
    """Return the result of a file that is beyond repair.

    Parameters
    ----------
    reason
        The sentence for the student.
    points
        What each test could have earned, by name.
    assignment, student, notebook
        Their names.
    """
    return Result(
        assignment=assignment,
        student=student,
        notebook=notebook,
        status=Status.UNREADABLE,
        cells=_nothing(Outcome.NOT_RUN, points),
        reason=reason,
    )


def broken(result: Result) -> Result:
    """Return a result as one on which the grader itself failed: no test counts."""
    points = {cell.grade_id: cell.mark.max_score for cell in result.cells}
    cells = _nothing(Outcome.BROKEN, points)
    return replace(result, status=Status.BROKEN, cells=cells)


def exit_status(results: Iterable[Result]) -> int:
    """Return 1 if a person must look at any result, else 0, however bad they are."""
    return int(any(result.status is Status.BROKEN for result in results))


def _nothing(outcome: Outcome, points: dict[str, float]) -> tuple[Graded, ...]:
    """Return tests of which none earned anything."""
    return tuple(
        Graded(grade_id=name, mark=Mark(outcome=outcome, score=0.0, max_score=most))
        for name, most in points.items()
    )


def _rounded(seconds: float) -> float:
    """Return a time to the tenth of a millisecond."""
    return round(seconds, 4) if math.isfinite(seconds) else 0.0
