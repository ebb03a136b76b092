"""A small class goes through nbgrader's own commands, as they come."""

import csv
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

from tests.exercises.proof import (
    ROOT,
    SOURCES,
    STUB,
    grade,
    questions,
    read,
    wrong_answers,
)

EXERCISES = [path.stem for path in SOURCES]
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

pytestmark = [pytest.mark.nbgrader, pytest.mark.xdist_group("nbgrader")]


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
        answers = _answers(student, exercise)
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


def _answers(student: str, exercise: str) -> dict[str, str]:
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


def _expected(student: str, exercise: str) -> Mapping[str, float]:
    """Return what the submission must get."""
    notebook = read(exercise)
    blank = dict.fromkeys(questions(notebook), STUB)
    if student == "full":
        return questions(notebook)
    earned = grade(notebook, blank | _answers(student, exercise))
    return {name: result.score for name, result in earned.items()}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Course]:
    """Release all sets, hand in the class's work, grade it, write feedback."""
    folder = tmp_path_factory.mktemp("course") / "exercises"
    shutil.copytree(
        ROOT / "exercises",
        folder,
        ignore=shutil.ignore_patterns(
            "release", "submitted", "autograded", "feedback", "*.db"
        ),
    )
    made = Course(folder)
    for exercise in EXERCISES:
        made.run("generate_assignment", exercise)
        for student in STUDENTS:
            made.hand_in(student, exercise)
        made.run("autograde", exercise)
        made.run("generate_feedback", exercise)
    return made


@pytest.mark.parametrize("exercise", EXERCISES)
@pytest.mark.parametrize("student", STUDENTS)
def test_nbgrader_gives_each_student_the_score_due(
    course: Course, student: str, exercise: str
) -> None:
    """Full, partial, empty and wrong work get what the proof says they must."""
    assert course.scores(student, exercise) == _expected(student, exercise)


@pytest.mark.parametrize("exercise", EXERCISES)
def test_full_marks_are_all_the_marks_and_no_work_earns_none(
    course: Course, exercise: str
) -> None:
    """The best submission has every auto-graded point, the empty one nothing."""
    possible = sum(questions(read(exercise)).values())

    assert sum(course.scores("full", exercise).values()) == possible
    assert sum(course.scores("empty", exercise).values()) == 0


@pytest.mark.parametrize("exercise", EXERCISES)
def test_every_student_gets_feedback(course: Course, exercise: str) -> None:
    """`generate_feedback` writes a page for each submission."""
    pages = sorted(course.folder.glob(f"feedback/*/{exercise}/{exercise}.html"))

    assert [page.parents[1].name for page in pages] == sorted(STUDENTS)


@pytest.mark.parametrize("exercise", EXERCISES)
def test_validate_passes_the_solution_and_fails_the_release(
    course: Course, exercise: str
) -> None:
    """Nbgrader's own check agrees on both ends."""
    solved = course.run("validate", f"source/{exercise}/{exercise}.ipynb")
    released = course.run("validate", f"release/{exercise}/{exercise}.ipynb")

    assert "Success! Your notebook passes all the tests." in solved.stdout
    assert "VALIDATION FAILED ON" in released.stdout


def test_export_lists_every_submission(course: Course) -> None:
    """`nbgrader export` writes a line for each student and set."""
    course.run("export", "--to", "grades.csv")

    with (course.folder / "grades.csv").open(encoding="utf-8") as file:
        rows = {(row["assignment"], row["student_id"]) for row in csv.DictReader(file)}
    assert rows == {(e, s) for e in EXERCISES for s in STUDENTS}
