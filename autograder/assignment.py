"""The author's source notebook: what is asked, what it earns, and how it is tested."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from autograder.errors import BadAssignmentError
from autograder.notebook import Cell, Tag


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """A source notebook, the only measure of its submissions.

    Parameters
    ----------
    name
        The notebook's name, without its ending.
    cells
        All cells in order, solutions and hidden tests included.
    """

    name: str
    cells: tuple[Cell, ...]

    @property
    def tagged(self) -> dict[str, Cell]:
        """The cells that have names, in order."""
        return {cell.tag.grade_id: cell for cell in self.cells if cell.tag}

    @property
    def points(self) -> dict[str, float]:
        """What each test earns at most, in order."""
        tags = (cell.tag for cell in self.cells)
        return {tag.grade_id: tag.points for tag in tags if tag and tag.is_test}


def load(
    path: Path, *, header: Path | None = None, footer: Path | None = None
) -> Assignment:
    """Read a source notebook.

    Parameters
    ----------
    path
        The notebook.
    header, footer
        Notebooks whose cells the course puts before and after those of every source.

    Raises
    ------
    BadAssignmentError
        If one cannot be read, or two cells have one name, or points are no number.
    """
    every = filter(None, (header, path, footer))
    cells = tuple(cell for each in every for cell in _cells(each))
    _check_names(path, cells)
    return Assignment(name=path.stem, cells=cells)


def _cells(path: Path) -> tuple[Cell, ...]:
    try:
        notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, nbformat.ValidationError) as error:
        msg = f"The source {path} cannot be read as a notebook: {error}."
        raise BadAssignmentError(msg) from error
    return tuple(
        Cell(
            kind=cell.cell_type,
            source=cell.source,
            tag=_tag(path, cell.metadata.get("nbgrader")),
            attachments=cell.get("attachments"),
        )
        for cell in notebook.cells
    )


def _tag(path: Path, metadata: Any) -> Tag | None:  # noqa: ANN401 - an author's JSON
    """Return what nbgrader's metadata say, of whatever version they are.

    A name alone says nothing: nbgrader, too, leaves such a cell to the student.
    """
    roles = ("grade", "solution", "locked", "task")
    if not metadata or not metadata.get("grade_id"):
        return None
    if not any(metadata.get(role) for role in roles):
        return None
    is_graded = bool(metadata.get("grade") or metadata.get("task"))
    solution = bool(metadata.get("solution"))
    name = str(metadata["grade_id"])
    return Tag(
        grade_id=name,
        grade=bool(metadata.get("grade")),
        solution=solution,
        locked=bool(metadata.get("locked") or metadata.get("grade")) and not solution,
        task=bool(metadata.get("task")),
        points=_points(path, name, metadata.get("points")) if is_graded else 0.0,
    )


def _points(path: Path, name: str, raw: object) -> float:
    try:
        points = float(raw or 0)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        points = -1.0
    if not 0 <= points < float("inf"):
        msg = (
            f"In {path}, cell {name!r} has {raw!r} points; give it a number from 0 up."
        )
        raise BadAssignmentError(msg)
    return points


def _check_names(path: Path, cells: tuple[Cell, ...]) -> None:
    seen: set[str] = set()
    for cell in cells:
        if cell.grade_id in seen:
            msg = f"In {path}, two cells are called {cell.grade_id!r}; rename one."
            raise BadAssignmentError(msg)
        seen |= {cell.grade_id} if cell.grade_id else set()
