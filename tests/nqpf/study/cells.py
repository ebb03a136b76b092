"""Exercise notebooks as a learner saves them, for the tests that read them."""

import hashlib
import json
from pathlib import Path
from typing import Any

SLUG = "01-read-the-page"
SOLVED = """def halves(line):
    \"\"\"Return every second character.\"\"\"
    ### BEGIN SOLUTION
    return line[::2]
    ### END SOLUTION
"""
STUB = """def halves(line):
    \"\"\"Return every second character.\"\"\"
    # YOUR CODE HERE
    raise NotImplementedError()
"""
ERROR = {"output_type": "error", "ename": "E", "evalue": "", "traceback": []}

Cell = dict[str, Any]


def markdown(source: str, **nbgrader: object) -> Cell:
    """Return a text cell."""
    return {
        "cell_type": "markdown",
        "metadata": {"nbgrader": nbgrader},
        "source": source,
    }


def code(
    source: str, *, ran: bool = False, failed: bool = False, **nbgrader: object
) -> Cell:
    """Return a code cell as it is after it ran well, failed, or did not run."""
    return {
        "cell_type": "code",
        "metadata": {"nbgrader": nbgrader},
        "source": source.splitlines(keepends=True),
        "outputs": [ERROR] if failed else [],
        "execution_count": 1 if ran or failed else None,
    }


def answer(source: str, *, released: str = STUB, grade_id: str = "q1") -> Cell:
    """Return an answer cell that was released with other contents."""
    told = f"{released}codeFalseTrueFalse{grade_id}"
    checksum = hashlib.md5(told.encode(), usedforsecurity=False).hexdigest()
    return code(
        source, grade_id=grade_id, solution=True, grade=False, checksum=checksum
    )


def check(
    *, grade_id: str = "q1_check", ran: bool = False, failed: bool = False
) -> Cell:
    """Return an auto-graded check."""
    graded = {"grade_id": grade_id, "solution": False, "grade": True, "points": 1}
    return code("assert halves", ran=ran, failed=failed, **graded)


def write_notebook(path: Path, *cells: Cell) -> Path:
    """Write a notebook of these cells."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(content), encoding="utf-8")
    return path
