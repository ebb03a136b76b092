"""A small class in a copy of `exercises/`, graded by nbgrader's own commands."""

import os
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import nbformat

from tests.exercises.proof import ROOT, questions, read, wrong_answers

ACTIVATED = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
"""The search path of an activated environment."""

STUDENTS = ("full", "partial", "empty", "wrong")

SCORES = """
SELECT base_cell.name, grade.auto_score FROM grade
JOIN base_cell ON base_cell.id = grade.cell_id
JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id
JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id
JOIN assignment ON assignment.id = submitted_assignment.assignment_id
WHERE assignment.name = ? AND submitted_assignment.student_id = ?
"""


@dataclass(frozen=True, slots=True)
class Course:
    """A copy of `exercises/` in which nbgrader's commands were run."""

    folder: Path

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run an nbgrader command here; it must succeed."""
        done = subprocess.run(
            [Path(sys.executable).with_name("nbgrader"), *command],
            cwd=self.folder,
            env={**os.environ, "PATH": ACTIVATED},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done

    def hand_in(self, student: str, exercise: str) -> None:
        """Put a student's work into `submitted/`, made from the release."""
        released = self.folder / "release" / exercise
        submitted = self.folder / "submitted" / student / exercise
        shutil.copytree(released, submitted)
        path = submitted / f"{exercise}.ipynb"
        notebook = nbformat.read(path, as_version=4)
        answers = answers_of(student, exercise)
        for cell in notebook.cells:
            grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
            cell.source = answers.get(grade_id, cell.source)
        nbformat.write(notebook, path)

    def scores(self, student: str, exercise: str) -> dict[str, float]:
        """Return what nbgrader's gradebook holds, summed over a question's checks."""
        gradebook = sqlite3.connect(self.folder / "gradebook.db")
        rows = gradebook.execute(SCORES, (exercise, student)).fetchall()
        gradebook.close()
        found = dict.fromkeys(questions(read(exercise)), 0.0)
        for name, score in rows:
            question = name.split("_")[0]
            if question in found:
                found[question] += score
        return found


def answers_of(student: str, exercise: str) -> dict[str, str]:
    """Return a student's answers by question."""
    solutions = {
        cell.metadata.nbgrader.grade_id: cell.source
        for cell in read(exercise).cells
        if cell.metadata.get("nbgrader", {}).get("solution")
    }
    names = list(questions(read(exercise)))
    if student == "full":
        return solutions
    if student == "partial":
        return {name: solutions[name] for name in names[: len(names) // 2]}
    if student == "wrong":
        return {w.question: w.answer for w in reversed(wrong_answers(exercise))}
    return {}


def copy_course(folder: Path) -> Course:
    """Copy what an author has of the course, and nothing that nbgrader made."""
    made = ("release", "submitted", "autograded", "feedback", "*.db")
    ignore = shutil.ignore_patterns(*made)
    shutil.copytree(ROOT / "exercises", folder, ignore=ignore)
    return Course(folder)
