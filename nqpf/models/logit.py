r"""From answers to a curve: logit by maximum likelihood, and how sure the median is.

Each person answers yes or no to one offer :math:`x`. With

.. math:: P(x) = \frac{1}{1 + e^{-(a + b \ln x)}}

the answers :math:`y_i` (1 or 0) have the log-likelihood

.. math:: \sum_i y_i \ln P(x_i) + (1 - y_i) \ln(1 - P(x_i))

which has one highest point; Newton's method finds it. The inverse of the curvature
there holds the variances. The median :math:`e^{-a/b}` is a ratio of two estimates;
between which medians the answers cannot decide are those :math:`\ln x` for which
:math:`a + b \ln x` is less than :math:`z` standard errors from nought (Fieller).
Where the slope is not clearly above nought, that is every one.

==============  ========================================================
:math:`x`       offer (yuan, once)
:math:`a, b`    intercept and slope over the logarithm of the offer (no unit)
:math:`z`       1.96 for a confidence of 95 %
==============  ========================================================

References
----------
D. McFadden, "Conditional logit analysis of qualitative choice behavior", in
P. Zarembka (ed.), Frontiers in Econometrics, 1974. E. C. Fieller, "Some problems in
interval estimation", Journal of the Royal Statistical Society B 16(2), 1954.
A. Albert and J. A. Anderson, "On the existence of maximum likelihood estimates in
logistic regression models", Biometrika 71(1), 1984 (which answers fit no curve).
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import expit, ndtri

from nqpf.models.checks import strictly_between
from nqpf.models.choice import Attachment, tally

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """The curve that makes the answers most likely, and how sure it is.

    Parameters
    ----------
    intercept, slope
        a and b (no unit).
    intercept_variance, slope_variance, covariance
        Of their estimates.
    people
        How many answers there were.
    """

    intercept: float
    slope: float
    intercept_variance: float
    slope_variance: float
    covariance: float
    people: int

    @property
    def attachment(self) -> Attachment:
        """The estimated worth."""
        return Attachment(
            median=math.exp(-self.intercept / self.slope), steepness=self.slope
        )


def fit(answers: pd.DataFrame) -> Fit:
    """Estimate the curve by maximum likelihood.

    Parameters
    ----------
    answers
        `offer` (yuan, above 0) and `accepts` (1 or 0), a row an answer.

    Raises
    ------
    ValueError
        If the answers fit no curve: one offer only, all the same answer, a clean
        break between two offers, or fewer acceptances the more is offered.

    Examples
    --------
    >>> from nqpf.models.choice import Survey, ask
    >>> found = fit(ask(Survey(people=5000), Attachment(median=2800)))
    >>> abs(found.attachment.median / 2800 - 1) < 0.1
    True
    """
    counts = tally(answers)
    _refuse_what_fits_no_curve(counts)
    offers = counts["offer"].to_numpy()
    people = counts["people"].to_numpy(float)
    accepting = counts["accepting"].to_numpy(float)
    centre = float(np.log(offers).mean())
    terms = np.column_stack([np.ones(len(offers)), np.log(offers) - centre])
    guess, information = _most_likely(terms, people, accepting)
    variances = np.linalg.inv(information)
    move = np.array([[1.0, -centre], [0.0, 1.0]])  # back to an uncentred logarithm
    intercept, slope = move @ guess
    variances = move @ variances @ move.T
    if slope <= 0:
        msg = (
            "answers must be accepted more often the more is offered; here the share "
            "does not rise with the offer, so no offer is the median"
        )
        raise ValueError(msg)
    return Fit(
        intercept=float(intercept),
        slope=float(slope),
        intercept_variance=float(variances[0, 0]),
        slope_variance=float(variances[1, 1]),
        covariance=float(variances[0, 1]),
        people=int(people.sum()),
    )


def median_interval(found: Fit, *, confidence: float = 0.95) -> tuple[float, float]:
    """Return between which medians the answers cannot decide (Fieller's interval).

    Parameters
    ----------
    found
        An estimated curve.
    confidence
        How often such an interval holds the median (no unit, between 0 and 1).

    Returns
    -------
    tuple of float
        Low and high end (yuan, once). Where the answers do not even settle that
        the curve rises, they are 0 and infinity.

    Examples
    --------
    >>> from nqpf.models.choice import Survey, ask
    >>> few = fit(ask(Survey(people=60, offers=(500, 1000)), Attachment()))
    >>> median_interval(few)
    (0.0, inf)
    """
    strictly_between(0, 1, confidence=confidence)
    score = float(ndtri(0.5 + confidence / 2)) ** 2
    square = found.slope**2 - score * found.slope_variance
    if square <= 0:
        return 0.0, math.inf
    middle = found.intercept * found.slope - score * found.covariance
    rest = found.intercept**2 - score * found.intercept_variance
    width = math.sqrt(middle**2 - square * rest)
    low, high = ((-middle + sign * width) / square for sign in (-1, 1))
    return _exp(low), _exp(high)


def band(found: Fit, offers: Array, *, confidence: float = 0.95) -> pd.DataFrame:
    """Return the estimated curve and a band around it.

    Parameters
    ----------
    found
        An estimated curve.
    offers
        Where to compute it (yuan, once; above 0).
    confidence
        How often the band holds the share at an offer (no unit, between 0 and 1).

    Returns
    -------
    pandas.DataFrame
        `offer` (yuan), `share`, `low` and `high` (no unit).
    """
    strictly_between(0, 1, confidence=confidence)
    logs = np.log(offers)
    index = found.intercept + found.slope * logs
    variance = (
        found.intercept_variance
        + 2 * logs * found.covariance
        + logs**2 * found.slope_variance
    )
    reach = float(ndtri(0.5 + confidence / 2)) * np.sqrt(variance)
    return pd.DataFrame(
        {
            "offer": offers,
            "share": expit(index),
            "low": expit(index - reach),
            "high": expit(index + reach),
        }
    )


def _most_likely(
    terms: Array, people: Array, accepting: Array
) -> tuple[Array, npt.NDArray[np.float64]]:
    """Return the coefficients of the highest likelihood, by Newton's method."""
    guess = np.zeros(terms.shape[1])
    for _ in range(100):
        share = expit(terms @ guess)
        slope = terms.T @ (accepting - people * share)
        information = (terms.T * (people * share * (1 - share))) @ terms
        step = np.linalg.solve(information, slope)
        guess = guess + step / max(1.0, float(np.abs(step).max()))
        if np.abs(step).max() < 1e-10:  # noqa: PLR2004 - far below any standard error
            break
    return guess, information


def _refuse_what_fits_no_curve(counts: pd.DataFrame) -> None:
    """Say in words why a table of answers has no most likely curve."""
    if len(counts) == 1:
        msg = (
            "answers must be to two offers at least; one offer shows one point of "
            "the curve"
        )
        raise ValueError(msg)
    shares = counts["share"].to_numpy()
    if (shares == 0).all() or (shares == 1).all():
        said = "yes" if shares[0] else "no"
        msg = (
            f"answers must differ; here all {counts['people'].sum()} say {said}, so "
            "the median lies beyond the offers: change the offers or ask more people"
        )
        raise ValueError(msg)
    mixed = np.count_nonzero((shares > 0) & (shares < 1))
    rises = (np.diff(shares) >= 0).all()
    falls = (np.diff(shares) <= 0).all()
    if mixed <= 1 and (rises or falls):
        msg = (
            "answers must overlap; here everything on one side of a point is refused "
            "and everything on the other accepted, so the curve could be as steep as "
            "you like: ask more people"
        )
        raise ValueError(msg)


def _exp(log: float) -> float:
    """Return a yuan amount from its logarithm, however large."""
    return math.exp(log) if log < 700 else math.inf  # noqa: PLR2004 - largest float
