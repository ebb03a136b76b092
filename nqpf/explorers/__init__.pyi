from .composite import explore_index
from .doubling import explore_doubling
from .evidence import weigh_evidence
from .frame import Choice, Details, Explorer, Slider, Switch, explorer
from .growth import explore_growth
from .leaving import explore_leaving
from .reader import read_page
from .store import explore_store
from .timing import explore_timing
from .words import explore_words

__all__ = [
    "Choice",
    "Details",
    "Explorer",
    "Slider",
    "Switch",
    "explore_doubling",
    "explore_growth",
    "explore_index",
    "explore_leaving",
    "explore_store",
    "explore_timing",
    "explore_words",
    "explorer",
    "read_page",
    "weigh_evidence",
]
