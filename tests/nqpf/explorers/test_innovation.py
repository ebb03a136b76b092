"""Lesson 08's first explorer shows its view, and its notes are true."""

from collections import Counter
from itertools import product
from typing import Any

import pytest

from nqpf.charts.deliberation import LOWEST, MOST_LOST
from nqpf.charts.theme import STYLISED, description
from nqpf.corpus import lines
from nqpf.explorers.drawing import difference, draw
from nqpf.explorers.frame import MOST_CONTROLS
from nqpf.explorers.innovation import (
    LONGEST,
    NOTICE,
    TRIAL_MONTHS,
    explore_innovation,
    search_of,
    trying_view,
)
from nqpf.models.deliberation import best_months, dearest_trial, outcomes

START: dict[str, Any] = {
    "trial_cost": 10.0,
    "lesson_months": 5,
    "fading": 3,
    "months": 9,
}
EXTREMES = [
    dict(zip(START, ends, strict=True))
    for ends in product([0.0, 20.0], [0, 12], [1, 10], [0, LONGEST])
]


def best(**changed: float) -> float:
    """Return the best length of talk that the board marks (months)."""
    rows = trying_view(**{**START, **changed}).datasets["marks"]
    return next(row["months"] for row in rows if row["plan"] == "the best")


def search(**changed: float) -> Any:  # noqa: ANN401 - a Search
    """Return the search behind the board."""
    settings = {**START, **changed}
    settings.pop("months")
    return search_of(**settings)


def test_the_explorer_opens_on_too_much_talk() -> None:
    """The first picture is not the best plan."""
    explorer = explore_innovation()

    assert explorer.trait_values()["values"] == START
    assert explorer.chart.to_dict() == trying_view(**START).to_dict()
    assert best() != START["months"]


def test_a_moved_control_draws_what_the_view_draws() -> None:
    """The shown chart is the view's, for the values as they are."""
    explorer = explore_innovation()

    explorer.values = {"trial_cost": 2.5, "months": 0}

    expected = trying_view(**START | {"trial_cost": 2.5, "months": 0})
    assert explorer.problem == ""
    assert explorer.chart.to_dict() == expected.to_dict()


@pytest.mark.parametrize("settings", EXTREMES, ids=str)
def test_any_control_only_sends_new_rows(settings: dict[str, Any]) -> None:
    """The living picture is refilled, never replaced."""
    explorer = explore_innovation()
    before = draw(explorer.chart)

    explorer.values = settings

    assert explorer.problem == ""
    assert "skeleton" not in difference(before, draw(explorer.chart))


@pytest.mark.parametrize("settings", EXTREMES, ids=str)
def test_everything_stays_within_the_axes(settings: dict[str, Any]) -> None:
    """At the ends of all controls no curve and no bar leaves the picture."""
    tables = trying_view(**settings).datasets

    lost: Counter[str] = Counter()
    for row in tables["losses"]:
        lost[row["plan"]] += row["amount"]
    nets = [row["net"] for row in tables["curve"] + tables["marks"]]
    assert LOWEST <= min(nets) <= max(nets) <= 100
    assert max(lost.values()) <= MOST_LOST


def test_there_are_four_controls_and_each_is_labelled_with_its_unit() -> None:
    """What is moved, and in what."""
    controls = explore_innovation().get_state()["_frame"]["controls"]

    assert len(controls) == MOST_CONTROLS
    assert all(control["label"] and control["unit"] for control in controls)


def test_the_explorer_says_that_its_data_are_stylised() -> None:
    """No stylised figure may be taken for a real project's."""
    assert f"{STYLISED}." in description(explore_innovation().chart)


def test_the_question_is_settled_by_moving_the_cost() -> None:
    """First note: at 5 % the best is to try at once, at 5.5 % to talk a little."""
    found = {cost: best(trial_cost=cost) for cost in (5.0, 5.5, 10.0)}

    assert found[5.0] == 0 < found[5.5] < found[10.0]
    assert 5.0 < dearest_trial(search(), most=LONGEST) < 5.5
    assert "at 5.5 %" in NOTICE[0]
    assert "at 5 % trying" in NOTICE[0]


@pytest.mark.parametrize("fading", range(1, 11))
def test_failures_that_teach_little_leave_talk_first(fading: int) -> None:
    """Second note: at one month's lesson, talk pays even where trials cost no money."""
    assert best(lesson_months=1, trial_cost=0.0, fading=fading) > 0
    assert TRIAL_MONTHS == 3


@pytest.mark.parametrize("lesson", range(3, 13))
def test_hurry_makes_dearer_trials_worth_while(lesson: int) -> None:
    """Third note: with lessons, the dearest trial rises with what waiting costs."""
    found = [
        dearest_trial(search(lesson_months=lesson, fading=fading), most=LONGEST)
        for fading in range(1, 11)
    ]

    assert found == sorted(set(found))


@pytest.mark.parametrize("lesson", [0, 2, 5])
@pytest.mark.parametrize("fading", [1, 3, 6])
def test_where_talk_pays_the_curve_is_flat_on_top(lesson: int, fading: int) -> None:
    """Fourth note: a month to either side costs less than 1 % of success's worth."""
    own = search(trial_cost=15.0, lesson_months=lesson, fading=fading)
    top = best_months(own, most=LONGEST)

    net = outcomes(own, [top, top - 1, top + 1])["net"]

    assert (net[0] - net[1:]).max() < 1


def test_too_little_talk_costs_more_than_too_much_where_trials_are_dear() -> None:
    """Fourth note: four months short of the best cost more than four beyond."""
    own = search(trial_cost=20.0, lesson_months=0)
    top = best_months(own, most=LONGEST)

    net = outcomes(own, [top, top - 4, top + 4])["net"]

    assert net[0] - net[1] > 2 * (net[0] - net[2])


def test_the_page_is_quoted_as_it_stands() -> None:
    """Fifth note: the words of lines 42 to 44."""
    printed = "".join(lines()[41:44])

    assert "多干多试胜过议论过多决断迟缓" in printed
    assert "多干多试胜过议论过多决断迟缓" in NOTICE[4]
    assert "lines 42–44" in NOTICE[4]


def test_what_the_page_says_is_true_in_one_region_and_false_in_another() -> None:
    """Fifth note: cheap lessons against dear ones."""
    assert best(trial_cost=1.0, lesson_months=9) == 0
    assert best(trial_cost=20.0, lesson_months=1) > 3
