r"""One number from many indicators: normalise, weigh, add up.

For unit :math:`i` and indicator :math:`j` with value :math:`x_{ij}`, a *score* is
the value without its unit and turned so that more is better,

.. math::

    \text{range:}\quad s_{ij} = \frac{x_{ij} - \min_j}{\max_j - \min_j}
    \quad\text{or, where less is better,}\quad
    \frac{\max_j - x_{ij}}{\max_j - \min_j}

Entropy weights call an indicator informative where its scores are dispersed:

.. math::

    p_{ij} = \frac{s_{ij}}{\sum_i s_{ij}},\quad
    e_j = -\frac{1}{\ln n} \sum_i p_{ij} \ln p_{ij},\quad
    w_j = \frac{1 - e_j}{\sum_k (1 - e_k)}

They measure dispersion in the sample, not importance. Scores are then added,
:math:`I_i = \sum_j w_j s_{ij}`, or compared with the best and the worst unit that
could be put together from the sample (TOPSIS):

.. math::

    D_i^\pm = \sqrt{\sum_j w_j^2 (s_{ij} - s_j^\pm)^2},\qquad
    I_i = \frac{D_i^-}{D_i^+ + D_i^-}

==========================  ================================================
:math:`x_{ij}`              value (each indicator in a unit of its own)
:math:`s_{ij}`              score (no unit; 0 to 1 for the range)
:math:`s_j^\pm`             highest and lowest score of the sample (no unit)
:math:`w_j`                 weights (no unit; they sum to 1)
:math:`e_j`                 entropy (no unit; 1: all scores equal)
:math:`I_i`                 the index of a unit (no unit)
==========================  ================================================

References
----------
C. E. Shannon, "A mathematical theory of communication", Bell System Technical
Journal 27, 1948. C.-L. Hwang and K. Yoon, "Multiple Attribute Decision Making",
Springer, 1981 (entropy weights and TOPSIS). OECD and JRC, "Handbook on Constructing
Composite Indicators", 2008. Critics: A. Saltelli, "Composite indicators between
analysis and advocacy", Social Indicators Research 81, 2007; M. Ravallion, "Mashup
indices of development", World Bank Research Observer 27(1), 2012.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

import numpy as np
import pandas as pd

from nqpf.models.checks import at_least, one_of
from nqpf.models.sample import Array, numbers

Column: TypeAlias = "pd.Series[float]"

Direction = Literal["more", "less"]
Normalising = Literal["range", "standard", "vector"]
Weighting = Literal["entropy", "equal"]
Adding = Literal["sum", "topsis"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """The choices between a table of indicators and an index.

    Parameters
    ----------
    normalising
        How units are taken out: "range" (0 to 1), "standard" (mean 0, standard
        deviation 1) or "vector" (sum of squares 1).
    weighting
        Where weights come from: "entropy" or "equal".
    adding
        How scores become one number: "sum" or "topsis".

    Examples
    --------
    >>> Recipe(weighting="importance")
    Traceback (most recent call last):
    ...
    ValueError: weighting must be one of entropy, equal, not 'importance'
    """

    normalising: Normalising = "range"
    weighting: Weighting = "entropy"
    adding: Adding = "sum"

    def __post_init__(self) -> None:
        """Refuse a choice that is not on the list."""
        one_of(get_args(Normalising), normalising=self.normalising)
        one_of(get_args(Weighting), weighting=self.weighting)
        one_of(get_args(Adding), adding=self.adding)


def build(
    values: pd.DataFrame, *, directions: Mapping[str, Direction], recipe: Recipe
) -> Column:
    """Return the index that a recipe makes of a table.

    Parameters
    ----------
    values
        A row a unit (its name in the index of the table) and a column an
        indicator, each in its own unit.
    directions
        For each indicator that enters, whether more or less of it is better.
    recipe
        The choices.

    Returns
    -------
    pandas.Series
        The index of each unit (no unit), named "index".

    Examples
    --------
    >>> values = pd.DataFrame(
    ...     {"patents": [2.0, 4.0, 6.0], "energy": [0.4, 0.9, 0.5]}, index=list("XYZ")
    ... )
    >>> directions = {"patents": "more", "energy": "less"}
    >>> build(values, directions=directions, recipe=Recipe(weighting="equal")).to_dict()
    {'X': 0.5, 'Y': 0.25, 'Z': 0.9}
    """
    scores = normalise(values, directions=directions, method=recipe.normalising)
    weights = weigh(scores, how=recipe.weighting)
    return add(scores, weights, how=recipe.adding)


def normalise(
    values: pd.DataFrame,
    *,
    directions: Mapping[str, Direction],
    method: Normalising = "range",
) -> pd.DataFrame:
    """Return scores: without units, and more is better.

    Parameters
    ----------
    values
        A row a unit and a column an indicator, each in its own unit.
    directions
        For each indicator that enters, whether more or less of it is better.
    method
        "range", "standard" or "vector".

    Returns
    -------
    pandas.DataFrame
        The indicators of `directions`, in that order (no unit).

    Raises
    ------
    ValueError
        If an indicator is missing, holds no finite numbers, or does not differ
        between the units.

    Examples
    --------
    >>> values = pd.DataFrame({"energy": [0.4, 0.9, 0.5]}, index=list("XYZ"))
    >>> normalise(values, directions={"energy": "less"})["energy"].tolist()
    [1.0, 0.0, 0.8]
    """
    one_of(get_args(Normalising), method=method)
    for name, direction in directions.items():
        one_of(get_args(Direction), **{f"direction of {name}": direction})
    table = numbers(values, list(directions), units=2)
    for name, column in zip(directions, table.T, strict=True):
        if column.min() == column.max():
            msg = f"{name} is the same in every row, so it ranks none; leave it out"
            raise ValueError(msg)
    level = _UNITLESS[method](table)
    signs = np.array([1.0 if way == "more" else -1.0 for way in directions.values()])
    turned = level * signs
    if method == "range":
        turned = turned + (signs < 0)
    return pd.DataFrame(turned, index=values.index, columns=list(directions))


def weigh(scores: pd.DataFrame, *, how: Weighting = "entropy") -> Column:
    """Return the weight of each indicator.

    Parameters
    ----------
    scores
        As `normalise` gives them (no unit); for entropy none below 0.
    how
        "entropy" or "equal".

    Returns
    -------
    pandas.Series
        Weights by indicator (no unit, sum 1), named "weight".

    Raises
    ------
    ValueError
        If entropy is asked for of scores below 0, or of scores that are all equal.

    Examples
    --------
    >>> scores = pd.DataFrame({"even": [0.4, 0.4, 0.4], "one": [1.0, 0.0, 0.0]})
    >>> weigh(scores).to_dict()
    {'even': 0.0, 'one': 1.0}
    """
    one_of(get_args(Weighting), how=how)
    names = list(scores.columns)
    if how == "equal":
        return _column(np.full(len(names), 1 / len(names)), names, "weight")
    dispersion = 1 - _entropies(numbers(scores, names, units=2), names)
    dispersion[dispersion < _ROUNDING] = 0
    if not dispersion.sum() > 0:
        msg = "entropy weights need an indicator that differs between the units"
        raise ValueError(msg)
    return _column(dispersion / dispersion.sum(), names, "weight")


def add(scores: pd.DataFrame, weights: Column, *, how: Adding = "sum") -> Column:
    """Return one number for each unit.

    Parameters
    ----------
    scores
        As `normalise` gives them (no unit).
    weights
        A weight for each of the scores' columns (no unit, none below 0).
    how
        "sum" (weighted sum) or "topsis" (closeness to the best, 0 to 1).

    Returns
    -------
    pandas.Series
        The index of each unit (no unit), named "index".

    Examples
    --------
    >>> scores = pd.DataFrame({"a": [1.0, 0.0], "b": [0.0, 1.0]}, index=list("XY"))
    >>> weights = pd.Series({"a": 0.75, "b": 0.25})
    >>> add(scores, weights).to_dict()
    {'X': 0.75, 'Y': 0.25}
    >>> add(scores, weights, how="topsis").to_dict()
    {'X': 0.75, 'Y': 0.25}
    """
    one_of(get_args(Adding), how=how)
    given = matched(weights, scores)[None]
    added = index_of(scores.to_numpy(float), given, how=how)[:, 0]
    return pd.Series(added, index=scores.index, name="index")


def contributions(scores: pd.DataFrame, weights: Column) -> pd.DataFrame:
    """Return what each indicator adds to each unit's weighted sum.

    Examples
    --------
    >>> scores = pd.DataFrame({"a": [1.0], "b": [0.5]}, index=["X"])
    >>> contributions(scores, pd.Series({"a": 0.5, "b": 0.5})).to_dict("records")
    [{'a': 0.5, 'b': 0.25}]
    """
    return scores * weights[list(scores.columns)]


def index_of(scores: Array, weights: Array, *, how: Adding) -> Array:
    """Return the index of each unit under each of several sets of weights.

    Parameters
    ----------
    scores
        Shape (units, indicators), no unit.
    weights
        Shape (sets, indicators), no unit.
    how
        "sum" or "topsis".

    Returns
    -------
    numpy.ndarray
        Shape (units, sets), no unit.

    Examples
    --------
    >>> scores = np.array([[1.0, 0.0], [0.0, 1.0]])
    >>> index_of(scores, np.array([[1.0, 0.0], [0.5, 0.5]]), how="sum").tolist()
    [[1.0, 0.5], [0.0, 0.5]]
    """
    if how == "sum":
        added: Array = scores @ weights.T
        return added
    squares = (weights**2).T
    to_best = np.sqrt((scores.max(axis=0) - scores) ** 2 @ squares)
    to_worst = np.sqrt((scores - scores.min(axis=0)) ** 2 @ squares)
    span = to_best + to_worst
    closeness: Array = np.divide(
        to_worst, span, out=np.full_like(span, 0.5), where=span > 0
    )
    return closeness


def matched(weights: Column, scores: pd.DataFrame) -> Array:
    """Return weights in the order of the scores' columns, or say what is wrong.

    Examples
    --------
    >>> scores = pd.DataFrame({"a": [1.0], "b": [0.5]})
    >>> matched(pd.Series({"b": 0.25, "a": 0.75}), scores).tolist()
    [0.75, 0.25]
    """
    names = list(scores.columns)
    if set(weights.index) != set(names):
        has = ", ".join(map(str, weights.index))
        msg = f"weights must be those of {', '.join(names)}, not of {has}"
        raise ValueError(msg)
    ordered = np.asarray(weights[names], dtype=np.float64)
    for name, weight in zip(names, ordered, strict=True):
        at_least(0, **{f"weight of {name}": float(weight)})
    return ordered


def _range(table: Array) -> Array:
    low, high = table.min(axis=0), table.max(axis=0)
    spread: Array = (table - low) / (high - low)
    return spread


def _standard(table: Array) -> Array:
    score: Array = (table - table.mean(axis=0)) / table.std(axis=0)
    return score


def _vector(table: Array) -> Array:
    score: Array = table / np.sqrt((table**2).sum(axis=0))
    return score


_UNITLESS: dict[Normalising, Callable[[Array], Array]] = {
    "range": _range,
    "standard": _standard,
    "vector": _vector,
}


_ROUNDING = 1e-12
"""A dispersion that equal scores can have by rounding alone (no unit)."""


def _entropies(table: Array, names: list[str]) -> Array:
    """Return the entropy of each column (no unit; 1 where all are equal)."""
    lowest = table.min(axis=0)
    if (lowest < 0).any():
        worst = names[int(lowest.argmin())]
        msg = (
            f"entropy weights need scores from 0 upwards, and {worst} has "
            f"{lowest.min():.3g}; normalise by the range"
        )
        raise ValueError(msg)
    total = table.sum(axis=0)
    shares = table / np.where(total > 0, total, 1)
    logs = np.log(np.where(shares > 0, shares, 1))
    entropies = -(shares * logs).sum(axis=0) / math.log(len(table))
    entropies[total == 0] = 1
    return np.asarray(entropies, dtype=float)


def _column(numbers: Array, names: list[str], name: str) -> Column:
    return pd.Series(numbers, index=names, name=name)
