"""Ten years of a city: it reduces to its parts, keeps its books, and repeats itself."""

from dataclasses import replace

import numpy as np
import pytest

from nqpf.models import bills, effects, plans
from nqpf.models.city import GOALS, course, outcomes, simulate
from nqpf.models.levers import BASELINE, YEARS, City, CityPlan, Prices

FREE = Prices(team=0, mover=0, adopter=0, push=0, idle=0, interest=0)
CITY = City()
PLAIN = City(technology=0.0, own_research=0.0, prices=FREE)
QUIET = CityPlan(retire_from=8.0, regime="number")


def test_a_city_without_levers_is_the_portfolio_of_lesson_10() -> None:
    """A second route: output and fund are those of the plan's own simulation."""
    alone = plans.run(
        PLAIN.region, QUIET.allocation, years=YEARS, runs=PLAIN.runs, seed=PLAIN.seed
    )

    futures = simulate(PLAIN, QUIET)

    assert futures.output == pytest.approx(alone.output.sum(axis=1)[:, 0])
    assert futures.fund == pytest.approx(alone.fund[:, 0])


def test_productivity_multiplies_output_and_leaves_jobs() -> None:
    """The same workers make more."""
    plain = simulate(PLAIN, QUIET)

    better = simulate(replace(PLAIN, technology=0.12), QUIET)

    factor = better.tfp[:, np.newaxis]
    assert better.output == pytest.approx(factor * plain.output)
    assert better.jobs == pytest.approx(plain.jobs)
    assert better.tfp[-1] > 1.03


def test_a_gap_takes_output_and_jobs_alike() -> None:
    """Who lacks materials makes less and employs fewer."""
    full, short = (
        simulate(PLAIN, replace(QUIET, retire_from=year)) for year in (8.0, 0.0)
    )

    left = short.combination[:, np.newaxis]
    assert short.output == pytest.approx(left * full.output)
    assert short.jobs == pytest.approx(left * full.jobs)
    assert left.min() < 0.8


def test_the_books_balance_in_every_future() -> None:
    """A second route: the fund of each year from the year before, by hand."""
    plan = CityPlan(venture="at once", teams=4, push=0.02, reform=(1, 0, 1))
    futures = simulate(CITY, plan)
    region = effects.region(CITY, plan)
    runs = plans.run(region, plan.allocation, years=YEARS, runs=200, seed=CITY.seed)
    spent, made = bills.venture(CITY, plan)
    levers = sum(bills.costs(CITY, plan).values())

    for year in (1, 2, 7, 10):
        before = futures.fund[year - 1]
        earned = futures.tfp[year] * futures.combination[year] * runs.income[year, 0]
        paid = 0.75 * runs.income[year, 0] + 6.5 + levers[year] + spent[year]
        interest = np.where(before < 0, 0.04 * before, 0)
        by_hand = before + interest + earned + 0.2 * made[year] - paid
        assert futures.fund[year] == pytest.approx(by_hand)


def test_the_venture_adds_its_output_and_its_jobs() -> None:
    """Where it works, 14 billion yuan a year, and the workers of emerging ones."""
    without, within = (
        simulate(CITY, replace(BASELINE, venture=route)) for route in ("none", "pilot")
    )

    added = (within.output - without.output)[-1]
    employed = (within.jobs - without.jobs)[-1]
    assert set(np.round(added, 9)) == {0.0, 14.0}
    assert employed == pytest.approx(0.6 * added)


def test_money_that_costs_nothing_leaves_a_larger_fund() -> None:
    """Dearer levers only move the fund, never output or jobs."""
    plan = CityPlan(teams=4, reform=(1, 0, 1))
    dear, free = simulate(CITY, plan), simulate(replace(CITY, prices=FREE), plan)

    assert dear.output == pytest.approx(free.output)
    assert dear.jobs == pytest.approx(free.jobs)
    assert (dear.fund[1:] < free.fund[1:]).all()


def test_more_credit_never_ruins_more() -> None:
    """And without any, a city in debt is ruined."""
    plan = replace(BASELINE, venture="at once")

    ruin = [
        outcomes(replace(CITY, credit=credit), [plan])["ruin"].iloc[0]
        for credit in (0, 5, 10, 20, 1000)
    ]

    assert ruin == sorted(ruin, reverse=True)
    assert ruin[0] > ruin[-1] == 0


