r"""Try or deliberate: what talk costs, what failure costs, and what each teaches.

A team looks for a way that works. It first talks for :math:`\tau` months, then
tries, again and again, until a trial succeeds. Both talk and failure teach: with
:math:`j` failures behind it, a trial succeeds with the chance

.. math::

    q_j = \bar q - (\bar q - q_0)\,e^{-(\tau + x j)/T}

where a failed trial teaches as much as :math:`x` months of talk. With :math:`N`
the number of trials needed, success is worth less the later it comes, and each
trial costs :math:`F`:

.. math::

    W(\tau) = V e^{-\rho\tau}\,\mathrm{E}\,e^{-\rho d N} - F\,\mathrm{E} N,
    \qquad P(N > n) = \prod_{j<n} (1 - q_j)

If failures teach nothing (:math:`x = 0`), :math:`N` is geometric and

.. math::

    \mathrm{E} N = \frac1q,\qquad
    \mathrm{E}\,e^{-\rho d N} = \frac{q\beta}{1 - (1 - q)\beta},\quad
    \beta = e^{-\rho d}

:math:`W` is linear in :math:`F`. So talking for :math:`\tau` months beats trying at
once exactly where :math:`F` exceeds
:math:`(W_V(0) - W_V(\tau)) / (\mathrm{E}N(0) - \mathrm{E}N(\tau))`, :math:`W_V` being
the first term; the least of these ratios is how dear a trial may be before talk pays.

======================  ======================================================
:math:`V`               what success is worth today (any money)
:math:`F`               cost of a trial (the same money)
:math:`\tau`            talk before the first trial (months)
:math:`d`               length of a trial (months)
:math:`\rho`            value lost to waiting (logarithmic fraction per month)
:math:`q_0, \bar q`     chance of an untaught trial, and of a fully taught one
:math:`T`               talk that closes 63 % of the way between them (months)
:math:`x`               what a failed trial teaches (months of talk)
:math:`W`               expected net value (money)
======================  ======================================================

Left out: a team that gives up, harm that a failure does to others, and lessons that
talk cannot give at any length, beyond :math:`\bar q`.

References
----------
A model of this course, in the line of K. J. Arrow, "The economic implications of
learning by doing", Review of Economic Studies 29(3), 1962; M. L. Weitzman, "Optimal
search for the best alternative", Econometrica 47(3), 1979; and S. Thomke,
"Experimentation Matters", Harvard Business School Press, 2003.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from nqpf.models.checks import above, at_least, strictly_between
from nqpf.models.sample import Array

TRIALS = 200
"""Trials that are added one by one; beyond them a failure teaches no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """A team that looks for a way that works.

    Parameters
    ----------
    value
        What success is worth today (any money, above 0).
    trial_cost
        What a trial costs (the same money, at least 0).
    trial_months
        How long a trial takes (months, above 0).
    fading
        Value lost to waiting (logarithmic fraction per month, at least 0).
    first_chance, last_chance
        The chance that a trial succeeds when nothing, and when all that can be
        learned, is known (no unit, strictly between 0 and 1, the last the higher).
    talk_months
        Talk that closes 63 % of the way between them (months, above 0).
    lesson_months
        What a failed trial teaches (months of talk, at least 0).
    """

    value: float = 100.0
    trial_cost: float = 4.0
    trial_months: float = 3.0
    fading: float = 0.03
    first_chance: float = 0.15
    last_chance: float = 0.8
    talk_months: float = 8.0
    lesson_months: float = 2.0

    def __post_init__(self) -> None:
        """Refuse a search that could not be."""
        above(0, value=self.value, trial_months=self.trial_months)
        above(0, talk_months=self.talk_months)
        at_least(0, trial_cost=self.trial_cost, fading=self.fading)
        at_least(0, lesson_months=self.lesson_months)
        strictly_between(0, 1, first_chance=self.first_chance)
        strictly_between(self.first_chance, 1, last_chance=self.last_chance)


