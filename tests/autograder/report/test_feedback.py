import json
import re
import stat
from collections.abc import Mapping
from pathlib import Path

import nbformat
import pytest

from autograder.course import Course, open_course
from autograder.errors import StorageError
from autograder.report.autograded import write_autograded
from autograder.report.feedback import write_feedback
from autograder.report.gradebook import Gradebook
from tests.autograder.report.school import (
    ASSIGNMENT,
    CLASS,
    SQUARE,
    change,
    hand_in,
    loads,
    make_course,
    reports,
    sheets,
)
from tests.exercises.course import Course as Commands

BY_HAND = (
    "UPDATE grade SET manual_score = 4, extra_credit = 0.5, needs_manual_grade = 0 "
    "WHERE cell_id IN (SELECT id FROM base_cell WHERE name = 'essay')"
)
SAID = (
    "UPDATE comment SET manual_comment = 'Well <b>said</b>.' "
    "WHERE cell_id IN (SELECT id FROM base_cell WHERE name = 'essay')"
)
SPY = """\
def square(x):
    print("spied", x)
    if x > 100:
        raise ValueError("told")
    return x * x
"""


def _grade(course: Course, student: str) -> None:
    folder = course.folder("submitted", ASSIGNMENT, student)
    own = {
        name: (folder / name).read_bytes()
        for name in ("timestamp.txt", "submission_secret.txt")
        if (folder / name).exists()
    }
    with Gradebook(course) as gradebook:
        gradebook.enrol(ASSIGNMENT, list(sheets(course).values()))
        told = reports(course, student)
        write_autograded(course, told, sheets(course), own=own)
        gradebook.write(told)


def _told(course: Course, student: str) -> tuple[str, ...]:
    with Gradebook(course) as gradebook:
        return write_feedback(course, gradebook, ASSIGNMENT, student)


def _page(
    course: Course, student: str, answers: Mapping[str, str] | None = None
) -> str:
    """Hand in, grade, write feedback; return the first notebook's page."""
    hand_in(course.root, student, answers)
    _grade(course, student)
    _told(course, student)
    return _read(course, student)


def _read(course: Course, student: str, name: str = "first") -> str:
    folder = course.folder("feedback", ASSIGNMENT, student)
    return (folder / f"{name}.html").read_text(encoding="utf-8")


def _text(page: str) -> str:
    """Return a page's words."""
    return " ".join(re.sub(r"<[^>]*>", " ", page.partition("<body>")[2]).split())


@pytest.mark.parametrize("student", CLASS)
def test_a_hidden_test_is_never_shown(school: Course, student: str) -> None:
    """Neither its source nor the marks around it; the rest of the test is."""
    page = _text(_page(school, student))

    assert "15129" not in page
    assert "123" not in page
    assert "HIDDEN" not in page
    assert "assert square ( 1 ) == 1" in page


def test_what_code_printed_is_never_shown(school: Course) -> None:
    """A student's code may print what a hidden test gave it."""
    page = _text(_page(school, "full", {"square": SPY}))

    assert "spied 123" not in page
    assert "spied" in page


def test_hidden_marks_are_as_configured(tmp_path: Path) -> None:
    """The settings' own delimiters are obeyed."""
    settings = (
        "c.ClearHiddenTests.begin_test_delimeter = 'VISIBLE NO MORE'\n"
        "c.ClearHiddenTests.end_test_delimeter = 'VISIBLE AGAIN'"
    )
    course = open_course(make_course(tmp_path / "school", settings=settings))
    path = course.folder("source", ASSIGNMENT) / "first.ipynb"
    text = path.read_text(encoding="utf-8")
    text = text.replace("BEGIN HIDDEN TESTS", "VISIBLE NO MORE")
    path.write_text(text.replace("END HIDDEN TESTS", "VISIBLE AGAIN"))

    assert "15129" not in _text(_page(course, "full"))


def test_a_hidden_part_that_is_never_closed_hides_the_rest(school: Course) -> None:
    """Rather too little than too much."""
    path = school.folder("source", ASSIGNMENT) / "first.ipynb"
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        cell.source = cell.source.replace("### END HIDDEN TESTS", "x = 54321")
    nbformat.write(notebook, path)

    assert "54321" not in _text(_page(school, "full"))


def test_the_students_work_is_shown_and_does_nothing(school: Course) -> None:
    """Code and text stand there as they were written."""
    attack = "<script>alert(1)</script>"
    page = _page(school, "full", {"square": f"x = '{attack}'", "essay": attack})

    assert "<script" not in page
    assert "alert" in page


def test_a_message_is_shown_and_does_nothing(school: Course) -> None:
    """What a test says may hold what a student wrote."""
    wrong = "def square(x):\n    raise ValueError('<img src=x> is wrong')"
    page = _page(school, "full", {"square": wrong})

    assert "&lt;img src=x&gt; is wrong" in page


def test_every_check_has_its_outcome_and_points(school: Course) -> None:
    """In words."""
    page = _text(_page(school, "half"))

    assert "test_two ✓ Passed 2 of 2" in page
    assert "test_many ✗ Not passed 0 of 3" in page
    assert "test_partial ◐ Partly passed 1.5 of 4" in page
    assert "draw … To be graded by a person 0 of 3" in page
    assert "A person has still to look" in page


