"""The board of a plan draws what the tables say, with units and words."""

from collections.abc import Iterator

import pandas as pd
import pytest

from nqpf.charts.portfolio import STAGES, portfolio_board
from nqpf.charts.theme import STYLISED, description
from nqpf.models.portfolio import Plan, Region, all_plans, compare, course, outlook

PLAN, REGION = Plan(emerging=0.3, future=0.2), Region()
COURSE, OUTLOOK = course(REGION, PLAN), outlook(REGION, PLAN)
PLANS = compare(REGION, all_plans())
CHOSEN = compare(REGION, [PLAN]).iloc[0]
BOARD = portfolio_board(COURSE, OUTLOOK, PLANS, CHOSEN)


def titles(spec: object) -> Iterator[str]:
    """Yield the titles of all axes in a specification."""
    if isinstance(spec, list):
        for part in spec:
            yield from titles(part)
    if isinstance(spec, dict):
        for channel, part in spec.items():
            if channel in {"x", "y"} and isinstance(part, dict) and part.get("title"):
                yield part["title"]
            yield from titles(part)


def test_the_board_is_valid_and_described() -> None:
    """Altair accepts it, and the words say the shares and the outcome."""
    assert BOARD.to_dict(validate=True)
    assert "50 % to traditional, 30 % to emerging, 20 % to future" in description(BOARD)
    assert "goes from 127 to 140 billion yuan a year" in description(BOARD)


def test_every_axis_says_its_unit() -> None:
    """Billion yuan, an index with its base, a share, or the year."""
    units = ("billion yuan", "year 0 = 100", "share of draws", "Year")

    found = set(titles(BOARD.to_dict()))

    assert len(found) == 6
    assert [title for title in found if not any(unit in title for unit in units)] == []


def test_the_stages_are_stacked_from_the_old_up() -> None:
    """Each row knows its place, and the stack is output."""
    drawn = pd.DataFrame(BOARD.datasets["stages"])

    stacked = drawn.groupby("year")["amount"].sum()
    ranks = drawn.drop_duplicates("stage").sort_values("rank")["stage"]
    assert stacked.tolist() == pytest.approx(COURSE["output"].tolist())
    assert ranks.tolist() == list(STAGES)


def test_both_indices_start_at_one_hundred() -> None:
    """The base is year 0."""
    drawn = BOARD.datasets["index"]

    assert {row["index"] for row in drawn if row["year"] == 0} == {100.0}


def test_every_plan_is_a_dot() -> None:
    """None of the sixty-six is left out."""
    assert len(BOARD.datasets["plans"]) == len(PLANS) == 66


def test_the_words_count_the_plans_that_are_better_in_both_ways() -> None:
    """An efficient plan is beaten by none, a wasteful one by some."""
    wasteful = Plan(emerging=0, future=1)

    board = portfolio_board(
        course(REGION, wasteful),
        outlook(REGION, wasteful),
        PLANS,
        compare(REGION, [wasteful]).iloc[0],
    )

    assert "66 plans 0 promise more output" in description(BOARD)
    assert "66 plans 0 promise more output" not in description(board)


def test_boards_that_differ_in_data_share_one_specification() -> None:
    """A living picture needs only new rows."""
    other = portfolio_board(course(REGION, Plan(future=0)), OUTLOOK, PLANS, CHOSEN)

    one, two = BOARD.to_dict(), other.to_dict()

    assert {key for key in one if one[key] != two[key]} == {"datasets", "description"}


def test_the_board_says_that_its_data_are_stylised() -> None:
    """In the picture, and for those who do not see it."""
    assert STYLISED in str(BOARD.to_dict()["title"])
    assert description(BOARD).endswith(f"{STYLISED}.")


def test_the_four_pictures_keep_their_own_colours() -> None:
    """Stages, indices and plans do not share a legend."""
    spec = BOARD.to_dict()

    assert spec["resolve"]["scale"]["color"] == "independent"
    assert spec["vconcat"][0]["resolve"]["scale"]["color"] == "independent"
