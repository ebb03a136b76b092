r"""Ten years of a stylised city: all levers together, and what comes of a plan.

Investment makes the industries of three stages grow, by luck and by the regime in which
cities share them out (`nqpf.models.plans`, lesson 10). Their output :math:`x_i`,
productivity :math:`A`, the combination of elements :math:`O` and a venture's output
:math:`w` (`nqpf.models.effects`, `nqpf.models.bills`) give

.. math::

    Y_t &= A_t O_t \textstyle\sum_i x_{it} + w_t \\
    N_t &= O_t \textstyle\sum_i n_i x_{it} + n_e w_t \\
    R_t &= (1 + \iota\,[R_{t-1} < 0])\,R_{t-1}
           + A_t O_t\, m \cdot x_t + m_e w_t - s\, m \cdot x_t - D - C_t

A city whose debt :math:`-R` passes its credit in any year is *ruined*: the model goes
on counting, nobody would go on lending.

=================  =========================================================
:math:`Y`          output (billion yuan a year, prices of year 0)
:math:`N`          jobs (10,000 persons)
:math:`R`          the city's fund; debt where it is below 0 (billion yuan)
:math:`m, n`       cash and jobs per output of a stage (e: emerging)
:math:`s`          share of the cash that is invested (no unit)
:math:`D, C`       obligations; cost of the levers (billion yuan a year)
:math:`\iota`      interest on debt (per year)
=================  =========================================================

Simplifications, each of them a question for a brief: a plan stays the same for
ten years; gains in productivity go to the budget and not into more investment; the
effects multiply; better productivity moves no worker out of the city; workers and
firms do not come or leave; the venture is like an emerging industry; blows to the chain
are measured, not suffered. Outcomes are means over futures that share one luck for
all plans, so that plans differ by what they do.

References
----------
The parts are those of the lessons, with their sources. On choosing between plans that
serve several goals, V. Pareto, "Manuale di economia politica", 1906; on why a plan's
model must be doubted, C. E. Lindblom, "The science of 'muddling through'", Public
Administration Review 19(2), 1959.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from nqpf.models import bills, effects, plans
from nqpf.models.levers import BASELINE, YEARS, City, CityPlan, Prices

__all__ = [
    "BASELINE",
    "GOALS",
    "YEARS",
    "City",
    "CityPlan",
    "Futures",
    "Prices",
    "course",
    "outcomes",
    "simulate",
]

Array = npt.NDArray[np.float64]

GOALS = {
    "output": 1,
    "tfp": 1,
    "jobs": 1,
    "resilience": 1,
    "debt": -1,
    "ruin": -1,
}
"""What a plan is judged by; 1 where more is better, -1 where less is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Futures:
    """What comes of one plan.

    Parameters
    ----------
    stages
        Output of the three stages in year 10 over that in year 0, on average.
    output
        By year (from 0) and future (billion yuan a year).
    jobs
        By year and future (10,000 persons).
    fund
        By year and future (billion yuan; debt below 0).
    tfp
        By year (index, 1 in year 0).
    combination
        By year (share of what the elements could make).
    """

    stages: Array
    output: Array
    jobs: Array
    fund: Array
    tfp: Array
    combination: Array


def simulate(city: City, plan: CityPlan) -> Futures:
    """Carry out a plan in all futures.

    Parameters
    ----------
    city, plan
        Where, and what is done.

    Examples
    --------
    >>> futures = simulate(City(), BASELINE)
    >>> futures.output.shape
    (11, 200)
    """
    region = effects.region(city, plan)
    runs = plans.run(
        region, plan.allocation, years=YEARS, runs=city.runs, seed=city.seed
    )
    stages = runs.output[:, :, 0]
    tfp = effects.productivity(city, plan)["tfp"]
    combined = effects.combination(city, plan)
    spent, made = bills.venture(city, plan)
    cash, jobs = region.each("cash"), region.each("jobs")
    made_by_stages = np.einsum("i,tir->tr", cash, stages)
    factor = (tfp * combined)[:, np.newaxis]
    levers = np.sum(list(bills.costs(city, plan).values()), axis=0)
    balance = (
        (factor - plan.invested) * made_by_stages
        + cash[_EMERGING] * made
        - region.obligations
        - levers[:, np.newaxis]
        - spent
    )
    return Futures(
        stages=stages[-1].mean(axis=-1) / stages[0].mean(axis=-1),
        output=factor * stages.sum(axis=1) + made,
        jobs=combined[:, np.newaxis] * np.einsum("i,tir->tr", jobs, stages)
        + jobs[_EMERGING] * made,
        fund=_fund(region.reserve, balance, city.prices.interest),
        tfp=tfp,
        combination=combined,
    )


