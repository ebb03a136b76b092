r"""Enter now or wait: what it is worth to keep an irreversible decision open.

A city can build an industry once, for good, at a cost :math:`I`. Should the
technology work, which it does with chance :math:`p` and which only building can
tell, the industry is worth :math:`V`: the present value of what it brings. Demand
moves, and :math:`V` with it, as a geometric Brownian motion,

.. math:: \mathrm{d}V = \alpha V\,\mathrm{d}t + \sigma V\,\mathrm{d}z

Entering now brings :math:`pV - I`. The rule "enter once that is positive" is wrong:
who waits loses income, but escapes the bad turns. The right to enter later is worth

.. math::

    F(V) = \begin{cases}
        (pV^* - I)(V/V^*)^{\beta} & V < V^* \\ pV - I & V \ge V^*
    \end{cases}
    \qquad
    V^* = \frac{\beta}{\beta - 1}\,\frac{I}{p}

where :math:`\beta > 1` solves
:math:`\tfrac12\sigma^2\beta(\beta-1) + \alpha\beta = \rho`. Waiting ends at
:math:`V^*`. The factor :math:`\beta/(\beta-1)` is how many times its cost a venture
must promise; it grows with :math:`\sigma`. `solve` finds the same by dynamic
programming, without the formula.

==============  ========================================================
:math:`V`       worth of the industry if the technology works (billion yuan)
:math:`I`       cost of entering, lost for good (billion yuan)
:math:`p`       chance that the technology works (no unit)
:math:`\alpha`  mean growth of V (per year, below :math:`\rho`)
:math:`\sigma`  volatility of V (per square root of a year: 0.25 is 25 %)
:math:`\rho`    discount rate (per year)
==============  ========================================================

What is left out: the city is indifferent to risk as such, the moves of :math:`V`
are known in law, and nobody else can take the place. The last is dropped in
`nqpf.models.preemption`, the all-or-nothing cost in `nqpf.models.staging`, the
deep pocket in `nqpf.models.ruin`.

References
----------
R. McDonald and D. Siegel, "The value of waiting to invest", Quarterly Journal of
Economics 101(4), 1986. A. K. Dixit and R. S. Pindyck, "Investment under
Uncertainty", Princeton 1994, chapters 5 and 6. H. J. Kushner and P. Dupuis,
"Numerical Methods for Stochastic Control Problems in Continuous Time", Springer 1992
(the chain behind `solve`).
"""

import math
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.linalg import solve_banded

from nqpf.models.checks import above, strictly_between, whole

Array = npt.NDArray[np.float64]
Worth = TypeVar("Worth", float, Array)


@dataclass(frozen=True, slots=True, kw_only=True)
class Venture:
    """An industry that a city can enter once, for good.

    Parameters
    ----------
    cost
        What entering costs (billion yuan; above 0).
    chance
        That the technology works (no unit; above 0, at most 1).
    growth
        Mean growth of the industry's worth (per year; below `discount`).
    volatility
        How much the worth moves (per square root of a year; above 0).
    discount
        Discount rate (per year; above 0).
    """

    cost: float = 1.0
    chance: float = 1.0
    growth: float = 0.02
    volatility: float = 0.25
    discount: float = 0.08

    def __post_init__(self) -> None:
        """Refuse a venture that nobody would end waiting for."""
        above(0, cost=self.cost, volatility=self.volatility, discount=self.discount)
        strictly_between(-1, self.discount, growth=self.growth)
        if not 0 < self.chance <= 1:
            msg = f"chance must lie above 0 and be at most 1, not {self.chance!r}"
            raise ValueError(msg)

    @property
    def yield_lost(self) -> float:
        """What waiting forgoes: discount less growth (per year)."""
        return self.discount - self.growth


def elasticity(venture: Venture) -> float:
    r"""Return how fast the right to enter gains as the worth grows.

    Returns
    -------
    float
        :math:`\beta`, the root above 1 (no unit: per cent per per cent).

    Examples
    --------
    >>> round(elasticity(Venture(volatility=0.2, growth=0.0, discount=0.04)), 6)
    2.0
    """
    variance = venture.volatility**2
    middle = 0.5 - venture.growth / variance
    return middle + math.sqrt(middle**2 + 2 * venture.discount / variance)


def hurdle(venture: Venture) -> float:
    """Return how many times its cost a sure venture must be worth.

    Returns
    -------
    float
        β / (β − 1), above 1 (no unit).

    Examples
    --------
    >>> round(hurdle(Venture(volatility=0.2, growth=0.0, discount=0.04)), 6)
    2.0
    """
    beta = elasticity(venture)
    return beta / (beta - 1)


