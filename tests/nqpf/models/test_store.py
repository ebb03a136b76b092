"""A store with two sides: who joins, who pays, and who keeps what."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from nqpf.models.store import (
    Side,
    Store,
    accounts,
    joining,
    surface,
)

STORE = Store(users=Side(own=25, gain=20), developers=Side(own=15, gain=50))


def store(users: float, developers: float) -> Store:
    """Return the store at other gains from each other."""
    return Store(
        users=replace(STORE.users, gain=users),
        developers=replace(STORE.developers, gain=developers),
    )


STORES = [STORE, store(0, 60), store(60, 0), store(35, 35), store(10, 95)]


def test_the_shares_solve_both_equations() -> None:
    """A second route: the two linear equations, where nothing is at its bound."""
    gains = np.array([[60.0, -20.0], [-50.0, 60.0]])

    expected = np.linalg.solve(gains, [25.0 - 8.0, 15.0 - 12.0])

    assert [float(share) for share in joining(8.0, 12.0, STORE)] == pytest.approx(
        expected.tolist()
    )


@pytest.mark.parametrize("one", STORES, ids=lambda s: f"{s.users.gain:g}")
def test_shares_at_any_prices_answer_each_other(one: Store) -> None:
    """Each side's share is the best answer to the other's, bounds included."""
    grid = np.linspace(-60, 100, 33)
    prices = np.meshgrid(grid, grid)

    users, developers = joining(*prices, one)

    for side, share, met, price in (
        (one.users, users, developers, prices[0]),
        (one.developers, developers, users, prices[1]),
    ):
        wanted = np.clip((side.own + side.gain * met - price) / side.spread, 0, 1)
        assert share == pytest.approx(wanted, abs=1e-9)


def test_at_such_prices_that_nobody_comes_nobody_keeps_anything() -> None:
    """An empty store earns nothing."""
    empty = accounts(200.0, 200.0, STORE)

    assert {name: float(amount) for name, amount in empty.items()} == pytest.approx(
        dict.fromkeys(empty, 0.0)
    )


def test_what_users_keep_is_the_sum_over_users() -> None:
    """A second route: a million users between the keenest and the last."""
    known = accounts(8.0, 12.0, STORE)
    kinds = (np.arange(1_000_000) + 0.5) / 1_000_000

    keeps = 25 + 20 * float(known["developers"]) - 8 - 60 * kinds

    assert float(known["users_keep"]) == pytest.approx(
        10 * keeps[keeps > 0].sum() / 1_000_000
    )


def test_profit_and_what_both_sides_keep_is_what_the_store_is_worth() -> None:
    """Prices move money; they are no part of the worth at given shares."""
    known = accounts(8.0, 12.0, STORE)
    users, developers = float(known["users"]), float(known["developers"])

    by_hand = (
        (25 - 5) * users
        - 30 * users**2
        + (15 - 5) * developers
        - 30 * developers**2
        + 70 * users * developers
    )

    assert float(known["worth"]) == pytest.approx(10 * by_hand)


def test_a_surface_is_the_accounts_point_by_point() -> None:
    """A row a pair of prices."""
    table = surface(
        STORE, user_prices=np.array([0.0, 8.0]), developer_prices=np.array([12.0])
    )

    alone: dict[str, Any] = accounts(8.0, 12.0, STORE)
    assert table.loc[1, list(alone)].to_dict() == pytest.approx(alone)
    assert table["user_price"].tolist() == [0.0, 8.0]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Side(own=1, gain=-1), "gain must be at least 0, not -1"),
        (lambda: Side(own=1, gain=1, spread=0), "spread must be above 0, not 0"),
        (lambda: Side(own=1, gain=1, cost=-2), "cost must be at least 0, not -2"),
        (lambda: Store(size=0), "size must be above 0, not 0"),
        (lambda: store(60, 60), "gain of both sides together must be below 120"),
    ],
)
def test_what_cannot_be_is_refused(make: object, message: str) -> None:
    """The message names the parameter, its range and the value."""
    assert callable(make)
    with pytest.raises(ValueError, match=message):
        make()
