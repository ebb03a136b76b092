"""The Pareto frontier, against its definition."""

import numpy as np
import pandas as pd
import pytest

from nqpf.models.frontier import on_frontier, sample_plans
from nqpf.models.levers import CityPlan

GOALS = {"output": 1, "jobs": 1, "debt": -1}


def table(seed: int, *, number: int = 120) -> pd.DataFrame:
    """Return random outcomes on a coarse grid, so that there are ties."""
    draw = np.random.default_rng(seed)
    return pd.DataFrame(draw.integers(0, 9, (number, 3)), columns=list(GOALS))


@pytest.mark.parametrize("seed", range(8))
def test_the_frontier_is_what_its_definition_says(seed: int) -> None:
    """A second route: every plan against every other, one by one."""
    outcomes = table(seed)
    good = outcomes.to_numpy() * [1, 1, -1]
    beaten = [
        any((other >= row).all() and (other > row).any() for other in good)
        for row in good
    ]

    found = on_frontier(outcomes, GOALS)

    assert found.tolist() == [not each for each in beaten]


def test_the_order_of_the_plans_does_not_matter() -> None:
    """Shuffled plans keep their places on or off the frontier."""
    outcomes = table(3)
    mixed = outcomes.sample(frac=1, random_state=1)

    found = pd.Series(on_frontier(mixed, GOALS), index=mixed.index).sort_index()

    assert found.tolist() == on_frontier(outcomes, GOALS).tolist()


def test_units_do_not_matter() -> None:
    """Any rising scale of a goal leaves the frontier as it is."""
    outcomes = table(4)
    scaled = outcomes.assign(
        output=np.exp(outcomes["output"]), debt=outcomes["debt"] / 7
    )

    assert on_frontier(scaled, GOALS).tolist() == on_frontier(outcomes, GOALS).tolist()


def test_the_best_by_any_goal_is_on_the_frontier() -> None:
    """At least one of the plans with the most output is."""
    outcomes = table(5)

    found = on_frontier(outcomes, GOALS)

    for goal, sign in GOALS.items():
        best = outcomes[goal] * sign == (outcomes[goal] * sign).max()
        assert found[best].any()


def test_more_goals_leave_more_on_the_frontier() -> None:
    """What no plan beats by two goals, none beats by three, ties aside."""
    draw = np.random.default_rng(6)
    outcomes = pd.DataFrame(draw.random((150, 3)), columns=list(GOALS))

    two = on_frontier(outcomes, {"output": 1, "jobs": 1})
    three = on_frontier(outcomes, GOALS)

    assert (three | ~two).all()
    assert three.sum() > two.sum()


def test_equal_plans_share_their_fate() -> None:
    """Both on the frontier, or both off."""
    twins = pd.DataFrame({"output": [2, 2, 1], "jobs": [1, 1, 1], "debt": [0, 0, 0]})

    assert on_frontier(twins, GOALS).tolist() == [True, True, False]


def test_plans_are_drawn_over_all_levers() -> None:
    """Among 300, every lever takes at least two values."""
    drawn = sample_plans(number=300)

    for lever in CityPlan.__slots__:
        assert len({getattr(plan, lever) for plan in drawn}) > 1


def test_the_same_seed_draws_the_same_plans() -> None:
    """A frontier can be drawn again."""
    assert sample_plans(number=9) == sample_plans(number=9)
    assert sample_plans(number=9) != sample_plans(number=9, seed=1)


@pytest.mark.parametrize("number", [0, 1.5])
def test_a_number_of_plans_that_cannot_be_is_refused(number: float) -> None:
    """The message names the parameter, its range and the value."""
    with pytest.raises(ValueError, match="number must be a whole number of at least 1"):
        sample_plans(number=number)  # type: ignore[arg-type]


def test_a_goal_without_direction_is_refused() -> None:
    """More is better, or less is."""
    with pytest.raises(ValueError, match="goals must say 1 or -1 for debt, not 0"):
        on_frontier(table(0), {"debt": 0})
