"""pandas on the wire: frames, series, indexes, arrays, their types and scalars.

A column crosses as an array, or as a tuple if it holds objects. Nothing is put
together but by constructors that check; what they make is compared with what was
said.
"""

from collections.abc import Callable, Sequence
from datetime import timezone
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from autograder.wire.codec import Codec, Data, WireError
from autograder.wire.plain import leaf, need, single, text, untext

_Series: TypeAlias = "pd.Series[Any]"

_untyped: Any = pd
"""pandas, where its stubs know less than there is."""

_UNITS = ("s", "ms", "us", "ns")
_MOST_STEPS = 2**31
_ZONES = (type(None), timezone, ZoneInfo)

_OFFSETS: dict[str, type[Any]] = {
    name: getattr(pd.offsets, name)
    for name in (
        *("DateOffset", "Day", "Hour", "Minute", "Second", "Milli", "Micro", "Nano"),
        *("BusinessDay", "BusinessHour", "Week", "WeekOfMonth", "LastWeekOfMonth"),
        *("MonthBegin", "MonthEnd", "BusinessMonthBegin", "BusinessMonthEnd"),
        *("SemiMonthBegin", "SemiMonthEnd", "QuarterBegin", "QuarterEnd"),
        *("BQuarterBegin", "BQuarterEnd", "HalfYearBegin", "HalfYearEnd"),
        *("BHalfYearBegin", "BHalfYearEnd", "YearBegin", "YearEnd"),
        *("BYearBegin", "BYearEnd", "Easter"),
    )
}

_NULLABLE = {
    f"{name}Dtype": getattr(pd, f"{name}Dtype")
    for name in (
        *("Int8", "Int16", "Int32", "Int64", "UInt8", "UInt16", "UInt32", "UInt64"),
        *("Float32", "Float64", "Boolean"),
    )
}


def _one(value: Any, *types: type) -> Any:  # noqa: ANN401 - of one of the types
    """Return a part, if it is of exactly one of these types."""
    if type(value) not in types:
        msg = f"a {types[0].__name__} was agreed, not {type(value).__name__}"
        raise WireError(msg)
    return value


def _flat(value: Any, kinds: str) -> np.ndarray[Any, Any]:  # noqa: ANN401 - a part
    """Return a part, if it is an array of one dimension and of one of some kinds."""
    array: np.ndarray[Any, Any] = _one(value, np.ndarray)
    if array.ndim != 1 or array.dtype.kind not in kinds:
        msg = "this is no column"
        raise WireError(msg)
    return array


def _of(name: str, of: type, take: Callable[[Any], Any], make: Any) -> Codec:  # noqa: ANN401
    """Return the codec of a type that cannot be changed."""
    return Codec(kind=f"pandas.{name}", type=of, take=take, make=make)


def _array(name: str, of: type, take: Callable[[Any], Any], make: Any) -> Codec:  # noqa: ANN401
    """Return the codec of an array that may be written."""

    def renew(value: Any, data: Data, parts: Sequence[Any]) -> None:  # noqa: ANN401
        new = make(data, parts)
        if new.dtype != value.dtype or len(new) != len(value):
            msg = "an array changes its size or type only as a new array"
            raise WireError(msg)
        value[:] = new

    return Codec(kind=f"pandas.{name}", type=of, take=take, make=make, renew=renew)


# Moments, spans and steps


def _take_moment(value: Any) -> tuple[Data, Sequence[Any]]:  # noqa: ANN401
    told = [int(value.asm8.view("i8")), value.unit]
    if type(value) is pd.Timestamp:
        return [*told, value.fold], (value.tzinfo,)
    return told, ()


def _ticks(count: Data, unit: Data) -> tuple[int, Any]:
    if type(count) is not int or unit not in _UNITS:
        msg = "a moment is a whole number of a unit"
        raise WireError(msg)
    return count, unit


def _timestamp(data: Data, parts: Sequence[Any]) -> pd.Timestamp:
    count, unit, fold = data
    (zone,) = parts
    made = pd.Timestamp(np.datetime64(*_ticks(count, unit)))
    if _one(zone, *_ZONES) is not None:
        return made.tz_localize("UTC").tz_convert(zone)
    return made.replace(fold=1) if fold == 1 else made


def _timedelta(data: Data, _parts: Sequence[Any]) -> pd.Timedelta:
    count, unit = data
    return pd.Timedelta(np.timedelta64(*_ticks(count, unit)))


