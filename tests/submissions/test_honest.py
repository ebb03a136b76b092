"""Honest work gets nbgrader's scores, cell by cell."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree

import pytest

from tests.submissions.beside import Scores, run_nbgrader, scores_given
from tests.submissions.measure import Measure, measure
from tests.submissions.notebook import answered, build, read_cells, write

SETS = Path(__file__).parent / "honest"
NAMES = sorted(path.stem for path in SETS.glob("*.txt") if "." not in path.stem)
EXAMPLE = "ps1"
EXAMPLE_NOTEBOOKS = ("problem1", "problem2")

pytestmark = [pytest.mark.nbgrader, pytest.mark.timeout(1800)]


@dataclass(frozen=True)
class Course:
    """A course on the disk, and what nbgrader gives for it."""

    root: Path
    scores: dict[tuple[str, str, str], Scores]
    """By assignment, student and notebook: each test's score."""


def _submissions(name: str) -> dict[str, dict[str, str]]:
    """Return the answers that each student of a set changes."""
    found: dict[str, dict[str, str]] = {"full": {}}
    for path in sorted(SETS.glob(f"{name}.*.txt")):
        cells = read_cells(path.read_text(encoding="utf-8"))
        student = path.stem.partition(".")[2]
        found[student] = {head[-1]: source for head, source in cells}
    return found


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Make the course, hand in everybody's work, and let nbgrader grade it."""
    root = tmp_path_factory.mktemp("honest") / "course"
    run_nbgrader(root.parent, "quickstart", root.name)
    for name in NAMES:
        source = build((SETS / f"{name}.txt").read_text(encoding="utf-8"))
        write(source, root / "source" / name / f"{name}.ipynb")
        for student, answers in _submissions(name).items():
            handed_in = root / "submitted" / student / name / f"{name}.ipynb"
            write(answered(source, answers), handed_in)
    copytree(root / "source" / EXAMPLE, root / "submitted" / "full" / EXAMPLE)
    for name in (EXAMPLE, *NAMES):
        run_nbgrader(root, "generate_assignment", name)
        copytree(root / "release" / name, root / "submitted" / "empty" / name)
        run_nbgrader(root, "autograde", name)
    return Course(root=root, scores=dict(scores_given(root)))


def _cases() -> list[tuple[str, str, str]]:
    example = [(EXAMPLE, s, n) for s in ("full", "empty") for n in EXAMPLE_NOTEBOOKS]
    ours = [(n, student, n) for n in NAMES for student in (*_submissions(n), "empty")]
    return [*example, *ours]


@pytest.fixture(scope="module")
def measures(course: Course) -> Iterator[dict[tuple[str, str], Measure]]:
    """Calibrate every notebook of the course, each with an engine of its own."""
    made: dict[tuple[str, str], Measure] = {}
    with ExitStack() as stack:
        for name, _, notebook in _cases():
            if (name, notebook) in made:
                continue
            folder = course.root / "source" / name
            measured = measure(folder, notebook, hidden=course.root)
            made[name, notebook] = stack.enter_context(measured)
        yield made


@pytest.mark.parametrize(("name", "student", "notebook"), _cases())
def test_each_cell_gets_what_nbgrader_gives_it(
    course: Course,
    measures: dict[tuple[str, str], Measure],
    name: str,
    student: str,
    notebook: str,
) -> None:
    """Every test's score is the one in nbgrader's own gradebook."""
    path = course.root / "submitted" / student / name / f"{notebook}.ipynb"

    marks = measures[name, notebook].grade(path)

    found = {grade_id: each.score for grade_id, each in marks.items()}
    given = course.scores[name, student, notebook]
    assert found == {grade_id: given[grade_id] for grade_id in found}
    assert set(found) == set(measures[name, notebook].assignment.points)


def test_nine_tests_in_ten_are_judged_apart(
    measures: dict[tuple[str, str], Measure],
) -> None:
    """Of all these tests, few need to run beside the student's code."""
    judged = [
        measure.plan.of(name).judged
        for measure in measures.values()
        for name in measure.assignment.points
    ]

    assert judged.count("apart") / len(judged) >= 0.9


def test_what_needs_live_objects_is_found_out(
    measures: dict[tuple[str, str], Measure],
) -> None:
    """Seeded luck, patched builtins and written files are judged in the kernel."""
    plan = measures["names", "names"].plan

    in_kernel = {name for name, each in plan.tests.items() if each.judged == "kernel"}
    assert in_kernel == {"luck_check", "asking_check", "saving_check"}
