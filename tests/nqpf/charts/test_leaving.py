"""The charts of leaving draw every row, name their units and say what they show."""

from collections.abc import Iterator

import altair as alt
import numpy as np
import pandas as pd
import pytest

from nqpf.charts.leaving import (
    OFFERS,
    keeping_curve,
    leaving_board,
    staying_curve,
)
from nqpf.charts.theme import STYLISED, description
from nqpf.models.network import Network, holding_offer, outcomes

COUNTS = pd.DataFrame(
    {"offer": [500.0, 1000.0], "people": [60, 40], "share": [0.1, 0.25]}
)
CURVE = pd.DataFrame(
    {
        "offer": [100.0, 3000.0],
        "share": [0.02, 0.5],
        "low": [0.0, 0.3],
        "high": [0.1, 0.7],
        "true_share": [0.03, 0.52],
    }
)
ALONE = pd.DataFrame({"together": [0.0, 1.0], "price": [2800.0, 960.0]})
ESTIMATE = pd.Series(
    {
        "median": 3000.0,
        "low": 1500.0,
        "high": 9e6,
        "true_median": 2800.0,
        "together": 0.0,
    }
)
BOARD = leaving_board(COUNTS, CURVE, ALONE, ESTIMATE)
KEEPING = keeping_curve(
    pd.DataFrame({"offer": [0, 1000, 2000], "keeps": [1.0, 0.7, 0.5]}), counted_to=1000
)


STRONG = Network(own=200, others=3000, outside=1600, steepness=2)
SHARES = np.linspace(0.005, 0.995, 199)
STAYING = staying_curve(
    pd.DataFrame({"share": SHARES, "offer": holding_offer(SHARES, STRONG)}), offer=2300
)

CHARTS = {"board": BOARD, "keeping": KEEPING, "staying": STAYING}


def titles(spec: object) -> Iterator[str]:
    """Yield the titles of all axes."""
    if isinstance(spec, list):
        for part in spec:
            yield from titles(part)
    if isinstance(spec, dict):
        for channel, part in spec.items():
            if channel in {"x", "y"} and part.get("title"):
                yield part["title"]
            yield from titles(part)


@pytest.mark.parametrize(
    "chart", [BOARD, KEEPING, STAYING], ids=["board", "keeping", "staying"]
)
def test_a_chart_is_valid_and_described(chart: alt.LayerChart) -> None:
    """Altair accepts the specification, and a reader without sight gets its gist."""
    assert chart.to_dict(validate=True)
    assert len(description(chart)) > 60


@pytest.mark.parametrize(
    "chart", [BOARD, KEEPING, STAYING], ids=["board", "keeping", "staying"]
)
def test_every_axis_says_its_unit(chart: alt.LayerChart) -> None:
    """Yuan paid once, or per cent."""
    found = list(titles(chart.to_dict()))

    assert found
    assert [t for t in found if "yuan, once" not in t and "%" not in t] == []


def test_every_answer_and_every_point_of_the_curve_is_drawn() -> None:
    """Row by row."""
    tables = BOARD.datasets

    assert tables["counts"] == COUNTS.to_dict("records")
    assert tables["curve"] == CURVE.to_dict("records")
    assert tables["prices"] == ALONE.to_dict("records")


def test_every_table_that_a_layer_names_is_there() -> None:
    """A layer without its table would be drawn empty, and nobody would know."""
    spec = BOARD.to_dict()

    named = {
        layer["data"]["name"]
        for panel in spec["hconcat"]
        for layer in panel["layer"]
        if layer.get("data", {}).get("name")
    }

    assert named == set(spec["datasets"])


def test_a_bar_that_runs_off_ends_at_the_edge() -> None:
    """Nine million yuan are not on the axis; the words keep them."""
    (median,) = BOARD.datasets["median"]

    assert median["high"] == OFFERS[1]
    assert median["label"] == "median 3,000 yuan, between 1,500 and over a million yuan"


def test_answers_that_settle_nothing_are_said_to() -> None:
    """No end is printed that is none."""
    nothing = leaving_board(
        COUNTS, CURVE, ALONE, pd.Series({**ESTIMATE, "low": 0.0, "high": np.inf})
    )

    assert "median 3,000 yuan, but no amount is ruled out" in description(nothing)
    assert nothing.datasets["spot"][0]["low"] == 100


def test_the_description_says_what_was_answered_and_what_is_true() -> None:
    """The picture in words, with its figures."""
    said = description(BOARD)

    assert "100 answers; accepted: 10 % at 500, 25 % at 1,000 yuan." in said
    assert "True median 2,800 yuan, with 0 % of the others leaving too." in said


def test_the_board_says_that_its_data_are_stylised() -> None:
    """In the picture, and for those who do not see it."""
    assert STYLISED in str(BOARD.to_dict()["title"])
    assert description(BOARD).endswith(f"{STYLISED}.")


def test_boards_that_differ_in_data_share_one_specification() -> None:
    """A living picture needs only new rows."""
    other = leaving_board(COUNTS.head(1), CURVE, ALONE, ESTIMATE * 2).to_dict()

    mine = BOARD.to_dict()
    changed = {key for key in mine if mine[key] != other[key]}
    assert changed == {"datasets", "description"}


def test_only_what_is_counted_is_coloured() -> None:
    """The area ends where the offers do."""
    tables = KEEPING.to_dict()["datasets"].values()

    lengths = sorted(len(table) for table in tables)
    assert lengths == [2, 3]


def test_what_lasts_is_told_apart() -> None:
    """The middle of three outcomes does not last, as the model says."""
    tables = STAYING.to_dict()["datasets"].values()
    table = next(rows for rows in tables if "lasts" in rows[0])
    found = outcomes(2300, STRONG)

    for outcome in found.itertuples():
        nearest = min(table, key=lambda row: abs(row["share"] - outcome.share))
        assert (nearest["lasts"] == "lasts") == outcome.lasts
    assert "meets the offer 3 times" in description(STAYING)
