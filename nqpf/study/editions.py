"""Tell a learner's work from what the course or Jupyter wrote into a file.

Running a notebook or saving it changes outputs, counts and metadata, and is
not work that an update could lose. A cell's text, kind, order and attachments
are. In any other file every byte counts.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any, TypeAlias

Cell: TypeAlias = Mapping[str, Any]

_WIDGETS = "widgets"  # where Jupyter keeps what widgets in outputs look like


def content(path: PurePath | str, data: bytes) -> str:
    """Return a digest of what a learner can change in a file.

    Parameters
    ----------
    path
        The name tells notebooks from other files.
    data
        The file as it is on the disk.
    """
    if not _is_notebook(path):
        return hashlib.sha256(data).hexdigest()
    cells = [
        (cell["cell_type"], _source(cell), cell.get("attachments") or {})
        for cell in _cells(data)
    ]
    return hashlib.sha256(json.dumps(cells, sort_keys=True).encode()).hexdigest()


def readable(path: PurePath | str, data: bytes) -> bool:
    """Say whether a file is what its name promises.

    Examples
    --------
    >>> whole = b'{"cells": [], "metadata": {}}'
    >>> readable("01.ipynb", whole), readable("01.ipynb", whole[:9])
    (True, False)
    """
    try:
        content(path, data)
    except ValueError:
        return False
    return True


def with_outputs(fresh: bytes, *, of: bytes) -> bytes:
    """Return a new edition with the outputs of cells that it shares with the old.

    Parameters
    ----------
    fresh
        The new edition of a notebook.
    of
        The old edition, as the learner ran it.
    """
    new, old = json.loads(fresh), json.loads(of)
    ran = {_place(cell): cell for cell in old["cells"] if _ran(cell)}
    shared = [cell for cell in new["cells"] if _place(cell) in ran]
    for cell in shared:
        was = ran[_place(cell)]
        cell["outputs"] = was.get("outputs", [])
        cell["execution_count"] = was.get("execution_count")
    if not shared:
        return fresh
    if _WIDGETS in old["metadata"]:
        new["metadata"][_WIDGETS] = old["metadata"][_WIDGETS]
    text = json.dumps(new, indent=1, ensure_ascii=False, sort_keys=True)
    return f"{text}\n".encode(errors="backslashreplace")  # as JSON escapes them


def _is_notebook(path: PurePath | str) -> bool:
    return PurePath(path).suffix == ".ipynb"


def _cells(data: bytes) -> list[Cell]:
    """Return the cells of a notebook; anything else is a ValueError."""
    match _parsed(data):
        case {"cells": list() as cells, "metadata": dict()} if all(
            map(_is_cell, cells)
        ):
            return cells
    msg = "this is not a notebook"
    raise ValueError(msg)


def _parsed(data: bytes) -> object:
    try:
        return json.loads(data)
    except RecursionError as error:
        raise ValueError(str(error)) from error


def _is_cell(found: object) -> bool:
    match found:
        case {"cell_type": str(), "source": str()}:
            return True
        case {"cell_type": str(), "source": list() as lines}:
            return all(isinstance(line, str) for line in lines)
    return False


def _source(cell: Cell) -> str:
    return "".join(cell["source"])


def _ran(cell: Cell) -> bool:
    return bool(cell.get("outputs")) or cell.get("execution_count") is not None


def _place(cell: Cell) -> tuple[str, str, str]:
    """Return what makes two cells of two editions the same cell."""
    return cell["cell_type"], str(cell.get("id")), _source(cell)
