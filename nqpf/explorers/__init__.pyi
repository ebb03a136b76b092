from .doubling import explore_doubling
from .evidence import weigh_evidence
from .frame import Choice, Details, Explorer, Slider, Switch, explorer
from .growth import explore_growth
from .reader import read_page
from .words import explore_words

__all__ = [
    "Choice",
    "Details",
    "Explorer",
    "Slider",
    "Switch",
    "explore_doubling",
    "explore_growth",
    "explore_words",
    "explorer",
    "read_page",
    "weigh_evidence",
]
