"""An instructor opens nbgrader's formgrader on the course, in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Window
from tests.browser.lab import Lab, lab
from tests.browser.notebook import LONG
from tests.exercises.course import copy_course

SET = "01-read-the-page"

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Start plain JupyterLab in a course in which one set has been graded."""
    folder = tmp_path_factory.mktemp("office") / "exercises"
    course = copy_course(folder)
    course.run("generate_assignment", SET)
    for student in ("full", "empty"):
        course.hand_in(student, SET)
    course.run("autograde", SET)
    scratch = tmp_path_factory.mktemp("office-scratch")
    with lab(folder, scratch=scratch) as started:
        yield started


def test_the_formgrader_lists_the_set_with_its_submissions(
    office: Lab, window: Window
) -> None:
    """The table of assignments names the set and counts what was handed in."""
    window.page.goto(f"{office.url}formgrader/manage_assignments")

    row = window.page.locator("tr", has=window.page.get_by_role("link", name=SET))
    expect(row.first).to_be_visible(timeout=LONG)
    expect(row.first.locator("td.num-submissions")).to_have_text("2")


def test_the_formgrader_opens_the_answer_that_a_person_reads(
    office: Lab, window: Window
) -> None:
    """The manually graded answer offers a score box beside its rubric."""
    window.page.goto(f"{office.url}formgrader/gradebook/{SET}/{SET}")
    submission = window.page.get_by_role("link", name="Submission #1").first
    submission.click(timeout=LONG)

    expect(window.page.locator("input.score").first).to_be_visible(timeout=LONG)
    expect(window.page.locator("textarea.comment").first).to_be_visible()
