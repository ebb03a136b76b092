"""Read a learner's exercise notebook: its answers and what its checks said.

Only JSON is read, never run. What counts is nbgrader's metadata, so any
release of an exercise will do.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nqpf.errors import DataError


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell as the exercise sees it.

    Parameters
    ----------
    grade_id
        nbgrader's name of the cell; empty for a cell that is not graded.
    kind
        "code" or "markdown".
    source
        What is written in it.
    is_answer
        Whether the learner answers here.
    is_check
        Whether it is an auto-graded check.
    touched
        Whether it differs from what was released.
    passed
        Whether it was run and ended without an error.
    """

    grade_id: str
    kind: str
    source: str
    is_answer: bool
    is_check: bool
    touched: bool
    passed: bool


def read_notebook(path: Path) -> tuple[Cell, ...]:
    """Read the cells of a notebook.

    Raises
    ------
    DataError
        If the file is not there, or is not a notebook.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
        return tuple(_cell(cell) for cell in content["cells"])
    except FileNotFoundError:
        msg = (
            f"There is no {path.name} in {path.parent}; "
            "start the course again to get a new copy."
        )
    except (OSError, ValueError, RecursionError) as error:
        msg = f"{path.name} cannot be read ({error}); open it and save it again."
    except (KeyError, TypeError, AttributeError):
        msg = (
            f"{path.name} is not a notebook any more; put your last good copy back, "
            "or remove it and start the course again to get a new one."
        )
    raise DataError(msg)


def checks(cells: tuple[Cell, ...]) -> tuple[str, ...]:
    """Return the auto-graded checks, in the order of the notebook."""
    return tuple(cell.grade_id for cell in cells if cell.is_check)


def passed_checks(cells: tuple[Cell, ...]) -> tuple[str, ...]:
    """Return the checks that passed on an answer of the learner's own."""
    passed = []
    answered = True  # a check that no answer stands before has nothing to wait for
    for cell in cells:
        if cell.is_answer:
            answered = cell.touched
        elif cell.is_check and cell.passed and answered:
            passed.append(cell.grade_id)
    return tuple(passed)


def title(path: Path) -> str:
    """Return the first heading of a notebook, or its file name if it has none."""
    try:
        cells = read_notebook(path)
    except DataError:
        return path.stem
    lines = (
        line.removeprefix("# ").strip()
        for cell in cells
        if cell.kind == "markdown"
        for line in cell.source.splitlines()
        if line.startswith("# ")
    )
    return next(lines, path.stem)


def _cell(cell: Mapping[str, Any]) -> Cell:
    metadata = cell["metadata"].get("nbgrader", {})
    kind, source = cell["cell_type"], "".join(cell["source"])
    graded, is_answer = metadata.get("grade", False), metadata.get("solution", False)
    return Cell(
        grade_id=str(metadata.get("grade_id", "")),
        kind=kind,
        source=source,
        is_answer=bool(is_answer),
        is_check=bool(graded and not is_answer and kind == "code"),
        touched=metadata.get("checksum") != _checksum(kind, source, metadata),
        passed=kind == "code" and _ran_well(cell),
    )


def _ran_well(cell: Mapping[str, Any]) -> bool:
    errors = [out for out in cell["outputs"] if out["output_type"] == "error"]
    return cell.get("execution_count") is not None and not errors


def _checksum(kind: str, source: str, metadata: Mapping[str, Any]) -> str:
    """Return the sum that nbgrader writes into a released cell.

    It is worked out here because importing nbgrader takes seconds.
    """
    graded, answer = metadata.get("grade", False), metadata.get("solution", False)
    locked = not answer and (graded or metadata.get("locked", False))
    parts = [source, kind, str(graded), str(answer), str(locked)]
    parts.append(str(metadata.get("grade_id", "")))
    if graded:
        parts.append(str(float(metadata.get("points", 0))))
    digest = hashlib.md5("".join(parts).encode(), usedforsecurity=False)
    return digest.hexdigest()
