"""A small class goes through nbgrader's own commands, as they come."""

import csv
from collections.abc import Iterator, Mapping

import pytest

from tests.exercises.course import STUDENTS, Course, answers_of, copy_course
from tests.exercises.proof import SOURCES, STUB, grade, questions, read
from tests.submissions.measure import measure

EXERCISES = [path.stem for path in SOURCES]

pytestmark = [pytest.mark.nbgrader, pytest.mark.timeout(1800)]


def _expected(student: str, exercise: str) -> Mapping[str, float]:
    """Return what the submission must get."""
    notebook = read(exercise)
    blank = dict.fromkeys(questions(notebook), STUB)
    if student == "full":
        return questions(notebook)
    earned = grade(notebook, blank | answers_of(student, exercise))
    return {name: result.score for name, result in earned.items()}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Course]:
    """Release all sets, hand in the class's work, grade it, write feedback."""
    folder = tmp_path_factory.mktemp("course") / "exercises"
    made = copy_course(folder)
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


@pytest.mark.parametrize("exercise", EXERCISES)
def test_the_autograder_gives_nbgraders_scores(course: Course, exercise: str) -> None:
    """Each student's every test earns the same, and all of them are judged apart."""
    source = course.folder / "source" / exercise
    with measure(source, exercise, hidden=course.folder) as measured:
        for student in STUDENTS:
            path = course.folder / "submitted" / student / exercise
            marks = measured.grade(path / f"{exercise}.ipynb")

            found = {name.split("_")[0]: each.score for name, each in marks.items()}
            assert (student, found) == (student, course.scores(student, exercise))
        judged = {measured.plan.of(name).judged for name in measured.assignment.points}
    assert judged == {"apart"}
