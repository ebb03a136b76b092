r"""The best of several: parallel projects, or one after another.

Nobody knows which project will do best. Of :math:`n` that run side by side only
the best is used. Project :math:`i` turns out to be worth

.. math:: X_i = \mu + \sigma (\sqrt{\rho}\,Z_0 + \sqrt{1 - \rho}\,Z_i)

where the :math:`Z` are independent with mean 0 and standard deviation 1, and
:math:`\rho` is how alike the projects are. The common part is nobody's choice, so

.. math:: \mathrm{E} \max_i X_i = \mu + \sigma \sqrt{1 - \rho}\; m_n

with :math:`m_n` the mean of the highest of :math:`n` of them (an order statistic):
:math:`\sqrt 3\,(n - 1)/(n + 1)` for the uniform, :math:`\sum_{k \le n} 1/k - 1` for
the exponential, and for the normal :math:`\int [1\{x > 0\} - \Phi(x)^n]\,dx`. Each
further project adds less than the one before; the best number is the last that adds
more than its cost.

One after another, with the right to come back, the rule is to stop at the first
project above the value :math:`r` at which one more is just not worth it,

.. math:: \mathrm{E}\,(X - r)^+ = c

and searching by it is worth :math:`r` from the start. Side by side is quicker; one
after another is cheaper.

=================  =========================================================
:math:`\mu`        mean worth of a project (any money)
:math:`\sigma`     standard deviation of its worth (the same money)
:math:`\rho`       likeness: correlation of two projects (no unit, 0 to 1)
:math:`c`          cost of a project (the same money)
:math:`r`          value to stop at (the same money)
=================  =========================================================

References
----------
R. R. Nelson, "Uncertainty, learning, and the economics of parallel research and
development efforts", Review of Economics and Statistics 43(4), 1961. J. J. McCall,
"Economics of information and job search", Quarterly Journal of Economics 84(1), 1970.
M. L. Weitzman, "Optimal search for the best alternative", Econometrica 47(3), 1979.
Order statistics: H. A. David and H. N. Nagaraja, "Order Statistics", Wiley, 2003.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import optimize, special, stats

from nqpf.models.checks import above, at_least, between, one_of, whole
from nqpf.models.sample import Array

Shape = Literal["normal", "uniform", "exponential"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Projects:
    """What may come of a project, and how alike several are.

    Parameters
    ----------
    mean
        Mean worth (any money).
    spread
        Standard deviation of the worth (the same money, above 0).
    likeness
        Correlation of any two projects (no unit, 0 to 1).
    shape
        How the worth is distributed: "normal", "uniform" or "exponential" (most
        come to little, a few to much).
    cost
        What a project costs, whatever comes of it (the same money, at least 0).
    """

    mean: float = 0.0
    spread: float = 10.0
    likeness: float = 0.0
    shape: Shape = "normal"
    cost: float = 1.0

    def __post_init__(self) -> None:
        """Refuse projects that could not be."""
        above(-math.inf, mean=self.mean)
        above(0, spread=self.spread)
        between(0, 1, likeness=self.likeness)
        one_of(get_args(Shape), shape=self.shape)
        at_least(0, cost=self.cost)


def side_by_side(projects: Projects, *, most: int = 20) -> pd.DataFrame:
    """Return what 1, 2, 3, … projects at once are worth.

    Parameters
    ----------
    projects
        What may come of each.
    most
        The largest number (projects).

    Returns
    -------
    pandas.DataFrame
        `projects` (number), `best` (expected worth of the best), `cost` (of all),
        `net` (best less cost) and `adds` (what the last one adds to the best); all
        but the first in money.

    Examples
    --------
    >>> table = side_by_side(Projects(shape="uniform", spread=3**0.5), most=3)
    >>> table[["projects", "best", "net"]].round(3).to_dict("list")
    {'projects': [1, 2, 3], 'best': [0.0, 1.0, 1.5], 'net': [-1.0, -1.0, -1.5]}
    """
    whole(1, most=most)
    number = np.arange(1, most + 1)
    best = expected_best(projects, number)
    cost = projects.cost * number
    return pd.DataFrame(
        {
            "projects": number,
            "best": best,
            "cost": cost,
            "net": best - cost,
            "adds": np.diff(best, prepend=np.nan),
        }
    )


def expected_best(projects: Projects, number: npt.ArrayLike) -> Array:
    """Return the expected worth of the best of several (money).

    Parameters
    ----------
    projects
        What may come of each.
    number
        How many run side by side (a whole number, at least 1): one or several.

    Examples
    --------
    >>> expected_best(Projects(), [2, 10]).round(2).tolist()
    [5.64, 15.39]
    """
    counts = np.atleast_1d(np.asarray(number, dtype=np.float64))
    for count in counts:
        whole(1, number=float(count))
    highest = _HIGHEST[projects.shape](counts)
    own = math.sqrt(1 - projects.likeness)
    made: Array = projects.mean + projects.spread * own * highest
    return made


def best_number(projects: Projects, *, most: int = 1000) -> int:
    """Return how many projects at once leave most.

    Examples
    --------
    >>> best_number(Projects(cost=1.0)), best_number(Projects(cost=1.0, likeness=0.9))
    (6, 2)
    """
    table = side_by_side(projects, most=most)
    return int(table["projects"][table["net"].to_numpy().argmax()])


def stop_at(projects: Projects) -> float:
    """Return the worth at which a search one after another stops.

    It is also what the search is worth from the start, costs taken off.

    Parameters
    ----------
    projects
        What may come of each; they must be unlike each other (likeness 0) and
        cost something.

    Returns
    -------
    float
        Worth (money).

    Examples
    --------
    >>> round(stop_at(Projects(shape="exponential", mean=10, spread=10, cost=1)), 2)
    23.03
    """
    above(0, cost=projects.cost)
    if projects.likeness > 0:
        msg = f"likeness must be 0 to search by this rule, not {projects.likeness!r}"
        raise ValueError(msg)
    cost = projects.cost / projects.spread
    gain = _GAIN[projects.shape]
    low = -cost - 10  # below every worth, where one more adds its mean less the level
    high = next(level for level in 2.0 ** np.arange(3, 12) if gain(level) < cost)
    level = optimize.brentq(lambda at: gain(at) - cost, low, high, xtol=1e-13)
    return float(projects.mean + projects.spread * level)


def draw(projects: Projects, *, number: int, times: int, seed: int = 0) -> Array:
    """Draw what comes of several projects, many times over.

    Returns
    -------
    numpy.ndarray
        Worths, shape (times, number), in money.

    Examples
    --------
    >>> draw(Projects(), number=4, times=3).shape
    (3, 4)
    """
    whole(1, number=number, times=times)
    whole(0, seed=seed)
    random = np.random.default_rng(seed)
    drawn = _standard(random, projects.shape, (times, number + 1))
    own = math.sqrt(1 - projects.likeness) * drawn[:, 1:]
    shared = math.sqrt(projects.likeness) * drawn[:, :1]
    made: Array = projects.mean + projects.spread * (shared + own)
    return made


_ROOT = math.sqrt(3)  # half the width of the uniform with standard deviation 1
_POINTS = np.linspace(-10, 10, 2001)
_STEP = _POINTS[1] - _POINTS[0]


def _highest_normal(counts: Array) -> Array:
    """Integrate; on this grid the sum is exact to twelve digits."""
    log_below = special.log_ndtr(_POINTS)
    below = np.exp(counts[:, None] * log_below[None])
    step = np.where(_POINTS > 0, 1.0, np.where(_POINTS == 0, 0.5, 0.0))
    made: Array = (step - below).sum(axis=1) * _STEP
    return made


def _highest_uniform(counts: Array) -> Array:
    made: Array = _ROOT * (counts - 1) / (counts + 1)
    return made


def _highest_exponential(counts: Array) -> Array:
    made: Array = special.digamma(counts + 1) + np.euler_gamma - 1
    return made


_HIGHEST: dict[Shape, Callable[[Array], Array]] = {
    "normal": _highest_normal,
    "uniform": _highest_uniform,
    "exponential": _highest_exponential,
}


def _gain_normal(at: float) -> float:
    return float(stats.norm.pdf(at) - at * stats.norm.sf(at))


def _gain_uniform(at: float) -> float:
    if at <= -_ROOT:
        return -at
    return max(0.0, _ROOT - at) ** 2 / (4 * _ROOT)


def _gain_exponential(at: float) -> float:
    return -at if at <= -1 else math.exp(-(at + 1))


_GAIN: dict[Shape, Callable[[float], float]] = {
    "normal": _gain_normal,
    "uniform": _gain_uniform,
    "exponential": _gain_exponential,
}
"""How much one more project adds on average to a worth already found."""


def _standard(
    random: np.random.Generator, shape: Shape, size: tuple[int, int]
) -> Array:
    """Draw with mean 0 and standard deviation 1."""
    match shape:
        case "normal":
            return random.standard_normal(size)
        case "uniform":
            return random.uniform(-_ROOT, _ROOT, size)
        case "exponential":
            return random.standard_exponential(size) - 1
