"""Lesson 10's explorer shows its view, and its notes are true."""

from itertools import product

import pandas as pd
import pytest

from nqpf.charts import portfolio as chart
from nqpf.charts.theme import STYLISED, description
from nqpf.explorers.drawing import difference, draw
from nqpf.explorers.frame import MOST_CONTROLS
from nqpf.explorers.portfolio import explore_portfolio, portfolio_view
from nqpf.models.portfolio import Plan, Region, all_plans, compare, course, outlook

START = {"emerging": 20, "future": 80, "invested": 75, "correlation": 0.3}
SEEDS = [10, 11, 1952]
EXTREMES = [
    dict(zip(START, ends, strict=True))
    for ends in product([0, 100], [0, 100], [50, 90], [0.0, 0.9])
    if ends[0] + ends[1] <= 100
]


def plan(emerging: int, future: int, invested: int = 75) -> Plan:
    return Plan(emerging=emerging / 100, future=future / 100, invested=invested / 100)


def survival(chosen: Plan, *, seed: int, correlation: float = 0.3) -> pd.Series:
    """Return survival year by year, with other luck than the explorer's own."""
    region = Region(correlation=correlation)
    return outlook(region, chosen, runs=4000, seed=seed)["survival"]


def last(chosen: Plan, *, seed: int, correlation: float = 0.3) -> pd.Series:
    """Return what a plan leads to in year 20."""
    region = Region(correlation=correlation)
    return compare(region, [chosen], runs=4000, seed=seed).iloc[0]


def test_the_explorer_opens_on_the_plan_that_starves() -> None:
    """Nothing for the old, four fifths for the future."""
    explorer = explore_portfolio()

    assert explorer.trait_values()["values"] == START
    assert explorer.chart.to_dict() == portfolio_view(**START).to_dict()


def test_there_are_four_controls_and_each_is_labelled() -> None:
    """No more than a learner can keep in mind."""
    controls = explore_portfolio().get_state()["_frame"]["controls"]

    assert len(controls) == MOST_CONTROLS
    assert all(control["label"] for control in controls)


@pytest.mark.parametrize("moved", EXTREMES, ids=str)
def test_a_moved_control_only_sends_new_rows(moved: dict[str, float]) -> None:
    """The living picture is refilled, never replaced."""
    explorer = explore_portfolio()
    before = draw(explorer.chart)

    explorer.values = moved

    assert explorer.problem == ""
    assert "skeleton" not in difference(before, draw(explorer.chart))


def test_more_than_there_is_cannot_be_given_out() -> None:
    """The reason is said in words, and the last picture stays."""
    explorer = explore_portfolio()
    before = explorer.chart

    explorer.values = {"emerging": 40}

    assert explorer.problem.startswith("Emerging and future industries would get 120 %")
    assert explorer.chart is before


def test_a_possible_plan_takes_the_problem_away() -> None:
    """After an impossible one the explorer goes on."""
    explorer = explore_portfolio()
    explorer.values = {"emerging": 40}

    explorer.values = {"future": 50}

    assert explorer.problem == ""
    assert "40 % to emerging" in description(explorer.chart)


def test_the_explorer_says_that_its_data_are_stylised() -> None:
    """No stylised figure may be taken for a real region's."""
    assert f"{STYLISED}." in description(explore_portfolio().chart)


def test_the_chosen_plan_lies_on_the_cloud_of_all_plans() -> None:
    """The diamond covers the dot of the same shares."""
    view = portfolio_view(**{**START, "emerging": 30, "future": 20})

    shares = ("traditional", "emerging", "future")
    (chosen,) = view.datasets["chosen"]
    (same,) = [
        row
        for row in view.datasets["plans"]
        if all(abs(row[name] - chosen[name]) < 1e-9 for name in shares)
    ]
    assert (same["mean"], same["risk"]) == (chosen["mean"], chosen["risk"])


def test_the_question_can_be_settled() -> None:
    """Invest 70 %, half of it in the future: the best of all that are safe enough."""
    tables = [
        compare(Region(), all_plans(invested=invested / 100), runs=1000)
        for invested in range(50, 91, 5)
    ]
    every = pd.concat(tables)

    best = every[every["survival"] >= 0.95].sort_values("mean").iloc[-1]

    answer = best[["traditional", "emerging", "future", "invested"]].astype(float)
    assert answer.round(2).tolist() == [0.3, 0.2, 0.5, 0.7]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_first_plan_starves_its_own_funding(seed: int) -> None:
    """First note: a quarter less to invest; half to the old gives more output."""
    path = course(Region(), plan(20, 80))

    assert path["budget"].min() / path["budget"].iloc[0] == pytest.approx(
        0.75, abs=0.02
    )
    assert last(plan(20, 40), seed=seed)["mean"] > last(plan(20, 80), seed=seed)["mean"]


@pytest.mark.parametrize("seed", SEEDS)
def test_without_a_future_decline_comes_late(seed: int) -> None:
    """Second note: safe for ten years, a quarter poorer and smaller after twenty."""
    path = course(Region(), plan(30, 0))

    assert survival(plan(30, 0), seed=seed).iloc[10] > 0.97
    assert path["budget"].iloc[-1] / path["budget"].iloc[0] == pytest.approx(
        0.75, abs=0.02
    )
    assert path["output"].iloc[-1] < path["output"].iloc[0]


@pytest.mark.parametrize("seed", SEEDS)
def test_shared_luck_ruins_and_leaves_the_mean(seed: int) -> None:
    """Third note: survival falls with correlation, mean output does not."""
    lasts = [last(plan(30, 20), seed=seed, correlation=c) for c in (0.0, 0.3, 0.6, 0.9)]

    survive = [row["survival"] for row in lasts]
    means = [row["mean"] for row in lasts]
    assert survive == sorted(survive, reverse=True)
    assert survive[0] - survive[-1] > 0.1
    assert max(means) / min(means) < 1.03


@pytest.mark.parametrize("seed", SEEDS)
def test_investing_what_is_owed_leads_to_ruin(seed: int) -> None:
    """Fourth note: 85 % promises more and hardly ever survives."""
    careful, bold = (last(plan(30, 20, share), seed=seed) for share in (75, 85))

    assert bold["mean"] > careful["mean"]
    assert bold["survival"] < 0.05 < careful["survival"]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_least_risky_plan_is_not_the_safest(seed: int) -> None:
    """Fifth note: it shrinks, and ends in ruin more often than the middle does."""
    table = compare(Region(), all_plans(), runs=1000, seed=seed)
    frontier = table[table["efficient"]].sort_values("risk")

    first, middle = frontier.iloc[0], frontier.iloc[len(frontier) // 2]

    assert first["traditional"] == 1
    assert first["survival"] < middle["survival"] - 0.1
    assert first["mean"] < 127


@pytest.mark.parametrize("settings", EXTREMES, ids=str)
def test_everything_stays_within_the_axes(settings: dict[str, float]) -> None:
    """At the ends of all controls no line and no dot leaves the picture."""
    data = portfolio_view(**settings).datasets

    stacked = pd.DataFrame(data["stages"]).groupby("year")["amount"].sum()
    index = [row["index"] for row in data["index"]]
    assert max(*stacked, *(row["high"] for row in data["band"])) <= chart.MOST_OUTPUT
    assert max(index) <= chart.MOST_INDEX
    for row in [*data["plans"], *data["chosen"]]:
        assert chart.LEAST_MEAN <= row["mean"] <= chart.MOST_MEAN
        assert 0 <= row["risk"] <= chart.MOST_RISK
