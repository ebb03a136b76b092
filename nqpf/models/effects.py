r"""What each lever of a city's plan does, from the models of the lessons.

Productivity in year :math:`t` is the product of three gains,

.. math::

    A_t = \underbrace{g^{\min(t/3,\,1)}}_{\text{reform (06)}}
          \cdot \underbrace{(r_t / 100)^{\omega}}_{\text{research (08)}}
          \cdot \underbrace{e^{a F_{t-1}}}_{\text{diffusion (09)}}

and what the elements of production make together (04) falls short of 1 by

.. math:: O_t = \text{CES}(1 - h_t,\; 1,\; 1 - \text{gap}_t)

where :math:`h_t` of the labourers are between two jobs while reform moves them and the
objects of labour lack what neither old nor new capacity supplies (12). A yuan put into
an emerging or future industry adds :math:`v` of what it could, the price over
the cost of a plant in the city's regime against the best regime's (11); in a future
industry it adds :math:`\mathrm{E}\max` of the teams' worth times that (08).

=================  =========================================================
:math:`g`          productivity after reform over that before (no unit)
:math:`r_t`        output of application (index, 100 before year 1)
:math:`\omega`     elasticity of productivity to it (no unit)
:math:`F_t, a`     share that has adopted; what full adoption adds (log fraction)
:math:`h_t`        share of labourers between jobs (half a year for a mover)
:math:`v`          value of a yuan in new industries (no unit, at most 1)
=================  =========================================================

The sources are those of the models named. Putting them side by side is ours: the
effects multiply and do not change each other, which real ones would.
"""

from dataclasses import replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from nqpf.models import entry, misallocation, production, research, tournament
from nqpf.models.diffusion import Push, adopted
from nqpf.models.disruption import Shock, disrupt
from nqpf.models.firms import Firms, draw
from nqpf.models.industries import Region
from nqpf.models.leontief import accounts
from nqpf.models.levers import YEARS, City, CityPlan
from nqpf.models.sectors import Economy, simulate
from nqpf.models.transition import Transition, capacities

Array = npt.NDArray[np.float64]

REFORM_YEARS = 3
"""How long a reform takes (years)."""

PUSH_YEARS = 5.0
"""How long a push of adoption lasts (years)."""

BETWEEN_JOBS = 0.5
"""How long a worker whom reform moves is between jobs (years)."""


def productivity(city: City, plan: CityPlan) -> dict[str, Array]:
    """Return total factor productivity by year, and its three parts.

    Parameters
    ----------
    city, plan
        Where, and what is done.

    Returns
    -------
    dict of numpy.ndarray
        By year, from 0: `reform`, `research`, `diffusion` (factors) and `tfp`, their
        product (index, 1 in year 0).

    Examples
    --------
    >>> freed = CityPlan(reform=(1.0, 0.0, 1.0))
    >>> {k: round(float(v[-1]), 3) for k, v in productivity(City(), freed).items()}
    {'reform': 1.226, 'research': 1.0, 'diffusion': 1.039, 'tfp': 1.273}
    """
    year = np.arange(YEARS + 1)
    gain, _ = reform(city, plan)
    yields = _researched(city.research, plan.science)
    before = np.concatenate([[0.0], adoption(city, plan)[:-1]])
    parts = {
        "reform": gain ** np.minimum(year / REFORM_YEARS, 1),
        "research": (yields / 100) ** city.own_research,
        "diffusion": np.exp(city.technology * before / city.bass.market),
    }
    whole = parts["reform"] * parts["research"] * parts["diffusion"]
    return {**parts, "tfp": whole}


def combination(city: City, plan: CityPlan) -> Array:
    """Return what the elements make together, by year from 0 (share of 1).

    Examples
    --------
    >>> round(float(combination(City(), CityPlan(retire_from=0)).min()), 2)
    0.63
    """
    gap, _ = gap_and_idle(city, plan)
    _, moved = reform(city, plan)
    year = np.arange(YEARS + 1)
    moving = (year >= 1) & (year <= REFORM_YEARS)
    working = 1 - moving * BETWEEN_JOBS * moved / REFORM_YEARS
    objects = np.maximum(1 - gap / 100, _SCARCEST)
    amounts = np.stack([working, np.ones_like(objects), objects], axis=-1)
    return production.output(amounts, city.combination)


def adoption(city: City, plan: CityPlan) -> Array:
    """Return how many firms have adopted, by year from 0 (thousand firms)."""
    push = Push(strength=plan.push, years=PUSH_YEARS)
    return adopted(np.arange(YEARS + 1), city.bass, push=push)


def region(city: City, plan: CityPlan) -> Region:
    """Return the city's industries as the regime and the teams change them.

    Examples
    --------
    >>> [round(region(City(), CityPlan(teams=n)).future.adds, 3) for n in (1, 4)]
    [0.465, 0.585]
    """
    found = float(tournament.expected_best(city.projects, plan.teams)[0])
    worth = value_of_a_yuan(city, plan)
    return _changed(city.region, worth, found * worth)


