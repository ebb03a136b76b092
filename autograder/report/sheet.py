"""A source notebook as nbgrader records it when an assignment is released.

A student gets it with the solutions replaced by stubs; an answer that is still its
stub is no response. Points and names are the source's; nbgrader adds a checksum.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from nbformat.notebooknode import from_dict
from nbgrader.preprocessors import ClearSolutions
from nbgrader.utils import compute_checksum, is_locked

from autograder.assignment import Assignment
from autograder.errors import BadAssignmentError
from autograder.notebook import Cell, Kind, Tag

if TYPE_CHECKING:
    from traitlets.config import Config

Metadata: TypeAlias = Mapping[str, Any]

_SCHEMA = 3
"""The version of nbgrader's metadata that is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A named cell of a source notebook, as it is released.

    Parameters
    ----------
    tag
        What nbgrader says of it.
    kind
        "code" or "markdown".
    source
        Its text; hidden tests stand in it, solutions do not.
    locked
        Whether nbgrader puts this text in the place of the student's.
    checksum
        nbgrader's checksum of all that.
    """

    tag: Tag
    kind: Kind
    source: str
    locked: bool
    checksum: str

    @property
    def name(self) -> str:
        """The cell's name."""
        return self.tag.grade_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A source notebook as nbgrader records it.

    Parameters
    ----------
    assignment
        The source itself.
    entries
        Its named cells in order.
    metadata
        The notebook's own: its kernel and language.
    """

    assignment: Assignment
    entries: tuple[Entry, ...]
    metadata: Metadata

    @property
    def name(self) -> str:
        """The notebook's name."""
        return self.assignment.name


def sheet(assignment: Assignment, path: Path, config: "Config") -> Sheet:
    """Return what nbgrader would record of a source notebook.

    Parameters
    ----------
    assignment
        The source as it was read.
    path
        Where it was read from; its metadata are taken from there.
    config
        nbgrader's settings: they say what a stub looks like.

    Raises
    ------
    BadAssignmentError
        If a solution is opened and not closed, or a named cell is neither code nor
        Markdown.
    """
    metadata = _metadata(path)
    tagged = [cell for cell in assignment.cells if cell.tag]
    for cell in tagged:
        if cell.kind == "raw":
            msg = (
                f"In {path}, cell {cell.grade_id!r} is a raw cell; nbgrader can record "
                "code and Markdown cells only."
            )
            raise BadAssignmentError(msg)
    notebook = from_dict(  # type: ignore[no-untyped-call]
        {"cells": [_node(cell) for cell in tagged], "metadata": dict(metadata)}
    )
    try:
        cleared, _ = ClearSolutions(config=config)(notebook, {})
    except (RuntimeError, ValueError) as error:
        msg = f"In {path}, the solutions cannot be taken out: {error}."
        raise BadAssignmentError(msg) from error
    entries = tuple(
        Entry(
            tag=cell.tag,
            kind=cell.kind,
            source=node.source,
            locked=bool(is_locked(node)),
            checksum=compute_checksum(node),
        )
        for cell, node in zip(tagged, cleared.cells, strict=True)
        if cell.tag
    )
    return Sheet(assignment=assignment, entries=entries, metadata=metadata)


def marks(tag: Tag) -> dict[str, Any]:
    """Return nbgrader's metadata of a cell.

    Examples
    --------
    >>> marks(Tag(grade_id="a", solution=True))["solution"]
    True
    """
    told = {
        "grade": tag.grade,
        "grade_id": tag.grade_id,
        "locked": tag.locked,
        "schema_version": _SCHEMA,
        "solution": tag.solution,
        "task": tag.task,
    }
    return told | ({"points": tag.points} if tag.grade or tag.task else {})


def checksum(cell: Cell) -> str:
    """Return nbgrader's checksum of a named cell."""
    return str(compute_checksum(_node(cell)))


def _node(cell: Cell) -> Any:  # noqa: ANN401 - nbformat's own type is untyped
    return from_dict(  # type: ignore[no-untyped-call]
        {
            "cell_type": cell.kind,
            "source": cell.source,
            "metadata": {"nbgrader": marks(cell.tag)} if cell.tag else {},
        }
    )


def _metadata(path: Path) -> Metadata:
    """Return a source's kernel and language."""
    try:
        whole = json.loads(path.read_text(encoding="utf-8-sig"))
        found = whole.get("metadata", {})
    except (OSError, ValueError, AttributeError) as error:
        msg = f"The source {path} cannot be read as a notebook: {error}."
        raise BadAssignmentError(msg) from error
    return {key: found[key] for key in ("kernelspec", "language_info") if key in found}
