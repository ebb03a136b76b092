"""Industries by stage: what each earns, employs, loses and takes in.

Traditional industries earn the money, emerging ones grow, future ones cost money
until they mature. Here is what there is; what becomes of it under a plan, and the
equation: `nqpf.models.plans`. All figures are stylised, chosen so that no stage can
be left out at no cost; none is an estimate for a real place.

References
----------
R. Vernon, "International investment and international trade in the product cycle",
Quarterly Journal of Economics 80(2), 1966, and M. Gort and S. Klepper, "Time paths
in the diffusion of product innovations", Economic Journal 92, 1982: industries have
stages. Real ones differ widely in how long a stage lasts, and some skip one.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nqpf.models.checks import above, at_least, between

STAGES = ("traditional", "emerging", "future")
"""The stages, from the one that earns to the one that costs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The industries of one stage, taken together.

    Parameters
    ----------
    output
        In year 0 (billion yuan a year; at least 0).
    cash
        What output brings in, all costs but investment paid (yuan per yuan).
    jobs
        Persons at work (10,000 per billion yuan of output a year; at least 0).
    worn
        Share of output lost each year unless it is replaced (0 to 1).
    matures
        Share of output that moves on a stage each year (0 to 1; worn and matured
        are together at most 1).
    grows
        Output after moving on (yuan per yuan before; at least 0).
    adds
        Output a year that the first yuan invested adds (per year; at least 0).
    absorbs
        Investment that adds only half of what it would at the first yuan's rate
        (billion yuan a year; above 0).
    swing
        Spread of luck (standard deviation of the logarithm in a year; at least 0).
    """

    output: float
    cash: float
    jobs: float
    worn: float
    matures: float
    grows: float
    adds: float
    absorbs: float
    swing: float

    def __post_init__(self) -> None:
        """Refuse a stage that could not be."""
        at_least(0, output=self.output, cash=self.cash, jobs=self.jobs)
        at_least(0, grows=self.grows, adds=self.adds, swing=self.swing)
        between(0, 1, worn=self.worn, matures=self.matures)
        between(0, 1, worn_and_matured=self.worn + self.matures)
        above(0, absorbs=self.absorbs)


TRADITIONAL = Stage(
    output=100,
    cash=0.28,
    jobs=1.0,
    worn=0.10,
    matures=0.0,
    grows=1.0,
    adds=0.55,
    absorbs=30,
    swing=0.06,
)
EMERGING = Stage(
    output=25,
    cash=0.20,
    jobs=0.6,
    worn=0.06,
    matures=0.04,
    grows=1.0,
    adds=0.60,
    absorbs=15,
    swing=0.12,
)
FUTURE = Stage(
    output=2,
    cash=0.0,
    jobs=0.5,
    worn=0.10,
    matures=0.10,
    grows=5.0,
    adds=0.50,
    absorbs=12,
    swing=0.30,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """Where the plan is carried out.

    Parameters
    ----------
    traditional, emerging, future
        Its industries by stage. What would mature from the last stage is kept.
    correlation
        How far luck is shared between stages (no unit, 0 to 1).
    obligations
        What must be paid whatever comes in (billion yuan a year; at least 0).
    reserve
        The fund in year 0 (billion yuan; at least 0).
    """

    traditional: Stage = TRADITIONAL
    emerging: Stage = EMERGING
    future: Stage = FUTURE
    correlation: float = 0.3
    obligations: float = 6.5
    reserve: float = 6.0

    def __post_init__(self) -> None:
        """Refuse a region that could not be."""
        between(0, 1, correlation=self.correlation)
        at_least(0, obligations=self.obligations, reserve=self.reserve)

    def each(self, quantity: str) -> npt.NDArray[np.float64]:
        """Return one quantity of the three stages (unit: the quantity's)."""
        stages = (self.traditional, self.emerging, self.future)
        return np.array([getattr(stage, quantity) for stage in stages], float)
