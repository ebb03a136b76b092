r"""Growth accounting: how much of growth the inputs explain, and what is left.

Output is made from capital and labour with total factor productivity :math:`A`,

.. math:: Y_t = A_t K_t^{\alpha} L_t^{1-\alpha}

so that, between two years and in logarithms, growth splits without remainder:

.. math::

    \Delta\ln Y = \underbrace{\bar\alpha\,\Delta\ln K}_{\text{capital}}
                + \underbrace{(1-\bar\alpha)\,\Delta\ln L}_{\text{labour}}
                + \underbrace{\Delta\ln A}_{\text{residual}}

:math:`\bar\alpha` is capital's share in income: one constant (Cobb–Douglas), or
the mean of the two years' measured shares (the Törnqvist index). The last term
is measured as what the others leave over, hence *residual*. It is total factor
productivity only if everything else was measured right: `nqpf.models.measurement`
is about what happens when it was not.

=================  =====================================================
:math:`Y`          output (any real unit, such as billion yuan of year 1)
:math:`K`          capital services (any real unit)
:math:`L`          labour services (any unit, such as 10,000 persons)
:math:`A`          total factor productivity (unit of Y / (K^α L^(1−α)))
:math:`\alpha`     capital share (elasticity of output to capital; no unit)
growth rates       logarithmic fractions per year: 0.02 is about 2 % a year
=================  =====================================================

References
----------
R. M. Solow, "Technical change and the aggregate production function", Review of
Economics and Statistics 39(3), 1957. M. Abramovitz, "Resource and output trends in
the United States since 1870", American Economic Review 46(2), 1956, who calls the
residual "a measure of our ignorance". D. W. Jorgenson and Z. Griliches, "The
explanation of productivity change", Review of Economic Studies 34(3), 1967.
"""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from nqpf.models.checks import strictly_between
from nqpf.models.panel import is_first_year, panel, yearly_growth

Quantity = TypeVar("Quantity", float, npt.NDArray[np.float64], "pd.Series[float]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Technology:
    """How capital and labour combine (Cobb–Douglas, constant returns).

    Parameters
    ----------
    capital_share
        Elasticity of output to capital, which under competition is capital's
        share in income (no unit, strictly between 0 and 1).

    Examples
    --------
    >>> Technology(capital_share=0.4).labour_share
    0.6
    """

    capital_share: float = 0.4

    def __post_init__(self) -> None:
        """Refuse a share outside 0 to 1."""
        strictly_between(0, 1, capital_share=self.capital_share)

    @property
    def labour_share(self) -> float:
        """Elasticity of output to labour (no unit)."""
        return 1 - self.capital_share


def account(
    table: pd.DataFrame, *, technology: Technology | None, by: str = "city"
) -> pd.DataFrame:
    """Split the growth of output into capital, labour and a residual.

    Parameters
    ----------
    table
        One row for each unit and year: the unit, `year`, `output`, `capital`,
        `labour` (all above 0, real units).
    technology
        What to assume of production; or None to take the shares that were
        measured, from the table's column `capital_share` (no unit).
    by
        The column that names the unit.

    Returns
    -------
    pandas.DataFrame
        One row for each unit and year but the first: the unit, `year`, `years`
        (since the row before), `output_growth`, `capital_growth`,
        `labour_growth`, `capital_share` (used, no unit),
        `capital_contribution`, `labour_contribution` and `residual`; growth and
        contributions are logarithmic fractions per year.

    Examples
    --------
    >>> city = pd.DataFrame(
    ...     {
    ...         "city": "X",
    ...         "year": [1, 2],
    ...         "output": [100.0, 107.0],
    ...         "capital": [300.0, 330.0],
    ...         "labour": [50.0, 50.5],
    ...     }
    ... )
    >>> accounts = account(city, technology=Technology(capital_share=0.4))
    >>> parts = ["capital_contribution", "labour_contribution", "residual"]
    >>> accounts[["output_growth", *parts]].round(4).to_dict("records")[0]
    {'output_growth': 0.0677, 'capital_contribution': 0.0381, \
'labour_contribution': 0.006, 'residual': 0.0236}
    """
    measured = ("capital_share",) if technology is None else ()
    rows = panel(table, positive=(*_QUANTITIES, *measured), by=by)
    shares = _capital_shares(rows, technology, by=by)
    accounts = yearly_growth(rows, columns=_QUANTITIES, by=by)
    capital = shares * accounts["capital_growth"]
    labour = (1 - shares) * accounts["labour_growth"]
    return accounts.assign(
        capital_share=shares,
        capital_contribution=capital,
        labour_contribution=labour,
        residual=accounts["output_growth"] - capital - labour,
    )


def tfp(
    table: pd.DataFrame, *, technology: Technology, by: str = "city"
) -> pd.DataFrame:
    """Return total factor productivity in levels: output over combined inputs.

    The second road to the residual, which is its logarithmic growth.

    Parameters
    ----------
    table
        One row for each unit and year: the unit, `year`, `output`, `capital`,
        `labour` (all above 0, real units).
    technology
        What to assume of production.
    by
        The column that names the unit.

    Returns
    -------
    pandas.DataFrame
        The unit, `year`, `tfp` (output per combined input, in the table's units)
        and `tfp_index` (the unit's first year = 100).

    Examples
    --------
    >>> city = pd.DataFrame(
    ...     {"city": "X", "year": [1, 2], "output": [8.0, 8.4], "capital": 16.0,
    ...      "labour": 4.0}
    ... )
    >>> tfp(city, technology=Technology(capital_share=0.5))
      city  year   tfp  tfp_index
    0    X     1  1.00      100.0
    1    X     2  1.05      105.0
    """
    rows = panel(table, positive=_QUANTITIES, by=by)
    inputs = produce(rows["capital"], rows["labour"], technology=technology)
    level = rows["output"] / inputs
    first = level.where(is_first_year(rows, by=by)).ffill()
    return rows[[by, "year"]].assign(tfp=level, tfp_index=100 * level / first)


def produce(capital: Quantity, labour: Quantity, *, technology: Technology) -> Quantity:
    """Return what inputs yield where total factor productivity is 1.

    Multiply by productivity to get output.

    Parameters
    ----------
    capital, labour
        Services used (any real unit): numbers, arrays or columns.
    technology
        How they combine.

    Returns
    -------
    float, numpy.ndarray or pandas.Series
        Combined input (output at a productivity of 1), as what was given.

    Examples
    --------
    >>> produce(16.0, 4.0, technology=Technology(capital_share=0.5))
    8.0
    """
    yields: Quantity = (
        capital**technology.capital_share * labour**technology.labour_share
    )
    return yields


_QUANTITIES = ("output", "capital", "labour")


def _capital_shares(
    rows: pd.DataFrame, technology: Technology | None, *, by: str
) -> npt.NDArray[np.float64]:
    """Return the share to use for each unit and year but the first."""
    later = ~is_first_year(rows, by=by)
    if technology is not None:
        return np.full(later.sum(), technology.capital_share)
    strictly_between(0, 1, capital_share=float(rows["capital_share"].max()))
    means: npt.NDArray[np.float64] = rows["capital_share"].rolling(2).mean().to_numpy()
    return means[later]
