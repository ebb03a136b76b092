from .evidence import evidence_board
from .growth import (
    contributions,
    growth_readings,
    residual_ranges,
    residual_waterfall,
    tfp_paths,
)
from .theme import describe, description, stylised
from .words import dispersion_plot, keyness_plot, rates_by_article, word_contrast

__all__ = [
    "contributions",
    "describe",
    "description",
    "dispersion_plot",
    "evidence_board",
    "growth_readings",
    "keyness_plot",
    "rates_by_article",
    "residual_ranges",
    "residual_waterfall",
    "stylised",
    "tfp_paths",
    "word_contrast",
]
