r"""What a rush costs, and what information, assignment or an auction would save.

How many plants come of a rush, :math:`n`, is left to chance: :mod:`nqpf.models.rush`
says to which. Welfare, to buyers and plants together, is

.. math:: W = a n - b n^2 / 2 - \textstyle\sum c

An assignment fixes :math:`n` at its best for the :math:`N` cities that applied. Of a
province that knows the share :math:`\theta` of what there is to know about costs the
plants cost, on average, :math:`\theta` of the way from :math:`\bar c` down to the
mean of the :math:`n` lowest, :math:`\bar c - h + h (n + 1) / (N + 1)`. An auction of
permits finds these lowest ones, if bids come from costs and not from a generous
budget. Capacity beyond the market's room counts as excess.

=================  =====================================================
:math:`W`          welfare (million yuan a year)
:math:`\theta`     what the province knows of costs (no unit, 0 to 1)
others             as in `nqpf.models.rush`
=================  =====================================================

References
----------
Entry, and the price that the others get: N. G. Mankiw and M. D. Whinston, "Free entry
and social inefficiency", RAND Journal of Economics 17(1), 1986. Why a centre that
assigns lacks what each place knows: F. A. Hayek, "The use of knowledge in society",
American Economic Review 35(4), 1945. Number or price: M. L. Weitzman, "Prices vs.
quantities", Review of Economic Studies 41(4), 1974. The rush itself: the references
of `nqpf.models.rush`. Left out: plants that learn or sell abroad, cities that keep a
losing plant alive, and applications that are not meant.
"""

from typing import Literal, TypeAlias

import numpy as np
import pandas as pd
from scipy.stats import binom

from nqpf.models.checks import between
from nqpf.models.rush import Array, Interest, Market, chance_of_entry

__all__ = [
    "REGIMES",
    "Interest",
    "Market",
    "Regime",
    "assigned",
    "chance_of_entry",
    "compare",
    "plants",
    "value_of_the_number",
]

Regime: TypeAlias = Literal["alone", "number", "assigned", "auction"]

REGIMES: tuple[Regime, ...] = ("alone", "number", "assigned", "auction")
"""Each for itself; with the number made public; by assignment; by auction."""


def plants(
    market: Market, interest: Interest, *, knowledge: float = 0.0
) -> pd.DataFrame:
    """Return how many plants each regime leads to, and how likely.

    Parameters
    ----------
    market, interest
        What is to be had, and how many may want it.
    knowledge
        What a province that assigns knows of the cities' costs (0 to 1).

    Returns
    -------
    pandas.DataFrame
        `regime`, `plants` (from 0 to as many as can be interested) and `chance`
        (adds up to 1 in each regime).

    Examples
    --------
    >>> found = plants(Market(), Interest())
    >>> found.groupby("regime")["chance"].sum().round(6).to_dict()
    {'alone': 1.0, 'assigned': 1.0, 'auction': 1.0, 'number': 1.0}
    """
    numbers = np.arange(interest.many + 1)
    rows = [
        pd.DataFrame(
            {
                "regime": regime,
                "plants": numbers,
                "chance": interest.chances
                @ _chances(market, interest, regime, knowledge)[:, : len(numbers)],
            }
        )
        for regime in REGIMES
    ]
    return pd.concat(rows, ignore_index=True)


