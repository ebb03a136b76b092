"""Plans are carried out as the equation says; luck is neutral and shared as asked."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import norm

from nqpf.models.industries import EMERGING, FUTURE, TRADITIONAL, Region
from nqpf.models.plans import Plan, run

PLAN = Plan(emerging=0.3, future=0.2)
UNLIMITED = 1e30
"""A capacity to take in money that no budget reaches (billion yuan a year)."""


def region(*, swing: float | None = None, **changed: float) -> Region:
    """Return the course's region, its industries linear and of one swing."""
    stages = [replace(s, absorbs=UNLIMITED) for s in (TRADITIONAL, EMERGING, FUTURE)]
    if swing is not None:
        stages = [replace(stage, swing=swing) for stage in stages]
    return Region(
        traditional=stages[0], emerging=stages[1], future=stages[2], **changed
    )


def law(where: Region, plan: Plan) -> np.ndarray:
    """Return the matrix that leads from one year's mean output to the next."""
    keep = 1 - where.each("worn") - where.each("matures")
    matrix = np.diag(keep)
    moved = where.each("matures") * where.each("grows")
    matrix[0, 1], matrix[1, 2] = moved[1], moved[2]
    spent = where.each("adds") * plan.shares * plan.invested
    return matrix + np.outer(spent, where.each("cash"))


def test_a_plan_gives_out_all_there_is() -> None:
    """What emerging and future industries do not get goes to the traditional."""
    assert PLAN.shares.sum() == pytest.approx(1)
    assert PLAN.traditional == pytest.approx(0.5)


def test_a_plan_cannot_give_out_more_than_there_is() -> None:
    """Two shares that are possible alone are refused together."""
    with pytest.raises(ValueError, match=r"must add up to at most 1, not 1.2$"):
        Plan(emerging=0.6, future=0.6)


@pytest.mark.parametrize("share", ["emerging", "future", "invested"])
def test_a_share_outside_zero_to_one_is_refused(share: str) -> None:
    """The message names the share."""
    with pytest.raises(ValueError, match=f"^{share} must lie from 0 to 1, not -0.1"):
        Plan(**{share: -0.1})


@pytest.mark.parametrize(("name", "value"), [("years", 0), ("runs", 0), ("seed", -1)])
def test_a_run_needs_whole_numbers(name: str, value: int) -> None:
    """No year, no draw, no seed below zero."""
    with pytest.raises(ValueError, match=f"^{name} must be a whole number"):
        run(region(), PLAN, **{name: value})


def test_without_luck_output_follows_the_powers_of_a_matrix() -> None:
    """Where any amount can be taken in, the equation is linear."""
    calm = region(swing=0.0)

    outcome = run(calm, PLAN, years=20, runs=1)

    expected = np.linalg.matrix_power(law(calm, PLAN), 20) @ calm.each("output")
    assert outcome.output[-1, :, 0, 0] == pytest.approx(expected)


def test_in_the_long_run_growth_is_the_largest_eigenvalue() -> None:
    """What the region started with is forgotten."""
    calm = region(swing=0.0)

    total = run(calm, PLAN, years=400, runs=1).output[-2:, :, 0, 0].sum(axis=1)

    largest = np.abs(np.linalg.eigvals(law(calm, PLAN))).max()
    assert total[1] / total[0] == pytest.approx(largest)


def test_mean_and_covariance_are_those_of_the_linear_law() -> None:
    """Monte Carlo against the exact recursion of the first two moments."""
    wild = region(correlation=0.4)
    swing = wild.each("swing")
    shared = np.where(np.eye(3, dtype=bool), 1, 0.4)
    luck = np.exp(np.outer(swing, swing) * shared)
    matrix, mean = law(wild, PLAN), wild.each("output")
    second = np.outer(mean, mean)
    for _ in range(8):
        mean, second = matrix @ mean, luck * (matrix @ second @ matrix.T)

    drawn = run(wild, PLAN, years=8, runs=200_000).output[-1, :, 0]

    assert drawn.mean(axis=1) == pytest.approx(mean, rel=0.005)
    exact = np.sqrt(np.diag(second - np.outer(mean, mean)))
    assert drawn.std(axis=1) == pytest.approx(exact, rel=0.02)
    correlations = (second - np.outer(mean, mean)) / np.outer(exact, exact)
    assert np.corrcoef(drawn) == pytest.approx(correlations, abs=0.015)


def test_luck_that_all_share_leaves_the_structure_alone() -> None:
    """At a correlation of 1 and one swing, the shares of the stages are certain."""
    together = region(swing=0.2, correlation=1.0)

    drawn = run(together, PLAN, years=10, runs=500).output[-1, :, 0]

    shares = drawn / drawn.sum(axis=0)
    assert np.ptp(shares, axis=1) == pytest.approx(np.zeros(3), abs=1e-12)


