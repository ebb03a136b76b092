"""The board of trying and deliberating draws what it is given, and says it."""

import pandas as pd
import pytest

from nqpf.charts.deliberation import LOSSES, PLANS, trying_board
from nqpf.charts.theme import STYLISED, description
from nqpf.models.deliberation import Search, outcomes

CURVE = outcomes(Search(), [0, 6, 12])
THREE = outcomes(Search(), [0, 9, 4])


def test_the_board_is_valid_and_says_what_it_shows() -> None:
    """Each plan with its talk and what it leaves; the losses of the one chosen."""
    board = trying_board(CURVE, THREE, longest=12)
    net = THREE["net"].tolist()

    said = description(board)

    assert board.to_dict(validate=True)
    assert f"your choice (9 months of talk) {net[1]:.1f}" in said
    assert f"the best (4 months of talk) {net[2]:.1f}" in said
    assert said.endswith(f"{STYLISED}.")


def test_three_plans_lose_in_three_ways() -> None:
    """A bar part for each, of the size that the model gives."""
    losses = trying_board(CURVE, THREE, longest=12).datasets["losses"]

    drawn = {(row["plan"], row["loss"]): row["amount"] for row in losses}
    expected = {
        (plan, said): THREE[loss].iloc[at]
        for at, plan in enumerate(PLANS)
        for loss, said in LOSSES.items()
    }
    assert drawn == pytest.approx(expected)


def test_what_is_left_and_what_is_lost_make_the_whole() -> None:
    """A bar that passes 100 belongs to a plan that leaves less than nothing."""
    board = trying_board(CURVE, THREE, longest=12)
    lost = pd.DataFrame(board.datasets["losses"]).groupby("plan")["amount"].sum()

    net = {row["plan"]: row["net"] for row in board.datasets["marks"]}

    assert {plan: 100 - lost[plan] for plan in net} == pytest.approx(net)


def test_axes_say_their_units() -> None:
    """Months, and per cent of what success is worth."""
    spec = str(trying_board(CURVE, THREE, longest=12).to_dict())

    assert "Talk before the first trial (months)" in spec
    assert spec.count("(% of what success is worth)") == 2


def test_boards_that_differ_in_data_share_one_specification() -> None:
    """A living picture needs only new rows."""
    one = trying_board(CURVE, THREE, longest=12).to_dict()
    other = trying_board(CURVE, THREE[::-1], longest=12).to_dict()

    changed = {key for key in one if one[key] != other[key]}
    assert changed == {"datasets", "description"}


def test_a_loss_below_nothing_is_said_with_a_true_minus() -> None:
    """No hyphen stands for a number."""
    dear = outcomes(Search(trial_cost=80), [0, 1, 2])

    assert "try at once (0 months of talk) −" in description(
        trying_board(CURVE, dear, longest=12)
    )
