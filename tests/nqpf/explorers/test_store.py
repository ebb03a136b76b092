"""Lesson 14's second explorer shows its view, and its notes are true."""

from itertools import product
from typing import Any

import pytest

from nqpf.charts.store import AMOUNTS, DEVELOPER_PRICES, USER_PRICES
from nqpf.charts.theme import STYLISED, description
from nqpf.explorers.drawing import difference, draw
from nqpf.explorers.frame import MOST_CONTROLS
from nqpf.explorers.store import NOTICE, explore_store, store_view

START = {"user_price": 8, "developer_price": 30, "to_user": 20, "to_developer": 50}
EXTREMES = [
    dict(zip(START, ends, strict=True))
    for ends in product([-30, 50], [0, 60], [0, 55], [0, 55])
]


def plans(**changed: float) -> dict[str, dict[str, Any]]:
    """Return the three points of the map, by name."""
    rows = store_view(**{**START, **changed}).datasets["plans"]
    return {row["plan"]: row for row in rows}


def test_the_explorer_opens_on_two_prices_set_apart() -> None:
    """The first picture is not the best one."""
    explorer = explore_store()

    assert explorer.trait_values()["values"] == START
    assert explorer.chart.to_dict() == store_view(**START).to_dict()


def test_a_moved_control_draws_what_the_view_draws() -> None:
    """The shown chart is the view's, for the values as they are."""
    explorer = explore_store()

    explorer.values = {"user_price": 0, "to_user": 35}

    assert explorer.problem == ""
    expected = store_view(**{**START, "user_price": 0, "to_user": 35})
    assert explorer.chart.to_dict() == expected.to_dict()


@pytest.mark.parametrize("settings", EXTREMES, ids=str)
def test_any_setting_only_sends_new_rows(settings: dict[str, float]) -> None:
    """The living picture is refilled, never replaced."""
    explorer = explore_store()
    before = draw(explorer.chart)

    explorer.values = settings

    assert explorer.problem == ""
    assert "skeleton" not in difference(before, draw(explorer.chart))


def test_a_moved_price_leaves_the_map_alone() -> None:
    """Only your point and your bars are sent."""
    explorer = explore_store()
    before = draw(explorer.chart)

    explorer.values = {"user_price": 9}

    change = difference(before, draw(explorer.chart))
    assert set(change["tables"]) == {"plans", "shares"}


def test_there_are_four_controls_each_labelled_with_a_unit() -> None:
    """No more than a learner can keep in mind."""
    controls = explore_store().get_state()["_frame"]["controls"]

    assert len(controls) == MOST_CONTROLS
    assert all(control["label"] and control["unit"] for control in controls)


def test_the_explorer_says_that_its_store_is_stylised() -> None:
    """No stylised figure may be taken for a real store's."""
    assert f"{STYLISED}." in description(explore_store().chart)


@pytest.mark.parametrize("settings", EXTREMES, ids=str)
def test_everything_stays_within_the_axes(settings: dict[str, float]) -> None:
    """At the ends of all controls no point and no bar leaves the picture."""
    tables: dict[str, Any] = store_view(**settings).datasets

    amounts = [row["amount"] for row in tables["shares"]]
    users = [row["user_price"] for row in tables["plans"]]
    developers = [row["developer_price"] for row in tables["plans"]]
    assert AMOUNTS[0] <= min(amounts) <= max(amounts) <= AMOUNTS[1]
    assert USER_PRICES[0] <= min(users) <= max(users) <= USER_PRICES[1]
    assert DEVELOPER_PRICES[0] <= min(developers)
    assert max(developers) <= DEVELOPER_PRICES[1]


@pytest.mark.parametrize(
    ("to_user", "to_developer"), list(product(range(0, 56, 5), range(0, 56, 5)))
)
def test_the_best_prices_are_on_the_map_for_every_store(
    to_user: int, to_developer: int
) -> None:
    """Wherever the two sliders stand."""
    best = plans(to_user=to_user, to_developer=to_developer)

    assert all(
        USER_PRICES[0] <= point["user_price"] <= USER_PRICES[1]
        and DEVELOPER_PRICES[0] <= point["developer_price"] <= DEVELOPER_PRICES[1]
        for point in best.values()
    )


def test_the_question_can_be_settled_at_the_start() -> None:
    """The most profitable store pays users 0.6 yuan and asks developers for 35,400."""
    best = plans()["most profit"]

    assert round(best["user_price"], 1) == -0.6
    assert round(best["developer_price"], 1) == 35.4


def test_users_come_for_nothing_and_developers_pay_more() -> None:
    """First note: below nought, and above what the start asks."""
    best = plans()["most profit"]

    assert f"pays them {-best['user_price']:.1f} yuan" in " ".join(NOTICE)
    assert best["developer_price"] > START["developer_price"]


def test_who_needs_whom_decides_who_pays() -> None:
    """Second note: exchanged, users pay 15.6 and developers less than apart."""
    best = plans(to_user=50, to_developer=20)["most profit"]
    apart = plans(to_user=0, to_developer=0)["most profit"]

    assert f"users pay {best['user_price']:.1f} and" in NOTICE[1]
    assert best["user_price"] > apart["user_price"]
    assert best["developer_price"] < apart["developer_price"]


def test_sides_without_need_of_each_other_have_their_own_prices() -> None:
    """Third note: 7.5 and 30, near the start's."""
    apart = plans(to_user=0, to_developer=0)["most profit"]

    assert (apart["user_price"], apart["developer_price"]) == pytest.approx((7.5, 30))


def test_the_most_profitable_store_is_too_small() -> None:
    """Fourth note: best for all means lower prices and more on both sides."""
    profit, worth = plans()["most profit"], plans()["most for all, no loss"]

    assert worth["user_price"] < profit["user_price"]
    assert worth["developer_price"] < profit["developer_price"]
    assert worth["users"] > profit["users"]
    assert worth["developers"] > profit["developers"]


def test_a_price_too_high_on_one_side_empties_the_other() -> None:
    """Fifth note: at 30 no user comes, and a third of the developers leave."""
    before, after = (plans(user_price=price)["your prices"] for price in (8, 30))

    assert after["users"] == 0
    assert after["developers"] == pytest.approx(before["developers"] * 2 / 3)
