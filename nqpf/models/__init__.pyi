from . import claims as claims
from . import firms as firms
from . import misallocation as misallocation
from . import production as production
from . import shares as shares
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
    "average_of_total_change",
    "average_over_years",
    "bound_residual",
    "capital_services",
    "chain",
    "claims",
    "compound_growth",
    "doubling_time",
    "explain_rate",
    "explain_residual",
    "firms",
    "growth_paths",
    "labour_services",
    "log_growth",
    "measure",
    "misallocation",
    "perpetual_inventory",
    "produce",
    "production",
    "residual_bias",
    "settled_stock",
    "shares",
    "simulate",
    "tfp",
]
