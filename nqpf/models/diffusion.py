r"""Diffusion: how a new technology spreads, and which stage it is in.

Of a market of :math:`m` firms the share :math:`F` has adopted. Those left adopt on
their own account (innovators) or because others have (imitators):

.. math:: \frac{dF}{dt} = (p + q F)(1 - F), \qquad F(0) = 0

which has the solution, and the highest rate of adoption at the time,

.. math::

    F(t) = \frac{1 - e^{-(p+q)t}}{1 + (q/p)\,e^{-(p+q)t}},\qquad
    t^* = \frac{\ln(q/p)}{p + q}

A policy that pushes adoption adds to :math:`p` while it lasts. Adoption then goes on
from where the push has brought it: the quantity :math:`z = (1 - F)/(p + qF)` shrinks
at the rate :math:`p + q` under any constant :math:`p`, so that

.. math:: F = \frac{1 - p z}{1 + q z},\qquad z(t) = z(s)\,e^{-(p+q)(t - s)}

A push brings adoption forward. It leaves the market as large as it was.

Stages of the life cycle are set where the curve of yearly adoption turns: it bends
upwards until :math:`(q/p)e^{-(p+q)t} = 2 + \sqrt 3` (emerging), downwards until
:math:`2 - \sqrt 3` (growing), and then levels off (mature).

==============  ============================================================
:math:`m`       market: firms that adopt in the end (thousand firms)
:math:`p`       innovation: adoption on one's own account (per year)
:math:`q`       imitation: adoption because others have (per year)
:math:`F`       share of the market that has adopted (no unit, 0 to 1)
:math:`t`       time since launch (years)
==============  ============================================================

Left out: technologies that improve or displace each other, prices, and markets that
grow. A curve that fits is no evidence that imitation is what drives it.

References
----------
F. M. Bass, "A new product growth for model consumer durables", Management Science
15(5), 1969. V. Mahajan, E. Muller and R. K. Srivastava, "Determination of adopter
categories by using innovation diffusion models", Journal of Marketing Research 27(1),
1990 (the turning points). Critics: P. A. Geroski, "Models of technology diffusion",
Research Policy 29, 2000. On stages of an industry, by numbers of firms instead:
M. Gort and S. Klepper, "Time paths in the diffusion of product innovations", Economic
Journal 92, 1982.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from nqpf.models.checks import above, at_least, whole
from nqpf.models.sample import Array

STAGES = ("emerging", "growing", "mature")
"""The stages of the life cycle, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bass:
    """A market and how it adopts.

    Parameters
    ----------
    market
        Firms that adopt in the end (thousand firms, above 0).
    innovation
        Adoption on one's own account (per year, above 0).
    imitation
        Adoption because others have (per year, at least 0).
    """

    market: float = 100.0
    innovation: float = 0.005
    imitation: float = 0.4

    def __post_init__(self) -> None:
        """Refuse a market where nothing could spread."""
        above(0, market=self.market, innovation=self.innovation)
        at_least(0, imitation=self.imitation)


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """A policy that makes more firms adopt on their own account for a while.

    Parameters
    ----------
    strength
        What it adds to innovation (per year, at least 0).
    years
        How long it lasts from the launch (years, at least 0).
    """

    strength: float = 0.0
    years: float = 5.0

    def __post_init__(self) -> None:
        """Refuse a push that pulls."""
        at_least(0, strength=self.strength, years=self.years)


NO_PUSH = Push()
"""Adoption left to itself."""


def adopted(
    times: npt.ArrayLike, bass: Bass, *, push: Push = NO_PUSH
) -> npt.NDArray[np.float64]:
    """Return how many firms have adopted at some times.

    Parameters
    ----------
    times
        Time since launch (years, at least 0): one or several numbers.
    bass, push
        The market, and the policy.

    Returns
    -------
    numpy.ndarray
        Thousand firms, in the shape of `times`.

    Examples
    --------
    >>> adopted([0, 5, 10, 20], Bass()).round(1).tolist()
    [0.0, 7.5, 41.0, 97.6]
    """
    at = np.asarray(times, dtype=np.float64)
    at_least(0, times=float(at.min()))
    pushed = np.minimum(at, push.years)
    early = _share(bass.innovation + push.strength, bass.imitation, 0.0, pushed)
    alone = at - pushed
    reached = _share(bass.innovation, bass.imitation, early, alone)
    share: Array = np.where(alone > 0, reached, early)
    return bass.market * share


def yearly(bass: Bass, *, years: int, push: Push = NO_PUSH) -> pd.DataFrame:
    """Return adoption year by year.

    Parameters
    ----------
    bass, push
        The market, and the policy.
    years
        How many (a whole number).

    Returns
    -------
    pandas.DataFrame
        `year` (from 1), `adopters` (thousand firms in the year) and `adopted`
        (thousand firms by its end).

    Examples
    --------
    >>> yearly(Bass(), years=3).round(2).to_dict("list")["adopters"]
    [0.61, 0.9, 1.33]
    """
    whole(1, years=years)
    total = adopted(np.arange(years + 1), bass, push=push)
    return pd.DataFrame(
        {
            "year": np.arange(1, years + 1),
            "adopters": np.diff(total),
            "adopted": total[1:],
        }
    )


def peak(bass: Bass) -> float:
    """Return when adoption is fastest (years since launch; 0 if at once).

    The share that has adopted by then is (1 − p/q)/2, less than half.

    Examples
    --------
    >>> round(peak(Bass()), 1)
    10.8
    """
    return _turn(bass, 1.0)


def stages(bass: Bass) -> pd.DataFrame:
    """Return the stages of the life cycle, and what each of them adopts.

    Returns
    -------
    pandas.DataFrame
        A row a stage: `stage`, `start` and `end` (years since launch; the last
        never ends) and `share` of the market that adopts in it (no unit). A
        market of few imitators may begin beyond a stage, which then has no length.

    Examples
    --------
    >>> stages(Bass()).round(2).to_dict("list")["share"]
    [0.2, 0.58, 0.21]
    """
    root = math.sqrt(3)
    ends = np.array([0.0, _turn(bass, 2 + root), _turn(bass, 2 - root), math.inf])
    share = np.append(adopted(ends[:-1], bass) / bass.market, 1.0)
    return pd.DataFrame(
        {
            "stage": STAGES,
            "start": ends[:-1],
            "end": ends[1:],
            "share": np.diff(share),
        }
    )


def stage(bass: Bass, *, time: float) -> str:
    """Return the stage that a technology is in (time in years since launch).

    Examples
    --------
    >>> [stage(Bass(), time=time) for time in (2, 10, 20)]
    ['emerging', 'growing', 'mature']
    """
    at_least(0, time=time)
    ends = stages(bass)["end"]
    return STAGES[int((time >= ends).sum())]


def _share(
    innovation: float, imitation: float, start: float | Array, elapsed: Array
) -> Array:
    """Return the share that has adopted some years after a start."""
    left = (1 - start) / (innovation + imitation * start)
    left = left * np.exp(-(innovation + imitation) * elapsed)
    share: Array = (1 - innovation * left) / (1 + imitation * left)
    return share


def _turn(bass: Bass, ratio: float) -> float:
    """Return when (q/p)·exp(−(p+q)t) has fallen to a ratio (years)."""
    if bass.imitation <= bass.innovation * ratio:
        return 0.0
    ahead = math.log(bass.imitation / bass.innovation / ratio)
    return ahead / (bass.innovation + bass.imitation)
