"""The board of a transition draws what the tables say, with units and words."""

from collections.abc import Iterator
from dataclasses import replace

import altair as alt
import numpy as np
import pandas as pd
import pytest

from nqpf.charts.theme import STYLISED, description
from nqpf.charts.transition import LAST_START, PARTS, gap_board
from nqpf.models.transition import Transition, path

PLAN = Transition(retire_from=4)
TIMING = pd.DataFrame(
    {
        "what": ["missing, as planned", "idle"] * 2,
        "retire_from": [4.0, 4.0, 9.0, 9.0],
        "lost": [2.5, 0.5, 0.0, 3.0],
    }
)


def board(
    plan: Transition = PLAN, *, safe: float = 8.5, years: float = 40
) -> alt.HConcatChart:
    return gap_board(
        path(plan, years=years), TIMING, start=plan.retire_from, safe=safe, chance=0.25
    )


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


def test_the_board_is_valid_and_says_what_is_missing_and_when() -> None:
    """Altair accepts it; depth, year, costs and chance are in the words."""
    said = description(board())

    assert board().to_dict(validate=True)
    assert "At worst 45 % of demand is missing, in year 9.5" in said
    assert "this start costs: missing, as planned 2.5, idle 0.5" in said
    assert "no gap opens in 25 % of cases" in said


def test_a_plan_without_a_gap_says_so() -> None:
    """Nothing is missing, and the words do not look for a worst year."""
    said = description(board(replace(PLAN, retire_from=9)))

    assert "Nothing is missing." in said


def test_every_axis_says_its_unit() -> None:
    """Years from now, per cent or years of today's demand."""
    assert set(titles(board().to_dict())) == {
        "Years from now",
        "Capacity (% of today's demand)",
        "Retiring begins (years from now)",
        "In all (years of today's demand)",
    }


def test_old_new_and_missing_fill_demand() -> None:
    """Stacked, they reach what is asked for, and more only if capacity is idle."""
    rows = pd.DataFrame(board().datasets["parts"])

    stack = rows.groupby("year")["amount"].sum()
    found = path(PLAN, years=40)
    drawn = np.interp(found["year"], stack.index, stack)
    assert drawn - found["idle"].to_numpy() == pytest.approx(100, abs=0.1)
    assert rows.sort_values("rank")["part"].unique().tolist() == list(PARTS)


def test_a_safe_date_beyond_the_axis_is_not_drawn() -> None:
    """The words give it all the same."""
    late = board(safe=LAST_START + 5)

    assert late.datasets["safe"] == []
    assert "from year 25.0 on" in description(late)


def test_boards_that_differ_in_data_share_one_specification() -> None:
    """A living picture needs only new rows."""
    one, two = board().to_dict(), board(replace(PLAN, delay=7), safe=30).to_dict()

    assert {key for key in one if one[key] != two[key]} == {"datasets", "description"}


def test_the_board_says_that_its_data_are_stylised() -> None:
    """In the picture, and for those who do not see it."""
    assert STYLISED in str(board().to_dict()["title"])
    assert description(board()).endswith(f"{STYLISED}.")
