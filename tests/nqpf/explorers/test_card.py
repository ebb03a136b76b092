import json
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from nbclient import NotebookClient
from playwright.sync_api import Browser, Page, expect

from nqpf.explorers import card as card_module
from nqpf.explorers.card import Card, Said
from tests.browser.lab import Lab, chromium, lab

PATIENCE = 90_000
"""Milliseconds that a lab may take on a slow machine."""

FORM = """
<form data-act="keep" data-id="q1"><fieldset><legend>How many?</legend>
<label><input type="radio" name="choice" value="up"> <span>up</span></label>
<label><input type="radio" name="choice" value="down"> <span>down</span></label>
<label>Number <input type="number" name="number"></label>
<button>Keep</button><div role="status">{said}</div></fieldset></form>
"""
REPLIED = """
<p class="nqpf-reply nqpf-right" role="status"><strong>Right.</strong> So.</p>
<p class="nqpf-reply nqpf-wrong" role="status"><strong>Not so.</strong> No.</p>
<p class="nqpf-note">Run <code>it</code>. <span class="nqpf-quiet">(quiet)</span></p>
<details><summary>More</summary><p>inside</p></details>
"""
FAKE_MODEL = """
(state) => {
  const heard = {};
  window.model = {
    state, sent: [], broken: false,
    get: (name) => state[name],
    on: (name, callback) => { (heard[name] ??= []).push(callback); },
    off: (name, callback) => {
      heard[name] = heard[name].filter((other) => other !== callback);
    },
    send: (said) => {
      if (model.broken) throw new Error("no comm");
      model.sent.push(said);
    },
    set: (name, value) => {
      state[name] = value;
      for (const callback of heard[`change:${name}`] ?? []) callback();
    },
    listeners: () => Object.values(heard).flat().length,
  };
  window.close_card = widget.render({ model, el: document.querySelector("main") });
}
"""
NOTEBOOK = """
from nqpf.explorers.card import Card

kept = []

def draw():
    return f'''<p>Kept: {kept}</p><form data-act="keep" data-id="q1">
    <label><input type="radio" name="choice" value="up"> up</label>
    <label><input type="radio" name="choice" value="down"> down</label>
    <label>Number <input type="number" name="number"></label>
    <button>Keep</button></form>'''

def act(said):
    kept.append(said.get("choice") or said["number"])

Card("Trial", draw=draw, act=act)
"""


class Tool:
    """Something to draw, and a memory of what was said."""

    def __init__(self) -> None:
        self.heard: list[Said] = []

    def card(self) -> Card:
        """Return a card over this tool."""
        return Card("Trial <1>", draw=self.draw, act=self.heard.append)

    def draw(self) -> str:
        """Return how often something was said."""
        return f"<p>{len(self.heard)} said</p>"


def from_browser(card: Card, content: object) -> None:
    """Let a message arrive as it does from a browser."""
    data = {"method": "custom", "content": content}
    card.comm.handle_msg({"content": {"data": data}, "buffers": []})


def test_what_the_learner_does_is_drawn() -> None:
    """The card hands the action on, then shows what has become of it."""
    tool = Tool()
    card = tool.card()

    card.say({"act": "keep", "id": "q1"})

    assert tool.heard == [{"act": "keep", "id": "q1"}]
    assert card.html == "<p>1 said</p>"


def test_looking_again_is_no_action() -> None:
    """A tab that comes back is drawn anew, and does nothing else."""
    tool = Tool()
    card = tool.card()

    card.say({"act": "look"})

    assert tool.heard == []
    assert card.turn == 1


def test_every_action_is_answered() -> None:
    """The browser knows by the turn that the kernel lives, changed or not."""
    card = Tool().card()

    card.say({"act": "look"})
    card.say({"act": "look"})

    assert card.turn == 2


@pytest.mark.parametrize("content", [None, "keep", ["keep"], 3])
def test_a_message_that_is_no_form_is_not_heard(content: object) -> None:
    """What reaches a comm may come from anywhere."""
    tool = Tool()

    from_browser(tool.card(), content)

    assert tool.heard == []


