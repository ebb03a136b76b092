r"""Two prices of one store: what is best for the store, and what for all.

At the prices that earn a store with two sides (`nqpf.models.store`) most,

.. math:: p_i = f_i + \tau_i n_i - \alpha_j n_j

the price of a side is its cost, plus what its own eagerness allows, *minus what
one more of it is worth to the other side*. That is why a store may let users in for
nothing, or pay them, and charge developers, or the reverse: it depends on who brings
more to whom, not on who is richer or on whom it costs more to serve.

What is best for store, users and developers together would have :math:`p_i = f_i -
\alpha_j n_j`, below cost on both sides, so that the store loses. Best without loss lies
between: it maximises

.. math:: \sum_i (v_i - f_i)\,n_i - c\,\tau_i n_i^2 + (\alpha_u + \alpha_d)\,n_u n_d

with :math:`c` between ½ (all together) and 1 (the store alone) so that nothing is left
over. Symbols as in `nqpf.models.store`.

References
----------
M. Armstrong, "Competition in two-sided markets", RAND Journal of Economics 37(3), 2006.
F. P. Ramsey, "A contribution to the theory of taxation", Economic Journal 37, 1927
(prices that are best as long as costs are covered).
"""

from typing import Literal

from scipy.optimize import brentq

from nqpf.models.checks import one_of
from nqpf.models.store import Store

Goal = Literal["profit", "worth", "worth without loss"]
GOALS: tuple[Goal, ...] = ("profit", "worth", "worth without loss")
"""Most for the store; most for all; most for all as long as the store pays its way."""


def best_prices(store: Store, *, goal: Goal = "profit") -> tuple[float, float]:
    """Return the prices that serve a goal best.

    Parameters
    ----------
    store
        The two sides.
    goal
        "profit", "worth" (of all three together, whatever the store loses) or
        "worth without loss".

    Returns
    -------
    tuple of float
        Price to users (yuan a month) and to developers (1,000 yuan a month).

    Examples
    --------
    >>> [round(price, 1) for price in best_prices(Store())]
    [-0.6, 35.4]
    """
    one_of(GOALS, goal=goal)
    if goal == "profit":
        return _prices(*_best_shares(store, 1.0), store)
    if goal == "worth" or _profit_at(0.5, store) >= 0:
        return _prices(*_best_shares(store, 0.5), store)
    weight = brentq(lambda part: _profit_at(part, store), 0.5, 1.0, xtol=1e-13)
    return _prices(*_best_shares(store, float(weight)), store)


_Shares = tuple[float, float]


def _aim(shares: _Shares, store: Store, weight: float) -> float:
    """Return profit (weight 1), worth (½), or what lies between them, per member."""
    one, other = store.users, store.developers
    gains = (one.gain + other.gain) * shares[0] * shares[1]
    return gains + sum(
        (side.own - side.cost) * share - weight * side.spread * share**2
        for side, share in zip((one, other), shares, strict=True)
    )


def _best_shares(store: Store, weight: float) -> _Shares:
    """Return the shares with the highest aim: a quadratic on a square.

    Its best point is inside, on an edge or in a corner; all candidates are tried.
    """
    one, other = store.users, store.developers
    gains = one.gain + other.gain
    steep = [2 * weight * side.spread for side in (one, other)]
    ready = [side.own - side.cost for side in (one, other)]
    candidates: list[_Shares] = [(0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0)]
    for edge in (0.0, 1.0):
        candidates.append((edge, _within((ready[1] + gains * edge) / steep[1])))
        candidates.append((_within((ready[0] + gains * edge) / steep[0]), edge))
    determinant = steep[0] * steep[1] - gains**2
    if determinant > 0:
        inside = (
            (ready[0] * steep[1] + gains * ready[1]) / determinant,
            (ready[1] * steep[0] + gains * ready[0]) / determinant,
        )
        if min(inside) >= 0 and max(inside) <= 1:
            candidates.append(inside)
    return max(candidates, key=lambda shares: _aim(shares, store, weight))


def _prices(users: float, developers: float, store: Store) -> tuple[float, float]:
    """Return the highest prices at which the shares join."""
    one, other = store.users, store.developers
    return (
        one.own + one.gain * developers - one.spread * users,
        other.own + other.gain * users - other.spread * developers,
    )


def _profit_at(weight: float, store: Store) -> float:
    """Return the profit at the shares that are best for an aim."""
    shares = _best_shares(store, weight)
    sides = (store.users, store.developers)
    return sum(
        (price - side.cost) * share
        for price, side, share in zip(
            _prices(*shares, store), sides, shares, strict=True
        )
    )


def _within(share: float) -> float:
    return min(max(share, 0.0), 1.0)