def _take_offset(value: Any) -> tuple[Data, Sequence[Any]]:  # noqa: ANN401
    held = value.kwds
    about = [type(value).__name__, value.n, bool(value.normalize), list(held)]
    return about, tuple(held.values())


def _offset(data: Data, parts: Sequence[Any]) -> Any:  # noqa: ANN401 - any offset
    name, steps, normalize, names = data
    if type(steps) is not int or abs(steps) >= _MOST_STEPS:
        msg = "an offset is a number of steps"
        raise WireError(msg)
    kwds = {need(key, str): part for key, part in zip(names, parts, strict=True)}
    if need(normalize, bool):
        kwds["normalize"] = True
    return _OFFSETS[name](steps, **kwds)


def _period(data: Data, parts: Sequence[Any]) -> Any:  # noqa: ANN401 - may be NaT
    (freq,) = parts
    return pd.Period(ordinal=need(data, int), freq=_one(freq, *_OFFSETS.values()))


def _interval(data: Data, parts: Sequence[Any]) -> Any:  # noqa: ANN401 - an interval
    left, right = parts
    return pd.Interval(left, right, closed=need(data, str))


# Types


def _category_type(data: Data, parts: Sequence[Any]) -> pd.CategoricalDtype:
    (categories,) = parts
    checked = _one(categories, type(None), *_INDEXES)
    return pd.CategoricalDtype(checked, ordered=_one(data, bool, type(None)))


def _zone_type(data: Data, parts: Sequence[Any]) -> pd.DatetimeTZDtype:
    (zone,) = parts
    _, unit = _ticks(0, data)
    return pd.DatetimeTZDtype(unit, _one(zone, *_ZONES[1:]))


def _sparse_type(_data: Data, parts: Sequence[Any]) -> pd.SparseDtype:
    subtype, fill = parts
    if not isinstance(subtype, np.dtype) or subtype.hasobject:
        msg = "what is sparse is of a plain type"
        raise WireError(msg)
    return pd.SparseDtype(subtype, fill)


def _tell_string(value: pd.StringDtype) -> Data:
    return [value.storage, value.na_value is pd.NA]


def _string_type(data: Data) -> pd.StringDtype:
    storage, has_na = data
    missing: Any = pd.NA if need(has_na, bool) else np.nan
    return pd.StringDtype(need(storage, str), na_value=missing)


# Arrays


_STRING_PARTS = {str, type(None)}


def _take_strings(value: Any) -> tuple[Data, Sequence[Any]]:  # noqa: ANN401
    content = np.asarray(value, object).tolist()
    if not {str}.issuperset(map(type, content)):
        content = [each if isinstance(each, str) else None for each in content]
    try:
        "".join(filter(None, content)).encode()
    except UnicodeEncodeError:  # half a character; seldom
        content = [None if each is None else text(each) for each in content]
    return [_tell_string(value.dtype), content], ()


def _strings(data: Data, _parts: Sequence[Any]) -> Any:  # noqa: ANN401 - an array
    told, content = data
    held = need(content, list)
    if not _STRING_PARTS.issuperset(map(type, held)):
        held = [None if each is None else untext(each) for each in held]
    return pd.array(np.array(held, object), dtype=_string_type(told))


def _masked(of: type[Any], kinds: str) -> Codec:
    """Return the codec of an array that says apart what is missing."""

    def make(_data: Data, parts: Sequence[Any]) -> Any:  # noqa: ANN401 - one of `of`
        values, mask = parts
        made = of(_flat(values, kinds), _flat(mask, "b"), copy=True)
        if made.dtype.numpy_dtype != values.dtype:
            msg = "an array of numbers is of a type that pandas has"
            raise WireError(msg)
        return made

    def take(value: Any) -> tuple[Data, Sequence[Any]]:  # noqa: ANN401 - one of `of`
        # nothing public gives what is under the mask
        return None, (value._data, value._mask)  # noqa: SLF001 - see above

    return _array(of.__name__, of, take, make)


def _categorical(data: Data, parts: Sequence[Any]) -> pd.Categorical:
    codes, categories = parts
    dtype = _category_type(need(data, bool), [_one(categories, *_INDEXES)])
    return pd.Categorical.from_codes(_flat(codes, "i").astype("i8"), dtype=dtype)