def test_values_reach_the_tool_as_text() -> None:
    """A tool need not mind what types a browser sends."""
    tool = Tool()

    from_browser(tool.card(), {"act": "keep", "step": 2, "more": None})

    assert tool.heard == [{"act": "keep", "step": "2", "more": "None"}]


def test_the_still_picture_needs_no_kernel() -> None:
    """It has the card's contents, switched off, its style, and no script."""
    still = Tool().card().still()

    assert '<fieldset class="nqpf-body" disabled><p>0 said</p></fieldset>' in still
    assert "Trial &lt;1&gt;" in still
    assert ".nqpf-card {" in still
    assert "<script" not in still


def test_a_card_is_drawn_anew_when_it_is_shown() -> None:
    """A card made before another tab answered shows that answer when displayed."""
    tool = Tool()
    card = tool.card()
    tool.heard.append({"act": "elsewhere"})

    card._ipython_display_()

    assert card.html == "<p>1 said</p>"


def executed(folder: Path, *sources: str) -> nbformat.NotebookNode:
    """Run cells in a kernel that sits in `folder`."""
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    notebook = nbformat.v4.new_notebook(cells=cells)
    return NotebookClient(
        notebook,
        resources={"metadata": {"path": str(folder)}},
        store_widget_state=False,
    ).execute()


def test_a_grader_runs_the_study_tools_without_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Outside a workspace no tool fails, writes a file, or says a word on stderr."""
    monkeypatch.delenv("NQPF_WORKSPACE", raising=False)

    notebook = executed(
        tmp_path,
        "from nqpf.study import *",
        'recall("01")',
        'predict("01-lines")',
        'reveal("01-lines", 17)',
        'hint("01-q1")',
        'solution("01-q1")',
        "progress()",
    )

    outputs = [output for cell in notebook.cells for output in cell.outputs]
    assert {output.output_type for output in outputs} == {
        "display_data",
        "execute_result",
    }
    assert list(tmp_path.iterdir()) == []


def test_a_saved_card_is_a_picture_and_a_widget(tmp_path: Path) -> None:
    """The notebook keeps what a page without a kernel shows, and the living card."""
    notebook = executed(tmp_path, NOTEBOOK)

    picture, living = notebook.cells[0].outputs
    assert "Kept: []" in picture.data["text/html"]
    assert "application/vnd.jupyter.widget-view+json" in living.data
    assert living.data["text/plain"] == ""


def test_the_picture_follows_the_living_card(tmp_path: Path) -> None:
    """What is answered later is in the saved notebook too."""
    source = NOTEBOOK.replace("Card(", "card = Card(")

    notebook = executed(tmp_path, source, "card", 'card.say({"number": "3"})')

    [picture, _] = notebook.cells[1].outputs
    assert "Kept: ['3']" in picture.data["text/html"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Open Chromium once for the tests of the front-end."""
    with chromium() as page:
        browser = page.context.browser
        assert browser is not None
        yield browser


@pytest.fixture
def blank(browser: Browser) -> Iterator[Page]:
    """Open a page that shares nothing with another test's."""
    with browser.new_context() as context:
        yield context.new_page()


@pytest.fixture
def page(blank: Page) -> Page:
    """Show a living card over a fake kernel."""
    script = Path(card_module.__file__).with_suffix(".js").read_text(encoding="utf-8")
    style = Path(card_module.__file__).with_suffix(".css").read_text(encoding="utf-8")
    blank.set_content(
        f"<html lang='en'><title>Trial</title><style>{style}</style>"
        "<div id='still-1'>still</div><main></main></html>"
    )
    blank.add_script_tag(
        type="module", content=script.replace("export default", "window.widget =")
    )
    blank.wait_for_function("window.widget")
    state = {
        "name": "Trial <1>",
        "html": FORM.format(said=""),
        "still_id": "still-1",
        "silence": "No answer.",
        "turn": 0,
    }
    blank.evaluate(FAKE_MODEL, state)
    return blank


def sent(page: Page) -> list[dict[str, str]]:
    """Return what the card told the kernel, looks apart."""
    messages: list[dict[str, str]] = json.loads(
        page.evaluate("JSON.stringify(model.sent)")
    )
    return [message for message in messages if message["act"] != "look"]


