r"""Fitting a diffusion curve, and how little its beginning pins down.

Of yearly adopters :math:`y_1, \dots, y_n` since the launch it is assumed that they
scatter around the Bass curve in proportion,

.. math:: \ln y_i = \ln m + \ln\bigl(F(i) - F(i - 1)\bigr) + \varepsilon_i

and the fit minimises the sum of squares :math:`S(m, p, q)`. The market is the
uncertain one. So the *profile* asks of every market what the other two would have to
be (`nqpf.models.pace`), and how well that fits:

.. math:: S(m) = \min_{p, q} S(m, p, q)

A market is compatible with the data if it fits nearly as well as the best,

.. math:: S(m) \le S(\hat m)\left(1 + \frac{F_{1,\,n-3}}{n - 3}\right)

with the quantile of Fisher's :math:`F` at the coverage wanted. Early on a small market
that imitates and a large one that imitates look alike, for then
:math:`y_i \approx m p\,e^{(p+q)i}` whatever :math:`m`; so nearly every market is
compatible.

The interval is for data that a Bass curve has made. After a policy push, or where the
market grows, it can be narrow and wrong.

===================  =======================================================
:math:`y_i`          adopters in year i (thousand firms)
:math:`m, p, q, F`   as in `nqpf.models.diffusion`
:math:`S`            sum of squared logarithmic errors (no unit)
:math:`n`            years seen
===================  =======================================================

References
----------
V. Srinivasan and C. H. Mason, "Nonlinear least squares estimation of new product
diffusion models", Marketing Science 5(2), 1986. C. Van den Bulte and G. L. Lilien,
"Bias and systematic change in the parameter estimates of macro-level diffusion
models", Marketing Science 16(4), 1997 (estimated markets stay near what was last
seen). Profiles: D. M. Bates and D. G. Watts, "Nonlinear Regression Analysis and Its
Applications", Wiley, 1988.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from nqpf.models.checks import above, strictly_between, whole
from nqpf.models.diffusion import Bass, adopted
from nqpf.models.pace import paces
from nqpf.models.sample import Array

FEWEST = 5
"""Years that must be seen: three unknowns, and something left to judge the fit by."""

FUTURES = ("smallest", "best", "largest")
"""Which of the compatible markets a future belongs to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """What a beginning says about the whole.

    Parameters
    ----------
    best
        The curve that fits best.
    smallest, largest
        The curves of the smallest and the largest compatible market.
    error
        Standard deviation of the yearly adopters around the best (fraction).
    bounded
        Whether the data exclude the largest market that there can be.
    """

    best: Bass
    smallest: Bass
    largest: Bass
    error: float
    bounded: bool


def fit(adopters: npt.ArrayLike, *, most: float, coverage: float = 0.9) -> Fit:
    """Fit a Bass curve to the first years of a diffusion.

    Parameters
    ----------
    adopters
        Adopters in year 1, 2, 3, … (thousand firms, above 0), five years at least.
    most
        The largest market that there can be, such as all firms (thousand firms,
        more than have adopted).
    coverage
        How often the interval of markets is to hold the true one (fraction).

    Returns
    -------
    Fit
        The best curve and the bounds of those that are compatible.

    Raises
    ------
    ValueError
        If years are too few, adopters are not above 0, or `most` is not more
        than have adopted.

    Examples
    --------
    >>> from nqpf.models.diffusion import yearly
    >>> seen = yearly(Bass(), years=20)["adopters"]
    >>> found = fit(seen, most=400).best
    >>> round(found.market, 1), round(found.innovation, 4), round(found.imitation, 3)
    (100.0, 0.005, 0.4)
    """
    seen = _checked(adopters, most)
    strictly_between(0, 1, coverage=coverage)
    free = len(seen) - 3
    allowed = 1 + float(special.fdtri(1, free, coverage)) / free
    hopeless = FAR * allowed
    markets = np.geomspace(LEAST * seen.sum(), most, COARSE)
    found, squares = paces(seen, markets, hopeless=hopeless)
    for _ in range(2):
        markets = _around_the_best(found, squares)
        near = paces(seen, markets, near=found, hopeless=hopeless)
        found, squares = np.vstack([found, near[0]]), np.append(squares, near[1])
        order = np.argsort(found[:, 0])
        found, squares = found[order], squares[order]
    best = int(squares.argmin())
    limit = max(float(squares[best]) * allowed, ROUNDING)
    low, high = np.flatnonzero(squares <= limit)[[0, -1]]
    return Fit(
        best=_curve(found[best]),
        smallest=_curve(_crossing(found, squares, limit, at=low, beyond=low - 1)),
        largest=_curve(_crossing(found, squares, limit, at=high, beyond=high + 1)),
        error=float(np.sqrt(squares[best] / free)),
        bounded=bool(high < len(found) - 1),
    )


