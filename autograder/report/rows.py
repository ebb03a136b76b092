"""A submission's rows in nbgrader's gradebook, as they are and as they are to be.

Only what the grader may say is ever changed in a row that exists: nothing that a
person has written.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Self

from nbgrader.api import Comment, Grade, SubmittedNotebook, new_uuid
from sqlalchemy import Connection, Table, bindparam, insert, select, update

from autograder.report.roster import Leaf

COMMENT, GRADE = Comment.__table__, Grade.__table__
SUBMITTED = SubmittedNotebook.__table__

# nbgrader's only indexes begin with the notebook or the cell, so both are named: the
# time for one submission then does not grow with the class.
_NOTEBOOKS = select(SUBMITTED).where(
    SUBMITTED.c.notebook_id.in_(bindparam("leaves", expanding=True)),
    SUBMITTED.c.assignment_id == bindparam("submission"),
)
_GRADES, _COMMENTS = (
    select(table).where(
        table.c.cell_id.in_(bindparam("cells", expanding=True)),
        table.c.notebook_id.in_(bindparam("notebooks", expanding=True)),
    )
    for table in (GRADE, COMMENT)
)

_BLANK: dict[Table, dict[str, Any]] = {
    SUBMITTED: {"flagged": False, "late_submission_penalty": None},
    GRADE: {
        "auto_score": None,
        "manual_score": None,
        "extra_credit": None,
        "needs_manual_grade": True,
    },
    COMMENT: {"auto_comment": None, "manual_comment": None},
}
"""Rows as nbgrader makes them for a new submission."""

_CHANGES = {
    SUBMITTED: ("late_submission_penalty",),
    GRADE: ("auto_score", "needs_manual_grade"),
    COMMENT: ("auto_comment",),
}
_UPDATES = {
    table: update(table)
    .where(table.c.id == bindparam("key"))
    .values({name: bindparam(f"new_{name}") for name in changes})
    for table, changes in _CHANGES.items()
}
"""All that is ever changed in a row that exists: nothing of a person's."""


class Rows:
    """A submission's rows as they are, and as they are to be."""

    def __init__(self) -> None:
        self._notebooks: dict[str, dict[str, Any]] = {}
        self._cells: dict[tuple[str, str, str], dict[str, Any]] = {}
        self._new: defaultdict[Table, list[dict[str, Any]]] = defaultdict(list)
        self._changed: defaultdict[Table, dict[str, dict[str, Any]]]
        self._changed = defaultdict(dict)
        self._made: set[str] = set()

    @classmethod
    def read(
        cls, connection: Connection, submission: str, leaves: Sequence[Leaf]
    ) -> Self:
        """Read the rows of a submission that was written before."""
        rows = cls()
        keys = [leaf.key for leaf in leaves]
        found = connection.execute(
            _NOTEBOOKS, {"leaves": keys, "submission": submission}
        )
        rows._notebooks = {row["notebook_id"]: dict(row) for row in found.mappings()}
        notebooks = [row["id"] for row in rows._notebooks.values()]
        graded = [key for leaf in leaves for key in leaf.graded.values()]
        commented = [key for leaf in leaves for key in leaf.commented.values()]
        parts = ((GRADE, _GRADES, graded), (COMMENT, _COMMENTS, commented))
        for table, chosen, cells in parts:
            which = {"cells": cells, "notebooks": notebooks}
            for row in connection.execute(chosen, which).mappings():
                at = (table.name, row["cell_id"], row["notebook_id"])
                rows._cells[at] = dict(row)
        return rows

    def notebook(self, notebook: str, submission: str) -> dict[str, Any]:
        """Return a notebook's row, made if there is none."""
        row = self._notebooks.get(notebook)
        if row is None:
            row = self._add(SUBMITTED, notebook_id=notebook, assignment_id=submission)
            self._notebooks[notebook] = row
        return row

    def row(self, table: Table, cell: str, notebook: str) -> dict[str, Any]:
        """Return a cell's row, made if there is none."""
        at = (table.name, cell, notebook)
        row = self._cells.get(at)
        if row is None:
            row = self._add(table, cell_id=cell, notebook_id=notebook)
            self._cells[at] = row
        return row

    def put(self, table: Table, row: dict[str, Any], **told: Any) -> None:  # noqa: ANN401
        """Change a row."""
        if all(row[name] == value for name, value in told.items()):
            return
        row.update(told)
        if row["id"] not in self._made:
            self._changed[table][row["id"]] = row

    def write(self, connection: Connection) -> None:
        """Write what is new and what has changed."""
        for table, names in _CHANGES.items():
            if self._new[table]:
                connection.execute(insert(table), self._new[table])
            changed = [
                {"key": key, **{f"new_{name}": row[name] for name in names}}
                for key, row in self._changed[table].items()
            ]
            if changed:
                connection.execute(_UPDATES[table], changed)

    def _add(self, table: Table, **keys: str) -> dict[str, Any]:
        row = {"id": new_uuid(), **keys, **_BLANK[table]}
        self._new[table].append(row)
        self._made.add(row["id"])
        return row
