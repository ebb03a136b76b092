"""A sample: a row for each unit and a column for each indicator, checked once."""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.types import is_numeric_dtype

Array: TypeAlias = npt.NDArray[np.float64]


def numbers(
    table: pd.DataFrame,
    columns: Sequence[str],
    *,
    units: int = 1,
    low: float = -np.inf,
    high: float = np.inf,
) -> Array:
    """Return a table's columns as finite numbers, or say what is wrong with it.

    Parameters
    ----------
    table
        A row a unit.
    columns
        The columns wanted, at least one.
    units
        How many rows there must be at least.
    low, high
        The bounds of every number, which it may reach.

    Returns
    -------
    numpy.ndarray
        Shape (rows, columns), in the table's units.

    Raises
    ------
    ValueError
        If a column is missing, a number is not finite or out of bounds, or rows
        are too few.

    Examples
    --------
    >>> table = pd.DataFrame({"patents": [2, 4]}, index=["X", "Y"])
    >>> numbers(table, ["patents"]).tolist()
    [[2.0], [4.0]]
    >>> numbers(table, ["patents"], high=3)
    Traceback (most recent call last):
    ...
    ValueError: patents must be a number from -inf to 3 in every row, not 4.0 (Y)
    """
    missing = [column for column in columns if column not in table.columns]
    if missing or not columns:
        what = f"no column {missing[0]!r}" if missing else "no column to use"
        msg = f"the table has {what}; it has {', '.join(map(str, table.columns))}"
        raise ValueError(msg)
    if len(table) < units:
        msg = f"the table needs at least {units} rows and has {len(table)}"
        raise ValueError(msg)
    chosen = table[list(columns)]
    for column, kind in zip(columns, chosen.dtypes, strict=True):
        if not is_numeric_dtype(kind):
            msg = f"{column} must hold numbers, not {kind}"
            raise ValueError(msg)
    values = chosen.to_numpy(dtype=float, na_value=np.nan)
    wrong = ~(np.isfinite(values) & (values >= low) & (values <= high))
    if wrong.any():
        row, at = np.argwhere(wrong)[0]
        msg = (
            f"{columns[at]} must be a number from {low} to {high} in every row, "
            f"not {values[row, at]} ({table.index[row]})"
        )
        raise ValueError(msg)
    return values