@pytest.mark.browser
def test_a_card_is_named_for_screen_readers(page: Page) -> None:
    """The group has the card's name, and the name is text."""
    expect(page.get_by_role("group", name="Trial <1>")).to_be_visible()


@pytest.mark.browser
def test_a_card_breaks_no_rule_of_accessibility(page: Page) -> None:
    """Names, roles and contrast are as WCAG 2 asks (levels A and AA)."""
    page.evaluate("html => model.set('html', html)", FORM.format(said="") + REPLIED)

    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa"]})

    assert "color-contrast" in {rule["id"] for rule in found.response["passes"]}
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.browser
def test_the_still_picture_is_hidden_while_the_card_lives(page: Page) -> None:
    """One card is seen; the other comes back when this one goes."""
    expect(page.get_by_text("still", exact=True)).to_be_hidden()

    page.evaluate("document.querySelector('main').replaceChildren()")

    expect(page.get_by_text("still", exact=True)).to_be_visible()


@pytest.mark.browser
def test_a_form_is_filled_and_sent_from_the_keyboard(page: Page) -> None:
    """Tab, arrows, typing and Enter do what they do on any page."""
    page.get_by_label("up").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("300")
    page.keyboard.press("Enter")

    assert sent(page) == [
        {"act": "keep", "id": "q1", "choice": "down", "number": "300"}
    ]


@pytest.mark.browser
def test_a_redrawn_card_keeps_focus_and_what_is_being_typed(page: Page) -> None:
    """An answer that arrives meanwhile does not take the field away."""
    page.get_by_label("Number").focus()
    page.keyboard.type("30")

    page.evaluate("html => model.set('html', html)", FORM.format(said="<p>Hm.</p>"))
    page.keyboard.type("0")

    expect(page.get_by_label("Number")).to_have_value("300")
    expect(page.get_by_text("Hm.")).to_be_visible()


@pytest.mark.browser
def test_the_place_that_is_read_out_stays_the_same(page: Page) -> None:
    """A live region speaks only if it was there before its words were."""
    page.evaluate("window.region = document.querySelector('form [role=status]')")

    page.evaluate("html => model.set('html', html)", FORM.format(said="<p>Hm.</p>"))

    assert page.evaluate("region.isConnected && region.textContent") == "Hm."


@pytest.mark.browser
def test_an_answer_from_another_tab_is_chosen_here(page: Page) -> None:
    """A choice that the kernel sets is set, also after the learner chose another."""
    page.get_by_label("down").check()
    page.get_by_label("up").check()

    marked = FORM.format(said="").replace('value="down"', 'value="down" checked')
    page.evaluate("html => model.set('html', html)", marked)

    expect(page.get_by_label("down")).to_be_checked()


@pytest.mark.browser
def test_focus_lands_on_the_answer_when_the_form_is_gone(page: Page) -> None:
    """A learner on the keyboard is not thrown back to the top of the page."""
    page.get_by_role("button", name="Keep").focus()

    page.evaluate("model.set('html', '<div tabindex=\"-1\">You said 300.</div>')")

    expect(page.get_by_text("You said 300.")).to_be_focused()


@pytest.mark.browser
def test_details_stay_as_the_learner_left_them(page: Page) -> None:
    """A new drawing folds nothing that is open; a new key begins afresh."""
    folded = "<details data-key='{}'><summary>More</summary><p>{}</p></details>"
    page.evaluate("html => model.set('html', html)", folded.format(1, "inside"))
    page.get_by_text("More").click()

    page.evaluate("html => model.set('html', html)", folded.format(1, "changed"))
    expect(page.get_by_text("changed")).to_be_visible()
    page.evaluate("html => model.set('html', html)", folded.format(2, "changed"))

    expect(page.get_by_text("changed")).to_be_hidden()


@pytest.mark.browser
def test_a_kernel_that_is_gone_is_said(page: Page) -> None:
    """The card does not pretend to have kept what it could not send."""
    page.evaluate("model.broken = true")

    page.get_by_role("button", name="Keep").click()

    expect(page.get_by_text("No answer.")).to_be_visible()


