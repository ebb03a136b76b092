r"""Two cities and one industry: to be first, or to let the other find out.

As in `nqpf.models.timing`, with a rival that has the same venture. The first to
enter bears the technical risk, and whether the technology works is then known to
both. Alone it earns :math:`V`; once the second is in, each earns :math:`sV`. The
second enters only what works, at :math:`V_F = \frac{\beta}{\beta-1}\frac{I}{s}`, so
below that worth being second and being first are worth

.. math::

    \Phi(V) = p\,(sV_F - I)\Big(\frac{V}{V_F}\Big)^{\beta}
    \qquad
    L(V) = p\Big[V - (1-s)V_F\Big(\frac{V}{V_F}\Big)^{\beta}\Big] - I

Two cases follow. Where :math:`L` rises above :math:`\Phi`, each city would rather
be first than second, so each enters a little before the other until there is
nothing left to gain: a *race*, entered at the lower root :math:`V_P` of
:math:`L(V) = \Phi(V)`, that is of

.. math:: pV - I = p\,(V_F - I)(V/V_F)^{\beta}

It comes before the worth :math:`V^*` at which one city alone would enter. Where
:math:`L` stays below :math:`\Phi`, each hopes that the other will try first: a
*waiting game*. The race ends at the chance of success

.. math::

    \hat p = s\,m\,\big[\beta\,(m - s)\,m^{-\beta}\big]^{1/(\beta-1)},
    \qquad m = \frac{\beta}{\beta - 1}

==============  ========================================================
:math:`s`       what an industry is worth to each of two cities in it, as a
                share of what it is worth to one alone (no unit)
:math:`V_F`     worth at which the second enters (billion yuan)
:math:`V_P`     worth at which the race is run (billion yuan)
other symbols   as in `nqpf.models.timing`
==============  ========================================================

The result for :math:`p = 1` is the textbook's. Two cities that are alike, know
all this and cannot bind themselves are strong assumptions; a plan above them both
could end the race as well as the waiting.

References
----------
D. Fudenberg and J. Tirole, "Preemption and rent equalization in the adoption of new
technology", Review of Economic Studies 52(3), 1985. Under uncertainty: A. K. Dixit
and R. S. Pindyck, "Investment under Uncertainty", Princeton 1994, chapter 9;
S. R. Grenadier, "The strategic exercise of options", Journal of Finance 51(5), 1996.
That being second may be better where the first finds out: H. C. Hoppe,
"Second-mover advantages in the strategic adoption of new technology under
uncertainty", International Journal of Industrial Organization 18(2), 2000.
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq

from nqpf.models.timing import Venture, Worth, elasticity, entry_value, hurdle


@dataclass(frozen=True, slots=True, kw_only=True)
class Rivalry:
    """Two cities that may enter the same industry.

    Parameters
    ----------
    venture
        What either of them can enter.
    share
        What the industry is worth to each once both are in, as a share of what it
        is worth to one alone (no unit; above 0, at most 1: no rivalry).
    """

    venture: Venture
    share: float = 0.5

    def __post_init__(self) -> None:
        """Refuse a share that no second city could have."""
        if not 0 < self.share <= 1:
            msg = f"share must lie above 0 and be at most 1, not {self.share!r}"
            raise ValueError(msg)


def follower_threshold(rivalry: Rivalry) -> float:
    """Return the worth at which the second city enters what has been shown to work.

    Returns
    -------
    float
        V_F (billion yuan).

    Examples
    --------
    >>> venture = Venture(volatility=0.2, growth=0.0, discount=0.04)
    >>> round(follower_threshold(Rivalry(venture=venture, share=0.5)), 6)
    4.0
    """
    return hurdle(rivalry.venture) * rivalry.venture.cost / rivalry.share


def follower_value(worth: Worth, rivalry: Rivalry) -> Worth:
    """Return what it is worth to let the other city enter first, now.

    Parameters
    ----------
    worth
        V (billion yuan; above 0).
    rivalry
        The two cities.

    Returns
    -------
    float or numpy.ndarray
        Φ(V) (billion yuan).

    Examples
    --------
    >>> venture = Venture(volatility=0.2, growth=0.0, discount=0.04)
    >>> round(float(follower_value(2.0, Rivalry(venture=venture, share=0.5))), 6)
    0.25
    """
    venture, share = rivalry.venture, rivalry.share
    enters = follower_threshold(rivalry)
    kept = (share * enters - venture.cost) * _path(worth, rivalry)
    beyond = share * np.maximum(worth - enters, 0)
    value: Worth = venture.chance * (kept + beyond)
    return value


def leader_value(worth: Worth, rivalry: Rivalry) -> Worth:
    """Return what it is worth to enter first, now, with the rival to come.

    Parameters
    ----------
    worth
        V (billion yuan; above 0).
    rivalry
        The two cities.

    Returns
    -------
    float or numpy.ndarray
        L(V) (billion yuan).

    Examples
    --------
    >>> venture = Venture(volatility=0.2, growth=0.0, discount=0.04)
    >>> round(float(leader_value(2.0, Rivalry(venture=venture, share=0.5))), 6)
    0.5
    """
    venture, share = rivalry.venture, rivalry.share
    enters = follower_threshold(rivalry)
    alone = np.minimum(worth, enters)
    taken = (1 - share) * enters * _path(worth, rivalry)
    earned: Worth = alone - taken + share * np.maximum(worth - enters, 0)
    return entry_value(earned, venture)


def race_threshold(rivalry: Rivalry) -> float:
    """Return the worth at which two cities race to be first.

    Returns
    -------
    float
        V_P (billion yuan), or infinity where neither wants to be first.

    Examples
    --------
    >>> venture = Venture(volatility=0.2, growth=0.0, discount=0.04)
    >>> round(race_threshold(Rivalry(venture=venture, share=0.5)), 4)
    1.3333
    >>> shaky = Venture(chance=0.3)
    >>> race_threshold(Rivalry(venture=shaky, share=0.5))
    inf
    """
    return race_window(rivalry)[0]


def race_window(rivalry: Rivalry) -> tuple[float, float]:
    """Return between which worths it is better to be first than second.

    Above the window each would again rather let the other find out: so it is where
    a shaky technology is already worth much when it appears.

    Returns
    -------
    tuple of float
        Billion yuan; both infinite where being first is never better.

    Examples
    --------
    >>> low, high = race_window(Rivalry(venture=Venture(chance=0.9), share=0.5))
    >>> round(low, 3), round(high, 3)
    (1.762, 4.22)
    """
    venture = rivalry.venture
    if venture.chance < critical_chance(rivalry):
        return math.inf, math.inf
    most = _most_to_gain(rivalry)
    if _gain(most, rivalry) <= 0:  # the curves touch, but for rounding
        return most, most
    low = brentq(_gain, venture.cost / venture.chance, most, args=(rivalry,))
    last = follower_threshold(rivalry)
    sure = _gain(last, rivalry) >= 0
    high = last if sure else brentq(_gain, most, last, args=(rivalry,))
    return float(low), float(high)


def critical_chance(rivalry: Rivalry) -> float:
    """Return the chance of success below which each city waits for the other.

    Returns
    -------
    float
        The technology's chance at which the race ends (no unit, 0 to 1).

    Examples
    --------
    >>> venture = Venture(volatility=0.2, growth=0.0, discount=0.04)
    >>> round(critical_chance(Rivalry(venture=venture, share=0.5)), 4)
    0.75
    >>> round(critical_chance(Rivalry(venture=venture, share=1.0)), 4)
    1.0
    """
    return hurdle(rivalry.venture) * rivalry.venture.cost / _most_to_gain(rivalry)


def _path(worth: Worth, rivalry: Rivalry) -> Worth:
    """Return the present value of a yuan paid when the second city enters."""
    enters = follower_threshold(rivalry)
    path: Worth = (np.minimum(worth, enters) / enters) ** elasticity(rivalry.venture)
    return path


def _gain(worth: float, rivalry: Rivalry) -> float:
    """Return what being first is worth more than being second, below V_F."""
    venture = rivalry.venture
    late = follower_threshold(rivalry) - venture.cost
    lost = venture.chance * late * _path(worth, rivalry)
    return entry_value(worth, venture) - lost


def _most_to_gain(rivalry: Rivalry) -> float:
    """Return the worth at which being first gains most over being second."""
    beta, enters = elasticity(rivalry.venture), follower_threshold(rivalry)
    slope = beta * (enters - rivalry.venture.cost) / enters
    return float(enters * slope ** (-1 / (beta - 1)))
