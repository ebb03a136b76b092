"""Lesson 07's explorer shows its view, and its notes are true."""

from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest

from nqpf.charts.theme import STYLISED, description
from nqpf.explorers.composite import (
    CHEAT,
    HEAVIEST,
    NAMES,
    NONE,
    RECIPES,
    cities_of,
    city_details,
    explore_index,
    index_view,
)
from nqpf.explorers.drawing import difference, draw
from nqpf.explorers.frame import MOST_CONTROLS
from nqpf.models.composite import Direction, build, normalise, weigh
from nqpf.models.province import INDICATORS, Province
from nqpf.models.robustness import agreement, ranks

CITIES = cities_of(Province())
START: dict[str, Any] = {
    "recipe": "equal",
    "without": NONE,
    "wrong_sign": False,
    "factor": 1,
}
DIRECTIONS: dict[str, Direction] = {each.name: each.better for each in INDICATORS}
EVERY_CHOICE = [
    {"recipe": recipe, "without": without, "wrong_sign": wrong_sign}
    for recipe, without, wrong_sign in product(RECIPES, [NONE, *NAMES], [False, True])
]


def drawn(table: str, **changed: object) -> list[dict[str, Any]]:
    """Return a table of the board for some settings."""
    board = index_view(CITIES, **{**START, **changed})
    rows: list[dict[str, Any]] = board.datasets[table]
    return rows


def places(**changed: object) -> dict[str, int]:
    """Return the ranks that the board shows."""
    return {row["city"]: row["rank"] for row in drawn("places", **changed)}


def mean_move(
    cities: pd.DataFrame, recipe: str, directions: dict[str, Direction]
) -> float:
    """Return how many ranks cities move on average from equal weights."""
    before = ranks(build(cities, directions=DIRECTIONS, recipe=RECIPES["equal"]))
    after = ranks(build(cities, directions=directions, recipe=RECIPES[recipe]))
    return float((after - before).abs().mean())


def test_the_explorer_opens_on_equal_weights_and_right_numbers() -> None:
    """The first picture is the one before anything is chosen."""
    explorer = explore_index()

    assert explorer.trait_values()["values"] == START
    assert explorer.chart.to_dict() == index_view(CITIES, **START).to_dict()
    assert "0 of 16 cities move" in description(explorer.chart)


def test_a_moved_control_draws_what_the_view_draws() -> None:
    """The shown chart is the view's, for the values as they are."""
    explorer = explore_index()

    explorer.values = {"recipe": "topsis", "factor": 7}

    expected = index_view(CITIES, **START | {"recipe": "topsis", "factor": 7})
    assert explorer.problem == ""
    assert explorer.chart.to_dict() == expected.to_dict()


@pytest.mark.parametrize(
    "change",
    [
        {"recipe": "topsis"},
        {"without": "patents"},
        {"wrong_sign": True},
        {"factor": 20},
    ],
    ids=str,
)
def test_any_control_only_sends_new_rows(change: dict[str, Any]) -> None:
    """The living picture is refilled, never replaced."""
    explorer = explore_index()
    before = draw(explorer.chart)

    explorer.values = change

    found = difference(before, draw(explorer.chart))
    assert "skeleton" not in found
    assert found["tables"]


def test_there_are_four_controls_and_each_is_labelled() -> None:
    """No more than a learner can keep in mind."""
    controls = explore_index().get_state()["_frame"]["controls"]

    assert len(controls) == MOST_CONTROLS
    assert all(control["label"] for control in controls)


def test_the_explorer_says_that_its_data_are_stylised() -> None:
    """No stylised figure may be taken for a real place's."""
    assert f"{STYLISED}." in description(explore_index().chart)


def test_a_province_of_the_learners_own_can_be_explored() -> None:
    """Another seed, another picture, under the same controls."""
    own = explore_index(Province(seed=11))

    assert own.chart.to_dict() != explore_index().chart.to_dict()


@pytest.mark.parametrize("settings", EVERY_CHOICE, ids=str)
def test_everything_stays_within_the_axes(settings: dict[str, Any]) -> None:
    """No rank, no range and no weight leaves the picture, whatever is chosen."""
    for factor in (1, 20):
        tables = index_view(CITIES, **settings, factor=factor).datasets
        ends = [row[end] for row in tables["places"] for end in ("rank", "low", "high")]
        weights = [row["weight"] for row in tables["weights"]]

        assert 1 <= min(ends) <= max(ends) <= 16
        assert 0 <= min(weights) <= max(weights) <= HEAVIEST


