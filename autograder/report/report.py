"""What there is to tell of one notebook of a submission."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from autograder.results import Result
from autograder.transcript import Transcript


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What came of one notebook, how, and when it was handed in.

    Parameters
    ----------
    result
        What it earned.
    transcript
        Its cells as they ran; None for a file that could not be read.
    repairs
        A sentence on each thing that was put right before it ran.
    timestamp
        When the submission was handed in (UTC if it names no zone); None if nobody
        knows.
    """

    result: Result
    transcript: Transcript | None = None
    repairs: tuple[str, ...] = ()
    timestamp: datetime | None = None


def handed_in(reports: Sequence[Report]) -> datetime | None:
    """Return when a submission was handed in, as nbgrader keeps it: UTC, no zone.

    Examples
    --------
    >>> from autograder.results import unreadable
    >>> names = {"assignment": "ps1", "student": "h_full", "notebook": "ps1"}
    >>> result = unreadable("", points={}, **names)
    >>> noon = datetime.fromisoformat("2026-03-01T12:00:00+08:00")
    >>> handed_in([Report(result=result, timestamp=noon)])
    datetime.datetime(2026, 3, 1, 4, 0)
    """
    known = [report.timestamp for report in reports if report.timestamp]
    if not known:
        return None
    stamp = known[0]
    return stamp if stamp.tzinfo is None else stamp.astimezone(UTC).replace(tzinfo=None)


def names(reports: Sequence[Report]) -> tuple[str, str]:
    """Return the assignment and the student that a submission's reports are about.

    Raises
    ------
    ValueError
        If there are none, or they are about several submissions.
    """
    every = {(each.result.assignment, each.result.student) for each in reports}
    if len(every) != 1:
        msg = f"expected the reports of one submission, not of {len(every)}"
        raise ValueError(msg)
    return every.pop()
