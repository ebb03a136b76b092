r"""Growth rates: how a change over several years becomes a rate "a year".

A quantity goes from :math:`x_0` to :math:`x_n` in :math:`n` years. Its rate is

.. math::

    \text{compound}     \quad g = (x_n / x_0)^{1/n} - 1
    \qquad
    \text{logarithmic}  \quad \gamma = \ln(x_n / x_0) / n = \ln(1 + g)

Compounded :math:`n` times, :math:`g` leads from the start to the end. The total
change divided by the years, :math:`(x_n / x_0 - 1) / n`, does not: it is how much
of the *first* year's value is added in each year, and compounding it overshoots.
It is published as a growth rate all the same, which is why it has a name here.

Rates are fractions per year: 0.125 is 12.5 % a year.
"""

import math

import pandas as pd

from nqpf.models.checks import above


def compound_growth(start: float, end: float, *, years: float) -> float:
    """Return the constant rate that leads from the start to the end.

    Parameters
    ----------
    start, end
        First and last value (any unit, the same for both; above 0).
    years
        Time between them (years: 2012 to 2021 are nine, though ten are named).

    Returns
    -------
    float
        Growth rate (fraction per year).

    Examples
    --------
    >>> round(compound_growth(0.3026, 0.8747, years=9), 4)
    0.1252
    """
    return math.expm1(log_growth(start, end, years=years))


def log_growth(start: float, end: float, *, years: float) -> float:
    """Return the continuous rate, which can be added over inputs and years.

    Parameters
    ----------
    start, end
        First and last value (any unit, the same for both; above 0).
    years
        Time between them (years).

    Returns
    -------
    float
        Growth rate (logarithmic fraction per year).

    Examples
    --------
    >>> round(log_growth(0.3026, 0.8747, years=9), 4)
    0.1179
    """
    above(0, start=start, end=end, years=years)
    return math.log(end / start) / years


def average_of_total_change(start: float, end: float, *, years: float) -> float:
    """Return the total change divided by the years: not a growth rate.

    Parameters
    ----------
    start, end
        First and last value (any unit, the same for both; above 0).
    years
        Time between them (years).

    Returns
    -------
    float
        Share of the first value added per year (fraction per year).

    Examples
    --------
    >>> round(average_of_total_change(0.3026, 0.8747, years=9), 4)
    0.2101
    """
    above(0, start=start, end=end, years=years)
    return (end / start - 1) / years


def doubling_time(rate: float) -> float:
    """Return how long something takes to double at a constant compound rate.

    Parameters
    ----------
    rate
        Growth rate (fraction per year; above 0).

    Returns
    -------
    float
        Years: ln 2 / ln(1 + rate).

    Examples
    --------
    >>> round(doubling_time(0.06), 1)
    11.9
    """
    above(0, rate=rate)
    return math.log(2) / math.log1p(rate)


def explain_rate(
    start: float, end: float, *, years: int, published: float, rounding: float = 0.01
) -> pd.DataFrame:
    """Say which formula gives a published rate.

    Parameters
    ----------
    start, end
        First and last value (any unit, the same for both; above 0).
    years
        Time between them (years).
    published
        The rate in print (fraction per year).
    rounding
        The step to which it was rounded (fraction: 0.01 for whole per cents).

    Returns
    -------
    pandas.DataFrame
        One row a reading, the nearest first: `formula`, `years` (divided by or
        compounded over: those elapsed, and those named, which are one more),
        `rate` (fraction per year), `gap` (published less rate), `reproduces`
        (equal once rounded).

    Examples
    --------
    >>> found = explain_rate(0.3026, 0.8747, years=9, published=0.21)
    >>> found[["formula", "years", "rate", "reproduces"]].round(3).head(3)
                    formula  years   rate  reproduces
    0  total change / years      9  0.210        True
    1  total change / years     10  0.189       False
    2              compound      9  0.125       False
    """
    above(0, rounding=rounding)
    formulas = {
        "compound": compound_growth,
        "logarithmic": log_growth,
        "total change / years": average_of_total_change,
    }
    table = pd.DataFrame(
        {"formula": name, "years": n, "rate": formula(start, end, years=n)}
        for name, formula in formulas.items()
        for n in (years, years + 1)
    )
    table["gap"] = published - table["rate"]
    table["reproduces"] = table["gap"].abs() <= rounding / 2
    return table.sort_values("gap", key=abs, ignore_index=True)


def growth_paths(
    start: float,
    end: float,
    *,
    first_year: int,
    last_year: int,
    published: float | None = None,
) -> pd.DataFrame:
    """Fill in the years between as each reading of a rate would have them.

    Parameters
    ----------
    start, end
        First and last value (any unit, the same for both; above 0).
    first_year, last_year
        Their years.
    published
        A rate in print, compounded from the start (fraction per year).

    Returns
    -------
    pandas.DataFrame
        `path` ("compound growth", "straight line" and, if asked for,
        "published rate"), `year`, `value` (unit of `start`) and `growth` on the
        year before (fraction per year; missing in the first year).

    Examples
    --------
    >>> paths = growth_paths(0.3026, 0.8747, first_year=2012, last_year=2021)
    >>> straight = paths[paths["path"] == "straight line"]
    >>> straight[["year", "growth"]].iloc[[1, -1]].round(3).to_dict("records")
    [{'year': 2013, 'growth': 0.21}, {'year': 2021, 'growth': 0.078}]
    """
    above(first_year, last_year=last_year)
    years = last_year - first_year
    rate = compound_growth(start, end, years=years)
    step = (end - start) / years
    paths = {
        "compound growth": [start * (1 + rate) ** t for t in range(years + 1)],
        "straight line": [start + step * t for t in range(years + 1)],
    }
    if published is not None:
        above(-1, published=published)
        paths["published rate"] = [
            start * (1 + published) ** t for t in range(years + 1)
        ]
    table = pd.DataFrame(
        {"path": name, "year": first_year + t, "value": value}
        for name, values in paths.items()
        for t, value in enumerate(values)
    )
    table["growth"] = table.groupby("path")["value"].pct_change()
    return table
