import json
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.wire import WireError, all_codecs, decode, encode

BOOK = all_codecs()
ZONE = "Asia/Shanghai"
DAYS = pd.date_range("2024-01-01", periods=3)


def over(value: object) -> Any:  # noqa: ANN401 - a table of nodes
    """Return a value as it is on the wire."""
    return json.loads(json.dumps(encode(value, codecs=BOOK)))


def across(value: Any) -> Any:  # noqa: ANN401 - any value at all
    """Send a value over."""
    return decode(over(value), codecs=BOOK)


def assert_same(found: pd.DataFrame, frame: pd.DataFrame) -> None:
    """Compare two frames in all that pandas can tell apart."""
    pd.testing.assert_frame_equal(
        found,
        frame,
        check_exact=True,
        check_freq=True,
        check_flags=True,
        check_index_type=True,
        check_column_type=True,
    )
    assert found.dtypes.tolist() == frame.dtypes.tolist()


INDEXES: list[Any] = [
    pd.Index([1, 2], name="n"),
    pd.Index(["新", None]),
    pd.Index([1, "a", (1, 2)], dtype=object, name=("a", 1)),
    pd.Index([True, False]),
    pd.Index([1, None], dtype="Int64"),
    pd.Index([], dtype=object),
    pd.RangeIndex(2, 10, 3, name="r"),
    pd.MultiIndex.from_product([["a", "b"], [1, 2]], names=["省", None]),
    pd.MultiIndex.from_arrays([[1.5, np.nan], pd.to_datetime(["2024", "2025"])]),
    pd.MultiIndex(levels=[[], []], codes=[[], []]),
    pd.CategoricalIndex(["a", "b", "a"], ordered=True),
    pd.date_range("2024", periods=3, freq="MS", tz=ZONE),
    pd.date_range("2024", periods=3, freq="B", unit="s", name="b"),
    pd.DatetimeIndex(["2024", "NaT"]),
    pd.period_range("2024", periods=3, freq="Q"),
    pd.timedelta_range("1h", periods=3, freq="30min"),
    pd.interval_range(0, 3, closed="left"),
    pd.interval_range(pd.Timestamp("2024"), periods=2),
]


@pytest.mark.parametrize("index", INDEXES, ids=lambda index: type(index).__name__)
def test_an_index_comes_over_as_it_was(index: Any) -> None:  # noqa: ANN401
    """Of its own kind, with names, type and frequency."""
    found = across(index)

    pd.testing.assert_index_equal(found, index, exact=True, check_exact=True)
    assert type(found) is type(index)
    assert getattr(found, "freq", None) == getattr(index, "freq", None)


ARRAYS: list[Any] = [
    pd.Categorical(["a", None, "b"], categories=["b", "a", "c"], ordered=True),
    pd.Categorical([], categories=[1, 2]),
    pd.array([1, None], dtype="Int8"),
    pd.array([2**63, None], dtype="UInt64"),
    pd.array([1.5, None], dtype="Float32"),
    pd.array([True, None], dtype="boolean"),
    pd.array(["新", None], dtype="string"),
    pd.array(["half: \ud83d", np.nan], dtype="str"),
    pd.array(["\ud83d", "\ude00"], dtype="str"),
    pd.array([np.str_("新"), "a"], dtype="str"),
    pd.array([pd.Timestamp("2024", tz="UTC"), pd.NaT]),
    pd.to_datetime(["2024", "NaT"]).tz_localize(ZONE).array,
    DAYS.array,
    pd.to_timedelta(["1s", None]).array,
    pd.period_range("2024", periods=2, freq="W-WED").array,
    pd.interval_range(0, 2).array,
    pd.arrays.SparseArray([0, 0, 1]),
    pd.arrays.SparseArray([np.nan, 1.5], kind="block"),
    pd.arrays.NumpyExtensionArray(np.arange(3.0)),
    pd.arrays.NumpyExtensionArray(np.array([1, "a"], object)),
]


@pytest.mark.parametrize("array", ARRAYS, ids=lambda array: str(array.dtype))
def test_an_array_comes_over_as_it_was(array: Any) -> None:  # noqa: ANN401
    """Of its own type, what is missing included."""
    found = across(array)

    pd.testing.assert_extension_array_equal(found, array, check_exact=True)
    assert type(found) is type(array)
    assert found.dtype == array.dtype


SERIES: list[Any] = [
    *(pd.Series(array, name="列") for array in ARRAYS),
    pd.Series([1, 2], index=[1, 1], name=("a", 1)),
    pd.Series([], dtype=float),
    pd.Series([[1], {"a": (2,)}, None]),
    pd.Series(["x", "y"], dtype=object),
    pd.Series([1, -2], dtype="int8"),
    pd.Series([1 + 2j]),
]


@pytest.mark.parametrize("series", SERIES, ids=lambda series: str(series.dtype))
def test_a_series_comes_over_as_it_was(series: Any) -> None:  # noqa: ANN401
    """Texts in a column of objects do not become a column of texts."""
    found = across(series)

    pd.testing.assert_series_equal(
        found, series, check_exact=True, check_freq=True, check_flags=True
    )
    assert found.dtype == series.dtype


