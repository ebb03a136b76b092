r"""Carrying out a plan: the old pay for the new, and luck falls on all.

A region has industries of three stages :math:`i`: traditional, emerging, future.
Each year it invests a share :math:`s` of what they bring in, and a plan with the
weights :math:`w_i` (which add up to 1) says where. In year :math:`t`

.. math::

    B_t &= s\, m \cdot x_{t-1} \\
    x_{it} &= \varepsilon_{it} \left[ (1 - d_i - u_i)\, x_{i,t-1}
            + z_j u_j\, x_{j,t-1} + \frac{k_i w_i B_t}{1 + w_i B_t / c_i} \right] \\
    R_t &= R_{t-1} + (1 - s)\, m \cdot x_t - D

where :math:`j` is the younger stage next to :math:`i`. What matures moves on a
stage and grows on the way. The first yuan in a stage adds :math:`k_i` of output a
year, and no amount adds more than :math:`k_i c_i`. The region is ruined in the first
year in which the fund :math:`R` is below 0; what it would do then is not modelled:
output goes on as planned. Luck has mean 1 and, in logarithms, the spread
:math:`\sigma_i` and one correlation :math:`\rho` between all stages:

.. math::

    \ln \varepsilon_{it} = \sigma_i \left( \sqrt\rho\, f_t
        + \sqrt{1 - \rho}\, e_{it} \right) - \sigma_i^2 / 2, \qquad
    f_t, e_{it} \sim N(0, 1)

=================  =======================================================
:math:`x`          output (billion yuan a year, prices of year 0)
:math:`m`          cash that a stage brings in (yuan per yuan of output)
:math:`B`          what is invested (billion yuan a year)
:math:`d, u`       worn out; matured (shares of output per year)
:math:`z`          output after maturing per output before (no unit)
:math:`k`          output a year added per first yuan (per year)
:math:`c`          investment that adds half of its :math:`k` (billion yuan a year)
:math:`D, R`       obligations (billion yuan a year), fund (billion yuan)
=================  =======================================================

References
----------
The equation is ours, put together for this course. That cash of mature businesses
should feed the young is the growth–share matrix of consultants (B. D. Henderson,
1970); a stage that can take in only so much at once is the adjustment cost of E. T.
Penrose, "The Theory of the Growth of the Firm", 1959. Judging what comes of a plan:
`nqpf.models.portfolio`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from nqpf.models.checks import between, whole
from nqpf.models.industries import Region, Stage

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Where the money goes, every year alike.

    Parameters
    ----------
    emerging, future
        Shares of what is invested (0 to 1, together at most 1).
    invested
        Share of what comes in that is invested (0 to 1).

    Examples
    --------
    >>> Plan(emerging=0.25, future=0.25).traditional
    0.5
    """

    emerging: float = 0.3
    future: float = 0.2
    invested: float = 0.75

    def __post_init__(self) -> None:
        """Refuse to give out more than there is."""
        between(
            0, 1, emerging=self.emerging, future=self.future, invested=self.invested
        )
        if self.emerging + self.future > 1 + _ROUNDING:
            msg = (
                "emerging and future must add up to at most 1, not "
                f"{self.emerging + self.future:.4g}"
            )
            raise ValueError(msg)

    @property
    def traditional(self) -> float:
        """The share that is left for traditional industries (0 to 1)."""
        return max(1 - self.emerging - self.future, 0.0)

    @property
    def shares(self) -> Array:
        """The shares of the three stages."""
        return np.array([self.traditional, self.emerging, self.future])


@dataclass(frozen=True, slots=True, kw_only=True)
class Runs:
    """What came of plans under many draws of luck.

    Parameters
    ----------
    output
        By year (from 0), stage, plan and run (billion yuan a year).
    income
        By year, plan and run (billion yuan a year).
    fund
        By year, plan and run (billion yuan).
    """

    output: Array
    income: Array
    fund: Array

    @property
    def survives(self) -> npt.NDArray[np.bool_]:
        """By year, plan and run: whether the fund has never been below 0."""
        return np.minimum.accumulate(self.fund, axis=0) >= 0


def run(
    region: Region,
    *plans: Plan,
    years: int = 20,
    runs: int = 1000,
    seed: int = 10,
) -> Runs:
    """Carry out plans under the same draws of luck.

    Parameters
    ----------
    region
        Where.
    plans
        One or more.
    years
        How long (years; at least 1).
    runs
        How many draws of luck (at least 1). One half mirrors the other.
    seed
        Which draws (a whole number, at least 0).

    Examples
    --------
    >>> outcome = run(Region(), Plan(), runs=400)
    >>> outcome.output.shape
    (21, 3, 1, 400)
    """
    whole(1, years=years, runs=runs)
    whole(0, seed=seed)
    luck = _luck(region, years=years, runs=runs, seed=seed)
    shares = np.array([plan.shares for plan in plans]).T[..., None]
    invested = np.array([[plan.invested] for plan in plans])
    each = {name: region.each(name)[:, None, None] for name in Stage.__slots__}
    output = np.empty((years + 1, 3, len(plans), runs))
    output[0] = each["output"]
    income = np.empty((years + 1, len(plans), runs))
    income[0] = (each["cash"] * output[0]).sum(axis=0)
    for year in range(years):
        spent = shares * (invested * income[year])
        grown = _next_output(output[year], spent, each)
        np.multiply(luck[year], grown, out=output[year + 1])
        income[year + 1] = (each["cash"] * output[year + 1]).sum(axis=0)
    fund = np.empty_like(income)
    fund[0] = region.reserve
    fund[1:] = (1 - invested) * income[1:] - region.obligations
    np.cumsum(fund, axis=0, out=fund)
    return Runs(output=output, income=income, fund=fund)


_ROUNDING = 1e-9  # shares that add up to 1 but for the last digit


def _next_output(output: Array, spent: Array, each: Mapping[str, Array]) -> Array:
    """Return next year's output before luck (by stage, plan and run)."""
    grown = each["adds"] * spent / (1 + spent / each["absorbs"])
    grown += (1 - each["worn"] - each["matures"]) * output
    moved = (each["matures"] * each["grows"]) * output
    grown[:-1] += moved[1:]
    grown[0] += moved[0]
    return grown


def _luck(region: Region, *, years: int, runs: int, seed: int) -> Array:
    """Return factors with mean 1, by year, stage, plan (all alike) and run."""
    common, own = _normals(years, runs, seed)
    score = np.sqrt(region.correlation) * common
    score = score + np.sqrt(1 - region.correlation) * own
    swing = region.each("swing")[:, None]
    factors: Array = np.exp(swing * score - swing**2 / 2)
    return factors[:, :, None]


@lru_cache(maxsize=16)
def _normals(years: int, runs: int, seed: int) -> tuple[Array, Array]:
    """Draw common and own luck; the second half of the runs mirrors the first."""
    draw = np.random.default_rng(seed).standard_normal((years, 4, -(-runs // 2)))
    both = np.concatenate([draw, -draw], axis=-1)[..., :runs]
    both.setflags(write=False)
    return both[:, :1], both[:, 1:]
