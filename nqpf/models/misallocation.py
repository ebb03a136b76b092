r"""Misallocation: the same resources, put elsewhere, yield more.

Firms :math:`i` of one industry make goods that customers combine,

.. math::

    Y = \Big(\sum_i Y_i^{(\sigma-1)/\sigma}\Big)^{\sigma/(\sigma-1)}, \qquad
    Y_i = A_i K_i^{\alpha} N_i^{\beta} L_i^{\gamma}, \quad \alpha+\beta+\gamma=1

and each maximises profit at its own wedges: capital costs it :math:`1+\tau^K_i`
times the going rate, land :math:`1+\tau^N_i` times, and hidden barriers leave it
:math:`1-\tau^Y_i` of its sales. Write :math:`k, n, y` for :math:`\ln(1+\tau^K)`,
:math:`\ln(1+\tau^N)` and :math:`-\ln(1-\tau^Y)`. A firm's revenue productivity is
then proportional to :math:`e^{t_i}` with :math:`t = y + \alpha k + \beta n`: where
it differs between firms, a yuan of input earns more in one than in another. With
total capital, land and labour given, :math:`a = \ln A` and :math:`u =
(\sigma-1)(a - t)`,

.. math::

    \ln \text{TFP} = \frac{\sigma}{\sigma-1} \ln \sum_i e^{u_i}
      - \alpha \ln \sum_i e^{u_i - y_i - k_i}
      - \beta  \ln \sum_i e^{u_i - y_i - n_i}
      - \gamma \ln \sum_i e^{u_i - y_i}

which is at its highest, :math:`\ln \text{TFP}^* = \tfrac{1}{\sigma-1} \ln \sum_i
A_i^{\sigma-1}`, where no wedge differs between firms. If :math:`a, k, n, y` are
jointly normal over many firms, the loss is exactly

.. math::

    \ln \frac{\text{TFP}^*}{\text{TFP}} = \tfrac{\sigma}{2} \operatorname{Var} t
      + \tfrac12 \big[\alpha \operatorname{Var}(y{+}k{-}t)
      + \beta \operatorname{Var}(y{+}n{-}t) + \gamma \operatorname{Var}(y{-}t)\big]

(between firms, and in the mix within them). Variances hold covariances: wedges that
offset each other do less harm together than one of them alone, and then removing the
other loses output. That is the second best of Lipsey and Lancaster.

=====================  ========================================================
:math:`A_i`            physical productivity of a firm (index)
:math:`K, N, L`        capital, land, labour (index; mean over firms 1)
:math:`\tau^K, \tau^N` extra cost of capital, of land (fraction, above -1)
:math:`\tau^Y`         share of sales lost to barriers (fraction, below 1)
:math:`\sigma`         elasticity of demand between firms' goods (above 1)
TFP                    output of the industry per combined input (index)
=====================  ========================================================

The critics: what looks like a wedge may be an error in the records (Bils, Klenow
and Ruane), the cost of adjusting to shocks (Asker, Collard-Wexler and De Loecker)
or a technology that differs between firms; and firms that a barrier kept from ever
starting are in no table.

References
----------
C.-T. Hsieh and P. J. Klenow, "Misallocation and manufacturing TFP in China and
India", Quarterly Journal of Economics 124(4), 2009 (the model, with capital and
labour). D. Restuccia and R. Rogerson, "Policy distortions and aggregate
productivity with heterogeneous establishments", Review of Economic Dynamics 11(4),
2008. R. G. Lipsey and K. Lancaster, "The general theory of second best", Review of
Economic Studies 24(1), 1956. J. Asker, A. Collard-Wexler and J. De Loecker, "Dynamic
inputs and resource (mis)allocation", Journal of Political Economy 122(5), 2014.
M. Bils, P. J. Klenow and C. Ruane, "Misallocation or mismeasurement?", Journal of
Monetary Economics 124, 2021.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from nqpf.models.checks import above, between, strictly_between

Array: TypeAlias = npt.NDArray[np.float64]

WEDGES = ("financing", "land", "entry")
"""The three wedges, in the order of every last axis and subset."""

INPUTS = ("capital", "land", "labour")


@dataclass(frozen=True, slots=True, kw_only=True)
class Industry:
    """How firms produce, and how customers choose between their goods.

    Parameters
    ----------
    capital_share, land_share
        Elasticities of a firm's output to capital and to land (no unit, between 0
        and 1, together below 1); labour has the rest.
    demand_elasticity
        Elasticity of demand between firms' goods (no unit, above 1).

    Examples
    --------
    >>> Industry(capital_share=0.35, land_share=0.15).labour_share
    0.5
    """

    capital_share: float = 0.35
    land_share: float = 0.15
    demand_elasticity: float = 3.0

    def __post_init__(self) -> None:
        """Refuse shares that leave nothing for labour."""
        strictly_between(
            0, 1, capital_share=self.capital_share, land_share=self.land_share
        )
        if self.labour_share <= 0:
            msg = (
                "capital_share and land_share must stay below 1 together, not "
                f"{self.capital_share!r} and {self.land_share!r}"
            )
            raise ValueError(msg)
        above(1, demand_elasticity=self.demand_elasticity)

    @property
    def labour_share(self) -> float:
        """Elasticity of a firm's output to labour (no unit)."""
        return 1 - self.capital_share - self.land_share

    @property
    def shares(self) -> Array:
        """Elasticities to capital, land and labour (no unit)."""
        return np.array([self.capital_share, self.land_share, self.labour_share])