FRAMES: dict[str, pd.DataFrame] = {
    "all types": pd.DataFrame(
        {at: each.reset_index(drop=True) for at, each in enumerate(SERIES)}
    ),
    "nothing": pd.DataFrame(),
    "rows only": pd.DataFrame(index=[1, 2]),
    "columns only": pd.DataFrame(columns=["a", "b"]),
    "a name twice": pd.DataFrame([[1, "x"]], columns=["a", "a"]),
    "Chinese": pd.DataFrame({"省": ["京"], "值": [1.5]}).set_index("省"),
    "levels": pd.DataFrame(
        np.eye(2), columns=pd.MultiIndex.from_tuples([("a", 1), ("b", 2)])
    ),
    "days": pd.DataFrame({"a": range(3)}, index=DAYS),
    "rows twice": pd.DataFrame({"a": ["x", 1]}, index=[np.nan, np.nan]),
    "unique rows": pd.DataFrame({"a": [1]}).set_flags(allows_duplicate_labels=False),
}


@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES)
def test_a_frame_comes_over_as_it_was(frame: pd.DataFrame) -> None:
    """Columns, rows, types, flags."""
    assert_same(across(frame), frame)


cells = st.none() | st.integers() | st.floats(allow_nan=False) | st.text()
columns = st.lists(st.lists(cells, min_size=2, max_size=2), max_size=4)


@given(columns, st.lists(cells, min_size=2, max_size=2))
def test_any_frame_of_plain_values_comes_over(
    held: list[list[Any]], rows: list[Any]
) -> None:
    """Whatever types pandas chose for it."""
    frame = pd.DataFrame(dict(enumerate(held)), index=pd.Index(rows))

    assert_same(across(frame), frame)


def test_attributes_come_over() -> None:
    """What was noted about a frame."""
    frame = pd.DataFrame({"a": [1]})
    frame.attrs["来源"] = ["yearbook"]

    assert across(frame).attrs == {"来源": ["yearbook"]}


def test_a_frame_may_hold_itself() -> None:
    """In a column of objects."""
    box: list[Any] = []
    frame = pd.DataFrame({"a": [box]})
    box.append(frame)

    found = across(frame)

    assert found["a"][0][0] is found


def test_a_frame_that_came_over_can_be_written() -> None:
    """In place, as any frame."""
    found = across(pd.DataFrame({"a": [1, 2], "b": [1.5, 2.5]}))

    found.loc[0, "a"] = 7
    found["c"] = found["a"] * 2

    assert found["c"].tolist() == [14, 4]


AMBIGUOUS = pd.Timestamp("2024-11-03 05:30", tz="UTC")
SCALARS: list[Any] = [
    pd.NaT,
    pd.NA,
    pd.Timestamp("2024-01-01 01:02:03.123456789"),
    pd.Timestamp("2024", tz=ZONE).as_unit("s"),
    AMBIGUOUS.tz_convert("America/New_York"),
    (AMBIGUOUS + pd.Timedelta("1h")).tz_convert("America/New_York"),
    pd.Timestamp("2024").replace(fold=1),
    pd.Timedelta(-3, "ns"),
    pd.Timedelta("1s").as_unit("ms"),
    pd.Period("2024Q1"),
    pd.Period("2024", freq="W-WED"),
    pd.Interval(0, 1.5, closed="both"),
    pd.Interval(pd.Timestamp("2024"), pd.Timestamp("2025")),
    pd.DateOffset(n=3),
    pd.DateOffset(n=2, normalize=True, months=1, days=2),
    pd.offsets.BusinessDay(3),
    pd.offsets.BusinessHour(start="08:00"),
    pd.offsets.Week(2, weekday=3),
    pd.offsets.MonthEnd(2, normalize=True),
    pd.offsets.QuarterEnd(startingMonth=2),
    pd.offsets.YearEnd(month=3),
    pd.offsets.Hour(4),
    pd.Int64Dtype(),
    pd.StringDtype(),
    pd.StringDtype(na_value=np.nan),
    pd.CategoricalDtype(["a"], ordered=True),
    pd.CategoricalDtype(),
    pd.DatetimeTZDtype("us", ZONE),
    pd.PeriodDtype("M"),
    pd.IntervalDtype("int64", "left"),
    pd.SparseDtype(float),
]


@pytest.mark.parametrize("value", SCALARS, ids=repr)
def test_a_scalar_or_type_comes_over_as_it_was(value: Any) -> None:  # noqa: ANN401
    """To the unit and the second of two equal hours."""
    found = across(value)

    assert type(found) is type(value)
    assert found is value or found == value
    assert repr(found) == repr(value)
    for name in ("fold", "unit"):
        assert getattr(found, name, None) == getattr(value, name, None)


