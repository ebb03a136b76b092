"""A city's plan and its parameters refuse what cannot be carried out."""

import math

import pytest

from nqpf.models.levers import BASELINE, City, CityPlan, Prices


def test_the_baseline_is_a_plan_of_defaults() -> None:
    """What happens if nobody decides anything."""
    assert CityPlan() == BASELINE


def test_a_plan_says_where_its_investment_goes() -> None:
    """What emerging and future industries leave goes into traditional ones."""
    allocation = CityPlan(emerging=0.3, future=0.2, invested=0.6).allocation

    assert allocation.shares.tolist() == pytest.approx([0.5, 0.3, 0.2])
    assert allocation.invested == 0.6


def test_plans_are_values() -> None:
    """Two plans that do the same are the same, and can be kept in a set."""
    assert len({CityPlan(teams=3), CityPlan(teams=3), CityPlan(teams=4)}) == 2


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: CityPlan(future=0.8), r"emerging and future must add up to at most 1"),
        (lambda: CityPlan(invested=1.2), r"invested must lie from 0 to 1, not 1\.2"),
        (lambda: CityPlan(regime="fate"), "regime must be one of alone, number"),
        (lambda: CityPlan(retire_from=11), "retire_from must lie from 0 to 10, not 11"),
        (lambda: CityPlan(venture="later"), "venture must be one of none, pilot"),
        (lambda: CityPlan(science=-0.1), r"science must lie from 0 to 1, not -0\.1"),
        (lambda: CityPlan(teams=0), "teams must be a whole number of at least 1"),
        (lambda: CityPlan(teams=30), "teams must lie from 1 to 20, not 30"),
        (lambda: CityPlan(push=0.2), r"push must lie from 0 to 0\.1, not 0\.2"),
        (
            lambda: CityPlan(reform=(0, 2, 0)),
            "reform of land must lie from 0 to 1, not 2",
        ),
        (lambda: CityPlan(invested=math.nan), "invested must lie from 0 to 1, not nan"),
        (lambda: Prices(team=-1), "team must be at least 0, not -1"),
        (lambda: Prices(interest=-1), "interest must be at least 0, not -1"),
        (lambda: City(credit=-1), "credit must be at least 0, not -1"),
        (lambda: City(yields=-1), "yields must be at least 0, not -1"),
        (lambda: City(knowledge=2), "knowledge must lie from 0 to 1, not 2"),
        (lambda: City(runs=0), "runs must be a whole number of at least 1, not 0"),
        (lambda: City(seed=-1), "seed must be a whole number of at least 0, not -1"),
        (lambda: City(technology=-1), "technology must be at least 0, not -1"),
    ],
)
def test_what_cannot_be_is_refused(make: object, message: str) -> None:
    """The message names the parameter, its range and the value."""
    assert callable(make)
    with pytest.raises(ValueError, match=message):
        make()


def test_a_reform_names_all_three_wedges() -> None:
    """Two shares for three wedges are an oversight."""
    with pytest.raises(ValueError, match="reform must have three shares"):
        CityPlan(reform=(1.0, 0.0))  # type: ignore[arg-type]
