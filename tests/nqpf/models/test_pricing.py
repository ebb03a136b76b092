"""Two prices of one store: best for the store, best for all, best without loss."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from scipy.optimize import Bounds, differential_evolution

from nqpf.models.pricing import GOALS, Goal, best_prices
from nqpf.models.store import Side, Store, accounts, joining, surface

STORE = Store(users=Side(own=25, gain=20), developers=Side(own=15, gain=50))


def store(users: float, developers: float) -> Store:
    """Return the store at other gains from each other."""
    return Store(
        users=replace(STORE.users, gain=users),
        developers=replace(STORE.developers, gain=developers),
    )


STORES = [STORE, store(0, 60), store(60, 0), store(35, 35), store(10, 95)]


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


def test_a_goal_that_is_none_is_refused() -> None:
    """The message lists the goals that there are."""
    with pytest.raises(ValueError, match="goal must be one of profit, worth"):
        best_prices(STORE, goal="fame")  # type: ignore[arg-type]
