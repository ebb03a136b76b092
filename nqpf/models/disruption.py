r"""Taking an industry out of the chain, and seeing who stops.

A sector :math:`k` loses the share :math:`\lambda` of what it can produce. Two things
follow, and they run in opposite directions.

*Downstream* its customers lack an input. A share :math:`\phi` of what is missing can
be bought elsewhere. An input is essential to a sector if it costs at least
:math:`\tau` of each yuan of output; without an essential input one cannot produce,
whatever else there is. So what each sector is still able to do, as a share
:math:`y`, is the largest solution of

.. math:: y_j = \min\{ y_j^0,\; \min_{i:\, a_{ij} \ge \tau} (y_i + \phi (1 - y_i)) \},
          \qquad y_k^0 = 1 - \lambda, \quad y_j^0 = 1 \text{ else}

and at :math:`d` essential steps from :math:`k` it is :math:`1 - \lambda (1-\phi)^d`.

*Upstream* its suppliers lose orders. Output is what is ordered, as far as it can be
produced: the largest solution of

.. math:: x = \min\{ y\, x^0,\; A x + f \}

With :math:`\phi = 1` and :math:`\lambda = 1` this is the hypothetical extraction of
the literature: customers buy elsewhere, and only suppliers lose.

=================  =======================================================
:math:`x^0, x`     output before and after (billion yuan a year)
:math:`\lambda`    share of the sector's output that is lost (0 to 1)
:math:`\phi`       share of a missing input that others can supply (0 to 1)
:math:`\tau`       cost share from which an input is essential (yuan per yuan)
=================  =======================================================

References
----------
Hypothetical extraction: R. E. Miller and P. D. Blair, "Input-Output Analysis", 2nd
edition, Cambridge University Press, 2009, chapter 12. Size as the measure of what a
sector matters: C. R. Hulten, "Growth accounting with intermediate inputs", Review of
Economic Studies 45(3), 1978; why it fails for large shocks to what cannot be replaced:
D. R. Baqaee and E. Farhi, "The macroeconomic impact of microeconomic shocks: beyond
Hulten's theorem", Econometrica 87(4), 2019. Essential inputs found by asking rather
than by cost: A. Pichler, M. Pangallo, R. M. del Rio-Chanona, F. Lafond and J. D.
Farmer, Journal of Economic Dynamics and Control 144, 2022. Left out: stocks, time,
prices, and everything that firms would do about it.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from nqpf.models.checks import above, between
from nqpf.models.leontief import Accounts, Array, inverse


@dataclass(frozen=True, slots=True, kw_only=True)
class Shock:
    """What happens to a sector, and how others can help themselves.

    Parameters
    ----------
    lost
        Share of what it can produce that is lost (0 to 1).
    substitution
        Share of a missing input that can be bought elsewhere (0 to 1).
    essential_from
        Cost share from which an input is essential (yuan per yuan of output; above
        0).
    """

    lost: float = 1.0
    substitution: float = 0.0
    essential_from: float = 0.05

    def __post_init__(self) -> None:
        """Refuse shares that are none."""
        between(0, 1, lost=self.lost, substitution=self.substitution)
        above(0, essential_from=self.essential_from)


def disrupt(known: Accounts, sector: str, shock: Shock) -> pd.DataFrame:
    """Return who produces how much less, and why.

    Parameters
    ----------
    known
        The input–output table.
    sector
        Which of its sectors is hit.
    shock
        How hard.

    Returns
    -------
    pandas.DataFrame
        A row a sector: `sector`; output `before` and `after`; of the loss, what is
        its `own`, what is for want of `inputs` and of `orders`; `value_added` lost
        (billion yuan a year, all).

    Examples
    --------
    >>> from nqpf.models.leontief import accounts
    >>> from nqpf.models.sectors import Economy, simulate
    >>> known = accounts(simulate(Economy()))
    >>> hit = disrupt(known, "future industries", Shock(essential_from=0.03))
    >>> int((hit["inputs"] > 0).sum())
    5
    """
    able, output = _after(known, np.array([known.place(sector)]), shock)
    before, after = known.output, output[0]
    hit = np.array([name == sector for name in known.sectors])
    own = np.where(hit, before - able[0] * before, 0.0)
    inputs = np.where(hit, 0.0, before - able[0] * before)
    return pd.DataFrame(
        {
            "sector": known.sectors,
            "before": before,
            "after": after,
            "own": own,
            "inputs": inputs,
            "orders": before - after - own - inputs,
            "value_added": (known.value_added / before) * (before - after),
        }
    )


def rank(known: Accounts, shock: Shock) -> pd.DataFrame:
    """Hit each sector in turn and return what all lose.

    Parameters
    ----------
    known
        The input–output table.
    shock
        How hard each is hit.

    Returns
    -------
    pandas.DataFrame
        A row a sector hit: `sector`; `size`, its share of output; `output` and
        `value_added` lost by all, as shares of what they were; `stopped`, how many
        other sectors lose at least half of their output.

    Examples
    --------
    >>> from nqpf.models.leontief import accounts
    >>> from nqpf.models.sectors import Economy, simulate
    >>> known = accounts(simulate(Economy()))
    >>> found = rank(known, Shock(essential_from=0.03)).set_index("sector")
    >>> int(found.loc["future industries", "stopped"])
    5
    """
    number = len(known.sectors)
    _, output = _after(known, np.arange(number), shock)
    lost = known.output - output
    share = known.value_added / known.output
    halved = lost >= known.output / 2
    return pd.DataFrame(
        {
            "sector": known.sectors,
            "size": known.output / known.output.sum(),
            "output": lost.sum(axis=1) / known.output.sum(),
            "value_added": lost @ share / known.value_added.sum(),
            "stopped": halved.sum(axis=1) - np.diag(halved),
        }
    )


def extract(known: Accounts, sector: str) -> Array:
    """Return output without a sector, by the formula: hypothetical extraction.

    Parameters
    ----------
    known
        The input–output table.
    sector
        The one that neither sells, buys nor serves final demand any more; its
        customers buy from outside.

    Returns
    -------
    numpy.ndarray
        Output of each sector (billion yuan a year).

    Examples
    --------
    >>> from nqpf.models.leontief import accounts
    >>> from nqpf.models.sectors import Economy, simulate
    >>> known = accounts(simulate(Economy()))
    >>> bool((extract(known, "producer services") < known.output).all())
    True
    """
    kept = np.ones(len(known.sectors))
    kept[known.place(sector)] = 0
    left = known.coefficients * kept * kept[:, np.newaxis]
    output: Array = inverse(left) @ (known.final_demand * kept)
    return output


_TOLERANCE = 1e-12  # of a sector's output


def _after(
    known: Accounts, hit: npt.NDArray[np.intp], shock: Shock
) -> tuple[Array, Array]:
    """Return ability (share) and output after each hit, a row a hit."""
    number = len(known.sectors)
    able = np.ones((len(hit), number))
    able[np.arange(len(hit)), hit] = 1 - shock.lost
    essential = known.coefficients >= shock.essential_from
    for _ in range(number):  # no chain of inputs is longer
        supply = able + shock.substitution * (1 - able)
        needed = np.where(essential, supply[:, :, np.newaxis], 1.0).min(axis=1)
        able = np.minimum(able, needed)
    most = able * known.output
    output = np.broadcast_to(known.output, most.shape)
    while True:  # falls towards the solution, by a fixed share of the way at least
        ordered = output @ known.coefficients.T + known.final_demand
        following = np.minimum(most, ordered)
        if np.max((output - following) / known.output) < _TOLERANCE:
            return able, following
        output = following