def profile(adopters: npt.ArrayLike, markets: npt.ArrayLike) -> pd.DataFrame:
    """Return the best curve of each market, and how well it fits.

    Parameters
    ----------
    adopters
        Adopters in year 1, 2, 3, … (thousand firms, above 0), five years at least.
    markets
        Markets to try (thousand firms, above 0).

    Returns
    -------
    pandas.DataFrame
        A row a market: `market`, `innovation`, `imitation` (per year) and `error`
        (standard deviation of the yearly adopters around the curve; fraction).

    Examples
    --------
    >>> from nqpf.models.diffusion import yearly
    >>> seen = yearly(Bass(), years=6)["adopters"]
    >>> profile(seen, [50, 100, 400])["error"].round(3).tolist()
    [0.03, 0.0, 0.019]
    """
    tried = np.atleast_1d(np.asarray(markets, dtype=np.float64))
    above(0, markets=float(tried.min()))
    seen = _checked(adopters, np.inf)
    found, squares = paces(seen, tried)
    return pd.DataFrame(
        {
            "market": tried,
            "innovation": np.exp(found[:, 1]),
            "imitation": np.exp(found[:, 2]),
            "error": np.sqrt(squares / (len(seen) - 3)),
        }
    )


def futures(found: Fit, *, years: int) -> pd.DataFrame:
    """Return where the best and the two outermost compatible curves lead.

    Parameters
    ----------
    found
        As `fit` gives it.
    years
        How far (years since launch).

    Returns
    -------
    pandas.DataFrame
        `future` ("smallest", "best", "largest"), `year` (from 0) and `adopted`
        (thousand firms).

    Examples
    --------
    >>> from nqpf.models.diffusion import yearly
    >>> found = fit(yearly(Bass(), years=20)["adopters"], most=400)
    >>> futures(found, years=40).groupby("future")["adopted"].max().round(1)["best"]
    np.float64(100.0)
    """
    whole(1, years=years)
    times = np.arange(years + 1)
    curves = zip(FUTURES, (found.smallest, found.best, found.largest), strict=True)
    return pd.concat(
        [
            pd.DataFrame(
                {"future": name, "year": times, "adopted": adopted(times, curve)}
            )
            for name, curve in curves
        ],
        ignore_index=True,
    )


LEAST = 0.8
"""The smallest market tried (share of those that have adopted, scatter and all)."""

COARSE, FINE = 48, 16
"""Markets tried at first, and around the best."""

FAR = 2.0
"""A market so many times as bad as is allowed is not followed to its best curve."""

ROUNDING = 1e-9
"""A sum of squares that rounding alone may leave."""


def _checked(adopters: npt.ArrayLike, most: float) -> Array:
    seen = np.asarray(adopters, dtype=np.float64)
    if seen.ndim != 1 or len(seen) < FEWEST:
        msg = f"adopters must be those of at least {FEWEST} years, not of {seen.size}"
        raise ValueError(msg)
    above(0, **{"the fewest adopters of a year": float(seen.min())})
    if not most > seen.sum():
        msg = (
            f"most must be above the {seen.sum():.1f} thousand firms that have "
            f"adopted, not {most!r}"
        )
        raise ValueError(msg)
    return seen


def _around_the_best(found: Array, squares: Array) -> Array:
    """Return markets between the neighbours of the best one."""
    best = int(squares.argmin())
    low, high = found[max(best - 1, 0), 0], found[min(best + 1, len(found) - 1), 0]
    made: Array = np.exp(np.linspace(low, high, FINE + 2)[1:-1])
    return made


def _crossing(
    found: Array, squares: Array, limit: float, *, at: int, beyond: int
) -> Array:
    """Return the curve, in logarithms, between two where the limit is reached."""
    if not 0 <= beyond < len(found):
        last: Array = found[at]
        return last
    way = (limit - squares[at]) / (squares[beyond] - squares[at])
    made: Array = found[at] + way * (found[beyond] - found[at])
    return made


def _curve(logarithms: Array) -> Bass:
    market, innovation, imitation = np.exp(logarithms)
    return Bass(
        market=float(market), innovation=float(innovation), imitation=float(imitation)
    )
