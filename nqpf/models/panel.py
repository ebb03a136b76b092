"""A panel: one row for each unit and year, checked before it is used.

The accounts, the measurements and the stylised province all start from such a
table, and all look at how it grows from one year to the next.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.types import is_numeric_dtype


def panel(table: pd.DataFrame, *, positive: Sequence[str], by: str) -> pd.DataFrame:
    """Return a table's columns by unit and year, or say what is wrong with it.

    Parameters
    ----------
    table
        One row for each unit and year, with a column `year`.
    positive
        Columns that must be there and hold numbers above 0.
    by
        The column that names the unit, such as "city".

    Returns
    -------
    pandas.DataFrame
        The unit, `year` and the columns asked for, sorted by unit (in order of
        appearance) and year.

    Raises
    ------
    ValueError
        If a column is missing, a number is not above 0, a year comes twice, or
        a unit has only one year.

    Examples
    --------
    >>> table = pd.DataFrame({"city": "X", "year": [2, 1], "output": [110, 100]})
    >>> panel(table, positive=["output"], by="city")["output"].tolist()
    [100, 110]
    """
    _refuse_missing_columns(table, (by, "year", *positive))
    unit = pd.factorize(table[by])[0]
    order = np.lexsort((table["year"].to_numpy(), unit))
    rows = table[[by, "year", *positive]].iloc[order].reset_index(drop=True)
    for column in ("year", *positive):
        _refuse_what_is_not_positive(rows, column, by=by)
    _refuse_repeated_and_lone_years(rows, by=by)
    return rows


def is_first_year(rows: pd.DataFrame, *, by: str) -> npt.NDArray[np.bool_]:
    """Return which rows of a panel are the first of their unit.

    Parameters
    ----------
    rows
        A panel (see `panel`).
    by
        The column that names the unit.

    Returns
    -------
    numpy.ndarray
        True where a unit begins.

    Examples
    --------
    >>> rows = pd.DataFrame({"city": ["X", "X", "Y", "Y"], "year": [1, 2, 1, 2]})
    >>> is_first_year(rows, by="city").tolist()
    [True, False, True, False]
    """
    first: npt.NDArray[np.bool_] = np.diff(pd.factorize(rows[by])[0], prepend=-1) != 0
    return first


def yearly_growth(
    rows: pd.DataFrame, *, columns: Sequence[str], by: str
) -> pd.DataFrame:
    """Return the logarithmic growth of columns since the year before.

    Parameters
    ----------
    rows
        A panel (see `panel`).
    columns
        The columns whose growth is wanted (above 0).
    by
        The column that names the unit.

    Returns
    -------
    pandas.DataFrame
        One row for each unit and year but the first: the unit, `year`, `years`
        (since the row before) and, for each column, `<column>_growth`
        (logarithmic fraction per year).

    Examples
    --------
    >>> rows = pd.DataFrame({"city": "X", "year": [1, 3], "output": [100.0, 121.0]})
    >>> yearly_growth(rows, columns=["output"], by="city").round(4)
      city  year  years  output_growth
    0    X     3      2         0.0953
    """
    later = ~is_first_year(rows, by=by)
    elapsed = np.diff(rows["year"], prepend=0)[later]
    growth = {
        f"{column}_growth": np.diff(np.log(rows[column].to_numpy()), prepend=0)[later]
        / elapsed
        for column in columns
    }
    return pd.DataFrame(
        {
            by: rows[by].array[later],
            "year": rows["year"].array[later],
            "years": elapsed,
            **growth,
        }
    )


def average_over_years(table: pd.DataFrame, *, by: str = "city") -> pd.DataFrame:
    """Return the mean of yearly rates, each weighted by the years it spans.

    Parameters
    ----------
    table
        Rates for each unit and year, with `year` and `years` (since the row
        before), as `account` and `explain_residual` give them.
    by
        The column that names the unit.

    Returns
    -------
    pandas.DataFrame
        One row a unit: `years` in all and the mean of every other column (in
        its own unit). What adds up in every year adds up on average.

    Examples
    --------
    >>> rates = pd.DataFrame(
    ...     {"city": "X", "year": [2, 5], "years": [1, 3], "residual": [0.06, 0.02]}
    ... )
    >>> average_over_years(rates)
      city  years  residual
    0    X      4      0.03
    """
    first = np.flatnonzero(is_first_year(table, by=by))
    years = table["years"].to_numpy()
    spans = np.add.reduceat(years, first)
    means = {
        column: np.add.reduceat(table[column].to_numpy() * years, first) / spans
        for column in table.columns
        if column not in {by, "year", "years"}
    }
    return pd.DataFrame({by: table[by].array[first], "years": spans, **means})


def chain(
    table: pd.DataFrame, *, rates: Sequence[str], by: str = "city"
) -> pd.DataFrame:
    """Return the paths that yearly rates build up, year on year.

    Parameters
    ----------
    table
        Rates for each unit and year, sorted so, with `year` and `years` (since the
        row before), as `account` and `explain_residual` give them.
    rates
        The columns to chain (logarithmic fractions per year).
    by
        The column that names the unit.

    Returns
    -------
    pandas.DataFrame
        The unit, `rate` (which of the columns), `year` and `level` (index, the
        year before the first rate = 100).

    Examples
    --------
    >>> rates = pd.DataFrame(
    ...     {"city": "X", "year": [2, 3], "years": [1, 1], "residual": [0.02, 0.03]}
    ... )
    >>> chain(rates, rates=["residual"]).round(2)
      city      rate  year   level
    0    X  residual     1  100.00
    1    X  residual     2  102.02
    2    X  residual     3  105.13
    """
    first = np.flatnonzero(is_first_year(table, by=by))
    rows = np.insert(np.arange(len(table)), first, first)  # each first row twice
    starts = np.isin(np.arange(len(rows)), first + np.arange(len(first)))
    spans = table["years"].to_numpy()[rows]
    years = table["year"].to_numpy()[rows] - np.where(starts, spans, 0)
    levels = [_levels(table[rate].to_numpy()[rows] * spans, starts) for rate in rates]
    return pd.DataFrame(
        {
            by: table[by].array[np.tile(rows, len(rates))],
            "rate": np.repeat(list(rates), len(rows)),
            "year": np.tile(years, len(rates)),
            "level": np.concatenate(levels),
        }
    )


def _levels(
    growth: npt.NDArray[np.float64], starts: npt.NDArray[np.bool_]
) -> npt.NDArray[np.float64]:
    """Return what growth adds up to from 100 at each start."""
    total = np.cumsum(np.where(starts, 0.0, growth))
    level: npt.NDArray[np.float64] = total - total[starts][np.cumsum(starts) - 1]
    return 100 * np.exp(level)


def _refuse_missing_columns(table: pd.DataFrame, needed: Sequence[str]) -> None:
    missing = [column for column in needed if column not in table.columns]
    if missing:
        msg = (
            f"the table has no column {missing[0]!r}; "
            f"it needs {', '.join(needed)} and has {', '.join(map(str, table.columns))}"
        )
        raise ValueError(msg)


def _refuse_what_is_not_positive(rows: pd.DataFrame, column: str, *, by: str) -> None:
    given = rows[column]
    if not is_numeric_dtype(given):
        msg = f"{column} must hold numbers, not {given.dtype}"
        raise ValueError(msg)
    values = given.to_numpy(dtype=float, na_value=np.nan)
    wrong = ~((values > 0) & (values < np.inf))
    if wrong.any():
        row = rows.iloc[wrong.argmax()]
        msg = (
            f"{column} must be above 0 in every row, "
            f"not {row[column]} ({row[by]}, year {row['year']})"
        )
        raise ValueError(msg)


def _refuse_repeated_and_lone_years(rows: pd.DataFrame, *, by: str) -> None:
    first = is_first_year(rows, by=by)
    again = ~first & (np.diff(rows["year"], prepend=0) == 0)
    if again.any():
        row = rows.iloc[again.argmax()]
        msg = f"{row[by]} has year {row['year']} twice; a panel has one row a year"
        raise ValueError(msg)
    alone = rows[by][first & np.append(first[1:], [True])]
    if rows.empty or len(alone):
        lone = f"{alone.iloc[0]} has one" if len(alone) else "the table is empty"
        msg = f"growth needs at least two years of each {by}; {lone}"
        raise ValueError(msg)
