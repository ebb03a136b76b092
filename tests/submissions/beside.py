"""nbgrader itself, run beside the autograder on the same course."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook

from tests.autograder.classroom import told

Scores = dict[str, float]


def run_nbgrader(root: Path, *arguments: str) -> None:
    """Run one of nbgrader's commands in a course."""
    command = [sys.executable, "-m", "nbgrader", *arguments]
    beside = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": beside}  # nbgrader starts alembic by name
    done = subprocess.run(
        command,
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]


def run_autograder(root: Path, assignment: str) -> list[dict[str, Any]]:
    """Grade an assignment by our command; return the lines of its results."""
    results = root / "results.jsonl"
    command = ("grade", assignment, "--course", root, "--results", results)
    done = subprocess.run(
        [sys.executable, "-m", "autograder", *map(str, command)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return told(results)


def scores_found(line: dict[str, Any]) -> tuple[tuple[str, str, str], Scores]:
    """Return each test's score of a line, and whose it is as in `scores_given`."""
    names = (line["assignment"], line["student"], line["notebook"])
    return names, {cell["grade_id"]: cell["score"] for cell in line["cells"]}


def scores_given(root: Path) -> Iterator[tuple[tuple[str, str, str], Scores]]:
    """Yield each test's score, by assignment, student and notebook."""
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
        for assignment in gradebook.assignments:
            for submission in gradebook.assignment_submissions(assignment.name):
                for notebook in submission.notebooks:
                    key = (assignment.name, submission.student.id, notebook.name)
                    grades = notebook.grades
                    yield key, {each.name: each.auto_score for each in grades}
