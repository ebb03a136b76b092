"""Lesson 11's explorer shows its view, and its notes are true."""

from itertools import product

import pandas as pd
import pytest

from nqpf.charts import entry as chart
from nqpf.charts.theme import STYLISED, description
from nqpf.explorers.drawing import difference, draw
from nqpf.explorers.entry import entry_view, explore_entry
from nqpf.explorers.frame import MOST_CONTROLS

START = {"doubt": 10, "difference": 10, "knowledge": 20, "room": 10}
EXTREMES = [
    dict(zip(START, ends, strict=True))
    for ends in product([0, 8, 16], [0, 20], [0, 100], [4, 16])
]


def shown(**changed: float) -> pd.DataFrame:
    """Return what the bars show for some settings, by regime."""
    view = entry_view(**{**START, **changed})
    named = {words: name for name, words in chart.REGIMES.items()}
    rows = pd.DataFrame(view.datasets["regimes"])
    return rows.assign(regime=rows["regime"].map(named)).set_index("regime")


def chances(**changed: float) -> pd.DataFrame:
    """Return the chance of each number of plants, a column a regime."""
    rows = pd.DataFrame(entry_view(**{**START, **changed}).datasets["plants"])
    return rows.pivot_table("chance", "plants", "regime")


def test_the_explorer_opens_on_a_doubtful_wave() -> None:
    """Twenty cities, ten more or fewer, that differ."""
    explorer = explore_entry()

    assert explorer.trait_values()["values"] == START
    assert explorer.chart.to_dict() == entry_view(**START).to_dict()


def test_there_are_four_controls_and_each_is_labelled() -> None:
    """No more than a learner can keep in mind."""
    controls = explore_entry().get_state()["_frame"]["controls"]

    assert len(controls) == MOST_CONTROLS
    assert all(control["label"] for control in controls)


@pytest.mark.parametrize("moved", EXTREMES, ids=str)
def test_a_moved_control_only_sends_new_rows(moved: dict[str, float]) -> None:
    """The living picture is refilled, never replaced."""
    explorer = explore_entry()
    before = draw(explorer.chart)

    explorer.values = moved

    assert explorer.problem == ""
    assert "skeleton" not in difference(before, draw(explorer.chart))


def test_the_explorer_says_that_its_data_are_stylised() -> None:
    """No stylised figure may be taken for a real market's."""
    assert f"{STYLISED}." in description(explore_entry().chart)


def test_the_question_can_be_settled_at_the_start() -> None:
    """One number is worth 22 million a year; a poor assignment is worth less."""
    welfare = shown()["welfare"].round().to_dict()

    assert welfare == {"alone": 161, "number": 182, "assigned": 157, "auction": 187}


def test_excess_comes_in_few_draws_and_not_on_average() -> None:
    """First note: no excess in almost two of three draws, fewer plants than room."""
    alone = chances()[chart.REGIMES["alone"]]

    mean = (alone * alone.index).sum()
    assert alone[alone.index <= 10].sum() == pytest.approx(0.64, abs=0.01)
    assert mean < 10
    assert alone.loc[:7].idxmax() == 4
    assert alone.loc[8:].idxmax() == 12


def test_a_number_that_is_no_news_is_worth_nothing() -> None:
    """Second note: without doubt the curves are one; with 12 it is worth 27."""
    table = chances(doubt=0)
    worth = shown(doubt=12)["welfare"]

    first, second = (table[column].tolist() for column in table)
    assert first == pytest.approx(second)
    assert worth["number"] - worth["alone"] == pytest.approx(27, abs=0.5)


@pytest.mark.parametrize("knowledge", [0, 20, 60, 100])
@pytest.mark.parametrize("doubt", [0, 6, 12])
def test_where_costs_are_alike_assignment_wins(knowledge: int, doubt: int) -> None:
    """Third note: as good as an auction, better than the number."""
    welfare = shown(difference=0, knowledge=knowledge, doubt=doubt)["welfare"]

    assert welfare["assigned"] == pytest.approx(welfare["auction"])
    assert welfare["assigned"] > welfare["number"]


@pytest.mark.parametrize("difference_of_costs", range(2, 21))
def test_where_costs_differ_the_number_overtakes(difference_of_costs: int) -> None:
    """Third note: from two million on it beats a province that knows a fifth."""
    welfare = shown(difference=difference_of_costs)["welfare"]

    assert welfare["number"] > welfare["assigned"]


def test_assignment_needs_nine_tenths_of_what_there_is_to_know() -> None:
    """Fourth note: at 80 % the number is ahead, at 90 % the assignment."""
    ahead = {
        share: shown(knowledge=share)["welfare"].pipe(
            lambda welfare: welfare["assigned"] > welfare["number"]
        )
        for share in (80, 90)
    }

    assert ahead == {80: False, 90: True}


def test_no_regime_beats_the_auction() -> None:
    """Fourth note: it needs no knowledge of the province."""
    for settings in EXTREMES:
        welfare = shown(**settings)["welfare"]

        assert welfare.max() == pytest.approx(welfare["auction"])


def test_the_number_halves_the_excess_at_the_start() -> None:
    """Fifth note: from 1.2 to 0.6 plants, not to none."""
    excess = shown()["excess"]

    assert excess["number"] / excess["alone"] == pytest.approx(0.5, abs=0.03)


@pytest.mark.parametrize("settings", EXTREMES, ids=str)
def test_everything_stays_within_the_axes(settings: dict[str, float]) -> None:
    """At the ends of all controls no curve and no bar leaves the picture."""
    data = entry_view(**settings).datasets

    for row in data["plants"]:
        assert 0 <= row["plants"] <= chart.MOST_PLANTS
        assert 0 <= row["chance"] <= chart.MOST_CHANCE
    for row in data["regimes"]:
        assert 0 <= row["welfare"] <= chart.MOST_WELFARE
        assert 0 <= row["excess"] <= chart.MOST_EXCESS