def course(city: City, plan: CityPlan) -> pd.DataFrame:
    """Return where a plan leads, year by year.

    Parameters
    ----------
    city, plan
        Where, and what is done.

    Returns
    -------
    pandas.DataFrame
        A row a year, from 0: `year`; `output` (billion yuan a year); `tfp` (index,
        100 in year 0); `jobs` (10,000 persons); `combination` (% of what the
        elements could make); the `fund` (billion yuan, debt below 0; all these are
        means), and its `fund_low` and `fund_high`, below which lie 10 and 90 % of
        futures; `ruined` (share of futures so far).

    Examples
    --------
    >>> years = course(City(), BASELINE)
    >>> years.loc[[0, 10], ["output", "jobs"]].round(0).to_dict("list")
    {'output': [127.0, 122.0], 'jobs': [116.0, 101.0]}
    """
    futures = simulate(city, plan)
    low, high = np.quantile(futures.fund, [0.1, 0.9], axis=1)
    return pd.DataFrame(
        {
            "year": np.arange(YEARS + 1),
            "output": futures.output.mean(axis=1),
            "tfp": 100 * futures.tfp,
            "jobs": futures.jobs.mean(axis=1),
            "combination": 100 * futures.combination,
            "fund": futures.fund.mean(axis=1),
            "fund_low": low,
            "fund_high": high,
            "ruined": np.logical_or.accumulate(futures.fund < -city.credit).mean(
                axis=1
            ),
        }
    )


def outcomes(city: City, chosen: Sequence[CityPlan]) -> pd.DataFrame:
    """Judge plans by what they lead to.

    Parameters
    ----------
    city
        Where.
    chosen
        The plans.

    Returns
    -------
    pandas.DataFrame
        A row a plan, the columns being `GOALS`: `output` in year 10 (billion yuan a
        year), `tfp` in year 10 (index, 100 in year 0), `jobs` in the year with the
        fewest (10,000 persons), `resilience` (% of value added left when the worst
        blow falls in the worst year), `debt` at the end (billion yuan), all on
        average over futures, and `ruin` (% of futures).

    Examples
    --------
    >>> outcomes(City(), [BASELINE]).round(1).to_dict("records")[0]
    {'output': 122.4, 'tfp': 103.9, 'jobs': 94.6, 'resilience': 63.3, 'debt': 1.3, \
'ruin': 1.0}
    """
    return pd.DataFrame([_judged(city, simulate(city, plan)) for plan in chosen])


_EMERGING = 1  # place of the emerging industries among the stages


def _judged(city: City, futures: Futures) -> dict[str, float]:
    debt = np.maximum(-futures.fund, 0)
    left = effects.resilience(city, futures.stages, futures.combination)
    return {
        "output": float(futures.output[-1].mean()),
        "tfp": float(100 * futures.tfp[-1]),
        "jobs": float(futures.jobs.mean(axis=1).min()),
        "resilience": 100 * left,
        "debt": float(debt[-1].mean()),
        "ruin": float(100 * (futures.fund < -city.credit).any(axis=0).mean()),
    }


def _fund(reserve: float, balance: Array, interest: float) -> Array:
    """Return the fund by year and future; the first year is the reserve."""
    fund = np.empty_like(balance)
    fund[0] = reserve
    for year in range(1, len(balance)):
        before = fund[year - 1]
        fund[year] = before + interest * np.minimum(before, 0) + balance[year]
    return fund
