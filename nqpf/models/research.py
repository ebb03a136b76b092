r"""Science or application: what one budget yields after five years and after thirty.

A share :math:`s` of a steady budget :math:`B` goes into science, the rest into
application. Science adds to a stock of knowledge, after a lag of :math:`\ell` years,
and knowledge makes application fruitful:

.. math::

    K_{t+1} &= (1 - \delta) K_t + s_{t-\ell} B + o \\
    Y_t &= A\,K_t^{\gamma}\,\bigl((1 - s_t) B\bigr)^{1 - \gamma}

Before year 1 the share was :math:`s_0`, for so long that the stock had settled; from
year 1 on it is :math:`s`. The scale :math:`A` makes output 100 as long as the share
stays at :math:`s_0`. In the long run :math:`K = (sB + o)/\delta`, and the share with
the highest output is

.. math:: s^* = \max\left(0,\ \gamma - (1 - \gamma)\,o / B\right)

whatever the lag. Over a horizon of no more than :math:`\ell + 1` years science has
not yet added anything, and the best share is 0. Knowledge that comes from outside
(:math:`o`) is a reason to do less of one's own; so everyone may wait for everyone else.

==================  ========================================================
:math:`s`           share of the budget for science (no unit, 0 to 1)
:math:`B`           budget (100 units a year)
:math:`K`           knowledge in use at the start of the year (units)
:math:`\delta`      share of knowledge that ages (per year)
:math:`\ell`        years from science to knowledge, beyond the next year
:math:`\gamma`      elasticity of output to knowledge (no unit)
:math:`o`           knowledge from outside (units a year)
:math:`Y`           output of application (index, 100 before year 1, a year)
==================  ========================================================

Left out: that using others' knowledge takes science of one's own (Cohen and
Levinthal), which pulls the other way; and luck.

References
----------
Z. Griliches, "Issues in assessing the contribution of research and development to
productivity growth", Bell Journal of Economics 10(1), 1979 (the stock of knowledge).
R. R. Nelson, "The simple economics of basic scientific research", Journal of Political
Economy 67(3), 1959, and K. J. Arrow, "Economic welfare and the allocation of
resources for invention", 1962 (why a firm does too little of it). W. M. Cohen and
D. A. Levinthal, "Innovation and learning: the two faces of R&D", Economic Journal 99,
1989. Golden rule: E. Phelps, American Economic Review 51(4), 1961.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import optimize, signal

from nqpf.models.checks import at_least, between, strictly_between, whole
from nqpf.models.sample import Array

BUDGET = 100.0
"""What is spent on science and application together (units a year)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Research:
    """How science becomes output.

    Parameters
    ----------
    elasticity
        Elasticity of output to knowledge (no unit, strictly between 0 and 1).
    lag
        Years from science to knowledge, beyond the next year (a whole number).
    ageing
        Share of knowledge that ages (per year, strictly between 0 and 1).
    outside
        Knowledge that comes from others (units a year, at least 0; the budget has
        100).
    past_share
        Share for science before year 1 (no unit, strictly between 0 and 1).
    """

    elasticity: float = 0.3
    lag: int = 4
    ageing: float = 0.1
    outside: float = 0.0
    past_share: float = 0.1

    def __post_init__(self) -> None:
        """Refuse what no research can be."""
        strictly_between(0, 1, elasticity=self.elasticity, ageing=self.ageing)
        whole(0, lag=self.lag)
        at_least(0, outside=self.outside)
        strictly_between(0, 1, past_share=self.past_share)


def path(research: Research, *, share: float, years: int) -> pd.DataFrame:
    """Return knowledge and output year by year, once the share has changed.

    Parameters
    ----------
    research
        How science becomes output.
    share
        Share of the budget for science from year 1 on (no unit, 0 to 1).
    years
        How many (a whole number).

    Returns
    -------
    pandas.DataFrame
        `year` (from 1), `knowledge` (units, start of the year) and `output` (index,
        100 before year 1).

    Examples
    --------
    >>> found = path(Research(), share=0.3, years=12)["output"].round(1)
    >>> found.iloc[[0, 4, 5, 11]].tolist()
    [83.9, 83.9, 88.6, 103.9]
    """
    knowledge, output = _paths(research, np.array([share]), years)
    return pd.DataFrame(
        {
            "year": np.arange(1, years + 1),
            "knowledge": knowledge[0],
            "output": output[0],
        }
    )


def totals(research: Research, *, shares: npt.ArrayLike, years: int) -> pd.DataFrame:
    """Return the output of several shares, added up over a horizon.

    Parameters
    ----------
    research
        How science becomes output.
    shares
        Shares for science from year 1 on (no unit, 0 to 1).
    years
        The horizon (years).

    Returns
    -------
    pandas.DataFrame
        A row a share: `share`, `total` (index years: 100 a year at the old share)
        and `mean` (index a year).

    Examples
    --------
    >>> totals(Research(), shares=[0.1, 0.3], years=30).round(1).to_dict("list")
    {'share': [0.1, 0.3], 'total': [3000.0, 3108.2], 'mean': [100.0, 103.6]}
    """
    given = np.atleast_1d(np.asarray(shares, dtype=np.float64))
    total = _paths(research, given, years)[1].sum(axis=1)
    return pd.DataFrame({"share": given, "total": total, "mean": total / years})


def best_share(research: Research, *, years: int) -> float:
    """Return the share for science with the highest output over a horizon.

    Output is concave in the share, so there is one best share.

    Parameters
    ----------
    research
        How science becomes output.
    years
        The horizon (years, a whole number).

    Returns
    -------
    float
        Share (no unit).

    Examples
    --------
    >>> best_share(Research(), years=5), round(best_share(Research(), years=30), 2)
    (0.0, 0.23)
    """

    def short_of(share: float) -> float:
        return -float(_paths(research, np.array([share]), years)[1].sum())

    found = optimize.minimize_scalar(
        short_of, bounds=(0, 1), method="bounded", options={"xatol": 1e-6}
    )
    inside = float(found.x)
    return inside if short_of(inside) < short_of(0.0) else 0.0


def settled_share(research: Research) -> float:
    """Return the share with the highest output in the long run (no unit).

    Examples
    --------
    >>> settled_share(Research(elasticity=0.3))
    0.3
    >>> round(settled_share(Research(elasticity=0.3, outside=30)), 2)
    0.09
    """
    free = (1 - research.elasticity) * research.outside / BUDGET
    return max(0.0, research.elasticity - free)


def _paths(research: Research, shares: Array, years: int) -> tuple[Array, Array]:
    """Return knowledge and output, shape (shares, years)."""
    whole(1, years=years)
    between(0, 1, share=float(shares.min()))
    between(0, 1, share=float(shares.max()))
    old = research.past_share * BUDGET + research.outside
    settled = old / research.ageing
    # Knowledge less what it would be at the old share: a filter of the change.
    change = np.zeros((len(shares), years))
    change[:, research.lag + 1 :] = ((shares - research.past_share) * BUDGET)[:, None]
    keep = 1 - research.ageing
    knowledge = settled + signal.lfilter([1.0], [1.0, -keep], change, axis=1)
    effort = (1 - shares) / (1 - research.past_share)
    output = (
        100
        * (knowledge / settled) ** research.elasticity
        * (effort ** (1 - research.elasticity))[:, None]
    )
    return knowledge, output
