"""The chart of a city draws every row, names its units and says what it shows."""

from typing import Any

import altair as alt
import pandas as pd
import pytest

from nqpf.charts.city import MARKS, ROWS, city_board
from nqpf.charts.theme import STYLISED, description

PLANS = pd.DataFrame(
    {
        "output": [150.0, 170.0, 190.0],
        "jobs": [100.0, 90.0, 95.0],
        "ruin": [0.0, 0.0, 8.0],
        "frontier": [True, True, False],
    }
)


def marks(output: float) -> pd.DataFrame:
    """Return a plan of some output, and the baseline."""
    return pd.DataFrame(
        {"mark": MARKS, "output": [output, 122.0], "jobs": 95.0, "ruin": [30.0, 1.0]}
    )


CHANGES = pd.DataFrame(
    {
        "goal": list(ROWS),
        "value": [161.0, 127.0, 95.0, 60.0, 0.2, 30.0],
        "baseline": [122.4, 103.9, 95.2, 63.3, 1.3, 1.0],
        "advantage": [0.4, 0.6, 0.0, -0.1, 0.01, -0.3],
    }
)
COURSE = pd.DataFrame(
    {
        "year": [0, 1],
        "fund": [6.0, 1.0],
        "fund_low": [6.0, -3.0],
        "fund_high": [6.0, 4.0],
        "credit": -10.0,
    }
)
BOARD = city_board(PLANS, marks(161.0), CHANGES, COURSE)


def titles(spec: object) -> list[str]:
    """Return the titles of all axes."""
    if isinstance(spec, list):
        return [title for part in spec for title in titles(part)]
    if not isinstance(spec, dict):
        return []
    own = [
        part["title"]
        for channel, part in spec.items()
        if channel in {"x", "y"} and part.get("title")
    ]
    return own + [title for part in spec.values() for title in titles(part)]


def named(spec: Any) -> set[str]:  # noqa: ANN401 - any part of a specification
    """Return the names of the tables that layers refer to."""
    if isinstance(spec, list):
        return set().union(*map(named, spec))
    if not isinstance(spec, dict):
        return set()
    own = {spec["data"]["name"]} if "name" in (spec.get("data") or {}) else set()
    return own.union(*map(named, spec.values()))


def test_the_chart_is_valid_and_described() -> None:
    """Altair accepts the specification, and a reader without sight gets its gist."""
    assert isinstance(BOARD, alt.HConcatChart)
    assert BOARD.to_dict(validate=True)
    assert len(description(BOARD)) > 60


def test_every_axis_says_its_unit() -> None:
    """Persons, yuan or the year."""
    found = titles(BOARD.to_dict())

    assert found
    units = ("persons", "yuan", "Year")
    assert [title for title in found if not any(unit in title for unit in units)] == []


def test_every_table_that_a_layer_names_is_there() -> None:
    """A layer without its table would be drawn empty, and nobody would know."""
    spec = BOARD.to_dict()

    tables = set(spec.pop("datasets"))

    assert named(spec) == tables


def test_plans_are_told_apart_by_how_safe_they_are() -> None:
    """None of the futures, up to a tenth, more."""
    found = [row["safety"] for row in BOARD.datasets["others"]]

    assert found == ["in none of its futures"] * 2 + ["in up to a tenth"]


def test_the_frontier_runs_from_edge_to_edge_through_its_plans() -> None:
    """From few jobs to many, and the ways to the edges."""
    corners = [(row["jobs"], row["output"]) for row in BOARD.datasets["frontier"]]

    assert corners == [(50, 170), (90, 170), (100, 150), (100, 80)]


def test_no_safe_plan_no_frontier() -> None:
    """Then no line is drawn, and none is spoken of."""
    none = city_board(PLANS.assign(frontier=False), marks(161.0), CHANGES, COURSE)

    assert none.datasets["frontier"] == []
    assert "0 of these are on the frontier" in description(none)


@pytest.mark.parametrize(
    ("goal", "label"),
    [
        ("output", "161 (+39)"),
        ("jobs", "95 (±0)"),
        ("resilience", "60 (−3)"),
        ("ruin", "30 (+29)"),
    ],
)
def test_a_change_is_the_difference_of_what_is_shown(goal: str, label: str) -> None:
    """Rounded figures and their difference never contradict each other."""
    (found,) = [r for r in BOARD.datasets["changes"] if r["goal"] == ROWS[goal]]

    assert found["label"] == label


def test_better_and_worse_differ_by_direction_and_colour() -> None:
    """Debt that falls is an advantage, ruin that rises is none."""
    rows = {row["goal"]: row for row in BOARD.datasets["changes"]}

    debt, ruin = rows[ROWS["debt"]], rows[ROWS["ruin"]]
    assert debt["advantage"] > 0 > ruin["advantage"]
    assert debt["colour"] != ruin["colour"]


def test_the_description_says_what_the_plan_changes() -> None:
    """The picture in words, with its figures."""
    said = description(BOARD)

    assert "output (billion yuan a year) 161 (+39)" in said
    assert "Of 3 other plans 2 ruin the city in none of their futures; 2 of" in said


def test_the_board_says_that_its_data_are_stylised() -> None:
    """In the picture, and for those who do not see it."""
    assert STYLISED in str(BOARD.to_dict()["title"])
    assert description(BOARD).endswith(f"{STYLISED}.")


def test_boards_that_differ_in_data_share_one_specification() -> None:
    """A living picture needs only new rows."""
    one = BOARD.to_dict()
    other = city_board(PLANS.head(2), marks(99.0), CHANGES.head(5), COURSE).to_dict()

    changed = {key for key in one if one[key] != other[key]}
    assert changed == {"datasets", "description"}
