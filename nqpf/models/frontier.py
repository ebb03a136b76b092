r"""The Pareto frontier: the plans that no other one beats.

A plan is *dominated* if another is at least as good by every goal and better by one.
What is left is the frontier. It says which plans are wasteful, and nothing about
which of the others to choose: that is a judgement about goals, not about plans. With
more goals fewer plans are dominated.

References
----------
V. Pareto, "Manuale di economia politica", 1906. T. C. Koopmans, "Analysis of production
as an efficient combination of activities", 1951.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from nqpf.models.checks import whole
from nqpf.models.entry import REGIMES
from nqpf.models.levers import ROUTES, CityPlan


def on_frontier(table: pd.DataFrame, goals: Mapping[str, int]) -> npt.NDArray[np.bool_]:
    """Return which rows no other row dominates.

    Parameters
    ----------
    table
        A row a plan, a column a goal.
    goals
        The columns to judge by: 1 where more is better, -1 where less is.

    Returns
    -------
    numpy.ndarray
        Whether each row is on the frontier; of equal rows all are, or none.

    Examples
    --------
    >>> plans = pd.DataFrame({"output": [3, 2, 1], "debt": [2, 1, 1]})
    >>> on_frontier(plans, {"output": 1, "debt": -1}).tolist()
    [True, True, False]
    """
    for goal, sign in goals.items():
        if sign not in (1, -1):
            msg = f"goals must say 1 or -1 for {goal}, not {sign!r}"
            raise ValueError(msg)
    good = table[list(goals)].to_numpy(float) * list(goals.values())
    left = np.ones(len(good), bool)
    for place, row in enumerate(good):
        if left[place]:  # what it dominates cannot dominate anything that it does not
            beaten = (row >= good).all(axis=1) & (row > good).any(axis=1)
            left &= ~beaten
    return left


def sample_plans(*, number: int, seed: int = 15) -> tuple[CityPlan, ...]:
    """Draw plans over all levers, each lever evenly over a round range.

    Parameters
    ----------
    number
        How many (a whole number, at least 1).
    seed
        Which (a whole number, at least 0).

    Examples
    --------
    >>> sample_plans(number=2)[0].regime in REGIMES
    True
    """
    whole(1, number=number)
    whole(0, seed=seed)
    draw = np.random.default_rng(seed)
    return tuple(_drawn(draw) for _ in range(number))


def _drawn(draw: np.random.Generator) -> CityPlan:
    tenths = draw.multinomial(10, draw.dirichlet(np.ones(3)))
    financing, land, entry = (int(part) / 2 for part in draw.integers(0, 3, 3))
    return CityPlan(
        emerging=int(tenths[1]) / 10,
        future=int(tenths[2]) / 10,
        invested=int(draw.integers(10, 19)) / 20,
        regime=REGIMES[draw.integers(len(REGIMES))],
        retire_from=float(draw.integers(0, 11)),
        venture=ROUTES[draw.integers(len(ROUTES))],
        science=int(draw.integers(0, 9)) / 20,
        teams=int(draw.integers(1, 9)),
        push=int(draw.integers(0, 6)) / 100,
        reform=(financing, land, entry),
    )
