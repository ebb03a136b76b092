"""Prize and grant: equilibrium against simulation, and what money becomes of it."""

import numpy as np
import pandas as pd
import pytest

from nqpf.models.prize import Problem, grant, prize

PROBLEMS = [Problem(), Problem(financed=0.4), Problem(low=0.1, high=0.2, teams=5)]


def simulated(problem: Problem, *, offer: float, least: float) -> pd.DataFrame:
    """Let 100,000 problems be tried by all financed teams above a chance."""
    random = np.random.default_rng(9)
    size = (100_000, problem.teams)
    chance = random.uniform(problem.low, problem.high, size)
    tries = (chance >= least) & (random.random(size) < problem.financed)
    solves = tries & (random.random(size) < chance)
    return pd.DataFrame(
        {
            "tries": tries.sum(axis=1),
            "solved": solves.any(axis=1),
            "paid": offer * solves.any(axis=1),
        }
    )


@pytest.mark.parametrize("problem", PROBLEMS, ids=str)
def test_teams_that_are_simulated_solve_as_often_as_expected(problem: Problem) -> None:
    """A second route to those who try, the chance of a solution, and what is paid."""
    found = prize(problem, 30).iloc[0]

    mean = simulated(problem, offer=30, least=found["least"]).mean()

    assert found["tries"] == pytest.approx(mean["tries"], rel=0.01)
    assert found["solved"] == pytest.approx(mean["solved"], abs=0.006)
    assert found["paid"] == pytest.approx(mean["paid"], abs=0.2)


def test_the_least_good_team_that_tries_just_earns_its_cost() -> None:
    """Simulated: what a team of that chance wins against eleven others, on average."""
    problem, offer = Problem(), 40.0
    least = prize(problem, offer)["least"][0]
    random = np.random.default_rng(4)
    others = random.uniform(problem.low, problem.high, (400_000, problem.teams - 1))
    rivals = ((others >= least) & (random.random(others.shape) < others)).sum(axis=1)

    earned = offer * least * (1 / (1 + rivals)).mean()

    assert earned == pytest.approx(problem.cost, rel=0.005)


@pytest.mark.parametrize("problem", PROBLEMS, ids=str)
def test_a_higher_prize_calls_up_more_teams(problem: Problem) -> None:
    """Worse ones, until all who can are trying."""
    table = prize(problem, np.arange(0, 400, 5))

    assert table["tries"].is_monotonic_increasing
    assert table["least"].is_monotonic_decreasing
    assert table["tries"].max() <= problem.teams * problem.financed


def test_a_prize_below_what_the_best_would_need_finds_nobody() -> None:
    """The best has a chance of 0.4 at a cost of 4: below 10 nobody tries."""
    table = prize(Problem(), [9.9, 10.1])

    assert table["tries"].tolist()[0] == 0
    assert table["tries"].tolist()[1] > 0


def test_an_enormous_prize_calls_up_everybody() -> None:
    """Then the chance is that of all teams, good and bad."""
    problem = Problem(low=0.1)

    found = prize(problem, 1e6).iloc[0]

    assert found["least"] == 0.1
    assert found["solved"] == pytest.approx(grant(problem, 12)["solved"][0])


def test_a_grant_solves_with_the_chance_of_independent_tries() -> None:
    """1 − (1 − ½ of 0.4)³, at three times the cost."""
    found = grant(Problem(), 3).iloc[0]

    assert found["solved"] == pytest.approx(1 - 0.8**3)
    assert found["welfare"] == pytest.approx(100 * (1 - 0.8**3) - 12)


def test_the_prize_is_a_transfer() -> None:
    """Welfare is what the sponsor keeps and what the teams gain, prize less cost."""
    problem = Problem()
    table = prize(problem, np.arange(10, 100, 10))

    teams = table["paid"] - problem.cost * table["tries"]

    assert (table["sponsor"] + teams).tolist() == pytest.approx(
        table["welfare"].tolist()
    )


def test_a_prize_beats_a_grant_where_teams_know_more_and_can_pay() -> None:
    """At the best of each, welfare is higher: the good ones choose themselves."""
    problem = Problem()

    best_grant = grant(problem, np.arange(13))["welfare"].max()

    assert prize(problem, np.arange(10, 100))["welfare"].max() > best_grant


def test_a_grant_beats_a_prize_where_few_can_advance_the_cost() -> None:
    """A notice on the wall helps nobody who has no money to begin."""
    problem = Problem(financed=0.2)

    best_grant = grant(problem, np.arange(13))["welfare"].max()

    assert prize(problem, np.arange(10, 400))["welfare"].max() < best_grant


def test_without_private_knowledge_a_prize_has_nothing_to_find_out() -> None:
    """If all are alike, the best prize is worth no more than the best grant."""
    problem = Problem(low=0.1999, high=0.2001)

    best_grant = grant(problem, np.arange(13))["welfare"].max()

    best_prize = prize(problem, np.arange(10, 100, 0.5))["welfare"].max()
    assert best_prize <= best_grant + 0.5


def test_a_prize_can_call_up_too_many() -> None:
    """Beyond some prize a solution is likelier and welfare lower."""
    table = prize(Problem(), [30, 100])

    assert table["solved"].is_monotonic_increasing
    assert table["welfare"].is_monotonic_decreasing


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"cost": 0}, "cost must be above 0, not 0"),
        ({"teams": 2.5}, r"teams must be a whole number of at least 1, not 2\.5"),
        ({"financed": 1.5}, r"financed must lie from 0 to 1, not 1\.5"),
        ({"low": 0.5}, r"high must be above 0\.5, not 0\.4"),
    ],
)
def test_a_problem_that_could_not_be_is_refused(
    wrong: dict[str, float], message: str
) -> None:
    """The message names the parameter, the value and the range."""
    with pytest.raises(ValueError, match=message):
        Problem(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("chosen", "message"),
    [(13, "chosen must lie from 0 to 12"), (1.5, "chosen must be a whole number")],
)
def test_a_grant_to_teams_that_do_not_exist_is_refused(
    chosen: float, message: str
) -> None:
    """There are twelve, and each is whole."""
    with pytest.raises(ValueError, match=message):
        grant(Problem(), chosen)


def test_a_negative_prize_is_refused() -> None:
    """Nobody tries in order to be fined."""
    with pytest.raises(ValueError, match="prizes must be at least 0"):
        prize(Problem(), [-5, 10])
