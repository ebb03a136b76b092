"""Plans are judged by mean, risk and survival; the frontier is what no plan beats."""

import itertools
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from nqpf.models import industries
from nqpf.models.plans import run
from nqpf.models.portfolio import (
    Plan,
    Region,
    all_plans,
    compare,
    course,
    efficient,
    outlook,
)

MIXED, ALL_FUTURE = Plan(emerging=0.25, future=0.25), Plan(emerging=0, future=1)
ALL_OLD = Plan(emerging=0, future=0)


def by_shares(**settings: float) -> pd.DataFrame:
    """Return all plans of tenths, with the settings of a region."""
    return compare(Region(**settings), all_plans(), runs=400)


def test_the_course_is_the_run_without_luck() -> None:
    """The path in the table adds up to what the equation gives."""
    calm = {
        name: replace(getattr(industries, name.upper()), swing=0)
        for name in industries.STAGES
    }

    path = course(Region(), MIXED)

    expected = run(Region(**calm), MIXED, runs=1).output.sum(axis=1)[:, 0, 0]
    assert path["output"].to_numpy() == pytest.approx(expected)
    assert path[list(industries.STAGES)].sum(axis=1).to_numpy() == pytest.approx(
        expected
    )


def test_the_budget_is_the_share_of_income_to_invest() -> None:
    """In every year, the one before the first included."""
    path = course(Region(), MIXED)

    assert path["budget"].tolist() == pytest.approx((0.75 * path["income"]).tolist())


def test_a_plan_that_gives_all_to_the_future_starves_its_own_funding() -> None:
    """What can be invested falls by a third, and twenty years do not bring it back."""
    path = course(Region(), ALL_FUTURE)

    assert path["budget"].min() < 0.7 * path["budget"].iloc[0]
    assert path["budget"].iloc[-1] < 0.75 * path["budget"].iloc[0]


def test_a_plan_without_future_starves_later() -> None:
    """All to the old: two thirds of the budget are left, where a mix keeps its own."""
    budgets = {
        name: course(Region(), plan)["budget"]
        for name, plan in {"old": ALL_OLD, "mixed": MIXED}.items()
    }

    assert budgets["old"].iloc[-1] < 0.65 * budgets["old"].iloc[0]
    assert budgets["mixed"].iloc[-1] > 0.95 * budgets["mixed"].iloc[0]


def test_no_stage_can_be_left_out_of_the_best_plan() -> None:
    """The plan with the most output in year 20 invests in all three."""
    table = by_shares()

    best = table.loc[table["mean"].idxmax(), list(industries.STAGES)]

    assert (best >= 0.1).all()


def test_the_safest_plan_holds_more_of_the_old_than_the_most_productive() -> None:
    """Survival and mean output pull apart."""
    table = by_shares()

    safest = table.loc[table["survival"].idxmax()]
    richest = table.loc[table["mean"].idxmax()]

    assert safest["traditional"] > richest["traditional"]
    assert safest["survival"] > richest["survival"] + 0.02


def test_more_correlation_makes_every_mixed_plan_riskier() -> None:
    """Diversification works through luck that is not shared."""
    risks = [by_shares(correlation=rho)["risk"] for rho in (0.0, 0.5, 1.0)]

    for less, more in itertools.pairwise(risks):
        assert (more > less).mean() > 0.95


def test_correlation_leaves_the_mean_of_a_linear_region_alone() -> None:
    """Luck has mean 1 whatever it is shared with."""
    stages = {
        name: replace(getattr(industries, name.upper()), absorbs=1e12)
        for name in industries.STAGES
    }

    means = [
        compare(Region(**stages, correlation=rho), [MIXED], runs=100_000)["mean"][0]
        for rho in (0.0, 1.0)
    ]

    assert means[0] == pytest.approx(means[1], rel=0.01)


def test_the_outlook_narrows_to_the_course_as_luck_vanishes() -> None:
    """Without swings low, median, high and mean are one path."""
    calm = {
        name: replace(getattr(industries, name.upper()), swing=0)
        for name in industries.STAGES
    }

    years = outlook(Region(**calm), MIXED, runs=10)

    path = course(Region(), MIXED)["output"].tolist()
    for column in ("low", "median", "high", "mean"):
        assert years[column].tolist() == pytest.approx(path)


def test_the_outlook_and_the_comparison_agree() -> None:
    """Two ways to the same mean, jobs and survival in the last year."""
    last = outlook(Region(), MIXED, runs=300).iloc[-1]

    row = compare(Region(), [MIXED], runs=300).iloc[0]

    assert row[["mean", "jobs", "survival"]].tolist() == pytest.approx(
        last[["mean", "jobs", "survival"]].tolist()
    )


def test_the_band_holds_four_fifths_of_the_runs() -> None:
    """One in ten lies below low, one in ten above high."""
    drawn = run(Region(), MIXED, runs=1000).output[-1, :, 0].sum(axis=0)

    last = outlook(Region(), MIXED, runs=1000).iloc[-1]

    assert np.mean(drawn < last["low"]) == pytest.approx(0.1, abs=0.002)
    assert np.mean(drawn > last["high"]) == pytest.approx(0.1, abs=0.002)


def test_tenths_give_sixty_six_plans_and_no_two_alike() -> None:
    """Every way to share ten tenths among three."""
    shares = {tuple(plan.shares.round(6)) for plan in all_plans(steps=10)}

    assert len(shares) == 66
    assert all(sum(share) == pytest.approx(1) for share in shares)


@pytest.mark.parametrize("seed", range(5))
def test_the_frontier_is_what_brute_force_finds(seed: int) -> None:
    """A plan is efficient exactly if no other one is at least as good and better."""
    draw = np.random.default_rng(seed)
    mean, risk = draw.integers(0, 12, (2, 60)).astype(float)

    found = efficient(mean, risk)

    beaten = [
        any(
            (m >= mean[i] and r <= risk[i]) and (m > mean[i] or r < risk[i])
            for m, r in zip(mean, risk, strict=True)
        )
        for i in range(60)
    ]
    assert found.tolist() == [not each for each in beaten]


def test_along_the_frontier_more_mean_costs_more_risk() -> None:
    """Sorted by risk, the means of efficient plans rise."""
    table = by_shares()

    frontier = table[table["efficient"]].sort_values("risk")

    assert frontier["mean"].is_monotonic_increasing
    assert 2 < len(frontier) < len(table)
