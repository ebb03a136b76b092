import json
from typing import Any

import altair as alt
import pandas as pd
import pytest

from autograder.wire import WireError, all_codecs, decode, encode

BOOK = all_codecs()
DATA = pd.DataFrame({"年": [2020, 2021], "省": ["京", "沪"]})
BRUSH = alt.selection_interval(name="brush")
LEVEL = alt.param(name="level", value=3)
POINTS = alt.Chart(DATA).mark_point().encode(x="年:O", y=alt.Y("省", title="province"))
RICH = (
    POINTS.mark_bar(color="red")
    .encode(color=alt.condition(BRUSH, "省:N", alt.value("gray")))
    .add_params(BRUSH, LEVEL)
    .transform_filter(alt.datum["年"] > LEVEL)
    .properties(title="题", width=300)
)


def over(value: object) -> Any:  # noqa: ANN401 - a table of nodes
    """Return a value as it is on the wire."""
    return json.loads(json.dumps(encode(value, codecs=BOOK)))


def across(value: Any) -> Any:  # noqa: ANN401 - any value at all
    """Send a value over."""
    return decode(over(value), codecs=BOOK)


@pytest.mark.parametrize(
    "chart",
    [
        POINTS,
        RICH,
        POINTS + POINTS.mark_line(),
        POINTS | POINTS,
        POINTS & POINTS,
        alt.concat(POINTS, POINTS, columns=2),
        POINTS.facet("省:N"),
        POINTS.encode(x=alt.X(alt.repeat("column"), type="ordinal")).repeat(
            column=["年", "省"]
        ),
        POINTS.interactive(),
        POINTS.encode(opacity=alt.when(BRUSH).then(alt.value(1))),
        alt.Chart("https://example.org/a.csv").mark_line().encode(x="a:Q"),
        alt.Chart(alt.InlineData(values=[{"a": 1}])).mark_bar().encode(x="a:Q"),
    ],
    ids=lambda chart: type(chart).__name__,
)
def test_a_chart_comes_over_as_it_was(chart: Any) -> None:  # noqa: ANN401
    """Of its own class, with the same specification."""
    found = across(chart)

    assert type(found) is type(chart)
    assert found.to_dict() == chart.to_dict()


def test_what_tests_read_of_a_chart_is_there() -> None:
    """Mark, channels, data, titles, and what was left open."""
    found = across(RICH)

    assert found.mark.type == "bar"
    assert across(POINTS).mark == "point"
    assert found.encoding.x.shorthand == "年:O"
    assert type(found.encoding.y) is alt.Y
    assert found.title == "题"
    assert found.height is alt.Undefined
    pd.testing.assert_frame_equal(found.data, DATA)


@pytest.mark.parametrize(
    "value",
    [
        BRUSH,
        LEVEL,
        BRUSH & LEVEL,
        ~BRUSH,
        LEVEL * 2,
        BRUSH.x,
        alt.datum.a > 1,
        alt.expr.sin(alt.datum["b c"]) * 2,
        alt.when(BRUSH).then(alt.value(1)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_part_of_a_chart_comes_over_as_it_was(value: Any) -> None:  # noqa: ANN401
    """Parameters, predicates, expressions, conditions."""
    found = across(value)

    assert type(found) is type(value)
    assert found.to_dict() == value.to_dict()


def test_a_condition_that_is_not_done_can_be_continued() -> None:
    """On the other side as here."""
    found = across(alt.when(BRUSH))
    chained = across(alt.when(BRUSH).then(alt.value(1)).when(LEVEL))

    expected = alt.when(BRUSH).then(alt.value(1)).when(LEVEL).then(alt.value(2))
    assert found.then(alt.value(1)).to_dict()["condition"][0]["param"] == "brush"
    assert chained.then(alt.value(2)).to_dict() == expected.to_dict()


def test_single_things_stay_single() -> None:
    """What is left open is told by `is`."""
    assert across(alt.Undefined) is alt.Undefined
    assert across(alt.datum) is alt.datum


def test_a_chart_is_renewed_in_place() -> None:
    """Also where it is part of another."""
    old, new = POINTS.copy(), POINTS.mark_line().properties(width=50)

    decode(over(new), codecs=BOOK, twins={0: old})

    assert old.mark == "line"
    assert old.to_dict() == new.to_dict()


class OwnChart(alt.Chart):
    """A chart that answers as it likes."""


def test_a_subclass_of_a_chart_does_not_cross() -> None:
    """It may answer otherwise than it holds."""
    with pytest.raises(WireError, match="is more than data"):
        encode(OwnChart(DATA), codecs=BOOK)


@pytest.mark.parametrize(
    "nodes",
    [
        [["altair.schema", None, []]],
        [["altair.schema", ["os.system", 0, []], []]],
        [["altair.schema", ["api.Chart", 2, []], [0, 0]]],
        [["altair.schema", ["api.Chart", True, []], [0]]],
        [["altair.schema", ["api.Chart", 1, ["mark"]], [0, 0]]],
        [["altair.schema", ["api.Chart", 0, ["mark"]], []]],
        [["altair.schema", ["api.Chart", 0, ["mark", "mark"]], [0, 0]]],
        [["altair.schema", ["api.Chart", 0, ["__geo_interface__"]], [0]]],
        [["altair.schema", ["api.Chart", 0, [1]], [0]]],
        [["altair.Parameter", None, []]],
        [["altair.Then", None, [0, 0]]],
    ],
    ids=repr,
)
def test_a_chart_that_was_not_agreed_is_refused(nodes: object) -> None:
    """Unknown classes, names that are none, missing parts."""
    with pytest.raises(WireError):
        decode(nodes, codecs=BOOK)


def test_a_chart_that_breaks_its_schema_says_so() -> None:
    """When its specification is asked for, as any chart does."""
    mark: Any = "no such mark"

    found = across(alt.Chart(DATA, mark=mark))

    with pytest.raises(alt.utils.schemapi.SchemaValidationError):
        found.to_dict()
