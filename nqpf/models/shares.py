r"""What a share and a growth rate together imply, and what they leave open.

Something made up the share :math:`s` of a total in a year in which it had grown by
:math:`g`. With :math:`G` for the growth of the total, which was not printed,

.. math::

    s_0 = s\,\frac{1+G}{1+g}, \qquad
    1 + r = \frac{(1-s)(1+G)}{1-s_0}, \qquad
    c = s_0\, g

are the share a year earlier, the growth :math:`r` of all the rest, and the points
:math:`c` that the thing contributed to :math:`G`. So the share rose if and only if
:math:`G < g`, whatever :math:`s` is. Without :math:`G` only two things follow: what
was added is :math:`s\,g/(1+g)` of this year's total, and, as no share exceeds one,
:math:`G < (1+g)/s - 1`.

=====================  ========================================================
:math:`s, s_0`         share of the total now, a year earlier (fractions)
:math:`g, G, r`        growth of the thing, the total, the rest (fractions a year)
:math:`c`              contribution to the total's growth (fraction; times 100,
                       percentage points)
=====================  ========================================================

A difference of shares is in percentage points, a ratio of amounts in per cent; from
50 % to 55 % is 5 points and 10 %. A printed number is a range: 57.1 % is anything
from 57.05 % to 57.15 %.

References
----------
These are identities. For reading a number as the set of values it leaves possible:
C. F. Manski, "Partial Identification of Probability Distributions", 2003.
"""

from itertools import product
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from nqpf.models.checks import above, strictly_between
from nqpf.models.measurement import Interval

Number = TypeVar("Number", float, npt.NDArray[np.float64])


def printed(value: float, *, step: float) -> Interval:
    """Return the range that a rounded number stands for.

    Parameters
    ----------
    value
        The number in print (any unit).
    step
        To what it was rounded (the same unit, above 0).

    Examples
    --------
    >>> printed(0.5, step=0.25)
    Interval(low=0.375, high=0.625)
    """
    above(0, step=step)
    return Interval(low=value - step / 2, high=value + step / 2)


def earlier_share(share: float, growth: float, *, total_growth: Number) -> Number:
    """Return the share a year earlier.

    Parameters
    ----------
    share
        Share of the total now (fraction, between 0 and 1).
    growth
        Growth of the thing (fraction a year, above -1).
    total_growth
        Growth of the total (fraction a year, above -1, below `most_total_growth`).

    Raises
    ------
    ValueError
        If the three cannot be true together.

    Examples
    --------
    >>> round(earlier_share(0.571, 0.111, total_growth=0.05), 3)
    0.54
    """
    _possible(share, growth, total_growth)
    return share * (1 + total_growth) / (1 + growth)


def rest_growth(share: float, growth: float, *, total_growth: Number) -> Number:
    """Return how fast all the rest grew.

    Parameters
    ----------
    share, growth, total_growth
        As for `earlier_share`.

    Returns
    -------
    float or numpy.ndarray
        Growth of the rest (fraction a year).

    Examples
    --------
    >>> round(rest_growth(0.571, 0.111, total_growth=0.05), 3)
    -0.022
    """
    before = earlier_share(share, growth, total_growth=total_growth)
    return (1 - share) * (1 + total_growth) / (1 - before) - 1


def contribution(share: float, growth: float, *, total_growth: Number) -> Number:
    """Return how much of the total's growth the thing accounts for.

    Parameters
    ----------
    share, growth, total_growth
        As for `earlier_share`.

    Returns
    -------
    float or numpy.ndarray
        Contribution (fraction of last year's total; times 100, points).

    Examples
    --------
    >>> round(contribution(0.571, 0.111, total_growth=0.05), 3)
    0.06
    """
    return growth * earlier_share(share, growth, total_growth=total_growth)


