from .claims import explore_claims
from .composite import explore_index
from .doubling import explore_doubling
from .evidence import weigh_evidence
from .frame import Choice, Details, Explorer, Slider, Switch, explorer
from .growth import explore_growth
from .innovation import explore_innovation
from .leaving import explore_leaving
from .misallocation import explore_wedges
from .production import explore_elements
from .reader import read_page
from .research import explore_science
from .store import explore_store
from .timing import explore_timing
from .words import explore_words

__all__ = [
    "Choice",
    "Details",
    "Explorer",
    "Slider",
    "Switch",
    "explore_claims",
    "explore_doubling",
    "explore_elements",
    "explore_growth",
    "explore_index",
    "explore_innovation",
    "explore_leaving",
    "explore_science",
    "explore_store",
    "explore_timing",
    "explore_wedges",
    "explore_words",
    "explorer",
    "read_page",
    "weigh_evidence",
]