@pytest.mark.browser
def test_a_kernel_that_is_silent_is_said_until_it_speaks(page: Page) -> None:
    """After some seconds the learner is told; an answer takes the words away."""
    page.clock.install()
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_text("No answer.")).to_be_hidden()

    page.clock.run_for(6000)
    expect(page.get_by_text("No answer.")).to_be_visible()
    page.evaluate("model.set('turn', 1)")

    expect(page.get_by_text("No answer.")).to_be_hidden()


@pytest.mark.browser
def test_a_card_looks_again_when_the_learner_comes_to_it(page: Page) -> None:
    """Another kernel's answer is fetched before it can be overwritten."""
    page.mouse.move(0, 0)
    page.evaluate("model.sent.length = 0")

    page.get_by_label("up").hover()

    assert page.evaluate("model.sent") == [{"act": "look"}]


@pytest.mark.browser
def test_a_closed_card_leaves_nothing_behind(page: Page) -> None:
    """Nothing listens to the model any more when the view is gone."""
    page.evaluate("close_card()")

    assert page.evaluate("model.listeners()") == 0


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Start a real lab over a notebook with one card."""
    folder = tmp_path_factory.mktemp("lab")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(NOTEBOOK)])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, folder / "trial.ipynb")
    with lab(folder, scratch=tmp_path_factory.mktemp("scratch")) as started:
        yield started


@pytest.fixture
def opened(trial: Lab, blank: Page) -> Page:
    """Run the card in JupyterLab."""
    blank.goto(trial.address("trial.ipynb", workspace=f"auto-{uuid4().hex}"))
    expect(blank.get_by_text("(ipykernel) | Idle")).to_be_visible(timeout=PATIENCE)
    blank.locator(".jp-Cell").first.click()
    blank.keyboard.press("Shift+Enter")
    expect(blank.locator(".nqpf-live")).to_be_visible(timeout=PATIENCE)
    return blank


@pytest.mark.browser
def test_keys_pressed_in_a_card_are_not_the_notebooks(opened: Page) -> None:
    """Arrows choose, letters insert no cells, and Enter sends the form."""
    card, cells = opened.locator(".nqpf-live"), opened.locator(".jp-Cell")
    before = cells.count()

    card.get_by_label("up").focus()
    for key in ("ArrowDown", "a", "b", "Enter"):
        opened.keyboard.press(key)

    expect(card.get_by_text("Kept: ['down']")).to_be_visible(timeout=PATIENCE)
    assert cells.count() == before


@pytest.mark.browser
def test_a_card_outlives_its_kernel(opened: Page, trial: Lab) -> None:
    """A notebook opened again shows what was kept, and no error in its place."""
    card, still = opened.locator(".nqpf-live"), opened.locator(".nqpf-still")
    expect(still).to_be_hidden()
    card.get_by_label("up").check()
    card.get_by_role("button", name="Keep").click()
    expect(card.get_by_text("Kept: ['up']")).to_be_visible(timeout=PATIENCE)
    expect(still.get_by_text("Kept: ['up']")).to_be_attached(timeout=PATIENCE)
    opened.keyboard.press("Control+s")
    expect(opened.locator(".jp-mod-dirty")).to_have_count(0, timeout=PATIENCE)

    stop_kernels(opened, trial)
    opened.goto(trial.address("trial.ipynb", workspace=f"auto-{uuid4().hex}"))

    expect(still.get_by_text("Kept: ['up']")).to_be_visible(timeout=PATIENCE)
    error = opened.get_by_text("Error displaying widget")
    expect(error).to_be_attached(timeout=PATIENCE)
    expect(error).to_be_hidden()


def stop_kernels(page: Page, running: Lab) -> None:
    """End all sessions of the lab, as its own page may."""
    cookies = {each["name"]: each["value"] for each in page.context.cookies()}
    allowed = {"X-XSRFToken": cookies["_xsrf"]}
    for session in page.request.get(f"{running.url}api/sessions").json():
        address = f"{running.url}api/sessions/{session['id']}"
        assert page.request.delete(address, headers=allowed).ok