def _take_instants(value: Any) -> tuple[Data, Sequence[Any]]:  # noqa: ANN401
    letter = "M" if type(value) is pd.arrays.DatetimeArray else "m"
    ticks = value.asi8.view(f"{letter}8[{value.unit}]")
    return None, (ticks, value.tz) if letter == "M" else (ticks,)


def _datetimes(_data: Data, parts: Sequence[Any]) -> Any:  # noqa: ANN401 - an array
    ticks, zone = parts
    values = _instants(ticks, "M")
    if _one(zone, *_ZONES) is None:
        return pd.array(values, dtype=values.dtype, copy=True)
    return pd.DatetimeIndex(values).tz_localize("UTC").tz_convert(zone).array


def _timedeltas(_data: Data, parts: Sequence[Any]) -> Any:  # noqa: ANN401 - an array
    (ticks,) = parts
    values = _instants(ticks, "m")
    return pd.array(values, dtype=values.dtype, copy=True)


def _instants(ticks: Any, kind: str) -> np.ndarray[Any, Any]:  # noqa: ANN401 - a part
    values = _flat(ticks, kind)
    if values.dtype not in [np.dtype(f"{kind}8[{unit}]") for unit in _UNITS]:
        msg = "moments are counted in a unit that pandas has"
        raise WireError(msg)
    return values


def _periods(_data: Data, parts: Sequence[Any]) -> Any:  # noqa: ANN401 - an array
    ordinals, freq = parts
    step = _one(freq, *_OFFSETS.values())
    return _untyped.PeriodIndex.from_ordinals(_flat(ordinals, "i"), freq=step).array


def _intervals(data: Data, parts: Sequence[Any]) -> Any:  # noqa: ANN401 - an array
    left, right = (_one(part, *_INDEXES) for part in parts)
    made = pd.arrays.IntervalArray.from_arrays(left, right, closed=need(data, str))
    return made.copy()


def _sparse(data: Data, parts: Sequence[Any]) -> Any:  # noqa: ANN401 - an array
    dense, fill = parts
    if data not in {"integer", "block"}:
        msg = "a sparse array keeps numbers or blocks"
        raise WireError(msg)
    dtype = pd.SparseDtype(_flat(dense, "biufc").dtype, fill)
    return pd.arrays.SparseArray(dense, kind=data, dtype=dtype)


# Columns


def _take_column(array: Any) -> Any:  # noqa: ANN401 - an array of any kind
    """Return what stands for a column: an array, or a tuple of objects."""
    values = array
    if type(array) is pd.arrays.NumpyExtensionArray:
        values = array.to_numpy()
    elif type(array) is not np.ndarray:
        return array
    return tuple(values) if values.dtype.kind == "O" else values


def _column(part: Any) -> Any:  # noqa: ANN401 - an array of any kind
    """Return a column from what stands for it."""
    if type(part) is tuple:
        return np.fromiter(part, object, len(part))
    if type(part) is np.ndarray:
        return _flat(part, "biufc")
    return _one(part, *_ARRAYS)


def _take_index(value: Any) -> tuple[Data, Sequence[Any]]:  # noqa: ANN401 - an index
    steps = type(value) in {pd.DatetimeIndex, pd.TimedeltaIndex}
    step = value.freq if steps else None
    known = step if type(step) in _OFFSETS.values() else None
    return None, (_take_column(value.array), value.name, known)


def _make_index(of: Any) -> Callable[[Data, Sequence[Any]], Any]:  # noqa: ANN401 - a type
    """Return how an index of a type is made."""

    def make(_data: Data, parts: Sequence[Any]) -> Any:  # noqa: ANN401 - one of `of`
        column, name, step = parts
        values = _column(column)
        made: Any = pd.Index(values, dtype=values.dtype, copy=True)
        if step is not None:
            made = of(made, freq=_one(step, *_OFFSETS.values()))
        if type(made) is not of or made.dtype != values.dtype:
            msg = f"this is no {of.__name__}"
            raise WireError(msg)
        made.name = name
        return made

    return make


def _range_index(_data: Data, parts: Sequence[Any]) -> pd.RangeIndex:
    span, name = parts
    return pd.RangeIndex(_one(span, range), name=name)


def _take_multi(value: pd.MultiIndex) -> tuple[Data, Sequence[Any]]:
    levels, codes = tuple(value.levels), tuple(value.codes)
    return len(levels), (*levels, *codes, *value.names)