def allocate(firms: pd.DataFrame, industry: Industry) -> pd.DataFrame:
    """Return what every firm uses and makes where each maximises its profit.

    Parameters
    ----------
    firms
        A row a firm: `productivity` (index, above 0), `financing_wedge`,
        `land_wedge` (fractions, above -1), `entry_wedge` (fraction, below 1).
    industry
        How they produce and sell.

    Returns
    -------
    pandas.DataFrame
        The firms with `capital`, `land`, `labour` (index; mean 1), `output`
        (index), `revenue` (index; adds to the industry's output) and
        `revenue_productivity` (revenue per combined input; index, 1 where the
        industry's inputs earn what they do on the whole).

    Examples
    --------
    >>> two = pd.DataFrame(
    ...     {"productivity": [1.0, 2.0], "financing_wedge": [0.0, 1.0],
    ...      "land_wedge": 0.0, "entry_wedge": 0.0}
    ... )
    >>> allocate(two, Industry())[["labour", "capital"]].round(2).to_dict("list")
    {'labour': [0.58, 1.42], 'capital': [0.9, 1.1]}
    """
    logs, wedges = _logs(firms)
    shares, sigma = industry.shares, industry.demand_elasticity
    pull = (sigma - 1) * (logs - _burden(wedges, industry))
    claims = np.exp(pull[:, np.newaxis] - _charges(wedges))
    inputs = len(firms) * claims / claims.sum(axis=0)
    combined = np.prod(inputs**shares, axis=1)
    made = np.exp(logs) * combined
    whole = (made ** (1 - 1 / sigma)).sum() ** (sigma / (sigma - 1))
    revenue = made ** (1 - 1 / sigma) * whole ** (1 / sigma)
    average = whole / len(firms)  # the industry's combined input is its firms' number
    return firms.assign(
        **dict(zip(INPUTS, inputs.T, strict=True)),
        output=made,
        revenue=revenue,
        revenue_productivity=revenue / combined / average,
    )


