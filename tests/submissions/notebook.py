"""Assignments and submissions written as text: cells between lines of `# %%`.

A cell's head says what nbgrader says of it:

    # %%                         the student may change it
    # %% locked setup            the author's, read-only
    # %% answer q1               the student's answer; the solution stands in it
    # %% test q1_check 2         a test that earns two points
    # %% manual q2 5             an answer that a person reads, five points
    # %% text                    Markdown
"""

import re
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

HEAD = re.compile(r"^# %%(.*)\n", re.MULTILINE)
SCHEMA = {"schema_version": 3, "task": False}


def read_cells(text: str) -> list[tuple[list[str], str]]:
    """Return each cell's head, as words, and its source."""
    _, *parts = HEAD.split(text)
    heads, sources = parts[::2], parts[1::2]
    return [
        (head.split(), source.strip("\n"))
        for head, source in zip(heads, sources, strict=True)
    ]


def build(text: str) -> nbformat.NotebookNode:
    """Return an author's notebook."""
    return new_notebook(
        cells=[_cell(head, source) for head, source in read_cells(text)],
        metadata={
            "kernelspec": {
                "name": "python3",
                "display_name": "Python 3 (ipykernel)",
                "language": "python",
            }
        },
    )


def answered(
    source: nbformat.NotebookNode, answers: dict[str, str]
) -> nbformat.NotebookNode:
    """Return a submission: the notebook with some answers replaced."""
    handed_in = nbformat.from_dict(source)
    for cell in handed_in.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if name in answers:
            cell.source = answers[name]
    return handed_in


def write(notebook: nbformat.NotebookNode, path: Path) -> None:
    """Write a notebook where it belongs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)


def _cell(head: list[str], source: str) -> nbformat.NotebookNode:
    match head:
        case []:
            return new_code_cell(source)
        case ["text"]:
            return new_markdown_cell(source)
        case ["locked", name]:
            return _tagged(name, source, locked=True)
        case ["answer", name]:
            return _tagged(name, source, solution=True)
        case ["test", name, points]:
            return _tagged(name, source, locked=True, grade=True, points=float(points))
        case ["manual", name, points]:
            return _tagged(
                name, source, solution=True, grade=True, points=float(points)
            )
    msg = f"nothing is agreed about a cell headed {' '.join(head)!r}"
    raise ValueError(msg)


def _tagged(name: str, source: str, **tag: Any) -> nbformat.NotebookNode:  # noqa: ANN401
    roles = {"grade": False, "solution": False, "locked": False}
    nbgrader = {**SCHEMA, **roles, "grade_id": name, **tag}
    return new_code_cell(
        source, id=name.replace("_", "-"), metadata={"nbgrader": nbgrader}
    )
