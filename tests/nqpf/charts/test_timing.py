"""The charts of timing draw every row, name their units and say what they show."""

from typing import Any

import numpy as np
import pytest

from nqpf.charts.theme import STYLISED, description
from nqpf.charts.timing import COLOURS, MOVES, UNSEEN, ruin_chances, timing_board
from nqpf.models.decisions import DECISIONS, decisions, values
from nqpf.models.preemption import Rivalry
from nqpf.models.ruin import Purse, paces
from nqpf.models.staging import Stages
from nqpf.models.timing import Venture

RIVALRY = Rivalry(venture=Venture(chance=0.6), share=0.3)
RANGES = decisions(RIVALRY, Stages(), low=0.5, high=20)
VALUES = values(RIVALRY, Stages(), worth=np.linspace(0.1, 5, 20))
BOARD = timing_board(RANGES, VALUES, low=0.5, high=20)
PACES = paces(Purse(), rounds=10, pieces=[1, 2, 4])
RUIN = ruin_chances(PACES, rounds=10)


def titles(spec: object) -> list[str]:
    """Return the titles of all quantitative axes."""
    if isinstance(spec, list):
        return [title for part in spec for title in titles(part)]
    if not isinstance(spec, dict):
        return []
    own = [
        part["title"]
        for channel, part in spec.items()
        if channel in {"x", "y"} and part.get("title")
    ]
    return own + [title for part in spec.values() for title in titles(part)]


@pytest.mark.parametrize("chart", [BOARD, RUIN], ids=["board", "ruin"])
def test_a_chart_is_valid_and_described(chart: Any) -> None:  # noqa: ANN401
    """Altair accepts the specification, and a reader without sight gets its gist."""
    assert chart.to_dict(validate=True)
    assert len(description(chart)) > 60


@pytest.mark.parametrize("chart", [BOARD, RUIN], ids=["board", "ruin"])
def test_every_axis_says_its_unit(chart: Any) -> None:  # noqa: ANN401
    """Multiples of the cost, pieces, or per cent."""
    found = titles(chart.to_dict())

    assert found
    units = ("times", "%", "Pieces")
    assert [title for title in found if not any(unit in title for unit in units)] == []


def test_every_decision_has_a_colour() -> None:
    """And no colour has no decision."""
    assert tuple(COLOURS) == DECISIONS


def test_every_range_is_drawn() -> None:
    """A strip a row of the table."""
    drawn = [(row["city"], row["low"], row["high"]) for row in BOARD.datasets["ranges"]]

    assert drawn == list(RANGES[["city", "low", "high"]].itertuples(index=False))


def test_a_label_stands_where_a_strip_begins() -> None:
    """The first strip of a city needs none; a narrow neighbour leaves no room."""
    alone = [row["label"] for row in BOARD.datasets["ranges"] if row["city"] == "alone"]

    assert alone == ["", "3.78"]


@pytest.mark.parametrize(
    ("table", "column", "move"),
    [(table, *line) for table, lines in MOVES.items() for line in lines.items()],
)
def test_every_value_is_on_its_line(table: str, column: str, move: str) -> None:
    """Or so near that nobody sees the difference."""
    rows = [row for row in BOARD.datasets[table] if row["move"] == move]

    along, heights = ([row[name] for row in rows] for name in ("worth", "value"))
    drawn = np.interp(VALUES["worth"], along, heights)
    assert drawn == pytest.approx(VALUES[column].to_numpy(), abs=UNSEEN)


def test_the_description_says_what_each_city_does() -> None:
    """With the worth at which it begins to."""
    said = description(BOARD)

    assert "alone, may pilot: wait, begin a pilot from 2.79" in said
    assert "with a rival: wait, race to be first from 2.72" in said


def test_the_board_says_that_its_data_are_stylised() -> None:
    """In the picture, and for those who do not see it."""
    assert STYLISED in str(BOARD.to_dict()["title"])
    assert description(BOARD).endswith(f"{STYLISED}.")


def test_boards_that_differ_in_data_share_one_specification() -> None:
    """A living picture needs only new rows."""
    calm = Rivalry(venture=Venture(volatility=0.05), share=0.9)
    other = timing_board(
        decisions(calm, Stages(), low=0.5, high=20),
        values(calm, Stages(), worth=np.linspace(0.1, 5, 20)),
        low=0.5,
        high=20,
    ).to_dict()

    mine = BOARD.to_dict()
    changed = {key for key in mine if mine[key] != other[key]}
    assert changed == {"datasets", "description"}


def test_ruin_is_drawn_within_the_rounds_and_ever() -> None:
    """Two lines over the pieces."""
    (table,) = RUIN.to_dict()["datasets"].values()

    drawn = {(row["when"], row["pieces"]): row["chance"] for row in table}
    assert drawn["ever", 2] == pytest.approx(PACES.loc[1, "ruin_ever"])
    assert drawn["within 10 rounds", 4] == pytest.approx(PACES.loc[2, "ruin"])
