r"""Prize or grant: pay for the answer, or pay for the attempt.

A sponsor wants a problem solved. Each of :math:`N` teams knows its own chance
:math:`p` of solving it; the sponsor knows only that chances are spread evenly from
:math:`a` to :math:`b`. Trying costs :math:`c`.

*Grant.* The sponsor chooses :math:`m` teams without knowing who is good, and pays
each its cost. The problem is solved with the chance :math:`1 - (1 - \bar p)^m`.

*Prize* (in Chinese 揭榜挂帅: whoever takes down the notice, commands). The sponsor
pays :math:`P` if the problem is solved, shared by lot among those who solved it. A
share :math:`\varphi` of the teams can advance the cost; of these, whoever is good
enough tries. The least chance :math:`p^*` that tries just earns its cost back:

.. math::

    p^* P\,\frac{1 - (1 - Q)^N}{N Q} = c,\qquad
    Q = \varphi \int_{p^*}^{b} p\,\frac{dp}{b - a}

:math:`Q` is the chance that any one team tries and succeeds, and the fraction is the
mean of one over one more than the other winners. The problem is solved with the
chance :math:`S = 1 - (1 - Q)^N`, and the sponsor pays :math:`P S`.

A prize finds out who is good and pays only for success. It also calls up too many
(each counts winning as its own gain, though another would have solved it too) or
too few (those who cannot advance the cost). Welfare counts what trying costs,
whoever bears it: :math:`V S - c \cdot \mathrm{E}[\text{teams that try}]`.

======================  ======================================================
:math:`V`               what a solution is worth (any money)
:math:`c`               cost of trying (the same money)
:math:`a, b`            lowest and highest chance of a team (no unit)
:math:`\varphi`         share of teams that can advance the cost (no unit)
:math:`P`               the prize (money)
:math:`p^*`             the least chance that tries (no unit)
======================  ======================================================

References
----------
B. D. Wright, "The economics of invention incentives: patents, prizes, and research
contracts", American Economic Review 73(4), 1983, on what each side knows. Too much
entry for a common prize: G. C. Loury, "Market structure and innovation", Quarterly
Journal of Economics 93(3), 1979. The closed form with shared prizes is worked out
here.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from nqpf.models.checks import above, at_least, between, whole
from nqpf.models.sample import Array

HALVINGS = 60
"""How often the interval around the least chance is halved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A problem, and the teams that might solve it.

    Parameters
    ----------
    value
        What a solution is worth (any money, above 0).
    cost
        What trying costs a team (the same money, above 0).
    teams
        How many could try (a whole number).
    low, high
        The lowest and the highest chance that a team has (no unit, from 0 to 1,
        the highest the higher).
    financed
        The share of teams that can advance the cost (no unit, 0 to 1).
    """

    value: float = 100.0
    cost: float = 4.0
    teams: int = 12
    low: float = 0.0
    high: float = 0.4
    financed: float = 1.0

    def __post_init__(self) -> None:
        """Refuse a problem that could not be."""
        above(0, value=self.value, cost=self.cost)
        whole(1, teams=self.teams)
        between(0, 1, low=self.low, high=self.high, financed=self.financed)
        above(self.low, high=self.high)


def grant(problem: Problem, chosen: npt.ArrayLike) -> pd.DataFrame:
    """Return what comes of paying some teams for their attempt.

    Parameters
    ----------
    problem
        The problem.
    chosen
        How many teams are paid (whole numbers from 0 to all): one or several.

    Returns
    -------
    pandas.DataFrame
        A row for each: `chosen`, `tries` (teams that try), `solved` (chance),
        `paid` (by the sponsor), `sponsor` (value less what is paid) and `welfare`
        (value less what trying costs); the last three expected, in money.

    Examples
    --------
    >>> grant(Problem(), [1, 5]).round(2).to_dict("list")["welfare"]
    [16.0, 47.23]
    """
    counts = np.atleast_1d(np.asarray(chosen, dtype=np.float64))
    for count in counts:
        whole(0, chosen=float(count))
    between(0, problem.teams, chosen=float(counts.max()))
    mean = (problem.low + problem.high) / 2
    solved = 1 - (1 - mean) ** counts
    paid = problem.cost * counts
    worth = problem.value * solved - paid
    return pd.DataFrame(
        {
            "chosen": counts.astype(int),
            "tries": counts,
            "solved": solved,
            "paid": paid,
            "sponsor": worth,
            "welfare": worth,
        }
    )


def prize(problem: Problem, prizes: npt.ArrayLike) -> pd.DataFrame:
    """Return what comes of a prize for whoever solves the problem.

    Parameters
    ----------
    problem
        The problem.
    prizes
        The prize (money, at least 0): one or several.

    Returns
    -------
    pandas.DataFrame
        A row for each: `prize`, `least` (the least chance that tries; the highest
        chance there is if none does) and, as for a grant, `tries`, `solved`,
        `paid`, `sponsor` and `welfare`.

    Examples
    --------
    >>> prize(Problem(), [5, 40]).round(2)[["least", "tries", "solved"]].to_dict("list")
    {'least': [0.4, 0.21], 'tries': [0.0, 5.8], 'solved': [0.0, 0.85]}
    """
    offers = np.atleast_1d(np.asarray(prizes, dtype=np.float64))
    at_least(0, prizes=float(offers.min()))
    least = _least(problem, offers)
    wins = _wins(problem, least)
    width = problem.high - problem.low
    tries = problem.teams * problem.financed * (problem.high - least) / width
    solved = 1 - (1 - wins) ** problem.teams
    paid = offers * solved
    return pd.DataFrame(
        {
            "prize": offers,
            "least": least,
            "tries": tries,
            "solved": solved,
            "paid": paid,
            "sponsor": problem.value * solved - paid,
            "welfare": problem.value * solved - problem.cost * tries,
        }
    )


def _wins(problem: Problem, least: Array) -> Array:
    """Return the chance that any one team tries and succeeds."""
    mass = (problem.high**2 - least**2) / (2 * (problem.high - problem.low))
    made: Array = problem.financed * mass
    return made


def _earns(problem: Problem, offers: Array, least: Array) -> Array:
    """Return what the least good team that tries may expect (money)."""
    wins = _wins(problem, least)
    any_wins = 1 - (1 - wins) ** problem.teams
    share = np.divide(
        any_wins, problem.teams * wins, out=np.ones_like(wins), where=wins > 0
    )
    made: Array = least * offers * share
    return made


def _least(problem: Problem, offers: Array) -> Array:
    """Halve the interval: the better the least team, the more it may expect."""
    low, high = np.full_like(offers, problem.low), np.full_like(offers, problem.high)
    low = np.where(_earns(problem, offers, high) < problem.cost, high, low)
    high = np.where(_earns(problem, offers, low) >= problem.cost, low, high)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        enough = _earns(problem, offers, middle) >= problem.cost
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return high
