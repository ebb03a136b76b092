import json
import stat
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.nbgraderformat import MetadataValidator

from autograder.course import Course, open_course
from autograder.notebook import Cell
from autograder.report.autograded import write_autograded
from autograder.report.report import Report
from autograder.score import Outcome, Run
from autograder.transcript import Executed
from tests.autograder.report.school import (
    ASSIGNMENT,
    CLASS,
    hand_in,
    loads,
    make_course,
    reports,
    sheets,
)
from tests.exercises.course import Course as Commands


def _folder(course: Course, student: str = "full") -> Path:
    return course.folder("autograded", ASSIGNMENT, student)


def _write(course: Course, told: Sequence[Report], **files: Any) -> dict[str, Any]:  # noqa: ANN401 - files
    """Write reports; return the first notebook by its cells' names."""
    write_autograded(course, told, sheets(course), **files)
    student = told[0].result.student
    return _named(_folder(course, student) / "first.ipynb")


def _named(path: Path) -> dict[str, Any]:
    cells = nbformat.read(path, as_version=4).cells
    return {
        cell.metadata.get("nbgrader", {}).get("grade_id", f"own-{number}"): cell
        for number, cell in enumerate(cells)
    }


@pytest.mark.parametrize("student", CLASS)
def test_a_graded_notebook_is_valid(school: Course, student: str) -> None:
    """For nbformat and for nbgrader."""
    hand_in(school.root, student)

    _write(school, reports(school, student))

    notebook = nbformat.read(_folder(school, student) / "first.ipynb", as_version=4)
    nbformat.validate(notebook)
    MetadataValidator().validate_nb(notebook)


@pytest.mark.nbgrader
@pytest.mark.timeout(600)
def test_cells_carry_nbgraders_own_metadata(tmp_path: Path) -> None:
    """Points, names, locks and checksums are as `nbgrader autograde` writes them."""
    course = open_course(make_course(tmp_path / "school"))
    Commands(course.root).run("generate_assignment", ASSIGNMENT)
    hand_in(course.root, "full")
    Commands(course.root).run("autograde", ASSIGNMENT)
    theirs = _named(_folder(course) / "first.ipynb")

    ours = _write(course, reports(course, "full"))

    keys = ("checksum", "grade_id", "grade", "solution", "points", "cell_type")
    for name in sheets(course)["first"].assignment.tagged:
        want, have = theirs[name].metadata.nbgrader, ours[name].metadata.nbgrader
        assert [have.get(key) for key in keys] == [want.get(key) for key in keys]
        assert ours[name].source == theirs[name].source


def test_outputs_and_their_numbers_are_shown(school: Course) -> None:
    """The instructor sees what was printed and how a test failed."""
    hand_in(school.root, "wrong", {**CLASS["wrong"], "plot": "print('mine')"})

    cells = _write(school, reports(school, "wrong"))

    assert cells["plot"].outputs[0].text == "mine\n"
    assert cells["test_two"].outputs[0].ename == "AssertionError"
    assert [cells[name].execution_count for name in ("square", "test_two")] == [1, 2]


def test_a_test_that_was_not_run_says_so(school: Course) -> None:
    """It has no number, and its outcome stands where an error would."""
    hand_in(school.root, "full")
    first, second = reports(school, "full")
    assert first.transcript is not None
    stopped = Run(outcome=Outcome.NOT_RUN, message="An earlier cell ended it.")
    cells = [
        replace(each, run=stopped, outputs=()) if each.run else each
        for each in first.transcript.cells
    ]
    marks = [
        replace(each, mark=replace(each.mark, outcome=Outcome.NOT_RUN))
        for each in first.result.cells
    ]
    told = replace(
        first,
        result=replace(first.result, cells=tuple(marks)),
        transcript=replace(first.transcript, cells=tuple(cells)),
    )

    shown = _write(school, [told, second])["test_two"]

    assert shown.execution_count is None
    assert shown.outputs[0].ename == "not run"


def test_repairs_and_notes_are_told_first(school: Course) -> None:
    """A person reads what the grader noticed, and nothing in it acts."""
    hand_in(school.root, "full")
    first, second = reports(school, "full")

    cells = _write(school, [replace(first, repairs=("A <script> was lost.",)), second])

    assert "was lost." in cells["own-0"].source
    assert "<script>" not in cells["own-0"].source


def test_an_unreadable_notebook_can_still_be_seen(school: Course) -> None:
    """The source stands there without solutions, and why it does."""
    (hand_in(school.root, "full") / "first.ipynb").write_text("")

    cells = _write(school, reports(school, "full"))

    assert "is empty" in cells["own-0"].source
    assert cells["square"].source == ""
    assert cells["test_many"].source != ""


def test_a_raw_cell_of_a_students_is_text(school: Course) -> None:
    """Formgrader would put it into its page as it is."""
    hand_in(school.root, "full")
    first, second = reports(school, "full")
    assert first.transcript is not None
    own = Executed(cell=Cell(kind="raw", source="<script>a()</script>"))
    transcript = replace(first.transcript, cells=(own, *first.transcript.cells))

    cell = _write(school, [replace(first, transcript=transcript), second])["own-0"]

    assert cell.cell_type == "markdown"
    assert "<script>" not in cell.source


def test_long_outputs_are_cut_as_configured(tmp_path: Path) -> None:
    """Nbgrader's `LimitOutput` holds for us, too."""
    course = open_course(
        make_course(tmp_path / "school", settings="c.LimitOutput.max_lines = 3")
    )
    hand_in(course.root, "full", {"plot": "for i in range(9):\n    print(i)"})

    cells = _write(course, reports(course, "full"))

    assert cells["plot"].outputs[0].text == "0\n1\n2\n... Output truncated ..."


def test_files_lie_beside_the_notebooks(school: Course) -> None:
    """The student's own and the course's, which take the place of the student's."""
    hand_in(school.root, "full")

    _write(
        school,
        reports(school, "full"),
        own={"timestamp.txt": b"now", "data.csv": b"mine", "own/a.py": b"1"},
        support={"data.csv": b"theirs"},
    )

    folder = _folder(school)
    found = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}
    notebooks = {"first.ipynb", "second.ipynb"}
    assert found == notebooks | {"timestamp.txt", "data.csv", "own/a.py"}
    assert (folder / "data.csv").read_bytes() == b"theirs"


def test_a_notebook_that_is_missing_now_is_not_kept(school: Course) -> None:
    """What was handed in before does not stay in its place."""
    hand_in(school.root, "full")
    told = reports(school, "full")
    _write(school, told)

    _write(school, told[:1])

    assert [p.name for p in _folder(school).glob("*.ipynb")] == ["first.ipynb"]


def test_permissions_are_nbgraders(school: Course) -> None:
    """A graded notebook is read-only."""
    hand_in(school.root, "full")

    _write(school, reports(school, "full"))

    mode = (_folder(school) / "first.ipynb").stat().st_mode
    assert stat.S_IMODE(mode) == 0o444


def test_each_test_tells_how_it_came_out(school: Course) -> None:
    """Feedback can be made from the notebook alone."""
    hand_in(school.root, "half")

    _write(school, reports(school, "half"))

    whole = loads(_folder(school, "half") / "first.ipynb")
    told = [cell["metadata"].get("autograder", {}) for cell in whole["cells"]]
    outcomes = [each["outcome"] for each in told if each]
    assert outcomes == ["passed", "failed", "passed"]
    assert json.dumps(whole["metadata"]["autograder"]).startswith('{"reason"')
