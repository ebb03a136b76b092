from .context import concordance
from .contrast import bootstrap, chance, keyness
from .frequency import counts, rates
from .segmentation import segment, words
from .vocabulary import stop_words, terms

__all__ = [
    "bootstrap",
    "chance",
    "concordance",
    "counts",
    "keyness",
    "rates",
    "segment",
    "stop_words",
    "terms",
    "words",
]
