r"""Overlap: how many places chose the same, and how many chance alone would let.

Clusters are places with labels: a city, and a field or a group of fields. Two
clusters of *different* cities overlap if they have the same label. Counted over all
pairs, and against what would happen if every city drew its labels blindly, without
repeating itself, from a catalogue of :math:`F`:

.. math::

    E[\text{pairs}] = \frac{1}{F} \sum_{a < b} k_a k_b

with :math:`k_a` clusters in city :math:`a`. The number of labels in use is counted as
an effective number, :math:`1 / \sum_i s_i^2`, with the share :math:`s_i` of clusters
that have label :math:`i`.

Three things that such a count cannot show. (1) Whether an overlap is waste: that
depends on the market's room (`nqpf.models.entry`) and on what firms in different
cities learn from each other. (2) Whether it was planned: :math:`F`, how many fields
there were to choose from, is not observed, and the answer turns on it. (3) Whether
the fields are the same at all: who groups more coarsely finds more overlap.

References
----------
Effective number: M. O. Hill, "Diversity and evenness", Ecology 54(2), 1973. Why the
smallest p-value of a simulation is not 0: B. Phipson and G. K. Smyth, Statistical
Applications in Genetics and Molecular Biology 9(1), 2010. That neighbours in related
fields may gain: K. Frenken, F. van Oort and T. Verburg, "Related variety, unrelated
variety and regional economic growth", Regional Studies 41(5), 2007.
"""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd

from nqpf.models.checks import whole

Counts = npt.NDArray[np.int64]


def group(
    clusters: pd.DataFrame, *, by: str, alone: str = "none", name: str = "field"
) -> "pd.Series[str]":
    """Return a label for each cluster: its group, or its own name if it has none.

    Parameters
    ----------
    clusters
        A row a cluster, with the columns named next.
    by
        The column with the group.
    alone
        What stands there if a cluster is in no group.
    name
        The column with the name of a cluster in no group.

    Examples
    --------
    >>> clusters = pd.DataFrame(
    ...     {"field": ["nuclear", "new nuclear", "quantum"],
    ...      "group": ["nuclear", "nuclear", "none"]}
    ... )
    >>> group(clusters, by="group").tolist()
    ['nuclear', 'nuclear', 'quantum']
    """
    return clusters[by].where(clusters[by] != alone, clusters[name])


def pairs(cities: Sequence[str], labels: Sequence[str]) -> pd.DataFrame:
    """Return the overlapping pairs of clusters.

    Parameters
    ----------
    cities, labels
        The city and the label of each cluster.

    Returns
    -------
    pandas.DataFrame
        A row a pair: `label`, `city`, `other`.

    Examples
    --------
    >>> pairs(["X", "X", "Y"], ["storage", "quantum", "storage"])
         label city other
    0  storage    X     Y
    """
    rows = [
        {"label": label, "city": city, "other": other}
        for (city, label), (other, same) in combinations(
            zip(cities, labels, strict=True), 2
        )
        if label == same and city != other
    ]
    return pd.DataFrame(rows, columns=["label", "city", "other"])


def effective_labels(labels: Sequence[str]) -> float:
    """Return how many equally common labels would be as varied.

    Parameters
    ----------
    labels
        The label of each cluster (at least one).

    Examples
    --------
    >>> effective_labels(["storage", "storage", "nuclear", "nuclear"])
    2.0
    """
    whole(1, clusters=len(labels))
    shares = pd.Series(list(labels)).value_counts(normalize=True)
    return float(1 / (shares**2).sum())


def expected_pairs(cities: Sequence[str], *, catalogue: int) -> float:
    """Return how many pairs overlap on average if cities choose blindly.

    Parameters
    ----------
    cities
        The city of each cluster.
    catalogue
        How many labels there are to choose from (at least as many as one city
        needs).

    Examples
    --------
    >>> expected_pairs(["X", "X", "Y"], catalogue=4)
    0.5
    """
    held = _held(cities, catalogue)
    between = (held.sum() ** 2 - (held**2).sum()) / 2
    return float(between / catalogue)


