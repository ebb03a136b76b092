r"""Herding: each imitates those before, and what they knew is lost.

Another way to the same crowd, and the opposite of a rush. An industry is good or bad
with equal chances. Cities decide one after the other. Each has a signal of its own,
which is right with the probability :math:`q`, and sees what the others before it
*did*, not what they knew. Whoever is undecided follows its own signal or the crowd
by the toss of a coin. Two more of one decision than of the other are enough: from
then on everyone does the same, right or wrong, and nothing more is learned. After
:math:`k` pairs of cities

.. math::

    P(\text{none herds}) = \nu^k, \qquad
    P(\text{right herd}) = \frac{q (1 + q)}{2} \cdot \frac{1 - \nu^k}{1 - \nu},
    \qquad
    P(\text{wrong herd}) = \frac{(1 - q)(2 - q)}{2} \cdot \frac{1 - \nu^k}{1 - \nu}

with :math:`\nu = q (1 - q)`. Had each made its signal public, the majority of
:math:`n` would be right with a probability that goes to 1. So the same sentence,
"make it public", has two meanings: in a rush it is the *number of the interested*
that cures; in a herd it is *seeing what others decide* that infects, and publishing
*what they know* that cures.

=================  =====================================================
:math:`q`          chance that a signal is right (0.5 to 1)
:math:`k`          pairs of cities that have decided
=================  =====================================================

References
----------
S. Bikhchandani, D. Hirshleifer and I. Welch, "A theory of fads, fashion, custom, and
cultural change as informational cascades", Journal of Political Economy 100(5), 1992
(the formulas and the coin). A. V. Banerjee, "A simple model of herd behavior",
Quarterly Journal of Economics 107(3), 1992.
"""

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import binom

from nqpf.models.checks import between, strictly_between, whole

ENOUGH = 2
"""Decisions more of one kind than of the other from which on all follow."""


def outcomes(quality: float, *, pairs: int) -> dict[str, float]:
    """Return how likely a right herd, a wrong one and none are.

    Parameters
    ----------
    quality
        Chance that a city's own signal is right (strictly between 0.5 and 1).
    pairs
        Pairs of cities that have decided (at least 1).

    Returns
    -------
    dict
        Probabilities of "right", "wrong" and "none", which add up to 1.

    Examples
    --------
    >>> {name: round(p, 3) for name, p in outcomes(0.6, pairs=10).items()}
    {'right': 0.632, 'wrong': 0.368, 'none': 0.0}
    """
    strictly_between(0.5, 1, quality=quality)
    whole(1, pairs=pairs)
    still = quality * (1 - quality)
    ended = (1 - still**pairs) / (1 - still)
    return {
        "right": quality * (1 + quality) / 2 * ended,
        "wrong": (1 - quality) * (2 - quality) / 2 * ended,
        "none": still**pairs,
    }


def majority(quality: float, *, cities: int) -> float:
    """Return how often the majority of public signals is right.

    Parameters
    ----------
    quality
        Chance that a city's own signal is right (0.5 to 1).
    cities
        How many signals are public (at least 1); a tie is decided by a coin.

    Returns
    -------
    float
        Probability.

    Examples
    --------
    >>> round(majority(0.6, cities=20), 3)
    0.814
    """
    between(0.5, 1, quality=quality)
    whole(1, cities=cities)
    most = binom.sf(cities // 2, cities, quality)
    tie = 0.0 if cities % 2 else binom.pmf(cities // 2, cities, quality)
    return float(most + tie / 2)


def simulate(
    quality: float, *, cities: int, runs: int, seed: int
) -> npt.NDArray[np.bool_]:
    """Let cities decide one after the other about an industry that is good.

    Parameters
    ----------
    quality
        Chance that a city's own signal is right (strictly between 0.5 and 1).
    cities
        How many decide (at least 1).
    runs
        How many times (at least 1).
    seed
        Which draws of luck (at least 0).

    Returns
    -------
    numpy.ndarray
        By run and city: whether it enters, which here is right.

    Examples
    --------
    >>> enters = simulate(0.6, cities=20, runs=1000, seed=11)
    >>> bool(enters[:, -1].mean() < 0.7)
    True
    """
    strictly_between(0.5, 1, quality=quality)
    whole(1, cities=cities, runs=runs)
    whole(0, seed=seed)
    draw = np.random.default_rng(seed)
    signals = draw.random((runs, cities)) < quality
    coins = draw.choice([-1, 1], (runs, cities))
    enters = np.empty((runs, cities), bool)
    lead = np.zeros(runs, int)  # of entering over staying out, as far as it tells
    for city in range(cities):
        own = np.where(signals[:, city], 1, -1)
        mind = lead + own
        choice = np.where(mind == 0, coins[:, city], np.sign(mind))
        enters[:, city] = choice > 0
        lead = np.where(np.abs(lead) < ENOUGH, lead + choice, lead)
    return enters


def by_quality(*, cities: int) -> pd.DataFrame:
    """Return how often the last city is right, whatever signals are worth.

    Parameters
    ----------
    cities
        How many decide (even, at least 2).

    Returns
    -------
    pandas.DataFrame
        `quality` (chance that a signal is right), `sees` ("what others did", "what
        others knew" or "nothing") and `right` (probability).

    Examples
    --------
    >>> table = by_quality(cities=20)
    >>> table[table["quality"] == 0.6].round(2)["right"].tolist()
    [0.63, 0.81, 0.6]
    """
    whole(1, pairs=cities / 2)
    rows = []
    for quality in np.arange(51, 100) / 100:
        herd = outcomes(quality, pairs=cities // 2)
        right = {
            "what others did": herd["right"] + herd["none"] / 2,
            "what others knew": majority(quality, cities=cities),
            "nothing": quality,
        }
        rows += [
            {"quality": quality, "sees": sees, "right": chance}
            for sees, chance in right.items()
        ]
    return pd.DataFrame(rows)
