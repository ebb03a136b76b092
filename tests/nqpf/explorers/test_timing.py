"""Lesson 13's explorer shows its view, and its notes are true."""

from itertools import pairwise, product
from typing import Any

import numpy as np
import pytest

from nqpf.charts.theme import STYLISED, description
from nqpf.charts.timing import ENDS
from nqpf.explorers.drawing import difference, draw
from nqpf.explorers.frame import MOST_CONTROLS
from nqpf.explorers.timing import (
    HIGH,
    LOW,
    NOTICE,
    WORTHS,
    explore_timing,
    timing_view,
)

START = {"volatility": 25, "chance": 60, "share": 30, "premium": 10}
EXTREMES = [
    dict(zip(START, ends, strict=True))
    for ends in product([5, 40], [30, 100], [20, 100], [0, 100])
]


def starts(city: str, **changed: float) -> dict[str, float]:
    """Return from which worth on a city takes each decision."""
    rows = timing_view(**{**START, **changed}).datasets["ranges"]
    return {row["decision"]: row["low"] for row in rows if row["city"] == city}


def test_the_explorer_opens_on_four_different_answers() -> None:
    """The first picture has a threshold of its own for each city."""
    explorer = explore_timing()

    assert explorer.trait_values()["values"] == START
    assert explorer.chart.to_dict() == timing_view(**START).to_dict()


def test_a_moved_control_draws_what_the_view_draws() -> None:
    """The shown chart is the view's, for the values as they are."""
    explorer = explore_timing()

    explorer.values = {"share": 80, "volatility": 10}

    assert explorer.problem == ""
    expected = timing_view(**{**START, "share": 80, "volatility": 10})
    assert explorer.chart.to_dict() == expected.to_dict()


@pytest.mark.parametrize("settings", EXTREMES, ids=str)
def test_any_setting_only_sends_new_rows(settings: dict[str, float]) -> None:
    """The living picture is refilled, never replaced."""
    explorer = explore_timing()
    before = draw(explorer.chart)

    explorer.values = settings

    assert explorer.problem == ""
    assert "skeleton" not in difference(before, draw(explorer.chart))


def test_there_are_four_controls_each_labelled_with_a_unit() -> None:
    """No more than a learner can keep in mind."""
    controls = explore_timing().get_state()["_frame"]["controls"]

    assert len(controls) == MOST_CONTROLS
    assert all(control["label"] and control["unit"] for control in controls)


def test_the_explorer_says_that_its_cities_are_stylised() -> None:
    """No stylised figure may be taken for a real place's."""
    assert f"{STYLISED}." in description(explore_timing().chart)


@pytest.mark.parametrize("settings", EXTREMES, ids=str)
def test_everything_stays_within_the_axes(settings: dict[str, float]) -> None:
    """At the ends of all controls no line and no strip leaves the picture."""
    tables: dict[str, Any] = timing_view(**settings).datasets

    values = [row["value"] for name in ("alone", "rival") for row in tables[name]]
    ends = [row[end] for row in tables["ranges"] for end in ("low", "high")]
    assert ENDS[0] <= min(values) <= max(values) <= ENDS[1]
    assert LOW <= min(ends) <= max(ends) <= HIGH


def test_the_question_can_be_settled_at_the_start() -> None:
    """Alone from 3.78, with a pilot from 2.79, with a rival from 2.72."""
    found = [
        starts("alone")["enter at once"],
        starts("alone, may pilot")["begin a pilot"],
        starts("with a rival")["race to be first"],
    ]

    assert [round(worth, 2) for worth in found] == [3.78, 2.79, 2.72]


def test_the_city_alone_waits_longer_than_the_rule() -> None:
    """First note: 1.67 and 3.78 are what is drawn."""
    rule = starts("by the break-even rule")["enter at once"]
    alone = starts("alone")["enter at once"]

    assert f"from {rule:.2f} times" in NOTICE[0]
    assert f"waits until {alone:.2f}" in NOTICE[0]


