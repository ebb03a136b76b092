"""Each lever does what its own lesson's model says, and nothing where it is at rest."""

from dataclasses import replace

import numpy as np
import pytest

from nqpf.models import effects
from nqpf.models.diffusion import Push, adopted
from nqpf.models.disruption import Shock
from nqpf.models.entry import compare, plants
from nqpf.models.firms import draw
from nqpf.models.levers import BASELINE, YEARS, City, CityPlan
from nqpf.models.misallocation import reform, reform_gains
from nqpf.models.production import Combination
from nqpf.models.research import path
from nqpf.models.tournament import expected_best
from nqpf.models.transition import earliest_retirement
from nqpf.models.transition import path as capacity_path

CITY = City()
SAFE = replace(BASELINE, retire_from=8.0)


def test_reform_gains_what_misallocation_loses() -> None:
    """After three years the factor is that of lesson 06's table, for good."""
    freed = replace(BASELINE, reform=(1.0, 0.0, 1.0))
    table = reform_gains(draw(CITY.firms), CITY.firms.industry).set_index("removed")

    factor = effects.productivity(CITY, freed)["reform"]

    assert factor[3:] == pytest.approx(1 + table.loc["financing + entry", "gain"])
    assert factor[0] == 1


def test_a_reform_is_phased_in_evenly() -> None:
    """Each of three years adds the same per cent."""
    factor = effects.productivity(CITY, replace(BASELINE, reform=(1, 1, 1)))["reform"]

    steps = np.diff(np.log(factor))
    assert steps[:3] == pytest.approx([steps[0]] * 3)
    assert steps[3:] == pytest.approx(0)


def test_freeing_land_alone_makes_things_worse() -> None:
    """Second best: cheap land makes up for dear credit in this city's firms."""
    factor = effects.productivity(CITY, replace(BASELINE, reform=(0, 1, 0)))["reform"]

    assert factor[-1] < 1


def test_research_enters_with_its_elasticity() -> None:
    """A quarter of what lesson 08's application yields, in logarithms."""
    science = replace(BASELINE, science=0.3)
    yields = path(CITY.research, share=0.3, years=YEARS)["output"].to_numpy()

    factor = effects.productivity(CITY, science)["research"]

    assert np.log(factor[1:]) == pytest.approx(0.25 * np.log(yields / 100))


def test_diffusion_works_from_the_year_after_adoption() -> None:
    """By what the share that has adopted says, a year late."""
    pushed = replace(BASELINE, push=0.03)
    times = np.arange(YEARS + 1)
    shares = adopted(times, CITY.bass, push=Push(strength=0.03, years=5)) / 100

    factor = effects.productivity(CITY, pushed)["diffusion"]

    assert np.log(factor[1:]) == pytest.approx(0.12 * shares[:-1])


def test_productivity_is_the_product_of_its_parts() -> None:
    """The three gains multiply."""
    parts = effects.productivity(
        CITY, CityPlan(reform=(1, 1, 1), science=0.2, push=0.02)
    )

    whole = parts["reform"] * parts["research"] * parts["diffusion"]

    assert parts["tfp"] == pytest.approx(whole)


def test_a_city_that_lacks_nothing_loses_nothing() -> None:
    """Without gap and without movers the elements make all they could."""
    late = replace(BASELINE, retire_from=earliest_retirement(CITY.transition))

    assert effects.combination(CITY, late) == pytest.approx(np.ones(YEARS + 1))


def test_with_fixed_proportions_the_gap_is_the_loss() -> None:
    """Leontief: what is missing of one element is missing of output."""
    rigid = replace(CITY, combination=Combination(substitution=0))
    early = replace(CITY.transition, retire_from=2)
    gap = capacity_path(early, years=YEARS, steps=1)["gap"].to_numpy()

    combined = effects.combination(rigid, replace(BASELINE, retire_from=2))

    assert combined == pytest.approx(1 - gap / 100)


def test_a_gap_hurts_less_where_elements_stand_in_for_each_other() -> None:
    """The loss falls with the elasticity of substitution."""
    early = replace(BASELINE, retire_from=1)

    worst = [
        effects.combination(
            replace(CITY, combination=Combination(substitution=s)), early
        ).min()
        for s in (0.2, 0.5, 1, 3)
    ]

    assert worst == sorted(worst)


def test_movers_are_missing_while_they_move() -> None:
    """Half a year for each of those that reform moves, over three years."""
    table = draw(CITY.firms)
    freed = reform(
        table,
        CITY.firms.industry,
        removed={"financing": 1.0, "land": 0.0, "entry": 1.0},
    )
    moved = (freed["labour"] - table["labour"]).clip(lower=0).sum()
    rigid = replace(CITY, combination=Combination(substitution=0))

    combined = effects.combination(rigid, replace(SAFE, reform=(1.0, 0.0, 1.0)))

    missing = 0.5 * moved / table["labour"].sum() / 3
    assert combined[1:4] == pytest.approx(1 - missing)
    assert combined[4:] == pytest.approx(1)


def test_the_yuan_is_worth_what_the_regime_makes_of_it() -> None:
    """A second route: price over cost from lesson 11's two tables."""
    ratio = {}
    judged = compare(CITY.market, CITY.interest, knowledge=0.5).set_index("regime")
    for regime, found in plants(CITY.market, CITY.interest, knowledge=0.5).groupby(
        "regime"
    ):
        prices = 60 - 3 * found["plants"]
        price = np.average(prices, weights=found["chance"] * found["plants"])
        ratio[regime] = price / judged.loc[regime, "cost"]

    for regime, value in ratio.items():
        plan = replace(BASELINE, regime=regime)
        assert effects.value_of_a_yuan(CITY, plan) == pytest.approx(
            value / max(ratio.values())
        )


def test_teams_find_more_for_future_industries_only() -> None:
    """By the expected best of them, in what a yuan adds."""
    one, four = (
        effects.region(CITY, replace(BASELINE, teams=number)) for number in (1, 4)
    )
    found = expected_best(CITY.projects, [1, 4])

    assert four.future.adds / one.future.adds == pytest.approx(found[1] / found[0])
    assert four.emerging == one.emerging
    assert four.traditional == one.traditional == CITY.region.traditional


def test_without_blow_and_gap_all_is_left() -> None:
    """Resilience is 1 where nothing happens."""
    calm = replace(CITY, shock=Shock(lost=0))

    assert effects.resilience(calm, np.ones(3), np.ones(11)) == pytest.approx(1)


def test_the_worst_gap_comes_on_top_of_the_worst_blow() -> None:
    """The two shares that are left multiply."""
    blow = effects.resilience(CITY, np.ones(3), np.ones(11))

    both = effects.resilience(CITY, np.ones(3), np.array([1.0, 0.8, 0.9]))

    assert both == pytest.approx(0.8 * blow)


def test_a_harder_blow_leaves_less() -> None:
    """Resilience falls with the share that a sector loses."""
    left = [
        effects.resilience(
            replace(CITY, shock=Shock(lost=lost, substitution=0.5)),
            np.ones(3),
            np.ones(11),
        )
        for lost in (0.1, 0.4, 0.7, 1.0)
    ]

    assert left == sorted(left, reverse=True)
