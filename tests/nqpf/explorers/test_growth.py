"""Lesson 05's explorer shows its view, and its notes are true."""

from itertools import product

import pandas as pd
import pytest

from nqpf.charts.theme import STYLISED, description
from nqpf.explorers.drawing import difference, draw
from nqpf.explorers.frame import MOST_CONTROLS
from nqpf.explorers.growth import (
    GROWTH_ENDS,
    LEVEL_ENDS,
    WHOLE,
    explore_growth,
    growth_view,
)
from nqpf.models.growth import Technology
from nqpf.models.measurement import Measurement, explain_residual
from nqpf.models.province import CITIES, Province, add_up, simulate

PROVINCE = Province()
DATA = simulate(PROVINCE)
ALL = add_up(DATA, technology=PROVINCE.technology, name=WHOLE)
START = {"capital_share": 0.4, "depreciation_error": 4, "utilisation": False}
EXTREMES = [
    dict(zip(START, ends, strict=True))
    for ends in product([0.2, 0.6], [-4, 6], [False, True])
]


def view_rows(rows: pd.DataFrame = ALL, **changed: float) -> dict[str, float]:
    """Return the waterfall's levels and changes (% a year) for some settings."""
    board = growth_view(rows, PROVINCE, **{**START, **changed})
    steps = board.datasets["steps"]
    return {step["step"]: 100 * step["amount"] for step in steps}


def test_the_explorer_opens_on_the_whole_province() -> None:
    """The first picture is that of all cities, measured wrongly."""
    explorer = explore_growth()

    assert explorer.trait_values()["values"] == {**START, "city": WHOLE}
    assert explorer.chart.to_dict() == growth_view(ALL, PROVINCE, **START).to_dict()


def test_a_moved_control_draws_what_the_view_draws() -> None:
    """The shown chart is the view's, for the values as they are."""
    explorer = explore_growth()

    explorer.values = {"capital_share": 0.5, "city": "Foxferry"}

    rows = DATA[DATA["city"] == "Foxferry"]
    expected = growth_view(rows, PROVINCE, **{**START, "capital_share": 0.5})
    assert explorer.problem == ""
    assert explorer.chart.to_dict() == expected.to_dict()


@pytest.mark.parametrize("city", [WHOLE, *CITIES])
def test_any_city_only_sends_new_rows(city: str) -> None:
    """The living picture is refilled, never replaced."""
    explorer = explore_growth()
    before = draw(explorer.chart)

    explorer.values = {"city": city, "depreciation_error": -4, "utilisation": True}

    assert "skeleton" not in difference(before, draw(explorer.chart))


def test_there_are_four_controls_and_each_is_labelled() -> None:
    """No more than a learner can keep in mind."""
    controls = explore_growth().get_state()["_frame"]["controls"]

    assert len(controls) == MOST_CONTROLS
    assert all(control["label"] for control in controls)


def test_the_explorer_says_that_its_data_are_stylised() -> None:
    """No stylised figure may be taken for a real place's."""
    assert f"{STYLISED}." in description(explore_growth().chart)


def test_a_province_of_the_learners_own_can_be_explored() -> None:
    """Another seed, another picture, under the same controls."""
    own = explore_growth(Province(seed=11))

    assert own.chart.to_dict() != explore_growth().chart.to_dict()


def test_the_question_can_be_settled_at_the_start() -> None:
    """Of 2.55 % technology makes 2.08; the stock adds 0.85, idleness hides 0.38."""
    steps = view_rows()

    assert {name: round(amount, 2) for name, amount in steps.items()} == {
        "growth of output": 5.46,
        "take out capital": -2.19,
        "take out labour": -0.72,
        "residual": 2.55,
        "correct the capital stock": -0.85,
        "count only capital in use": 0.38,
        "correct the capital share": 0.0,
        "technology": 2.08,
    }


@pytest.mark.parametrize("seed", [0, 6, 11, 1956])
def test_two_mistakes_cancel_in_part(seed: int) -> None:
    """First note: the residual is nearer to technology than with one mistake alone."""
    province = Province(seed=seed)
    rows = add_up(simulate(province), technology=province.technology)

    gaps = [
        abs(steps["residual"] - steps["technology"])
        for steps in (view_rows(rows), view_rows(rows, utilisation=True))
    ]

    assert gaps[0] < gaps[1]


def test_without_an_error_there_is_no_stock_to_correct() -> None:
    """Second note: the true rate of depreciation leaves nothing to mend."""
    steps = view_rows(depreciation_error=0)

    assert steps["correct the capital stock"] == pytest.approx(0)


def test_the_more_depreciation_the_more_residual() -> None:
    """Second note: what capital did is put down to technology."""
    residuals = [view_rows(depreciation_error=e)["residual"] for e in range(-4, 7)]

    assert residuals == sorted(residuals)


def test_the_slowdown_is_made_by_the_method() -> None:
    """Third note: the bias falls every year, and technology does not slow down."""
    parts = explain_residual(
        ALL,
        measurement=Measurement(depreciation=0.10, utilisation=False),
        technology=Technology(),
        true_technology=Technology(),
    )
    early, late = (
        parts.iloc[:4].mean(numeric_only=True),
        parts.iloc[-4:].mean(numeric_only=True),
    )

    assert parts["capital_stock_error"].is_monotonic_decreasing
    assert late["residual"] < early["residual"] - 0.01
    assert late["technology"] == pytest.approx(early["technology"], abs=0.001)


def test_less_capital_is_in_use_at_the_end() -> None:
    """Fourth note: whoever does not look finds too little technology."""
    steps = view_rows(depreciation_error=0)

    assert ALL["utilisation"].iloc[-1] < ALL["utilisation"].iloc[0]
    assert steps["residual"] < steps["technology"]


def test_a_higher_share_leaves_a_smaller_residual() -> None:
    """Fifth note: capital grows faster than labour."""
    shares = [0.2, 0.3, 0.4, 0.5, 0.6]

    residuals = [view_rows(capital_share=share)["residual"] for share in shares]

    assert residuals == sorted(residuals, reverse=True)


@pytest.mark.parametrize("settings", EXTREMES, ids=str)
def test_everything_stays_within_the_axes(settings: dict[str, float]) -> None:
    """At the ends of all controls no bar and no path leaves the picture."""
    boards = [
        growth_view(rows, PROVINCE, **settings).datasets
        for _, rows in pd.concat([ALL, DATA]).groupby("city")
    ]

    ends = [step["end"] for board in boards for step in board["steps"]]
    levels = [point["level"] for board in boards for point in board["paths"]]
    assert GROWTH_ENDS[0] <= min(ends) <= max(ends) <= GROWTH_ENDS[1]
    assert LEVEL_ENDS[0] <= min(levels) <= max(levels) <= LEVEL_ENDS[1]
