import asyncio
import math
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import pytest

from nqpf.charts import describe
from nqpf.errors import TextError
from nqpf.explorers import Choice, Details, Explorer, Slider, Switch, explorer, frame

LEVELS = {"level": "Level", "log": "Log"}
SAVING = Slider(label="Saving", start=25, low=0, high=60, step=5, unit="%")
MEASURE = Choice(label="Measure", start="level", options=LEVELS)
SMOOTH = Switch(label="Smooth", start=False)


def view(saving: int, *, measure: str = "level", smooth: bool = False) -> alt.Chart:
    """Draw saving as a bar; refuse what has no logarithm."""
    if measure == "log" and saving == 0:
        msg = "saving must lie above 0 % to have a logarithm, not 0 %"
        raise ValueError(msg)
    height = math.log(saving) if measure == "log" else saving
    table = pd.DataFrame({"name": ["saving"], "height": [height]})
    bar = alt.Chart(table).mark_bar(clip=smooth).encode(alt.Y("height:Q"))
    return describe(bar, f"A bar of {height:.1f}.")


class Browser:
    """What a browser says to an explorer and hears from it."""

    def __init__(self, shown: Explorer, monkeypatch: pytest.MonkeyPatch) -> None:
        self.shown = shown
        self.heard: list[dict[str, Any]] = []
        monkeypatch.setattr(
            Explorer, "send", lambda _, message: self.heard.append(message)
        )

    def say(self, **message: object) -> dict[str, Any]:
        """Send a message as it comes over the wire; return the one answer."""
        data = {"method": "custom", "content": message}
        self.shown.comm.handle_msg({"content": {"data": data}, "buffers": []})
        (answer,) = self.heard
        self.heard.clear()
        return answer

    def move(self, **values: object) -> dict[str, Any]:
        """Move controls; return the answer."""
        return self.say(kind="values", values=values, asker={"view": "one"})


@pytest.fixture
def shown() -> Explorer:
    """Return an explorer with a control of each kind."""
    controls = {"saving": SAVING, "measure": MEASURE, "smooth": SMOOTH}
    return explorer(view, question="How much?", controls=controls, notice="It grows.")


@pytest.fixture
def browser(shown: Explorer, monkeypatch: pytest.MonkeyPatch) -> Browser:
    """Return a browser that shows the explorer."""
    return Browser(shown, monkeypatch)


def test_an_explorer_opens_on_the_start_values(shown: Explorer) -> None:
    """Before anything is moved, the chart is the view of every control's start."""
    assert shown.chart.to_dict() == view(25).to_dict()


def test_the_chart_follows_the_values(shown: Explorer) -> None:
    """Setting values shows what the view gives for them."""
    shown.values = {"saving": 40, "measure": "log", "smooth": True}

    assert shown.chart.to_dict() == view(40, measure="log", smooth=True).to_dict()


def test_values_that_are_not_set_stay(shown: Explorer) -> None:
    """One control can be moved alone."""
    shown.values = {"saving": 40}

    moved = {"saving": 40, "measure": "level", "smooth": False}
    assert shown.values == moved  # noqa: PD011 - no table


def test_an_unknown_control_is_refused(shown: Explorer) -> None:
    """The message names the controls that there are."""
    with pytest.raises(ValueError, match="no control 'savings'; there are saving, mea"):
        shown.values = {"savings": 40}


def test_only_changed_tables_go_to_the_browser(browser: Browser) -> None:
    """A move that leaves the marks alone sends rows and no skeleton."""
    answer = browser.move(saving=40)

    assert answer["tables"] == {"table_1": [{"name": "saving", "height": 40}]}
    assert "skeleton" not in answer


def test_a_move_that_changes_the_marks_sends_the_skeleton(browser: Browser) -> None:
    """Clipping is a property of the mark, not a row."""
    assert '"clip": true' in browser.move(smooth=True)["skeleton"]


def test_an_answer_names_the_asker(browser: Browser) -> None:
    """So that the view that moved knows its own move, and another follows it."""
    assert browser.move(saving=40)["asker"] == {"view": "one"}


def test_a_move_to_where_the_control_stands_is_answered_too(browser: Browser) -> None:
    """Else the browser would wait for ever."""
    assert browser.move(saving=25)["asker"] == {"view": "one"}


