"""What nbgrader's gradebook says of a submission, manual work included."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    GradeCell,
    Notebook,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
)
from sqlalchemy import Connection, func, select

_ASSIGNMENT, _BASE = Assignment.__table__, BaseCell.__table__
_COMMENT, _GRADE = Comment.__table__, Grade.__table__
_HANDED, _SUBMITTED = SubmittedAssignment.__table__, SubmittedNotebook.__table__
_NOTEBOOK = Notebook.__table__


@dataclass(frozen=True, slots=True, kw_only=True)
class Earned:
    """A grade as the gradebook has it.

    Parameters
    ----------
    auto, manual, extra
        Points that the grader gave, that a person gave instead, and on top.
    max_score
        What the cell earns at most.
    needs_a_person
        Whether a person has still to look.
    """

    auto: float | None
    manual: float | None
    extra: float | None
    max_score: float
    needs_a_person: bool

    @property
    def score(self) -> float:
        """The points that count."""
        return points(self.auto, self.manual, self.extra)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the gradebook says of one notebook of a submission.

    Parameters
    ----------
    grades, comments
        By the cells' names.
    penalty
        Points lost for being late.
    """

    grades: Mapping[str, Earned]
    comments: Mapping[str, str]
    penalty: float

    @property
    def score(self) -> float:
        """All points, before the penalty."""
        return math.fsum(grade.score for grade in self.grades.values())

    @property
    def max_score(self) -> float:
        """All points that could be earned."""
        return math.fsum(grade.max_score for grade in self.grades.values())


def points(auto: float | None, manual: float | None, extra: float | None) -> float:
    """Return the points that count, as nbgrader adds them."""
    given = auto if manual is None else manual
    return 0.0 if given is None else given + (extra or 0.0)


def standings(
    connection: Connection, assignment: str, student: str
) -> dict[str, Standing]:
    """Return what a submission stands at, by the names of its notebooks."""
    chosen = (
        select(
            _SUBMITTED.c.id,
            _SUBMITTED.c.notebook_id,
            _SUBMITTED.c.late_submission_penalty,
            _NOTEBOOK.c.name,
        )
        .join(_NOTEBOOK, _NOTEBOOK.c.id == _SUBMITTED.c.notebook_id)
        .join(_HANDED, _HANDED.c.id == _SUBMITTED.c.assignment_id)
        .join(_ASSIGNMENT, _ASSIGNMENT.c.id == _HANDED.c.assignment_id)
        .where(_ASSIGNMENT.c.name == assignment, _HANDED.c.student_id == student)
        .order_by(_NOTEBOOK.c.name)
    )
    return {
        row.name: Standing(
            grades=_grades(connection, row.notebook_id, row.id),
            comments=_comments(connection, row.notebook_id, row.id),
            penalty=row.late_submission_penalty or 0.0,
        )
        for row in connection.execute(chosen).all()
    }


def _grades(connection: Connection, asked: str, notebook: str) -> dict[str, Earned]:
    tests, tasks = GradeCell.__table__, TaskCell.__table__
    most = func.coalesce(tests.c.max_score, tasks.c.max_score, 0.0).label("most")
    chosen = (
        select(_GRADE, _BASE.c.name, most)
        .join(_BASE, _BASE.c.id == _GRADE.c.cell_id)
        .outerjoin(tests, tests.c.id == _GRADE.c.cell_id)
        .outerjoin(tasks, tasks.c.id == _GRADE.c.cell_id)
        .where(_GRADE.c.notebook_id == notebook, _BASE.c.notebook_id == asked)
    )
    return {
        row.name: Earned(
            auto=row.auto_score,
            manual=row.manual_score,
            extra=row.extra_credit,
            max_score=row.most,
            needs_a_person=row.needs_manual_grade,
        )
        for row in connection.execute(chosen)
    }


def _comments(connection: Connection, asked: str, notebook: str) -> dict[str, str]:
    said = func.coalesce(_COMMENT.c.manual_comment, _COMMENT.c.auto_comment)
    chosen = (
        select(_BASE.c.name, said.label("said"))
        .join(_BASE, _BASE.c.id == _COMMENT.c.cell_id)
        .where(
            _COMMENT.c.notebook_id == notebook,
            _BASE.c.notebook_id == asked,
            said.is_not(None),
        )
    )
    return {row.name: row.said for row in connection.execute(chosen)}