@pytest.mark.parametrize("new", FRAMES.values(), ids=FRAMES)
def test_a_frame_is_renewed_in_place(new: pd.DataFrame) -> None:
    """Whatever it held before, attributes and flags included."""
    old = pd.DataFrame({"x": ["old"], "y": [1]}, index=[9])
    old.attrs["old"] = 1

    found = decode(over(new), codecs=BOOK, twins={0: old})

    assert found is old
    assert_same(old, new)
    assert old.attrs == {}


@pytest.mark.parametrize("new", SERIES, ids=lambda series: str(series.dtype))
def test_a_series_is_renewed_in_place(new: Any) -> None:  # noqa: ANN401
    """Whatever it held before."""
    old = pd.Series([1.5], index=["a"], name="old")

    decode(over(new), codecs=BOOK, twins={0: old})

    pd.testing.assert_series_equal(old, new, check_exact=True, check_flags=True)


@pytest.mark.parametrize(
    "array",
    [each for each in ARRAYS if not str(each.dtype).startswith("Sparse")],
    ids=lambda array: str(array.dtype),
)
def test_an_array_is_renewed_in_place(array: Any) -> None:  # noqa: ANN401
    """With what it held in another order."""
    old, new = array.copy(), array[::-1].copy()

    decode(over(new), codecs=BOOK, twins={0: old})

    pd.testing.assert_extension_array_equal(old, new, check_exact=True)


def test_an_array_does_not_change_its_length() -> None:
    """No assignment could do that either."""
    old, new = pd.array([1, 2]), pd.array([1])

    with pytest.raises(WireError, match="its size or type"):
        decode(over(new), codecs=BOOK, twins={0: old})


class OwnFrame(pd.DataFrame):
    """A frame that answers as it likes."""


def test_a_subclass_of_a_frame_does_not_cross() -> None:
    """It may answer otherwise than it holds."""
    with pytest.raises(WireError, match="is more than data"):
        encode(OwnFrame({"a": [1]}), codecs=BOOK)


def changed(value: object, kind: str, data: object) -> Any:  # noqa: ANN401 - nodes
    """Return a value on the wire with the data of its last such node replaced."""
    nodes = over(value)
    at = max(at for at, node in enumerate(nodes) if node[0] == kind)
    nodes[at][1] = data
    return nodes


CODES = pd.Categorical(["a", "b"])
LEVELS = pd.MultiIndex.from_tuples([("a", "x"), ("b", "y")])


@pytest.mark.parametrize(
    "nodes",
    [
        changed(CODES, "numpy.ndarray", ["|i1", [2], "C", True, "AAc="]),
        changed(CODES, "numpy.ndarray", ["|i1", [2], "C", True, "AIA="]),
        changed(CODES, "numpy.ndarray", ["|i1", [1, 2], "C", True, "AAA="]),
        changed(LEVELS, "numpy.ndarray", ["|i1", [2], "C", True, "AAc="]),
        changed(LEVELS, "numpy.ndarray", ["|i1", [1], "C", True, "AA=="]),
        changed(LEVELS, "pandas.MultiIndex", 7),
        changed(LEVELS, "pandas.MultiIndex", -1),
        changed(
            pd.array([1, None], dtype="Int8"),
            "numpy.ndarray",
            ["|b1", [1], "C", True, "AA=="],
        ),
        changed(
            pd.array([True, None], dtype="boolean"),
            "numpy.ndarray",
            ["|b1", [2], "C", True, "AAc="],
        ),
        changed(pd.DataFrame({"a": [1, 2]}), "range", None)[:1],
        changed(pd.DataFrame({"a": [1]}), "numpy.ndarray", ["<i8", [0], "C", True, ""]),
        changed(
            pd.Series([1]), "numpy.ndarray", ["<i8", [2**40], "C", True, "AAAAAAAAAAA="]
        ),
        changed(pd.Timestamp("2024"), "pandas.Timestamp", [1, "Y", 0]),
        changed(pd.Timestamp("2024"), "pandas.Timestamp", [2**70, "ns", 0]),
        changed(pd.offsets.Day(), "pandas.offset", ["Day", 2**40, False, []]),
        changed(pd.offsets.Day(), "pandas.offset", ["Tick", 1, False, []]),
        changed(pd.Period("2024"), "pandas.Period", 2**70),
        changed(pd.Interval(0, 1), "pandas.Interval", "ajar"),
        changed(pd.array(["a"]), "pandas.strings", [["python", True], [1]]),
        changed(pd.array(["a"]), "pandas.strings", [["os", True], ["a"]]),
        changed(pd.Int64Dtype(), "pandas.dtype", "DataFrame"),
        [["pandas.DataFrame", None, [0] * 5]],
        [["pandas.Series", None, []]],
        [["pandas.Index", None, [0, 0, 0]]],
    ],
    ids=lambda nodes: str(nodes)[:40],
)
def test_a_table_that_was_not_agreed_is_refused(nodes: object) -> None:
    """Codes out of range, wrong lengths, shapes without content, unknown names."""
    with pytest.raises(WireError):
        decode(nodes, codecs=BOOK)
