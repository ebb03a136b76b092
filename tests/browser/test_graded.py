"""An instructor opens work that we graded; a student opens the page about it."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Dialog, expect

from autograder.course import Course, open_course
from autograder.report.autograded import write_autograded
from autograder.report.feedback import write_feedback
from autograder.report.gradebook import Gradebook
from tests.autograder.report.school import (
    ASSIGNMENT,
    CLASS,
    hand_in,
    make_course,
    reports,
    sheets,
)
from tests.browser.conftest import Window
from tests.browser.lab import Lab, lab
from tests.browser.notebook import LONG
from tests.submissions.pages import ATTACHED, MARKDOWN, SCRIPT

ATTACK = "<img src=x onerror=\"document.title = 'taken'\"> **My** answer."

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Grade a student whose answer would like to take over the page."""
    made = open_course(make_course(tmp_path_factory.mktemp("graded") / "school"))
    hand_in(made.root, "half", {**CLASS["half"], "essay": ATTACK})
    with Gradebook(made) as gradebook:
        gradebook.enrol(ASSIGNMENT, list(sheets(made).values()))
        told = reports(made, "half")
        write_autograded(made, told, sheets(made))
        gradebook.write(told)
        write_feedback(made, gradebook, ASSIGNMENT, "half")
    return made


@pytest.fixture(scope="module")
def office(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Start plain JupyterLab in the course."""
    scratch = tmp_path_factory.mktemp("graded-scratch")
    with lab(course.root, scratch=scratch) as started:
        yield started


def test_the_formgrader_shows_what_we_graded(office: Lab, window: Window) -> None:
    """Scores stand in their boxes, errors below their tests; an answer is text."""
    window.page.goto(f"{office.url}formgrader/gradebook/{ASSIGNMENT}/first")
    window.page.get_by_role("link", name="Submission #1").first.click(timeout=LONG)

    score = window.page.locator("input.score#test_partial")
    expect(score).to_have_attribute("placeholder", "1.5", timeout=LONG)
    expect(window.page.get_by_text("AssertionError").first).to_be_visible()
    expect(window.page.locator("textarea#essay-comment")).to_be_visible()
    expect(window.page.locator("p", has_text="onerror")).to_be_visible()
    assert window.page.title() == "first"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_students_page_is_accessible(
    course: Course, window: Window, scheme: str
) -> None:
    """No fault that axe can find, by day and by night; nothing is loaded or run."""
    page = course.folder("feedback", ASSIGNMENT, "half") / "first.html"
    window.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    window.page.goto(page.as_uri())

    found = Axe().run(window.page).response["violations"]

    assert [each["id"] for each in found] == []
    assert window.page.title() == "first: feedback"
    assert [url for url in window.strangers if not url.startswith("file:")] == []


def test_nothing_that_a_student_wrote_runs(
    course: Course, browser: Browser, tmp_path: Path
) -> None:
    """Nor does it where nbgrader graded it, and the page's policy is not obeyed."""
    attacked = _attacked(course, tmp_path / "school")
    heard: list[Dialog] = []
    path = attacked.folder("feedback", ASSIGNMENT, "half") / "first.html"
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.on("dialog", lambda dialog: (heard.append(dialog), dialog.dismiss()))

    page.goto(path.as_uri(), wait_until="networkidle")

    expect(page.get_by_text("alert('taken')").first).to_be_visible()
    for link in page.locator("main a").all():
        link.hover()
    foreign = "script, svg, iframe, form, object, embed, base, link, details, input"
    assert page.locator(foreign).count() == 0
    assert heard == []
    assert page.title() == "first: feedback"
    context.close()


def _attacked(course: Course, folder: Path) -> Course:
    """Return a copy that holds hostile work as nbgrader leaves it, and its page."""
    copy = open_course(shutil.copytree(course.root, folder))
    path = copy.folder("autograded", ASSIGNMENT, "half") / "first.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    shown = {"output_type": "display_data", "data": {"text/html": SCRIPT}}
    for cell in notebook["cells"]:
        cell["metadata"]["autograder"] = {"outcome": "failed", "message": SCRIPT}
        if cell["cell_type"] == "code":
            cell["outputs"] = [shown]
    own = {"metadata": {}, "source": MARKDOWN}
    notebook["cells"] += [
        {**own, "cell_type": "markdown", "attachments": ATTACHED},
        {**own, "cell_type": "raw"},
        {**own, "cell_type": "code", "outputs": [shown]},
    ]
    path.unlink()
    path.write_text(json.dumps(notebook), "utf-8")
    with Gradebook(copy) as gradebook:
        write_feedback(copy, gradebook, ASSIGNMENT, "half")
    return copy
