r"""A general-purpose technology, its hidden investment, and the productivity J-curve.

Whoever adopts a general-purpose technology must also rebuild: processes, data, skills.
That is investment, and statistics do not see it. With the share :math:`F_t` that has
adopted by the end of year :math:`t`, and tangible inputs held at 1,

.. math::

    U_t &= U_0\,(1 + \kappa F_{t-1}) \\
    I_t &= U_0\,\kappa\,(F_t - F_{t-1}) + \delta U_t \\
    Q_t &= e^{a F_{t-1}}\,(U_t / U_0)^{\beta} \\
    Y_t &= Q_t - I_t

A firm that adopts this year invests this year and gains from the next on. Before the
launch the stock earned just what it cost, :math:`\beta = (r + \delta) U_0`. True
productivity counts the stock as an input and its making as output, and is
:math:`A_t = e^{a F_{t-1}}`. What is measured is :math:`Y_t / Y_0`, and differs by

.. math::

    \ln\frac{Y_t}{Y_0} - \ln A_t =
    \underbrace{\beta \ln\frac{U_t}{U_0}}_{\text{hidden stock: measured too high}} +
    \underbrace{\ln\frac{1 - I_t/Q_t}{1 - I_0/Q_0}}_{\text{hidden investment: too low}}

First investment hides output, later the stock hides an input: measured productivity
falls before it rises, like a J.

==================  =========================================================
:math:`F`           share of the market that has adopted (no unit)
:math:`U`           intangible stock (share of a year's output before launch)
:math:`I`           intangible investment (the same, a year)
:math:`Q, Y`        output with and without it (1 a year before launch)
:math:`\kappa`      complement: stock to be added, at full adoption, for one
                    of the stock before launch (no unit)
:math:`a`           what the technology itself adds at full adoption
                    (logarithmic fraction)
:math:`\beta`       elasticity of output to the stock (no unit)
:math:`\delta, r`   depreciation and required return (per year)
==================  =========================================================

References
----------
E. Brynjolfsson, D. Rock and C. Syverson, "The productivity J-curve: how intangibles
complement general purpose technologies", American Economic Journal: Macroeconomics
13(1), 2021, of whose growth accounting this is a version in levels. T. F. Bresnahan and
M. Trajtenberg, "General purpose technologies: 'engines of growth'?", Journal of
Econometrics 65(1), 1995. P. A. David, "The dynamo and the computer", American Economic
Review 80(2), 1990. A dip in measured productivity has other explanations too: a
technology that disappoints looks the same at first.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pandas as pd

from nqpf.models.checks import above, at_least, strictly_between, whole
from nqpf.models.diffusion import Bass, adopted


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilding:
    """A technology, how it spreads, and what must be rebuilt around it.

    Parameters
    ----------
    bass
        How it spreads.
    technology
        What it adds itself at full adoption (logarithmic fraction, at least 0).
    complement
        Intangible stock to be added, at full adoption, for one of the stock before
        launch (no unit, at least 0).
    elasticity
        Elasticity of output to the stock (no unit, strictly between 0 and 1).
    depreciation
        Share of the stock lost (per year, strictly between 0 and 1).
    returns
        Return that the stock must earn (per year, above 0).
    """

    bass: Bass = field(default_factory=Bass)
    technology: float = 0.15
    complement: float = 1.5
    elasticity: float = 0.2
    depreciation: float = 0.15
    returns: float = 0.1

    def __post_init__(self) -> None:
        """Refuse what could not be rebuilt."""
        at_least(0, technology=self.technology, complement=self.complement)
        strictly_between(0, 1, elasticity=self.elasticity)
        strictly_between(0, 1, depreciation=self.depreciation)
        above(0, returns=self.returns)

    @property
    def first_stock(self) -> float:
        """The stock before launch (share of a year's output)."""
        return self.elasticity / (self.returns + self.depreciation)


class Dip(NamedTuple):
    """How far measured productivity falls, and when it is back.

    Parameters
    ----------
    depth
        Fall below the level before launch (index points).
    trough
        The year in which it is lowest (0 if it never falls).
    back
        The first year in which it is at the old level again (0 if it never
        falls; missing if it is not back by the end).
    """

    depth: float
    trough: int
    back: int | None


def productivity(rebuilding: Rebuilding, *, years: int) -> pd.DataFrame:
    """Return productivity as it is and as it is measured.

    Parameters
    ----------
    rebuilding
        The technology and what must be rebuilt.
    years
        How many (a whole number).

    Returns
    -------
    pandas.DataFrame
        `year` (from 0, the last before launch), `adopted` (share by the end of the
        year), `stock` and `investment` (share of a year's output before launch),
        `true` and `measured` (index, 100 before launch), and what sets them apart:
        `hidden_stock` and `hidden_investment` (logarithmic fractions).

    Examples
    --------
    >>> found = productivity(Rebuilding(), years=40).round(1).set_index("year")
    >>> found.loc[[0, 6, 40], ["true", "measured"]].to_dict("list")
    {'true': [100.0, 101.1, 116.2], 'measured': [100.0, 97.0, 124.5]}
    """
    whole(1, years=years)
    kind, first = rebuilding, rebuilding.first_stock
    share = adopted(np.arange(years + 1), kind.bass) / kind.bass.market
    before = np.concatenate([[0.0], share[:-1]])
    built = 1 + kind.complement * before
    stock = first * built
    investment = first * kind.complement * (share - before) + kind.depreciation * stock
    true = np.exp(kind.technology * before)
    output = true * built**kind.elasticity
    seen = 1 - investment / output
    return pd.DataFrame(
        {
            "year": np.arange(years + 1),
            "adopted": share,
            "stock": stock,
            "investment": investment,
            "true": 100 * true,
            "measured": 100 * (output - investment) / (output[0] - investment[0]),
            "hidden_stock": kind.elasticity * np.log(built),
            "hidden_investment": np.log(seen / seen[0]),
        }
    )


def dip(curve: pd.DataFrame) -> Dip:
    """Return how far and how long measured productivity falls.

    Parameters
    ----------
    curve
        `year` and `measured` (index, 100 before launch), as `productivity` gives
        them.

    Examples
    --------
    >>> dip(productivity(Rebuilding(), years=40)).trough
    9
    >>> dip(productivity(Rebuilding(complement=0), years=40))
    Dip(depth=0.0, trough=0, back=0)
    """
    level, year = curve["measured"].to_numpy(), curve["year"].to_numpy()
    at = int(level.argmin())
    if level[at] >= level[0]:
        return Dip(depth=0.0, trough=0, back=0)
    later = np.flatnonzero(level[at:] >= level[0])
    back = int(year[at + later[0]]) if len(later) else None
    return Dip(depth=float(level[0] - level[at]), trough=int(year[at]), back=back)
