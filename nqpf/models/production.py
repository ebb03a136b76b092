r"""The elements of production and their combination: Cobb–Douglas, CES, bottlenecks.

Elements :math:`i` (labourers, means of labour, objects of labour) give output

.. math::

    Y = A \Big[\sum_i s_i\,(q_i x_i)^{\rho}\Big]^{1/\rho},
    \qquad \rho = \frac{\sigma - 1}{\sigma}, \quad \sum_i s_i = 1

Amounts are indices, 1 at one balanced point where all of them work as one, so that
at this point neither :math:`Y` nor the weights depend on :math:`\sigma`, and what
changes with :math:`\sigma` is only how far one element can stand in for another:
:math:`\sigma = 0` gives :math:`A \min_i q_i x_i` (Leontief: the scarcest element
decides), :math:`\sigma = 1` gives :math:`A \prod_i (q_i x_i)^{s_i}` (Cobb–Douglas),
and with :math:`\sigma \to \infty` amounts simply add. With :math:`\sigma < 1` no
amount of one element lifts output above a ceiling that the others set.

At prices :math:`p_i` the least costly mix has :math:`x_i \propto
s_i^{\sigma} q_i^{\sigma-1} p_i^{-\sigma}`. Where prices equal the weights and
quality is 1, the best mix is the balanced one and yields :math:`A` times the
arithmetic mean :math:`\sum_i s_i x_i` of what there was: the gain from combining
better is the gap between two means, which closes as :math:`\sigma` grows.

=====================  ========================================================
:math:`Y`              output (index; 1 at the balanced point where A = 1)
:math:`x_i`            amount of an element (index; 1 at the balanced point)
:math:`q_i`            quality: what one unit does, against the balanced point's
:math:`s_i`            weight: elasticity of output at that point (no unit)
:math:`A`              total factor productivity (index)
:math:`\sigma`         elasticity of substitution (no unit, at least 0)
:math:`p_i`            price of a unit (any money)
=====================  ========================================================

Reading the page's 劳动者 (labourers), 劳动资料 (means of labour) and 劳动对象
(objects of labour) and "their optimal combination" (lines 285–287) as inputs of a
production function is our translation. Marx's categories describe a labour process,
not independent marginal products; output here is gross of the objects used up; and
whether an economy's production can be added up to one function is itself disputed
(the Cambridge controversy; Felipe and Fisher).

References
----------
K. J. Arrow, H. B. Chenery, B. S. Minhas and R. M. Solow, "Capital–labor substitution
and economic efficiency", Review of Economics and Statistics 43(3), 1961. R. Klump and
O. de La Grandville, "Economic growth and the elasticity of substitution", American
Economic Review 90(1), 2000 (measuring from one point). M. Kremer, "The O-ring theory
of economic development", Quarterly Journal of Economics 108(3), 1993. C. I. Jones,
"Intermediate goods and weak links in the theory of economic development", American
Economic Journal: Macroeconomics 3(2), 2011. J. Felipe and F. M. Fisher, "Aggregation
in production functions", Metroeconomica 54(2–3), 2003.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import boxcox, inv_boxcox

from nqpf.models.checks import above, between

Array: TypeAlias = npt.NDArray[np.float64]

ELEMENTS = {
    "labourers": "劳动者",
    "means of labour": "劳动资料",
    "objects of labour": "劳动对象",
}
"""The three elements, as body C names them (lines 285 and 286)."""

CHAINS = {
    "innovation chain": "创新链",
    "industrial chain": "产业链",
    "capital chain": "资金链",
    "talent chain": "人才链",
}
"""The four chains that body C wants to see integrated (lines 378 and 379)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Combination:
    """How elements combine, any number of them.

    Parameters
    ----------
    shares
        The weight of each element (no unit, above 0, adding to 1).
    substitution
        Elasticity of substitution between any two (no unit, 0 to 20).
    productivity
        Total factor productivity (index, above 0).
    quality
        What one unit of each element does, against the balanced point (index,
        above 0); 1 for all unless given.

    Examples
    --------
    >>> Combination(shares=(0.6, 0.4), substitution=0.5).exponent
    -1.0
    """

    shares: tuple[float, ...] = (0.5, 0.3, 0.2)
    substitution: float = 0.5
    productivity: float = 1.0
    quality: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        """Refuse weights that are no weights; fill in the quality."""
        for share in self.shares:
            above(0, shares=share)
        total = sum(self.shares)
        if not np.isclose(total, 1):
            msg = f"shares must add to 1, not to {total:.6g} as {self.shares!r} do"
            raise ValueError(msg)
        between(0, 20, substitution=self.substitution)
        above(0, productivity=self.productivity)
        quality = self.quality or (1.0,) * len(self.shares)
        if len(quality) != len(self.shares):
            msg = f"quality must have {len(self.shares)} values, not {self.quality!r}"
            raise ValueError(msg)
        for value in quality:
            above(0, quality=value)
        object.__setattr__(self, "quality", quality)

    @property
    def exponent(self) -> float:
        """The exponent ρ of the equation (no unit; -inf where σ is 0)."""
        if self.substitution == 0:
            return -np.inf
        return (self.substitution - 1) / self.substitution


