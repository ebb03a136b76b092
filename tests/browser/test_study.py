"""A learner studies: the lab as `make lab` starts it, in a real browser."""

import json
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from nqpf.corpus import sentences
from tests.browser.conftest import Window
from tests.browser.lab import Lab
from tests.browser.notebook import LONG, Notebook, changed

ROOT = Path(__file__).parents[2]
LESSONS = sorted(path.stem for path in (ROOT / "lessons").glob("*.ipynb"))
START = "lessons/00-start-here.ipynb"
EXPLORERS = {
    "00-start-here": "explore_doubling()",
    "05-growth-accounting": "explore_growth()",
}
OURS = ".nqpf-live, .nqpf-explorer, .nqpf-reader"

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]


def _open(window: Window, study: Lab, lesson: str) -> Notebook:
    """Open a lesson from the start notebook, by its link."""
    notebook = Notebook(window.page)
    window.page.goto(study.address(START, workspace=f"auto-{lesson[:2]}"))
    notebook.wait("00-start-here")
    if lesson != "00-start-here":
        link = notebook.panel.locator(f"a[href*='{lesson}.ipynb']").first
        link.scroll_into_view_if_needed()
        link.click()
        notebook.wait(lesson)
    return notebook


def test_the_course_opens_on_its_first_lesson_without_a_question(
    study: Lab, window: Window
) -> None:
    """No dialog, no news; the table of contents beside the lesson, trusted."""
    notebook = Notebook(window.page)

    window.page.goto(f"{study.url}lab/tree/{START}?token={study.token}")
    notebook.wait("00-start-here")

    expect(window.page.locator(".jp-Dialog")).to_have_count(0)
    expect(window.page.locator(".Toastify__toast")).to_have_count(0)
    contents = window.page.locator(".jp-TableOfContents-tree")
    expect(contents.get_by_text("Predict").first).to_be_visible(timeout=LONG)


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_opened_by_its_link_runs_without_an_error(
    study: Lab, window: Window, lesson: str
) -> None:
    """No error in a cell or in the console, and nothing asked of the network."""
    notebook = _open(window, study, lesson)

    notebook.run_all()
    window.page.wait_for_timeout(1500)

    assert notebook.errors() == []
    assert window.complaints == []
    assert window.strangers == []


@pytest.mark.parametrize("lesson", EXPLORERS)
def test_an_arrow_key_moves_the_slider_and_the_chart(
    study: Lab, window: Window, lesson: str
) -> None:
    """The chart's description and drawing follow the slider."""
    notebook = _open(window, study, lesson)
    notebook.run_all()
    explorer = notebook.cell(EXPLORERS[lesson]).locator(".nqpf-explorer").first
    chart = explorer.locator("[role=img]").first
    expect(chart.locator("svg, canvas").first).to_be_visible(timeout=LONG)
    explorer.locator("input[type=range]").first.focus()

    described = changed(
        window.page,
        lambda: chart.get_attribute("aria-label"),
        lambda: window.page.keyboard.press("ArrowRight"),
    )
    drawn = changed(
        window.page,
        chart.screenshot,
        lambda: window.page.keyboard.press("ArrowRight"),
    )

    assert described
    assert drawn


def test_the_space_bar_turns_evidence_on(study: Lab, window: Window) -> None:
    """The board's description tells the new attribution."""
    notebook = _open(window, study, "01-read-the-page")
    notebook.run_all()
    board = notebook.cell("weigh_evidence()").locator(".nqpf-explorer").first
    chart = board.locator("[role=img]").first
    expect(chart.locator("svg").first).to_be_visible(timeout=LONG)

    board.get_by_role("checkbox", name="Subject words").focus()
    window.page.keyboard.press("Space")

    said = re.compile("Line 2: .*: body C .* Line 271: .*: body A")
    expect(chart).to_have_attribute("aria-label", said)


def test_a_word_that_is_chosen_shows_where_it_stands(
    study: Lab, window: Window
) -> None:
    """A concordance of all occurrences in both articles opens below the chart."""
    notebook = _open(window, study, "02-which-words")
    notebook.run_all()
    words = notebook.cell("explore_words()").locator(".nqpf-explorer").first
    expect(words.locator("svg").first).to_be_visible(timeout=LONG)

    words.locator(".nqpf-marks select").select_option("未来产业")

    rows = words.locator(".nqpf-details tbody tr")
    found = sentences().query("doc in ('A', 'B')")["text"].str.count("未来产业").sum()
    expect(rows).to_have_count(int(found), timeout=LONG)


