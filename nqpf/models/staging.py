r"""Step by step: a pilot that finds out whether to go on.

Waiting teaches about the market; only doing teaches whether the technology works.
A pilot buys that knowledge for a part of the cost. Building in stages costs
:math:`\kappa` more in all, and the pilot takes :math:`\tau` years, so

.. math:: I_1 = c\,(1 + \kappa)\,I \qquad K = (1 - c)(1 + \kappa)\,I

are spent on the pilot and on the rest, the latter only if the technology works
and, even then, only when the market is ready. Begun at a worth :math:`V` this brings

.. math::

    S(V) = -I_1 + p\,e^{-\rho\tau}\,\mathrm{E}\big[F_K(V_\tau)\big]

with :math:`F_K` the right to enter a sure venture at a cost :math:`K` (see
`nqpf.models.timing`), which has a closed form, because
:math:`e^{-\rho t}V_t^{\beta}` stays the same on average. With
:math:`C(V; X) = Ve^{-\delta\tau}N(d_1) - Xe^{-\rho\tau}N(d_2)`, the
Black–Scholes formula at the strike :math:`X`, the pilot should begin where

.. math:: p\,C(V;\, mK) = m\,I_1, \qquad m = \frac{\beta}{\beta - 1}

==============  ========================================================
:math:`c`       the pilot's part of the cost (no unit)
:math:`\kappa`  what building in stages costs more (fraction of the cost)
:math:`\tau`    how long the pilot takes (years)
:math:`\delta`  :math:`\rho - \alpha`, what a year's delay forgoes (per year)
:math:`N`       the standard normal distribution
other symbols   as in `nqpf.models.timing`
==============  ========================================================

The pilot is assumed to tell the whole truth about the technology, and nothing is
left of it where it fails. A pilot that flatters is worth less.

References
----------
K. Roberts and M. L. Weitzman, "Funding criteria for research, development, and
exploration projects", Econometrica 49(5), 1981. R. S. Pindyck, "Investments of
uncertain cost", Journal of Financial Economics 34(1), 1993 (market against technical
uncertainty). R. Geske, "The valuation of compound options", Journal of Financial
Economics 7(1), 1979. F. Black and M. Scholes, Journal of Political Economy 81(3),
1973.
"""

import math
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtr

