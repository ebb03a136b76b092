r"""What the levers of a city's plan cost its budget, and the venture that it may enter.

Support for those whom reform moves, for firms that adopt, the teams, the upkeep of
idle capacity: quantities from `nqpf.models.effects` times prices from
`nqpf.models.levers`. The venture is paid for at once, or in two parts with a pilot
(`nqpf.models.staging`), and yields only where it works. Prices are stylised.
"""

import numpy as np
import numpy.typing as npt

from nqpf.models import effects
from nqpf.models.levers import YEARS, City, CityPlan
from nqpf.models.staging import pilot_cost

Array = npt.NDArray[np.float64]


def costs(city: City, plan: CityPlan) -> dict[str, Array]:
    """Return what the levers cost the budget.

    Parameters
    ----------
    city, plan
        Where, and what is done.

    Returns
    -------
    dict of numpy.ndarray
        By year, from 0: `reform`, `adoption`, `teams`, `idle` (billion yuan a year).

    Examples
    --------
    >>> costs(City(), CityPlan(teams=3))["teams"][:3].round(2).tolist()
    [0.0, 0.6, 0.6]
    """
    year = np.arange(YEARS + 1)
    prices = city.prices
    later = year >= 1
    _, moved = effects.reform(city, plan)
    jobs = float(city.region.each("jobs") @ city.region.each("output"))
    support = _TEN_THOUSANDS * prices.mover * moved * jobs / effects.REFORM_YEARS
    joined = np.diff(effects.adoption(city, plan), prepend=0.0)
    pushed = prices.push * plan.push / 0.01 * (later & (year <= effects.PUSH_YEARS))
    _, idle = effects.gap_and_idle(city, plan)
    return {
        "reform": support * (later & (year <= effects.REFORM_YEARS)),
        "adoption": prices.adopter * joined + pushed,
        "teams": prices.team * plan.teams * later,
        "idle": prices.idle * idle * later,
    }


def venture(city: City, plan: CityPlan) -> tuple[Array, Array]:
    """Return what the venture costs and yields, by year (from 0) and future.

    Entered in year 1. At once, it yields from year 2 on if it works; after a pilot,
    the rest is spent when the pilot has shown that it works, and it yields from the
    year after.

    Returns
    -------
    tuple of numpy.ndarray
        Cost and output (billion yuan a year), shape (11, runs).
    """
    spent, made = np.zeros((2, YEARS + 1, city.runs))
    draws = np.random.default_rng((city.seed, 13)).random(city.runs)
    works = draws < city.venture.chance
    if plan.venture == "at once":
        spent[1] = city.venture.cost
        made[2:] = city.yields * works
    if plan.venture == "pilot":
        shown = 1 + round(city.stages.years)
        first = pilot_cost(city.venture, city.stages)
        whole = city.venture.cost * (1 + city.stages.premium)
        spent[1] = first
        spent[shown : shown + 1] += (whole - first) * works
        made[shown + 1 :] = city.yields * works
    return spent, made


_TEN_THOUSANDS = 0.1  # 10,000 persons times 10,000 yuan, in billion yuan
