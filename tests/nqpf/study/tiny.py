"""A course small enough to read in a test: lessons, an exercise, a workspace."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from nqpf.study import workspace
from nqpf.study.report import Prepared

Cell = dict[str, Any]

KERNEL = {
    "kernelspec": {
        "name": "python3",
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
    }
}
LESSON = "lessons/01-read-the-page.ipynb"
EXERCISE = "exercises/01-read-the-page/01-read-the-page.ipynb"


def text(name: str, source: str, **metadata: object) -> Cell:
    """Return a text cell."""
    return {
        "cell_type": "markdown",
        "id": name,
        "metadata": metadata,
        "source": source,
    }


def code(name: str, source: str, **metadata: object) -> Cell:
    """Return a code cell that was not run."""
    return {
        "cell_type": "code",
        "id": name,
        "metadata": metadata,
        "source": source,
        "outputs": [],
        "execution_count": None,
    }


def run(cell: Cell, shown: str) -> Cell:
    """Return a code cell as it is after it printed something."""
    output = {"output_type": "stream", "name": "stdout", "text": shown}
    return {**cell, "outputs": [output], "execution_count": 1}


def notebook(*cells: Cell, **metadata: object) -> bytes:
    """Return the file of a notebook."""
    content = {
        "cells": list(cells),
        "metadata": {**KERNEL, **metadata},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return f"{json.dumps(content, indent=1)}\n".encode()


def graded(grade_id: str, *, points: float | None = None, **kind: bool) -> Cell:
    """Return nbgrader's metadata of a cell."""
    tag: Cell = {"grade": False, "solution": False, "locked": False, "task": False}
    tag |= {**kind, "grade_id": grade_id, "schema_version": 3}
    return {"nbgrader": tag if points is None else {**tag, "points": points}}


EXERCISE_SOURCE = notebook(
    text("title", "# Read the page"),
    text("q1-text", "Halve the line.", **graded("q1_text", locked=True)),
    code(
        "q1",
        "def halves(line):\n"
        "    ### BEGIN SOLUTION\n"
        "    return line[::2]\n"
        "    ### END SOLUTION",
        **graded("q1", solution=True),
    ),
    code(
        "q1-check",
        'assert callable(halves), "Define halves."\n'
        "### BEGIN HIDDEN TESTS\n"
        'assert halves("a b c") == "abc", "secret"\n'
        "### END HIDDEN TESTS",
        **graded("q1_check", points=2, grade=True, locked=True),
    ),
    text(
        "q2",
        "### BEGIN SOLUTION\nB has no headline.\n### END SOLUTION",
        **graded("q2_rubric", points=3, grade=True, solution=True),
    ),
)


@dataclass(frozen=True, slots=True)
class Tiny:
    """A course and a workspace in a folder of their own."""

    folder: Path
    cache: Path

    @property
    def lessons(self) -> Path:
        """The lessons as published."""
        return self.folder / "course" / "lessons"

    @property
    def sources(self) -> Path:
        """The exercises' sources."""
        return self.folder / "course" / "exercises" / "source"

    @property
    def study(self) -> Path:
        """The learner's workspace."""
        return self.folder / "study"

    def publish(self, path: str, data: bytes) -> None:
        """Put a lesson or an exercise's file into the course, as a new edition."""
        top, name = path.split("/", 1)
        file = (self.lessons if top == "lessons" else self.sources) / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)

    def prepare(self) -> Prepared:
        """Prepare the workspace."""
        return workspace.prepare(
            self.study, lessons=self.lessons, sources=self.sources, cache=self.cache
        )

    def read(self, path: str) -> bytes:
        """Return a file of the workspace."""
        return (self.study / path).read_bytes()

    def write(self, path: str, data: bytes) -> None:
        """Save a file of the workspace, as the learner."""
        (self.study / path).write_bytes(data)

    def save_from_jupyter(self, path: str, *, shown: str = "513\n") -> None:
        """Run a notebook of the workspace and save it as Jupyter does."""
        work = nbformat.read(self.study / path, as_version=4)
        for count, cell in enumerate(work.cells):
            if cell.cell_type == "code":
                cell.execution_count = count
                cell.outputs = [nbformat.v4.new_output("stream", text=shown)]
                cell.metadata["execution"] = {"shell.execute_reply": "2026-05-03"}
        work.metadata["language_info"] = {"name": "python", "version": "3.11.7"}
        nbformat.write(work, self.study / path)

    def files(self) -> dict[str, bytes]:
        """Return every file of the workspace but the course's own notes."""
        found = (path for path in self.study.rglob("*") if path.is_file())
        return {
            path.relative_to(self.study).as_posix(): path.read_bytes()
            for path in found
            if ".nqpf" not in path.parts
        }