def compare(
    market: Market, interest: Interest, *, knowledge: float = 0.0
) -> pd.DataFrame:
    """Judge the regimes by what can be expected of each.

    Parameters
    ----------
    market, interest
        What is to be had, and how many may want it.
    knowledge
        What a province that assigns knows of the cities' costs (0 to 1).

    Returns
    -------
    pandas.DataFrame
        A row a regime: `regime`, `plants` (mean), `excess` (mean capacity beyond
        the market's room, plants), `cost` (mean of a plant, million yuan a year;
        missing where there is none) and `welfare` (mean, million yuan a year).

    Examples
    --------
    >>> found = compare(Market(), Interest()).set_index("regime")["welfare"]
    >>> found.round(1).to_dict()
    {'alone': 160.9, 'number': 182.5, 'assigned': 150.0, 'auction': 187.2}
    """
    between(0, 1, knowledge=knowledge)
    rows = []
    numbers = np.arange(interest.many + 1)
    for regime in REGIMES:
        chances = _chances(market, interest, regime, knowledge)
        cost = _costs(market, interest, regime, knowledge)
        entered, squared = chances @ numbers, chances @ numbers**2
        surplus = market.highest_price * entered - market.price_fall * squared / 2
        spent = entered * cost
        mean = interest.chances @ entered
        rows.append(
            {
                "regime": regime,
                "plants": mean,
                "excess": interest.chances
                @ (chances @ np.maximum(numbers - market.room, 0)),
                "cost": interest.chances @ spent / mean if mean > 0 else np.nan,
                "welfare": interest.chances @ (surplus - spent),
            }
        )
    return pd.DataFrame(rows)


def value_of_the_number(market: Market, interest: Interest) -> float:
    """Return by how much one public number raises welfare.

    Parameters
    ----------
    market, interest
        What is to be had, and how many may want it.

    Returns
    -------
    float
        Million yuan a year, on average over few and many.

    Examples
    --------
    >>> round(value_of_the_number(Market(), Interest()), 1)
    21.6
    >>> value_of_the_number(Market(), Interest(few=20, many=20))
    0.0
    """
    welfare = compare(market, interest).set_index("regime")["welfare"]
    return float(welfare["number"] - welfare["alone"])


def assigned(market: Market, interest: Interest, *, knowledge: float) -> Array:
    """Return how many plants a province assigns that knows so much of costs.

    Parameters
    ----------
    market, interest
        What is to be had, and how many may apply.
    knowledge
        What it knows of the cities' costs (0 to 1; 1 is what an auction finds).

    Returns
    -------
    numpy.ndarray
        Plants if few and if many apply: the number that is best for all.

    Examples
    --------
    >>> assigned(Market(), Interest(), knowledge=1).tolist()
    [8, 11]
    """
    between(0, 1, knowledge=knowledge)
    best: Array = np.argmax(_welfare_assigned(market, interest, knowledge), axis=1)
    return best


def _welfare_assigned(market: Market, interest: Interest, knowledge: float) -> Array:
    """Return welfare by interest (few, many) and number assigned."""
    number = np.arange(interest.many + 1.0)
    applied = interest.numbers[:, None]
    cost = _picked_cost(market, number, applied, knowledge)
    welfare = (
        market.highest_price * number - market.price_fall * number**2 / 2
    ) - number * cost
    return np.where(number <= applied, welfare, -np.inf)


def _picked_cost(
    market: Market, number: Array, applied: Array, knowledge: float
) -> Array:
    """Return the mean cost of so many plants picked among those that applied."""
    gain = market.cost_spread * (1 - (number + 1) / (applied + 1))
    cost: Array = market.cost - knowledge * gain
    return cost


def _chances(
    market: Market, interest: Interest, regime: Regime, knowledge: float
) -> Array:
    """Return the chances of each number of plants, by interest (few, many)."""
    numbers = np.arange(interest.many + 1)
    if regime in ("alone", "number"):
        entry = chance_of_entry(market, interest, public=regime == "number")
        found = binom.pmf(numbers, interest.numbers[:, None], entry[:, None])
        return np.asarray(found)
    known = 1.0 if regime == "auction" else knowledge
    fixed = assigned(market, interest, knowledge=known)
    return np.equal(numbers, fixed[:, None]).astype(float)


def _costs(
    market: Market, interest: Interest, regime: Regime, knowledge: float
) -> Array:
    """Return the mean cost of a plant, by interest (few, many)."""
    if regime in ("alone", "number"):
        entry = chance_of_entry(market, interest, public=regime == "number")
        return market.cost - market.cost_spread * (1 - entry)
    known = 1.0 if regime == "auction" else knowledge
    number = assigned(market, interest, knowledge=known)
    return _picked_cost(market, number, interest.numbers, known)