def _multi_index(data: Data, parts: Sequence[Any]) -> Any:  # noqa: ANN401 - a MultiIndex
    count = need(data, int)
    if count < 1 or len(parts) != 3 * count:  # levels, codes and names
        msg = "each level has codes and a name"
        raise WireError(msg)
    return _untyped.MultiIndex(
        levels=[_one(part, *_INDEXES) for part in parts[:count]],
        codes=[_flat(part, "i") for part in parts[count : 2 * count]],
        names=list(parts[2 * count :]),
        verify_integrity=True,
    )


# Series and frames


def _about(value: Any) -> list[Any]:  # noqa: ANN401 - a frame or series
    """Return what a frame and a series both hold besides their columns."""
    attrs = value.attrs
    unique = not value.flags.allows_duplicate_labels
    return [value.index, unique, tuple(attrs), tuple(attrs.values())]


def _dress(value: Any, unique: object, keys: Any, held: Any) -> None:  # noqa: ANN401
    value.attrs = {}
    value.attrs.update(zip(_one(keys, tuple), _one(held, tuple), strict=True))
    value.flags.allows_duplicate_labels = not _one(unique, bool)


def _fitting(column: Any, index: pd.Index) -> Any:  # noqa: ANN401 - of any kind
    """Return a column, if it is as long as its index."""
    values = _column(column)
    if len(values) != len(index):
        msg = "a column has as many values as its index"
        raise WireError(msg)
    return values


def _labelled(column: Any, index: pd.Index) -> Any:  # noqa: ANN401 - of any kind
    """Return a column of a frame, of which pandas guesses nothing any more."""
    values = _fitting(column, index)
    if type(column) is tuple:
        return pd.Series(values, index=index, dtype=object)
    return values


def _renewed(
    fill: Callable[[Any, Sequence[Any]], Any],
) -> Callable[[Any, Data, Sequence[Any]], None]:
    """Return how a series or frame is filled that is there already."""

    def renew(value: Any, _data: Data, parts: Sequence[Any]) -> None:  # noqa: ANN401
        fill(value, parts)

    return renew


def _take_series(value: _Series) -> tuple[Data, Sequence[Any]]:
    return None, [*_about(value), value.name, _take_column(value.array)]


def _fill_series(value: _Series, parts: Sequence[Any]) -> _Series:
    """Make a series what came across, whatever it was, and return it."""
    index, unique, keys, held, name, column = parts
    rows = _one(index, *_INDEXES)
    values = _fitting(column, rows)
    # makes an existing series anew, which assignments cannot
    _untyped.Series.__init__(
        value, values, index=rows, dtype=values.dtype, name=name, copy=True
    )
    _dress(value, unique, keys, held)
    return value


def _take_frame(value: Any) -> tuple[Data, Sequence[Any]]:  # noqa: ANN401 - a frame
    # a series for each column, as the public way gives them, takes ten times as long
    columns = [*map(_take_column, value._iter_column_arrays())]  # noqa: SLF001
    return None, [*_about(value), value.columns, *columns]


def _fill_frame(value: pd.DataFrame, parts: Sequence[Any]) -> pd.DataFrame:
    """Make a frame what came across, whatever it was, and return it."""
    index, unique, keys, held, names, *columns = parts
    rows = _one(index, *_INDEXES)
    series = {at: _labelled(column, rows) for at, column in enumerate(columns)}
    made = pd.DataFrame(series, index=rows)
    made.columns = _one(names, *_INDEXES)
    _untyped.DataFrame.__init__(value, made)  # likewise
    _dress(value, unique, keys, held)
    return value


_PLAIN_INDEXES = (
    *(pd.Index, pd.CategoricalIndex, pd.DatetimeIndex, pd.TimedeltaIndex),
    *(pd.PeriodIndex, pd.IntervalIndex),
)
_INDEXES = (pd.RangeIndex, pd.MultiIndex, *_PLAIN_INDEXES)

_STRINGS = (pd.arrays.StringArray, pd.arrays.ArrowStringArray)
_ARRAYS = (
    *(pd.Categorical, pd.arrays.DatetimeArray, pd.arrays.TimedeltaArray),
    *(pd.arrays.PeriodArray, pd.arrays.IntervalArray, pd.arrays.SparseArray),
    *(pd.arrays.IntegerArray, pd.arrays.FloatingArray, pd.arrays.BooleanArray),
    *_STRINGS,
)

