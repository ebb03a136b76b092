from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from autograder.course import Course
from autograder.errors import BadAssignmentError
from autograder.report.gradebook import Gradebook
from tests.autograder.report.school import (
    ASSIGNMENT,
    change,
    grades,
    hand_in,
    records,
    reports,
    sheets,
)

MARKS = {"grade": True, "locked": True, "schema_version": 3, "points": 7}


def _enrol(course: Course) -> None:
    with Gradebook(course) as gradebook:
        gradebook.enrol(ASSIGNMENT, list(sheets(course).values()))


def _write(course: Course, student: str) -> None:
    with Gradebook(course) as gradebook:
        gradebook.enrol(ASSIGNMENT, list(sheets(course).values()))
        gradebook.write(reports(course, student))


def _edit(course: Course, edit: Any) -> None:  # noqa: ANN401 - a function of cells
    path = course.folder("source", ASSIGNMENT) / "first.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells = edit(notebook.cells)
    nbformat.write(notebook, path)


def _name(cell: Any) -> str:  # noqa: ANN401 - nbformat's own
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def _without(name: str) -> Any:  # noqa: ANN401 - a function of cells
    return lambda cells: [cell for cell in cells if _name(cell) != name]


def _gradebook(course: Course) -> Path:
    return course.root / "gradebook.db"


def test_enrolling_twice_changes_nothing(school: Course) -> None:
    """The gradebook already says what the source says."""
    _enrol(school)
    once = records(_gradebook(school))

    _enrol(school)

    assert records(_gradebook(school)) == once


def test_changed_points_are_recorded(school: Course) -> None:
    """What a cell earns at most is the source's to say."""

    def raised(cells: list[Any]) -> list[Any]:
        for cell in cells:
            if _name(cell) == "test_two":
                cell.metadata.nbgrader.points = 8
        return cells

    _enrol(school)
    _edit(school, raised)

    _enrol(school)

    rows = {row[2]: row[3] for row in records(_gradebook(school))["cells"]}
    assert rows["test_two"] == 8.0


def test_an_added_test_waits_in_what_was_handed_in(school: Course) -> None:
    """Submissions that are there get a grade for it, to be filled in."""
    hand_in(school.root, "full")
    _write(school, "full")
    marks = {"grade_id": "test_new", **MARKS}
    new = new_code_cell("assert True", metadata={"nbgrader": marks})
    _edit(school, lambda cells: [*cells, new])

    _enrol(school)

    assert grades(_gradebook(school), "full")["test_new"] == (None, True)


def test_a_removed_test_takes_its_grades_along(school: Course) -> None:
    """What the grader gave for it counts no more."""
    hand_in(school.root, "full")
    _write(school, "full")
    _edit(school, _without("test_two"))

    _enrol(school)

    told = records(_gradebook(school))
    every = [row for rows in told.values() for row in rows]
    assert not any("test_two" in row for row in every)


@pytest.mark.parametrize(
    "statement",
    [
        (
            "UPDATE grade SET manual_score = 1 WHERE cell_id IN "
            "(SELECT id FROM base_cell WHERE name = ?)"
        ),
        (
            "UPDATE grade SET extra_credit = 1 WHERE cell_id IN "
            "(SELECT id FROM base_cell WHERE name = ?)"
        ),
        (
            "UPDATE comment SET manual_comment = 'So.' WHERE cell_id IN "
            "(SELECT id FROM base_cell WHERE name = ?)"
        ),
    ],
    ids=["score", "extra credit", "comment"],
)
def test_a_cell_that_a_person_graded_cannot_be_removed(
    school: Course, statement: str
) -> None:
    """Manual work is not thrown away; the author is told which cell it is."""
    hand_in(school.root, "full")
    _write(school, "full")
    change(_gradebook(school), statement, "essay")
    before = records(_gradebook(school))
    _edit(school, _without("essay"))

    with pytest.raises(BadAssignmentError, match="'essay'"):
        _enrol(school)

    assert records(_gradebook(school)) == before


def test_the_stub_that_students_got_still_counts_as_no_response(
    school: Course,
) -> None:
    """An author's later change of the stub makes nobody's answer one."""
    hand_in(school.root, "blank")
    _enrol(school)

    def reworded(cells: list[Any]) -> list[Any]:
        for cell in cells:
            if _name(cell) == "essay":
                cell.source = "### BEGIN SOLUTION\nx\n### END SOLUTION\nWrite more."
        return cells

    _edit(school, reworded)

    _write(school, "blank")

    assert grades(_gradebook(school), "blank")["essay"] == (0.0, False)


def test_another_notebook_of_the_assignment_stays(school: Course) -> None:
    """Grading one notebook leaves the others' records alone."""
    _enrol(school)
    only = sheets(school)["first"]

    with Gradebook(school) as gradebook:
        gradebook.enrol(ASSIGNMENT, [only])

    names = {row[0] for row in records(_gradebook(school))["cells"]}
    assert names == {"first", "second"}
