"""A small course on disk, students who hand in, and a plain engine that runs them."""

import contextlib
import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.assignment import Assignment
from autograder.errors import SandboxError
from autograder.files import Files
from autograder.notebook import Cell
from autograder.run.plan import Noted, Plan
from autograder.score import Outcome, Run
from autograder.transcript import Executed, Transcript

NAME = "ps1"
RIGHT = "def square(x):\n    return x * x"
WRONG = "def square(x):\n    return x + 1"
POINTS = {"test_square": 2.0, "test_zero": 1.0}
FULL = sum(POINTS.values())


def source() -> nbformat.NotebookNode:
    """Return the author's notebook: one answer and two tests."""
    return new_notebook(
        cells=[
            new_markdown_cell("Write a function.", id="text"),
            _cell("square", RIGHT, solution=True),
            _cell("test_square", "assert square(3) == 9", points=2),
            _cell("test_zero", "assert square(0) in (0, 1)", points=1),
        ]
    )


def make_course(
    folder: Path, *, settings: str = "", names: Sequence[str] = (NAME,)
) -> Path:
    """Write a course with one assignment of notebooks that are all alike."""
    for name in names:
        _write(folder / "source" / NAME / f"{name}.ipynb", source())
    config = f'c = get_config()\nc.CourseDirectory.course_id = "school"\n{settings}\n'
    (folder / "nbgrader_config.py").write_text(config)
    return folder


def hand_in(
    course: Path, student: str, answer: str = RIGHT, *, name: str = NAME
) -> Path:
    """Write what a student hands in; return the folder."""
    notebook = source()
    notebook.cells[1].source = answer
    path = course / "submitted" / student / NAME / f"{name}.ipynb"
    _write(path, notebook)
    return path.parent


def told(path: Path) -> list[dict[str, Any]]:
    """Return the lines of a results file, by student and notebook."""
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return sorted(lines, key=lambda line: (line["student"], line["notebook"]))


def scores(course: Path) -> dict[str, float]:
    """Return what the gradebook has for each student: one row each, or it fails."""
    with contextlib.closing(sqlite3.connect(course / "gradebook.db")) as database:
        rows = database.execute(
            "SELECT a.student_id, a.id, SUM(g.auto_score) FROM submitted_assignment a "
            "JOIN submitted_notebook s ON s.assignment_id = a.id "
            "JOIN grade g ON g.notebook_id = s.id GROUP BY a.student_id, a.id"
        ).fetchall()
    assert max(Counter(student for student, _, _ in rows).values(), default=1) == 1
    return {student: score for student, _, score in rows}


def left_over(course: Path) -> list[str]:
    """Return what a run has left below a course that is not its result."""
    results = {f"{NAME}.ipynb", "timestamp.txt", "gradebook.db", f"{NAME}.jsonl"}
    known = {
        path for top in ("source", "submitted") for path in (course / top).rglob("*")
    }
    return [
        str(path.relative_to(course))
        for path in course.rglob("*")
        if path.is_file()
        and path not in known
        and path.name not in results | {"nbgrader_config.py", "results.jsonl"}
    ]


class PlainEngine:
    """Runs cells in this process, without any wall; for honest work only.

    Parameters
    ----------
    failures
        How many times it fails first, as a sandbox may.
    """

    def __init__(self, *, failures: int = 0) -> None:
        self.runs = 0
        self.failures = failures

    def wait(self) -> None:
        """Do nothing: it is of use at once."""

    def run(
        self, cells: Sequence[Cell], *, plan: Plan, files: Files, support: Files
    ) -> Transcript:
        """Run cells one after the other."""
        del plan
        self.runs += 1
        if self.failures:
            self.failures -= 1
            msg = "the machine is tired"
            raise SandboxError(msg)
        names: dict[str, Any] = {"files": {**files, **support}}
        return Transcript(cells=tuple(_executed(cell, names) for cell in cells))

    def explore(
        self, cells: Sequence[Cell], *, plan: Plan, support: Files
    ) -> tuple[Transcript, Noted]:
        """Run the author's cells."""
        return self.run(cells, plan=plan, files={}, support=support), Noted()

    def starter(self, _: object) -> Callable[[], AbstractContextManager["PlainEngine"]]:
        """Give itself, whatever setup is asked for."""
        return lambda: nullcontext(self)


def no_plan(_source: Assignment, _engine: object, _support: Files, **_: object) -> Plan:
    """Judge every test apart."""
    return Plan()


def _executed(cell: Cell, names: dict[str, Any]) -> Executed:
    if cell.kind != "code":
        return Executed(cell=cell)
    outcome, message = Outcome.PASSED, ""
    try:
        exec(cell.source, names)  # noqa: S102 - the test's own cells
    except Exception as error:  # noqa: BLE001 - whatever a cell raises
        outcome, message = Outcome.FAILED, repr(error)
    is_test = cell.tag is not None and cell.tag.is_test
    run = Run(outcome=outcome, message=message) if is_test else None
    return Executed(cell=cell, run=run)


def _cell(name: str, text: str, **roles: Any) -> nbformat.NotebookNode:  # noqa: ANN401
    is_test = "points" in roles
    marks: Mapping[str, Any] = {
        "grade_id": name,
        "grade": is_test,
        "solution": not is_test,
        "locked": is_test,
        "task": False,
        "schema_version": 3,
        **roles,
    }
    return new_code_cell(text, id=name.replace("_", "-"), metadata={"nbgrader": marks})


def _write(path: Path, notebook: nbformat.NotebookNode) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
