r"""A stylised input–output table: six sectors that sell to each other.

Sector :math:`j` buys :math:`a_{ij}` yuan from sector :math:`i` for each yuan that it
produces. Final demand :math:`f` is what households, investors and other regions buy.
Output, what is sold between sectors, and value added follow:

.. math::

    x = (I - A)^{-1} f, \qquad z_{ij} = a_{ij} x_j, \qquad
    v_j = x_j - \textstyle\sum_i z_{ij}

so that every row adds up to output (sold to sectors and to final demand) and every
column too (bought from sectors, and value added). The coefficients are ours, each
varied by chance (8 % up or down, standard deviation of the logarithm); no figure is a
real region's. Imports are left out: value added includes them.

The sectors are those that the page speaks of. Emerging and future industries are
small; the future ones sell little, and mostly to the emerging.

References
----------
W. W. Leontief, "Quantitative input and output relations in the economic system of the
United States", Review of Economics and Statistics 18(3), 1936. R. E. Miller and P. D.
Blair, "Input-Output Analysis", 2nd edition, Cambridge University Press, 2009.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from nqpf.models.checks import strictly_between, whole

SECTORS = {
    "energy and materials": "能源与原材料",
    "traditional manufacturing": "传统制造业",
    "emerging industries": "战略性新兴产业",
    "future industries": "未来产业",
    "producer services": "生产性服务业",
    "consumer goods and services": "消费品与生活服务",
}
"""The sectors, and their names in Chinese."""

COLUMNS = {sector: "to_" + sector.split()[0] for sector in SECTORS}
"""The column of the table that says what is sold to a sector."""

_BOUGHT = np.array(  # a row a seller, a column a buyer, both in the order of SECTORS
    [
        [0.20, 0.26, 0.14, 0.05, 0.04, 0.08],
        [0.09, 0.20, 0.22, 0.12, 0.05, 0.09],
        [0.03, 0.07, 0.14, 0.20, 0.06, 0.02],
        [0.00, 0.01, 0.04, 0.08, 0.02, 0.00],
        [0.07, 0.08, 0.11, 0.16, 0.12, 0.07],
        [0.02, 0.02, 0.02, 0.04, 0.06, 0.12],
    ]
)
_FINAL = np.array([50.0, 150.0, 90.0, 6.0, 50.0, 240.0])  # billion yuan a year
_JOBS = np.array([0.25, 0.7, 0.45, 0.35, 0.9, 1.3])  # 10,000 persons per billion yuan


@dataclass(frozen=True, slots=True, kw_only=True)
class Economy:
    """Which stylised economy of this kind.

    Parameters
    ----------
    seed
        Which one (a whole number, at least 0).
    variety
        How far coefficients differ from the typical ones (standard deviation of the
        logarithm; strictly between 0 and 0.2).
    """

    seed: int = 12
    variety: float = 0.08

    def __post_init__(self) -> None:
        """Refuse an economy that could not be."""
        whole(0, seed=self.seed)
        strictly_between(0, 0.2, variety=self.variety)


def simulate(economy: Economy) -> pd.DataFrame:
    """Return an input–output table.

    Parameters
    ----------
    economy
        Which one.

    Returns
    -------
    pandas.DataFrame
        A row a sector as a seller: `sector`, `sector_chinese`; what it sells to each
        sector (`to_energy` and so on) and to `final_demand`, and its `output`; as a
        buyer, its `value_added` (billion yuan a year, all); `jobs` (10,000 persons).

    Examples
    --------
    >>> table = simulate(Economy())
    >>> sold = table.filter(like="to_").sum(axis=1) + table["final_demand"]
    >>> bool(np.allclose(sold, table["output"]))
    True
    """
    draw = np.random.default_rng(economy.seed)
    chance = draw.normal(-(economy.variety**2) / 2, economy.variety, _BOUGHT.shape)
    bought = _BOUGHT * np.exp(chance)
    output = np.linalg.solve(np.eye(len(bought)) - bought, _FINAL)
    sold = bought * output
    return pd.DataFrame(
        {
            "sector": list(SECTORS),
            "sector_chinese": list(SECTORS.values()),
            **dict(zip(COLUMNS.values(), sold.T, strict=True)),
            "final_demand": _FINAL,
            "output": output,
            "value_added": output - sold.sum(axis=0),
            "jobs": _JOBS * output,
        }
    )
