r"""What would you take to give it up: offers, answers, and the worth of a free thing.

A person keeps a free service unless the offer for giving it up exceeds what it is
worth to her: her willingness to accept. That worth differs between persons; its
logarithm is taken to be logistic, so that an offer :math:`x` is accepted with chance

.. math::

    P(x) = \frac{1}{1 + (x / M)^{-b}}
         = \frac{1}{1 + e^{-(a + b \ln x)}},
    \qquad M = e^{-a/b}

:math:`M` is the median worth, :math:`b` says how alike persons are. Nobody is asked
for a figure: each answers yes or no to one offer; `nqpf.models.logit` finds the curve
from the answers. The mean worth is the area under the curve of those who keep the
service,

.. math::

    \int_0^\infty (1 - P(x))\,\mathrm{d}x = M\,\frac{\pi / b}{\sin(\pi / b)}
    \quad (b > 1), \qquad \infty \quad (b \le 1)

and times the number of persons it is their consumer surplus. It hangs on a tail to
which no offer reached, so the median is what an experiment can tell.

==============  ========================================================
:math:`x`       offer (yuan, paid once for giving up the service for good)
:math:`M`       median willingness to accept (yuan, once)
:math:`b`       steepness of the curve over the logarithm of the offer (no unit)
==============  ========================================================

Cautions: what persons accept for giving up is mostly more than what they would pay;
answers without consequence may be idle; a service given up alone is not one given
up together (`nqpf.models.network`); and consumer surplus is neither revenue nor a
part of gross domestic product.

References
----------
D. McFadden, "Conditional logit analysis of qualitative choice behavior", in
P. Zarembka (ed.), Frontiers in Econometrics, 1974. W. M. Hanemann, "Welfare
evaluations in contingent valuation experiments with discrete responses", American
Journal of Agricultural Economics 66(3), 1984 (median and mean). E. Brynjolfsson,
A. Collis and F. Eggers, "Using massive online choice experiments to measure changes
in well-being", PNAS 116(15), 2019. Against such surveys: J. Hausman, "Contingent
valuation: from dubious to hopeless", Journal of Economic Perspectives 26(4), 2012.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import expit, hyp2f1

from nqpf.models.checks import above, whole

Array = npt.NDArray[np.float64]

OFFERS = (50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000)
"""What the persons of the course's experiment are offered (yuan, once)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """How much a service is worth to those who use it.

    Parameters
    ----------
    median
        What half of them would take to give it up (yuan, once; above 0).
    steepness
        How alike they are (no unit; above 0).
    """

    median: float = 2800.0
    steepness: float = 1.2

    def __post_init__(self) -> None:
        """Refuse a worth below nothing."""
        above(0, median=self.median, steepness=self.steepness)


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """Who is asked what.

    Parameters
    ----------
    people
        How many are asked, one question each (a whole number, at least 1).
    offers
        The offers, spread evenly over the people (yuan, once; each above 0).
    seed
        Which sample of this kind (a whole number, at least 0).
    """

    people: int = 600
    offers: tuple[float, ...] = OFFERS
    seed: int = 14

    def __post_init__(self) -> None:
        """Refuse a survey that asks nobody or offers nothing."""
        whole(1, people=self.people)
        whole(0, seed=self.seed)
        whole(1, number_of_offers=len(self.offers))
        for offer in self.offers:
            above(0, offers=offer)


def acceptance(offer: float | Array, attachment: Attachment) -> Array:
    """Return the share of persons who take an offer.

    Parameters
    ----------
    offer
        Yuan, once (above 0).
    attachment
        What the service is worth.

    Examples
    --------
    >>> acceptance(2800.0, Attachment(median=2800)).item()
    0.5
    """
    logs = np.log(np.asarray(offer, dtype=float) / attachment.median)
    share: Array = np.asarray(expit(attachment.steepness * logs))
    return share


def ask(survey: Survey, attachment: Attachment, *, question: int = 0) -> pd.DataFrame:
    """Simulate the answers of a choice experiment: stylised persons, no real ones.

    The same seed asks the same persons, so that what changes with another parameter
    is not chance.

    Parameters
    ----------
    survey
        Who is asked what.
    attachment
        What the service is worth to them.
    question
        Which question it is (a whole number, at least 0): the offers are dealt anew
        for each.

    Returns
    -------
    pandas.DataFrame
        A row a person: `respondent` (from 1), `offer` (yuan, once) and `accepts`
        (1 or 0).

    Examples
    --------
    >>> ask(Survey(people=4, offers=(500, 1000)), Attachment())
       respondent   offer  accepts
    0           1   500.0        0
    1           2  1000.0        0
    2           3   500.0        0
    3           4  1000.0        0
    """
    whole(0, question=question)
    places = np.random.default_rng(survey.seed).random(survey.people)
    odds = places / (1 - places)
    worth = attachment.median * odds ** (1 / attachment.steepness)
    offers = np.resize(np.asarray(survey.offers, dtype=float), survey.people)
    offers = np.random.default_rng((survey.seed, question)).permutation(offers)
    return pd.DataFrame(
        {
            "respondent": np.arange(1, survey.people + 1),
            "offer": offers,
            "accepts": (offers > worth).astype(int),
        }
    )


def tally(answers: pd.DataFrame) -> pd.DataFrame:
    """Count the answers to each offer.

    Parameters
    ----------
    answers
        `offer` (yuan) and `accepts` (1 or 0), a row an answer.

    Returns
    -------
    pandas.DataFrame
        `offer`, `people` (asked), `accepting` (persons) and `share`, by offer.

    Examples
    --------
    >>> tally(pd.DataFrame({"offer": [500, 500, 1000], "accepts": [0, 1, 1]}))
        offer  people  accepting  share
    0   500.0       2          1    0.5
    1  1000.0       1          1    1.0
    """
    offers, place = np.unique(answers["offer"].to_numpy(float), return_inverse=True)
    people = np.bincount(place)
    accepting = np.bincount(place, answers["accepts"].to_numpy(float))
    return pd.DataFrame(
        {
            "offer": offers,
            "people": people,
            "accepting": accepting.astype(int),
            "share": accepting / people,
        }
    )


def mean_worth(attachment: Attachment, *, up_to: float = math.inf) -> float:
    """Return the mean worth, or what of it lies below a highest offer.

    Times the number of persons it is their consumer surplus.

    Parameters
    ----------
    attachment
        What the service is worth.
    up_to
        Where to stop counting (yuan, once; above 0): the area under the curve of
        those who keep the service, up to that offer.

    Returns
    -------
    float
        Yuan, once, per person; infinite if persons differ too much and nothing
        stops the count.

    Examples
    --------
    >>> whole, told = (
    ...     mean_worth(Attachment(median=2800), up_to=end) for end in (math.inf, 20_000)
    ... )
    >>> round(whole), round(told)
    (14661, 5334)
    """
    power = 1 / attachment.steepness
    if up_to == math.inf:
        if power >= 1:
            return math.inf
        return attachment.median * math.pi * power / math.sin(math.pi * power)
    above(0, up_to=up_to)
    ratio = (up_to / attachment.median) ** attachment.steepness
    return float(up_to * hyp2f1(1, power, 1 + power, -ratio))
