"""What a plan costs: each lever its price, the venture by its route."""

from dataclasses import replace

import numpy as np
import pytest

from nqpf.models import bills
from nqpf.models.diffusion import Push, adopted
from nqpf.models.firms import draw
from nqpf.models.levers import BASELINE, City
from nqpf.models.misallocation import reform

CITY = City()


def test_the_costs_of_a_reform_support_each_mover_once() -> None:
    """50,000 yuan for each, over three years."""
    table = draw(CITY.firms)
    removed = {"financing": 1.0, "land": 0.0, "entry": 1.0}
    after = reform(table, CITY.firms.industry, removed=removed)
    moved = (after["labour"] - table["labour"]).clip(lower=0).sum() / 500

    spent = bills.costs(CITY, replace(BASELINE, reform=(1.0, 0.0, 1.0)))["reform"]

    jobs = 100 + 0.6 * 25 + 0.5 * 2  # 10,000 persons
    assert spent.sum() == pytest.approx(moved * jobs * 10_000 * 50_000 / 1e9)


def test_adopters_and_the_push_are_paid_for() -> None:
    """All adopters in ten years, and five years of a push."""
    plan = replace(BASELINE, push=0.02)

    spent = bills.costs(CITY, plan)["adoption"]

    joined = adopted(10.0, CITY.bass, push=Push(strength=0.02, years=5))
    assert spent.sum() == pytest.approx(0.03 * float(joined) + 5 * 2 * 0.4)


def test_waiting_costs_idle_capacity() -> None:
    """The later the old goes, the more is paid for what nobody needs."""
    sums = [
        bills.costs(CITY, replace(BASELINE, retire_from=year))["idle"].sum()
        for year in (4, 6, 8, 10)
    ]

    assert sums == sorted(sums)
    assert sums[0] < sums[-1]


@pytest.mark.parametrize("route", ["none", "pilot", "at once"])
def test_the_venture_costs_what_the_route_says(route: str) -> None:
    """All at once; or a pilot, and the rest only where it worked."""
    spent, made = bills.venture(CITY, replace(BASELINE, venture=route))
    worked = made[-1] > 0

    by_route = {
        "none": (0.0, 0.0),
        "pilot": (0.2 * 13.2, 13.2),
        "at once": (12.0, 12.0),
    }
    failed_cost, worked_cost = by_route[route]
    assert spent.sum(axis=0)[worked] == pytest.approx(worked_cost)
    assert spent.sum(axis=0)[~worked] == pytest.approx(failed_cost)


def test_the_venture_works_as_often_as_it_should() -> None:
    """In half of 20,000 futures, and in the same ones by either route."""
    many = replace(CITY, runs=20_000)
    one, other = (
        bills.venture(many, replace(BASELINE, venture=route))[1][-1] > 0
        for route in ("pilot", "at once")
    )

    assert one.mean() == pytest.approx(0.5, abs=0.012)
    assert (one == other).all()


def test_a_pilot_yields_two_years_later() -> None:
    """At once from year 2 on, after a pilot from year 4."""
    starts = [
        int(np.argmax(bills.venture(CITY, plan)[1].max(axis=1) > 0))
        for plan in (
            replace(BASELINE, venture="at once"),
            replace(BASELINE, venture="pilot"),
        )
    ]

    assert starts == [2, 4]
