"""A small nbgrader course, its students, and a plain way to run their notebooks.

Every role that nbgrader knows is here: a locked text, an answer in code, tests with
and without hidden parts and with partial credit, an answer that a person reads in
Markdown and in code, and a task.
"""

import ast
import contextlib
import io
import json
import sqlite3
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.assignment import load
from autograder.course import Course, open_course
from autograder.errors import BadSubmissionError
from autograder.notebook import Cell
from autograder.read import read
from autograder.report.report import Report
from autograder.report.sheet import Sheet, sheet
from autograder.restore import restore
from autograder.results import Graded, Result, unreadable
from autograder.score import Outcome, Run, mark
from autograder.transcript import Executed, Transcript

ASSIGNMENT = "ps1"
NOTEBOOKS = ("first", "second")
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}

SQUARE = "def square(x):\n    return x * x"
HALF = "def square(x):\n    return x * x if x < 3 else 0"
WRONG = "def square(x):\n    return x + 1"
CLASS: Mapping[str, Mapping[str, str]] = {
    "full": {
        "square": SQUARE,
        "essay": "Because.",
        "plot": "print(1)",
        "cube": "c = 8",
    },
    "half": {"square": HALF, "essay": "Perhaps."},
    "wrong": {"square": WRONG, "cube": "c = 9"},
    "blank": {},
}
"""What each student answers; the rest stays as it was released."""

RECORDS = {
    "cells": """
        SELECT n.name, b.type, b.name, g.max_score, g.cell_type, t.max_score
        FROM base_cell b JOIN notebook n ON n.id = b.notebook_id
        LEFT JOIN grade_cells g ON g.id = b.id LEFT JOIN task_cells t ON t.id = b.id
    """,
    "sources": """
        SELECT n.name, n.kernelspec, s.name, s.cell_type, s.locked, s.source, s.checksum
        FROM source_cell s JOIN notebook n ON n.id = s.notebook_id
    """,
    "grades": """
        SELECT a.student_id, n.name, b.name, g.auto_score, g.manual_score,
               g.extra_credit, g.needs_manual_grade
        FROM grade g JOIN base_cell b ON b.id = g.cell_id
        JOIN submitted_notebook s ON s.id = g.notebook_id
        JOIN notebook n ON n.id = s.notebook_id
        JOIN submitted_assignment a ON a.id = s.assignment_id
    """,
    "comments": """
        SELECT a.student_id, n.name, b.name, c.auto_comment, c.manual_comment
        FROM comment c JOIN base_cell b ON b.id = c.cell_id
        JOIN submitted_notebook s ON s.id = c.notebook_id
        JOIN notebook n ON n.id = s.notebook_id
        JOIN submitted_assignment a ON a.id = s.assignment_id
    """,
    "submissions": """
        SELECT a.student_id, a.timestamp, a.extension, n.name, s.flagged,
               s.late_submission_penalty
        FROM submitted_notebook s JOIN notebook n ON n.id = s.notebook_id
        JOIN submitted_assignment a ON a.id = s.assignment_id
    """,
}
"""What a gradebook says, whatever its keys are."""


def make_course(folder: Path, *, settings: str = "") -> Path:
    """Write a course with one assignment of two notebooks."""
    source = folder / "source" / ASSIGNMENT
    source.mkdir(parents=True)
    first, second = _sources()
    nbformat.write(first, source / "first.ipynb")
    nbformat.write(second, source / "second.ipynb")
    (source / "data.csv").write_text("a\n1\n")
    (folder / "nbgrader_config.py").write_text(
        f'c = get_config()\nc.CourseDirectory.course_id = "school"\n{settings}\n'
    )
    return folder


