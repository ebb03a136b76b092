"""A store with two sides: who joins, who pays, and who keeps what."""

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from scipy.optimize import Bounds, differential_evolution

from nqpf.models.store import (
    GOALS,
    Goal,
    Side,
    Store,
    accounts,
    best_prices,
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


@pytest.mark.parametrize("one", STORES, ids=lambda s: f"{s.users.gain:g}")
@pytest.mark.parametrize("goal", ["profit", "worth"])
def test_no_other_prices_serve_the_goal_better(one: Store, goal: Goal) -> None:
    """A second route: a global search over prices finds nothing above it."""
    best = float(accounts(*best_prices(one, goal=goal), one)[goal])

    def loss(prices: npt.NDArray[np.float64]) -> float:
        return -float(accounts(prices[0], prices[1], one)[goal])

    ends = Bounds([-100.0, -100.0], [120.0, 120.0])
    search = differential_evolution(loss, bounds=ends, rng=1, tol=1e-10)

    assert best == pytest.approx(-search.fun, rel=1e-6)


@pytest.mark.parametrize("one", STORES[:4], ids=lambda s: f"{s.users.gain:g}")
def test_the_best_prices_obey_armstrongs_rule(one: Store) -> None:
    """Cost, plus own eagerness, minus what one more is worth to the other side."""
    prices = best_prices(one)
    users, developers = (float(share) for share in joining(*prices, one))

    assert prices == pytest.approx(
        (
            one.users.cost + 60 * users - one.developers.gain * developers,
            one.developers.cost + 60 * developers - one.users.gain * users,
        )
    )


def test_sides_that_do_not_need_each_other_pay_a_plain_monopolist() -> None:
    """Halfway between the keenest's worth and the cost."""
    assert best_prices(store(0, 0)) == pytest.approx(((25 + 5) / 2, (15 + 5) / 2))


def test_alike_in_all_but_what_they_bring_the_needed_side_pays_less() -> None:
    """The more the developers gain from users, the less users pay."""
    prices = [best_prices(store(20, gain))[0] for gain in (0, 20, 40, 60, 80)]

    assert prices == sorted(prices, reverse=True)
    assert prices[-1] < 0


def test_best_for_all_loses_money() -> None:
    """Each side's price lies below its cost by what it brings to the other."""
    mild = store(20, 20)
    prices = best_prices(mild, goal="worth")
    users, developers = (float(share) for share in joining(*prices, mild))

    assert float(accounts(*prices, mild)["profit"]) < 0
    assert prices == pytest.approx((5 - 20 * developers, 5 - 20 * users))


@pytest.mark.parametrize("one", STORES[:4], ids=lambda s: f"{s.users.gain:g}")
def test_without_loss_means_without_profit(one: Store) -> None:
    """The best prices that pay their way leave nothing over."""
    known = accounts(*best_prices(one, goal="worth without loss"), one)

    assert float(known["profit"]) == pytest.approx(0, abs=1e-6)


def test_where_best_for_all_pays_its_way_nothing_is_given_up() -> None:
    """Sides that need each other much all join at prices above cost."""
    strong = store(10, 95)
    best = best_prices(strong, goal="worth")

    assert float(accounts(*best, strong)["profit"]) > 0
    assert best_prices(strong, goal="worth without loss") == best


@pytest.mark.parametrize("one", STORES[:4], ids=lambda s: f"{s.users.gain:g}")
def test_no_paying_prices_are_worth_more(one: Store) -> None:
    """A second route: on a fine grid, none without loss beats them."""
    best = accounts(*best_prices(one, goal="worth without loss"), one)
    grid = np.linspace(-60, 80, 281)

    every = surface(one, user_prices=grid, developer_prices=grid)

    paying = every[every["profit"] >= 0]
    assert paying["worth"].max() <= float(best["worth"]) + 1e-6
    assert paying["worth"].max() == pytest.approx(float(best["worth"]), rel=0.02)


def test_the_three_goals_stand_in_order() -> None:
    """Profit falls and worth rises from goal to goal."""
    known = [accounts(*best_prices(STORE, goal=goal), STORE) for goal in GOALS]
    profit, worth = (
        [float(known[place][name]) for place in (0, 2, 1)]
        for name in ("profit", "worth")
    )

    assert profit == sorted(profit, reverse=True)
    assert worth == sorted(worth)


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
        (lambda: best_prices(STORE, goal="fame"), "goal must be one of profit, worth"),  # type: ignore[arg-type]
    ],
)
def test_what_cannot_be_is_refused(make: object, message: str) -> None:
    """The message names the parameter, its range and the value."""
    assert callable(make)
    with pytest.raises(ValueError, match=message):
        make()
