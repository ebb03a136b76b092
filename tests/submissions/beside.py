"""nbgrader itself, run beside the autograder on the same course."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from nbgrader.api import Gradebook

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


def scores_given(root: Path) -> Iterator[tuple[tuple[str, str, str], Scores]]:
    """Yield each test's score, by assignment, student and notebook."""
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
        for assignment in gradebook.assignments:
            for submission in gradebook.assignment_submissions(assignment.name):
                for notebook in submission.notebooks:
                    key = (assignment.name, submission.student.id, notebook.name)
                    grades = notebook.grades
                    yield key, {each.name: each.auto_score for each in grades}
