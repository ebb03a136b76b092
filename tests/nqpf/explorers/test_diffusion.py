"""Lesson 09's explorer shows its view, and its notes are true."""

from itertools import product
from typing import Any

import numpy as np
import pytest

from nqpf.charts.theme import STYLISED, description
from nqpf.corpus import lines
from nqpf.explorers.diffusion import (
    BUSIEST,
    FIRMS,
    MARKET,
    NOTICE,
    PUSH_YEARS,
    diffusion_view,
    explore_diffusion,
)
from nqpf.explorers.drawing import difference, draw
from nqpf.explorers.frame import MOST_CONTROLS
from nqpf.models.diffusion import Bass, Push, adopted, yearly

START: dict[str, Any] = {"innovation": 0.5, "imitation": 30, "push": 0.0, "seen": 7}
EXTREMES = [
    dict(zip(START, ends, strict=True))
    for ends in product([0.2, 3.0], [20, 60], [0.0, 4.0], [5, 25])
]
TRUE = Bass(market=MARKET, innovation=0.005, imitation=0.3)


def markets(**changed: Any) -> tuple[int, int, int]:  # noqa: ANN401 - a slider's number
    """Return the smallest, the best and the largest market that the board names."""
    said = description(diffusion_view(**{**START, **changed}))
    fits = said.split("Markets that fit: ")[1].split("; ")[0]
    spread, best = fits.split(" thousand firms, best ")
    low, high = spread.split(" to ")
    return int(low), int(best), int(high)


def test_the_explorer_opens_on_seven_years() -> None:
    """The first picture does not answer the question."""
    explorer = explore_diffusion()

    assert explorer.trait_values()["values"] == START
    assert explorer.chart.to_dict() == diffusion_view(**START).to_dict()
    assert markets()[2] == FIRMS


def test_a_moved_control_draws_what_the_view_draws() -> None:
    """The shown chart is the view's, for the values as they are."""
    explorer = explore_diffusion()

    explorer.values = {"seen": 12, "push": 1.5}

    expected = diffusion_view(**START | {"seen": 12, "push": 1.5})
    assert explorer.problem == ""
    assert explorer.chart.to_dict() == expected.to_dict()


@pytest.mark.parametrize("settings", EXTREMES, ids=str)
def test_any_control_only_sends_new_rows(settings: dict[str, Any]) -> None:
    """The living picture is refilled, never replaced."""
    explorer = explore_diffusion()
    before = draw(explorer.chart)

    explorer.values = settings

    assert explorer.problem == ""
    assert "skeleton" not in difference(before, draw(explorer.chart))


@pytest.mark.parametrize("settings", EXTREMES, ids=str)
def test_everything_stays_within_the_axes(settings: dict[str, Any]) -> None:
    """At the ends of all controls no curve and no point leaves the picture."""
    tables = diffusion_view(**settings).datasets

    totals = [row["adopted"] for row in tables["totals"] + tables["seen"]]
    busy = [row["adopters"] for row in tables["yearly"] + tables["seen_yearly"]]
    assert 0 <= min(totals) <= max(totals) <= FIRMS + 1e-6
    assert 0 <= min(busy) <= max(busy) <= BUSIEST


@pytest.mark.parametrize("seen", range(5, 26))
def test_no_number_of_years_is_refused(seen: int) -> None:
    """From the low end to the high one, with everything spreading at its fastest."""
    view = diffusion_view(innovation=3.0, imitation=60, push=4.0, seen=seen)

    assert len(view.datasets["seen"]) == seen


def test_there_are_four_controls_and_each_is_labelled_with_its_unit() -> None:
    """What is moved, and in what."""
    controls = explore_diffusion().get_state()["_frame"]["controls"]

    assert len(controls) == MOST_CONTROLS
    assert all(control["label"] and control["unit"] for control in controls)


def test_the_explorer_says_that_its_data_are_stylised() -> None:
    """No stylised figure may be taken for a real technology's."""
    assert f"{STYLISED}." in description(explore_diffusion().chart)


def test_the_question_is_settled_in_the_tenth_year() -> None:
    """First note: until then all firms fit; adoption is fastest in the fourteenth."""
    fits_all = [markets(seen=seen)[2] == FIRMS for seen in range(5, 26)]
    by_year = yearly(TRUE, years=30).set_index("year")["adopters"]

    assert fits_all == [True] * 5 + [False] * 16
    assert by_year.idxmax() == 14


def test_a_beginning_tells_little_whatever_the_luck() -> None:
    """First note: after seven years most ranges reach all firms, after 16 none does."""
    early = [markets(seed=seed)[2] == FIRMS for seed in range(30)]
    late = [markets(seed=seed, seen=16)[2] == FIRMS for seed in range(30)]

    assert np.mean(early) > 0.7
    assert not any(late)


def test_the_best_fit_jumps() -> None:
    """Second note: 48 after six years and 219 after seven."""
    assert (markets(seen=6)[1], markets(seen=7)[1]) == (48, 219)
    assert "48 thousand" in NOTICE[1]
    assert "219" in NOTICE[1]


@pytest.mark.parametrize("seen", range(5, 26))
def test_without_a_push_the_range_holds_the_truth(seen: int) -> None:
    """Second note: so it is the range to look at."""
    low, _, high = markets(seen=seen)

    assert low <= MARKET <= high


def test_a_push_brings_adoption_forward_and_adds_none() -> None:
    """Third note: 62 instead of 25 thousand after ten years, 100 after thirty."""
    push = Push(strength=0.02, years=PUSH_YEARS)

    alone, pushed = adopted([10, 30], TRUE), adopted([10, 30], TRUE, push=push)

    assert [round(alone[0]), round(pushed[0])] == [25, 62]
    assert [alone[1], pushed[1]] == pytest.approx([100, 100], abs=0.7)


def test_the_end_of_a_push_looks_like_the_end_of_the_market() -> None:
    """Fourth note: the range excludes the truth; the best is too low by any luck."""
    low, best, high = markets(push=2.0)

    assert low < best < high < MARKET
    assert all(markets(push=2.0, seed=seed)[1] < MARKET for seed in range(30))


def test_the_page_is_quoted_as_it_stands() -> None:
    """Fifth note: lines 94 and 95, without the spaces of a justified line."""
    printed = "".join(lines()[93:95]).replace(" ", "")

    assert "极易扩散和广泛应用" in printed
    assert "极易扩散和广泛应用" in NOTICE[4]
    assert "lines 94–95" in NOTICE[4]