def tfp(
    firms: pd.DataFrame, industry: Industry, *, removed: npt.ArrayLike = 0.0
) -> Array:
    """Return the productivity of the industry, wedges removed in part or whole.

    Parameters
    ----------
    firms
        As for `allocate`.
    industry
        How they produce and sell.
    removed
        Share removed of the logarithm of each wedge (0 to 1): one number, or
        financing, land, entry along the last axis, and any reforms before it.

    Returns
    -------
    numpy.ndarray
        Total factor productivity (index), one for each reform.

    Examples
    --------
    >>> two = pd.DataFrame(
    ...     {"productivity": 1.0, "financing_wedge": [0.0, 1.0],
    ...      "land_wedge": [0.0, -0.6], "entry_wedge": 0.0}
    ... )
    >>> reforms = [[0, 0, 0], [0, 1, 0], [1, 1, 1]]
    >>> tfp(two, Industry(), removed=reforms).round(3)
    array([1.361, 1.369, 1.414])
    """
    logs, wedges = _logs(firms)
    kept = 1 - np.broadcast_to(
        np.asarray(removed, dtype=float), np.shape(removed) or (len(WEDGES),)
    )
    for bound in (kept.min(), kept.max()):
        between(0, 1, removed=float(1 - bound))
    left = kept[..., np.newaxis, :] * wedges
    sigma = industry.demand_elasticity
    pull = (sigma - 1) * (logs - _burden(left, industry))
    claims = _log_sum(np.moveaxis(pull[..., np.newaxis] - _charges(left), -1, -2))
    level: Array = np.exp(
        sigma / (sigma - 1) * _log_sum(pull) - claims @ industry.shares
    )
    return level


def reform(
    firms: pd.DataFrame, industry: Industry, *, removed: Mapping[str, float]
) -> pd.DataFrame:
    """Return the firms after a reform, with what they then use and make.

    Parameters
    ----------
    firms, industry
        As for `allocate`.
    removed
        Share removed of each wedge's logarithm (0 to 1), by its name; 0 of those
        that are not named.

    Returns
    -------
    pandas.DataFrame
        What `allocate` gives, at the wedges that are left.

    Examples
    --------
    >>> two = pd.DataFrame(
    ...     {"productivity": 1.0, "financing_wedge": [0.0, 1.0], "land_wedge": 0.0,
    ...      "entry_wedge": 0.0}
    ... )
    >>> reform(two, Industry(), removed={"financing": 1})["capital"].tolist()
    [1.0, 1.0]
    """
    _, wedges = _logs(firms)
    financing, land, entry = ((1 - _in_order(removed)) * wedges).T
    left = firms.assign(
        financing_wedge=np.expm1(financing),
        land_wedge=np.expm1(land),
        entry_wedge=-np.expm1(-entry),
    )
    return allocate(left, industry)


def best_tfp(firms: pd.DataFrame, industry: Industry) -> float:
    """Return the highest productivity that the same firms and inputs allow.

    Parameters
    ----------
    firms, industry
        As for `allocate`.

    Returns
    -------
    float
        Total factor productivity without wedges (index).

    Examples
    --------
    >>> two = pd.DataFrame(
    ...     {"productivity": [3.0, 4.0], "financing_wedge": 0.0, "land_wedge": 0.0,
    ...      "entry_wedge": 0.0}
    ... )
    >>> round(best_tfp(two, Industry(demand_elasticity=3)), 6)
    5.0
    """
    logs, _ = _logs(firms)
    power = industry.demand_elasticity - 1
    return float(np.exp(_log_sum(power * logs) / power))


def reform_gains(firms: pd.DataFrame, industry: Industry) -> pd.DataFrame:
    """Return what removing each set of wedges altogether would bring.

    Parameters
    ----------
    firms, industry
        As for `allocate`.

    Returns
    -------
    pandas.DataFrame
        A row for each of the eight sets: `removed` (names with " + ", or
        "nothing"), `of_possible` (productivity as a fraction of the best) and
        `gain` (of output from the same inputs, fraction), from none to all.

    Examples
    --------
    >>> two = pd.DataFrame(
    ...     {"productivity": 1.0, "financing_wedge": [0.0, 1.0],
    ...      "land_wedge": [0.0, -0.6], "entry_wedge": [0.0, -0.1]}
    ... )
    >>> gains = reform_gains(two, Industry()).set_index("removed")["gain"]
    >>> gains[["financing", "land", "entry"]].round(3).to_dict()
    {'financing': 0.004, 'land': 0.014, 'entry': -0.004}
    """
    sets = sorted(
        product([0, 1], repeat=len(WEDGES)), key=lambda s: (sum(s), -_rank(s))
    )
    level = tfp(firms, industry, removed=sets)
    return pd.DataFrame(
        {
            "removed": [_name(each) for each in sets],
            "of_possible": level / best_tfp(firms, industry),
            "gain": level / level[0] - 1,
        }
    )


