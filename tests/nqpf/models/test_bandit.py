"""Policies against exact odds, and against the best that there can be."""

from functools import cache

import numpy as np
import pytest

from nqpf.models.bandit import Policy, Routes, choices, compare, play, stuck

GREEDY, THOMPSON = Policy(kind="greedy"), Policy(kind="thompson")


def test_trying_anything_costs_the_mean_shortfall_each_time() -> None:
    """With epsilon 1, regret grows by 0.1 a trial where the routes are 0.3 to 0.5."""
    table = play(Routes(teams=4000, trials=60), Policy(kind="epsilon", epsilon=1))

    assert table["regret"].iloc[-1] == pytest.approx(60 * 0.1, rel=0.02)


def test_epsilon_zero_is_greedy() -> None:
    """Nothing is spent on trying, so it gets stuck as often."""
    routes = Routes(chances=(0.3, 0.6), teams=3000, trials=50)

    careful = stuck(routes, Policy(kind="epsilon", epsilon=0))

    assert careful == pytest.approx(stuck(routes, GREEDY), abs=0.03)


@pytest.mark.parametrize("policy", [GREEDY, THOMPSON], ids=lambda policy: policy.name)
def test_the_first_trial_is_a_lot(policy: Policy) -> None:
    """Nothing is known, so each of three routes is taken by a third."""
    first = choices(Routes(teams=9000, trials=1), policy)[:, 0]

    assert np.bincount(first).tolist() == pytest.approx([3000] * 3, abs=180)


def test_the_second_choice_of_thompson_has_its_exact_odds() -> None:
    """Where one route all but always succeeds, P(Beta(2,1) > Beta(1,1)) = 2/3."""
    routes = Routes(chances=(1 - 1e-9, 1e-9), teams=40_000, trials=2)

    assert play(routes, THOMPSON)["best"][1] == pytest.approx(2 / 3, abs=0.01)


def test_greed_settles_at_once_where_success_is_certain() -> None:
    """Whoever met the sure route stays, and one failure turns the others to it."""
    routes = Routes(chances=(1 - 1e-9, 1e-9), teams=2000, trials=2)

    assert play(routes, GREEDY)["best"][1] == 1.0


def test_greed_gets_stuck_with_the_odds_of_a_walk_that_is_worked_out() -> None:
    """A second route: the chance of ending on the worse route, by recursion."""
    chances, trials = (0.4, 0.6), 12

    @cache
    def ends(a: int, b: int, c: int, d: int, left: int) -> float:
        one, other = (a + 1) / (a + b + 2), (c + 1) / (c + d + 2)
        take = 0.5 if abs(one - other) < 1e-12 else float(one > other)
        if left == 1:
            return take
        first = chances[0] * ends(a + 1, b, c, d, left - 1)
        first += (1 - chances[0]) * ends(a, b + 1, c, d, left - 1)
        second = chances[1] * ends(a, b, c + 1, d, left - 1)
        second += (1 - chances[1]) * ends(a, b, c, d + 1, left - 1)
        return take * first + (1 - take) * second

    expected = ends(0, 0, 0, 0, trials)

    found = stuck(Routes(chances=chances, teams=40_000, trials=trials), GREEDY)

    assert found == pytest.approx(expected, abs=0.01)


def test_no_policy_beats_the_best_that_there_can_be() -> None:
    """Over unknown chances, none beats the exact dynamic programme."""
    trials = 8

    @cache
    def most(a: int, b: int, c: int, d: int, left: int) -> float:
        if left == 0:
            return 0.0
        one, other = (a + 1) / (a + b + 2), (c + 1) / (c + d + 2)
        return max(
            one * (1 + most(a + 1, b, c, d, left - 1))
            + (1 - one) * most(a, b + 1, c, d, left - 1),
            other * (1 + most(a, b, c + 1, d, left - 1))
            + (1 - other) * most(a, b, c, d + 1, left - 1),
        )

    grid = (np.arange(20) + 0.5) / 20
    means = {}
    for policy in (GREEDY, THOMPSON):
        found = [
            max(one, other) * trials
            - play(Routes(chances=(one, other), teams=100, trials=trials), policy)[
                "regret"
            ].iloc[-1]
            for one in grid
            for other in grid
        ]
        means[policy.name] = float(np.mean(found))

    optimum = most(0, 0, 0, 0, trials)
    assert trials / 2 < means["thompson"] < means["greedy"] < optimum + 0.03


def test_greed_gets_stuck_and_thompson_hardly_ever() -> None:
    """After many trials the share on a poor route is large for one, small for other."""
    routes = Routes(chances=(0.3, 0.6), trials=400, teams=500)

    assert stuck(routes, GREEDY) > 0.08
    assert stuck(routes, THOMPSON) < 0.03


def test_the_regret_of_greed_grows_with_time_and_that_of_thompson_slows() -> None:
    """The second half costs greed as much as the first, Thompson far less."""
    routes = Routes(trials=600, teams=600)
    halves = {}
    for policy in (GREEDY, THOMPSON):
        regret = play(routes, policy)["regret"].to_numpy()
        halves[policy.name] = (regret[-1] - regret[299]) / regret[299]

    assert halves["greedy"] > 0.75
    assert halves["thompson"] < 0.55


def test_regret_never_falls() -> None:
    """What was missed stays missed."""
    for policy in (GREEDY, THOMPSON, Policy(kind="epsilon")):
        assert play(Routes(), policy)["regret"].is_monotonic_increasing


def test_policies_stand_one_below_the_other() -> None:
    """A row for each policy and trial, with its name."""
    table = compare(Routes(trials=5), [GREEDY, Policy(kind="epsilon", epsilon=0.2)])

    assert table.groupby("policy", sort=False)["trial"].agg(list).to_dict() == {
        "greedy": [1, 2, 3, 4, 5],
        "epsilon 0.2": [1, 2, 3, 4, 5],
    }


def test_the_same_seed_gives_the_same_luck() -> None:
    """A learner finds the same answer again tomorrow."""
    assert (choices(Routes(), THOMPSON) == choices(Routes(), THOMPSON)).all()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"chances": (0.5,)}, "the number of routes must be a whole number of at"),
        ({"chances": (0.5, 1.0)}, r"chance of route 2 must lie strictly .* not 1\.0"),
        ({"trials": 0}, "trials must be a whole number of at least 1"),
        ({"teams": 0}, "teams must be a whole number of at least 1"),
    ],
)
def test_routes_that_could_not_be_are_refused(
    wrong: dict[str, int], message: str
) -> None:
    """The message names the parameter, the value and the range."""
    with pytest.raises(ValueError, match=message):
        Routes(**wrong)  # type: ignore[arg-type]


def test_a_policy_that_is_none_is_refused() -> None:
    """The message lists the policies that there are."""
    with pytest.raises(ValueError, match="kind must be one of greedy, epsilon, thomps"):
        Policy(kind="lucky")  # type: ignore[arg-type]