def test_only_the_patient_city_heeds_volatility() -> None:
    """First note: its threshold rises, the rule's stays."""
    levels = range(5, 45, 5)

    alone = [starts("alone", volatility=v)["enter at once"] for v in levels]
    rule = {
        starts("by the break-even rule", volatility=v)["enter at once"] for v in levels
    }

    assert all(before < after for before, after in pairwise(alone))
    assert len(rule) == 1


def test_the_race_begins_before_one_alone_would_enter() -> None:
    """Second note: 2.72, and 2.23 where a second gets a fifth."""
    begin = starts("with a rival")["race to be first"]
    harsh = starts("with a rival", share=20)["race to be first"]

    assert begin < starts("alone")["enter at once"]
    assert f"{begin:.2f} on" in NOTICE[1]
    assert f"at 20 % it begins at {harsh:.2f}" in NOTICE[1]


@pytest.mark.parametrize("chance", [80, 90, 100])
def test_the_less_is_left_for_the_second_the_earlier_the_race(chance: int) -> None:
    """Second note: over all shares at which there is a race."""
    drawn = [starts("with a rival", chance=chance, share=s) for s in range(20, 101, 5)]
    races = [row["race to be first"] for row in drawn if "race to be first" in row]

    assert len(races) > 5
    assert all(before < after for before, after in pairwise(races))


def test_where_the_race_is_run_first_and_second_are_worth_the_same() -> None:
    """Second note: the two lines cross at the race's beginning."""
    rows = timing_view(**START).datasets["rival"]
    first, second = (
        np.interp(
            WORTHS,
            [row["worth"] for row in rows if row["move"] == move],
            [row["value"] for row in rows if row["move"] == move],
        )
        for move in ("be first, now", "let the rival be first")
    )

    crossing = WORTHS[(first > second).argmax()]

    step = WORTHS[1] - WORTHS[0]
    begin = starts("with a rival")["race to be first"]
    assert begin == pytest.approx(crossing, abs=step)


def test_a_gentle_rival_and_a_shaky_technology_leave_nobody_first() -> None:
    """Third note: at 50 % each waits, at a chance of 80 % they race again."""
    shaky, surer = (
        starts("with a rival", share=50, chance=chance) for chance in (60, 80)
    )

    assert list(shaky) == ["each waits for the other"]
    assert "race to be first" in surer


@pytest.mark.parametrize("share", [20, 30, 50, 80])
def test_what_is_raced_for_once_is_raced_for_if_surer(share: int) -> None:
    """Third note: over the chances the race appears once and stays."""
    races = [
        "race to be first" in starts("with a rival", share=share, chance=chance)
        for chance in range(30, 101, 5)
    ]

    assert races == sorted(races)
    assert races[-1]


@pytest.mark.parametrize("volatility", range(5, 45, 5))
def test_a_pilot_comes_before_entering_at_once(volatility: int) -> None:
    """Fourth note: at the start's chance, whatever the volatility."""
    pilot = starts("alone, may pilot", volatility=volatility)["begin a pilot"]

    assert pilot < starts("alone", volatility=volatility)["enter at once"]


def test_the_pilot_heeds_the_market_too() -> None:
    """Fourth note: with more volatility it begins later."""
    begins = [
        starts("alone, may pilot", volatility=v)["begin a pilot"]
        for v in range(5, 45, 5)
    ]

    assert all(before < after for before, after in pairwise(begins))


@pytest.mark.parametrize(("chance", "dearest"), [(60, 20), (30, 80)])
def test_a_pilot_has_its_price(chance: int, dearest: int) -> None:
    """Fifth note: up to 20 % more at the start, up to 80 % where it is shaky."""
    pays = [
        "begin a pilot" in starts("alone, may pilot", chance=chance, premium=premium)
        for premium in range(0, 101, 10)
    ]

    assert pays == [premium <= dearest for premium in range(0, 101, 10)]
    assert f"up to {dearest} % more" in NOTICE[4]


def test_a_pilot_for_a_sure_thing_is_only_late() -> None:
    """Fifth note: from 85 % on none, even where it costs nothing more."""
    pays = [
        "begin a pilot" in starts("alone, may pilot", chance=chance, premium=0)
        for chance in range(80, 101, 5)
    ]

    assert pays == [True, False, False, False, False]
