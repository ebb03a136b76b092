"""Read a submission: untrusted bytes in, cells out.

What can be repaired is repaired and reported; what cannot is refused with a sentence
for the student. Nothing in the file is believed but the text of its cells, their
order and their names: points, locks and kinds come from the source notebook.
"""

import json
import os
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG
from typing import Any, NoReturn

from autograder.errors import BadSubmissionError
from autograder.files import opened
from autograder.notebook import KINDS, Attachments, Cell, Tag

LIMIT = 64 * 2**20
"""The largest notebook that is read (bytes)."""

_MARKS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
"""What a file may begin with, and the encoding that this tells."""

_VERSION = 4
"""The only major version of the format in which cells have names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What a student handed in, as far as it counts.

    Parameters
    ----------
    cells
        In the student's order; a tag holds no more than the name.
    repairs
        A sentence on each thing that was put right on the way.
    """

    cells: tuple[Cell, ...]
    repairs: tuple[str, ...] = ()


def read(path: Path, *, below: Path | None = None, limit: int = LIMIT) -> Submission:
    """Read a notebook that a student handed in.

    Parameters
    ----------
    path
        The file; a symbolic link is refused, as it may lead anywhere.
    below
        The folder from which on folders may not be links either; by default only the
        file may not.
    limit
        The largest size that is read (bytes).

    Raises
    ------
    BadSubmissionError
        If the file is missing, no regular file, too large or beyond repair.
    """
    return parse(_content(path, below, limit))


def parse(content: bytes) -> Submission:
    """Take the cells from a notebook's bytes.

    Raises
    ------
    BadSubmissionError
        If they are no notebook of this format.

    Examples
    --------
    >>> cell = b'{"cell_type": "code", "source": ["x = 1"], "metadata": {}}'
    >>> parse(b'{"nbformat": 4, "cells": [' + cell + b"]}").cells
    (Cell(kind='code', source='x = 1', tag=None, attachments=None),)
    """
    text, repairs = _text(content)
    whole = _json(text)
    if not isinstance(whole, dict) or not isinstance(whole.get("cells"), list):
        if isinstance(whole, dict) and "worksheets" in whole:
            _refuse("is in an old format; save it again in JupyterLab")
        _refuse("is not a notebook; hand in the .ipynb file itself")
    if whole.get("nbformat") != _VERSION:
        repairs.append(f"The format's version was {_shown(whole.get('nbformat'))}.")
    cells = []
    for number, raw in enumerate(whole["cells"], start=1):
        cell, wrong = _cell(raw)
        repairs += [f"Cell {number}: {sentence}" for sentence in wrong]
        if cell is not None:
            cells.append(cell)
    return Submission(cells=tuple(cells), repairs=tuple(repairs))


def _refuse(what: str, cause: Exception | None = None) -> NoReturn:
    msg = f"The notebook {what}."
    raise BadSubmissionError(msg) from cause


def _content(path: Path, below: Path | None, limit: int) -> bytes:
    """Return a regular file's bytes, without following links or waiting for pipes."""
    with ExitStack() as stack:
        try:
            flags = os.O_RDONLY | os.O_NONBLOCK
            handle = stack.enter_context(opened(path, flags, below=below))
        except FileNotFoundError as error:
            _refuse("is missing", error)
        except NotADirectoryError as error:
            _refuse("lies behind a link; hand in the folder itself", error)
        except (OSError, ValueError) as error:
            _refuse("cannot be opened; hand in a file, not a link to one", error)
        if not S_ISREG(os.fstat(handle).st_mode):
            _refuse("is not a file")
        with os.fdopen(handle, "rb", closefd=False) as file:
            content = file.read(limit + 1)
    if len(content) > limit:
        _refuse(f"is larger than {limit // 2**20} MiB; clear its outputs and save it")
    return content


def _text(content: bytes) -> tuple[str, list[str]]:
    """Decode a file; what it begins with may tell how."""
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            repair = f"The file began with a byte-order mark ({encoding})."
            return _decoded(content, encoding), [repair]
    return _decoded(content, "utf-8"), []


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        _refuse("is not UTF-8 text; save it again in JupyterLab", error)


def _json(text: str) -> Any:  # noqa: ANN401 - anything may stand in the file
    if not text.strip():
        _refuse("is empty; save it again and hand it in")
    try:
        return json.loads(text, parse_constant=_no_number)
    except RecursionError as error:
        _refuse("is nested too deeply to be a notebook", error)
    except ValueError as error:
        _refuse("is cut off or damaged, so that it is no JSON; save it again", error)


def _no_number(name: str) -> NoReturn:
    msg = f"{name} is no JSON"
    raise ValueError(msg)


def _cell(raw: object) -> tuple[Cell | None, list[str]]:
    """Return a cell, or None if there is nothing to keep; and what was wrong."""
    if not isinstance(raw, dict):
        return None, ["it was no cell and was left out."]
    wrong = []
    kind = next((kind for kind in KINDS if kind == raw.get("cell_type")), None)
    if kind is None:
        wrong.append(f"its type was {_shown(raw.get('cell_type'))}; it is not run.")
    source = _source(raw.get("source"))
    if source is None:
        wrong.append("its source was no text and counts as empty.")
    cell = Cell(
        kind=kind or "raw",
        source=source or "",
        tag=_tag(raw.get("metadata")),
        attachments=_attachments(raw.get("attachments")),
    )
    return cell, wrong


def _source(raw: object) -> str | None:
    """Return a source, which may be given line by line."""
    if isinstance(raw, list) and all(isinstance(line, str) for line in raw):
        raw = "".join(raw)
    return _writable(raw) if isinstance(raw, str) else None


def _writable(text: str) -> str:
    """Return a text that UTF-8 can hold: halves of characters become marks."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _tag(metadata: object) -> Tag | None:
    """Return the cell's name and nothing more."""
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    name = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    return Tag(grade_id=name) if isinstance(name, str) and name else None


def _attachments(raw: object) -> Attachments | None:
    """Return pictures, if all of them are what the format says."""
    if not isinstance(raw, dict) or not raw:
        return None
    kept = {
        str(name): {kind: data for kind, data in bundle.items() if _is_text(kind, data)}
        for name, bundle in raw.items()
        if isinstance(bundle, dict)
    }
    return kept or None


def _is_text(kind: object, data: object) -> bool:
    return isinstance(kind, str) and isinstance(data, str)


def _shown(value: object) -> str:
    """Return a value as it may stand in a sentence, however long it is."""
    text = ascii(value) if isinstance(value, str | int | float | None) else "no text"
    longest = 40
    return text if len(text) <= longest else f"{text[:longest]}…"
