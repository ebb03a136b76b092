"""Scores, weights and indices: hand-worked tables, a published one, invariances."""

import math
from typing import get_args

import numpy as np
import pandas as pd
import pytest

from nqpf.models.composite import (
    Adding,
    Direction,
    Normalising,
    Recipe,
    add,
    build,
    contributions,
    index_of,
    normalise,
    weigh,
)
from nqpf.models.province import INDICATORS, Province, simulate

DIRECTIONS: dict[str, Direction] = {each.name: each.better for each in INDICATORS}
RECIPES = [
    Recipe(weighting=weighting, adding=adding)
    for weighting in ("entropy", "equal")
    for adding in ("sum", "topsis")
]

AIRCRAFT = pd.DataFrame(
    {
        "speed": [2.0, 2.5, 1.8, 2.2],
        "range": [1500, 2700, 2000, 1800],
        "payload": [20000, 18000, 21000, 20000],
        "cost": [5.5, 6.5, 4.5, 5.0],
        "reliability": [5, 3, 7, 5],
        "manoeuvrability": [9, 5, 7, 5],
    },
    index=["A1", "A2", "A3", "A4"],
)
"""The fighter aircraft of Hwang and Yoon (1981), chapter III."""


def cities(seed: int = 6) -> pd.DataFrame:
    """Return the province's indicators in year 12, a row a city."""
    rows = simulate(Province(seed=seed)).query("year == 12").set_index("city")
    return rows[list(DIRECTIONS)]


def test_topsis_gives_the_published_closeness() -> None:
    """Hwang and Yoon's four aircraft: 0.643, 0.268, 0.613, 0.312."""
    ways: dict[str, Direction] = dict.fromkeys(AIRCRAFT.columns, "more")
    scores = normalise(AIRCRAFT, directions=ways | {"cost": "less"}, method="vector")
    weights = pd.Series([0.2, 0.1, 0.1, 0.1, 0.2, 0.3], index=AIRCRAFT.columns)

    closeness = add(scores, weights, how="topsis")

    assert closeness.tolist() == pytest.approx([0.643, 0.268, 0.613, 0.312], abs=7e-4)


def test_entropy_weights_of_a_table_worked_by_hand() -> None:
    """Shares ½, ½, 0 have entropy ln 2 / ln 3; shares 1, 0, 0 have none."""
    scores = pd.DataFrame({"two": [1.0, 1.0, 0.0], "one": [1.0, 0.0, 0.0]})
    left_over = 1 - math.log(2) / math.log(3)

    weights = weigh(scores)

    assert weights.to_dict() == pytest.approx(
        {"two": left_over / (1 + left_over), "one": 1 / (1 + left_over)}
    )


def test_an_indicator_that_does_not_differ_weighs_nothing() -> None:
    """Its entropy is 1, whatever its level."""
    scores = pd.DataFrame({"same": [0.7] * 3, "other": [0.0, 0.5, 1.0]})

    assert weigh(scores).to_dict() == {"same": 0.0, "other": 1.0}


def test_an_indicator_that_nobody_has_weighs_nothing() -> None:
    """Scores of zero throughout are equal, and no information."""
    scores = pd.DataFrame({"none": [0.0] * 3, "other": [0.0, 0.5, 1.0]})

    assert weigh(scores).to_dict() == {"none": 0.0, "other": 1.0}


def test_one_outlier_takes_weight_from_all_others() -> None:
    """Entropy takes a wrong number in one cell for information."""
    right = cities()
    wrong = right.copy()
    wrong.loc["Foxferry", "patents"] *= 20

    before, after = (
        weigh(normalise(table, directions=DIRECTIONS)) for table in (right, wrong)
    )

    assert after["patents"] > 1.3 * before["patents"]
    assert (after.drop("patents") < before.drop("patents")).all()


@pytest.mark.parametrize("recipe", RECIPES, ids=str)
def test_units_of_measurement_make_no_difference(recipe: Recipe) -> None:
    """Per 10,000 or per cent, from zero or from elsewhere: the index is the same."""
    table = cities()
    other = table.assign(patents=1000 * table["patents"], robots=7 + table["robots"])

    before, after = (
        build(each, directions=DIRECTIONS, recipe=recipe) for each in (table, other)
    )

    assert after.tolist() == pytest.approx(before.tolist())


@pytest.mark.parametrize("recipe", RECIPES, ids=str)
def test_a_sign_in_the_data_and_a_turned_direction_cancel(recipe: Recipe) -> None:
    """Less of a thing is more of its opposite."""
    table = cities()
    opposite = table.assign(energy_intensity=-table["energy_intensity"])

    index = build(table, directions=DIRECTIONS, recipe=recipe)

    again = build(
        opposite, directions=DIRECTIONS | {"energy_intensity": "more"}, recipe=recipe
    )
    assert again.tolist() == pytest.approx(index.tolist())


@pytest.mark.parametrize("recipe", RECIPES, ids=str)
def test_a_unit_that_is_best_in_all_comes_first(recipe: Recipe) -> None:
    """Dominance is kept by every recipe; with the range the best unit has 1."""
    table = pd.DataFrame({"a": [1.0, 2.0, 9.0], "b": [8.0, 5.0, 1.0]}, list("XYZ"))
    directions: dict[str, Direction] = {"a": "more", "b": "less"}

    index = build(table, directions=directions, recipe=recipe)

    assert index.to_dict() == {"X": 0.0, "Y": pytest.approx(index["Y"]), "Z": 1.0}
    assert 0 < index["Y"] < 1