def test_the_same_city_and_plan_give_the_same_futures() -> None:
    """A brief can be checked by whoever doubts it."""
    one, other = (simulate(City(), BASELINE) for _ in range(2))

    assert (one.fund == other.fund).all()


def test_another_seed_gives_other_futures_with_a_like_mean() -> None:
    """What is told of 200 futures does not hang on which 200 they are."""
    means = [
        outcomes(replace(CITY, seed=seed), [BASELINE])["output"].iloc[0]
        for seed in range(8)
    ]

    assert len(set(means)) == 8
    assert np.std(means) < 0.02 * np.mean(means)


def test_outcomes_are_a_summary_of_the_futures() -> None:
    """A second route: each goal from the futures themselves."""
    plan = CityPlan(venture="at once", reform=(0.5, 0, 0.5), retire_from=3)
    futures = simulate(CITY, plan)

    told = outcomes(CITY, [plan]).iloc[0]

    jobs = [futures.jobs[year].mean() for year in range(11)]
    broke = [(futures.fund[:, n] < -10).any() for n in range(200)]
    owed = [max(-fund, 0) for fund in futures.fund[10]]
    assert told["output"] == pytest.approx(futures.output[10].mean())
    assert told["tfp"] == pytest.approx(100 * futures.tfp[10])
    assert told["jobs"] == pytest.approx(min(jobs))
    assert told["debt"] == pytest.approx(np.mean(owed))
    assert told["ruin"] == pytest.approx(100 * np.mean(broke))


def test_every_plan_is_judged_by_every_goal() -> None:
    """A column a goal, a row a plan."""
    table = outcomes(CITY, [BASELINE, replace(BASELINE, teams=5)])

    assert list(table.columns) == list(GOALS)
    assert len(table) == 2


def test_the_course_starts_from_one_city() -> None:
    """In year 0 no plan has done anything yet."""
    plan = CityPlan(reform=(1, 1, 1), push=0.05, venture="at once", retire_from=0)
    kept = ["output", "tfp", "jobs", "combination", "fund"]

    one, other = (course(CITY, each).loc[0, kept] for each in (BASELINE, plan))

    assert one.tolist() == pytest.approx(other.tolist())


def test_who_is_ruined_stays_so() -> None:
    """The share of ruined futures never falls, and ends as the outcome says."""
    plan = CityPlan(invested=0.85)

    ruined = course(CITY, plan)["ruined"]

    assert ruined.is_monotonic_increasing
    assert 100 * ruined.iloc[-1] == pytest.approx(
        outcomes(CITY, [plan])["ruin"].iloc[0]
    )


def test_the_band_of_the_fund_holds_four_in_five() -> None:
    """Of the futures of any year."""
    futures, years = simulate(CITY, BASELINE), course(CITY, BASELINE)

    inside = (futures.fund >= years[["fund_low"]].to_numpy()) & (
        futures.fund <= years[["fund_high"]].to_numpy()
    )

    assert inside[1:].mean() == pytest.approx(0.8, abs=0.01)


def test_a_good_plan_beats_the_baseline_without_ruin() -> None:
    """What the exercise asks for exists: more output, more jobs, nobody ruined."""
    good = CityPlan(reform=(1, 0, 1), future=0.3, retire_from=5, regime="number")

    base, better = (outcomes(CITY, [plan]).iloc[0] for plan in (BASELINE, good))

    assert better["output"] > base["output"]
    assert better["jobs"] > base["jobs"]
    assert better["ruin"] == 0


def test_good_things_all_at_once_ruin_the_city() -> None:
    """Reform and a venture, each of them safe or nearly so, are not together."""
    careful = replace(BASELINE, retire_from=4)
    reform = replace(careful, reform=(1.0, 0.0, 1.0))
    venture = replace(careful, venture="at once")
    both = replace(reform, venture="at once")

    ruin = outcomes(CITY, [reform, venture, both])["ruin"]

    assert ruin[0] == 0
    assert ruin[1] < 15
    assert ruin[2] > 90
