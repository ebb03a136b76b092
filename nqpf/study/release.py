"""Release an exercise: the learner's notebook, made from the author's.

nbgrader's own preprocessors do the work, so that a released notebook is what
`nbgrader generate_assignment` gives. They take seconds to import: what they
made is kept in the cache folder, under the content it was made from.
"""

import copy
import hashlib
import json
import logging
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nqpf.errors import DataError
from nqpf.study import files

if TYPE_CHECKING:
    from nbformat import NotebookNode

_MARKERS = ("SOLUTION", "HIDDEN TESTS", "MARK SCHEME")
_NO_NOTEBOOK = (ValueError, LookupError, TypeError, AttributeError, RecursionError)
_RECIPE = "1"  # raise it when this module starts to release differently


def release(source: "NotebookNode") -> "NotebookNode":
    """Return a copy of `source` without solutions, hidden tests or outputs.

    The author's notebook is left as it was.

    Raises
    ------
    DataError
        If a marker stands alone, or nbgrader refuses the notebook: better no
        release than one that gives an answer away.
    """
    _check_markers(source)
    notebook = copy.deepcopy(source)
    resources: dict[str, Any] = {}
    try:
        for preprocessor in _preprocessors():
            notebook, resources = preprocessor.preprocess(notebook, resources)
    except Exception as error:  # nbgrader raises a dozen types, RuntimeError among them
        msg = f"nbgrader cannot release this notebook: {str(error).rstrip('.')}."
        raise DataError(msg) from error
    return notebook


def released(source: Path, *, cache: Path) -> bytes:
    """Return the released notebook file of `source`, from the cache if it is there.

    Raises
    ------
    DataError
        If `source` is no notebook or cannot be released.
    """
    author = source.read_bytes()
    kept = cache / "releases" / f"{_key(author)}.ipynb"
    with suppress(OSError, ValueError):
        learner = kept.read_bytes()
        json.loads(learner)
        return learner
    try:
        learner = _release_bytes(author)
    except DataError as error:
        msg = f"{source.name}: {error}"
        raise DataError(msg) from error
    with suppress(OSError):  # a cache that cannot be written costs time only
        files.write(kept, learner)
    return learner


def _check_markers(source: "NotebookNode") -> None:
    for cell in source.cells:
        for kind in _MARKERS:
            found = list(_markers(cell.source, kind))
            if found != ["BEGIN", "END"] * (len(found) // 2):
                msg = (
                    f"the markers BEGIN {kind} and END {kind} in cell "
                    f"{cell.get('id', '?')!r} do not pair up: {', '.join(found)}."
                )
                raise DataError(msg)


def _markers(text: str, kind: str) -> Iterator[str]:
    for line in text.split("\n"):
        if f"BEGIN {kind}" in line:
            yield "BEGIN"
        elif f"END {kind}" in line:
            yield "END"


def _preprocessors() -> list[Any]:
    """Return nbgrader's own list, without the one that writes the gradebook."""
    from nbgrader.converters import GenerateAssignment  # noqa: PLC0415 (seconds)
    from nbgrader.coursedir import CourseDirectory  # noqa: PLC0415
    from nbgrader.preprocessors import SaveCells  # noqa: PLC0415

    silent = logging.getLogger("nqpf.release")
    silent.addHandler(logging.NullHandler())
    silent.propagate = False
    steps = GenerateAssignment(coursedir=CourseDirectory()).preprocessors
    return [step(log=silent) for step in steps if step is not SaveCells]


def _release_bytes(author: bytes) -> bytes:
    import nbformat  # noqa: PLC0415 (a second)

    try:
        source = nbformat.reads(author.decode(), as_version=4)  # type: ignore[no-untyped-call]
    except (*_NO_NOTEBOOK, nbformat.ValidationError) as error:
        msg = "it is not a notebook."
        raise DataError(msg) from error
    learner: str = nbformat.writes(release(source))  # type: ignore[no-untyped-call]
    return f"{learner}\n".encode()


def _key(author: bytes) -> str:
    recipe = f"{_RECIPE} {version('nbgrader')}".encode()
    return hashlib.sha256(recipe + b"\n" + author).hexdigest()
