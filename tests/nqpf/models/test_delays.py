"""Uncertain delays: the formula against drawn delays."""

from dataclasses import replace

import numpy as np
import pytest

from nqpf.models.delays import chance_of_no_gap, delay_at
from nqpf.models.transition import Transition, earliest_retirement, path

PLAN = Transition(retire_from=9.5)


def test_the_chance_is_the_share_of_drawn_delays_without_a_gap() -> None:
    """2,000 delays, each followed through year by year."""
    draw = np.random.default_rng(4)
    delays = PLAN.delay * np.exp(draw.normal(0, 0.3, 2000))

    clear = [
        path(replace(PLAN, delay=delay), years=25, steps=24)["gap"].max() < 1e-9
        for delay in delays
    ]

    expected = chance_of_no_gap(PLAN, spread=0.3)
    assert np.mean(clear) == pytest.approx(expected, abs=0.03)
    assert 0.6 < expected < 0.9


def test_the_date_that_is_safe_on_paper_is_an_even_bet() -> None:
    """The planned delay is as often missed as kept."""
    paper = replace(PLAN, retire_from=earliest_retirement(PLAN))

    assert chance_of_no_gap(paper, spread=0.5) == pytest.approx(0.5)


def test_a_delay_held_with_confidence_makes_a_plan_that_safe() -> None:
    """The two functions are inverse to each other."""
    late = replace(PLAN, delay=delay_at(0.9, planned=PLAN.delay, spread=0.3))

    safe = replace(PLAN, retire_from=earliest_retirement(late))

    assert chance_of_no_gap(safe, spread=0.3) == pytest.approx(0.9)


def test_retiring_before_anything_could_work_is_never_safe() -> None:
    """No delay is short enough."""
    hasty = Transition(retire_from=0, retire_rate=40)

    assert chance_of_no_gap(hasty, spread=0.3) == 0


def test_waiting_longer_is_safer() -> None:
    """The chance rises with the start of retiring."""
    chances = [
        chance_of_no_gap(replace(PLAN, retire_from=start), spread=0.3)
        for start in (6, 8, 10, 14)
    ]

    assert chances == sorted(chances)
    assert chances[-1] > 0.99


@pytest.mark.parametrize("confidence", [0, 1, 1.2])
def test_a_confidence_is_a_probability_short_of_certainty(confidence: float) -> None:
    """No delay is certain to be kept."""
    with pytest.raises(ValueError, match=r"^confidence must lie strictly between"):
        delay_at(confidence, planned=4, spread=0.3)


def test_a_spread_of_zero_is_refused() -> None:
    """The message names it."""
    with pytest.raises(ValueError, match=r"^spread must be above 0, not 0"):
        chance_of_no_gap(PLAN, spread=0)