def test_the_ranks_shown_are_those_of_the_index() -> None:
    """A second route: the index built in one call."""
    index = build(CITIES, directions=DIRECTIONS, recipe=RECIPES["topsis"])

    assert places(recipe="topsis") == ranks(index).to_dict()


def test_the_question_is_settled_by_two_cities() -> None:
    """First note: over all choices with right numbers only the ends stay."""
    found = pd.DataFrame([places(**choice) for choice in EVERY_CHOICE])

    kept = {
        city: int(place.iloc[0])
        for city, place in found.items()
        if len(set(place)) == 1
    }
    assert kept == {"Amberfen": 1, "Mulberry Gate": 16}
    assert (found["Cranebridge"].min(), found["Cranebridge"].max()) == (2, 14)


@pytest.mark.parametrize("seed", [6, *range(12)])
def test_a_wrong_sign_moves_cities_farther_than_entropy_weights(seed: int) -> None:
    """Second note: in this province and in others."""
    cities = cities_of(Province(seed=seed))
    wrong: dict[str, Direction] = {**DIRECTIONS, "energy_intensity": "more"}

    assert mean_move(cities, "equal", wrong) > mean_move(cities, "entropy", DIRECTIONS)


def test_patents_weigh_most_and_do_not_matter_most() -> None:
    """Third note: R&D spending follows technology more closely, and weighs less."""
    weights = weigh(normalise(CITIES, directions=DIRECTIONS))
    follows = {
        name: agreement(CITIES[name], CITIES["tfp"]) for name in ("patents", "rd_share")
    }

    assert weights.idxmax() == "patents"
    assert follows["patents"] < follows["rd_share"]
    aimed = {each.name: each.closeness for each in INDICATORS}
    assert aimed["patents"] < aimed["rd_share"]


def test_a_wrong_number_makes_the_last_but_one_first() -> None:
    """Fourth note: with TOPSIS and entropy; with equal weights it hardly helps."""
    assert places(recipe="topsis", factor=20)[CHEAT] == 1
    assert {places(factor=n)[CHEAT] for n in range(1, 21)} <= {11, 12, 13, 14, 15}


def test_a_wrong_number_is_rewarded_with_weight() -> None:
    """Fourth note: the weight of patents rises with it."""
    weights = [
        {
            row["indicator"]: row["weight"]
            for row in drawn("weights", recipe="entropy", factor=n)
        }
        for n in (1, 20)
    ]

    assert weights[1]["invention patents"] > 1.2 * weights[0]["invention patents"]


@pytest.mark.parametrize("recipe", RECIPES)
def test_the_bars_cover_half_of_the_table_in_the_middle(recipe: str) -> None:
    """Fifth note: for cities placed 5th to 12th the mean bar covers eight ranks."""
    rows = [row for row in drawn("places", recipe=recipe) if 5 <= row["rank"] <= 12]

    assert np.mean([row["high"] - row["low"] for row in rows]) >= 7


def test_a_city_is_taken_apart_on_a_click() -> None:
    """Its parts add up to its index, and the wrong number is the one shown."""
    settings = START | {"factor": 3}
    table = city_details(CITIES, {"city": CHEAT}, **settings)

    total = table["Score × weight"].astype(float).sum()
    shown = table.set_index("Indicator")["Value"]
    assert str(table.attrs["caption"]).endswith(f"{total:.3f}")
    assert float(shown["invention patents"]) == pytest.approx(
        3 * CITIES.loc[CHEAT, "patents"], abs=0.005
    )


def test_an_indicator_that_is_left_out_is_not_drawn() -> None:
    """Neither its weight nor its part of a city."""
    left = {row["indicator"] for row in drawn("weights", without="robots")}

    table = city_details(CITIES, {"city": CHEAT}, **START | {"without": "robots"})
    assert left == set(NAMES.values()) - {"robots"} == set(table["Indicator"])


def test_clicks_are_answered_with_the_values_as_they_are() -> None:
    """The frame passes them on."""
    explorer = explore_index()
    explorer.values = {"without": "patents"}

    detailed = explorer._detailed({"city": "Amberfen"})  # noqa: SLF001 - what a click asks

    assert len(detailed["rows"]) == 7
