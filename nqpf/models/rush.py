r"""A rush of entrants: rational for each, and nobody knows how many there are.

Cities decide at once whether to build a plant of one new industry. With :math:`n`
plants the price is :math:`P(n) = a - b n`. A city's own cost :math:`c` is spread
evenly between :math:`\bar c - h` and :math:`\bar c + h` and known to the city alone.
How many cities are interested, :math:`N`, nobody knows: few or many. A city enters
if its cost is at most a threshold, so with a probability :math:`p`; the city at the
threshold expects to break even,

.. math::

    \bar c - h + 2 h p = a - b\,(1 + \tilde N p), \qquad
    \tilde N = \frac{E[N (N - 1)]}{E[N]}

which gives :math:`p = (a - b - \bar c + h) / (2h + b\tilde N)`, kept within 0 and 1.
:math:`\tilde N` is how many others an interested city must expect: to be interested
oneself speaks for a large wave. Once the number is public, :math:`\tilde N = N - 1`.

=================  =====================================================
:math:`P, a`       price; that of a first, vanishing plant (million yuan a
                   year per plant)
:math:`b`          fall of the price with each plant (the same)
:math:`\bar c, h`  mean cost; its spread to both sides (the same)
:math:`N, n`       cities interested; plants built
room               :math:`(a - \bar c) / b`: plants that the market pays for at
                   mean cost
=================  =====================================================

References
----------
The rush, 潮涌, as the outcome of rational entry into an industry that all see coming
while nobody knows how many others do: 林毅夫, 《经济研究》 2007(1), and, as a model of
an unknown number of firms, 林毅夫, 巫和懋 and 邢亦青, 《经济研究》 2010(10) (the second
not read again here). What a player learns from being one: R. B. Myerson, "Population
uncertainty and Poisson games", International Journal of Game Theory 27(3), 1998. The
linear market and the even spread of costs are ours.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from nqpf.models.checks import above, at_least, between, whole

Array: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """What plants sell for, and what they cost.

    Parameters
    ----------
    highest_price
        Price with no plant yet (million yuan a year per plant; above 0).
    price_fall
        Fall of the price with each plant (million yuan a year; above 0).
    cost
        Mean cost of a plant (million yuan a year; above 0).
    cost_spread
        How far the dearest city is from the mean (million yuan a year; from 0 to
        the mean cost).

    Examples
    --------
    >>> Market(highest_price=60, price_fall=3, cost=30).room
    10.0
    """

    highest_price: float = 60.0
    price_fall: float = 3.0
    cost: float = 30.0
    cost_spread: float = 10.0

    def __post_init__(self) -> None:
        """Refuse a market that could not be."""
        above(0, highest_price=self.highest_price, price_fall=self.price_fall)
        above(0, cost=self.cost)
        between(0, self.cost, cost_spread=self.cost_spread)

    @property
    def room(self) -> float:
        """Plants that the market pays for at mean cost (plants)."""
        return max((self.highest_price - self.cost) / self.price_fall, 0.0)

    def price(self, plants: Array) -> Array:
        """Return the price with so many plants (million yuan a year per plant)."""
        return self.highest_price - self.price_fall * plants


@dataclass(frozen=True, slots=True, kw_only=True)
class Interest:
    """How many cities are interested: few or many, and nobody knows which.

    Parameters
    ----------
    few, many
        The two numbers (whole, at least 1; `few` at most `many`).
    chance_of_many
        Probability of the larger one (0 to 1).

    Examples
    --------
    >>> Interest(few=10, many=30).others
    24.0
    """

    few: int = 10
    many: int = 30
    chance_of_many: float = 0.5

    def __post_init__(self) -> None:
        """Refuse numbers that no wave can have."""
        whole(1, few=self.few, many=self.many)
        at_least(self.few, many=self.many)
        between(0, 1, chance_of_many=self.chance_of_many)

    @property
    def numbers(self) -> Array:
        """The two numbers (cities)."""
        return np.array([self.few, self.many], float)

    @property
    def chances(self) -> Array:
        """Their probabilities."""
        return np.array([1 - self.chance_of_many, self.chance_of_many])

    @property
    def others(self) -> float:
        """How many others an interested city must expect (cities)."""
        mean = self.chances @ self.numbers
        return float(self.chances @ (self.numbers * (self.numbers - 1)) / mean)


def chance_of_entry(
    market: Market, interest: Interest, *, public: bool = False
) -> Array:
    """Return with which probability an interested city enters.

    Parameters
    ----------
    market, interest
        What is to be had, and how many may want it.
    public
        Whether the number of the interested is made public first.

    Returns
    -------
    numpy.ndarray
        The probability if few and if many are interested (0 to 1); the two are
        equal unless the number is public.

    Examples
    --------
    >>> chance_of_entry(Market(), Interest()).round(2).tolist()
    [0.4, 0.4]
    >>> chance_of_entry(Market(), Interest(), public=True).round(2).tolist()
    [0.79, 0.35]
    """
    others = interest.numbers - 1 if public else np.full(2, interest.others)
    first = market.highest_price - market.price_fall
    gain = first - market.cost + market.cost_spread
    slope = 2 * market.cost_spread + market.price_fall * others
    if gain <= 0:
        return np.zeros(2)
    chance: Array = gain / np.maximum(slope, gain)  # nobody enters more than surely
    return chance
