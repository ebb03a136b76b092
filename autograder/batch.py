"""Grading everybody's submissions of one assignment.

Each submission is kept as soon as it is graded: first in the gradebook, then as a
notebook, last in the ledger. A kill in between leaves the ledger without it, so that
it is graded once more and the same is written again.
"""

import logging
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias

from autograder.assignment import Assignment
from autograder.course import STAMP, Course, Handed, stamped
from autograder.errors import BadSubmissionError, CourseError, SandboxError
from autograder.files import Files
from autograder.fingerprint import environment, fingerprint, of_cells, of_files
from autograder.imports import imports
from autograder.ledger import Ledger
from autograder.pipeline import Beside, Ready, Task, give_up, grade, prepare
from autograder.pool import Pool, Seat
from autograder.report.report import Report
from autograder.results import Result, Status, line, parse
from autograder.run.plan import Plan
from autograder.transcript import Executed, Transcript

if TYPE_CHECKING:
    from autograder.calibrate import Explores

Start: TypeAlias = Callable[[], AbstractContextManager["Explores"]]
"""Starts an engine."""

Seats: TypeAlias = Sequence[Seat["Explores"]]

_log = logging.getLogger("autograder")


class Calibrate(Protocol):
    """Finds out how each test of a source is judged."""

    def __call__(
        self,
        assignment: Assignment,
        engine: "Explores",
        support: Files,
        /,
        *,
        other: "Explores | None" = None,
    ) -> Plan:
        """Grade the author's own notebook, with another engine if there is one."""


class Keeps(Protocol):
    """Where graded submissions go."""

    def has(self, student: str) -> bool:
        """Say whether a submission's score is in the gradebook."""

    def has_notebooks(self, student: str) -> bool:
        """Say whether a submission's notebooks are there as they were graded."""

    def write(self, reports: Sequence[Report]) -> None:
        """Keep the scores of one submission; again changes nothing."""

    def write_notebooks(
        self, reports: Sequence[Report], *, own: Files, support: Files
    ) -> None:
        """Keep the notebooks of one submission, and the files beside them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be graded, and how.

    Parameters
    ----------
    course, assignment
        What.
    handed
        Whose.
    sources
        The assignment's notebooks, by where they lie.
    setup
        The fingerprint of how: limits, and whether there is a sandbox.
    jobs
        How many engines work at once.
    is_forced
        Whether unchanged submissions are run again.
    notes
        What a person should know of a result for which nothing was run.
    """

    course: Course
    assignment: str
    handed: Sequence[Handed]
    sources: Mapping[Path, Assignment]
    setup: str
    jobs: int
    is_forced: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """What came of one submission.

    Parameters
    ----------
    results
        One for each notebook.
    is_new
        Whether it was run, rather than found unchanged.
    """

    results: tuple[Result, ...]
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Done:
    """One submission on its way to be kept.

    `key` is the fingerprint of its causes; None if it must be graded again. `files`
    are the student's own.
    """

    reports: tuple[Report, ...]
    key: str | None = None
    files: Files = field(default_factory=dict)
    is_new: bool = True
    is_kept: bool = False


@contextmanager
def seats_for(
    order: Order, *, starter: Callable[[tuple[str, ...]], Start], ledger: Ledger
) -> Iterator[Seats]:
    """Make places for engines; let them warm up at once if they will be needed.

    Parameters
    ----------
    order
        What is to be graded.
    starter
        Returns what starts engines that have imported some modules.
    ledger
        What was graded before.
    """
    support = order.course.support(order.assignment)
    cells = [cell for source in order.sources.values() for cell in source.cells]
    start = starter(imports(cells, beside=support))
    seats = [Seat(start, lambda engine: engine.wait()) for _ in range(order.jobs)]
    new = [
        handed
        for handed in order.handed
        if order.is_forced or not ledger.has(("graded", handed.student))
    ]
    try:
        for seat in seats[: len(new)]:
            seat.begin()
        yield seats
    finally:
        for seat in seats:
            seat.clear()


def grade_everybody(
    order: Order, *, seats: Seats, calibrate: Calibrate, ledger: Ledger, keeper: Keeps
) -> Generator[Graded, None, None]:
    """Grade submissions; yield each when it has been kept.

    Parameters
    ----------
    order
        What is to be graded.
    seats
        Places for engines, at least one.
    calibrate
        Finds out how each test of a source is judged.
    ledger
        What was graded before.
    keeper
        Where submissions go.
    """
    support = order.course.support(order.assignment)
    room = _Room(order, support, ledger, keeper)
    room.plan(seats, calibrate)
    with Pool(seats, room.grade, room.rescue) as pool:
        for handed in order.handed:
            pool.put(handed)
            while pool.is_full:
                yield room.keep(pool.take())
        while pool.under_way:
            yield room.keep(pool.take())


