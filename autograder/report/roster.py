"""An assignment's notebooks and cells in nbgrader's gradebook, kept as the source is.

`nbgrader generate_assignment` records them at release; what it did not record, or the
author has changed since, is put right here. What a person has written is never lost:
a cell that carries manual work cannot be removed.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Course,
    Grade,
    GradeCell,
    Notebook,
    SolutionCell,
    SourceCell,
    SubmittedNotebook,
    TaskCell,
    new_uuid,
)
from sqlalchemy import Connection, Row, delete, insert, or_, select, update

from autograder.errors import BadAssignmentError
from autograder.notebook import Cell
from autograder.report.sheet import Entry, Sheet, checksum

_BASE, _COMMENT, _GRADE = BaseCell.__table__, Comment.__table__, Grade.__table__
_NOTEBOOK, _SOURCE = Notebook.__table__, SourceCell.__table__
_SUBMITTED = SubmittedNotebook.__table__
_KINDS = {
    "GradeCell": GradeCell.__table__,
    "SolutionCell": SolutionCell.__table__,
    "TaskCell": TaskCell.__table__,
}
_POINTS = ("GradeCell", "TaskCell")
_COMMENTS = ("SolutionCell", "TaskCell")


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A notebook of an assignment, as the gradebook knows it.

    Parameters
    ----------
    key
        Its key in the gradebook.
    name
        Its name.
    graded, commented
        The keys of the cells that have grades and comments, by the cells' names.
    stubs
        What each answer may look like if nothing was written.
    sheet
        The source; None for a notebook that is not being graded.
    """

    key: str
    name: str
    graded: dict[str, str]
    commented: dict[str, str]
    stubs: dict[str, set[str]]
    sheet: Sheet | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """An assignment, as the gradebook knows it."""

    key: str
    leaves: tuple[Leaf, ...]


def enrol(
    connection: Connection, course: str, assignment: str, sheets: Sequence[Sheet]
) -> Roster:
    """Record an assignment's sources in the gradebook.

    Parameters
    ----------
    connection
        A transaction.
    course, assignment
        Their names.
    sheets
        The sources. Other notebooks of the assignment stay as they are.

    Raises
    ------
    BadAssignmentError
        If a cell was removed from a source to which a person has given scores or
        comments.
    """
    key = _assignment(connection, course, assignment)
    found = connection.execute(
        select(_NOTEBOOK.c.name, _NOTEBOOK.c.id).where(_NOTEBOOK.c.assignment_id == key)
    )
    known: dict[str, str] = {row.name: row.id for row in found}
    stubs: dict[str, dict[str, set[str]]] = {}
    for sheet in sheets:
        if sheet.name not in known:
            known[sheet.name] = _new_notebook(connection, key, sheet)
        notebook = known[sheet.name]
        _match_cells(connection, notebook, assignment, sheet)
        stubs[sheet.name] = _match_sources(connection, notebook, sheet.entries)
    by_name = {sheet.name: sheet for sheet in sheets}
    leaves = tuple(
        _leaf(connection, known[name], name, stubs.get(name, {}), by_name.get(name))
        for name in sorted(known)
    )
    return Roster(key=key, leaves=leaves)


def _assignment(connection: Connection, course: str, name: str) -> str:
    courses, table = Course.__table__, Assignment.__table__
    found = connection.scalar(select(table.c.id).where(table.c.name == name))
    if found is not None:
        return str(found)
    if connection.scalar(select(courses.c.id).where(courses.c.id == course)) is None:
        connection.execute(insert(courses).values(id=course))
    key = str(new_uuid())
    connection.execute(insert(table).values(id=key, name=name, course_id=course))
    return key


def _new_notebook(connection: Connection, assignment: str, sheet: Sheet) -> str:
    key = str(new_uuid())
    connection.execute(
        insert(_NOTEBOOK).values(
            id=key,
            name=sheet.name,
            assignment_id=assignment,
            kernelspec=json.dumps(sheet.metadata.get("kernelspec", {})),
        )
    )
    return key


def _match_cells(
    connection: Connection, notebook: str, assignment: str, sheet: Sheet
) -> None:
    """Add, change and remove a notebook's cells until they are the source's."""
    wanted = {
        (entry.name, kind): entry for entry in sheet.entries for kind in _kinds(entry)
    }
    found = connection.execute(
        select(_BASE.c.name, _BASE.c.type, _BASE.c.id).where(
            _BASE.c.notebook_id == notebook
        )
    )
    known = {(row.name, row.type): row.id for row in found}
    gone = {key: at[0] for at, key in known.items() if at not in wanted}
    _remove(connection, gone, f"{assignment}/{sheet.name}")
    for (name, kind), entry in wanted.items():
        key = known.get((name, kind))
        told = _told(entry) if kind in _POINTS else {}
        if key is None:
            _add(connection, notebook, name, kind, told)
        elif told:
            table = _KINDS[kind]
            connection.execute(update(table).where(table.c.id == key).values(**told))