def added(share: float, growth: float) -> float:
    """Return what the thing added, as a part of this year's total.

    It follows without the growth of the total.

    Parameters
    ----------
    share, growth
        As for `earlier_share`.

    Returns
    -------
    float
        Added amount (fraction of this year's total).

    Examples
    --------
    >>> round(added(0.571, 0.111), 3)
    0.057
    """
    _reported(share, growth)
    return share * growth / (1 + growth)


def most_total_growth(share: float, growth: float) -> float:
    """Return the growth of the total at which nothing else had existed before.

    Parameters
    ----------
    share, growth
        As for `earlier_share`.

    Returns
    -------
    float
        Bound on the growth of the total (fraction a year), never reached.

    Examples
    --------
    >>> round(most_total_growth(0.571, 0.111), 3)
    0.946
    """
    _reported(share, growth)
    return (1 + growth) / share - 1


def bounds(
    *, share: Interval, growth: Interval, total_growth: Interval
) -> pd.DataFrame:
    """Return the least and the most that ranges leave possible.

    Each quantity rises or falls throughout in each of the three, so that its
    extremes stand at corners.

    Parameters
    ----------
    share, growth, total_growth
        Ranges of what `earlier_share` takes.

    Returns
    -------
    pandas.DataFrame
        `quantity` ("earlier share", "change of share", "growth of the rest",
        "contribution"), `low` and `high` (fractions).

    Examples
    --------
    >>> found = bounds(
    ...     share=printed(0.571, step=0.001), growth=printed(0.111, step=0.001),
    ...     total_growth=Interval(low=0.0, high=0.1),
    ... )
    >>> found.round(3)
                 quantity    low   high
    0       earlier share  0.513  0.566
    1     change of share  0.005  0.057
    2  growth of the rest -0.118  0.086
    3        contribution  0.057  0.063
    """
    corners = pd.DataFrame(
        {
            "earlier share": before,
            "change of share": s - before,
            "growth of the rest": rest_growth(s, g, total_growth=whole),
            "contribution": g * before,
        }
        for s, g, whole in product(*map(_ends, (share, growth, total_growth)))
        for before in [earlier_share(s, g, total_growth=whole)]
    )
    return pd.DataFrame(
        {
            "quantity": corners.columns,
            "low": corners.min().to_numpy(),
            "high": corners.max().to_numpy(),
        }
    )


def readings(
    share: float, growth: float, *, total_growth: npt.ArrayLike
) -> pd.DataFrame:
    """Return what each possible growth of the total would mean.

    Parameters
    ----------
    share, growth
        As for `earlier_share`.
    total_growth
        Growth rates of the total (fractions a year).

    Returns
    -------
    pandas.DataFrame
        `total_growth`, `earlier_share`, `change` of the share, `rest_growth` and
        `contribution` (fractions).

    Examples
    --------
    >>> readings(0.5, 0.1, total_growth=[0.1]).round(3).to_dict("list")
    {'total_growth': [0.1], 'earlier_share': [0.5], 'change': [0.0], \
'rest_growth': [0.1], 'contribution': [0.05]}
    """
    rates = np.asarray(total_growth, dtype=float)
    before = earlier_share(share, growth, total_growth=rates)
    return pd.DataFrame(
        {
            "total_growth": rates,
            "earlier_share": before,
            "change": share - before,
            "rest_growth": rest_growth(share, growth, total_growth=rates),
            "contribution": growth * before,
        }
    )


def _ends(interval: Interval) -> tuple[float, float]:
    return interval.low, interval.high


def _reported(share: float, growth: float) -> None:
    strictly_between(0, 1, share=share)
    above(-1, growth=growth)


def _possible(
    share: float, growth: float, total_growth: float | npt.NDArray[np.float64]
) -> None:
    """Refuse numbers that cannot be true together, and say why."""
    _reported(share, growth)
    lowest, highest = float(np.min(total_growth)), float(np.max(total_growth))
    above(-1, total_growth=lowest)
    most = most_total_growth(share, growth)
    if not highest < most:
        msg = (
            f"total_growth must be below {most:.4g}, not {highest!r}: a year earlier "
            "the share would have been all of the total, or more"
        )
        raise ValueError(msg)
