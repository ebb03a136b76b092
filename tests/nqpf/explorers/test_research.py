"""Lesson 08's second explorer shows its view, and its notes are true."""

from itertools import product
from typing import Any

import pytest

from nqpf.charts.research import HIGHEST
from nqpf.charts.theme import STYLISED, description
from nqpf.corpus import lines
from nqpf.explorers.drawing import difference, draw
from nqpf.explorers.frame import MOST_CONTROLS
from nqpf.explorers.research import (
    LATE,
    MOST,
    NOTICE,
    SOON,
    explore_science,
    science_view,
)
from nqpf.models.research import Research, best_share, path, settled_share

START: dict[str, Any] = {"share": 20, "lag": 4, "elasticity": 0.3, "outside": 0}
EXTREMES = [
    dict(zip(START, ends, strict=True))
    for ends in product([0, 60], [0, 10], [0.1, 0.5], [0, 40])
]


def test_the_explorer_opens_on_a_doubled_share() -> None:
    """From ten to twenty per cent."""
    explorer = explore_science()

    assert explorer.trait_values()["values"] == START
    assert explorer.chart.to_dict() == science_view(**START).to_dict()


def test_a_moved_control_draws_what_the_view_draws() -> None:
    """The shown chart is the view's, for the values as they are."""
    explorer = explore_science()

    explorer.values = {"share": 45, "elasticity": 0.45}

    expected = science_view(**START | {"share": 45, "elasticity": 0.45})
    assert explorer.problem == ""
    assert explorer.chart.to_dict() == expected.to_dict()


@pytest.mark.parametrize("settings", EXTREMES, ids=str)
def test_any_control_only_sends_new_rows(settings: dict[str, Any]) -> None:
    """The living picture is refilled, never replaced."""
    explorer = explore_science()
    before = draw(explorer.chart)

    explorer.values = settings

    assert explorer.problem == ""
    assert "skeleton" not in difference(before, draw(explorer.chart))


@pytest.mark.parametrize("settings", EXTREMES, ids=str)
def test_everything_stays_within_the_axes(settings: dict[str, Any]) -> None:
    """At the ends of all controls no curve leaves the picture."""
    tables = science_view(**settings).datasets

    levels = [row["mean"] for row in tables["means"] + tables["best"]]
    levels += [row["output"] for row in tables["path"]]
    assert 0 <= min(levels) <= max(levels) <= HIGHEST
    assert max(row["share"] for row in tables["best"]) <= MOST


def test_there_are_four_controls_and_each_is_labelled_with_its_unit() -> None:
    """What is moved, and in what."""
    controls = explore_science().get_state()["_frame"]["controls"]

    assert len(controls) == MOST_CONTROLS
    assert all(control["label"] and control["unit"] for control in controls)


def test_the_explorer_says_that_its_data_are_stylised() -> None:
    """No stylised figure may be taken for a real firm's."""
    assert f"{STYLISED}." in description(explore_science().chart)


def test_the_question_is_settled_at_the_start() -> None:
    """First note: none after five years, 23 % after thirty."""
    best = science_view(**START).datasets["best"]

    assert [round(100 * row["share"]) for row in best] == [0, 23]
    assert (SOON, LATE) == (5, 30)


@pytest.mark.parametrize("lag", [0, 4, 10])
@pytest.mark.parametrize("elasticity", [0.1, 0.3, 0.5])
def test_a_rise_costs_output_at_once(lag: int, elasticity: float) -> None:
    """Second note: it is below 100 until the lag is over."""
    research = Research(lag=lag, elasticity=elasticity)

    output = path(research, share=0.3, years=20)["output"]

    assert (output[: lag + 1] < 100).all()


def test_a_longer_lag_leaves_less_science_best() -> None:
    """Third note: after thirty years, and not in the long run."""
    best = [best_share(Research(lag=lag), years=LATE) for lag in range(11)]

    assert best == sorted(set(best), reverse=True)
    assert {settled_share(Research(lag=lag)) for lag in range(11)} == {0.3}


def test_much_knowledge_from_outside_leaves_little_to_do() -> None:
    """Fourth note: at 30 % and more of the budget none is best after thirty years."""
    best = [
        best_share(Research(outside=outside), years=LATE)
        for outside in range(0, 41, 10)
    ]

    assert best == sorted(best, reverse=True)
    assert best[3] == best[4] == 0


def test_the_page_is_quoted_as_it_stands() -> None:
    """Fifth note: line 48."""
    assert "合理比例" in lines()[47]
    assert "合理比例" in NOTICE[4]
    assert "line 48" in NOTICE[4]
