"""The first chart draws every row, names its units and says what it shows."""

from typing import Any

import altair as alt
import pandas as pd
import pytest

from nqpf.charts.doubling import DOUBLE, HIGHEST, doubling
from nqpf.charts.theme import description

YEARS = range(31)


def drawn(rate: float, *, doubled_after: float) -> alt.LayerChart:
    """Return the chart of thirty years at a rate."""
    amounts = [100 * (1 + rate) ** year for year in YEARS]
    paths = pd.DataFrame({"year": YEARS, "amount": amounts})
    return doubling(paths, doubled_after=doubled_after)


FAST = drawn(0.06, doubled_after=11.9)
SLOW = drawn(0.02, doubled_after=35.0)


def tables(chart: alt.LayerChart) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of each table of a chart."""
    found: dict[str, list[dict[str, Any]]] = chart.to_dict()["datasets"]
    return found


def layer(chart: alt.LayerChart, mark: str) -> dict[str, Any]:
    """Return the specification of the only layer with a mark."""
    layers = chart.to_dict()["layer"]
    (found,) = [part for part in layers if part["mark"]["type"] == mark]
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("chart", [FAST, SLOW], ids=["doubles", "does not"])
def test_the_chart_is_valid(chart: alt.LayerChart) -> None:
    """Altair accepts the specification."""
    assert chart.to_dict(validate=True)


def test_every_table_that_a_layer_names_is_there() -> None:
    """A layer without its table would be drawn empty, and nobody would know."""
    layers = FAST.to_dict()["layer"]

    named = {part["data"]["name"] for part in layers if part.get("data")}

    assert named == set(tables(FAST))


def test_every_axis_says_its_unit() -> None:
    """Years from the start, and an index with its base."""
    line = layer(FAST, "line")["encoding"]

    assert line["x"]["title"] == "Years from the start"
    assert line["y"]["title"] == "Amount (start = 100)"


def test_the_path_is_drawn_row_by_row() -> None:
    """From 100, in the order of the years."""
    amounts = [row["amount"] for row in tables(FAST)["paths"]]

    assert amounts == pytest.approx([100 * 1.06**year for year in YEARS])


def test_the_point_stands_where_the_amount_has_doubled() -> None:
    """On the line of twice the start, at the year given."""
    (point,) = tables(FAST)["doubled"]

    assert (point["year"], point["amount"]) == (11.9, 2 * 100)
    assert layer(FAST, "rule")["encoding"]["y"]["datum"] == DOUBLE


def test_the_words_beside_the_point_are_its_year() -> None:
    """Point and label are of one table, so they cannot part."""
    (point,) = tables(FAST)["doubled"]

    assert point["label"] == "doubled after 11.9 years"
    assert layer(FAST, "text")["data"] == layer(FAST, "point")["data"]


def test_what_has_not_doubled_in_the_picture_gets_no_point() -> None:
    """It would lie beyond the last year and pull the axis along."""
    assert tables(SLOW)["doubled"] == []


def test_doubling_in_the_last_year_is_still_seen() -> None:
    """The edge of the picture belongs to it."""
    assert len(tables(drawn(0.0234, doubled_after=30.0))["doubled"]) == 1


def test_the_description_says_when_it_doubles() -> None:
    """The picture in words, with its figures."""
    assert description(FAST) == (
        "An amount grows from 100 to 574 in 30 years and has doubled after 11.9 years."
    )


def test_the_description_says_if_it_does_not_double() -> None:
    """No moment is named that is not in the picture."""
    assert description(SLOW) == (
        "An amount grows from 100 to 181 in 30 years and has not doubled by then."
    )


def test_rates_share_one_specification_and_one_axis() -> None:
    """A living picture needs only new rows, and a steeper curve looks steeper."""
    one, other = FAST.to_dict(), SLOW.to_dict()

    changed = {key for key in one if one[key] != other[key]}

    assert changed == {"datasets", "description"}
    assert layer(FAST, "line")["encoding"]["y"]["scale"]["domain"] == [0, HIGHEST]


def test_what_leaves_the_axis_is_cut_off() -> None:
    """At the highest rates the curve ends at the top, not above the picture."""
    assert layer(FAST, "line")["mark"]["clip"]
