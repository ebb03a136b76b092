"""The charts of innovation draw every row, name their units and say what they show."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from altair.typing import ChartType

from nqpf.charts.innovation import best_of_projects, prize_curve, regret_paths
from nqpf.charts.theme import description
from nqpf.models.bandit import Policy, Routes, compare
from nqpf.models.prize import Problem, grant, prize
from nqpf.models.tournament import Projects, best_number, side_by_side

PATHS = compare(Routes(trials=30, teams=20), [Policy(kind="greedy"), Policy()])

CHARTS: dict[str, Callable[[], ChartType]] = {
    "projects": lambda: best_of_projects(side_by_side(Projects())),
    "prize": lambda: prize_curve(
        prize(Problem(), np.arange(10, 80)), grant(Problem(), range(13))
    ),
    "regret": lambda: regret_paths(PATHS),
}


def rows(chart: ChartType, *, having: str) -> list[dict[str, Any]]:
    """Return the rows of the chart's table that has the column."""
    tables = chart.to_dict()["datasets"].values()
    return next(table for table in tables if having in table[0])


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_valid_and_described(name: str) -> None:
    """Altair accepts the specification, and a reader without sight gets its gist."""
    chart = CHARTS[name]()

    assert chart.to_dict(validate=True)
    assert len(description(chart)) > 40


@pytest.mark.parametrize("name", CHARTS)
def test_every_axis_says_its_unit(name: str) -> None:
    """Money or a number."""
    spec = str(CHARTS[name]().to_dict())

    titles = [part.split("'")[0] for part in spec.split("'title': '")[1:]]
    axes = [title for title in titles if "(" in title]
    assert len(axes) == 2
    assert all("(money" in title or "(number)" in title for title in axes)


@pytest.mark.parametrize("name", CHARTS)
def test_lines_are_told_apart_by_more_than_colour(name: str) -> None:
    """A dash goes with each colour."""
    assert "strokeDash" in str(CHARTS[name]().to_dict())


def test_the_mark_stands_at_the_best_number() -> None:
    """Where net is highest, as the model says."""
    table = side_by_side(Projects())

    (mark,) = rows(best_of_projects(table), having="net")

    assert mark["projects"] == best_number(Projects(), most=20)
    assert mark["net"] == pytest.approx(table["net"].max())


def test_every_number_of_projects_has_three_points() -> None:
    """The best, its cost and the net."""
    drawn = rows(CHARTS["projects"](), having="what")

    assert len(drawn) == 3 * 20
    assert {row["what"] for row in drawn} == {"the best", "cost of all", "net"}


def test_losses_are_written_with_a_true_minus() -> None:
    """A net below zero is read as such."""
    dear = side_by_side(Projects(cost=50))

    assert "Net is highest at 1 projects: −50.0." in description(best_of_projects(dear))


def test_the_rule_is_the_best_grant() -> None:
    """At its welfare, drawn and in words."""
    best = grant(Problem(), range(13))["welfare"].max()

    chart = CHARTS["prize"]()

    assert f"gives {best:.1f}." in description(chart)
    assert chart.to_dict()["layer"][0]["encoding"]["y"]["datum"] == pytest.approx(best)


def test_regret_is_said_for_the_last_trial() -> None:
    """Policy by policy."""
    last = PATHS[PATHS["trial"] == 30].set_index("policy")["regret"]

    said = description(regret_paths(PATHS))

    assert said == (
        f"Successes missed after 30 trials: greedy {last['greedy']:.1f}, "
        f"thompson {last['thompson']:.1f}."
    )