def reform_paths(
    firms: pd.DataFrame, industry: Industry, *, removed: Mapping[str, float], steps: int
) -> pd.DataFrame:
    """Return productivity as one wedge goes, the others as a reform leaves them.

    Parameters
    ----------
    firms, industry
        As for `allocate`.
    removed
        The reform, as for `reform`.
    steps
        Into how many steps the way from 0 to 1 is cut (a whole number, above 0).

    Returns
    -------
    pandas.DataFrame
        `wedge`, `removed` (its share, 0 to 1) and `of_possible` (productivity as a
        fraction of the best).

    Examples
    --------
    >>> two = pd.DataFrame(
    ...     {"productivity": 1.0, "financing_wedge": [0.0, 1.0],
    ...      "land_wedge": [0.0, -0.6], "entry_wedge": 0.0}
    ... )
    >>> reform_paths(two, Industry(), removed={}, steps=1).round(3)
           wedge  removed  of_possible
    0  financing      0.0        0.963
    1  financing      1.0        0.981
    2       land      0.0        0.963
    3       land      1.0        0.968
    4      entry      0.0        0.963
    5      entry      1.0        0.963
    """
    above(0, steps=steps)
    shares = np.linspace(0, 1, steps + 1)
    reforms = np.tile(_in_order(removed), (len(WEDGES), len(shares), 1))
    places = np.arange(len(WEDGES))
    reforms[places, :, places] = shares
    level = tfp(firms, industry, removed=reforms) / best_tfp(firms, industry)
    return pd.DataFrame(
        {
            "wedge": np.repeat(WEDGES, len(shares)),
            "removed": np.tile(shares, len(WEDGES)),
            "of_possible": level.ravel(),
        }
    )


def loss_by_formula(firms: pd.DataFrame, industry: Industry) -> "pd.Series[float]":
    """Return the loss by variances, exact for many log-normal firms.

    Parameters
    ----------
    firms, industry
        As for `allocate`.

    Returns
    -------
    pandas.Series
        `between` firms, `within` them (the mix of inputs) and `whole`
        (logarithmic fractions of output).

    Examples
    --------
    >>> two = pd.DataFrame(
    ...     {"productivity": 1.0, "financing_wedge": [-0.2, 0.25],
    ...      "land_wedge": 0.0, "entry_wedge": 0.0}
    ... )
    >>> loss_by_formula(two, Industry()).round(4).to_dict()
    {'between': 0.0091, 'within': 0.0057, 'whole': 0.0148}
    """
    _, wedges = _logs(firms)
    burden = _burden(wedges, industry)
    mixes = _charges(wedges) - burden[:, np.newaxis]
    between_firms = industry.demand_elasticity / 2 * float(burden.var())
    within = float(industry.shares @ mixes.var(axis=0)) / 2
    return pd.Series(
        {"between": between_firms, "within": within, "whole": between_firms + within}
    )


