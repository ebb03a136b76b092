from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from autograder.course import Course, open_course
from autograder.errors import CourseError
from autograder.files import NO_FILES
from autograder.keeper import Keeper
from autograder.report.gradebook import Gradebook
from tests.autograder.report.school import (
    ASSIGNMENT,
    hand_in,
    make_course,
    reports,
    sheets,
)


@contextmanager
def opened(course: Course) -> Iterator[Keeper]:
    """Open a course's gradebook for its assignment."""
    asked = sheets(course)
    with Gradebook(course) as gradebook:
        gradebook.enrol(ASSIGNMENT, list(asked.values()))
        yield Keeper(
            course=course, assignment=ASSIGNMENT, sheets=asked, gradebook=gradebook
        )


def _course(tmp_path: Path, settings: str = "") -> Course:
    """Return a course in which one student has handed in."""
    course = open_course(make_course(tmp_path / "school", settings=settings))
    hand_in(course.root, "full")
    return course


def test_nobody_is_kept_at_first(tmp_path: Path) -> None:
    """Neither scores nor notebooks."""
    with opened(_course(tmp_path)) as keeper:
        assert (keeper.has("full"), keeper.has_notebooks("full")) == (False, False)


def test_whose_score_was_written_is_known_at_once(tmp_path: Path) -> None:
    """Without asking the gradebook again; notebooks are another matter."""
    course = _course(tmp_path)
    with opened(course) as keeper:
        keeper.write(reports(course, "full"))

        assert (keeper.has("full"), keeper.has_notebooks("full")) == (True, False)


def test_whose_score_was_written_is_known_the_next_time(tmp_path: Path) -> None:
    """From the gradebook."""
    course = _course(tmp_path)
    with opened(course) as keeper:
        keeper.write(reports(course, "full"))

    with opened(course) as keeper:
        assert (keeper.has("full"), keeper.has("half")) == (True, False)


def test_what_the_gradebook_refuses_is_not_kept(tmp_path: Path) -> None:
    """A student whom the settings forbid to add has no score."""
    course = _course(tmp_path, "c.Autograde.create_student = False")
    with opened(course) as keeper:
        with pytest.raises(CourseError, match="no student 'full'"):
            keeper.write(reports(course, "full"))

        assert not keeper.has("full")


@pytest.mark.parametrize("lost", ["first", "second"])
def test_notebooks_are_there_if_all_of_them_are(tmp_path: Path, lost: str) -> None:
    """One that was deleted is graded again."""
    course = _course(tmp_path)
    with opened(course) as keeper:
        keeper.write_notebooks(
            reports(course, "full"), own=NO_FILES, support=course.support(ASSIGNMENT)
        )
        before = keeper.has_notebooks("full")
        (course.folder("autograded", ASSIGNMENT, "full") / f"{lost}.ipynb").unlink()

        assert (before, keeper.has_notebooks("full")) == (True, False)
