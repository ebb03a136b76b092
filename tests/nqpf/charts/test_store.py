"""The chart of a store draws every price, names its units and says what it shows."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from nqpf.charts.store import CLASSES, PARTS, PLANS, store_board
from nqpf.charts.theme import STYLISED, description
from nqpf.models.store import Store, accounts, surface

EVERY = surface(
    Store(),
    user_prices=np.arange(-38.0, 64, 4),
    developer_prices=np.arange(-18.0, 64, 4),
)
PART = EVERY["profit"] / 117


def board(user: float) -> Any:  # noqa: ANN401 - Altair's own attributes
    """Return the board with your price to users where it is said."""
    users, developers = np.array([user, -0.6, -22.0]), np.array([30.0, 35.4, 33.2])
    known = accounts(users, developers, Store())
    plans = pd.DataFrame(
        {"plan": PLANS, "user_price": users, "developer_price": developers, **known}
    )
    return store_board(EVERY.assign(part=PART), plans, step=4)


BOARD = board(8.0)


def test_the_chart_is_valid_and_described() -> None:
    """Altair accepts the specification, and a reader without sight gets its gist."""
    assert BOARD.to_dict(validate=True)
    assert len(description(BOARD)) > 60


def test_every_axis_says_its_unit() -> None:
    """Yuan or 1,000 yuan a month; million yuan a month."""
    prices, amounts = BOARD.to_dict()["hconcat"]

    encoding = prices["layer"][0]["encoding"]
    assert encoding["x"]["title"] == "Price to users (yuan a month)"
    assert encoding["y"]["title"] == "Price to developers (1,000 yuan a month)"
    assert amounts["layer"][0]["encoding"]["x"]["title"] == "Million yuan a month"


def test_the_map_shows_every_pair_of_prices_once_and_in_its_colour() -> None:
    """Cells side by side of one colour are one; none is lost or covers another."""
    cells = BOARD.datasets["surface"]

    assert len(cells) < len(EVERY) / 4
    for pair, expected in zip(EVERY.itertuples(), PART, strict=True):
        over = [
            cell
            for cell in cells
            if cell["user_price"] < pair.user_price < cell["user_end"]
            and cell["developer_price"] < pair.developer_price < cell["developer_end"]
        ]
        assert len(over) == 1
        assert np.digitize(over[0]["part"], CLASSES) == np.digitize(
            round(expected, 3), CLASSES
        )


def test_three_plans_stand_on_the_map() -> None:
    """Each at its prices."""
    points = BOARD.datasets["plans"]

    assert [point["plan"] for point in points] == list(PLANS)
    assert [point["user_price"] for point in points] == [8.0, -0.6, -22.0]


def test_every_part_of_every_plan_has_a_bar() -> None:
    """Three amounts for each of three plans, as in the accounts."""
    bars = BOARD.datasets["shares"]
    mine = [bar["amount"] for bar in bars if bar["plan"] == PLANS[0]]

    known = accounts(8.0, 30.0, Store())
    assert len(bars) == 9
    assert mine == pytest.approx([float(known[name]) for name in PARTS])


def test_a_loss_is_written_with_a_true_minus_sign() -> None:
    """And stands on the right of nought, where there is room."""
    (bar,) = [
        bar
        for bar in board(-30.0).datasets["shares"]
        if bar["plan"] == PLANS[0] and bar["part"] == "store's profit"
    ]

    assert bar["label"].startswith("−")
    assert bar["right"] == 0


def test_the_description_says_what_each_plan_brings() -> None:
    """The picture in words, with its figures."""
    assert (
        "your prices: 8.0 yuan to users, 30.0 thousand to developers, profit 106, "
        "users keep 12, developers keep 75 million yuan a month" in description(BOARD)
    )


def test_the_board_says_that_its_data_are_stylised() -> None:
    """In the picture, and for those who do not see it."""
    assert STYLISED in str(BOARD.to_dict()["title"])
    assert description(BOARD).endswith(f"{STYLISED}.")


def test_boards_that_differ_in_data_share_one_specification() -> None:
    """A living picture needs only new rows."""
    one, other = BOARD.to_dict(), board(20.0).to_dict()

    changed = {key for key in one if one[key] != other[key]}
    assert changed == {"datasets", "description"}
