from .city import city_board
from .claims import claim_map, share_readings
from .composite import gap_paths, rank_ranges, weight_bars
from .diffusion import futures_fan, j_curve, life_cycle
from .entry import entry_board, herd_lines
from .evidence import evidence_board
from .growth import (
    contributions,
    growth_readings,
    residual_ranges,
    residual_waterfall,
    tfp_paths,
)
from .innovation import best_of_projects, prize_curve, regret_paths
from .leaving import keeping_curve, leaving_board, staying_curve
from .leontief import chain_board, heavy_links, linkage_map
from .misallocation import reform_bars, reform_board
from .overlap import chance_ranges, cluster_map
from .portfolio import portfolio_board
from .production import combination_board, isoquants
from .store import store_board
from .theme import describe, description, stylised
from .timing import ruin_chances, timing_board
from .transition import gap_board
from .words import dispersion_plot, keyness_plot, rates_by_article, word_contrast

__all__ = [
    "best_of_projects",
    "chain_board",
    "chance_ranges",
    "city_board",
    "claim_map",
    "cluster_map",
    "combination_board",
    "contributions",
    "describe",
    "description",
    "dispersion_plot",
    "entry_board",
    "evidence_board",
    "futures_fan",
    "gap_board",
    "gap_paths",
    "growth_readings",
    "heavy_links",
    "herd_lines",
    "isoquants",
    "j_curve",
    "keeping_curve",
    "keyness_plot",
    "leaving_board",
    "life_cycle",
    "linkage_map",
    "portfolio_board",
    "prize_curve",
    "rank_ranges",
    "rates_by_article",
    "reform_bars",
    "reform_board",
    "regret_paths",
    "residual_ranges",
    "residual_waterfall",
    "ruin_chances",
    "share_readings",
    "staying_curve",
    "store_board",
    "stylised",
    "tfp_paths",
    "timing_board",
    "weight_bars",
    "word_contrast",
]
