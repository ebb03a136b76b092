"""From answers to a curve: the estimate, its interval, and what fits no curve."""

import math

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from scipy.optimize import minimize
from scipy.special import log_expit

from nqpf.models.choice import OFFERS, Attachment, Survey, ask
from nqpf.models.logit import band, fit, median_interval

WORTH = Attachment()
ANSWERS = ask(Survey(), WORTH)


def test_the_estimate_is_the_highest_likelihood() -> None:
    """A second route: a general optimiser on the answers one by one."""
    logs = np.log(ANSWERS["offer"].to_numpy())
    signs = 2 * ANSWERS["accepts"].to_numpy() - 1

    def loss(guess: npt.NDArray[np.float64]) -> float:
        return -float(log_expit(signs * (guess[0] + guess[1] * logs)).sum())

    best = minimize(loss, x0=np.array([-5.0, 1.0]), tol=1e-10)

    found = fit(ANSWERS)
    assert [found.intercept, found.slope] == pytest.approx(best.x, abs=1e-3)


def test_the_variances_are_those_of_many_samples() -> None:
    """A second route: the spread of estimates over 400 surveys."""
    fits = [fit(ask(Survey(people=900, seed=seed), WORTH)) for seed in range(400)]

    slopes = np.array([found.slope for found in fits])
    intercepts = np.array([found.intercept for found in fits])
    said = fits[0]
    assert slopes.std() ** 2 == pytest.approx(said.slope_variance, rel=0.25)
    assert intercepts.std() ** 2 == pytest.approx(said.intercept_variance, rel=0.25)
    assert np.cov(slopes, intercepts)[0, 1] == pytest.approx(said.covariance, rel=0.25)


@pytest.mark.parametrize("offers", [OFFERS, (500, 1000)], ids=["nine", "two"])
def test_the_interval_holds_the_median_as_often_as_it_says(
    offers: tuple[float, ...],
) -> None:
    """95 of 100 intervals, even where the median lies beyond all offers."""
    holds = []
    for seed in range(600):
        answers = ask(Survey(people=300, seed=seed, offers=offers), WORTH)
        try:
            low, high = median_interval(fit(answers))
        except ValueError:  # a falling curve: nothing is claimed
            continue
        holds.append(low <= WORTH.median <= high)

    assert len(holds) > 550
    assert np.mean(holds) == pytest.approx(0.95, abs=0.03)


def test_the_ends_of_the_interval_are_where_the_test_turns() -> None:
    """Fieller: there the linear index is 1.96 standard errors from nought."""
    found = fit(ANSWERS)

    for end in median_interval(found):
        log = math.log(end)
        variance = (
            found.intercept_variance
            + 2 * log * found.covariance
            + log**2 * found.slope_variance
        )
        score = (found.intercept + found.slope * log) / math.sqrt(variance)
        assert abs(score) == pytest.approx(1.959964, rel=1e-5)


def test_the_median_lies_where_the_band_holds_one_half() -> None:
    """The interval of the median and the band around the curve are one statement."""
    found = fit(ANSWERS)
    low, high = median_interval(found)

    edges = band(found, np.array([low, found.attachment.median, high]))

    assert edges.loc[0, "high"] == pytest.approx(0.5)
    assert edges.loc[1, "share"] == pytest.approx(0.5)
    assert edges.loc[2, "low"] == pytest.approx(0.5)


def test_more_confidence_is_a_wider_interval() -> None:
    """At one confidence the ends lie inside those of a higher one."""
    narrow, wide = (median_interval(fit(ANSWERS), confidence=c) for c in (0.8, 0.99))

    assert wide[0] < narrow[0] < narrow[1] < wide[1]


def test_yuan_or_cents_make_no_difference() -> None:
    """A hundred times the unit is a hundred times the median, at one steepness."""
    cents = ANSWERS.assign(offer=ANSWERS["offer"] * 100)

    yuan, hundred = fit(ANSWERS).attachment, fit(cents).attachment

    assert hundred.median == pytest.approx(100 * yuan.median)
    assert hundred.steepness == pytest.approx(yuan.steepness)


@pytest.mark.parametrize(
    ("offers", "accepts", "message"),
    [
        ([500, 500], [0, 1], "to two offers at least"),
        ([500, 1000], [0, 0], "here all 2 say no"),
        ([500, 1000], [1, 1], "here all 2 say yes"),
        ([500, 500, 1000, 1000], [0, 0, 1, 1], "answers must overlap"),
        ([500, 500, 1000, 1000], [0, 1, 1, 1], "answers must overlap"),
        ([500, 500, 500, 1000, 1000], [0, 1, 1, 0, 1], "more often the more"),
    ],
)
def test_answers_that_fit_no_curve_are_refused(
    offers: list[float], accepts: list[int], message: str
) -> None:
    """A sentence says what is missing."""
    with pytest.raises(ValueError, match=message):
        fit(pd.DataFrame({"offer": offers, "accepts": accepts}))


def test_a_flat_curve_settles_nothing() -> None:
    """Where the slope may be nought, no median is excluded."""
    answers = pd.DataFrame(
        {
            "offer": [500] * 10 + [1000] * 10,
            "accepts": [1] * 3 + [0] * 7 + [1] * 4 + [0] * 6,
        }
    )

    assert median_interval(fit(answers)) == (0.0, math.inf)


def test_certainty_is_refused() -> None:
    """No interval holds the median always."""
    with pytest.raises(ValueError, match="confidence must lie strictly between 0 and"):
        median_interval(fit(ANSWERS), confidence=1.0)
