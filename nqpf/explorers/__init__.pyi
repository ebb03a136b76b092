from .city import explore_city
from .claims import explore_claims
from .composite import explore_index
from .diffusion import explore_diffusion
from .doubling import explore_doubling
from .entry import explore_entry
from .evidence import weigh_evidence
from .frame import Choice, Details, Explorer, Slider, Switch, explorer
from .growth import explore_growth
from .innovation import explore_innovation
from .leaving import explore_leaving
from .leontief import explore_chain
from .misallocation import explore_wedges
from .portfolio import explore_portfolio
from .production import explore_elements
from .reader import read_page
from .research import explore_science
from .store import explore_store
from .timing import explore_timing
from .transition import explore_gap
from .words import explore_words

__all__ = [
    "Choice",
    "Details",
    "Explorer",
    "Slider",
    "Switch",
    "explore_chain",
    "explore_city",
    "explore_claims",
    "explore_diffusion",
    "explore_doubling",
    "explore_elements",
    "explore_entry",
    "explore_gap",
    "explore_growth",
    "explore_index",
    "explore_innovation",
    "explore_leaving",
    "explore_portfolio",
    "explore_science",
    "explore_store",
    "explore_timing",
    "explore_wedges",
    "explore_words",
    "explorer",
    "read_page",
    "weigh_evidence",
]
