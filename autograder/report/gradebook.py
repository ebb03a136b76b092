"""Write what submissions earned into nbgrader's gradebook, and read it back.

A submission is written in one transaction, all of its notebooks together: killed at
any point, it is there as a whole or not at all. What a person has written (scores,
extra credit, comments, extensions) is read and never changed.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING, Any, Self

from nbgrader.api import Assignment, Student, SubmittedAssignment, new_uuid
from sqlalchemy import Connection, Row, and_, bindparam, insert, select, update

from autograder.errors import CourseError, StorageError
from autograder.notebook import Cell
from autograder.report.database import WAIT, Database
from autograder.report.penalty import Penalties
from autograder.report.report import Report, handed_in, names
from autograder.report.roster import Leaf, Roster, enrol
from autograder.report.rows import COMMENT, GRADE, SUBMITTED, Rows
from autograder.report.settings import setting
from autograder.report.sheet import Sheet
from autograder.report.standing import Standing, points, standings
from autograder.results import Status
from autograder.score import Mark, Outcome

if TYPE_CHECKING:
    from autograder.course import Course

NO_RESPONSE = "No response."

_ASSIGNMENT = Assignment.__table__
_HANDED, _STUDENT = SubmittedAssignment.__table__, Student.__table__


class Gradebook:
    """nbgrader's gradebook of a course; a context manager.

    Parameters
    ----------
    course
        Whose it is; if the gradebook does not exist, it is made.
    wait
        How long another program may keep it to itself (seconds).

    Raises
    ------
    StorageError
        If it cannot be opened.
    """

    def __init__(self, course: "Course", *, wait: float = WAIT) -> None:
        self._course_id = course.course_id
        self._penalties = Penalties(course.config)
        self._may_add = bool(
            setting(course.config, "Autograde", "create_student", default=True)
        )
        self._rosters: dict[str, Roster] = {}
        self._lock = Lock()
        self._database = Database(course.db_url, wait=wait)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def enrol(self, assignment: str, sheets: Sequence[Sheet]) -> None:
        """Record an assignment's sources, so that submissions can be written.

        Raises
        ------
        StorageError
            If the gradebook cannot be written.
        BadAssignmentError
            If a cell was removed to which a person has given scores or comments.
        """
        with self._lock:
            self._database.hasten()
            self._rosters[assignment] = self._database.change(
                lambda connection: enrol(
                    connection, self._course_id, assignment, sheets
                )
            )

    def write(self, reports: Sequence[Report]) -> None:
        """Record one submission: the reports of its notebooks.

        A notebook of the assignment without a report was not handed in and scores
        zero.

        Raises
        ------
        StorageError
            If the gradebook cannot be written; nothing of the submission is then.
        CourseError
            If the student may not be added, or the plugin for late work fails.
        """
        assignment, student = names(reports)
        entry = _Entry(
            roster=self._rosters[assignment],
            student=student,
            stamp=handed_in(reports),
            reports={report.result.notebook: report for report in reports},
            penalties=self._penalties,
            may_add=self._may_add,
        )
        with self._lock:
            self._database.change(entry.write)

    def students(self, assignment: str) -> tuple[str, ...]:
        """Return whose submissions of an assignment the gradebook has, in order."""
        chosen = (
            select(_HANDED.c.student_id)
            .join(_ASSIGNMENT, _ASSIGNMENT.c.id == _HANDED.c.assignment_id)
            .where(_ASSIGNMENT.c.name == assignment)
            .order_by(_HANDED.c.student_id)
        )
        with self._lock:
            return self._database.look(lambda c: tuple(c.scalars(chosen)))

    def standings(self, assignment: str, student: str) -> dict[str, Standing]:
        """Return what a submission stands at, by the names of its notebooks."""
        with self._lock:
            return self._database.look(lambda c: standings(c, assignment, student))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    """What the grader has to say of a graded cell."""

    auto: float | None
    is_broken: bool = False
    is_task: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """One submission on its way into the gradebook."""

    roster: Roster
    student: str
    stamp: datetime | None
    reports: Mapping[str, Report]
    penalties: Penalties
    may_add: bool

    def write(self, connection: Connection) -> None:
        """Write all of it; the transaction is the caller's."""
        found = connection.execute(
            _FIND, {"assignment": self.roster.key, "student": self.student}
        ).one_or_none()
        if found is None:
            msg = "The assignment was removed from the gradebook; run this again."
            raise StorageError(msg)
        is_new = self.stamp is not None and self.stamp != found.timestamp
        submission = found.id or self._add(connection)
        if found.id and is_new:
            changed = update(_HANDED).where(_HANDED.c.id == submission)
            connection.execute(changed.values(timestamp=self.stamp))
        leaves = self.roster.leaves
        rows = Rows.read(connection, submission, leaves) if found.id else Rows()
        late = _late(found, self.stamp)
        for leaf in leaves:
            notebook = rows.notebook(leaf.key, submission)
            grades = self._grade(rows, leaf, notebook["id"], is_new=is_new)
            self._comment(rows, leaf, notebook["id"])
            if leaf.sheet and self.penalties.are_assigned:
                was_read = self._transcript(leaf) is not None
                score = math.fsum(grades)
                lost = None
                if was_read or score > 0:
                    lost = self.penalties.penalty(self.student, score=score, late=late)
                rows.put(SUBMITTED, notebook, late_submission_penalty=lost)
        rows.write(connection)

    def _add(self, connection: Connection) -> str:
        """Add a submission, and the student if need be."""
        chosen = select(_STUDENT.c.id).where(_STUDENT.c.id == self.student)
        if connection.scalar(chosen) is None:
            if not self.may_add:
                msg = (
                    f"The gradebook has no student {self.student!r}; add them with "
                    "`nbgrader db student add`, or set Autograde.create_student."
                )
                raise CourseError(msg)
            connection.execute(insert(_STUDENT), {"id": self.student})
        key = str(new_uuid())
        told = {"assignment_id": self.roster.key, "student_id": self.student}
        connection.execute(
            insert(_HANDED), {"id": key, "timestamp": self.stamp, **told}
        )
        return key

    def _transcript(self, leaf: Leaf) -> dict[str, Cell] | None:
        """Return the named cells of a notebook that could be read."""
        report = self.reports.get(leaf.name)
        if report is None or report.transcript is None:
            return None
        cells = (executed.cell for executed in report.transcript.cells)
        return {cell.tag.grade_id: cell for cell in cells if cell.tag}

    def _grade(
        self, rows: "Rows", leaf: Leaf, notebook: str, *, is_new: bool
    ) -> list[float]:
        """Grade a notebook's cells; return what counts."""
        given = self._given(leaf)
        counts = []
        for name, cell in leaf.graded.items():
            row = rows.row(GRADE, cell, notebook)
            told = given.get(name)
            if told is not None:
                by_hand = row["manual_score"] is not None
                needs = told.is_broken or told.auto is None or by_hand
                if told.is_task and by_hand:
                    # As nbgrader: a task that was graded stays so until it changes.
                    needs = row["needs_manual_grade"] or is_new
                rows.put(GRADE, row, auto_score=told.auto, needs_manual_grade=needs)
            kinds = ("auto_score", "manual_score", "extra_credit")
            counts.append(points(*(row[kind] for kind in kinds)))
        return counts

    def _given(self, leaf: Leaf) -> dict[str, _Given]:
        """Return what the grader says of each graded cell of the source."""
        if leaf.sheet is None:
            return {}
        report = self.reports.get(leaf.name)
        cells = report.result.cells if report else ()
        marks = {each.grade_id: each.mark for each in cells}
        is_broken = report is not None and report.result.status is Status.BROKEN
        answers = self._transcript(leaf)
        given = {}
        for entry in leaf.sheet.entries:
            if entry.tag.is_test:
                given[entry.name] = _of_test(marks.get(entry.name), report)
            elif answers is not None and entry.tag.task:
                given[entry.name] = _Given(auto=None, is_task=True)
            elif answers is not None:
                is_blank = _is_blank(leaf, answers.get(entry.name))
                given[entry.name] = _Given(auto=0.0 if is_blank else None)
            else:
                given[entry.name] = _Given(auto=None if is_broken else 0.0)
        return given

    def _comment(self, rows: "Rows", leaf: Leaf, notebook: str) -> None:
        answers = self._transcript(leaf)
        for name, cell in leaf.commented.items():
            row = rows.row(COMMENT, cell, notebook)
            if leaf.sheet is None or answers is None:
                continue
            is_blank = name in leaf.stubs and _is_blank(leaf, answers.get(name))
            rows.put(COMMENT, row, auto_comment=NO_RESPONSE if is_blank else None)


