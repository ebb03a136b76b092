r"""Fast or steady: the same bets, large or small, against a purse that can end.

A city stakes :math:`b` from its reserve in every round. A success brings a net
gain of :math:`k` stakes, a failure loses the stake. On average it gains

.. math:: b\,\big[p\,k - (1 - p)\big]

and if that is positive it should, on average, go on for ever. But it cannot once
the reserve no longer pays a stake: then it is *ruined*, at a time when the next
round might have saved it. From a reserve of :math:`n` stakes the chance of ever
coming to that is

.. math:: z^{n}, \qquad p\,z^{k+1} - z + (1 - p) = 0, \quad 0 < z < 1

(the root below 1; without a gain on average :math:`z = 1`, ruin is certain). For
:math:`k = 1` it is :math:`(q/p)^n`, the gambler's ruin. To halve the stakes and
make twice as many rounds leaves the mean as it was and squares the chance of ruin:
that is what is steady about small steps.

==============  ========================================================
:math:`b`       stake of a round (billion yuan)
:math:`k`       net gain of a success (stakes; a whole number)
:math:`p`       chance of a success (no unit)
:math:`n`       how many failures the reserve can pay for (rounds)
==============  ========================================================

Rounds are independent here. Bets that fail together, as those on one technology
do, spread no risk, however small they are.

References
----------
W. Feller, "An Introduction to Probability Theory and Its Applications", volume 1,
3rd edition, Wiley 1968, chapter XIV (gambler's ruin). S. Asmussen and H. Albrecher,
"Ruin Probabilities", 2nd edition, World Scientific 2010.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import brentq

from nqpf.models.checks import above, at_least, strictly_between, whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Purse:
    """A reserve, and the bets that are made from it.

    Parameters
    ----------
    reserve
        What the city has to lose (billion yuan; at least one stake).
    stake
        Of a round (billion yuan; above 0).
    chance
        Of a success (no unit, strictly between 0 and 1).
    gain
        Net gain of a success (stakes; a whole number, at least 1).
    """

    reserve: float = 4.0
    stake: float = 1.0
    chance: float = 0.4
    gain: int = 2

    def __post_init__(self) -> None:
        """Refuse a purse that cannot pay for a first round."""
        above(0, stake=self.stake)
        at_least(self.stake, reserve=self.reserve)
        strictly_between(0, 1, chance=self.chance)
        whole(1, gain=self.gain)

    @property
    def rounds_in_hand(self) -> int:
        """How many failures in a row the reserve pays for (rounds)."""
        return int(self.reserve / self.stake + 1e-9)

    @property
    def mean(self) -> float:
        """What a round brings on average (billion yuan)."""
        return self.stake * (self.chance * self.gain - (1 - self.chance))


def ruin_ever(purse: Purse) -> float:
    """Return the chance that the reserve is ever exhausted.

    Returns
    -------
    float
        A probability; 1 where a round brings nothing on average.

    Examples
    --------
    >>> fair_enough = Purse(reserve=3, stake=1, chance=0.6, gain=1)
    >>> round(ruin_ever(fair_enough), 6) == round((0.4 / 0.6) ** 3, 6)
    True
    """
    if purse.mean <= 0:
        return 1.0
    won, gain = purse.chance, purse.gain

    def balance(root: float) -> float:
        return won * sum(root**power for power in range(1, gain + 1)) - (1 - won)

    return float(brentq(balance, 0, 1)) ** purse.rounds_in_hand


def ruin_within(purse: Purse, *, rounds: int) -> npt.NDArray[np.float64]:
    """Return the chance of ruin by the end of each round.

    Computed exactly, by following the probabilities of every reserve.

    Parameters
    ----------
    purse
        The reserve and the bets.
    rounds
        How many are looked at (a whole number, at least 1).

    Returns
    -------
    numpy.ndarray
        `rounds` probabilities, never falling.

    Examples
    --------
    >>> ruin_within(Purse(reserve=2, stake=1, chance=0.5, gain=1), rounds=3)
    array([0.  , 0.25, 0.25])
    """
    whole(1, rounds=rounds)
    start, gain = purse.rounds_in_hand, int(purse.gain)
    alive = np.zeros(start + gain * rounds + 1)
    alive[start] = 1.0
    ruined = np.zeros(rounds)
    for now in range(rounds):
        following = np.zeros_like(alive)
        following[gain:] = purse.chance * alive[: len(alive) - gain]
        following[:-1] += (1 - purse.chance) * alive[1:]
        ruined[now] = following[0]
        following[0] = 0.0
        alive = following
    return np.cumsum(ruined)


def paces(purse: Purse, *, rounds: int, pieces: Sequence[int]) -> pd.DataFrame:
    """Compare the same sum, staked in ever smaller steps.

    Parameters
    ----------
    purse
        The reserve, and the largest stake.
    rounds
        How many rounds there are of it (a whole number, at least 1).
    pieces
        Into how many each stake is split, each with an outcome of its own (whole
        numbers, at least 1).

    Returns
    -------
    pandas.DataFrame
        `pieces`, `stake` (billion yuan), `mean` and `spread` (standard deviation) of
        what all rounds bring were there no ruin (billion yuan), `ruin` within
        them and `ruin_ever` (probabilities).

    Examples
    --------
    >>> paces(Purse(reserve=2, stake=1), rounds=10, pieces=[1, 2, 4]).round(3)
       pieces  stake  mean  spread   ruin  ruin_ever
    0       1   1.00   2.0   4.648  0.516      0.677
    1       2   0.50   2.0   3.286  0.332      0.458
    2       4   0.25   2.0   2.324  0.138      0.210
    """
    whole(1, rounds=rounds)
    for number in pieces:
        whole(1, pieces=number)
    variance = purse.chance * (1 - purse.chance) * (purse.gain + 1) ** 2
    rows = []
    for number in pieces:
        smaller = replace(purse, stake=purse.stake / number)
        steps = rounds * number
        rows.append(
            {
                "pieces": number,
                "stake": smaller.stake,
                "mean": steps * smaller.mean,
                "spread": smaller.stake * float(np.sqrt(steps * variance)),
                "ruin": float(ruin_within(smaller, rounds=steps)[-1]),
                "ruin_ever": ruin_ever(smaller),
            }
        )
    return pd.DataFrame(rows)