def test_shared_luck_does_not_diversify() -> None:
    """Relative risk is then that of one industry: exp(σ²t) − 1, squared root."""
    together = region(swing=0.1, correlation=1.0)

    drawn = run(together, PLAN, years=10, runs=200_000).output[-1, :, 0].sum(axis=0)

    expected = np.sqrt(np.expm1(0.1**2 * 10))
    assert drawn.std() / drawn.mean() == pytest.approx(expected, rel=0.01)


def test_the_first_years_ruin_is_a_normal_probability() -> None:
    """One industry, one year: the fund is short if luck is below a bound."""
    single = Region(
        traditional=replace(TRADITIONAL, swing=0.3),
        emerging=replace(EMERGING, output=0),
        future=replace(FUTURE, output=0),
        obligations=9.0,
        reserve=2.0,
    )
    plan = Plan(emerging=0, future=0, invested=0.75)

    outcome = run(single, plan, years=1, runs=200_000)

    spent = 0.75 * 28
    before = 90 + 0.55 * spent / (1 + spent / 30)
    bound = (9.0 - 2.0) / (0.25 * 0.28 * before)
    expected = norm.cdf((np.log(bound) + 0.3**2 / 2) / 0.3)
    assert 1 - outcome.survives[-1].mean() == pytest.approx(expected, abs=0.004)


def test_a_stage_never_adds_more_than_it_can_take_in() -> None:
    """However large the budget, one year adds at most adds times absorbs."""
    rich = Region(traditional=replace(TRADITIONAL, cash=1e9, swing=0))
    before = run(rich, Plan(emerging=0, future=0, invested=0), years=1, runs=1)

    after = run(rich, Plan(emerging=0, future=0, invested=1), years=1, runs=1)

    gained = after.output[-1, 0, 0, 0] - before.output[-1, 0, 0, 0]
    assert gained == pytest.approx(TRADITIONAL.adds * TRADITIONAL.absorbs, rel=1e-6)


def test_what_comes_in_is_spent_or_saved_or_owed() -> None:
    """The fund changes by what is left of income, year after year."""
    where = Region()

    outcome = run(where, PLAN, years=12, runs=50)

    saved = np.diff(outcome.fund, axis=0)
    left = (1 - PLAN.invested) * outcome.income[1:] - where.obligations
    assert saved == pytest.approx(left)


def test_income_is_what_output_brings_in() -> None:
    """Cash per yuan of output, stage by stage."""
    where = Region()

    outcome = run(where, PLAN, years=5, runs=10)

    expected = np.einsum("s,tspr->tpr", where.each("cash"), outcome.output)
    assert outcome.income == pytest.approx(expected)


def test_what_matures_moves_on_and_grows() -> None:
    """Without spending, wear or luck, a future industry feeds the emerging one."""
    where = Region(
        emerging=replace(EMERGING, worn=0, matures=0, swing=0),
        future=replace(FUTURE, worn=0, swing=0),
    )

    output = run(where, Plan(invested=0), years=1, runs=1).output[:, :, 0, 0]

    assert output[1, 2] == pytest.approx(0.9 * output[0, 2])
    assert output[1, 1] == pytest.approx(output[0, 1] + 0.1 * 5 * output[0, 2])


def test_what_matures_in_the_last_stage_stays_in_it() -> None:
    """There is nowhere to go from traditional, so nothing is lost on the way."""
    calm = region(swing=0.0)
    ripening = replace(calm, traditional=replace(calm.traditional, matures=0.2))

    staying, moving = (
        run(where, PLAN, years=5, runs=1).output for where in (calm, ripening)
    )

    assert moving == pytest.approx(staying)


def test_ruin_is_never_undone() -> None:
    """Who has been ruined does not survive later, however full the fund is then."""
    outcome = run(Region(), PLAN, Plan(emerging=0, future=1), years=20, runs=500)

    was_ruined = np.logical_or.accumulate(outcome.fund < 0, axis=0)
    assert (outcome.survives == ~was_ruined).all()
    assert (outcome.fund[-1][was_ruined[-1]] > 0).any()


def test_plans_meet_the_same_luck() -> None:
    """Two equal plans come out equal in every run."""
    outcome = run(Region(), PLAN, PLAN, years=10, runs=40)

    assert (outcome.output[:, :, 0] == outcome.output[:, :, 1]).all()


def test_a_plan_does_as_well_alone_as_in_company() -> None:
    """What else is tried changes nothing."""
    alone = run(Region(), PLAN, years=10, runs=40)

    together = run(Region(), Plan(future=1, emerging=0), PLAN, years=10, runs=40)

    assert together.output[:, :, 1] == pytest.approx(alone.output[:, :, 0])


def test_half_of_the_runs_mirror_the_other_half() -> None:
    """One industry's luck and its mirror image multiply to a constant."""
    single = region(swing=0.2)

    drawn = run(single, Plan(invested=0), years=1, runs=10).output[-1, 2, 0]

    products = drawn[:5] * drawn[5:]
    assert products == pytest.approx(np.full(5, products[0]))
