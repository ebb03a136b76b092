"""Lesson 00's explorer shows its view, and its notes are true."""

import re
from itertools import pairwise

import pytest

from nqpf.charts.theme import description
from nqpf.explorers.doubling import NOTICE, YEARS, doubling_view, explore_doubling
from nqpf.explorers.drawing import difference, draw
from nqpf.models.rates import compound_growth, doubling_time

ALL_RATES = [n / 10 for n in range(5, 121)]


def amounts(rate: float) -> list[float]:
    """Return the amounts that the view draws, year by year."""
    return [row["amount"] for row in draw(doubling_view(rate=rate)).tables["paths"]]


def test_the_explorer_opens_on_a_slow_rate() -> None:
    """The first picture does not answer the question."""
    explorer = explore_doubling()

    assert explorer.chart.to_dict() == doubling_view(rate=2.0).to_dict()
    assert "has not doubled by then" in description(explorer.chart)


def test_a_moved_control_draws_what_the_view_draws() -> None:
    """The shown chart is the view's, for the rate as it is."""
    explorer = explore_doubling()

    explorer.values = {"rate": 7.2}

    assert explorer.problem == ""
    assert explorer.chart.to_dict() == doubling_view(rate=7.2).to_dict()


@pytest.mark.parametrize("rate", [0.5, 2.1, 2.4, 12.0])
def test_any_rate_only_sends_new_rows(rate: float) -> None:
    """The living picture is refilled, never replaced."""
    explorer = explore_doubling()
    before = draw(explorer.chart)

    explorer.values = {"rate": rate}

    change = difference(before, draw(explorer.chart))
    assert "skeleton" not in change
    assert "paths" in change["tables"]


def test_every_place_of_the_slider_has_a_picture() -> None:
    """From the low end to the high one, no rate is refused."""
    explorer = explore_doubling()
    problems = set()

    for rate in ALL_RATES:
        explorer.values = {"rate": rate}
        problems.add((explorer.problem, explorer.values["rate"] == rate))

    assert problems == {("", True)}


def test_the_control_is_labelled_with_its_unit() -> None:
    """What is moved, and in what."""
    (control,) = explore_doubling().get_state()["_frame"]["controls"]

    assert (control["label"], control["unit"]) == ("Growth rate", "%")


def test_the_amount_grows_by_the_rate_in_every_year() -> None:
    """From 100, thirty times."""
    drawn = amounts(5.0)

    assert drawn[0] == 100
    assert len(drawn) == YEARS + 1
    assert compound_growth(drawn[0], drawn[-1], years=YEARS) == pytest.approx(0.05)


def test_the_point_lies_on_the_curve() -> None:
    """A second route: the year read off the yearly amounts, between two of them."""
    (point,) = draw(doubling_view(rate=6.0)).tables["doubled"]

    year = int(point["year"])
    before, after = amounts(6.0)[year : year + 2]
    assert before < point["amount"] < after


def test_the_question_can_be_settled_with_the_slider() -> None:
    """One place of it, 7.2 %, doubles in ten years to the tenth."""
    settled = [
        rate
        for rate in ALL_RATES
        if "doubled after 10.0 years" in description(doubling_view(rate=rate))
    ]

    assert settled == [7.2]


def test_the_curve_bends_upwards() -> None:
    """First note: each year adds more than the year before."""
    drawn = amounts(3.0)

    steps = [after - before for before, after in pairwise(drawn)]

    assert steps == sorted(set(steps))


def test_twice_the_rate_is_not_twice_the_growth() -> None:
    """Second note: what it says of 3 % and of 6 % is what is drawn."""
    told = [int(number) for number in re.findall(r"(\d+) %", NOTICE[1])]

    drawn = [round(amounts(rate)[-1] - 100) for rate in (3.0, 6.0)]

    assert told == [3, drawn[0], 6, drawn[1]]


def test_the_rate_times_the_years_to_double_stays_near_seventy() -> None:
    """Third note: within a twentieth over the whole slider."""
    products = [rate * doubling_time(rate / 100) for rate in ALL_RATES]

    assert products == pytest.approx([70] * len(products), rel=0.05)


def test_the_rule_is_compared_with_the_exact_answer() -> None:
    """Third note: 7 years by the rule, and to the tenth what the point says."""
    exact = doubling_time(0.1)

    assert f"it says {70 / 10:.0f} years; the exact answer is {exact:.1f}." in NOTICE[2]
