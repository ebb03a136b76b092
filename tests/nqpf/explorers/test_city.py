"""Lesson 15's explorer shows its view, and its notes are true."""

from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from nqpf.charts.city import FUND, JOBS, OUTPUT
from nqpf.charts.theme import STYLISED, description
from nqpf.explorers.city import NOTICE, OTHERS, city_view, explore_city, moved
from nqpf.explorers.drawing import difference, draw
from nqpf.explorers.frame import MOST_CONTROLS
from nqpf.models.city import outcomes
from nqpf.models.levers import BASELINE, City, CityPlan
from nqpf.models.transition import earliest_retirement

CITY = City()
START: dict[str, Any] = {
    "reform": 0,
    "future": 10,
    "retire_from": 2,
    "venture": "none",
}
EXTREMES = [
    dict(zip(START, ends, strict=True))
    for ends in product([0, 100], [0, 70], [0, 10], ["none", "at once"])
]


def judged(**changed: Any) -> dict[str, float]:  # noqa: ANN401 - a control's value
    """Return the outcomes of the plan that some settings make."""
    plan = moved(BASELINE, **{**START, **changed})
    return {str(k): v for k, v in outcomes(CITY, [plan]).iloc[0].items()}


def test_the_explorer_opens_on_the_baseline() -> None:
    """What the city does if nobody decides anything."""
    explorer = explore_city()

    assert explorer.trait_values()["values"] == START
    assert moved(BASELINE, **START) == BASELINE
    assert explorer.chart.to_dict() == city_view(CITY, BASELINE).to_dict()


def test_a_moved_control_draws_what_the_view_draws() -> None:
    """The shown chart is the view's, for the values as they are."""
    explorer = explore_city()

    explorer.values = {"reform": 50, "venture": "pilot"}

    plan = replace(BASELINE, reform=(0.5, 0.0, 0.5), venture="pilot")
    assert explorer.problem == ""
    assert explorer.chart.to_dict() == city_view(CITY, plan).to_dict()


@pytest.mark.parametrize("settings", EXTREMES, ids=str)
def test_any_setting_only_sends_new_rows(settings: dict[str, Any]) -> None:
    """The living picture is refilled, never replaced."""
    explorer = explore_city()
    before = draw(explorer.chart)

    explorer.values = settings

    change = difference(before, draw(explorer.chart))
    assert explorer.problem == ""
    assert "skeleton" not in change
    assert not {"others", "frontier", "credit"} & set(change["tables"])


def test_there_are_four_controls_and_each_is_labelled() -> None:
    """No more than a learner can keep in mind."""
    controls = explore_city().get_state()["_frame"]["controls"]

    assert len(controls) == MOST_CONTROLS
    assert all(control["label"] for control in controls)


def test_the_explorer_says_that_its_city_is_stylised() -> None:
    """No stylised figure may be taken for a real place's."""
    assert f"{STYLISED}." in description(explore_city().chart)


def test_a_plan_of_the_learners_own_moves_the_levers_without_a_control() -> None:
    """Teams and regime stay as given while the sliders move."""
    own = CityPlan(teams=4, regime="number", future=0.2)
    explorer = explore_city(own)

    explorer.values = {"future": 30}

    assert explorer.values["future"] == 30
    expected = city_view(CITY, replace(own, future=0.3))
    assert explorer.chart.to_dict() == expected.to_dict()


@pytest.mark.parametrize("settings", EXTREMES, ids=str)
def test_everything_stays_within_the_axes(settings: dict[str, Any]) -> None:
    """At the ends of all controls no mark and no path leaves the picture."""
    tables: dict[str, Any] = city_view(CITY, moved(BASELINE, **settings)).datasets

    dots = tables["others"] + tables["marks"] + tables["frontier"]
    funds = [
        row[name] for row in tables["course"] for name in ("fund_low", "fund_high")
    ]
    assert all(JOBS[0] <= row["jobs"] <= JOBS[1] for row in dots)
    assert all(OUTPUT[0] <= row["output"] <= OUTPUT[1] for row in dots)
    assert FUND[0] <= min(funds) <= max(funds) <= FUND[1]
    assert all(-1 <= row["advantage"] <= 1 for row in tables["changes"])


def test_other_plans_are_compared_with() -> None:
    """250 of them; those on the frontier are safe and beaten by no safe one."""
    tables = explore_city().chart.datasets
    safe = [row for row in tables["others"] if row["ruin"] == 0]

    corners = tables["frontier"][1:-1]
    assert len(tables["others"]) == OTHERS
    for corner in corners:
        assert any(row["jobs"] == corner["jobs"] for row in safe)
        assert not any(
            row["jobs"] >= corner["jobs"] and row["output"] > corner["output"]
            for row in safe
        )


def test_the_question_can_be_settled() -> None:
    """The whole reform, 30 % for future industries, the old retired from year 4."""
    base, good = judged(), judged(reform=100, future=30, retire_from=4)

    assert good["output"] > base["output"]
    assert good["jobs"] > base["jobs"]
    assert good["ruin"] == 0


def test_the_baseline_does_not_settle_it() -> None:
    """It ruins the city in some futures."""
    assert judged()["ruin"] > 0


def test_the_gap_closes_with_the_fourth_year() -> None:
    """First note: before it jobs and resilience are lost, from then on nothing."""
    jobs, resilience = (
        [judged(retire_from=year)[goal] for year in (2, 3, 4, 5, 10)]
        for goal in ("jobs", "resilience")
    )

    assert 3 < earliest_retirement(CITY.transition) < 4
    assert jobs[0] < jobs[1] < jobs[2] == pytest.approx(jobs[3]) == jobs[4]
    assert resilience[0] < resilience[1] < resilience[2] == pytest.approx(resilience[4])


def test_waiting_too_long_ruins() -> None:
    """First note: no more output, and ruin in 25 of 100 futures."""
    soon, late = judged(retire_from=4), judged(retire_from=10)

    assert late["output"] == pytest.approx(soon["output"])
    assert f"ruined in {late['ruin']:.0f} of 100" in NOTICE[0]


def test_no_lever_raises_output_as_much_as_reform() -> None:
    """Second note: against the best that each other control can do."""
    reform = judged(reform=100)["output"]
    others = [
        *(judged(future=future)["output"] for future in range(0, 71, 10)),
        *(judged(retire_from=year)["output"] for year in range(11)),
        *(judged(venture=route)["output"] for route in ("pilot", "at once")),
    ]

    assert reform > max(others)


def test_two_good_things_can_be_one_too_many() -> None:
    """Third note: 0, one in fifteen, nearly all, less than half."""
    reform, venture, both, pilot = (
        judged(retire_from=4, **changed)["ruin"]
        for changed in (
            {"reform": 100},
            {"venture": "at once"},
            {"reform": 100, "venture": "at once"},
            {"reform": 100, "venture": "pilot"},
        )
    )

    assert reform == 0
    assert venture == pytest.approx(100 / 15, abs=0.5)
    assert both > 95
    assert 0 < pilot < 50


def test_future_industries_raise_output_up_to_forty_per_cent() -> None:
    """Fourth note: up to there more, from there on less."""
    output = [judged(future=future)["output"] for future in range(0, 71, 10)]

    assert output[:5] == sorted(output[:5])
    assert output[4:] == sorted(output[4:], reverse=True)


def test_more_than_there_is_cannot_be_given_out() -> None:
    """Fourth note: the explorer says so in words and keeps the picture."""
    explorer = explore_city()
    kept = explorer.chart

    explorer.values = {"future": 80}

    assert "Lower the first to 70 % or less" in explorer.problem
    assert explorer.chart is kept