class _Room:
    """Where one assignment is graded: what everybody's submission is held against."""

    def __init__(
        self, order: Order, support: Files, ledger: Ledger, keeper: Keeps
    ) -> None:
        self._order = order
        self._support = support
        self._ledger = ledger
        self._keeper = keeper
        self._tasks: list[Task] = []

    def plan(self, seats: Seats, calibrate: Calibrate) -> None:
        """Find out how each test is judged, unless that is known."""
        first, *more = seats
        beside = of_files(self._support)
        for source in self._order.sources.values():
            name = ("plan", source.name)
            cells = of_cells(source.cells)
            key = fingerprint(cells, beside, self._order.setup, environment())
            told = self._ledger.get(name, key)
            if told is None:
                engine, other = first(), _begun(more)
                plan = calibrate(source, engine, self._support, other=other)
                self._ledger.keep(name, key, plan.to_json())
            else:
                plan = Plan.from_json(told)
            for note in plan.notes:
                _log.warning("%s: %s", source.name, note)
            self._tasks.append(
                Task(
                    assignment=self._order.assignment,
                    source=source,
                    plan=plan,
                    support=self._support,
                    key=fingerprint(key, source.name, plan.to_json()),
                    notes=self._order.notes,
                )
            )

    def grade(self, handed: Handed, seat: Seat["Explores"]) -> _Done:
        """Grade one submission, or find that nothing has changed."""
        beside, files = self._beside(handed)
        notebooks = [
            prepare(
                handed.folder / f"{task.source.name}.ipynb",
                task=task,
                student=handed.student,
                beside=beside,
                below=handed.below,
            )
            for task in self._tasks
        ]
        key = fingerprint([ready.key for ready in notebooks])
        if found := self._known(handed, notebooks, key, files):
            return found
        reports = tuple(_graded(ready, seat) for ready in notebooks)
        is_broken = any(each.result.status is Status.BROKEN for each in reports)
        return _Done(reports=reports, key=None if is_broken else key, files=files)

    def rescue(self, handed: Handed, error: Exception) -> _Done:
        """Say that the grader itself failed; the log has where."""
        _log.error("Grading %s failed.", handed.student, exc_info=error)
        reports = tuple(
            give_up(Ready(task=task, student=handed.student, beside=Beside()), error)
            for task in self._tasks
        )
        return _Done(reports=reports)

    def keep(self, done: _Done) -> Graded:
        """Keep what came of a submission, in the order that makes a kill harmless."""
        student = done.reports[0].result.student
        stamp = _shown(done.reports[0].timestamp)
        results = tuple(report.result for report in done.reports)
        if done.is_kept:
            return Graded(results=results, is_new=False)
        try:
            self._keeper.write(done.reports)
        except CourseError as error:
            reason = f"{error} Nothing of it was kept."
            lost = (replace(r, status=Status.BROKEN, reason=reason) for r in results)
            return Graded(results=tuple(lost), is_new=done.is_new)
        if done.is_new:
            self._keeper.write_notebooks(
                done.reports, own=done.files, support=self._support
            )
        if done.key:
            told = {"lines": [line(result) for result in results], "stamp": stamp}
            self._ledger.keep(("graded", student), done.key, told)
        return Graded(results=results, is_new=done.is_new)

    def _beside(self, handed: Handed) -> tuple[Beside, Files]:
        """Return what came with the notebooks, without and with the time stamp."""
        found = self._order.course.own_files(handed, but=self._support)
        notes = found.left_out
        try:
            timestamp = stamped(found.files)
        except BadSubmissionError as error:
            timestamp, notes = None, (*notes, str(error))
        own = {path: data for path, data in found.files.items() if path != STAMP}
        beside = Beside(files=own, notes=notes, timestamp=timestamp)
        return beside, found.files

    def _known(
        self, handed: Handed, notebooks: Sequence[Ready], key: str, files: Files
    ) -> _Done | None:
        """Return what is known of a submission, if nothing has changed."""
        if self._order.is_forced or not self._keeper.has_notebooks(handed.student):
            return None
        told = self._ledger.get(("graded", handed.student), key)
        if told is None:
            return None
        reports = tuple(
            _told_again(ready, parse(text))
            for ready, text in zip(notebooks, told["lines"], strict=True)
        )
        is_stamped = told["stamp"] == _shown(reports[0].timestamp)
        is_kept = is_stamped and self._keeper.has(handed.student)
        return _Done(
            reports=reports, key=key, files=files, is_new=False, is_kept=is_kept
        )


def _begun(seats: Seats) -> "Explores | None":
    """Return an engine that has been started, if one is of use."""
    for seat in seats:
        if seat.is_begun:
            with suppress(SandboxError):  # the first will do
                return seat()
    return None


def _graded(ready: Ready, seat: Seat["Explores"]) -> Report:
    """Grade a notebook; if the machine fails, try once more with a new engine."""
    try:
        return grade(ready, seat)
    except SandboxError:
        if seat.failure:
            raise
        seat.clear()
        return grade(ready, seat)


def _told_again(ready: Ready, result: Result) -> Report:
    """Return a report as far as the gradebook needs it, without running anything."""
    cells = ready.restored.cells if ready.restored else ()
    transcript = Transcript(cells=tuple(Executed(cell=cell) for cell in cells))
    return Report(
        result=result,
        transcript=transcript if ready.restored else None,
        repairs=ready.repairs,
        timestamp=ready.beside.timestamp,
    )


def _shown(timestamp: datetime | None) -> str | None:
    return timestamp.isoformat() if timestamp else None