CODECS = (
    single(pd.NaT, "pandas.NaT"),
    single(pd.NA, "pandas.NA"),
    _of("Timestamp", pd.Timestamp, _take_moment, _timestamp),
    _of("Timedelta", pd.Timedelta, _take_moment, _timedelta),
    *(_of("offset", of, _take_offset, _offset) for of in _OFFSETS.values()),
    _of("Period", pd.Period, lambda value: (value.ordinal, (value.freq,)), _period),
    _of(
        "Interval",
        pd.Interval,
        lambda value: (value.closed, (value.left, value.right)),
        _interval,
    ),
    *(
        leaf(
            "pandas.dtype",
            of,
            lambda value: type(value).__name__,
            lambda data: _NULLABLE[data](),
        )
        for of in _NULLABLE.values()
    ),
    leaf("pandas.StringDtype", pd.StringDtype, _tell_string, _string_type),
    _of(
        "CategoricalDtype",
        pd.CategoricalDtype,
        lambda value: (value.ordered, (value.categories,)),
        _category_type,
    ),
    _of(
        "DatetimeTZDtype",
        pd.DatetimeTZDtype,
        lambda value: (value.unit, (value.tz,)),
        _zone_type,
    ),
    _of(
        "PeriodDtype",
        pd.PeriodDtype,
        lambda value: (None, (value.freq,)),
        lambda _data, parts: pd.PeriodDtype(_one(*parts, *_OFFSETS.values())),
    ),
    _of(
        "IntervalDtype",
        pd.IntervalDtype,
        lambda value: (value.closed, (value.subtype,)),
        lambda data, parts: _untyped.IntervalDtype(*parts, closed=data),
    ),
    _of(
        "SparseDtype",
        pd.SparseDtype,
        lambda value: (None, (value.subtype, value.fill_value)),
        _sparse_type,
    ),
    *(_array("strings", of, _take_strings, _strings) for of in _STRINGS),
    _masked(pd.arrays.IntegerArray, "iu"),
    _masked(pd.arrays.FloatingArray, "f"),
    _masked(pd.arrays.BooleanArray, "b"),
    _array(
        "Categorical",
        pd.Categorical,
        lambda value: (bool(value.ordered), (value.codes, value.categories)),
        _categorical,
    ),
    _array("DatetimeArray", pd.arrays.DatetimeArray, _take_instants, _datetimes),
    _array("TimedeltaArray", pd.arrays.TimedeltaArray, _take_instants, _timedeltas),
    _array(
        "PeriodArray",
        pd.arrays.PeriodArray,
        lambda value: (None, (value.asi8, value.freq)),
        _periods,
    ),
    _array(
        "IntervalArray",
        pd.arrays.IntervalArray,
        lambda value: (value.closed, (value.left, value.right)),
        _intervals,
    ),
    _of(
        "SparseArray",
        pd.arrays.SparseArray,
        lambda value: (value.kind, (value.to_dense(), value.fill_value)),
        _sparse,
    ),
    _array(
        "NumpyExtensionArray",
        pd.arrays.NumpyExtensionArray,
        lambda value: (None, (_take_column(value),)),
        lambda _data, parts: pd.arrays.NumpyExtensionArray(_column(*parts).copy()),
    ),
    *(_of(of.__name__, of, _take_index, _make_index(of)) for of in _PLAIN_INDEXES),
    _of(
        "RangeIndex",
        pd.RangeIndex,
        lambda value: (None, (range(value.start, value.stop, value.step), value.name)),
        _range_index,
    ),
    _of("MultiIndex", pd.MultiIndex, _take_multi, _multi_index),
    Codec(
        kind="pandas.Series",
        type=pd.Series,
        take=_take_series,
        make=lambda _data, parts: _fill_series(pd.Series.__new__(pd.Series), parts),
        renew=_renewed(_fill_series),
    ),
    Codec(
        kind="pandas.DataFrame",
        type=pd.DataFrame,
        take=_take_frame,
        make=lambda _data, parts: _fill_frame(
            pd.DataFrame.__new__(pd.DataFrame), parts
        ),
        renew=_renewed(_fill_frame),
    ),
)
"""pandas' own types; a subclass of a frame is more than data."""