def _of_test(mark: Mark | None, report: Report | None) -> _Given:
    """Return what a test says; one that should have run and did not needs a person."""
    if mark is None:
        return _Given(auto=0.0, is_broken=report is not None)
    return _Given(auto=mark.score, is_broken=mark.outcome is Outcome.BROKEN)


def _is_blank(leaf: Leaf, answer: Cell | None) -> bool:
    """Say whether an answer is what the student was given."""
    name = answer.grade_id if answer else None
    return answer is not None and answer.source in leaf.stubs.get(name or "", ())


def _late(found: Row[Any], stamp: datetime | None) -> float:
    """Return how late a submission is, extensions granted (seconds)."""
    stamp = stamp or found.timestamp
    if stamp is None or found.duedate is None:
        return 0.0
    due = found.duedate + found.extension if found.extension else found.duedate
    return max(0.0, float((stamp - due).total_seconds()))


_FIND = (
    select(
        _ASSIGNMENT.c.duedate, _HANDED.c.id, _HANDED.c.timestamp, _HANDED.c.extension
    )
    .select_from(_ASSIGNMENT)
    .outerjoin(
        _HANDED,
        and_(
            _HANDED.c.assignment_id == _ASSIGNMENT.c.id,
            _HANDED.c.student_id == bindparam("student"),
        ),
    )
    .where(_ASSIGNMENT.c.id == bindparam("assignment"))
)
