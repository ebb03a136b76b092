"""The board of science and application draws what it is given, and says it."""

import altair as alt
import numpy as np
import pandas as pd
import pytest

from nqpf.charts.research import UNSEEN, science_board
from nqpf.charts.theme import STYLISED, description
from nqpf.models.research import Research, path, totals

MEANS = pd.concat(
    [
        totals(Research(), shares=[0, 0.2, 0.4], years=years).assign(years=years)
        for years in (5, 30)
    ]
)
BEST = pd.DataFrame({"share": [0.0, 0.23], "mean": [107.7, 104.9], "years": [5, 30]})


def board(share: float = 0.2) -> alt.HConcatChart:
    found = path(Research(), share=share, years=40)
    return science_board(MEANS, BEST, found, share=share, most=0.6)


def test_the_board_is_valid_and_says_what_it_shows() -> None:
    """The two best shares, and where the chosen one leads."""
    output = path(Research(), share=0.2, years=40).set_index("year")["output"]

    said = description(board())

    assert board().to_dict(validate=True)
    assert said == (
        "Output of application, 100 before the change: over 5 years the best share "
        "for science is 0 % (mean output 108); over 30 years the best share for "
        "science is 23 % (mean output 105). A share of 20 % leads to "
        f"{output[5]:.0f} in year 5, {output[30]:.0f} in year 30. {STYLISED}."
    )


def test_each_horizon_has_its_line_and_its_diamond() -> None:
    """As the tables give them."""
    tables = board().datasets

    assert [(row["horizon"], row["share"]) for row in tables["best"]] == [
        ("over 5 years", 0.0),
        ("over 30 years", 0.23),
    ]
    means = [row["mean"] for row in tables["means"]]
    assert means == pytest.approx(MEANS["mean"].tolist())


def test_a_horizons_curve_is_drawn_where_it_is() -> None:
    """Or so near that nobody sees the difference."""
    shares = np.linspace(0, 0.6, 61)
    means = pd.concat(
        [
            totals(Research(), shares=shares, years=years).assign(years=years)
            for years in (5, 30)
        ]
    )
    found = path(Research(), share=0.2, years=40)

    board = science_board(means, BEST, found, share=0.2, most=0.6)

    for years in (5, 30):
        name = f"over {years} years"
        rows = [r for r in board.datasets["means"] if r["horizon"] == name]
        drawn = np.interp(shares, [r["share"] for r in rows], [r["mean"] for r in rows])
        given = means.loc[means["years"] == years, "mean"].to_numpy()
        assert len(rows) < len(shares)
        assert drawn == pytest.approx(given, abs=UNSEEN)


def test_the_path_is_marked_at_the_two_horizons() -> None:
    """In year 5 and in year 30."""
    assert [row["year"] for row in board().datasets["ends"]] == [5, 30]


def test_lines_are_told_apart_by_more_than_colour() -> None:
    """A dash goes with each horizon, in a legend of its own panel."""
    spec = board().to_dict()

    assert "strokeDash" in str(spec["hconcat"][0])
    assert spec["resolve"]["scale"]["strokeDash"] == "independent"


def test_axes_say_their_units() -> None:
    """Shares, years, and the index with its base."""
    spec = str(board().to_dict())

    for title in (
        "Share of the budget for science (diamonds: best)",
        "Mean output a year (100 = before the change)",
        "Year after the change (dots: the two horizons)",
        "Output in the year (100 = before the change)",
    ):
        assert title in spec


def test_boards_that_differ_in_data_share_one_specification() -> None:
    """A living picture needs only new rows."""
    one, other = board(0.2).to_dict(), board(0.5).to_dict()

    changed = {key for key in one if one[key] != other[key]}
    assert changed == {"datasets", "description"}
