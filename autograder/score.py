"""What a test cell earns, by nbgrader's rule for honest work.

A test that runs to its end earns its points; one that raises earns nothing. A number
as the cell's last value is partial credit: a pass, unless it is nought. What nbgrader
takes for full marks by default (text, a negative number, NaN) is the test's own fault
here: a person must look.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class Outcome(Enum):
    """How a test cell ended."""

    PASSED = "passed"
    FAILED = "failed"  # the answer is wrong
    TIMED_OUT = "timed out"  # the answer took too long
    NOT_RUN = "not run"  # an earlier cell stopped the notebook
    BROKEN = "broken"  # the grader is at fault: a person must look


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What came of running a test cell.

    Parameters
    ----------
    outcome
        How it ended.
    value
        The text of its last value, as a notebook would show it; None if it has none.
    message
        What the student is told.
    seconds
        How long it took.
    """

    outcome: Outcome
    value: str | None = None
    message: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What a test cell earned, of what it could."""

    outcome: Outcome
    score: float
    max_score: float
    message: str = ""


def mark(run: Run, max_score: float) -> Mark:
    """Return what a run earns.

    Parameters
    ----------
    run
        What came of running the cell.
    max_score
        What it earns at most (points).

    Examples
    --------
    >>> mark(Run(outcome=Outcome.PASSED, value="1.5"), 2).score
    1.5
    >>> mark(Run(outcome=Outcome.PASSED, value="'well done'"), 2).outcome
    <Outcome.BROKEN: 'broken'>
    """
    if run.outcome is not Outcome.PASSED:
        return Mark(
            outcome=run.outcome, score=0.0, max_score=max_score, message=run.message
        )
    if run.value is None:
        return Mark(outcome=Outcome.PASSED, score=max_score, max_score=max_score)
    earned = _number(run.value)
    if earned is None or not 0 <= earned <= max_score:
        message = (  # without the value, in which a student may have what was hidden
            f"The test's last value is not a number from 0 to {max_score:g}; "
            "a person must look."
        )
        return Mark(
            outcome=Outcome.BROKEN, score=0.0, max_score=max_score, message=message
        )
    return Mark(
        outcome=Outcome.PASSED if earned > 0 else Outcome.FAILED,
        score=earned,
        max_score=max_score,
        message="" if earned == max_score else f"{earned:g} of {max_score:g} points.",
    )


def total(marks: Iterable[Mark]) -> tuple[float, float]:
    """Return the points that were earned, and those that could be."""
    every = tuple(marks)
    return math.fsum(m.score for m in every), math.fsum(m.max_score for m in every)


def needs_a_person(marks: Iterable[Mark]) -> bool:
    """Say whether any mark is the grader's fault and not the student's."""
    return any(each.outcome is Outcome.BROKEN for each in marks)


def _number(text: str) -> float | None:
    """Return a finite number, as nbgrader reads one from what a notebook shows."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
