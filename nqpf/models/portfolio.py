r"""Judging plans for a portfolio of industries: output, jobs, risk and survival.

A plan has no single result: luck spreads it. Over many draws of luck, with output
:math:`Y` in the last year,

.. math::

    \text{mean} = E[Y], \qquad
    \text{risk} = \sqrt{E[(Y - E[Y])^2]}, \qquad
    \text{survival} = P(R_t \ge 0 \text{ in every year})

and a plan is *efficient* if none has as high a mean with less risk, or a higher
mean with as little. Mean and risk are in billion yuan a year, survival is a share
of the draws (0 to 1). What is drawn, and what the fund :math:`R` is:
`nqpf.models.plans`. `Region`, `Stage`, `Plan` and `run` can be had from here.

References
----------
H. Markowitz, "Portfolio selection", Journal of Finance 7(1), 1952 (mean and
spread). A. D. Roy, "Safety first and the holding of assets", Econometrica 20(3),
1952 (the chance of disaster). M. E. Conroy, "The concept and measurement of
regional industrial diversification", Southern Economic Journal 41(3), 1975 (a
region's industries as a portfolio). A warning: J. S. Armstrong and R. J. Brodie,
"Effects of portfolio planning methods on decision making", International Journal
of Research in Marketing 11(1), 1994, where those who were shown a matrix of cash
cows and stars more often chose the less profitable project. An industry is no
security either: it cannot be bought back tomorrow, and investing in one changes
the prospects of its neighbours.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from nqpf.models.industries import STAGES, Region, Stage
from nqpf.models.plans import Plan, Runs, run

__all__ = [
    "STAGES",
    "Plan",
    "Region",
    "Runs",
    "Stage",
    "all_plans",
    "compare",
    "course",
    "efficient",
    "outlook",
    "run",
]


def course(region: Region, plan: Plan, *, years: int = 20) -> pd.DataFrame:
    """Return where a plan leads if luck is neither good nor bad.

    Parameters
    ----------
    region, plan
        Where, and what is done.
    years
        How long (years; at least 1).

    Returns
    -------
    pandas.DataFrame
        A row a year, from 0: `year`; `traditional`, `emerging`, `future` and, in
        all, `output` (billion yuan a year); `income`, and `budget`, the part of it
        to invest (billion yuan a year); `jobs` (10,000 persons); `fund` (billion
        yuan).

    Examples
    --------
    >>> path = course(Region(), Plan(emerging=0.3, future=0.2))
    >>> path.loc[[0, 20], ["output", "budget", "jobs"]].round(1).to_dict("list")
    {'output': [127.0, 139.6], 'budget': [24.8, 23.9], 'jobs': [116.0, 111.0]}
    """
    calm = replace(
        region,
        traditional=replace(region.traditional, swing=0),
        emerging=replace(region.emerging, swing=0),
        future=replace(region.future, swing=0),
    )
    outcome = run(calm, plan, years=years, runs=1)
    stages, income = outcome.output[:, :, 0, 0], outcome.income[:, 0, 0]
    return pd.DataFrame(
        {
            "year": range(years + 1),
            **dict(zip(STAGES, stages.T, strict=True)),
            "output": stages.sum(axis=1),
            "income": income,
            "budget": plan.invested * income,
            "jobs": stages @ region.each("jobs"),
            "fund": outcome.fund[:, 0, 0],
        }
    )


def outlook(
    region: Region,
    plan: Plan,
    *,
    years: int = 20,
    runs: int = 1000,
    seed: int = 10,
) -> pd.DataFrame:
    """Return what may come of a plan, year by year.

    Parameters
    ----------
    region, plan
        Where, and what is done.
    years
        How long (years; at least 1).
    runs, seed
        How many draws of luck, and which.

    Returns
    -------
    pandas.DataFrame
        A row a year, from 0: `year`; output's `low`, `median` and `high` (below
        which lie 10, 50 and 90 % of the draws) and `mean` (billion yuan a year);
        `jobs` on average (10,000 persons); `survival`, the share of draws in
        which the fund was never below 0 so far.

    Examples
    --------
    >>> years = outlook(Region(), Plan(), runs=400)
    >>> years["survival"].is_monotonic_decreasing
    True
    """
    outcome = run(region, plan, years=years, runs=runs, seed=seed)
    stages = outcome.output[:, :, 0]
    output = stages.sum(axis=1)
    low, median, high = np.quantile(output, [0.1, 0.5, 0.9], axis=1)
    return pd.DataFrame(
        {
            "year": range(years + 1),
            "low": low,
            "median": median,
            "high": high,
            "mean": output.mean(axis=1),
            "jobs": stages.mean(axis=-1) @ region.each("jobs"),
            "survival": outcome.survives[:, 0].mean(axis=1),
        }
    )


def compare(
    region: Region,
    plans: Sequence[Plan],
    *,
    years: int = 20,
    runs: int = 100,
    seed: int = 10,
) -> pd.DataFrame:
    """Judge plans by what they lead to in the last year.

    Parameters
    ----------
    region, plans
        Where, and what could be done.
    years
        How long (years; at least 1).
    runs, seed
        How many draws of luck, and which: the same for every plan.

    Returns
    -------
    pandas.DataFrame
        A row a plan: its shares `traditional`, `emerging`, `future` and
        `invested`; `mean` and `risk` (standard deviation) of output, billion yuan
        a year; `jobs` on average (10,000 persons); `survival` (share of the
        draws); `efficient` among these plans.

    Examples
    --------
    >>> plans = [Plan(emerging=0, future=1), Plan(emerging=0.25, future=0.25)]
    >>> compare(Region(), plans)[["traditional", "efficient"]].to_dict("list")
    {'traditional': [0.0, 0.5], 'efficient': [False, True]}
    """
    outcome = run(region, *plans, years=years, runs=runs, seed=seed)
    last = outcome.output[-1]
    output = last.sum(axis=0)
    mean, risk = output.mean(axis=1), output.std(axis=1)
    return pd.DataFrame(
        {
            **dict(zip(STAGES, np.array([p.shares for p in plans]).T, strict=True)),
            "invested": [plan.invested for plan in plans],
            "mean": mean,
            "risk": risk,
            "jobs": region.each("jobs") @ last.mean(axis=-1),
            "survival": outcome.survives[-1].mean(axis=1),
            "efficient": efficient(mean, risk),
        }
    )


@lru_cache(maxsize=64)
def all_plans(*, steps: int = 10, invested: float = 0.75) -> tuple[Plan, ...]:
    """Return every way to share out money in equal parts.

    Parameters
    ----------
    steps
        How many parts (10 for tenths; at least 1).
    invested
        Share of what comes in that is invested (0 to 1).

    Examples
    --------
    >>> len(all_plans(steps=10))
    66
    """
    return tuple(
        Plan(emerging=emerging / steps, future=future / steps, invested=invested)
        for emerging in range(steps + 1)
        for future in range(steps + 1 - emerging)
    )


def efficient(
    mean: npt.NDArray[np.float64], risk: npt.NDArray[np.float64]
) -> npt.NDArray[np.bool_]:
    """Return which plans no other one beats.

    Parameters
    ----------
    mean, risk
        What each plan promises, and how much it varies (one unit).

    Returns
    -------
    numpy.ndarray
        Whether each is efficient: none has at least its mean and at most its
        risk, and betters one of the two.

    Examples
    --------
    >>> efficient(np.array([5.0, 6.0, 4.0]), np.array([1.0, 2.0, 1.5])).tolist()
    [True, True, False]
    """
    order = np.lexsort((-mean, risk))
    best_before = np.maximum.accumulate(np.r_[-np.inf, mean[order][:-1]])
    leads = mean[order] > best_before
    twins = np.r_[
        False,
        (np.diff(risk[order]) == 0) & (np.diff(mean[order]) == 0),
    ]
    for place in np.flatnonzero(twins):  # as good as the one before it
        leads[place] = leads[place - 1]
    found = np.empty(len(mean), bool)
    found[order] = leads
    return found
