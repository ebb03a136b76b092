"""The charts of diffusion draw every row, name their units and say what they show."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from altair.typing import ChartType

from nqpf.charts.diffusion import (
    CURVES,
    diffusion_board,
    futures_fan,
    j_curve,
    life_cycle,
)
from nqpf.charts.theme import STYLISED, description
from nqpf.models.diffusion import Bass, stages, yearly
from nqpf.models.forecast import fit, futures
from nqpf.models.intangibles import Rebuilding, dip, productivity

SEEN = yearly(Bass(), years=8)
FUTURES = futures(fit(SEEN["adopters"] * ([1, 1.1] * 4), most=400), years=30)
CURVE = productivity(Rebuilding(), years=40)
BOARD_CURVES = pd.DataFrame(
    [
        {
            "future": name,
            "market": market,
            "year": year,
            "adopters": 1.0 * year,
            "adopted": 2.0 * year,
        }
        for name, market in zip(CURVES, (40.0, 90.0, 300.0, 100.0), strict=True)
        for year in range(4)
    ]
)


def board(seen: pd.DataFrame = SEEN) -> Any:  # noqa: ANN401 - a chart with tables
    return diffusion_board(seen, BOARD_CURVES, market=100, largest=300, busiest=60)


CHARTS: dict[str, Callable[[], ChartType]] = {
    "fan": lambda: futures_fan(SEEN, FUTURES),
    "stages": lambda: life_cycle(yearly(Bass(), years=30), stages(Bass())),
    "curve": lambda: j_curve(CURVE),
    "board": board,
}


def rows(chart: ChartType, *, having: str) -> list[dict[str, Any]]:
    """Return the rows of the chart's table that has the column."""
    tables = chart.to_dict()["datasets"].values()
    return next(table for table in tables if having in table[0])


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_valid_and_described(name: str) -> None:
    """Altair accepts the specification, and a reader without sight gets its gist."""
    chart = CHARTS[name]()

    assert chart.to_dict(validate=True)
    assert len(description(chart)) > 60


@pytest.mark.parametrize(
    ("name", "titles"),
    [
        ("fan", ["Years since launch", "Firms that have adopted (thousand)"]),
        ("stages", ["Years since launch", "Firms that adopt (thousand a year)"]),
        ("curve", ["Years since launch", "Productivity (100 before the launch)"]),
        (
            "board",
            [
                "Firms that have adopted (thousand)",
                "Firms that adopt (thousand a year)",
            ],
        ),
    ],
)
def test_every_axis_says_its_unit(name: str, titles: list[str]) -> None:
    """Years, firms, an index with its base."""
    spec = str(CHARTS[name]().to_dict())

    assert all(title in spec for title in titles)


@pytest.mark.parametrize("name", ["fan", "curve", "board"])
def test_curves_are_told_apart_by_more_than_colour(name: str) -> None:
    """A dash goes with each colour."""
    assert "strokeDash" in str(CHARTS[name]().to_dict())


def test_a_fan_draws_what_was_seen_and_every_future() -> None:
    """Eight points, and three curves of 31 years."""
    tables = futures_fan(SEEN, FUTURES).to_dict()["datasets"].values()

    assert sorted(len(table) for table in tables) == [8, 3 * 31]


def test_stages_are_cut_off_where_the_picture_ends() -> None:
    """The last stage has no end of its own."""
    drawn = rows(CHARTS["stages"](), having="stage")

    assert [row["stage"] for row in drawn] == ["emerging", "growing", "mature"]
    assert drawn[-1]["end"] == 30


def test_a_stage_of_no_length_is_not_drawn() -> None:
    """A market of innovators begins mature."""
    early = Bass(innovation=0.2, imitation=0.05)

    drawn = rows(life_cycle(yearly(early, years=9), stages(early)), having="stage")

    assert [row["stage"] for row in drawn] == ["mature"]


def test_the_dip_is_said_in_words() -> None:
    """Year and depth as the model gives them."""
    found = dip(CURVE)

    said = description(j_curve(CURVE))

    assert f"lowest in year {found.trough}: {100 - found.depth:.1f}." in said


def test_the_board_says_which_markets_fit() -> None:
    """With the true one beside them."""
    assert description(board()) == (
        f"After 8 years {SEEN['adopted'].iloc[-1]:.1f} thousand firms have adopted. "
        "Markets that fit: 40 to 300 thousand firms, best 90; the true one is 100. "
        f"{STYLISED}."
    )


def test_nothing_is_adopted_by_year_before_the_first_year() -> None:
    """The total begins at year 0, the yearly numbers at year 1."""
    tables = board().datasets

    assert min(row["year"] for row in tables["totals"]) == 0
    assert min(row["year"] for row in tables["yearly"]) == 1


def test_boards_that_differ_in_data_share_one_specification() -> None:
    """A living picture needs only new rows."""
    one, other = board().to_dict(), board(SEEN.iloc[:5]).to_dict()

    changed = {key for key in one if one[key] != other[key]}
    assert changed == {"datasets", "description"}


def test_the_board_says_that_its_data_are_stylised() -> None:
    """In the picture, and for those who do not see it."""
    assert STYLISED in str(board().to_dict()["title"])