def output(amounts: npt.ArrayLike, combination: Combination) -> Array:
    """Return what amounts of the elements yield together.

    Parameters
    ----------
    amounts
        One amount for each element along the last axis (index, above 0).
    combination
        How they combine.

    Returns
    -------
    numpy.ndarray
        Output (index), of the shape of `amounts` without the last axis.

    Raises
    ------
    ValueError
        If an amount is not above 0 or there are too few or too many elements.

    Examples
    --------
    >>> short_of_means = [1.0, 0.25, 1.0]
    >>> for substitution in (0, 0.5, 1, 2):
    ...     technology = Combination(substitution=substitution)
    ...     print(output(short_of_means, technology).round(3))
    0.25
    0.526
    0.66
    0.722
    """
    units = _effective(amounts, combination)
    shares = np.asarray(combination.shares)
    return combination.productivity * _power_mean(units, shares, combination)


def elasticities(amounts: npt.ArrayLike, combination: Combination) -> Array:
    """Return by how many per cent output rises with one per cent more of each.

    Parameters
    ----------
    amounts, combination
        As for `output`.

    Returns
    -------
    numpy.ndarray
        Elasticity of output to each element (no unit; the shape of `amounts`).
        They add to 1. With σ = 0 the only scarcest element has 1; where several
        are scarcest, none has any, as more of one alone does nothing.

    Examples
    --------
    >>> elasticities([1.0, 0.25, 1.0], Combination(substitution=0.5)).round(2)
    array([0.26, 0.63, 0.11])
    """
    units = _effective(amounts, combination)
    lowest = units.min(axis=-1, keepdims=True)
    if combination.substitution == 0:
        scarcest = np.isclose(units, lowest, rtol=1e-12, atol=0)
        alone = scarcest.sum(axis=-1, keepdims=True) == 1
        one: Array = (scarcest & alone).astype(float)
        return one
    scale = lowest if combination.exponent < 0 else units.max(axis=-1, keepdims=True)
    parts: Array = combination.shares * (units / scale) ** combination.exponent
    share: Array = parts / parts.sum(axis=-1, keepdims=True)
    return share


def marginal_products(amounts: npt.ArrayLike, combination: Combination) -> Array:
    """Return what a little more of each element adds, per unit of it.

    Parameters
    ----------
    amounts, combination
        As for `output`.

    Returns
    -------
    numpy.ndarray
        Output (index) per unit of the element (index), of the shape of `amounts`.

    Examples
    --------
    >>> marginal_products([1.0, 1.0, 1.0], Combination(substitution=0.5))
    array([0.5, 0.3, 0.2])
    """
    made = output(amounts, combination)[..., np.newaxis]
    each: Array = elasticities(amounts, combination) * made / np.asarray(amounts)
    return each


