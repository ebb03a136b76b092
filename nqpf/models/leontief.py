r"""The Leontief model: what one more yuan of demand sets in motion.

Each sector needs a fixed share of each input. What final demand :math:`f` takes, all
sectors together must produce:

.. math:: x = A x + f \quad\Rightarrow\quad x = L f, \qquad
          L = (I - A)^{-1} = I + A + A^2 + \dots, \qquad
          a_{ij} = z_{ij} / x_j

A column of :math:`L` is what one more yuan of final demand for a sector has all
sectors produce. Its sum is the output multiplier; weighted with value added or jobs
per yuan of output it is the multiplier of income or of jobs. Divided by the mean of
all sectors, column sums are the *backward* linkages (whom I buy from); row sums of
the same with what is sold, :math:`(I - B)^{-1}`, :math:`b_{ij} = z_{ij} / x_i`, are the
*forward* ones (whom I sell to). A link is one coefficient. If what it stands for is
bought elsewhere, all sectors together produce less by

.. math:: \frac{(\sum_k l_{ki})\, a_{ij}\, x_j}{1 + a_{ij}\, l_{ji}}

=================  =====================================================
:math:`x, f, z`    output; final demand; sales between sectors (billion
                   yuan a year)
:math:`A, B`       inputs per output; sales per output (yuan per yuan)
:math:`L`          Leontief inverse (yuan per yuan)
=================  =====================================================

References
----------
W. W. Leontief, Review of Economics and Statistics 18(3), 1936. R. E. Miller and P. D.
Blair, "Input-Output Analysis", 2nd edition, Cambridge University Press, 2009
(multipliers, linkages). A. O. Hirschman, "The Strategy of Economic Development", 1958
(backward and forward linkages). A. Ghosh, "Input-output approach in an allocation
system", Economica 25, 1958 (sales per output). The last formula: J. Sherman and W. J.
Morrison, Annals of Mathematical Statistics 21(1), 1950. What is assumed: no sector
ever lacks workers or machines, prices stay, and no input replaces another; a
multiplier is therefore an upper bound rather than a forecast.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from nqpf.models.sectors import COLUMNS

Array: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """An input–output table as arrays, checked.

    Parameters
    ----------
    sectors
        Their names.
    sold
        Sales between sectors, a row a seller, a column a buyer (billion yuan a
        year; at least 0).
    final_demand
        Sales to final demand (billion yuan a year; at least 0).
    jobs
        Persons at work (10,000; at least 0).
    """

    sectors: tuple[str, ...]
    sold: Array
    final_demand: Array
    jobs: Array

    def __post_init__(self) -> None:
        """Refuse a table that no economy can have."""
        number = len(self.sectors)
        shapes = (self.sold.shape, self.final_demand.shape, self.jobs.shape)
        if shapes != ((number, number), (number,), (number,)):
            msg = f"sold, final_demand and jobs must be for {number} sectors: {shapes}"
            raise ValueError(msg)
        for name in ("sold", "final_demand", "jobs"):
            lowest = float(getattr(self, name).min())
            if not lowest >= 0:
                msg = f"{name} must be at least 0, not {lowest!r}"
                raise ValueError(msg)
        for sector, output, added in zip(
            self.sectors, self.output, self.value_added, strict=True
        ):
            if not (output > 0 and added > 0):
                msg = f"{sector}: output and value added must be above 0"
                raise ValueError(msg)

    @property
    def output(self) -> Array:
        """What each sector sells in all (billion yuan a year)."""
        total: Array = self.sold.sum(axis=1) + self.final_demand
        return total

    @property
    def value_added(self) -> Array:
        """Output less inputs (billion yuan a year)."""
        added: Array = self.output - self.sold.sum(axis=0)
        return added

    @property
    def coefficients(self) -> Array:
        """Inputs per output, A (yuan per yuan)."""
        return self.sold / self.output

    def place(self, sector: str) -> int:
        """Return a sector's row and column.

        Raises
        ------
        ValueError
            If there is no such sector.
        """
        if sector not in self.sectors:
            msg = f"sector must be one of {', '.join(self.sectors)}, not {sector!r}"
            raise ValueError(msg)
        return self.sectors.index(sector)


def accounts(table: pd.DataFrame) -> Accounts:
    """Read an input–output table.

    Parameters
    ----------
    table
        As `nqpf.models.sectors.simulate` gives it, or `nqpf.corpus` reads it.

    Examples
    --------
    >>> from nqpf.models.sectors import Economy, simulate
    >>> accounts(simulate(Economy())).sold.shape
    (6, 6)
    """
    return Accounts(
        sectors=tuple(table["sector"]),
        sold=table[[COLUMNS[sector] for sector in table["sector"]]].to_numpy(float),
        final_demand=table["final_demand"].to_numpy(float),
        jobs=table["jobs"].to_numpy(float),
    )


def inverse(coefficients: Array) -> Array:
    """Return the Leontief inverse (yuan per yuan).

    Parameters
    ----------
    coefficients
        Inputs per output, a row a seller (yuan per yuan; columns below 1 in sum).

    Examples
    --------
    >>> inverse(np.array([[0.0, 0.5], [0.5, 0.0]])).round(3).tolist()
    [[1.333, 0.667], [0.667, 1.333]]
    """
    if not coefficients.sum(axis=0).max() < 1:
        most = float(coefficients.sum(axis=0).max())
        msg = f"coefficients must add up to less than 1 in a column, not {most!r}"
        raise ValueError(msg)
    return np.asarray(np.linalg.inv(np.eye(len(coefficients)) - coefficients))


def multipliers(known: Accounts) -> pd.DataFrame:
    """Return what one more yuan of final demand for each sector sets in motion.

    Parameters
    ----------
    known
        The table.

    Returns
    -------
    pandas.DataFrame
        A row a sector: `sector`; `output` and `value_added` (yuan per yuan of final
        demand); `jobs` (persons per million yuan); `backward` and `forward` linkage
        (1 is the mean sector).

    Examples
    --------
    >>> from nqpf.models.sectors import Economy, simulate
    >>> found = multipliers(accounts(simulate(Economy())))
    >>> found["value_added"].round(6).tolist()
    [1.0, 1.0, 1.0, 1.0, 1.0, 1.0]
    """
    moved = inverse(known.coefficients)
    per_output = known.value_added / known.output
    selling = np.linalg.inv(
        np.eye(len(moved)) - known.sold / known.output[:, np.newaxis]
    )
    backward, forward = moved.sum(axis=0), selling.sum(axis=1)
    return pd.DataFrame(
        {
            "sector": known.sectors,
            "output": backward,
            "value_added": per_output @ moved,
            "jobs": 10 * (known.jobs / known.output) @ moved,
            "backward": backward / backward.mean(),
            "forward": forward / forward.mean(),
        }
    )


def links(known: Accounts) -> pd.DataFrame:
    """Return what each single link carries: the loss if it is cut.

    Customers buy the same from outside; only the sellers lose.

    Parameters
    ----------
    known
        The table.

    Returns
    -------
    pandas.DataFrame
        A row a link, the heaviest first: `seller`, `buyer`, `sold` and `loss` of
        output in all sectors (billion yuan a year).

    Examples
    --------
    >>> from nqpf.models.sectors import Economy, simulate
    >>> heaviest = links(accounts(simulate(Economy()))).iloc[0]
    >>> heaviest["seller"], heaviest["buyer"]
    ('energy and materials', 'traditional manufacturing')
    """
    moved = inverse(known.coefficients)
    loss = moved.sum(axis=0)[:, np.newaxis] * known.sold
    loss /= 1 + known.coefficients * moved.T
    number = len(known.sectors)
    table = pd.DataFrame(
        {
            "seller": np.repeat(known.sectors, number),
            "buyer": np.tile(known.sectors, number),
            "sold": known.sold.ravel(),
            "loss": loss.ravel(),
        }
    )
    return table.sort_values("loss", ascending=False, ignore_index=True)
