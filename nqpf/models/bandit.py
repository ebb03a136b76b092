r"""Explore or exploit: several routes, each of unknown promise, one trial at a time.

Route :math:`k` succeeds with an unknown chance :math:`\theta_k`. What a policy knows
of it are its successes :math:`a_k` and failures :math:`b_k` so far.

- *Greedy*: the route with the highest mean :math:`(a_k + 1)/(a_k + b_k + 2)`.
- *Epsilon*: with the chance :math:`\varepsilon` any route, otherwise greedy.
- *Thompson*: draw :math:`\tilde\theta_k \sim \mathrm{Beta}(a_k + 1, b_k + 1)` and
  take the highest: each route is tried as often as it may still be the best.

Equals are settled by lot. What not knowing costs is the *regret*, the successes that
are missing beside one who always takes the best route,

.. math:: R_T = \sum_{t=1}^{T} (\max_k \theta_k - \theta_{k(t)})

Greed can settle on a poor route for ever, so its regret grows in proportion to time;
so does epsilon's, at :math:`\varepsilon` times the mean shortfall. Thompson's grows
as the logarithm of time.

=====================  =====================================================
:math:`\theta_k`       chance that a trial of route k succeeds (no unit)
:math:`a_k, b_k`       successes and failures so far (trials)
:math:`\varepsilon`    share of trials spent on trying anything (no unit)
:math:`R_T`            regret (successes)
=====================  =====================================================

References
----------
W. R. Thompson, "On the likelihood that one unknown probability exceeds another in
view of the evidence of two samples", Biometrika 25, 1933. H. Robbins, "Some aspects
of the sequential design of experiments", Bulletin of the American Mathematical
Society 58, 1952. T. L. Lai and H. Robbins, "Asymptotically efficient adaptive
allocation rules", Advances in Applied Mathematics 6, 1985. In organisations:
J. G. March, "Exploration and exploitation in organizational learning", Organization
Science 2(1), 1991.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from nqpf.models.checks import between, one_of, strictly_between, whole
from nqpf.models.sample import Array

Kind = Literal["greedy", "epsilon", "thompson"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How the next route is chosen.

    Parameters
    ----------
    kind
        "greedy", "epsilon" or "thompson".
    epsilon
        Share of trials spent on trying anything (no unit, 0 to 1); only for
        "epsilon".
    """

    kind: Kind = "thompson"
    epsilon: float = 0.1

    def __post_init__(self) -> None:
        """Refuse a policy that is none."""
        one_of(get_args(Kind), kind=self.kind)
        between(0, 1, epsilon=self.epsilon)

    @property
    def name(self) -> str:
        """What a chart calls it."""
        return f"epsilon {self.epsilon:g}" if self.kind == "epsilon" else self.kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Routes:
    """Technology routes, and how often they can be tried.

    Parameters
    ----------
    chances
        The chance that a trial of each succeeds (no unit, strictly between 0 and
        1), which no policy knows; at least two.
    trials
        How many trials there are in all (a whole number).
    teams
        How many teams meet these routes, each alone, so that luck evens out (a
        whole number).
    seed
        Which luck they have (a whole number, at least 0).
    """

    chances: tuple[float, ...] = (0.3, 0.4, 0.5)
    trials: int = 200
    teams: int = 300
    seed: int = 1

    def __post_init__(self) -> None:
        """Refuse routes that could not be."""
        whole(2, **{"the number of routes": len(self.chances)})
        for number, chance in enumerate(self.chances, start=1):
            strictly_between(0, 1, **{f"chance of route {number}": chance})
        whole(1, trials=self.trials, teams=self.teams)
        whole(0, seed=self.seed)


def play(routes: Routes, policy: Policy) -> pd.DataFrame:
    """Return how a policy fares, on average over the teams.

    Parameters
    ----------
    routes
        The routes and the trials.
    policy
        How the next route is chosen.

    Returns
    -------
    pandas.DataFrame
        A row a trial: `policy`, `trial` (from 1), `regret` (successes missed so
        far) and `best` (share of teams on the best route; fraction).

    Examples
    --------
    >>> table = play(Routes(trials=100), Policy(kind="epsilon", epsilon=1))
    >>> table["regret"].iloc[-1].round(1)
    np.float64(10.0)
    """
    chosen = choices(routes, policy)
    chances = np.array(routes.chances)
    missed = chances.max() - chances[chosen]
    return pd.DataFrame(
        {
            "policy": policy.name,
            "trial": np.arange(1, routes.trials + 1),
            "regret": missed.mean(axis=0).cumsum(),
            "best": (missed == 0).mean(axis=0),
        }
    )


def compare(routes: Routes, policies: Sequence[Policy]) -> pd.DataFrame:
    """Return how several policies fare on the same routes, one after the other."""
    return pd.concat([play(routes, policy) for policy in policies], ignore_index=True)


def stuck(routes: Routes, policy: Policy) -> float:
    """Return the share of teams that end on a route that is not the best.

    Parameters
    ----------
    routes, policy
        As for `play`.

    Returns
    -------
    float
        Share of teams (fraction).

    Examples
    --------
    >>> routes = Routes(chances=(0.3, 0.6), trials=300)
    >>> stuck(routes, Policy(kind="greedy")) > stuck(routes, Policy(kind="thompson"))
    True
    """
    chances = np.array(routes.chances)
    last = chances[choices(routes, policy)[:, -1]]
    return float((last < chances.max()).mean())


def choices(routes: Routes, policy: Policy) -> npt.NDArray[np.intp]:
    """Return which route each team takes at each trial, shape (teams, trials)."""
    random = np.random.default_rng(routes.seed)
    chances = np.array(routes.chances)
    won = np.ones((routes.teams, len(chances)))
    lost = np.ones_like(won)
    taken = np.empty((routes.teams, routes.trials), dtype=np.intp)
    teams = np.arange(routes.teams)
    for trial in range(routes.trials):
        route = _next(random, policy, won, lost)
        success = random.random(routes.teams) < chances[route]
        won[teams, route] += success
        lost[teams, route] += ~success
        taken[:, trial] = route
    return taken


def _next(
    random: np.random.Generator, policy: Policy, won: Array, lost: Array
) -> npt.NDArray[np.intp]:
    route: npt.NDArray[np.intp]
    if policy.kind == "thompson":
        route = random.beta(won, lost).argmax(axis=1)
        return route
    mean = won / (won + lost)
    by_lot = random.random(mean.shape)
    leads = mean >= mean.max(axis=1, keepdims=True) - 1e-12
    route = np.where(leads, by_lot, -1).argmax(axis=1)
    if policy.kind == "greedy":
        return route
    explores = random.random(len(mean)) < policy.epsilon
    made: npt.NDArray[np.intp] = np.where(explores, by_lot.argmax(axis=1), route)
    return made
