r"""Stylised adoption series: four fictional technologies over thirty index years.

None stands for a real technology. Three are made so that their beginnings agree and
their ends do not: adoption begins as :math:`m p\,e^{(p+q)t}`, and :math:`mp` and
:math:`p + q` are the same for all three, while the markets are 40, 100 and 250
thousand firms. The fourth is the second with a policy push in its first years.

Yearly adopters scatter around the Bass curve in proportion (logarithmic, independent,
spread 5 % unless another is asked for). The same parameters give the same table on
every machine. Sources of the method: see `nqpf.models.diffusion`.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from nqpf.models.checks import at_least, whole
from nqpf.models.diffusion import NO_PUSH, Bass, Push, yearly


@dataclass(frozen=True, slots=True, kw_only=True)
class Technology:
    """A fictional technology and how it spreads.

    Parameters
    ----------
    bass
        Its market and coefficients.
    push
        The policy in its first years.
    """

    bass: Bass
    push: Push = NO_PUSH


TECHNOLOGIES = {
    "Fernlatch": Technology(bass=Bass(market=40, innovation=0.0125, imitation=0.2875)),
    "Glasswing": Technology(bass=Bass(market=100, innovation=0.005, imitation=0.295)),
    "Tidewheel": Technology(bass=Bass(market=250, innovation=0.002, imitation=0.298)),
    "Lampgrass": Technology(
        bass=Bass(market=100, innovation=0.005, imitation=0.295),
        push=Push(strength=0.02, years=6),
    ),
}
"""The technologies by name, and what is true of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """Which series of this kind.

    Parameters
    ----------
    seed
        Which luck (a whole number, at least 0).
    scatter
        Standard deviation of yearly adopters around the curve (logarithmic
        fraction, at least 0).
    years
        How many (a whole number).
    """

    seed: int = 9
    scatter: float = 0.05
    years: int = 30

    def __post_init__(self) -> None:
        """Refuse series that could not be."""
        whole(0, seed=self.seed)
        whole(1, years=self.years)
        at_least(0, scatter=self.scatter)


def simulate(records: Records) -> pd.DataFrame:
    """Return the table of all four technologies.

    Parameters
    ----------
    records
        Which series of this kind.

    Returns
    -------
    pandas.DataFrame
        `technology`, `year` (from 1, since launch), `adopters` (thousand firms in
        the year) and `adopted` (thousand firms by its end).

    Examples
    --------
    >>> simulate(Records()).groupby("technology")["adopted"].max().round().to_dict()
    {'Fernlatch': 40.0, 'Glasswing': 98.0, 'Lampgrass': 103.0, 'Tidewheel': 244.0}
    """
    random = np.random.default_rng(records.seed)
    tables = []
    for name, each in TECHNOLOGIES.items():
        table = yearly(each.bass, years=records.years, push=each.push)
        adopters = scattered(table, random=random, scatter=records.scatter)
        tables.append(
            table.assign(technology=name, adopters=adopters, adopted=adopters.cumsum())
        )
    columns = ["technology", "year", "adopters", "adopted"]
    return pd.concat(tables, ignore_index=True)[columns]


def scattered(
    table: pd.DataFrame, *, random: np.random.Generator, scatter: float
) -> "pd.Series[float]":
    """Return a curve's yearly adopters with luck in them.

    Parameters
    ----------
    table
        As `yearly` gives it.
    random
        Where the luck comes from.
    scatter
        Standard deviation (logarithmic fraction).

    Examples
    --------
    >>> table = yearly(Bass(), years=2)
    >>> luck = np.random.default_rng(0)
    >>> scattered(table, random=luck, scatter=0.0).equals(table["adopters"])
    True
    """
    return table["adopters"] * np.exp(scatter * random.standard_normal(len(table)))
