r"""Leaving alone or together: what a service is worth because others use it.

What a person loses by giving up a network depends on who else leaves. If a share
:math:`g` of all users leaves with her, the middle user would take

.. math::

    M(g) = v + n\,(1 - m g) + \ell\,(1 - g)

for it: what the service is worth by itself, what the others in it add (less the part
that those who leave together can take along), and what it costs to be outside
while the others are inside. Leaving alone costs :math:`v + n + \ell`, leaving all
together :math:`v + n(1 - m)`. The difference is no gain from the service: it is
what the network does to those outside.

If the same offer :math:`x` is made to everyone and each decides alone, those whose
price is higher stay. With the logistic spread of `nqpf.models.choice` a share
:math:`S` of users stays as it is wherever

.. math::

    S = \frac{1}{1 + (x / W(S))^{b}}, \quad W(S) = v + (n + \ell) S
    \qquad\Longleftrightarrow\qquad
    x = W(S)\Big(\frac{1 - S}{S}\Big)^{1/b}

The right-hand side can rise with :math:`S` where the network is strong. Then one
offer has two lasting outcomes: nearly all stay, or nearly all leave.

==============  ========================================================
:math:`v`       worth by itself (yuan, once)
:math:`n`       what the others add if all are there (yuan, once)
:math:`\ell`    what being outside costs if all others are inside (yuan, once)
:math:`m`       part of n that moves along if all leave together (no unit)
:math:`g`       share of the users who leave with a person (no unit)
:math:`S`       share of the users who stay (no unit)
:math:`b`       steepness, as in `nqpf.models.choice` (no unit)
==============  ========================================================

All three worths are the middle user's; another's are all larger or all smaller by
one factor.

References
----------
J. Rohlfs, "A theory of interdependent demand for a communications service", Bell
Journal of Economics and Management Science 5(1), 1974. M. L. Katz and C. Shapiro,
"Network externalities, competition, and compatibility", American Economic Review
75(3), 1985. L. Bursztyn, B. R. Handel, R. Jimenez and C. Roth, "When product
markets become collective traps: the case of social media", NBER Working Paper
31771, 2023 (asks for both prices).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import brentq

from nqpf.models.checks import above, at_least, between
from nqpf.models.choice import Attachment, Survey, ask

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """What a service that lives of its users is worth to the middle one.

    Parameters
    ----------
    own
        By itself (yuan, once; above 0).
    others
        What the others in it add, if all are there (yuan, once; at least 0).
    outside
        What it costs to be outside while all others are inside (yuan, once; at
        least 0).
    portable
        Part of `others` that moves along if all leave together (no unit, 0 to 1).
    steepness
        How alike the users are (no unit; above 0).
    """

    own: float = 400.0
    others: float = 1400.0
    outside: float = 1000.0
    portable: float = 0.6
    steepness: float = 1.2

    def __post_init__(self) -> None:
        """Refuse a network worth less than nothing."""
        above(0, own=self.own, steepness=self.steepness)
        at_least(0, others=self.others, outside=self.outside)
        between(0, 1, portable=self.portable)


def price_of_leaving(network: Network, *, together: float) -> float:
    """Return what the middle user would take to leave.

    Parameters
    ----------
    network
        What is left.
    together
        Share of the users who leave as well (no unit, 0 to 1).

    Returns
    -------
    float
        M(g) (yuan, once).

    Examples
    --------
    >>> [round(price_of_leaving(Network(), together=share)) for share in (0, 1)]
    [2800, 960]
    """
    between(0, 1, together=together)
    others = network.others * (1 - network.portable * together)
    return network.own + others + network.outside * (1 - together)


def attachment(network: Network, *, together: float) -> Attachment:
    """Return the worth that a choice experiment would find.

    Parameters
    ----------
    network
        What is given up.
    together
        Share of the users who leave as well (no unit, 0 to 1).

    Examples
    --------
    >>> attachment(Network(), together=0).median
    2800.0
    """
    return Attachment(
        median=price_of_leaving(network, together=together),
        steepness=network.steepness,
    )


def outcomes(offer: float, network: Network) -> pd.DataFrame:
    """Return how many stay when everyone gets the same offer and decides alone.

    Parameters
    ----------
    offer
        Made to every user (yuan, once; above 0).
    network
        What they may leave.

    Returns
    -------
    pandas.DataFrame
        `share` of users who stay, from few to many, and whether it `lasts`: a
        small step away from it leads back. Between two that last lies one that
        does not, the critical mass.

    Examples
    --------
    >>> strong = Network(own=200, others=3000, outside=1600, steepness=2)
    >>> outcomes(2300, strong).round(3)
       share  lasts
    0  0.012   True
    1  0.229  False
    2  0.672   True
    """
    above(0, offer=offer)
    grid = np.concatenate([_EDGE, np.linspace(0, 1, 2001)[1:-1], 1 - _EDGE[::-1]])
    gap = np.log(holding_offer(grid, network) / offer)
    above_it = gap > 0
    crossings = np.flatnonzero(above_it[:-1] != above_it[1:])
    shares = [
        brentq(
            lambda share: float(
                np.log(holding_offer(np.array([share]), network)[0] / offer)
            ),
            grid[place],
            grid[place + 1],
        )
        for place in crossings
    ]
    # More stay than would at this share where the holding offer lies above the offer.
    return pd.DataFrame({"share": shares, "lasts": above_it[crossings]})


def holding_offer(share: Array, network: Network) -> Array:
    """Return the offer at which a share of users stays, and no more leave.

    Parameters
    ----------
    share
        Of the users who stay (no unit, strictly between 0 and 1).
    network
        What they may leave.

    Returns
    -------
    numpy.ndarray
        x(S) (yuan, once).

    Examples
    --------
    >>> holding_offer(np.array([0.5]), Network()).tolist()
    [1600.0]
    """
    worth = network.own + (network.others + network.outside) * share
    offer: Array = worth * ((1 - share) / share) ** (1 / network.steepness)
    return offer


def interview(
    network: Network, survey: Survey, *, together: Sequence[float] = (0.0, 1.0)
) -> pd.DataFrame:
    """Ask the same stylised persons for both prices: to leave alone, and together.

    Parameters
    ----------
    network
        What they use.
    survey
        How many are asked, what is offered, and the seed. A person is one and the
        same in all settings; the offers are dealt anew for each.
    together
        The settings: shares of the users who leave as well (no unit, 0 to 1).

    Returns
    -------
    pandas.DataFrame
        `respondent`, `together` (share, no unit), `offer` (yuan, once) and
        `accepts` (1 or 0).

    Examples
    --------
    >>> asked = interview(Network(), Survey(people=500))
    >>> asked.groupby("together")["accepts"].mean().round(2).to_dict()
    {0.0: 0.34, 1.0: 0.51}
    """
    parts = [
        ask(survey, attachment(network, together=share), question=number).assign(
            together=float(share)
        )
        for number, share in enumerate(together)
    ]
    columns = ["respondent", "together", "offer", "accepts"]
    whole = pd.concat(parts, ignore_index=True)[columns]
    return whole.sort_values(["respondent", "together"], ignore_index=True)


_EDGE = np.logspace(-9, np.log10(1 / 2000), 60)[:-1]
"""Shares below the first step of a grid: hardly anyone stays there."""