def test_values_set_from_python_are_nobodys_answer(
    shown: Explorer, browser: Browser
) -> None:
    """Every view moves its controls then."""
    shown.values = {"saving": 40}

    assert [message["asker"] for message in browser.heard] == [None]


def test_a_refusal_is_shown_as_a_sentence(browser: Browser) -> None:
    """The learner reads why, and no traceback."""
    answer = browser.move(saving=0, measure="log")

    assert answer["problem"] == "saving must lie above 0 % to have a logarithm, not 0 %"


def test_a_refusal_keeps_the_last_chart(shown: Explorer) -> None:
    """The picture stays while the sentence is read."""
    before = shown.chart

    shown.values = {"saving": 0, "measure": "log"}

    assert shown.chart is before


def test_the_next_good_values_clear_the_problem(shown: Explorer) -> None:
    """A problem lasts as long as its cause."""
    shown.values = {"saving": 0, "measure": "log"}
    shown.values = {"saving": 5}

    assert shown.problem == ""


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (TextError("The text is empty."), "The text is empty."),
        (
            KeyError("x"),
            "This explorer cannot show these values; please tell us (KeyError: 'x').",
        ),
    ],
    ids=["ours", "a bug"],
)
def test_no_error_of_a_view_gets_out(error: Exception, sentence: str) -> None:
    """Even a bug becomes a sentence under the controls."""

    def brittle(saving: int) -> alt.Chart:
        if saving != SAVING.start:
            raise error
        return view(saving)

    shown = explorer(brittle, question="?", controls={"saving": SAVING}, notice="!")
    shown.values = {"saving": 0}

    assert shown.problem == sentence


def test_values_that_no_control_can_have_are_answered(browser: Browser) -> None:
    """A page from an older version of the explorer is told, not ignored."""
    answer = browser.move(measure="cube")

    assert answer["problem"] == "'Measure' is one of level, log, not 'cube'"


def test_a_page_that_is_reloaded_gets_the_explorer_as_it_is(shown: Explorer) -> None:
    """The state that a new page asks for follows the moves."""
    shown.values = {"saving": 40}

    stage = shown.get_state("_stage")["_stage"]

    assert stage["values"]["saving"] == 40
    assert stage["tables"] == {"table_1": [{"name": "saving", "height": 40}]}


def test_values_that_were_drawn_before_are_not_drawn_again() -> None:
    """Learners go to and fro: the view is asked once for each place of a control."""
    asked: list[int] = []

    def noted(saving: int) -> alt.Chart:
        asked.append(saving)
        return view(saving)

    shown = explorer(noted, question="?", controls={"saving": SAVING}, notice="!")
    first = shown.chart

    for saving in (30, 35, 30, 25):
        shown.values = {"saving": saving}

    assert asked == [25, 30, 35]
    assert shown.chart is first


@pytest.mark.parametrize(
    ("moves", "ahead"),
    [([30], 35), ([20], 15), ([45], 60), ([30, 40], 50)],
    ids=["up", "down", "to the end", "from the last place"],
)
def test_where_the_hand_goes_next_is_drawn_ahead(moves: list[int], ahead: int) -> None:
    """While nothing else is to be done, as within a kernel."""
    asked: list[int] = []

    def noted(saving: int) -> alt.Chart:
        asked.append(saving)
        return view(saving)

    shown = explorer(noted, question="?", controls={"saving": SAVING}, notice="!")

    async def move() -> None:
        for saving in moves:
            shown.values = {"saving": saving}
        await asyncio.sleep(10 * frame._SENT)  # noqa: SLF001

    asyncio.run(move())

    assert asked == list(dict.fromkeys([25, *moves, ahead]))


def test_a_refusal_that_nobody_asked_for_is_not_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """What lies ahead may be impossible."""

    def cautious(saving: int) -> alt.Chart:
        if saving > 30:
            msg = "Nobody saves that much."
            raise ValueError(msg)
        return view(saving)

    shown = explorer(cautious, question="?", controls={"saving": SAVING}, notice="!")

    async def move() -> None:
        shown.values = {"saving": 30}
        await asyncio.sleep(10 * frame._SENT)  # noqa: SLF001

    asyncio.run(move())

    assert shown.problem == ""
    assert caplog.records == []