def ceiling(amounts: npt.ArrayLike, combination: Combination, *, element: int) -> Array:
    """Return the output that no amount of one element can exceed.

    Parameters
    ----------
    amounts, combination
        As for `output`.
    element
        Which element is added without end (0 for the first).

    Returns
    -------
    numpy.ndarray
        The limit of output (index; infinite where σ is 1 or more), of the shape
        of `amounts` without the last axis.

    Examples
    --------
    >>> float(ceiling([1.0, 1.0, 1.0], Combination(substitution=0.5), element=1))
    1.4285714285714286
    """
    units = _effective(amounts, combination)
    shares = np.asarray(combination.shares)
    rest = np.delete(units, _place(element, combination), axis=-1)
    if combination.substitution >= 1:
        return np.full(units.shape[:-1], np.inf)
    kept = np.delete(shares, element)
    mean = _power_mean(rest, kept / kept.sum(), combination)
    if combination.substitution == 0:
        return combination.productivity * mean
    limit: Array = (
        combination.productivity * mean * kept.sum() ** (1 / combination.exponent)
    )
    return limit


def needed(
    amounts: npt.ArrayLike,
    combination: Combination,
    *,
    element: int,
    wanted: npt.ArrayLike,
) -> Array:
    """Return how much of one element gives an output, the others as they are.

    With the others along a line this is an isoquant; with `wanted` above the
    output there is, it is the amount that a rise in productivity would save.

    Parameters
    ----------
    amounts, combination
        As for `output`; the amount of `element` itself does not matter.
    element
        Which element is varied (0 for the first).
    wanted
        Output to reach (index, above 0), broadcast against the amounts.

    Returns
    -------
    numpy.ndarray
        The amount (index): infinite where none is enough, 0 where the others
        alone give more.

    Examples
    --------
    >>> balanced = [1.0, 1.0, 1.0]
    >>> for substitution in (0.2, 0.5, 1, 2):
    ...     technology = Combination(substitution=substitution)
    ...     print(needed(balanced, technology, element=1, wanted=1.2).round(2))
    inf
    2.25
    1.84
    1.74
    """
    units = _effective(amounts, combination)
    place = _place(element, combination)
    level = np.asarray(wanted, dtype=float) / combination.productivity
    _refuse_nothing(level, "wanted")
    shares = np.asarray(combination.shares)
    others = np.delete(units, place, axis=-1) / level[..., np.newaxis]
    if combination.substitution == 0:
        enough = others.min(axis=-1) >= 1
        units_needed = np.where(enough, level, np.inf)
    else:
        power = combination.exponent
        kept = np.delete(shares, place)
        missing = -(kept * boxcox(others, power)).sum(axis=-1) / shares[place]
        reach = 1 + power * missing
        beyond = np.inf if power < 0 else 0.0
        safe = np.where(reach > 0, missing, 0)
        units_needed = np.where(reach > 0, level * inv_boxcox(safe, power), beyond)
    found: Array = units_needed / combination.quality[place]
    return found


def best_mix(
    combination: Combination, *, prices: npt.ArrayLike, budget: npt.ArrayLike = 1.0
) -> Array:
    """Return the amounts that yield most for a budget.

    Parameters
    ----------
    combination
        How the elements combine.
    prices
        Price of a unit of each element (any money, above 0).
    budget
        What may be spent (the same money, above 0): a number or an array.

    Returns
    -------
    numpy.ndarray
        Amounts (index), elements along a new last axis.

    Examples
    --------
    >>> technology = Combination(shares=(0.5, 0.5), substitution=1)
    >>> best_mix(technology, prices=[1.0, 4.0], budget=8.0)
    array([4., 1.])
    """
    price = np.asarray(prices, dtype=float)
    money = np.asarray(budget, dtype=float)
    _refuse_nothing(price, "prices")
    _refuse_nothing(money, "budget")
    sigma = combination.substitution
    quality = np.asarray(combination.quality)
    logs = sigma * np.log(np.asarray(combination.shares) * quality / price)
    mix = np.exp(logs - logs.max()) / quality
    amounts: Array = money[..., np.newaxis] * mix / (mix * price).sum()
    return amounts


