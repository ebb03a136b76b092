"""The charts of misallocation draw every row and say what they show."""

from typing import Any

import pandas as pd
import pytest

from nqpf.charts.misallocation import (
    STROKES,
    WHEN,
    reform_bars,
    reform_board,
)
from nqpf.charts.theme import STYLISED, description
from nqpf.models.firms import Firms, draw
from nqpf.models.misallocation import WEDGES, Industry, reform_gains, reform_paths

FIRMS = draw(Firms(count=50))


def paths(share: float = 0.0) -> pd.DataFrame:
    reform = dict.fromkeys(WEDGES, share)
    return reform_paths(FIRMS, Industry(), removed=reform, steps=10)


def spread(firms: int = 25) -> pd.DataFrame:
    return pd.DataFrame(
        {"when": list(WHEN), "low": [0.5, 0.5], "high": [2.0, 2.0], "firms": firms}
    )


def board(share: float = 0.0) -> dict[str, Any]:
    drawn = paths(share)
    reached = drawn[abs(drawn["removed"] - share) < 1e-9]
    return reform_board(drawn, reached, spread(), moved="Half moves.").to_dict(
        validate=True
    )


def test_gains_are_valid_and_described() -> None:
    """Altair accepts the bars, and the description gives every set its gain."""
    gains = reform_gains(FIRMS, Industry())
    chart = reform_bars(gains)

    assert chart.to_dict(validate=True)
    assert all(name in description(chart) for name in gains["removed"])


def test_a_loss_has_another_colour_and_a_true_minus() -> None:
    """A removal that lowers output stands out."""
    gains = pd.DataFrame({"removed": ["land", "entry"], "gain": [-0.02, 0.1]})

    (rows,) = reform_bars(gains).to_dict()["datasets"].values()
    assert [row["label"] for row in rows] == ["−2.0", "10.0"]
    assert rows[0]["colour"] != rows[1]["colour"]


def test_a_gain_of_nothing_has_no_sign() -> None:
    """Rounding leaves no minus zero."""
    gains = pd.DataFrame({"removed": ["nothing"], "gain": [-1e-17]})

    (rows,) = reform_bars(gains).to_dict()["datasets"].values()
    assert rows[0]["label"] == "0.0"


def test_every_axis_says_its_unit() -> None:
    """Per cent of what is possible or of a wedge, a ratio to the whole, firms."""
    spec = str(board())

    for title in (
        "Share of the wedge removed (%)",
        "Output from the same inputs (% of possible)",
        "Revenue per combined input (whole industry = 1)",
        "'title': 'Firms'",
    ):
        assert title in spec


def test_lines_are_told_apart_by_more_than_colour() -> None:
    """Each wedge has a dash of its own, and the wedges are the model's."""
    dashes = {tuple(dash) for _, dash in STROKES.values()}

    assert len(dashes) == len(STROKES)
    assert tuple(STROKES) == WEDGES


def test_all_that_is_given_is_drawn() -> None:
    """Three lines of eleven points, three points, two distributions, two notes."""
    tables = board()["datasets"]

    given = {name: len(rows) for name, rows in tables.items() if name != "empty"}
    assert given == {
        "paths": 33,
        "reached": 3,
        "spread": 2,
        "level": 1,
        "moved": 1,
    }


def test_the_description_says_where_each_line_leads() -> None:
    """The level reached, the three ends, what moves."""
    said = board()["description"]

    assert said.count("removed leads to") == len(WEDGES)
    assert "Half moves." in said


def test_boards_that_differ_in_data_share_one_specification() -> None:
    """A living picture needs only new rows."""
    one, other = board(0.0), board(0.5)

    assert {key for key in one if one[key] != other[key]} == {"datasets", "description"}


def test_the_board_says_that_its_data_are_stylised() -> None:
    """In the picture, and for those who do not see it."""
    drawn = board()

    assert STYLISED in str(drawn["title"])
    assert drawn["description"].endswith(f"{STYLISED}.")


def test_the_two_pictures_keep_their_own_legends() -> None:
    """Wedges on the left, before and after on the right."""
    assert board()["resolve"]["scale"]["color"] == "independent"


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_the_level_is_written_on_the_picture(share: float) -> None:
    """The number that all three points stand for."""
    tables = board(share)["datasets"]

    level = tables["reached"][0]["of_possible"]
    assert tables["level"] == [{"text": f"{100 * level:.1f} % of what is possible"}]
