"""Building and retiring: dates against a search, volumes against geometry."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from nqpf.models.transition import (
    Transition,
    capacities,
    costs_of_timing,
    earliest_retirement,
    latest_build,
    path,
)

PLANS = [
    Transition(build_rate=b, retire_rate=r, delay=d, old=o)
    for b, r, d, o in product([4, 10, 25], [5, 10, 40], [0.5, 4], [100, 110, 130])
]


def deepest_gap(transition: Transition) -> float:
    """Return the largest gap on a fine grid (% of today's demand)."""
    return float(path(transition, years=transition.done, steps=200)["gap"].max())


@pytest.mark.parametrize("name", ["build_rate", "retire_rate", "delay", "demand"])
def test_a_rate_a_delay_or_a_demand_of_zero_is_refused(name: str) -> None:
    """The message names the parameter."""
    with pytest.raises(ValueError, match=f"^{name} must be above 0, not 0"):
        Transition(**{name: 0})


@pytest.mark.parametrize("name", ["retire_from", "build_from"])
def test_nothing_begins_in_the_past(name: str) -> None:
    """Years count from now."""
    with pytest.raises(ValueError, match=f"^{name} must be at least 0, not -1"):
        Transition(**{name: -1})


def test_a_plan_that_starts_with_a_gap_is_refused() -> None:
    """What is there today serves today's demand."""
    with pytest.raises(ValueError, match=r"^old must be at least 100.0, not 90"):
        Transition(old=90)


@pytest.mark.parametrize("plan", PLANS, ids=str)
def test_the_safe_date_is_safe(plan: Transition) -> None:
    """Retiring from the closed-form date on leaves no gap on a fine grid."""
    safe = replace(plan, retire_from=earliest_retirement(plan))

    assert deepest_gap(safe) == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("plan", PLANS, ids=str)
def test_a_month_before_the_safe_date_a_gap_opens(plan: Transition) -> None:
    """The date is the earliest one, not just some safe one."""
    date = earliest_retirement(plan)
    if date == 0:
        assert deepest_gap(replace(plan, retire_from=0)) == 0
        return

    early = replace(plan, retire_from=max(date - 1 / 12, 0))

    assert deepest_gap(early) > 0


@pytest.mark.parametrize("plan", PLANS, ids=str)
def test_building_and_retiring_dates_are_two_readings_of_one_bound(
    plan: Transition,
) -> None:
    """The latest start of building turns the safe date into the planned one."""
    planned = replace(plan, retire_from=40)

    latest = replace(planned, build_from=latest_build(planned))

    assert earliest_retirement(latest) == pytest.approx(40)


def test_one_in_one_out_needs_no_wait_beyond_the_delay() -> None:
    """Without spare capacity and with equal rates the two begin together."""
    plan = Transition(build_rate=8, retire_rate=8, delay=6, old=100)

    assert earliest_retirement(plan) == pytest.approx(6)


def test_slower_retiring_is_an_earlier_start() -> None:
    """Who retires more slowly than is built may start before the new works."""
    dates = [
        earliest_retirement(Transition(build_rate=10, retire_rate=rate, delay=4))
        for rate in (2, 5, 10, 20, 40)
    ]

    assert dates == sorted(dates)
    assert dates[0] < 4 < dates[-1]


def test_a_closure_at_once_must_wait_until_all_is_built() -> None:
    """As retiring gets faster, the safe date tends to the last day of building."""
    plan = Transition(build_rate=10, retire_rate=1e9, delay=4)

    assert earliest_retirement(plan) == pytest.approx(14)


def test_capacity_is_never_negative_and_never_more_than_demanded() -> None:
    """Old stays within what there was, new within demand."""
    old, new = capacities(Transition(), np.linspace(0, 100, 1001))

    assert (old.min(), old.max(), new.min(), new.max()) == (0, 110, 0, 100)


def test_gap_and_idle_are_what_supply_leaves_of_demand() -> None:
    """At every moment at most one of the two is there."""
    found = path(Transition(retire_from=2))

    difference = found["idle"] - found["gap"]
    assert difference.tolist() == pytest.approx((found["supply"] - 100).tolist())
    assert (found["idle"] * found["gap"]).max() == 0


def test_the_summed_gap_is_the_area_of_its_polygon() -> None:
    """Retiring 20 a year from now on, building 10 a year from year 4 on, by hand."""
    summed = costs_of_timing(Transition(old=100), np.array([0.0]), steps=100)

    before = 4 * 80 / 2  # years 0 to 4: from 0 down to 80
    middle = (80 + 90) / 2  # year 4 to 5: down by 20, up by 10
    after = 9 * 90 / 2  # years 5 to 14: up by 10
    by_hand = (before + middle + after) / 100
    assert summed["gap"][0] == pytest.approx(by_hand, rel=1e-4)


@pytest.mark.parametrize("start", [0.0, 5.0, 12.0])
def test_idle_less_gap_is_what_is_supplied_beyond_demand(start: float) -> None:
    """Conservation: the sums over time differ by the areas of the two capacities."""
    plan = Transition()
    last = replace(plan, retire_from=20.0).done

    found = costs_of_timing(plan, np.array([start, 20.0]), steps=50).iloc[0]

    old = plan.old * start + plan.old**2 / plan.retire_rate / 2
    built = plan.demand / plan.build_rate
    new = plan.demand * (last - plan.delay - built / 2)
    supplied = (old + new - plan.demand * last) / 100
    assert found["idle"] - found["gap"] == pytest.approx(supplied, rel=1e-3)


def test_waiting_trades_the_gap_for_idle_capacity() -> None:
    """The later retiring begins, the smaller the gap and the more stands idle."""
    found = costs_of_timing(Transition(), np.linspace(0, 15, 31))

    assert found["gap"].is_monotonic_decreasing
    assert found["idle"].is_monotonic_increasing


def test_from_the_safe_date_on_each_year_of_waiting_costs_the_old_capacity() -> None:
    """One more year of waiting is one more year of all old capacity."""
    safe = earliest_retirement(Transition())

    found = costs_of_timing(Transition(), np.array([safe, safe + 1]), steps=200)

    assert np.diff(found["idle"]) == pytest.approx([1.1], rel=1e-3)
