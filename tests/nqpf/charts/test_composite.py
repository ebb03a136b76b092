"""The charts of indices draw every row, name their axes and say what they show."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from altair.typing import ChartType

from nqpf.charts.composite import gap_paths, rank_board, rank_ranges, weight_bars
from nqpf.charts.theme import STYLISED, description

PLACES = pd.DataFrame(
    {
        "city": ["X", "Y", "Z"],
        "reference": [2, 1, 3],
        "rank": [1, 3, 2],
        "low": [1, 1, 2],
        "high": [2, 3, 3],
    }
)
WEIGHTS = pd.DataFrame({"indicator": ["a", "b"], "weight": [0.7, 0.3]})
NAMES = {"a": "robots", "b": "patents", "c": "energy"}
GAPS = pd.DataFrame(
    {
        "index": ["one"] * 2 + ["two"] * 2,
        "year": [1, 2] * 2,
        "gap": [0.3, 0.2, 0.3, 0.4],
    }
)


def board(places: pd.DataFrame = PLACES, weights: pd.DataFrame = WEIGHTS) -> ChartType:
    return rank_board(places, weights, agreement=-0.25, names=NAMES, highest=0.8)


CHARTS: dict[str, Callable[[], ChartType]] = {
    "ranges": lambda: rank_ranges(PLACES),
    "weights": lambda: weight_bars(WEIGHTS),
    "gaps": lambda: gap_paths(GAPS),
    "board": board,
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
    assert len(description(chart)) > 50


@pytest.mark.parametrize(
    ("name", "titles"),
    [
        ("ranges", ["Rank (1 is the highest; bar: nine in ten other indices)"]),
        ("weights", ["Weight (dashed: equal)"]),
        ("gaps", ["Gap between units (Gini coefficient, 0 to 1)", "Year"]),
    ],
)
def test_every_axis_says_what_it_measures(name: str, titles: list[str]) -> None:
    """Ranks with their best end, weights as shares, gaps with their bounds."""
    spec = str(CHARTS[name]().to_dict())

    assert all(title in spec for title in titles)


def test_cities_stand_in_the_order_of_the_ranks_before() -> None:
    """So a mark that moves is seen to move."""
    drawn = board().datasets["places"]

    assert [row["city"] for row in drawn] == ["Y", "X", "Z"]


def test_each_city_has_a_mark_before_and_a_mark_after() -> None:
    """Told apart by shape as well as by colour."""
    drawn = {
        (row["city"], row["which"]): row["place"] for row in board().datasets["marks"]
    }

    assert drawn == {
        ("X", "before"): 2,
        ("Y", "before"): 1,
        ("Z", "before"): 3,
        ("X", "with your choices"): 1,
        ("Y", "with your choices"): 3,
        ("Z", "with your choices"): 2,
    }
    assert "'shape'" in str(board().to_dict())


def test_the_board_says_who_moved_and_how_far() -> None:
    """In words, with a true minus sign."""
    said = description(board())

    assert said == (
        "3 of 3 cities move, by 1.3 ranks on average; agreement with technology −0.25. "
        "Farthest: Y, from rank 1 to 3. First: X. "
        f"Weights, in per cent: robots 70.0, patents 30.0. {STYLISED}."
    )


def test_where_nothing_moves_the_board_says_so() -> None:
    """At the start there is no farthest."""
    still = PLACES.assign(rank=PLACES["reference"])

    assert "None moves. First: Y." in description(board(still))


def test_indicators_go_by_the_names_that_a_learner_reads() -> None:
    """And one that is left out keeps its place, empty."""
    assert board().datasets["weights"] == [
        {"indicator": "robots", "weight": 0.7},
        {"indicator": "patents", "weight": 0.3},
    ]
    assert "['robots', 'patents', 'energy']" in str(board().to_dict())


def test_boards_that_differ_in_data_share_one_specification() -> None:
    """A living picture needs only new rows."""
    one = board().to_dict()
    other = board(PLACES.assign(rank=[2, 1, 3]), WEIGHTS.assign(weight=0.5)).to_dict()

    changed = {key for key in one if one[key] != other[key]}
    assert changed == {"datasets", "description"}


def test_the_board_says_that_its_data_are_stylised() -> None:
    """In the picture, and for those who do not see it."""
    assert STYLISED in str(board().to_dict()["title"])


def test_weights_stand_from_the_heaviest_down() -> None:
    """Beside the rule at equal weights."""
    chart = weight_bars(WEIGHTS[::-1])

    assert [row["weight"] for row in rows(chart, having="weight")] == [0.7, 0.3]
    assert "Equal weights would be 50.0 each." in description(chart)


def test_ranges_stand_from_the_first_rank_down() -> None:
    """With the range behind each."""
    chart = rank_ranges(PLACES)

    drawn = rows(chart, having="low")
    assert [(row["city"], row["low"], row["high"]) for row in drawn] == [
        ("X", 1, 2),
        ("Z", 2, 3),
        ("Y", 1, 3),
    ]