@pytest.mark.parametrize(
    ("control", "before", "now", "beyond"),
    [
        (Slider(label="a", start=1, low=0, high=10, step=1), 1, 3, 5),
        (Slider(label="a", start=1, low=0, high=10, step=1), 6, 9, 10),
        (Choice(label="b", start="x", options=["x", "y", "z"]), "x", "y", "z"),
        (Choice(label="b", start="x", options=["x", "y", "z"]), "y", "z", "z"),
        (Choice(label="b", start="x", options=["x", "y", "z"]), "y", "x", "x"),
        (Switch(label="c", start=True), True, False, False),
    ],
)
def test_another_move_leads_as_far_again(
    control: Any,  # noqa: ANN401
    before: object,
    now: object,
    beyond: object,
) -> None:
    """Up to the ends."""
    assert control.beyond(before, now) == beyond


def test_a_refusal_is_not_remembered() -> None:
    """What could not be drawn, for want of a file say, may be drawn the next time."""
    refusals = [TextError("The text is empty.")]

    def recovering(saving: int) -> alt.Chart:
        if saving == 30 and refusals:
            raise refusals.pop()
        return view(saving)

    shown = explorer(recovering, question="?", controls={"saving": SAVING}, notice="!")
    for saving in (30, 25, 30):
        shown.values = {"saving": saving}

    assert shown.problem == ""
    assert shown.chart.to_dict() == view(30).to_dict()


def test_at_most_four_controls() -> None:
    """More would be a cockpit."""
    controls = {f"saving{number}": SAVING for number in range(5)}

    with pytest.raises(ValueError, match="at most 4 controls, not 5"):
        explorer(view, question="?", controls=controls, notice="!")


def test_a_view_without_description_is_refused() -> None:
    """The author learns it, before a learner meets a chart that says nothing."""

    def silent(saving: int) -> alt.Chart:
        return alt.Chart(pd.DataFrame({"saving": [saving]})).mark_bar()

    with pytest.raises(ValueError, match="the chart has no description"):
        explorer(silent, question="?", controls={"saving": SAVING}, notice="!")


def test_an_explorer_reads_as_its_question_where_widgets_do_not_run(
    shown: Explorer,
) -> None:
    """In plain text it says what it is and how to open it."""
    assert repr(shown) == "How much? (an explorer: run this cell to open it)"


def test_a_saved_explorer_still_says_what_it_asks_and_shows(shown: Explorer) -> None:
    """A notebook converted to a page has the question and the description."""
    page = shown._repr_mimebundle_()[0]["text/html"]

    assert "<h3>How much?</h3><p>A bar of 25.0.</p>" in page


@pytest.mark.parametrize(
    ("given", "shown_value"),
    [(31, 30), (-5, 0), (99, 60), (33.0, 35), (np.int64(40), 40)],
    ids=["between steps", "below", "above", "a float", "NumPy's"],
)
def test_a_slider_takes_the_nearest_value_that_it_can_show(
    given: float, shown_value: int
) -> None:
    """Steps are counted from the low end."""
    assert SAVING.clean(given) == shown_value


@pytest.mark.parametrize("value", ["25", None, True, math.nan, math.inf])
def test_a_slider_takes_only_finite_numbers(value: object) -> None:
    """Text, nothing, truth and NaN are no places on a slider."""
    with pytest.raises(ValueError, match="'Saving' takes a finite number"):
        SAVING.clean(value)


def test_a_slider_over_whole_numbers_gives_whole_numbers() -> None:
    """The view may use the value as a count."""
    assert isinstance(SAVING.clean(30.0), int)


def test_a_slider_gives_decimals_as_they_are_written() -> None:
    """Three steps of 0.1 are 0.3, not 0.30000000000000004."""
    share = Slider(label="Share", start=0.1, low=0.0, high=1.0, step=0.1)

    assert share.clean(0.30000000000000004) == 0.3