def hand_in(
    folder: Path,
    student: str,
    answers: Mapping[str, str] | None = None,
    *,
    stamp: str = "2026-03-01 12:00:00 UTC",
    notebooks: Sequence[str] = NOTEBOOKS,
) -> Path:
    """Put a student's work into `submitted/`, as it would be made from the release."""
    chosen = CLASS[student] if answers is None else answers
    submitted = folder / "submitted" / student / ASSIGNMENT
    submitted.mkdir(parents=True, exist_ok=True)
    for notebook in notebooks:
        handed_in = released(folder, notebook)
        for cell in handed_in.cells:
            name = cell.metadata.get("nbgrader", {}).get("grade_id")
            cell.source = chosen.get(name, cell.source)
        nbformat.write(handed_in, submitted / f"{notebook}.ipynb")
    (submitted / "timestamp.txt").write_text(stamp)
    (submitted / "submission_secret.txt").write_text(f"secret of {student}")
    return submitted


def released(folder: Path, notebook: str) -> Any:  # noqa: ANN401 - nbformat's own
    """Return a notebook as students get it."""
    made = nbformat.read(folder / f"source/{ASSIGNMENT}/{notebook}.ipynb", as_version=4)
    stubs = {
        entry.name: entry for entry in sheets(open_course(folder))[notebook].entries
    }
    for cell in made.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if name:
            cell.source = _without_hidden(stubs[name].source)
    return made


def sheets(course: Course) -> dict[str, Sheet]:
    """Return the course's sources."""
    return {
        path.stem: sheet(load(path), path, course.config)
        for path in course.sources(ASSIGNMENT)
    }


def reports(course: Course, student: str) -> list[Report]:
    """Run a student's notebooks, cell by cell, in this process."""
    folder = course.folder("submitted", ASSIGNMENT, student)
    stamp = nbgrader_time((folder / "timestamp.txt").read_text())
    told = []
    for path in course.sources(ASSIGNMENT):
        handed_in = folder / path.name
        names = {"assignment": ASSIGNMENT, "student": student, "notebook": path.stem}
        asked = load(path)
        if not handed_in.exists():
            continue
        try:
            restored = restore(asked, read(handed_in))
        except BadSubmissionError as error:
            result = unreadable(str(error), points=asked.points, **names)
            told.append(Report(result=result, timestamp=stamp))
            continue
        transcript = perform(restored.cells)
        graded = [
            Graded(
                grade_id=each.cell.grade_id, mark=mark(each.run, each.cell.tag.points)
            )
            for each in transcript.cells
            if each.run and each.cell.tag
        ]
        told.append(
            Report(
                result=Result.of(graded, **names),
                transcript=transcript,
                repairs=restored.repairs,
                timestamp=stamp,
            )
        )
    return told


def nbgrader_time(text: str) -> Any:  # noqa: ANN401 - nbgrader's own
    """Read a time stamp as nbgrader does."""
    from nbgrader.utils import parse_utc  # noqa: PLC0415 - takes a second

    return parse_utc(text)


def perform(cells: Sequence[Cell]) -> Transcript:
    """Run cells one after another in one namespace."""
    namespace: dict[str, Any] = {}
    return Transcript(cells=tuple(_executed(cell, namespace) for cell in cells))