@pytest.mark.parametrize("adding", get_args(Adding))
def test_closeness_and_sum_agree_on_one_indicator(adding: Adding) -> None:
    """Of a single range there is nothing to weigh: both give the score itself."""
    scores = pd.DataFrame({"a": [0.0, 0.3, 1.0]})

    assert add(scores, pd.Series({"a": 1.0}), how=adding).tolist() == [0.0, 0.3, 1.0]


def test_closeness_is_measured_between_the_best_and_the_worst() -> None:
    """A second route: the distances one by one, in a table worked by hand."""
    scores = pd.DataFrame({"a": [1.0, 0.5, 0.0], "b": [0.0, 0.5, 1.0]})
    weights = pd.Series({"a": 0.8, "b": 0.2})

    closeness = add(scores, weights, how="topsis")

    assert closeness.tolist() == pytest.approx([0.8, 0.5, 0.2])


def test_contributions_add_up_to_the_weighted_sum() -> None:
    """Nothing of the index is left unexplained."""
    scores = normalise(cities(), directions=DIRECTIONS)
    weights = weigh(scores)

    parts = contributions(scores, weights)

    assert parts.sum(axis=1).tolist() == pytest.approx(add(scores, weights).tolist())


def test_many_sets_of_weights_are_the_sets_one_by_one() -> None:
    """The vectorised route and the single one give the same numbers."""
    scores = normalise(cities(), directions=DIRECTIONS)
    sets = np.random.default_rng(3).dirichlet(np.ones(8), size=5)

    for how in get_args(Adding):
        together = index_of(scores.to_numpy(), sets, how=how)
        singly = [
            add(scores, pd.Series(weights, index=scores.columns), how=how)
            for weights in sets
        ]
        assert together.T.tolist() == pytest.approx(np.array(singly))


@pytest.mark.parametrize(
    ("method", "low", "high"), [("range", 0.0, 1.0), ("vector", 3 / 13, 12 / 13)]
)
def test_scores_of_a_table_worked_by_hand(
    method: Normalising, low: float, high: float
) -> None:
    """Of 3, 4 and 12 the vector's length is 13."""
    table = pd.DataFrame({"a": [3.0, 4.0, 12.0]})

    scores = normalise(table, directions={"a": "more"}, method=method)["a"]

    assert (scores[0], scores[2]) == pytest.approx((low, high))


def test_standard_scores_have_mean_zero_and_deviation_one() -> None:
    """Which is what they are called after."""
    scores = normalise(cities(), directions=DIRECTIONS, method="standard")

    assert scores.mean().tolist() == pytest.approx([0] * 8, abs=1e-12)
    assert scores.std(ddof=0).tolist() == pytest.approx([1] * 8)


def test_equal_weights_sum_to_one() -> None:
    """Each has its part of it."""
    scores = normalise(cities(), directions=DIRECTIONS)

    assert weigh(scores, how="equal").tolist() == [1 / 8] * 8


@pytest.mark.parametrize("method", ["standard", "vector"])
def test_entropy_of_scores_below_zero_is_refused(method: Normalising) -> None:
    """A share of a negative number is no share; the sentence says what to do."""
    scores = normalise(cities(), directions=DIRECTIONS, method=method)

    with pytest.raises(ValueError, match="normalise by the range"):
        weigh(scores)


def test_entropy_of_scores_that_are_all_equal_is_refused() -> None:
    """There is no dispersion to weigh by."""
    with pytest.raises(ValueError, match="an indicator that differs"):
        weigh(pd.DataFrame({"a": [0.3] * 5, "b": [0.1] * 5}))


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"a": [1.0, 1.0]}, "a is the same in every row, so it ranks none"),
        ({"b": [1.0, 2.0]}, "no column 'a'; it has b"),
        ({"a": [1.0]}, "at least 2 rows and has 1"),
        ({"a": [1.0, math.nan]}, r"a must be a number .* not nan \(1\)"),
        ({"a": ["1", "2"]}, "a must hold numbers"),
    ],
)
def test_a_table_that_cannot_be_scored_is_refused(
    table: dict[str, list[float]], message: str
) -> None:
    """The sentence says which indicator, and what is wrong with it."""
    with pytest.raises(ValueError, match=message):
        normalise(pd.DataFrame(table), directions={"a": "more"})


def test_a_direction_that_is_none_is_refused() -> None:
    """More or less: there is no third."""
    with pytest.raises(ValueError, match="direction of a must be one of more, less"):
        normalise(
            pd.DataFrame({"a": [1.0, 2.0]}),
            directions={"a": "up"},  # type: ignore[dict-item]
        )


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ({"a": 1.0}, "weights must be those of a, b, not of a"),
        ({"a": 1.5, "b": -0.5}, r"weight of b must be at least 0, not -0\.5"),
    ],
)
def test_weights_that_do_not_fit_are_refused(
    weights: dict[str, float], message: str
) -> None:
    """One for each indicator, and none below zero."""
    scores = pd.DataFrame({"a": [0.0, 1.0], "b": [1.0, 0.0]})

    with pytest.raises(ValueError, match=message):
        add(scores, pd.Series(weights))