def test_what_a_person_gave_is_shown(school: Course) -> None:
    """Scores, extra credit and comments, escaped like all else."""
    _page(school, "full")
    change(school.root / "gradebook.db", BY_HAND)
    change(school.root / "gradebook.db", SAID)

    _told(school, "full")

    page = _read(school, "full")
    assert "13.5 of 18 points" in page
    assert "essay Graded by a person 4.5 of 5" in _text(page)
    assert "Well &lt;b&gt;said&lt;/b&gt;." in page


def test_a_late_penalty_is_taken_off(tmp_path: Path) -> None:
    """The total is what counts, and the page says what was lost."""
    settings = "c.LateSubmissionPlugin.penalty_method = 'zero'"
    course = open_course(make_course(tmp_path / "school", settings=settings))
    _page(course, "full")
    due = "UPDATE assignment SET duedate = '2026-02-01 00:00:00.000000'"
    change(course.root / "gradebook.db", due)

    page = _text(_page(course, "full"))

    assert "0 of 18 points 9 points were taken off for lateness." in page


def test_an_unreadable_notebook_says_why(school: Course) -> None:
    """The student reads what to do; no solution stands there."""
    (hand_in(school.root, "full") / "first.ipynb").write_text("")
    _grade(school, "full")

    _told(school, "full")

    page = _text(_read(school, "full"))
    assert "The notebook is empty; save it again and hand it in." in page
    assert "x * x" not in page
    assert "15129" not in page


def test_a_missing_notebook_has_a_page_that_says_so(school: Course) -> None:
    """It earns nothing, check by check."""
    hand_in(school.root, "full", notebooks=["first"])
    _grade(school, "full")

    _told(school, "full")

    page = _text(_read(school, "full", "second"))
    assert "This notebook was not handed in." in page
    assert "test_cube ✗ Not passed 0 of 1" in page


def test_a_page_loads_nothing(school: Course) -> None:
    """It is one file: no script, no address but a fragment's, and a policy."""
    page = _page(school, "full")

    addresses = re.findall(r"(?:src|href|url)\s*[=(]\s*[\"']?([^\"'\s>)]+)", page)
    assert all(address.startswith("#") for address in addresses)
    assert "default-src 'none'" in page


def test_pages_have_nbgraders_permissions(school: Course) -> None:
    """Feedback is its owner's to write."""
    _page(school, "full")

    folder = school.folder("feedback", ASSIGNMENT, "full")
    assert stat.S_IMODE((folder / "first.html").stat().st_mode) == 0o644


def test_what_nbgrader_needs_to_release_is_named(school: Course) -> None:
    """A submission that did not come through the exchange has no secret."""
    (hand_in(school.root, "full") / "submission_secret.txt").unlink()
    _grade(school, "full")

    assert [s for s in _told(school, "full") if "submission_secret.txt" in s] != []


def test_a_graded_notebook_that_is_damaged_is_named(school: Course) -> None:
    """The operator reads which one to grade again."""
    hand_in(school.root, "full")
    _grade(school, "full")
    path = school.folder("autograded", ASSIGNMENT, "full") / "first.ipynb"
    path.chmod(0o644)
    path.write_text("{")

    with pytest.raises(StorageError, match=r"first\.ipynb cannot be read"):
        _told(school, "full")


@pytest.mark.parametrize("noted", [7, "passed", ["passed"], None])
def test_notes_that_the_grader_never_makes_are_passed_over(
    school: Course, noted: object
) -> None:
    """Nbgrader leaves in a notebook's metadata what a student put there."""
    hand_in(school.root, "half")
    _grade(school, "half")
    path = school.folder("autograded", ASSIGNMENT, "half") / "first.ipynb"
    notebook = loads(path)
    for each in (notebook, *notebook["cells"]):
        each["metadata"]["autograder"] = noted
    path.unlink()
    path.write_text(json.dumps(notebook), encoding="utf-8")

    _told(school, "half")

    assert "test_many ✗ Not passed 0 of 3" in _text(_read(school, "half"))


@pytest.mark.nbgrader
@pytest.mark.timeout(600)
def test_feedback_can_be_made_of_what_nbgrader_graded(tmp_path: Path) -> None:
    """A course may change over in the middle of its year."""
    course = open_course(make_course(tmp_path / "school"))
    Commands(course.root).run("generate_assignment", ASSIGNMENT)
    hand_in(course.root, "half")
    Commands(course.root).run("autograde", ASSIGNMENT)

    _told(course, "half")

    page = _text(_read(course, "half"))
    assert "test_partial ◐ Partly passed 1.5 of 4" in page
    assert "15129" not in page


@pytest.mark.nbgrader
@pytest.mark.timeout(600)
def test_nbgrader_releases_our_pages(tmp_path: Path) -> None:
    """`nbgrader release_feedback` finds them and puts them into the exchange."""
    exchange = tmp_path / "exchange"
    exchange.mkdir(mode=0o777)
    exchange.chmod(0o777)
    settings = f"c.Exchange.root = {str(exchange)!r}"
    course = open_course(make_course(tmp_path / "school", settings=settings))
    for student in ("full", "half"):
        _page(course, student)

    Commands(course.root).run("release_feedback", ASSIGNMENT)

    released = {p.read_text() for p in exchange.glob("school/feedback/*.html")}
    assert released == {
        _read(course, student, name)
        for student in ("full", "half")
        for name in ("first", "second")
    }
    assert SQUARE.splitlines()[0] not in released
