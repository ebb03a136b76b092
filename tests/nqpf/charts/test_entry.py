"""The boards of entry and herds draw what the tables say, with units and words."""

from collections.abc import Iterator

import pytest

from nqpf.charts.entry import REGIMES, entry_board, herd_lines
from nqpf.charts.theme import STYLISED, description
from nqpf.models.entry import REGIMES as MODELLED
from nqpf.models.entry import Interest, Market, compare, plants
from nqpf.models.herding import by_quality

MARKET, INTEREST = Market(), Interest()
PLANTS, REGIME_TABLE = plants(MARKET, INTEREST), compare(MARKET, INTEREST)
BOARD = entry_board(PLANTS, REGIME_TABLE, room=MARKET.room)
HERDS = herd_lines(by_quality(cities=20))


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


def test_the_board_is_valid_and_says_what_each_regime_is_worth() -> None:
    """Altair accepts it, and every regime has its figures in words."""
    said = description(BOARD)

    assert BOARD.to_dict(validate=True)
    assert "each for itself 161 (8.0 plants, 1.2 too many)" in said
    assert all(words in said for words in REGIMES.values())


def test_every_axis_says_its_unit() -> None:
    """Plants, million yuan a year, or a chance."""
    found = set(titles(BOARD.to_dict()))

    assert found == {
        "Plants that are built",
        "Chance of this number",
        "Welfare (million yuan a year)",
        "Expected excess (plants)",
    }


def test_every_regime_of_the_model_has_words() -> None:
    """None is drawn under a technical name."""
    assert tuple(REGIMES) == MODELLED


def test_only_free_entry_is_a_matter_of_chance() -> None:
    """Curves for two regimes; an assignment is one number."""
    drawn = {row["regime"] for row in BOARD.datasets["plants"]}

    assert drawn == {REGIMES["alone"], REGIMES["number"]}


def test_the_curves_hold_all_the_chance_there_is() -> None:
    """Each adds up to 1."""
    rows = BOARD.datasets["plants"]

    for regime in ("alone", "number"):
        total = sum(r["chance"] for r in rows if r["regime"] == REGIMES[regime])
        assert total == pytest.approx(1)


def test_the_room_is_marked() -> None:
    """A line where the market ends, with its figure."""
    assert BOARD.datasets["room"] == [{"plants": 10.0, "label": "room: 10"}]


def test_boards_that_differ_in_data_share_one_specification() -> None:
    """A living picture needs only new rows."""
    alike = Market(cost_spread=0)
    other = entry_board(
        plants(alike, INTEREST), compare(alike, INTEREST), room=alike.room
    )

    one, two = BOARD.to_dict(), other.to_dict()

    assert {key for key in one if one[key] != two[key]} == {"datasets", "description"}


def test_the_board_says_that_its_data_are_stylised() -> None:
    """In the picture, and for those who do not see it."""
    assert STYLISED in str(BOARD.to_dict()["title"])
    assert description(BOARD).endswith(f"{STYLISED}.")


def test_the_herds_are_valid_and_described() -> None:
    """Three curves, and one point of each in words."""
    assert HERDS.to_dict(validate=True)
    assert "81 % (what others knew)" in description(HERDS)
    assert set(titles(HERDS.to_dict())) == {
        "Chance that a city's own signal is right",
        "Chance that the last city is right",
    }


def test_curves_are_told_apart_by_more_than_colour() -> None:
    """A dash goes with each colour."""
    encoding = HERDS.to_dict()["encoding"]

    assert encoding["strokeDash"]["field"] == encoding["color"]["field"] == "sees"
