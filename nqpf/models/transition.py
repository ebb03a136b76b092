r"""Establish first, then break: new capacity, old capacity and the gap between.

New capacity is begun in year :math:`t_0`, works after a delay :math:`L` and then grows
by :math:`b` a year until it meets demand :math:`D`. Old capacity :math:`O_0` is
retired from year :math:`s` on, :math:`r` a year, until none is left:

.. math::

    N(t) &= \min\{D,\; b\,(t - t_0 - L)^+\} \\
    O(t) &= \max\{0,\; O_0 - r\,(t - s)^+\} \\
    \text{gap}(t) &= (D - N(t) - O(t))^+, \qquad
    \text{idle}(t) = (N(t) + O(t) - D)^+

What is supplied at all is piecewise straight, so that a gap, if there is one, is
deepest at a corner. There is none exactly if

.. math:: s \ge s^* = t_0 + L + \frac{D}{\min(b, r)} - \frac{O_0}{r}

that is: without spare capacity and with :math:`r \le b`, on the day the new begins to
work; if the old goes faster than the new comes, later by :math:`D / b - O_0 / r`.

=================  =====================================================
:math:`D, O, N`    demand; old and new capacity (% of today's demand)
:math:`b, r`       built; retired (% of today's demand per year)
:math:`t_0, s, L`  start of building, start of retiring, delay (years)
gap, idle          not served; not needed (% of today's demand)
sums over time     years of today's demand
=================  =====================================================

References
----------
The equation is ours, the simplest that has the page's 立 (establish) and 破 (break)
in it. That capacity takes years to build, and that this matters: F. E. Kydland and E.
C. Prescott, "Time to build and aggregate fluctuations", Econometrica 50(6), 1982. The
objection, that what stays in place defends itself: G. C. Unruh, "Understanding carbon
lock-in", Energy Policy 28(12), 2000; here waiting costs only idle capacity. Delays
that are not kept: `nqpf.models.delays`.
"""

import math
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from nqpf.models.checks import above, at_least

Array: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """A plan to build the new and retire the old.

    Parameters
    ----------
    build_rate
        New capacity a year, once it comes (% of today's demand per year; above 0).
    retire_rate
        Old capacity retired a year (% of today's demand per year; above 0).
    retire_from
        When retiring begins (years from now; at least 0).
    delay
        From the start of building until the first of it works (years; above 0).
    build_from
        When building begins (years from now; at least 0).
    old
        Old capacity now (% of today's demand; at least `demand`).
    demand
        What must be served (% of today's demand; above 0).
    """

    build_rate: float = 10.0
    retire_rate: float = 20.0
    retire_from: float = 5.0
    delay: float = 4.0
    build_from: float = 0.0
    old: float = 110.0
    demand: float = 100.0

    def __post_init__(self) -> None:
        """Refuse a plan that could not be, or that starts with a gap."""
        above(0, build_rate=self.build_rate, retire_rate=self.retire_rate)
        above(0, delay=self.delay, demand=self.demand)
        at_least(0, retire_from=self.retire_from, build_from=self.build_from)
        at_least(self.demand, old=self.old)

    @property
    def done(self) -> float:
        """When nothing changes any more (years from now)."""
        built = self.build_from + self.delay + self.demand / self.build_rate
        retired = self.retire_from + self.old / self.retire_rate
        return max(built, retired)


def path(transition: Transition, *, years: float = 30, steps: int = 12) -> pd.DataFrame:
    """Return old and new capacity over time, and what is missing or idle.

    Parameters
    ----------
    transition
        The plan.
    years
        How long (years; above 0).
    steps
        Points a year (at least 1).

    Returns
    -------
    pandas.DataFrame
        `year`, `old`, `new`, `supply` (both), `gap`, `idle` (% of today's demand).

    Examples
    --------
    >>> found = path(Transition(retire_from=0), years=10, steps=1)
    >>> found.loc[[0, 4, 5, 10], "gap"].tolist()
    [0.0, 70.0, 80.0, 40.0]
    """
    above(0, years=years, steps=steps)
    year = np.linspace(0, years, round(years * steps) + 1)
    old, new = capacities(transition, year)
    supply = old + new
    return pd.DataFrame(
        {
            "year": year,
            "old": old,
            "new": new,
            "supply": supply,
            "gap": np.maximum(transition.demand - supply, 0),
            "idle": np.maximum(supply - transition.demand, 0),
        }
    )


def capacities(transition: Transition, year: Array) -> tuple[Array, Array]:
    """Return old and new capacity in given years (% of today's demand).

    Parameters
    ----------
    transition
        The plan.
    year
        When (years from now).

    Examples
    --------
    >>> old, new = capacities(Transition(), np.array([0.0, 6.0]))
    >>> old.tolist(), new.tolist()
    ([110.0, 90.0], [0.0, 20.0])
    """
    works = transition.build_from + transition.delay
    new = np.clip(transition.build_rate * (year - works), 0, transition.demand)
    gone = transition.retire_rate * np.maximum(year - transition.retire_from, 0)
    return np.maximum(transition.old - gone, 0), new


def earliest_retirement(transition: Transition) -> float:
    """Return from when on the old can be retired without a gap.

    Parameters
    ----------
    transition
        The plan, whose own start of retiring does not matter.

    Returns
    -------
    float
        Years from now (0 if it can begin at once).

    Examples
    --------
    >>> earliest_retirement(Transition(build_rate=10, retire_rate=20))
    8.5
    """
    works = transition.build_from + transition.delay
    return max(works + _after_it_works(transition), 0.0)


def latest_build(transition: Transition) -> float:
    """Return until when building can begin, if retiring begins as planned.

    Parameters
    ----------
    transition
        The plan, whose own start of building does not matter.

    Returns
    -------
    float
        Years from now; below 0 if it should have begun already.

    Examples
    --------
    >>> latest_build(Transition(build_rate=10, retire_rate=20, retire_from=10))
    1.5
    """
    return transition.retire_from - transition.delay - _after_it_works(transition)


def costs_of_timing(
    transition: Transition, starts: Array, *, steps: int = 24
) -> pd.DataFrame:
    """Return what is lost in all by retiring from different years on.

    Parameters
    ----------
    transition
        The plan, but for its start of retiring.
    starts
        The starts to try (years from now; at least 0).
    steps
        Points a year in the sums over time (at least 1).

    Returns
    -------
    pandas.DataFrame
        A row a start: `retire_from` (years from now), `gap` and `idle`, summed
        until nothing changes any more (years of today's demand).

    Examples
    --------
    >>> tried = costs_of_timing(Transition(), np.array([0.0, 8.5]))
    >>> tried["gap"].round(1).tolist()
    [6.0, 0.0]
    """
    above(0, steps=steps)
    last = replace(transition, retire_from=float(np.max(starts))).done
    year = np.linspace(0, last, math.ceil(last * steps) + 1)
    _, new = capacities(transition, year)
    gone = transition.retire_rate * np.maximum(year - np.asarray(starts)[:, None], 0)
    surplus = new + np.maximum(transition.old - gone, 0) - transition.demand
    return pd.DataFrame(
        {
            "retire_from": starts,
            "gap": np.trapezoid(np.maximum(-surplus, 0), year, axis=1) / _TODAY,
            "idle": np.trapezoid(np.maximum(surplus, 0), year, axis=1) / _TODAY,
        }
    )


_TODAY = 100.0  # today's demand (%)


def _after_it_works(transition: Transition) -> float:
    """Return how long after the new begins to work the old must begin to go."""
    slower = min(transition.build_rate, transition.retire_rate)
    return transition.demand / slower - transition.old / transition.retire_rate
