r"""Measuring the inputs, and what each mistake does to the residual.

What works in a year is not what an office counts. Capital *services* are the
stock times the share of it in use; labour *services* are persons times hours
times skill. The stock itself is never observed: it is built up from investment
by the perpetual inventory,

.. math:: K_{t+1} = (1 - \delta) K_t + I_t

(:math:`K_t` stands at the start of year :math:`t`, :math:`I_t` is spent in it),
from a first stock and a rate of depreciation that somebody had to choose.

Growth accounting puts every mistake into the residual. With :math:`\hat x` for
what was measured, :math:`g` for logarithmic growth and the true :math:`\alpha`,

.. math::

    \hat g_A - g_A = - \alpha (\hat g_K - g_K) - (1 - \alpha)(\hat g_L - g_L)

and in particular

=============================  ==========================================
left out or wrong              enters the residual as
=============================  ==========================================
utilisation :math:`u`          :math:`+ \alpha\, g_u`
hours and skill :math:`h, q`   :math:`+ (1 - \alpha)(g_h + g_q)`
first stock                    an error that shrinks by :math:`1-\delta` a year
depreciation                   nothing at all while investment and the stock
                               grow at one rate; otherwise the change in
                               :math:`\ln(K/\hat K)`, times :math:`\alpha`
capital share                  :math:`(\alpha - \hat\alpha)(g_K - g_L)`
=============================  ==========================================

References
----------
D. W. Jorgenson and Z. Griliches, "The explanation of productivity change", Review
of Economic Studies 34(3), 1967 (quality and utilisation of the inputs). OECD,
"Measuring Capital", 2nd edition, 2009 (perpetual inventory). For China the rates of
depreciation in use differ widely; as usually cited (not read again here), 6 % a year
in A. Young, "Gold into base metals", Journal of Political Economy 111(6), 2003, and
9.6 % in Zhang Jun, Wu Guiying and Zhang Jipeng, 《经济研究》 2004(10).
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from nqpf.models.checks import above, strictly_between
from nqpf.models.growth import Quantity, Technology
from nqpf.models.panel import is_first_year, panel, yearly_growth

Array: TypeAlias = npt.NDArray[np.float64]

FULL_WEEK = 40.0
"""Hours a week that make one full-time person (hours)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """What a statistician assumes about the inputs, and what is left uncounted.

    The defaults are the truth in the stylised province.

    Parameters
    ----------
    depreciation
        Share of the capital stock taken to be lost (per year, between 0 and 1).
    start_error
        How far the first stock is set above the true one (fraction of it, above
        -1: 0.2 is a fifth too high).
    utilisation
        Whether capital is counted only while in use.
    quality
        Whether labour counts hours and skill, rather than persons.
    """

    depreciation: float = 0.06
    start_error: float = 0.0
    utilisation: bool = True
    quality: bool = True

    def __post_init__(self) -> None:
        """Refuse rates that no capital can have."""
        strictly_between(0, 1, depreciation=self.depreciation)
        above(-1, start_error=self.start_error)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A number known only to lie between two others, bounds included.

    Parameters
    ----------
    low, high
        The bounds (in the unit of the number; `low` at most `high`).
    """

    low: float
    high: float

    def __post_init__(self) -> None:
        """Refuse bounds in the wrong order."""
        if not self.low <= self.high:
            msg = f"low must be at most high, not {self.low!r} against {self.high!r}"
            raise ValueError(msg)


def measure(
    data: pd.DataFrame, measurement: Measurement, *, by: str = "city"
) -> pd.DataFrame:
    """Return the output and inputs that a statistician would report.

    Parameters
    ----------
    data
        One row for each unit and year, years without gaps: the unit, `year`,
        `output`, `investment`, `capital` (stock at the start of the year; all in
        one real unit), `utilisation` (share of the stock in use), `labour`
        (persons, any unit), `hours` (a week), `human_capital` (index of skill).
        Of `capital` only the first year is used.
    measurement
        What is assumed and what is counted.
    by
        The column that names the unit.

    Returns
    -------
    pandas.DataFrame
        The unit, `year`, `output`, `capital` (the unit of the data) and `labour`
        (the unit of the data; full-time and unskilled if quality is counted),
        ready for `account`.

    Examples
    --------
    >>> data = pd.DataFrame(
    ...     {"city": "X", "year": [1, 2], "output": [100.0, 107.0],
    ...      "investment": [45.0, 46.0], "capital": [300.0, 327.0],
    ...      "utilisation": [0.9, 0.88], "labour": [50.0, 50.5],
    ...      "hours": [46.0, 45.0], "human_capital": [1.10, 1.12]}
    ... )
    >>> measure(data, Measurement())["capital"].round(1).tolist()
    [270.0, 287.8]
    >>> office = Measurement(depreciation=0.10, utilisation=False)
    >>> measure(data, office)["capital"].round(1).tolist()
    [300.0, 315.0]
    """
    rows = _checked(data, by=by)
    stock = _rebuilt_stock(rows, measurement, by=by)
    capital, labour = _services(rows, stock, measurement)
    return rows[[by, "year", "output"]].assign(capital=capital, labour=labour)


def explain_residual(
    data: pd.DataFrame,
    *,
    measurement: Measurement,
    technology: Technology,
    true_technology: Technology,
    by: str = "city",
) -> pd.DataFrame:
    """Take a residual apart into technology and the mistakes it absorbed.

    It needs the truth, which only stylised data have.

    Parameters
    ----------
    data
        The table that `measure` takes, its `capital` being the true stock.
    measurement
        What the statistician assumed of the inputs and counted.
    technology
        What the statistician assumed of production.
    true_technology
        How output was in fact produced.
    by
        The column that names the unit.

    Returns
    -------
    pandas.DataFrame
        One row for each unit and year but the first: the unit, `year`, `years`
        (since the row before); the account as measured (`output_growth`,
        `capital_contribution`, `labour_contribution`, `residual`); and what the
        residual is the sum of: `technology`, `capital_stock_error`,
        `utilisation_error`, `labour_quality_error` and `capital_share_error`. All
        are logarithmic fractions per year.

    Examples
    --------
    >>> data = pd.DataFrame(
    ...     {"city": "X", "year": [1, 2], "output": [100.0, 107.0],
    ...      "investment": [45.0, 46.0], "capital": [300.0, 327.0],
    ...      "utilisation": [0.9, 0.88], "labour": [50.0, 50.5],
    ...      "hours": [46.0, 45.0], "human_capital": [1.10, 1.12]}
    ... )
    >>> parts = explain_residual(
    ...     data,
    ...     measurement=Measurement(depreciation=0.10, utilisation=False),
    ...     technology=Technology(capital_share=0.4),
    ...     true_technology=Technology(capital_share=0.4),
    ... )
    >>> held = ["technology", "capital_stock_error", "utilisation_error", "residual"]
    >>> [round(float(parts.loc[0, part]), 4) for part in held]
    [0.0386, 0.015, -0.009, 0.0445]
    """
    rows = _checked(data, by=by)
    stock = _rebuilt_stock(rows, measurement, by=by)
    true_stock = rows["capital"].to_numpy()
    capital, labour = _services(rows, stock, measurement)
    true_capital, true_labour = _services(rows, true_stock, Measurement())
    levels = {
        "output": rows["output"],
        "stock": stock,
        "capital": capital,
        "labour": labour,
        "true_stock": true_stock,
        "true_capital": true_capital,
        "true_labour": true_labour,
    }
    grown = yearly_growth(
        pd.DataFrame({by: rows[by], "year": rows["year"], **levels}),
        columns=list(levels),
        by=by,
    )
    g = {name: grown[f"{name}_growth"].to_numpy() for name in levels}
    share, true_share = technology.capital_share, true_technology.capital_share
    held = {
        "technology": g["output"]
        - true_share * g["true_capital"]
        - (1 - true_share) * g["true_labour"],
        "capital_stock_error": share * (g["true_stock"] - g["stock"]),
        "utilisation_error": share
        * (g["true_capital"] - g["true_stock"] - g["capital"] + g["stock"]),
        "labour_quality_error": (1 - share) * (g["true_labour"] - g["labour"]),
        "capital_share_error": (true_share - share)
        * (g["true_capital"] - g["true_labour"]),
    }
    return pd.DataFrame(
        {
            by: grown[by],
            "year": grown["year"],
            "years": grown["years"],
            "output_growth": g["output"],
            "capital_contribution": share * g["capital"],
            "labour_contribution": (1 - share) * g["labour"],
            "residual": g["output"] - share * g["capital"] - (1 - share) * g["labour"],
            **held,
        }
    )


def residual_bias(
    *,
    technology: Technology,
    capital_error: Quantity,
    labour_error: Quantity,
) -> Quantity:
    """Return how far wrong inputs push the residual from the truth.

    Parameters
    ----------
    technology
        How capital and labour combine.
    capital_error, labour_error
        Measured less true growth of the input (logarithmic fraction per year).

    Returns
    -------
    float, numpy.ndarray or pandas.Series
        Measured less true residual (logarithmic fraction per year).

    Examples
    --------
    >>> technology = Technology(capital_share=0.4)
    >>> bias = residual_bias(
    ...     technology=technology, capital_error=-0.02, labour_error=0.0
    ... )
    >>> round(bias, 4)
    0.008
    """
    return (
        -technology.capital_share * capital_error
        - technology.labour_share * labour_error
    )


def bound_residual(
    accounts: pd.DataFrame, *, capital_share: Interval, capital_error: Interval
) -> pd.DataFrame:
    r"""Return the least and the greatest residual that ranges leave possible.

    The residual is linear in the share for a given error, and in the error for a
    given share, so that both extremes stand at corners of the ranges.

    Parameters
    ----------
    accounts
        What `account` returned, by year or averaged over years.
    capital_share
        Range of the capital share (no unit, within 0 to 1).
    capital_error
        Range of measured less true growth of capital (logarithmic fraction per
        year): from -0.02 to 0 if capital may grow up to 2 % a year faster than
        was measured.

    Returns
    -------
    pandas.DataFrame
        The accounts with `residual_low` and `residual_high` (logarithmic
        fractions per year).

    Examples
    --------
    >>> accounts = pd.DataFrame(
    ...     {"output_growth": [0.07], "capital_growth": [0.10], "labour_growth": [0.0]}
    ... )
    >>> bounds = bound_residual(
    ...     accounts,
    ...     capital_share=Interval(low=0.4, high=0.5),
    ...     capital_error=Interval(low=-0.02, high=0.0),
    ... )
    >>> bounds[["residual_low", "residual_high"]].round(3).to_dict("records")
    [{'residual_low': 0.01, 'residual_high': 0.03}]
    """
    for bound in (capital_share.low, capital_share.high):
        strictly_between(0, 1, capital_share=bound)
    corners = np.stack(
        [
            accounts["output_growth"]
            - share * (accounts["capital_growth"] - error)
            - (1 - share) * accounts["labour_growth"]
            for share in (capital_share.low, capital_share.high)
            for error in (capital_error.low, capital_error.high)
        ]
    )
    return accounts.assign(
        residual_low=corners.min(axis=0), residual_high=corners.max(axis=0)
    )


def capital_services(capital: Quantity, utilisation: Quantity) -> Quantity:
    """Return the capital at work: the stock times the share of it in use.

    Parameters
    ----------
    capital
        Stock (any real unit).
    utilisation
        Share in use (0 to 1).

    Returns
    -------
    float, numpy.ndarray or pandas.Series
        Capital in use (the unit of the stock).

    Examples
    --------
    >>> capital_services(300.0, 0.9)
    270.0
    """
    return capital * utilisation


def labour_services(
    labour: Quantity, hours: Quantity, human_capital: Quantity
) -> Quantity:
    """Return the labour at work: persons times hours times skill.

    Parameters
    ----------
    labour
        Persons (any unit).
    hours
        Hours worked (per person and week; 40 make a full-time person).
    human_capital
        Skill of an hour's work (index; 1 is unskilled).

    Returns
    -------
    float, numpy.ndarray or pandas.Series
        Full-time, unskilled persons that would do the same (the unit of labour).

    Examples
    --------
    >>> labour_services(50.0, 44.0, 1.2)
    66.0
    """
    return labour * hours / FULL_WEEK * human_capital


def perpetual_inventory(
    investment: npt.ArrayLike, *, start: npt.ArrayLike, depreciation: float
) -> Array:
    """Return the stock at the start of each year, built up from investment.

    Parameters
    ----------
    investment
        Spent in each year (real unit); the last axis is time.
    start
        Stock at the start of the first year (the same unit), one for each row
        of `investment`.
    depreciation
        Share of the stock lost (per year, between 0 and 1).

    Returns
    -------
    numpy.ndarray
        Stock at the start of each year (shape and unit of `investment`). What
        is spent in the last year comes too late to be counted.

    Examples
    --------
    >>> perpetual_inventory([30, 30, 30], start=300, depreciation=0.10)
    array([300., 300., 300.])
    """
    strictly_between(0, 1, depreciation=depreciation)
    spent = np.asarray(investment, dtype=float)
    stock = np.empty_like(spent)
    stock[..., 0] = start
    for year in range(1, spent.shape[-1]):
        stock[..., year] = (1 - depreciation) * stock[..., year - 1]
        stock[..., year] += spent[..., year - 1]
    return stock


def settled_stock(investment: float, *, growth: float, depreciation: float) -> float:
    r"""Return the first stock to assume if investment has long grown at one rate.

    Then the stock grows at that rate too, and this much is invested because
    growth and depreciation ask for it: :math:`I = (g + \delta) K`.

    Parameters
    ----------
    investment
        Spent in the first year (real unit).
    growth
        Its growth (compound fraction per year).
    depreciation
        Share of the stock lost (per year, between 0 and 1).

    Returns
    -------
    float
        Stock at the start of the first year (the unit of investment).

    Examples
    --------
    >>> round(settled_stock(45.0, growth=0.09, depreciation=0.06), 1)
    300.0
    """
    strictly_between(0, 1, depreciation=depreciation)
    above(-depreciation, growth=growth)
    return investment / (growth + depreciation)


_OBSERVED = (
    "output",
    "investment",
    "capital",
    "utilisation",
    "labour",
    "hours",
    "human_capital",
)


def _checked(data: pd.DataFrame, *, by: str) -> pd.DataFrame:
    """Return the rows in order, refusing years that are missing."""
    rows = panel(data, positive=_OBSERVED, by=by)
    jumps = ~is_first_year(rows, by=by) & (np.diff(rows["year"], prepend=0) != 1)
    if jumps.any():
        row = rows.iloc[jumps.argmax()]
        msg = (
            f"the years of {row[by]} have a gap before {row['year']}; "
            "a capital stock is built up from the investment of every year"
        )
        raise ValueError(msg)
    return rows


def _services(
    rows: pd.DataFrame, stock: Array, measurement: Measurement
) -> tuple[Array, Array]:
    """Return capital and labour as they are counted."""
    capital, labour = stock, rows["labour"].to_numpy()
    if measurement.utilisation:
        capital = capital_services(capital, rows["utilisation"].to_numpy())
    if measurement.quality:
        hours, skill = rows["hours"].to_numpy(), rows["human_capital"].to_numpy()
        labour = labour_services(labour, hours, skill)
    return capital, labour


def _rebuilt_stock(rows: pd.DataFrame, measurement: Measurement, *, by: str) -> Array:
    """Return the stock as the statistician builds it up, unit by unit."""
    starts = np.flatnonzero(is_first_year(rows, by=by))
    stocks = [
        perpetual_inventory(
            investment, start=first, depreciation=measurement.depreciation
        )
        for investment, first in zip(
            np.split(rows["investment"].to_numpy(), starts[1:]),
            (1 + measurement.start_error) * rows["capital"].to_numpy()[starts],
            strict=True,
        )
    ]
    return np.concatenate(stocks)