def test_a_sentence_that_is_clicked_shows_its_lines(study: Lab, window: Window) -> None:
    """The reader gives lines, translation and terms of the sentence."""
    notebook = _open(window, study, "00-start-here")
    notebook.run_all()
    reader = notebook.panel.locator(".nqpf-reader").first
    page = sentences().set_index("sentence_id").loc["A-004"]

    reader.locator("[data-unit=A-004]").click()

    panel = reader.locator(".nqpf-panel")
    expect(panel).to_contain_text(f"{page['first_line']}–{page['last_line']}")
    expect(panel.locator(".nqpf-english")).to_have_text(page["translation"])


def test_a_recall_answer_is_met_with_its_reason(study: Lab, window: Window) -> None:
    """Choosing with the keyboard and checking shows why."""
    notebook = _open(window, study, "00-start-here")
    notebook.run_all()
    card = notebook.cell('recall("00")').locator(".nqpf-live").first

    card.get_by_role("radio", name="“new”").check()
    card.get_by_role("button", name="Check").first.click()

    expect(card).to_contain_text("Python counts from 0, so place 1 is the second")


def test_a_prediction_is_found_again_after_a_restart(
    study: Lab, window: Window
) -> None:
    """What was committed stands beside the result, also for a new kernel."""
    notebook = _open(window, study, "00-start-here")
    notebook.run_all()
    card = notebook.cell('predict("00-stops")').locator(".nqpf-live").first
    card.get_by_role("spinbutton").fill("173")
    card.get_by_role("button", name="Commit").click()
    expect(card).to_contain_text("173")

    notebook.restart()
    notebook.run_all()

    expect(notebook.cell('predict("00-stops")')).to_contain_text("173")
    expect(notebook.cell('reveal("00-stops"')).to_contain_text("173")
    expect(notebook.cell('reveal("00-stops"')).to_contain_text("44")


def test_a_second_tab_knows_what_was_committed_in_the_first(
    study: Lab, window: Window
) -> None:
    """Both tabs look at one state, though each has its own widgets."""
    notebook = _open(window, study, "00-start-here")
    notebook.run_all()
    second = Notebook(window.page.context.new_page())
    second.page.goto(study.address(START, workspace="auto-second"))
    second.wait("00-start-here")
    card = notebook.cell('predict("00-doubling")').locator(".nqpf-live").first
    card.get_by_role("spinbutton").fill("9.5")
    card.get_by_role("button", name="Commit").click()
    expect(card).to_contain_text("9.5")

    second.run("import altair")
    cell = second.run('predict("00-doubling")')

    expect(cell.locator(".nqpf-live").first).to_contain_text("9.5")


def test_validate_tells_a_blank_exercise_from_a_finished_one(
    study: Lab, window: Window
) -> None:
    """Nbgrader's button names the failing check, then finds nothing to say."""
    path = study.folder / "exercises/00-start-here/00-start-here.ipynb"
    source = ROOT / "exercises/source/00-start-here/00-start-here.ipynb"
    notebook = Notebook(window.page)
    validate = notebook.panel.locator(".jp-Toolbar").get_by_text("Validate").first
    address = "exercises/00-start-here/00-start-here.ipynb"
    window.page.goto(study.address(address, workspace="auto-v"))
    notebook.wait("00-start-here")

    validate.click()
    dialog = window.page.locator(".jp-Dialog")
    expect(dialog).to_contain_text("fail", ignore_case=True, timeout=LONG)
    dialog.get_by_role("button").last.click()
    released = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(_solved(released, source), encoding="utf-8")
    window.page.reload()
    notebook.wait("00-start-here")
    validate.click()

    expect(dialog).to_contain_text("Success", timeout=LONG)


@pytest.mark.parametrize("lesson", LESSONS)
def test_our_widgets_keep_the_rules_of_accessibility(
    study: Lab, window: Window, lesson: str
) -> None:
    """No serious fault that axe can find in cards, explorers or the reader."""
    notebook = _open(window, study, lesson)
    notebook.run_all()
    expect(notebook.panel.locator(OURS).first).to_be_visible(timeout=LONG)

    found = Axe().run(window.page, context={"include": OURS.split(", ")})

    faults = [
        (fault["id"], node["html"])
        for fault in found.response["violations"]
        if fault["impact"] in {"serious", "critical"}
        for node in fault["nodes"]
    ]
    assert faults == []


def _solved(released: dict[str, list[dict[str, object]]], source: Path) -> str:
    """Return a released notebook with the author's answers written in."""
    cells = json.loads(source.read_text(encoding="utf-8"))["cells"]
    answers = {
        cell["id"]: cell["source"]
        for cell in cells
        if cell["metadata"].get("nbgrader", {}).get("solution")
    }
    for cell in released["cells"]:
        cell["source"] = answers.get(cell["id"], cell["source"])
    return json.dumps(released, ensure_ascii=False)
