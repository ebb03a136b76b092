r"""Five hundred stylised firms with dear or cheap credit, dear or cheap land, barriers.

No firm stands for a real one. A firm has a lack of connections :math:`z`, standard
normal but higher in private firms than in state firms, and

.. math::

    \ln A &\sim N(0, s_A^2) \\
    \ln(1+\tau^K) &= s_K \big(0.9\, z + \sqrt{1-0.9^2}\, e^K\big) \\
    -\ln(1-\tau^Y) &= s_Y \big(0.8\, z + \sqrt{1-0.8^2}\, e^Y\big) \\
    \ln(1+\tau^N) &= s_N \big(\rho\, z + \sqrt{1-\rho^2}\, e^N\big)

with independent standard normal :math:`e`. With :math:`\rho > 0` the firms that get
cheap credit get cheap land and open doors too (privilege); with :math:`\rho < 0`
cheap land goes to those whose credit is dear and whose doors are closed
(compensation). Firms then produce as `nqpf.models.misallocation` says. Spreads are
stylised: with the defaults output would rise by a quarter if all wedges went, which
is of the order, though not the same experiment, of the 30 to 50 % that Hsieh and
Klenow (2009) report for China's manufacturing at the dispersion of the United States.

The words for the three wedges are body C's: 融资难、融资贵 (finance hard to obtain
and dear, line 363), 用地低效 (land used inefficiently, line 362) and 隐性壁垒 (hidden
barriers, line 365). How large they are the page does not say.
"""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from nqpf.models.checks import at_least, between, strictly_between, whole
from nqpf.models.misallocation import Industry, allocate

CREDIT_FOLLOWS, BARRIERS_FOLLOW = 0.9, 0.8
"""Correlation of the financing and of the entry wedge with z (no unit)."""

PRIVATE_MARK = 1.2
"""How much higher z is in private firms, before it is made standard (no unit)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Firms:
    """What is true of the stylised firms.

    Parameters
    ----------
    seed
        Which firms of this kind (a whole number, at least 0).
    count
        How many (a whole number, at least 10).
    private_share
        Share of private firms (between 0 and 1).
    productivity_spread
        Standard deviation of the logarithm of productivity (at least 0).
    financing_spread, land_spread, entry_spread
        Standard deviation of the logarithm of each wedge (at least 0).
    land_follows
        Correlation of the land wedge with the lack of connections (no unit, -1 to
        1): above 0 privilege, below 0 compensation.
    industry
        How firms produce and sell.
    """

    seed: int = 2009
    count: int = 500
    private_share: float = 0.7
    productivity_spread: float = 0.5
    financing_spread: float = 0.6
    land_spread: float = 0.5
    entry_spread: float = 0.2
    land_follows: float = -0.8
    industry: Industry = field(default_factory=Industry)

    def __post_init__(self) -> None:
        """Refuse firms that could not be."""
        whole(0, seed=self.seed)
        whole(10, count=self.count)
        strictly_between(0, 1, private_share=self.private_share)
        at_least(
            0,
            productivity_spread=self.productivity_spread,
            financing_spread=self.financing_spread,
            land_spread=self.land_spread,
            entry_spread=self.entry_spread,
        )
        between(-1, 1, land_follows=self.land_follows)


def draw(firms: Firms) -> pd.DataFrame:
    """Return the firms, their wedges, and what they use and make.

    Parameters
    ----------
    firms
        What is true of them.

    Returns
    -------
    pandas.DataFrame
        A row a firm: `firm` (F001 onwards), `ownership` ("state" or "private"),
        `productivity` (index), `financing_wedge`, `land_wedge`, `entry_wedge`
        (fractions), `capital`, `land`, `labour` (index; mean 1), `output`,
        `revenue` and `revenue_productivity` (index).

    Examples
    --------
    >>> table = draw(Firms())
    >>> table["ownership"].value_counts().to_dict()
    {'private': 350, 'state': 150}
    >>> table.groupby("ownership")["financing_wedge"].median().round(2).to_dict()
    {'private': 0.16, 'state': -0.37}
    """
    random = np.random.default_rng(firms.seed)
    private = np.arange(firms.count) < round(firms.private_share * firms.count)
    random.shuffle(private)
    lack = _standard(PRIVATE_MARK * private + random.standard_normal(firms.count))
    own = random.standard_normal((4, firms.count))
    table = pd.DataFrame(
        {
            "firm": [f"F{number:03}" for number in range(1, firms.count + 1)],
            "ownership": np.where(private, "private", "state"),
            "productivity": np.exp(firms.productivity_spread * own[0]),
            "financing_wedge": np.expm1(
                firms.financing_spread * _follow(lack, own[1], CREDIT_FOLLOWS)
            ),
            "land_wedge": np.expm1(
                firms.land_spread * _follow(lack, own[2], firms.land_follows)
            ),
            "entry_wedge": -np.expm1(
                -firms.entry_spread * _follow(lack, own[3], BARRIERS_FOLLOW)
            ),
        }
    )
    return allocate(table, firms.industry)


def misrecord(table: pd.DataFrame, *, spread: float, seed: int = 0) -> pd.DataFrame:
    """Return the records of an office that errs, independently in every figure.

    Parameters
    ----------
    table
        The firms, with `revenue`, `capital`, `land` and `labour`.
    spread
        Standard deviation of the logarithm of each error (at least 0).
    seed
        Which errors (a whole number, at least 0).

    Returns
    -------
    pandas.DataFrame
        `firm`, `ownership` and the four figures with errors.

    Examples
    --------
    >>> misrecord(draw(Firms(count=10)), spread=0.2).columns.tolist()
    ['firm', 'ownership', 'revenue', 'capital', 'land', 'labour']
    """
    at_least(0, spread=spread)
    whole(0, seed=seed)
    names = ["revenue", "capital", "land", "labour"]
    errors = np.random.default_rng(seed).normal(0, spread, (len(table), len(names)))
    return table[["firm", "ownership"]].join(table[names] * np.exp(errors))


_Values = npt.NDArray[np.float64]


def _follow(leader: _Values, own: _Values, closeness: float) -> _Values:
    """Return a standard normal value that follows another as closely as said."""
    value: _Values = closeness * leader + np.sqrt(1 - closeness**2) * own
    return value


def _standard(values: _Values) -> _Values:
    scaled: _Values = (values - values.mean()) / values.std()
    return scaled