def reform(city: City, plan: CityPlan) -> tuple[float, float]:
    """Return what a reform gains in the end, and whom it moves.

    Parameters
    ----------
    city, plan
        Where, and what is done.

    Returns
    -------
    tuple of float
        Productivity after reform over that before (no unit), and the share of workers
        who change the firm (0 to 1).

    Examples
    --------
    >>> [round(part, 2) for part in reform(City(), CityPlan(reform=(1.0, 0.0, 1.0)))]
    [1.23, 0.37]
    """
    return _reformed(city.firms, plan.reform)


def gap_and_idle(city: City, plan: CityPlan) -> tuple[Array, Array]:
    """Return what old and new capacity leave unserved, and what they have too much.

    Returns
    -------
    tuple of numpy.ndarray
        By year, from 0 (% of today's demand).

    Examples
    --------
    >>> gap_and_idle(City(), CityPlan(retire_from=2))[0][3:6].tolist()
    [10.0, 30.0, 30.0]
    """
    return _capacity(city.transition, plan.retire_from)


def value_of_a_yuan(city: City, plan: CityPlan) -> float:
    """Return what a yuan in the new industries is worth, against the best regime.

    Examples
    --------
    >>> round(value_of_a_yuan(City(), CityPlan(regime="number")), 2)
    1.0
    """
    ratios = _rush(city.market, city.interest, city.knowledge)
    return ratios[plan.regime] / max(ratios.values())


def resilience(city: City, stages: Array, combined: Array) -> float:
    """Return how much is left when the worst blow falls in the worst year.

    Each sector in turn loses what the shock says (12); what the others then lose is
    weighted with the value added that the plan gives them.

    Parameters
    ----------
    city
        Where.
    stages
        Output of traditional, emerging and future industries, over output in year 0.
    combined
        What the elements make together, by year (share).

    Returns
    -------
    float
        Share of value added (0 to 1).
    """
    lost, weights = _blows(city.economy, city.shock)
    grown = weights.copy()
    grown[_STAGE_SECTORS] *= stages
    worst = float((lost @ grown / grown.sum()).max())
    return (1 - worst) * float(combined.min())


_SCARCEST = 0.01  # of the objects of labour: production needs some of each element
_STAGE_SECTORS = [1, 2, 3]  # traditional manufacturing, emerging, future industries


@lru_cache(maxsize=256)
def _reformed(firms: Firms, removed: tuple[float, ...]) -> tuple[float, float]:
    """Return the gain of a reform (factor) and the share of workers whom it moves."""
    table = _firms(firms)
    before, after = misallocation.tfp(
        table, firms.industry, removed=[[0.0] * len(removed), list(removed)]
    )
    shares = dict(zip(misallocation.WEDGES, removed, strict=True))
    then = misallocation.reform(table, firms.industry, removed=shares)
    moved = (then["labour"] - table["labour"]).abs().sum() / 2 / table["labour"].sum()
    return float(after / before), float(moved)


@lru_cache(maxsize=64)
def _researched(kind: research.Research, share: float) -> Array:
    """Return what application yields, by year from 0 (index)."""
    found = research.path(kind, share=share, years=YEARS)["output"].to_numpy(float)
    return np.concatenate([[100.0], found])


@lru_cache(maxsize=4)
def _firms(firms: Firms) -> pd.DataFrame:
    return draw(firms)


@lru_cache(maxsize=256)
def _capacity(transition: Transition, retire_from: float) -> tuple[Array, Array]:
    """Return gap and idle capacity by year from 0 (% of today's demand)."""
    plan = replace(transition, retire_from=retire_from)
    old, new = capacities(plan, np.arange(YEARS + 1.0))
    surplus = old + new - plan.demand
    return np.maximum(-surplus, 0), np.maximum(surplus, 0)


@lru_cache(maxsize=16)
def _rush(
    market: entry.Market, interest: entry.Interest, knowledge: float
) -> dict[str, float]:
    """Return a plant's mean price over its mean cost, by regime."""
    found = entry.plants(market, interest, knowledge=knowledge)
    known = entry.compare(market, interest, knowledge=knowledge).set_index("regime")
    found["earned"] = (
        found["chance"] * found["plants"] * market.price(found["plants"].to_numpy())
    )
    price = found.groupby("regime")["earned"].sum() / known["plants"]
    return {str(name): float(value) for name, value in (price / known["cost"]).items()}


@lru_cache(maxsize=128)
def _changed(base: Region, worth: float, future_worth: float) -> Region:
    """Return industries in which a yuan adds more or less."""
    emerging = replace(base.emerging, adds=base.emerging.adds * worth)
    future = replace(base.future, adds=base.future.adds * future_worth)
    return replace(base, emerging=emerging, future=future)


@lru_cache(maxsize=16)
def _blows(economy: Economy, shock: Shock) -> tuple[Array, Array]:
    """Return what each sector loses (share), a row a sector hit; and value added."""
    known = accounts(simulate(economy))
    hits = [disrupt(known, sector, shock)["value_added"] for sector in known.sectors]
    return np.array(hits) / known.value_added, known.value_added