def test_a_slider_stops_at_the_last_step_within_its_range() -> None:
    """From 0 to 10 in steps of 4 the last is 8, as in the browser."""
    coarse = Slider(label="Coarse", start=0, low=0, high=10, step=4)

    assert coarse.clean(10) == 8


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"label": " "}, "label must be words that a learner reads"),
        ({"low": 60}, "low must lie below high, not 60 against 60"),
        ({"step": 0}, "step must lie above 0"),
        ({"step": 61}, "step must lie above 0"),
        ({"start": 61}, "start must lie from 0 to 60, not 61"),
        ({"step": 10}, "start must be some steps of 10 from low, not 5"),
    ],
    ids=[
        "no label",
        "no range",
        "no step",
        "a giant step",
        "start outside",
        "start between steps",
    ],
)
def test_a_slider_that_cannot_work_is_refused(
    change: dict[str, Any], sentence: str
) -> None:
    """The message names the parameter, the value and the range."""
    parameters = {"label": "Saving", "start": 5, "low": 0, "high": 60, "step": 1}

    with pytest.raises(ValueError, match=sentence):
        Slider(**{**parameters, **change})


def test_a_choice_starts_at_one_of_its_options() -> None:
    """Anything else could not be shown."""
    with pytest.raises(ValueError, match="start must be one of a, b, not 'c'"):
        Choice(label="Letter", start="c", options=["a", "b"])


def test_a_switch_is_on_or_off() -> None:
    """A 1 is a number."""
    with pytest.raises(ValueError, match="'Smooth' is True or False, not 1"):
        SMOOTH.clean(1)


def test_every_control_reaches_the_browser_with_a_label(shown: Explorer) -> None:
    """No input without words beside it."""
    labels = [
        control["label"] for control in shown.get_state("_frame")["_frame"]["controls"]
    ]

    assert labels == ["Saving", "Measure", "Smooth"]


def details_of(
    show: object, row: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> dict[str, Any]:
    """Return what the browser hears when a mark is chosen."""
    assert callable(show)
    details = Details(show=show, field="name", label="Name")
    shown = explorer(
        view, question="?", controls={"saving": SAVING}, notice="!", details=details
    )
    return Browser(shown, monkeypatch).say(kind="details", row=row)


def test_a_chosen_mark_shows_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """The callback gets the row and the controls' values; missing cells are blank."""

    def show(row: dict[str, Any], saving: int) -> pd.DataFrame:
        table = pd.DataFrame(
            {"name": [row["name"]], "saving": [saving], "note": [None]}
        )
        table.attrs["caption"] = "What is behind it"
        return table

    answer = details_of(show, {"name": "<b>"}, monkeypatch)

    assert answer == {
        "kind": "details",
        "caption": "What is behind it",
        "columns": ["name", "saving", "note"],
        "rows": [["<b>", "25", ""]],
    }


def test_a_chosen_mark_shows_html_of_things_that_know_theirs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A quotation, for example."""

    class Quotation:
        def _repr_html_(self) -> str:
            return "<p>创新</p>"

    answer = details_of(lambda row, saving: Quotation(), {}, monkeypatch)  # noqa: ARG005

    assert answer == {"kind": "details", "html": "<p>创新</p>"}


def test_text_from_a_chosen_mark_stays_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not read as HTML."""
    answer = details_of(lambda row, saving: f"{row} {saving}", {"a": 1}, monkeypatch)

    assert answer == {"kind": "details", "text": "{'a': 1} 25"}


def test_details_that_cannot_be_had_are_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As in the chart: never a traceback."""

    def show(row: dict[str, Any], saving: int) -> str:
        msg = f"The term {row['name']!r} does not occur at {saving} %."
        raise TextError(msg)

    answer = details_of(show, {"name": "氢"}, monkeypatch)

    assert answer["text"] == "The term '氢' does not occur at 25 %."


def test_explorers_of_one_kernel_name_the_same_library(shown: Explorer) -> None:
    """The megabyte of Vega is not part of an explorer's own state."""
    other = explorer(view, question="?", controls={"saving": SAVING}, notice="!")

    assert other.get_state("_library") == shown.get_state("_library")


def test_an_explorer_is_small_without_its_library(shown: Explorer) -> None:
    """Its code, style and first chart stay below 64 kB."""
    state = {name: str(value) for name, value in shown.get_state().items()}

    assert sum(map(len, state.values())) < 64_000


def test_the_most_controls_is_what_the_course_promises() -> None:
    """Four."""
    assert frame.MOST_CONTROLS == 4
