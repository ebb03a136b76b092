"""Grading one submission, stage by stage: read, restore, run, score, report.

Values flow one way. Files are read before anything runs, what runs is an argument,
and keeping a report is the caller's business.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import Protocol

from autograder.assignment import Assignment
from autograder.errors import BadSubmissionError
from autograder.files import Files
from autograder.fingerprint import fingerprint, of_cells, of_files
from autograder.notebook import Cell
from autograder.read import read
from autograder.report.report import Report
from autograder.restore import Restored, restore
from autograder.results import Graded, Result, broken, unreadable
from autograder.run.plan import Plan
from autograder.score import Mark, Outcome, mark
from autograder.transcript import Executed, Transcript

_REPAIRS = 50
"""How many sentences are said of what was put right."""


class Runs(Protocol):
    """What runs the cells of a notebook: an engine here, or one elsewhere."""

    def run(
        self, cells: Sequence[Cell], *, plan: Plan, files: Files, support: Files
    ) -> Transcript:
        """Run the cells in order and say what came of each.

        Parameters
        ----------
        cells
            A restored notebook's.
        plan
            How each test is judged.
        files
            What the student put beside the notebook.
        support
            What the author did, which counts where both have a file.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A source notebook that submissions can be measured against.

    Parameters
    ----------
    assignment
        The assignment's name.
    source
        The notebook.
    plan
        How each of its tests is judged.
    support
        The course's own files beside it.
    key
        The fingerprint of all that the results of every submission depend on.
    notes
        What a person should know of a result for which nothing was run.
    """

    assignment: str
    source: Assignment
    plan: Plan
    support: Files
    key: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What a submission holds besides its notebooks.

    Parameters
    ----------
    files
        The student's own files; the course's are put over them.
    notes
        A sentence on each file that was left out.
    timestamp
        When the submission was handed in, if anybody knows.
    """

    files: Files = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    timestamp: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A notebook of a submission that can be run, or is beyond repair.

    Parameters
    ----------
    task
        What it is measured against.
    student
        Who handed it in.
    beside
        What came with it.
    restored
        What runs; None if the file is beyond repair.
    reason
        Why it is, for the student.
    """

    task: Task
    student: str
    beside: Beside
    restored: Restored | None = None
    reason: str = ""

    @property
    def repairs(self) -> tuple[str, ...]:
        """A sentence on each thing that was put right or left out, up to a number."""
        restored = self.restored.repairs if self.restored else ()
        every = (*self.beside.notes, *restored)
        more = len(every) - _REPAIRS
        rest = (f"{more} more things were put right.",) if more > 0 else ()
        return (*every[:_REPAIRS], *rest)

    @property
    def key(self) -> str:
        """The fingerprint of all that the result depends on."""
        cells = of_cells(self.restored.cells) if self.restored else None
        files = of_files(self.beside.files)
        return fingerprint(self.task.key, cells, files, self.repairs, self.reason)


def prepare(
    path: Path,
    *,
    task: Task,
    student: str,
    beside: Beside,
    below: Path | None = None,
) -> Ready:
    """Read a notebook and put its answers into the source.

    Parameters
    ----------
    path
        The file that the student handed in.
    task, student, beside
        As in `Ready`.
    below
        The folder from which on no link is followed, as for `read`.
    """
    ready = Ready(task=task, student=student, beside=beside)
    try:
        return replace(ready, restored=restore(task.source, read(path, below=below)))
    except BadSubmissionError as error:
        return replace(ready, reason=str(error))


def grade(ready: Ready, runs: Callable[[], Runs]) -> Report:
    """Run a notebook and score what came of it.

    Parameters
    ----------
    ready
        What was handed in.
    runs
        Gives what runs it; not called for a file that could not be read.
    """
    if ready.restored is None:
        return _report(ready, _without_run(ready, ready.reason))
    start = perf_counter()
    transcript = runs().run(
        ready.restored.cells,
        plan=ready.task.plan,
        files=ready.beside.files,
        support=ready.task.support,
    )
    seconds = perf_counter() - start
    result = score(ready, transcript, seconds=seconds)
    return _report(ready, result, transcript)


def score(ready: Ready, transcript: Transcript, *, seconds: float) -> Result:
    """Return what a notebook earned: a test that has no outcome is broken."""
    ran = {each.cell.grade_id: each for each in transcript.cells if each.run}
    points = ready.task.source.points
    cells = [_graded(name, most, ran.get(name)) for name, most in points.items()]
    result = Result.of(
        cells,
        assignment=ready.task.assignment,
        student=ready.student,
        notebook=ready.task.source.name,
        seconds=seconds,
    )
    return replace(result, notes=(*ready.repairs, *transcript.notes))


def give_up(ready: Ready, error: BaseException) -> Report:
    """Return the report of a submission on which the grader itself failed."""
    shown = " ".join(f"{type(error).__name__}: {error}".split())[:200]
    reason = f"The grader failed ({shown}); its log has more, a person must look."
    return _report(ready, broken(_without_run(ready, reason)))


def _graded(name: str, most: float, ran: Executed | None) -> Graded:
    if ran is None or ran.run is None:
        message = "The test was not run; a person must look."
        lost = Mark(outcome=Outcome.BROKEN, score=0.0, max_score=most, message=message)
        return Graded(grade_id=name, mark=lost)
    return Graded(
        grade_id=name,
        mark=mark(ran.run, most),
        judged=ran.judged,
        seconds=ran.run.seconds,
    )


def _without_run(ready: Ready, reason: str) -> Result:
    result = unreadable(
        reason,
        points=ready.task.source.points,
        assignment=ready.task.assignment,
        student=ready.student,
        notebook=ready.task.source.name,
    )
    return replace(result, notes=(*ready.repairs, *ready.task.notes))


def _report(
    ready: Ready, result: Result, transcript: Transcript | None = None
) -> Report:
    return Report(
        result=result,
        transcript=transcript,
        repairs=ready.repairs,
        timestamp=ready.beside.timestamp,
    )