from nqpf.models.checks import above, at_least, strictly_between
from nqpf.models.timing import (
    Array,
    Venture,
    Worth,
    elasticity,
    entry_value,
    hurdle,
    threshold,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stages:
    """How a venture is split into a pilot and the rest.

    Parameters
    ----------
    pilot
        The pilot's part of the cost (no unit, strictly between 0 and 1).
    years
        How long it takes (years; above 0).
    premium
        What building in stages costs more in all (fraction of the cost; at least 0).
    """

    pilot: float = 0.2
    years: float = 2.0
    premium: float = 0.1

    def __post_init__(self) -> None:
        """Refuse stages that are none."""
        strictly_between(0, 1, pilot=self.pilot)
        above(0, years=self.years)
        at_least(0, premium=self.premium)


def pilot_cost(venture: Venture, stages: Stages) -> float:
    """Return what the pilot costs (billion yuan).

    Examples
    --------
    >>> round(pilot_cost(Venture(cost=10), Stages(pilot=0.2, premium=0.1)), 6)
    2.2
    """
    return stages.pilot * (1 + stages.premium) * venture.cost


def staged_value(worth: Worth, venture: Venture, stages: Stages) -> Worth:
    """Return what it is worth to begin the pilot now.

    Parameters
    ----------
    worth
        V (billion yuan; above 0).
    venture
        What is entered.
    stages
        How it is split.

    Returns
    -------
    float or numpy.ndarray
        S(V) (billion yuan; negative if it does not pay).

    Examples
    --------
    >>> venture = Venture(chance=0.5)
    >>> round(float(staged_value(2.0, venture, Stages())), 4)
    0.306
    >>> entry_value(2.0, venture)
    0.0
    """
    rest = _rest(venture, stages)
    beta, enters = elasticity(rest), threshold(rest)
    still_waits = (enters - rest.cost) * (worth / enters) ** beta
    below = _probability(-_score(worth, rest, stages.years, strike=enters, tilt=beta))
    goes_on = _call(worth, rest, stages.years, strike=enters, pays=rest.cost)
    value: Worth = venture.chance * (still_waits * below + goes_on)
    return value - pilot_cost(venture, stages)


def staged_threshold(venture: Venture, stages: Stages) -> float:
    """Return the worth at which a city that is alone should begin the pilot.

    Returns
    -------
    float
        In billion yuan.

    Examples
    --------
    >>> venture = Venture(chance=0.5)
    >>> round(staged_threshold(venture, Stages()), 3), round(threshold(venture), 3)
    (2.999, 4.531)
    """
    rest = _rest(venture, stages)
    strike = threshold(rest)
    needed = hurdle(venture) * pilot_cost(venture, stages) / venture.chance

    def excess(log_worth: float) -> float:
        worth = math.exp(log_worth)
        return _call(worth, rest, stages.years, strike=strike, pays=strike) - needed

    middle = math.log(strike + needed)
    reach = 12 * venture.volatility * math.sqrt(stages.years) + 2
    late = (abs(venture.yield_lost) + venture.discount) * stages.years
    return math.exp(brentq(excess, middle - reach - late, middle + reach + late))


def pilot_pays(venture: Venture, stages: Stages) -> bool:
    """Tell whether a city that may choose would begin with a pilot.

    It compares the right to begin a pilot with the right to enter at once, each used
    at its own best moment.

    Examples
    --------
    >>> [pilot_pays(Venture(chance=chance), Stages()) for chance in (0.5, 1.0)]
    [True, False]
    """
    beta = elasticity(venture)
    pilot, whole = staged_threshold(venture, stages), threshold(venture)
    return bool(
        staged_value(pilot, venture, stages) * pilot**-beta
        > entry_value(whole, venture) * whole**-beta
    )


def at_once_threshold(venture: Venture, stages: Stages) -> float:
    """Return the worth above which entering at once beats beginning a pilot now.

    Returns
    -------
    float
        In billion yuan; 0 where a pilot costs as much as the whole.

    Examples
    --------
    >>> round(at_once_threshold(Venture(chance=0.5), Stages()), 2)
    7.16
    >>> at_once_threshold(Venture(), Stages(pilot=0.9, premium=0.2))
    0.0
    """
    if pilot_cost(venture, stages) >= venture.cost:
        return 0.0

    def lead(worth: float) -> float:
        return entry_value(worth, venture) - staged_value(worth, venture, stages)

    low, high = 1e-6 * venture.cost, venture.cost / venture.chance
    while lead(high) < 0:
        high *= 2
    return float(brentq(lead, low, high))


def _rest(venture: Venture, stages: Stages) -> Venture:
    """Return what is left to enter after a pilot that worked: a sure venture."""
    left = (1 - stages.pilot) * (1 + stages.premium) * venture.cost
    return replace(venture, cost=left, chance=1.0)


def _score(
    worth: Worth, venture: Venture, years: float, *, strike: float, tilt: float
) -> Worth:
    """Return how far the worth will lie above a strike, in standard deviations.

    `tilt` is the power of the worth by which its outcomes are weighted.
    """
    variance = venture.volatility**2
    drift = (venture.growth + (tilt - 0.5) * variance) * years
    score: Worth = (np.log(worth / strike) + drift) / math.sqrt(variance * years)
    return score


def _call(
    worth: Worth, venture: Venture, years: float, *, strike: float, pays: float
) -> Worth:
    """Return the present value of worth less a payment, where it ends above a strike.

    With the payment equal to the strike this is the Black–Scholes formula.
    """
    gets = worth * math.exp(-venture.yield_lost * years)
    owes = pays * math.exp(-venture.discount * years)
    first, second = (
        _probability(_score(worth, venture, years, strike=strike, tilt=tilt))
        for tilt in (1.0, 0.0)
    )
    value: Worth = gets * first - owes * second
    return value


def _probability(score: Worth) -> Worth:
    """Return the normal distribution function, as a number or an array."""
    chance: float | Array = ndtr(score)
    return chance  # type: ignore[return-value]  # ndtr keeps numbers and arrays