def records(gradebook: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return what a gradebook says, in an order that does not depend on its keys."""
    with contextlib.closing(sqlite3.connect(gradebook)) as connection:
        return {
            name: sorted(connection.execute(query).fetchall(), key=repr)
            for name, query in RECORDS.items()
        }


def grades(gradebook: Path, student: str) -> dict[str, tuple[float | None, bool]]:
    """Return a student's automatic scores, and whether a person has to look."""
    rows = records(gradebook)["grades"]
    return {row[2]: (row[3], bool(row[6])) for row in rows if row[0] == student}


def change(gradebook: Path, statement: str, *values: object) -> None:
    """Change a gradebook as formgrader would."""
    with contextlib.closing(sqlite3.connect(gradebook)) as connection, connection:
        connection.execute(statement, values)


def _executed(cell: Cell, namespace: dict[str, Any]) -> Executed:
    is_test = cell.tag is not None and cell.tag.is_test
    if cell.kind != "code":
        return Executed(cell=cell)
    printed = io.StringIO()
    outputs: list[dict[str, Any]] = []
    run = Run(outcome=Outcome.PASSED)
    try:
        with contextlib.redirect_stdout(printed):
            value = _value(cell.source, namespace)
    except Exception as error:  # noqa: BLE001 - whatever the student's code raises
        told = traceback.format_exception_only(error)
        outputs.append(
            {
                "output_type": "error",
                "ename": type(error).__name__,
                "evalue": str(error),
                "traceback": told,
            }
        )
        run = Run(outcome=Outcome.FAILED, message=f"{type(error).__name__}: {error}")
    else:
        if value is not None:
            run = Run(outcome=Outcome.PASSED, value=repr(value))
            outputs.append(
                {
                    "output_type": "execute_result",
                    "data": {"text/plain": repr(value)},
                    "metadata": {},
                    "execution_count": 1,
                }
            )
    if printed.getvalue():
        text = printed.getvalue()
        outputs.insert(0, {"output_type": "stream", "name": "stdout", "text": text})
    return Executed(cell=cell, outputs=tuple(outputs), run=run if is_test else None)


def _value(source: str, namespace: dict[str, Any]) -> object:
    """Run a cell; return the value of its last expression."""
    body = ast.parse(source).body
    last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
    exec(compile(ast.Module(body, []), "cell", "exec"), namespace)  # noqa: S102
    if not isinstance(last, ast.Expr):
        return None
    expression = compile(ast.Expression(last.value), "cell", "eval")
    return eval(expression, namespace)  # noqa: S307


def _without_hidden(source: str) -> str:
    """Return a test as it is released."""
    before, _, rest = source.partition("### BEGIN HIDDEN TESTS\n")
    return before + rest.partition("### END HIDDEN TESTS")[2] if rest else source


def _sources() -> tuple[Any, Any]:
    answer = {"solution": True}
    test = {"grade": True, "locked": True}
    by_hand = {"solution": True, "grade": True}
    hidden = "### BEGIN HIDDEN TESTS\nassert square(123) == 15129\n### END HIDDEN TESTS"
    solution = (
        "def square(x):\n    ### BEGIN SOLUTION\n    return x * x\n    ### END SOLUTION"
    )
    partial = "(square(2) == 4) * 1.5 + (square(4) == 16) * 2.5"
    first = [
        new_markdown_cell("# Squares"),
        _tagged(new_markdown_cell("Write a function."), "rules", locked=True),
        _tagged(new_code_cell(solution), "square", **answer),
        _tagged(new_code_cell("assert square(2) == 4"), "test_two", points=2, **test),
        _tagged(
            new_code_cell(f"assert square(1) == 1\n{hidden}"),
            "test_many",
            points=3,
            **test,
        ),
        _tagged(new_code_cell(partial), "test_partial", points=4, **test),
        _tagged(new_markdown_cell("The answer."), "essay", points=5, **by_hand),
        _tagged(new_code_cell("print('a plot')"), "plot", points=1, **by_hand),
        _tagged(
            new_markdown_cell("Draw something below."),
            "draw",
            points=3,
            task=True,
            locked=True,
        ),
    ]
    second = [
        _tagged(new_code_cell("c = 8"), "cube", **answer),
        _tagged(new_code_cell("assert c == 8"), "test_cube", points=1, **test),
    ]
    metadata = {"kernelspec": KERNEL}
    return (
        new_notebook(cells=first, metadata=metadata),
        new_notebook(cells=second, metadata=metadata),
    )


def _tagged(cell: Any, name: str, **marks: object) -> Any:  # noqa: ANN401 - nbformat's
    told = {"grade": False, "solution": False, "locked": False, "task": False}
    cell.metadata["nbgrader"] = {
        "grade_id": name,
        "schema_version": 3,
        "cell_type": cell.cell_type,
        **told,
        **marks,
    }
    return cell


def loads(path: Path) -> Any:  # noqa: ANN401 - a notebook's JSON
    """Read a notebook as JSON, nothing mended."""
    return json.loads(path.read_text(encoding="utf-8"))
