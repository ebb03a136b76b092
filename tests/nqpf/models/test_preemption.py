"""Two cities: the race, the waiting game, and the line between them."""

import math
from dataclasses import replace

import numpy as np
import pytest

from nqpf.models.preemption import (
    Rivalry,
    critical_chance,
    follower_threshold,
    follower_value,
    leader_value,
    race_threshold,
    race_window,
)
from nqpf.models.timing import Venture, threshold, waiting_value

VENTURE = Venture()
RACES = [Rivalry(venture=VENTURE, share=share) for share in (0.2, 0.5, 0.8)]
GRID = np.linspace(0.05, 30, 60_000)


@pytest.mark.parametrize("rivalry", RACES, ids=lambda rivalry: str(rivalry.share))
def test_at_the_race_first_and_second_are_worth_the_same(rivalry: Rivalry) -> None:
    """The race takes away all that being first was worth (rent equalisation)."""
    race = race_threshold(rivalry)

    assert leader_value(race, rivalry) == pytest.approx(follower_value(race, rivalry))


@pytest.mark.parametrize("rivalry", RACES, ids=lambda rivalry: str(rivalry.share))
def test_the_race_is_the_first_worth_at_which_leading_pays(rivalry: Rivalry) -> None:
    """A second route: the first of 60,000 points where L reaches above Φ."""
    leads = leader_value(GRID, rivalry) > follower_value(GRID, rivalry)

    assert GRID[np.argmax(leads)] == pytest.approx(race_threshold(rivalry), abs=1e-3)


@pytest.mark.parametrize("rivalry", RACES, ids=lambda rivalry: str(rivalry.share))
def test_a_rival_hurries_but_not_below_break_even(rivalry: Rivalry) -> None:
    """The race lies between the cost and the threshold of a city alone."""
    assert 1 < race_threshold(rivalry) < threshold(VENTURE)


def test_the_second_waits_longer_than_one_alone() -> None:
    """It gets less, so it asks for more."""
    assert follower_threshold(RACES[1]) == pytest.approx(2 * threshold(VENTURE))


def test_a_harsh_rival_leaves_only_the_break_even_rule() -> None:
    """If the second gets next to nothing, all value of waiting is raced away."""
    assert race_threshold(Rivalry(venture=VENTURE, share=1e-4)) == pytest.approx(
        1, abs=0.01
    )


def test_without_rivalry_each_acts_as_if_alone() -> None:
    """Where a second takes nothing, the race is at the threshold of one alone."""
    none = Rivalry(venture=VENTURE, share=1.0)

    assert race_threshold(none) == pytest.approx(threshold(VENTURE), rel=1e-6)
    assert follower_value(1.3, none) == pytest.approx(waiting_value(1.3, VENTURE))


def test_the_less_the_second_gets_the_sooner_the_race() -> None:
    """Thresholds rise with the share."""
    races = [
        race_threshold(Rivalry(venture=VENTURE, share=share))
        for share in (0.1, 0.3, 0.5, 0.7, 0.9)
    ]

    assert races == sorted(races)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_the_race_ends_at_the_critical_chance(share: float) -> None:
    """A second route: above it L exceeds Φ somewhere on the grid, below it nowhere."""
    edge = critical_chance(Rivalry(venture=VENTURE, share=share))

    leads = []
    for chance in (edge - 0.005, edge + 0.005):
        rivalry = Rivalry(venture=replace(VENTURE, chance=chance), share=share)
        gains = leader_value(GRID, rivalry) - follower_value(GRID, rivalry)
        leads.append((gains.max() > 0, math.isfinite(race_threshold(rivalry))))

    assert leads == [(False, False), (True, True)]


def test_the_critical_chance_is_the_closed_form() -> None:
    """As the module's docstring has it, from β, m and s alone."""
    beta = (1 + math.sqrt(1 + 8 * 0.04 / 0.2**2)) / 2
    m = beta / (beta - 1)

    found = critical_chance(
        Rivalry(venture=Venture(volatility=0.2, growth=0, discount=0.04), share=0.4)
    )

    assert found == pytest.approx(
        0.4 * m * (beta * (m - 0.4) * m**-beta) ** (1 / (beta - 1))
    )


def test_both_in_share_alike() -> None:
    """Above the second's threshold the first earns as much, but bore the risk."""
    rivalry = Rivalry(venture=Venture(chance=0.5), share=0.5)
    worth = 2 * follower_threshold(rivalry)

    gap = follower_value(worth, rivalry) - leader_value(worth, rivalry)

    assert gap == pytest.approx((1 - 0.5) * rivalry.venture.cost)


@pytest.mark.parametrize("chance", [0.85, 0.95, 1.0])
def test_the_window_holds_every_worth_at_which_leading_pays(chance: float) -> None:
    """A second route: the grid's first and last point with L above Φ."""
    rivalry = Rivalry(venture=replace(VENTURE, chance=chance), share=0.5)
    gains = leader_value(GRID, rivalry) - follower_value(GRID, rivalry)

    leads = GRID[gains > 1e-9]

    assert race_window(rivalry) == pytest.approx((leads[0], leads[-1]), abs=2e-3)


def test_a_sure_technology_is_raced_for_until_both_are_in() -> None:
    """Nothing is to be found out, so the window ends where the second enters."""
    sure = Rivalry(venture=VENTURE, share=0.5)

    assert race_window(sure)[1] == pytest.approx(follower_threshold(sure))


@pytest.mark.parametrize("value", [leader_value, follower_value])
def test_values_do_not_jump_where_the_second_enters(value: object) -> None:
    """Everybody sees that entry coming."""
    assert callable(value)
    edge = follower_threshold(RACES[1])

    before, after = value(edge - 1e-7, RACES[1]), value(edge + 1e-7, RACES[1])

    assert before == pytest.approx(after, abs=1e-6)


@pytest.mark.parametrize("share", [0.0, 1.1, -0.5])
def test_a_share_that_cannot_be_is_refused(share: float) -> None:
    """The message names the parameter, its range and the value."""
    message = f"share must lie above 0 and be at most 1, not {share}"
    with pytest.raises(ValueError, match=message):
        Rivalry(venture=VENTURE, share=share)