def recombine(
    amounts: npt.ArrayLike, combination: Combination, *, prices: npt.ArrayLike
) -> Array:
    """Return the best amounts for what the given ones cost.

    Parameters
    ----------
    amounts, combination
        As for `output`.
    prices
        Price of a unit of each element (any money, above 0).

    Returns
    -------
    numpy.ndarray
        Amounts (index), of the shape of `amounts` and at the same cost.

    Examples
    --------
    >>> technology = Combination(substitution=0.3)
    >>> uneven = [0.7, 1.6, 0.8]
    >>> better = recombine(uneven, technology, prices=technology.shares)
    >>> better.round(2)
    array([0.99, 0.99, 0.99])
    >>> print((output(better, technology) / output(uneven, technology)).round(3))
    1.206
    """
    bought = _effective(amounts, combination) / combination.quality
    cost = (bought * np.asarray(prices, dtype=float)).sum(axis=-1)
    return best_mix(combination, prices=prices, budget=cost)


def responses(
    amounts: npt.ArrayLike, combination: Combination, *, multiples: npt.ArrayLike
) -> pd.DataFrame:
    """Return output when one element changes and the others stay.

    Parameters
    ----------
    amounts
        One amount for each element (index, above 0).
    combination
        How they combine.
    multiples
        By how much the element is multiplied (no unit, above 0).

    Returns
    -------
    pandas.DataFrame
        `element` (its place, 0 for the first), `multiple` and `output` (index).

    Examples
    --------
    >>> responses([1.0, 1.0, 1.0], Combination(), multiples=[1, 2]).round(2)["output"]
    0    1.00
    1    1.33
    2    1.00
    3    1.18
    4    1.00
    5    1.11
    Name: output, dtype: float64
    """
    times = np.asarray(multiples, dtype=float)
    count = len(combination.shares)
    grid = np.ones((count, len(times), count))
    grid[np.arange(count), :, np.arange(count)] = times
    made = output(np.asarray(amounts) * grid, combination)
    return pd.DataFrame(
        {
            "element": np.repeat(np.arange(count), len(times)),
            "multiple": np.tile(times, count),
            "output": made.ravel(),
        }
    )


def _effective(amounts: npt.ArrayLike, combination: Combination) -> Array:
    """Return amounts times quality, once both are checked."""
    given = np.asarray(amounts, dtype=float)
    if given.ndim == 0 or given.shape[-1] != len(combination.shares):
        msg = (
            f"amounts must have {len(combination.shares)} values along the last axis, "
            f"not the shape {given.shape}"
        )
        raise ValueError(msg)
    _refuse_nothing(given, "amounts")
    units: Array = given * combination.quality
    return units


def _refuse_nothing(values: Array, name: str) -> None:
    wrong = ~((values > 0) & (values < np.inf))
    if wrong.any():
        above(0, **{name: float(values[wrong].flat[0])})


def _place(element: int, combination: Combination) -> int:
    between(0, len(combination.shares) - 1, element=element)
    return element


def _power_mean(units: Array, shares: Array, combination: Combination) -> Array:
    """Return the weighted mean of power ρ, measured from its largest part.

    Box and Cox's transform (x^ρ − 1)/ρ passes smoothly through ln x at ρ = 0.
    """
    power = combination.exponent
    lowest, highest = units.min(axis=-1), units.max(axis=-1)
    if np.isneginf(power):
        return np.asarray(lowest)
    scale = np.asarray(lowest if power < 0 else highest)
    inner = (shares * boxcox(units / scale[..., np.newaxis], power)).sum(axis=-1)
    mean: Array = scale * inv_boxcox(inner, power)
    return mean
