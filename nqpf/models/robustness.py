r"""How firm a ranking is: ranks as intervals, agreement, and the gap between units.

An index has one rank for each unit and many defensible recipes. Each draw here
takes other indicators, :math:`m` of :math:`m` with replacement, and other weights,

.. math::

    v \sim \mathrm{Dirichlet}(c\,w_1, \dots, c\,w_m),\qquad
    \tilde w_j \propto k_j v_j,\qquad
    (k_1, \dots, k_m) \sim \mathrm{Multinomial}(m; 1/m, \dots, 1/m)

so that :math:`\mathrm{E}\,v_j = w_j` and
:math:`\mathrm{Var}\,v_j = w_j (1 - w_j) / (c + 1)`. The interval of ranks that a
unit takes is what can be said of its place. It covers doubt about indicators and
weights, not mistakes in the data, which every recipe shares.

=================  =========================================================
:math:`w_j`        weights of the index (no unit; sum 1)
:math:`v_j`        the weights of a draw (no unit; sum 1)
:math:`k_j`        how often a draw takes indicator j (0, 1, 2, …)
:math:`c`          how firmly the weights are held (no unit, above 0)
=================  =========================================================

The gap between units is the Gini coefficient, half the mean difference between
all pairs over the mean, :math:`G = \sum_{i,k} |x_i - x_k| / (2 n^2 \bar x)`.

References
----------
M. Saisana, A. Saltelli and S. Tarantola, "Uncertainty and sensitivity analysis
techniques as tools for the quality assessment of composite indicators", Journal of
the Royal Statistical Society A 168(2), 2005. H. Goldstein and D. J. Spiegelhalter,
"League tables and their limitations", Journal of the Royal Statistical Society A
159(3), 1996 (ranks with their intervals). C. Gini, "Variabilità e mutabilità", 1912.
"""

from dataclasses import dataclass
from typing import TypeAlias, get_args

import numpy as np
import pandas as pd
from scipy import stats

from nqpf.models.checks import above, at_least, one_of, strictly_between, whole
from nqpf.models.composite import Adding, Column, index_of, matched
from nqpf.models.sample import Array, numbers

Numbers: TypeAlias = "list[float] | pd.Series[float]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """How freely indicators and weights may be otherwise.

    Parameters
    ----------
    draws
        How many indices are made (a whole number).
    firmness
        How firmly the weights are held: a weight's variance is divided by this
        and one (no unit, above 0).
    resample
        Whether indicators are drawn with replacement, or kept as they are.
    seed
        Which draws (a whole number, at least 0).
    """

    draws: int = 400
    firmness: float = 20.0
    resample: bool = True
    seed: int = 7

    def __post_init__(self) -> None:
        """Refuse no draws, or weights that are held with no firmness."""
        whole(1, draws=self.draws)
        above(0, firmness=self.firmness)
        whole(0, seed=self.seed)


def rank_intervals(
    scores: pd.DataFrame,
    weights: Column,
    *,
    doubt: Doubt,
    how: Adding = "sum",
    coverage: float = 0.9,
) -> pd.DataFrame:
    """Return which ranks each unit takes when indicators and weights vary.

    Parameters
    ----------
    scores
        A row a unit and a column an indicator (no unit, more is better).
    weights
        The weights of the index (no unit, none below 0, not all 0).
    doubt
        How much they vary.
    how
        "sum" or "topsis".
    coverage
        The share of draws within the interval (fraction, 0 to 1).

    Returns
    -------
    pandas.DataFrame
        A row a unit: `rank` (of the index itself, 1 the highest), `low`, `middle`
        and `high` (quantiles of its ranks: the best, the median and the worst
        within the interval) and `first` (share of draws in which none is higher).

    Examples
    --------
    >>> scores = pd.DataFrame({"a": [1.0, 0.5, 0.0], "b": [0.9, 0.0, 0.4]}, list("XYZ"))
    >>> found = rank_intervals(scores, pd.Series({"a": 0.6, "b": 0.4}), doubt=Doubt())
    >>> found[["rank", "low", "high"]].to_dict("index")["X"]
    {'rank': 1, 'low': 1, 'high': 1}
    """
    one_of(get_args(Adding), how=how)
    strictly_between(0, 1, coverage=coverage)
    table = numbers(scores, list(scores.columns))
    given = matched(weights, scores)
    above(0, **{"the sum of the weights": float(given.sum())})
    drawn = _ranked(index_of(table, _draw(given, doubt), how=how))
    tail = (1 - coverage) / 2
    low, middle, high = np.quantile(
        drawn, [tail, 0.5, 1 - tail], axis=1, method="inverted_cdf"
    )
    return pd.DataFrame(
        {
            "rank": _ranked(index_of(table, given[None], how=how))[:, 0].astype(int),
            "low": low.astype(int),
            "middle": middle.astype(int),
            "high": high.astype(int),
            "first": (drawn == 1).mean(axis=1),
        },
        index=scores.index,
    )


def ranks(index: Column) -> "pd.Series[int]":
    """Return each unit's rank: 1 for the highest; equals share the better rank.

    Examples
    --------
    >>> ranks(pd.Series({"X": 0.2, "Y": 0.9, "Z": 0.2})).to_dict()
    {'X': 2, 'Y': 1, 'Z': 2}
    """
    placed = _ranked(np.asarray(index, dtype=np.float64)[:, None])[:, 0]
    return pd.Series(placed.astype(int), index=index.index, name="rank")


def agreement(one: Numbers, other: Numbers) -> float:
    """Return Spearman's correlation of two rankings (-1 to 1).

    Parameters
    ----------
    one, other
        An index of the same units in the same order (any units).

    Examples
    --------
    >>> agreement([0.1, 0.4, 0.9], [5, 6, 70])
    1.0
    """
    x, y = (stats.rankdata(index) - (len(index) + 1) / 2 for index in (one, other))
    return float((x * y).sum() / np.sqrt((x**2).sum() * (y**2).sum()))


def gini(values: Numbers) -> float:
    """Return the Gini coefficient (0: all equal; near 1: one has all).

    Parameters
    ----------
    values
        One number for each unit (any unit, none below 0, not all 0).

    Examples
    --------
    >>> round(gini([1.0, 3.0]), 2)
    0.25
    """
    ordered = np.sort(np.asarray(values, dtype=float))
    at_least(0, **{"the lowest value": float(ordered[0])})
    above(0, **{"the sum of the values": float(ordered.sum())})
    places = np.arange(1, len(ordered) + 1)
    lean = 2 * (places * ordered).sum() / ordered.sum()
    return float((lean - len(ordered) - 1) / len(ordered))


def _draw(weights: Array, doubt: Doubt) -> Array:
    """Draw weights, shape (draws, indicators)."""
    random = np.random.default_rng(doubt.seed)
    count = len(weights)
    shape = doubt.firmness * weights / weights.sum()
    drawn = random.gamma(np.maximum(shape, 1e-9), size=(doubt.draws, count))
    if doubt.resample:
        drawn = drawn * random.multinomial(
            count, np.full(count, 1 / count), size=doubt.draws
        )
    total = drawn.sum(axis=1, keepdims=True)
    # Where only indicators of no weight were drawn, none of them is preferred.
    made: Array = np.divide(
        drawn, total, out=np.full_like(drawn, 1 / count), where=total > 0
    )
    return made


def _ranked(index: Array) -> Array:
    """Return ranks within each column: 1 for the highest."""
    placed: Array = stats.rankdata(-index, method="min", axis=0)
    return placed
