"""Waiting: the closed form, its limits, and dynamic programming as a second route."""

import math
from dataclasses import replace

import numpy as np
import pytest

from nqpf.models.timing import (
    Venture,
    elasticity,
    entry_value,
    hurdle,
    solve,
    threshold,
    waiting_value,
)

VENTURES = [
    Venture(),
    Venture(volatility=0.1, growth=0.04),
    Venture(volatility=0.4, growth=-0.02, chance=0.6, cost=3.0),
    Venture(volatility=0.2, growth=0.0, discount=0.04),
]


@pytest.mark.parametrize("venture", VENTURES, ids=str)
def test_the_elasticity_solves_the_fundamental_quadratic(venture: Venture) -> None:
    """Half the variance times β(β − 1), plus growth times β, is the discount."""
    beta = elasticity(venture)

    left = venture.volatility**2 / 2 * beta * (beta - 1) + venture.growth * beta
    assert beta > 1
    assert left == pytest.approx(venture.discount)


@pytest.mark.parametrize("venture", VENTURES, ids=str)
def test_dynamic_programming_finds_the_same_threshold(venture: Venture) -> None:
    """Policy iteration on a chain of 4,001 points, within a hundredth."""
    found = solve(venture)

    first = found.loc[found["enters"], "worth"].iloc[0]
    assert first == pytest.approx(threshold(venture), rel=0.01)


@pytest.mark.parametrize("venture", VENTURES, ids=str)
def test_dynamic_programming_finds_the_same_value(venture: Venture) -> None:
    """Around the threshold, to a thousandth of the cost."""
    found = solve(venture)
    near = found[found["worth"].between(0.2 * threshold(venture), 10 * venture.cost)]

    expected = waiting_value(near["worth"].to_numpy(), venture)

    gap = np.abs(near["value"].to_numpy() - expected)
    assert gap.max() < 2e-3 * venture.cost


def test_a_finer_grid_comes_closer_to_the_formula() -> None:
    """What parts the two routes is the grid."""
    venture = Venture()
    gaps = []

    for points in (401, 1601, 6401):
        found = solve(venture, points=points)
        one = np.interp(1.5, found["worth"], found["value"])
        gaps.append(abs(one - waiting_value(1.5, venture)))

    assert gaps == sorted(gaps, reverse=True)
    assert gaps[-1] < 1e-4


def test_stopping_at_the_threshold_is_worth_what_the_formula_says() -> None:
    """A Monte Carlo of 4,000 futures that enter once the threshold is passed."""
    venture = Venture(volatility=0.2, growth=0.0, discount=0.04)
    draw = np.random.default_rng(13)
    steps, time = 3000, 1 / 12
    worth, gained = np.full(4000, 1.0), np.zeros(4000)
    for now in range(steps):
        enters = (worth >= threshold(venture)) & (gained == 0)
        gained[enters] = math.exp(-0.04 * now * time) * (worth[enters] - 1)
        shock = draw.normal(-(0.2**2) / 2 * time, 0.2 * math.sqrt(time), 4000)
        worth = worth * np.exp(shock)

    error = gained.std() / math.sqrt(4000)

    assert waiting_value(1.0, venture) == pytest.approx(gained.mean(), abs=3 * error)


@pytest.mark.parametrize("trial", [0.6, 0.9, 1.1, 1.5])
def test_no_other_threshold_is_worth_more(trial: float) -> None:
    """A policy that stops elsewhere is worth less at a worth below both."""
    venture = Venture()
    other, now = trial * threshold(venture), 1.0

    policy = entry_value(other, venture) * (now / other) ** elasticity(venture)

    assert policy < waiting_value(now, venture)


def test_value_and_slope_meet_at_the_threshold() -> None:
    """Smooth pasting: below and above the threshold the slope is the chance."""
    venture = Venture(chance=0.5)
    at, step = threshold(venture), 1e-6
    near = np.array([at - step, at, at + step])

    value = waiting_value(near, venture)

    assert np.diff(value) / step == pytest.approx([0.5, 0.5], abs=1e-5)


def test_without_volatility_only_growth_is_waited_for() -> None:
    """As the moves vanish the hurdle falls to discount over what delay forgoes."""
    quiet = Venture(volatility=1e-4, growth=0.02, discount=0.08)

    assert hurdle(quiet) == pytest.approx(0.08 / 0.06, rel=1e-4)


def test_without_volatility_or_growth_the_break_even_rule_is_right() -> None:
    """Then there is nothing to wait for."""
    assert hurdle(Venture(volatility=1e-4, growth=-0.01)) == pytest.approx(1, abs=1e-4)


def test_the_more_the_worth_moves_the_longer_to_wait() -> None:
    """The threshold rises with volatility."""
    ends = [threshold(Venture(volatility=v)) for v in (0.05, 0.1, 0.2, 0.3, 0.5)]

    assert ends == sorted(ends)


def test_cost_is_a_unit() -> None:
    """Ten times the cost and the worth, ten times the value."""
    small, large = Venture(), Venture(cost=10)

    assert waiting_value(15.0, large) == pytest.approx(10 * waiting_value(1.5, small))


def test_half_the_chance_asks_for_twice_the_worth() -> None:
    """Only the mean outcome of the technology counts, so p V is the unit."""
    sure, shaky = Venture(), Venture(chance=0.5)

    assert threshold(shaky) == pytest.approx(2 * threshold(sure))
    assert waiting_value(3.0, shaky) == pytest.approx(waiting_value(1.5, sure))


def test_the_right_to_wait_is_never_worth_less_than_entering() -> None:
    """And never less than nothing."""
    worth, venture = np.linspace(0.01, 10, 500), Venture()

    value = waiting_value(worth, venture)

    assert (value >= np.maximum(entry_value(worth, venture), 0) - 1e-12).all()


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"cost": 0.0}, r"cost must be above 0, not 0\.0"),
        ({"volatility": -0.1}, r"volatility must be above 0, not -0\.1"),
        ({"discount": 0.0}, r"discount must be above 0, not 0\.0"),
        ({"growth": 0.08}, r"growth must lie strictly between -1 and 0\.08, not 0\.08"),
        ({"chance": 0.0}, r"chance must lie above 0 and be at most 1, not 0\.0"),
        ({"chance": 1.2}, r"chance must lie above 0 and be at most 1, not 1\.2"),
    ],
)
def test_a_venture_that_cannot_be_is_refused(
    changed: dict[str, float], message: str
) -> None:
    """The message names the parameter, its range and the value."""
    with pytest.raises(ValueError, match=message):
        replace(Venture(), **changed)


def test_a_grid_that_is_too_coarse_is_refused() -> None:
    """A hundred points could not tell thresholds apart."""
    with pytest.raises(ValueError, match="points must be a whole number"):
        solve(Venture(), points=100)
