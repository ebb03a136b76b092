"""Lesson 12's explorer of the gap shows its view, and its notes are true."""

from itertools import product

import numpy as np
import pandas as pd
import pytest

from nqpf.charts import transition as chart
from nqpf.charts.theme import STYLISED, description
from nqpf.explorers.drawing import difference, draw
from nqpf.explorers.frame import MOST_CONTROLS
from nqpf.explorers.transition import CONFIDENCE, SPREAD, explore_gap, gap_view
from nqpf.models.delays import delay_at

START = {"build_rate": 10, "retire_rate": 20, "retire_from": 4.0, "delay": 4.0}
EXTREMES = [
    dict(zip(START, ends, strict=True))
    for ends in product([5, 40], [5, 40], [0.0, 20.0], [1.0, 8.0])
]


def parts(**changed: float) -> pd.DataFrame:
    """Return old, new and missing capacity, a column each."""
    rows = pd.DataFrame(gap_view(**{**START, **changed}).datasets["parts"])
    return rows.pivot_table("amount", "year", "part")


def timing(**changed: float) -> pd.DataFrame:
    """Return what each start of retiring costs, a column each."""
    rows = pd.DataFrame(gap_view(**{**START, **changed}).datasets["timing"])
    return rows.pivot_table("lost", "retire_from", "what")


def safe(**changed: float) -> float:
    """Return the year that the picture marks as safe on paper."""
    (row,) = gap_view(**{**START, **changed}).datasets["safe"]
    return float(row["year"])


def test_the_explorer_opens_on_a_start_that_leaves_a_gap() -> None:
    """Retiring begins on the day on which the new begins to work."""
    explorer = explore_gap()

    assert explorer.trait_values()["values"] == START
    assert explorer.chart.to_dict() == gap_view(**START).to_dict()


def test_there_are_four_controls_and_each_is_labelled() -> None:
    """No more than a learner can keep in mind."""
    controls = explore_gap().get_state()["_frame"]["controls"]

    assert len(controls) == MOST_CONTROLS
    assert all(control["label"] and control["unit"] for control in controls)


@pytest.mark.parametrize("moved", EXTREMES, ids=str)
def test_a_moved_control_only_sends_new_rows(moved: dict[str, float]) -> None:
    """The living picture is refilled, never replaced, also without a safe date."""
    explorer = explore_gap()
    before = draw(explorer.chart)

    explorer.values = moved

    assert explorer.problem == ""
    assert "skeleton" not in difference(before, draw(explorer.chart))


def test_the_explorer_says_that_its_data_are_stylised() -> None:
    """No stylised figure may be taken for a real plan's."""
    assert f"{STYLISED}." in description(explore_gap().chart)


def test_the_question_can_be_settled() -> None:
    """Year 8.75 on paper; with a delay one in ten exceeds, year 10.6."""
    late = 4 * np.exp(SPREAD * 1.2816)

    assert safe() == pytest.approx(8.75)
    assert safe(delay=round(2 * late) / 2) == pytest.approx(8.75 + 2, abs=0.3)
    assert timing().loc[10.5:, "missing, late"].max() == pytest.approx(0, abs=0.01)


def test_half_is_missing_although_the_new_works() -> None:
    """First note: retiring from year 4 on, with the new there, 48 % are missing."""
    worst = parts()["missing"]

    assert worst.max() == pytest.approx(48, abs=1)
    assert worst.loc[:4].max() == 0


@pytest.mark.parametrize("rate", [5, 10, 20, 40])
def test_who_retires_no_faster_than_is_built_may_begin_earlier(rate: int) -> None:
    """Second note: before anything new works; with both at 10 % from year 3.5 on."""
    date = safe(build_rate=rate, retire_rate=rate)

    assert date < 4
    if rate == 10:
        assert date == pytest.approx(3.5)


def test_the_safe_date_is_an_even_bet() -> None:
    """Third note: half of all delays are longer than the planned one."""
    said = description(
        gap_view(build_rate=10, retire_rate=21, retire_from=9.0, delay=4.0)
    )

    assert safe(retire_rate=21) == pytest.approx(9)
    assert "no gap opens in 50 % of cases" in said


def test_one_delay_in_ten_is_longer_by_almost_half() -> None:
    """Third note: with the spread that the explorer assumes."""
    late = delay_at(CONFIDENCE, planned=4, spread=SPREAD)

    assert CONFIDENCE == 0.9
    assert late / 4 == pytest.approx(1.47, abs=0.01)


def test_a_late_delay_costs_more_at_every_start() -> None:
    """Third note: the dashed curve lies above."""
    table = timing()

    assert (table["missing, late"] >= table["missing, as planned"]).all()
    assert (table["missing, late"] > table["missing, as planned"]).any()


def test_a_year_of_waiting_costs_a_little_more_than_a_years_demand() -> None:
    """Fourth note: all of the old stands by."""
    idle = timing()["idle"]

    assert idle[12.0] - idle[11.0] == pytest.approx(1.05, abs=0.01)


@pytest.mark.parametrize("settings", EXTREMES, ids=str)
def test_everything_stays_within_the_axes(settings: dict[str, float]) -> None:
    """At the ends of all controls no area and no curve leaves the picture."""
    table, stack = timing(**settings), parts(**settings).sum(axis=1)

    assert stack.index.min() == 0
    assert stack.index.max() <= chart.LAST_YEAR
    assert stack.max() <= chart.MOST_SUPPLY
    assert table.index.max() <= chart.LAST_START
    assert table.to_numpy().min() >= 0
    assert table.to_numpy().max() <= chart.MOST_LOST