def threshold(venture: Venture) -> float:
    """Return the worth at which a city that is alone stops waiting.

    Returns
    -------
    float
        V* (billion yuan).

    Examples
    --------
    >>> venture = Venture(volatility=0.2, growth=0.0, discount=0.04, cost=3)
    >>> round(threshold(venture), 6)
    6.0
    """
    return hurdle(venture) * venture.cost / venture.chance


def entry_value(worth: Worth, venture: Venture) -> Worth:
    """Return what entering at once is worth on average.

    Parameters
    ----------
    worth
        V, of the industry if the technology works (billion yuan).
    venture
        What is entered.

    Returns
    -------
    float or numpy.ndarray
        p V − I (billion yuan; negative if it does not pay).

    Examples
    --------
    >>> entry_value(4.0, Venture(cost=1, chance=0.5))
    1.0
    """
    return venture.chance * worth - venture.cost


def waiting_value(worth: Worth, venture: Venture) -> Worth:
    """Return what the right to enter, now or later, is worth.

    Parameters
    ----------
    worth
        V (billion yuan; above 0).
    venture
        What may be entered.

    Returns
    -------
    float or numpy.ndarray
        F(V) (billion yuan), at least what entering at once is worth.

    Examples
    --------
    >>> venture = Venture(volatility=0.2, growth=0.0, discount=0.04)
    >>> [round(float(waiting_value(worth, venture)), 4) for worth in (1.0, 2.0, 3.0)]
    [0.25, 1.0, 2.0]
    """
    ends = threshold(venture)
    path = (np.minimum(worth, ends) / ends) ** elasticity(venture)
    beyond = np.maximum(worth - ends, 0)
    value: Worth = entry_value(ends, venture) * path + venture.chance * beyond
    return value


def solve(venture: Venture, *, points: int = 4001) -> pd.DataFrame:
    """Find where to stop waiting by dynamic programming, without the formula.

    The logarithm of the worth moves on a grid, up or down a step with the chances
    that give it the right mean and variance. Starting from "enter wherever it pays",
    each round computes what a policy is worth and then enters only where that beats
    going on (Howard's policy iteration), until nothing changes.

    Parameters
    ----------
    venture
        What may be entered.
    points
        Of the grid, from a thousandth to a thousand times the break-even worth
        (a whole number, at least 101).

    Returns
    -------
    pandas.DataFrame
        `worth` and `value` (billion yuan) and whether the city `enters` there.

    Examples
    --------
    >>> venture = Venture(volatility=0.2, growth=0.0, discount=0.04)
    >>> found = solve(venture)
    >>> round(float(found.loc[found["enters"], "worth"].iloc[0]), 2)
    2.0
    """
    whole(101, points=points)
    logs, step = np.linspace(-_REACH, _REACH, points, retstep=True)
    worth = venture.cost / venture.chance * np.exp(logs)
    pays = entry_value(worth, venture)
    enters = pays > 0
    while True:
        value = _policy_value(venture, pays, enters, step=step)
        better = enters & (pays >= _worth_of_going_on(venture, value, step=step))
        if (better == enters).all():
            return pd.DataFrame({"worth": worth, "value": value, "enters": enters})
        enters = better


_REACH = math.log(1000)


def _chances(venture: Venture, step: float) -> tuple[float, float, float]:
    """Return the chances of a step up and down, and what a step's time discounts."""
    drift = venture.growth - venture.volatility**2 / 2
    spread = venture.volatility**2 + step * abs(drift)
    time = step**2 / spread
    up = (venture.volatility**2 / 2 + step * max(drift, 0)) / spread
    return up, 1 - up, 1 / (1 + venture.discount * time)


def _worth_of_going_on(venture: Venture, value: Array, *, step: float) -> Array:
    """Return the discounted mean of the next value; the ends stand still."""
    up, down, discounted = _chances(venture, step)
    following = np.concatenate([value[1:], value[-1:]])
    preceding = np.concatenate([[0.0], value[:-1]])
    return discounted * (up * following + down * preceding)


def _policy_value(
    venture: Venture, pays: Array, enters: npt.NDArray[np.bool_], *, step: float
) -> Array:
    """Return what it is worth to enter exactly where a policy says so."""
    up, down, discounted = _chances(venture, step)
    waits = ~enters
    bands = np.zeros((3, len(pays)))
    bands[0, 1:] = np.where(waits, -discounted * up, 0.0)[:-1]
    bands[1] = 1.0
    bands[2, :-1] = np.where(waits, -discounted * down, 0.0)[1:]
    value: Array = solve_banded((1, 1), bands, np.where(enters, pays, 0.0))
    return value