def infer(records: pd.DataFrame, industry: Industry) -> pd.DataFrame:
    """Return the productivity and the wedges that firms' records imply.

    A common wedge moves nothing where totals are given, and cannot be told from
    the going price; so wedges come out relative to the industry as a whole.

    Parameters
    ----------
    records
        A row a firm: `revenue`, `capital`, `land`, `labour` (any units, above 0).
    industry
        What to assume of production and demand.

    Returns
    -------
    pandas.DataFrame
        The records with `productivity` (index, mean 1), `financing_wedge`,
        `land_wedge` and `entry_wedge` (fractions), ready for `tfp`.

    Examples
    --------
    >>> two = pd.DataFrame(
    ...     {"revenue": [1.0, 2.0], "capital": [1.0, 1.0], "land": [1.0, 2.0],
    ...      "labour": [1.0, 2.0]}
    ... )
    >>> infer(two, Industry())["financing_wedge"].round(2).tolist()
    [-0.33, 0.33]
    """
    needed = ("revenue", *INPUTS)
    table = _positive(_columns(records, needed), needed, given=records)
    revenue, capital, land, labour = table.T
    sigma = industry.demand_elasticity
    combined = np.prod(table[:, 1:] ** industry.shares, axis=1)
    physical = revenue ** (sigma / (sigma - 1)) / combined
    return records.assign(
        productivity=physical / physical.mean(),
        financing_wedge=labour / capital / (labour.sum() / capital.sum()) - 1,
        land_wedge=labour / land / (labour.sum() / land.sum()) - 1,
        entry_wedge=1 - labour / revenue / (labour.sum() / revenue.sum()),
    )


def _in_order(removed: Mapping[str, float]) -> Array:
    """Return the shares removed in the order of the wedges, checked."""
    for wedge, share in removed.items():
        if wedge not in WEDGES:
            msg = f"removed must name wedges ({', '.join(WEDGES)}), not {wedge!r}"
            raise ValueError(msg)
        between(0, 1, **{f"removed[{wedge!r}]": share})
    return np.array([float(removed.get(wedge, 0)) for wedge in WEDGES])


def _logs(firms: pd.DataFrame) -> tuple[Array, Array]:
    """Return log productivity and the logs of the three wedges, checked."""
    names = ("productivity", *(f"{wedge}_wedge" for wedge in WEDGES))
    factors = _columns(firms, names) * [1, 1, 1, -1] + [0, 1, 1, 1]
    table = np.log(_positive(factors, names, given=firms))
    return table[:, 0], table[:, 1:] * [1, 1, -1]


def _burden(wedges: Array, industry: Industry) -> Array:
    """Return the log of revenue productivity that wedges lead to."""
    burden: Array = wedges @ np.array(
        [industry.capital_share, industry.land_share, 1.0]
    )
    return burden


def _charges(wedges: Array) -> Array:
    """Return the log of what each input has to earn: capital, land, labour."""
    charges: Array = wedges[..., [2]] + wedges * [1, 1, 0]
    return charges


def _log_sum(logs: Array) -> Array:
    """Return the log of the sum of exponentials along the last axis."""
    top = logs.max(axis=-1, keepdims=True)
    total: Array = top[..., 0] + np.log(np.exp(logs - top).sum(axis=-1))
    return total


_LIMITS = {"financing_wedge": "above -1", "land_wedge": "above -1"}
_LIMITS |= {"entry_wedge": "below 1"}


def _columns(table: pd.DataFrame, names: tuple[str, ...]) -> Array:
    """Return columns as an array."""
    return np.stack([table[name].to_numpy(dtype=float) for name in names], axis=1)


def _positive(values: Array, columns: tuple[str, ...], *, given: pd.DataFrame) -> Array:
    """Return numbers if all are above 0; else name the one of a table at fault."""
    wrong = ~((values > 0) & (values < np.inf))
    if wrong.any():
        row, column = np.argwhere(wrong)[0]
        name = columns[column]
        found = given[name].iloc[row]
        limit = _LIMITS.get(name, "above 0")
        msg = f"{name} must be {limit} in every row, not {found} (row {row})"
        raise ValueError(msg)
    return values


def _rank(chosen: tuple[int, ...]) -> int:
    return int("".join(map(str, chosen)), base=2)


def _name(chosen: tuple[int, ...]) -> str:
    names = [wedge for wedge, is_in in zip(WEDGES, chosen, strict=True) if is_in]
    return " + ".join(names) or "nothing"