def null_pairs(
    cities: Sequence[str], *, catalogue: int, runs: int = 2000, seed: int = 15
) -> Counts:
    """Draw how many pairs overlap if every city chooses blindly.

    Parameters
    ----------
    cities
        The city of each cluster; a city takes no label twice.
    catalogue
        How many labels there are to choose from.
    runs
        How many draws (at least 1).
    seed
        Which draws (at least 0).

    Returns
    -------
    numpy.ndarray
        Overlapping pairs in each draw.

    Examples
    --------
    >>> drawn = null_pairs(["X", "X", "Y"], catalogue=4)
    >>> round(float(drawn.mean()), 1)
    0.5
    """
    whole(1, runs=runs)
    whole(0, seed=seed)
    held = _held(cities, catalogue)
    draw = np.random.default_rng(seed)
    times = np.zeros((runs, catalogue), np.int64)
    for number in held:
        keys = draw.random((runs, catalogue))
        chosen = np.argpartition(keys, number - 1, axis=1)[:, :number]
        np.put_along_axis(
            times, chosen, np.take_along_axis(times, chosen, axis=1) + 1, axis=1
        )
    found: Counts = (times * (times - 1) // 2).sum(axis=1)
    return found


def p_value(observed: int, drawn: Counts) -> float:
    """Return how often blind choice would overlap at least as much.

    Parameters
    ----------
    observed
        Pairs counted.
    drawn
        Pairs in draws of blind choice.

    Returns
    -------
    float
        Share of the draws, what was observed counted as one more (above 0).

    Examples
    --------
    >>> p_value(3, np.array([0, 1, 2, 3]))
    0.4
    """
    return float((1 + (drawn >= observed).sum()) / (1 + len(drawn)))


def against_chance(
    cities: Sequence[str],
    labels: Sequence[str],
    *,
    catalogues: Sequence[int],
    runs: int = 2000,
    seed: int = 15,
) -> pd.DataFrame:
    """Compare the overlap with blind choice from catalogues of several sizes.

    Parameters
    ----------
    cities, labels
        The city and the label of each cluster.
    catalogues
        How many labels there may have been to choose from.
    runs, seed
        How many draws, and which.

    Returns
    -------
    pandas.DataFrame
        A row a catalogue: `catalogue`, `observed` (pairs), `expected` (pairs),
        `low` and `high` (pairs that 90 % of the draws do not leave), `p_value`.

    Examples
    --------
    >>> cities, labels = ["X", "Y", "Z"], ["storage"] * 3
    >>> table = against_chance(cities, labels, catalogues=[2, 20])
    >>> table[["catalogue", "observed", "expected"]].to_dict("list")
    {'catalogue': [2, 20], 'observed': [3, 3], 'expected': [1.5, 0.15]}
    """
    observed = len(pairs(cities, labels))
    rows = []
    for catalogue in catalogues:
        drawn = null_pairs(cities, catalogue=catalogue, runs=runs, seed=seed)
        low, high = np.quantile(drawn, [0.05, 0.95], method="inverted_cdf")
        rows.append(
            {
                "catalogue": catalogue,
                "observed": observed,
                "expected": expected_pairs(cities, catalogue=catalogue),
                "low": int(low),
                "high": int(high),
                "p_value": p_value(observed, drawn),
            }
        )
    return pd.DataFrame(rows)


def _held(cities: Sequence[str], catalogue: int) -> Counts:
    """Return how many clusters each city has, no more than there are labels."""
    held = pd.Series(list(cities)).value_counts(sort=False).to_numpy()
    if not len(held) or catalogue < held.max():
        most = held.max() if len(held) else 1
        msg = (
            f"catalogue must be at least {most}, the most that one city has, "
            f"not {catalogue!r}"
        )
        raise ValueError(msg)
    return np.asarray(held, np.int64)