def outcomes(search: Search, months: npt.ArrayLike) -> pd.DataFrame:
    """Return what is to be expected of talking first for so many months.

    Parameters
    ----------
    search
        The search.
    months
        Talk before the first trial (months, at least 0): one or several numbers.

    Returns
    -------
    pandas.DataFrame
        A row for each: `months`; `trials` expected; the parts that the value of
        success falls into, which add up to it: `lost_to_talk`, `lost_to_trials`
        (time that trials take), `trial_cost` and `net` (money). A net below 0
        says that the search is better not begun.

    Examples
    --------
    >>> search = Search(lesson_months=0, fading=0)
    >>> outcomes(search, [0, 12]).round(2).to_dict("list")["net"]
    [73.33, 93.89]
    """
    talk = np.atleast_1d(np.asarray(months, dtype=np.float64))
    at_least(0, months=float(talk.min()))
    trials, reached = _sums(search, talk)
    late = np.exp(-search.fading * talk)
    lost_to_talk = search.value * (1 - late)
    lost_to_trials = search.value * late * (1 - reached)
    cost = search.trial_cost * trials
    return pd.DataFrame(
        {
            "months": talk,
            "trials": trials,
            "lost_to_talk": lost_to_talk,
            "lost_to_trials": lost_to_trials,
            "trial_cost": cost,
            "net": search.value * late * reached - cost,
        }
    )


def best_months(search: Search, *, most: float = 36.0, step: float = 0.25) -> float:
    """Return the length of talk that leaves most.

    Parameters
    ----------
    search
        The search.
    most, step
        The lengths that are tried: from 0 to `most` in steps (months).

    Returns
    -------
    float
        Talk before the first trial (months); the shortest of equals.

    Examples
    --------
    >>> best_months(Search(trial_cost=1)), best_months(Search(trial_cost=20))
    (1.0, 7.0)
    """
    found = outcomes(search, _grid(most, step))
    return float(found["months"][found["net"].to_numpy().argmax()])


def dearest_trial(search: Search, *, most: float = 36.0, step: float = 0.25) -> float:
    """Return how dear a trial may be before talking first pays.

    Parameters
    ----------
    search
        The search; its own cost of a trial does not matter.
    most, step
        The lengths of talk that are compared with none (months).

    Returns
    -------
    float
        Cost of a trial (money). At 0 talk pays even where failure is free, for it
        takes less time than the trials that it saves.

    Examples
    --------
    >>> dearest_trial(Search()) < dearest_trial(Search(lesson_months=6))
    True
    """
    talk = _grid(most, step)
    trials, reached = _sums(search, talk)
    worth = search.value * np.exp(-search.fading * talk) * reached
    return float(max(0.0, np.min((worth[0] - worth[1:]) / (trials[0] - trials[1:]))))


def chances(search: Search, *, months: float, trials: int) -> Array:
    """Return the chance of each trial, if all before it failed.

    Examples
    --------
    >>> chances(Search(lesson_months=8), months=0, trials=3).round(3).tolist()
    [0.15, 0.561, 0.712]
    """
    at_least(0, months=months)
    above(0, trials=trials)
    made: Array = _chances(search, np.array([months]), trials)[0]
    return made


def _grid(most: float, step: float) -> Array:
    above(0, most=most, step=step)
    return np.arange(0, most + step / 2, step)


def _chances(search: Search, talk: Array, trials: int) -> Array:
    """Return chances of success, shape (lengths of talk, trials)."""
    learned = talk[:, None] + search.lesson_months * np.arange(trials)
    way = search.last_chance - search.first_chance
    made: Array = search.last_chance - way * np.exp(-learned / search.talk_months)
    return made


def _sums(search: Search, talk: Array) -> tuple[Array, Array]:
    """Return the expected number of trials, and what is left of a value after them.

    Beyond `TRIALS` the chance stays as it is, and the rest is a geometric series.
    """
    chance = _chances(search, talk, TRIALS)
    failed = np.cumprod(1 - chance, axis=1)
    reached = np.hstack([np.ones((len(talk), 1)), failed[:, :-1]])
    kept = np.exp(-search.fading * search.trial_months)
    faded = kept ** np.arange(1, TRIALS + 1)
    last, rest = chance[:, -1], failed[:, -1]
    tail = kept ** (TRIALS + 1) * last / (1 - (1 - last) * kept)
    trials = reached.sum(axis=1) + rest / last
    return trials, (reached * chance) @ faded + rest * tail