def _kinds(entry: Entry) -> Iterable[str]:
    """Return the tables in which nbgrader keeps a cell."""
    roles = (entry.tag.grade, entry.tag.solution, entry.tag.task)
    return [kind for kind, has in zip(_KINDS, roles, strict=True) if has]


def _told(entry: Entry) -> dict[str, Any]:
    return {"max_score": entry.tag.points, "cell_type": entry.kind}


def _add(
    connection: Connection, notebook: str, name: str, kind: str, told: dict[str, Any]
) -> None:
    """Add a cell, also to what has been handed in already."""
    key = str(new_uuid())
    base = {"id": key, "name": name, "notebook_id": notebook, "type": kind}
    connection.execute(insert(_BASE).values(**base))
    connection.execute(insert(_KINDS[kind]).values(id=key, **told))
    handed_in = connection.scalars(
        select(_SUBMITTED.c.id).where(_SUBMITTED.c.notebook_id == notebook)
    ).all()
    if not handed_in:
        return
    rows = [{"notebook_id": each, "cell_id": key} for each in handed_in]
    if kind in _POINTS:
        connection.execute(insert(_GRADE), rows)
    if kind in _COMMENTS:
        connection.execute(insert(_COMMENT), rows)


def _remove(connection: Connection, gone: dict[str, str], where: str) -> None:
    """Remove cells and what the grader said of them; never what a person said."""
    if not gone:
        return
    by_hand = [
        select(_GRADE.c.cell_id).where(
            _GRADE.c.cell_id.in_(gone),
            or_(_GRADE.c.manual_score.is_not(None), _GRADE.c.extra_credit.is_not(None)),
        ),
        select(_COMMENT.c.cell_id).where(
            _COMMENT.c.cell_id.in_(gone), _COMMENT.c.manual_comment.is_not(None)
        ),
    ]
    kept = sorted({gone[key] for each in by_hand for key in connection.scalars(each)})
    if kept:
        msg = (
            f"The source of {where} has lost cell {kept[0]!r}, which has been graded "
            "by hand; put it back, or remove the assignment from the gradebook."
        )
        raise BadAssignmentError(msg)
    for table in (_GRADE, _COMMENT):
        connection.execute(delete(table).where(table.c.cell_id.in_(gone)))
    for table in (*_KINDS.values(), _BASE):
        connection.execute(delete(table).where(table.c.id.in_(gone)))


def _match_sources(
    connection: Connection, notebook: str, entries: Sequence[Entry]
) -> dict[str, set[str]]:
    """Record the cells' texts; return what each answer's stub may look like.

    An answer's recorded text is what students were given, so it stays, even if the
    author has since changed the stub.
    """
    rows = connection.execute(select(_SOURCE).where(_SOURCE.c.notebook_id == notebook))
    known: dict[str, Row[Any]] = {row.name: row for row in rows}
    stubs: dict[str, set[str]] = {}
    for entry in entries:
        row = known.pop(entry.name, None)
        if entry.tag.solution:
            stubs[entry.name] = {entry.source}
        told = {
            "cell_type": entry.kind,
            "locked": entry.locked,
            "source": entry.source,
            "checksum": entry.checksum,
        }
        if row is None:
            made = {"name": entry.name, "notebook_id": notebook}
            connection.execute(insert(_SOURCE).values(**made, **told))
            continue
        if entry.tag.solution and row.source is not None:
            stubs[entry.name].add(row.source)
            cell = Cell(kind=entry.kind, source=row.source, tag=entry.tag)
            told |= {"source": row.source, "checksum": checksum(cell)}
        if any(getattr(row, name) != value for name, value in told.items()):
            changed = update(_SOURCE).where(_SOURCE.c.id == row.id).values(**told)
            connection.execute(changed)
    gone = [row.id for row in known.values()]
    if gone:
        connection.execute(delete(_SOURCE).where(_SOURCE.c.id.in_(gone)))
    return stubs


def _leaf(
    connection: Connection,
    key: str,
    name: str,
    stubs: dict[str, set[str]],
    sheet: Sheet | None,
) -> Leaf:
    rows = connection.execute(
        select(_BASE.c.id, _BASE.c.name, _BASE.c.type).where(_BASE.c.notebook_id == key)
    ).all()
    return Leaf(
        key=key,
        name=name,
        graded={row.name: row.id for row in rows if row.type in _POINTS},
        commented={row.name: row.id for row in rows if row.type in _COMMENTS},
        stubs=stubs,
        sheet=sheet,
    )
