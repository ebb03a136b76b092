"""A stylised city, and the plan that one can make for it.

What is true of the city is gathered from the models of the lessons before; what can
be decided is one frozen plan, each lever of which belongs to one of them:

==============================  ============================================
lever                           model (lesson)
==============================  ============================================
`reform`                        `nqpf.models.misallocation` (06)
`science`, `teams`              `nqpf.models.research`, `.tournament` (08)
`push`                          `nqpf.models.diffusion` (09)
`invested`, `emerging`,         `nqpf.models.plans` (10)
`future`
`regime`                        `nqpf.models.entry` (11)
`retire_from`                   `nqpf.models.transition` (12)
`venture`                       `nqpf.models.timing`, `.staging` (13)
==============================  ============================================

What becomes of a plan: `nqpf.models.city`. No figure is a real place's.
"""

from dataclasses import dataclass, field
from typing import Literal

from nqpf.models.checks import at_least, between, one_of, whole
from nqpf.models.diffusion import Bass
from nqpf.models.disruption import Shock
from nqpf.models.entry import REGIMES, Interest, Market, Regime
from nqpf.models.firms import Firms
from nqpf.models.misallocation import WEDGES
from nqpf.models.plans import Plan
from nqpf.models.portfolio import Region
from nqpf.models.production import Combination
from nqpf.models.research import Research
from nqpf.models.sectors import Economy
from nqpf.models.staging import Stages
from nqpf.models.timing import Venture
from nqpf.models.tournament import Projects
from nqpf.models.transition import Transition

YEARS = 10
"""How long a plan runs (years)."""

Route = Literal["none", "pilot", "at once"]
ROUTES: tuple[Route, ...] = ("none", "pilot", "at once")
"""How the city enters the venture, if it does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CityPlan:
    """What a city does, the same for ten years. The defaults are the baseline.

    Parameters
    ----------
    emerging, future
        Shares of what is invested that go into emerging and future industries (no
        unit, 0 to 1, together at most 1).
    invested
        Share of the industries' cash that is invested (no unit, 0 to 1).
    regime
        How cities share out the new industries: "alone", "number", "assigned" or
        "auction".
    retire_from
        When the old capacity begins to be retired (years from now, 0 to 10).
    venture
        How the city enters the venture: "none", "pilot" or "at once".
    science
        Share of the research budget that goes into science (no unit, 0 to 1).
    teams
        Teams that work side by side on each future technology (1 to 20).
    push
        What a policy adds to the adoption of the new technology for five years (per
        year, 0 to 0.1).
    reform
        Shares removed of the financing, land and entry wedges (no unit, 0 to 1).

    Examples
    --------
    >>> CityPlan(future=0.4, emerging=0.7)
    Traceback (most recent call last):
    ...
    ValueError: emerging and future must add up to at most 1, not 1.1
    """

    emerging: float = 0.3
    future: float = 0.1
    invested: float = 0.75
    regime: Regime = "alone"
    retire_from: float = 2.0
    venture: Route = "none"
    science: float = 0.1
    teams: int = 1
    push: float = 0.0
    reform: tuple[float, float, float] = (0.0, 0.0, 0.0)

    def __post_init__(self) -> None:
        """Refuse a plan that cannot be carried out."""
        _ = self.allocation
        one_of(REGIMES, regime=self.regime)
        between(0, YEARS, retire_from=self.retire_from)
        one_of(ROUTES, venture=self.venture)
        between(0, 1, science=self.science)
        whole(1, teams=self.teams)
        between(1, 20, teams=self.teams)
        between(0, 0.1, push=self.push)
        if len(self.reform) != len(WEDGES):
            msg = f"reform must have three shares, not {self.reform!r}"
            raise ValueError(msg)
        for wedge, removed in zip(WEDGES, self.reform, strict=True):
            between(0, 1, **{f"reform of {wedge}": removed})

    @property
    def allocation(self) -> Plan:
        """Where the investment goes."""
        return Plan(emerging=self.emerging, future=self.future, invested=self.invested)


BASELINE = CityPlan()
"""What the city does if nobody decides anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """What the levers cost the city's budget.

    Parameters
    ----------
    team
        A team, each year (billion yuan a year; at least 0).
    mover
        Support for a worker whom reform moves to another firm (10,000 yuan, once).
    adopter
        Support for a thousand firms that adopt (billion yuan, once).
    push
        A push of 0.01 a year, while it lasts (billion yuan a year).
    idle
        Upkeep of idle capacity (billion yuan a year for one per cent of demand).
    interest
        On debt (fraction per year).
    """

    team: float = 0.2
    mover: float = 5.0
    adopter: float = 0.03
    push: float = 0.4
    idle: float = 0.04
    interest: float = 0.04

    def __post_init__(self) -> None:
        """Refuse prices below nothing."""
        at_least(0, team=self.team, mover=self.mover, adopter=self.adopter)
        at_least(0, push=self.push, idle=self.idle, interest=self.interest)


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """What is true of the city, whatever it plans.

    Parameters
    ----------
    region
        Its industries, obligations and fund (lesson 10).
    firms
        Its firms and their wedges (06).
    combination
        How labourers, means and objects of labour combine (04).
    research, projects
        How science becomes output, and what parallel teams find (08). A project's
        worth is a factor on what investment in future industries adds.
    own_research
        Elasticity of the city's productivity to what its research yields (no unit,
        at least 0).
    bass, technology
        How the new technology spreads among its firms (in thousands), and what it
        adds to productivity at full adoption (09; logarithmic fraction, at least 0).
    market, interest, knowledge
        The new industries' market, how many cities are interested, and what the
        province knows of their costs (11; no unit, 0 to 1).
    transition
        How old capacity is replaced (12); its start of retiring is the plan's.
    economy, shock
        The chain of industries, and the blow that resilience is measured by (12).
    venture, stages, yields
        The venture, how a pilot splits it (13), and its output if it works (billion
        yuan a year, at least 0).
    prices
        What levers cost.
    credit
        The debt that nobody lends beyond (billion yuan, at least 0).
    runs, seed
        How many futures are drawn, and which (whole numbers).
    """

    region: Region = field(default_factory=Region)
    firms: Firms = field(default_factory=Firms)
    combination: Combination = field(
        default_factory=lambda: Combination(substitution=0.4)
    )
    research: Research = field(default_factory=Research)
    projects: Projects = field(
        default_factory=lambda: Projects(mean=1.0, spread=0.3, likeness=0.3, cost=0.2)
    )
    own_research: float = 0.25
    bass: Bass = field(default_factory=Bass)
    technology: float = 0.12
    market: Market = field(default_factory=Market)
    interest: Interest = field(default_factory=lambda: Interest(few=10, many=60))
    knowledge: float = 0.5
    transition: Transition = field(
        default_factory=lambda: Transition(build_rate=20, retire_rate=20, delay=4)
    )
    economy: Economy = field(default_factory=Economy)
    shock: Shock = field(
        default_factory=lambda: Shock(lost=0.5, substitution=0.5, essential_from=0.03)
    )
    venture: Venture = field(default_factory=lambda: Venture(cost=12.0, chance=0.5))
    stages: Stages = field(default_factory=Stages)
    yields: float = 14.0
    prices: Prices = field(default_factory=Prices)
    credit: float = 10.0
    runs: int = 200
    seed: int = 15

    def __post_init__(self) -> None:
        """Refuse a city that could not be."""
        at_least(0, own_research=self.own_research, technology=self.technology)
        at_least(0, yields=self.yields, credit=self.credit)
        between(0, 1, knowledge=self.knowledge)
        whole(1, runs=self.runs)
        whole(0, seed=self.seed)
