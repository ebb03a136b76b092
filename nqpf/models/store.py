r"""An application store: two sides that need each other, and who should pay.

Users come for the applications, developers for the users. Of each side, those join
to whom it is worth the price. Persons differ: what joining is worth falls evenly
over a side, by :math:`\tau` from the keenest to the last. With :math:`n_u` and
:math:`n_d` the shares of all possible users and developers that join,

.. math::

    n_u = \frac{v_u + \alpha_u n_d - p_u}{\tau_u}
    \qquad
    n_d = \frac{v_d + \alpha_d n_u - p_d}{\tau_d}

(each between 0 and 1). The store earns :math:`\sum_i N (p_i - f_i)\,n_i`, and a side
keeps :math:`N\,\tau_i n_i^2/2` of what joining is worth to it (more, once all of it
have joined). Which prices are best, and for whom: `nqpf.models.pricing`.

================  ======================================================
:math:`n_i`       share of a side that joins (no unit)
:math:`p_i`       price (users: yuan a month; developers: 1,000 yuan a month)
:math:`v_i`       worth of the store by itself to the keenest (same unit)
:math:`\alpha_i`  what all of the other side are worth to one (same unit)
:math:`\tau_i`    how much a side differs (same unit)
:math:`f_i`       cost of serving one (same unit)
:math:`N`         possible users (million) and developers (thousand)
amounts           million yuan a month
================  ======================================================

One store, membership prices and even differences are simplifications. Where stores
compete, where a developer pays a part of its sales, or where a user may belong to
several, the figures change; that each price depends on both sides does not.

References
----------
J.-C. Rochet and J. Tirole, "Platform competition in two-sided markets", Journal of
the European Economic Association 1(4), 2003. M. Armstrong, "Competition in
two-sided markets", RAND Journal of Economics 37(3), 2006.
"""

import math
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from nqpf.models.checks import above, at_least

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of the store. Units: yuan (users), 1,000 yuan (developers), a month.

    Parameters
    ----------
    own
        Worth of the store by itself to the keenest.
    gain
        What all of the other side are worth to each (at least 0).
    spread
        From the keenest to the last (above 0).
    cost
        Of serving one (at least 0).
    """

    own: float
    gain: float
    spread: float = 60.0
    cost: float = 5.0

    def __post_init__(self) -> None:
        """Refuse a side that cannot be."""
        above(-math.inf, own=self.own)
        above(0, spread=self.spread)
        at_least(0, gain=self.gain, cost=self.cost)


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """A store between users and developers.

    Parameters
    ----------
    users, developers
        The two sides. What they gain from each other must be less than what parts
        them: (gain + gain)² below 4 × spread × spread, or the store could
        earn without end.
    size
        Possible users (million) and possible developers (thousand), the same number.
    """

    users: Side = field(default_factory=lambda: Side(own=10.0, gain=20.0))
    developers: Side = field(
        default_factory=lambda: Side(own=50.0, gain=50.0, cost=10.0)
    )
    size: float = 10.0

    def __post_init__(self) -> None:
        """Refuse sides that need each other without bound."""
        above(0, size=self.size)
        gains = self.users.gain + self.developers.gain
        most = 2 * math.sqrt(self.users.spread * self.developers.spread)
        if gains >= most:
            msg = f"gain of both sides together must be below {most:g}, not {gains!r}"
            raise ValueError(msg)


def joining(
    user_price: float | Array, developer_price: float | Array, store: Store
) -> tuple[Array, Array]:
    """Return the shares of both sides that join, each given the other.

    Parameters
    ----------
    user_price
        Yuan a month (negative: users are paid), a number or an array.
    developer_price
        1,000 yuan a month, likewise.
    store
        The two sides.

    Returns
    -------
    tuple of numpy.ndarray
        Shares of the possible users and developers (no unit, 0 to 1).

    Examples
    --------
    >>> users, developers = joining(10.0, 20.0, Store())
    >>> round(float(users), 3), round(float(developers), 3)
    (0.231, 0.692)
    """
    one, other = store.users, store.developers
    prices = np.broadcast_arrays(user_price, developer_price)
    ready = [
        side.own - np.asarray(price, dtype=float)
        for side, price in zip((one, other), prices, strict=True)
    ]
    joined = [np.ones_like(each) for each in ready]
    while True:  # each round shrinks the distance by gain × gain / spread × spread
        users = np.clip((ready[0] + one.gain * joined[1]) / one.spread, 0, 1)
        developers = np.clip((ready[1] + other.gain * users) / other.spread, 0, 1)
        moved = max(
            float(np.abs(now - before).max())
            for now, before in zip((users, developers), joined, strict=True)
        )
        joined = [users, developers]
        if moved < _SETTLED:
            return users, developers


def accounts(
    user_price: float | Array, developer_price: float | Array, store: Store
) -> dict[str, Array]:
    """Return who joins and who gets what at given prices.

    Parameters
    ----------
    user_price, developer_price
        Yuan and 1,000 yuan a month, numbers or arrays.
    store
        The two sides.

    Returns
    -------
    dict of numpy.ndarray
        `users` and `developers` (shares); `profit`, `users_keep`,
        `developers_keep` (their surplus) and `worth`, the sum of these three
        (million yuan a month).

    Examples
    --------
    >>> shown = accounts(0.0, 30.0, Store())
    >>> {name: round(float(amount), 2) for name, amount in shown.items()}
    {'users': 0.38, 'developers': 0.65, 'profit': 111.54, 'users_keep': 44.38, \
'developers_keep': 128.25, 'worth': 284.17}
    """
    users, developers = joining(user_price, developer_price, store)
    kept = {}
    earned = np.zeros_like(users)
    for name, side, price, joined, met in (
        ("users", store.users, user_price, users, developers),
        ("developers", store.developers, developer_price, developers, users),
    ):
        keenest = side.own + side.gain * met - price
        kept[name] = store.size * joined * (keenest - side.spread * joined / 2)
        earned = earned + store.size * (price - side.cost) * joined
    return {
        "users": users,
        "developers": developers,
        "profit": earned,
        "users_keep": kept["users"],
        "developers_keep": kept["developers"],
        "worth": earned + kept["users"] + kept["developers"],
    }


def surface(
    store: Store, *, user_prices: Array, developer_prices: Array
) -> pd.DataFrame:
    """Return the accounts at every pair of prices.

    Parameters
    ----------
    store
        The two sides.
    user_prices, developer_prices
        Yuan and 1,000 yuan a month.

    Returns
    -------
    pandas.DataFrame
        `user_price`, `developer_price` and what `accounts` gives, a row a pair.
    """
    one, other = np.meshgrid(user_prices, developer_prices, indexing="ij")
    known = accounts(one.ravel(), other.ravel(), store)
    return pd.DataFrame(
        {"user_price": one.ravel(), "developer_price": other.ravel(), **known}
    )


_SETTLED = 1e-13
