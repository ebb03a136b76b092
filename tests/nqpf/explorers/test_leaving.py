"""Lesson 14's first explorer shows its view, and its notes are true."""

import math
from itertools import product

import numpy as np
import pytest

from nqpf.charts.leaving import OFFERS, PRICES
from nqpf.charts.theme import STYLISED, description
from nqpf.corpus import lines
from nqpf.explorers.drawing import difference, draw
from nqpf.explorers.frame import MOST_CONTROLS
from nqpf.explorers.leaving import (
    DESIGNS,
    NETWORK,
    NOTICE,
    explore_leaving,
    leaving_view,
)
from nqpf.models.choice import Survey, ask
from nqpf.models.logit import fit, median_interval
from nqpf.models.network import attachment, price_of_leaving

START = {"people": 200, "design": "two", "together": 0, "sample": 1}
SAMPLES = range(1, 31)


def interval(people: int, design: str, sample: int) -> tuple[float, float, float]:
    """Return the median that a sample tells, and the ends of its bar."""
    survey = Survey(people=people, offers=DESIGNS[design], seed=sample)
    found = fit(ask(survey, attachment(NETWORK, together=0)))
    return found.attachment.median, *median_interval(found)


def test_the_explorer_opens_on_the_pages_two_offers() -> None:
    """The first picture does not answer the question."""
    explorer = explore_leaving()

    assert explorer.trait_values()["values"] == START
    assert explorer.chart.to_dict() == leaving_view(**START).to_dict()


def test_a_moved_control_draws_what_the_view_draws() -> None:
    """The shown chart is the view's, for the values as they are."""
    explorer = explore_leaving()

    explorer.values = {"design": "wide", "people": 1000}

    assert explorer.problem == ""
    expected = leaving_view(**{**START, "design": "wide", "people": 1000})
    assert explorer.chart.to_dict() == expected.to_dict()


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("together", [0, 100])
def test_any_setting_only_sends_new_rows(design: str, together: int) -> None:
    """The living picture is refilled, never replaced."""
    explorer = explore_leaving()
    before = draw(explorer.chart)

    explorer.values = {"design": design, "together": together, "people": 2000}

    assert explorer.problem == ""
    assert "skeleton" not in difference(before, draw(explorer.chart))


def test_there_are_four_controls_and_each_is_labelled() -> None:
    """No more than a learner can keep in mind."""
    controls = explore_leaving().get_state()["_frame"]["controls"]

    assert len(controls) == MOST_CONTROLS
    assert all(control["label"] for control in controls)


def test_the_explorer_says_that_its_persons_are_stylised() -> None:
    """No stylised answer may be taken for a real one."""
    assert f"{STYLISED}." in description(explore_leaving().chart)


def test_the_question_can_be_settled() -> None:
    """Two offers rule nothing out above 1,393 yuan; nine put the median near 2,800."""
    told = [interval(2000, design, 1) for design in ("two", "wide")]

    assert told[0][2] / told[0][1] > 1.8
    assert told[1][1] < 2800 < told[1][2]
    assert told[1][2] / told[1][1] < 1.3


def test_both_offers_lie_below_the_median() -> None:
    """First note: 2,800 yuan against 500 and 1,000."""
    assert price_of_leaving(NETWORK, together=0) == 2800
    assert max(DESIGNS["two"]) == 1000


def test_the_bar_often_runs_off_the_picture() -> None:
    """First note: in more than a third of the samples of 200."""
    beyond = [interval(200, "two", n)[2] > OFFERS[1] for n in SAMPLES]

    assert np.mean(beyond) > 1 / 3


def test_the_median_jumps_from_sample_to_sample() -> None:
    """First note: with two offers its logarithm spreads five times as much."""
    two, nine = (
        np.std([math.log(interval(200, design, n)[0]) for n in SAMPLES])
        for design in ("two", "wide")
    )

    assert two > 5 * nine


def test_nine_offers_tell_the_truth_with_a_short_bar() -> None:
    """Second note: in nine of ten samples or more, within a factor of three."""
    bars = [interval(200, "wide", n)[1:] for n in SAMPLES]

    assert np.mean([low <= 2800 <= high for low, high in bars]) >= 0.9
    assert all(high / low < 3 for low, high in bars)


def test_the_offers_matter_more_than_the_people() -> None:
    """Second note: two offers to 2,000 leave no shorter a bar than nine to 200."""
    many, few = (
        np.median([high / low for _, low, high in bars])
        for bars in (
            [interval(2000, "two", n) for n in SAMPLES],
            [interval(200, "wide", n) for n in SAMPLES],
        )
    )

    assert many >= few


def test_leaving_with_all_is_cheaper() -> None:
    """Third note: from 2,800 to 960 yuan."""
    prices = [price_of_leaving(NETWORK, together=share) for share in (0, 1)]

    assert f"from {prices[0]:,.0f} to {prices[1]:.0f} yuan" in NOTICE[2]


def test_twenty_people_mostly_give_no_curve() -> None:
    """Fourth note: most samples are refused in words, and the picture stays."""
    explorer = explore_leaving()
    explorer.values = {"people": 20}
    refused = []

    for sample in SAMPLES:
        kept = explorer.chart
        explorer.values = {"sample": sample}
        refused.append(bool(explorer.problem))
        if explorer.problem:
            assert explorer.problem.startswith("answers must")
            assert explorer.chart is kept

    assert np.mean(refused) > 0.5


def test_the_page_asks_with_these_two_offers() -> None:
    """Fifth note: 500 and 1,000 yuan, lines 117–118."""
    printed = "".join(line.strip() for line in lines()[116:118])

    assert "永久不用微信？比如500元，1000元" in printed


@pytest.mark.parametrize(
    ("people", "design", "together"), list(product([200, 2000], DESIGNS, [0, 50, 100]))
)
def test_everything_stays_within_the_axes(
    people: int, design: str, together: int
) -> None:
    """Bars that run off the picture end at its edge."""
    tables = leaving_view(
        people=people, design=design, together=together, sample=5
    ).datasets

    (median,), (spot,) = tables["median"], tables["spot"]
    assert OFFERS[0] <= median["low"] <= median["median"] <= median["high"] <= OFFERS[1]
    assert PRICES[0] <= spot["low"] <= spot["median"] <= spot["high"] <= PRICES[1]
    assert all(0 <= row["low"] <= row["high"] <= 1 for row in tables["curve"])
    assert all(PRICES[0] <= row["price"] <= PRICES[1] for row in tables["prices"])
