from . import adoption as adoption
from . import bandit as bandit
from . import bills as bills
from . import choice as choice
from . import city as city
from . import claims as claims
from . import composite as composite
from . import coordination as coordination
from . import decisions as decisions
from . import delays as delays
from . import deliberation as deliberation
from . import diffusion as diffusion
from . import disruption as disruption
from . import effects as effects
from . import entry as entry
from . import firms as firms
from . import forecast as forecast
from . import frontier as frontier
from . import herding as herding
from . import intangibles as intangibles
from . import leontief as leontief
from . import levers as levers
from . import logit as logit
from . import matching as matching
from . import misallocation as misallocation
from . import network as network
from . import overlap as overlap
from . import pace as pace
from . import portfolio as portfolio
from . import preemption as preemption
from . import pricing as pricing
from . import prize as prize
from . import production as production
from . import research as research
from . import robustness as robustness
from . import ruin as ruin
from . import sectors as sectors
from . import shares as shares
from . import staging as staging
from . import store as store
from . import timing as timing
from . import tournament as tournament
from . import transition as transition
from .growth import Technology, account, produce, tfp
from .measurement import (
    Interval,
    Measurement,
    bound_residual,
    capital_services,
    explain_residual,
    labour_services,
    measure,
    perpetual_inventory,
    residual_bias,
    settled_stock,
)
from .panel import average_over_years, chain
from .province import CITIES, INDICATORS, Indicator, Province, add_up, simulate
from .rates import (
    average_of_total_change,
    compound_growth,
    doubling_time,
    explain_rate,
    growth_paths,
    log_growth,
)

__all__ = [
    "CITIES",
    "INDICATORS",
    "Indicator",
    "Interval",
    "Measurement",
    "Province",
    "Technology",
    "account",
    "add_up",
    "adoption",
    "average_of_total_change",
    "average_over_years",
    "bandit",
    "bills",
    "bound_residual",
    "capital_services",
    "chain",
    "choice",
    "city",
    "claims",
    "composite",
    "compound_growth",
    "coordination",
    "decisions",
    "delays",
    "deliberation",
    "diffusion",
    "disruption",
    "doubling_time",
    "effects",
    "entry",
    "explain_rate",
    "explain_residual",
    "firms",
    "forecast",
    "frontier",
    "growth_paths",
    "herding",
    "intangibles",
    "labour_services",
    "leontief",
    "levers",
    "log_growth",
    "logit",
    "matching",
    "measure",
    "misallocation",
    "network",
    "overlap",
    "pace",
    "perpetual_inventory",
    "portfolio",
    "preemption",
    "pricing",
    "prize",
    "produce",
    "production",
    "research",
    "residual_bias",
    "robustness",
    "ruin",
    "sectors",
    "settled_stock",
    "shares",
    "simulate",
    "staging",
    "store",
    "tfp",
    "timing",
    "tournament",
    "transition",
]
