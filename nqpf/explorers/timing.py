"""Enter now or wait: lesson 13's explorer."""

import altair as alt
import numpy as np

from nqpf.charts.timing import timing_board
from nqpf.explorers.frame import Explorer, Slider, explorer
from nqpf.models.decisions import decisions, values
from nqpf.models.preemption import Rivalry
from nqpf.models.staging import Stages
from nqpf.models.timing import Venture

LOW, HIGH = 0.5, 20.0
"""Ends of the axis of worth (multiples of the cost)."""

WORTHS = np.linspace(0.05, 5.0, 60)
"""Where the values are drawn (multiples of the cost)."""

QUESTION = (
    "How much must a future industry promise before a city should enter: alone, "
    "with a pilot to begin with, or with a rival at the door?"
)

NOTICE = (
    (
        "At the start entering pays on average from 1.67 times the cost, and yet the "
        "city alone waits until 3.78. What it gives up by entering is the right to "
        "see more first. With more volatility it waits longer still, while the "
        "break-even rule does not move: it knows no waiting."
    ),
    (
        "A rival takes most of that patience away. At the start two cities race from "
        "2.72 on. The less is left for the second, the earlier the race; at 20 % it "
        "begins at 2.23. Where the race is run, being first is worth no more than "
        "being second."
    ),
    (
        "Raise what each of two gets to 50 %, and nobody wants to be first any more: "
        "the first bears the risk of the technology, and the second looks on. The "
        "surer the technology, the more it is raced for: at a chance of 80 % they "
        "race again."
    ),
    (
        "Where the technology is shaky a pilot comes before entering at once, for it "
        "finds out for a fifth of the cost. It does not make the city careless about "
        "the market: with more volatility the pilot, too, begins later."
    ),
    (
        "A pilot has its price. At the start it pays while building in stages costs "
        "up to 20 % more, with a chance of 30 % up to 80 % more, and from a chance "
        "of 85 % on not even if it costs nothing more: then it is only late."
    ),
)


def explore_timing() -> Explorer:
    """Open the explorer of waiting, racing and stages.

    Examples
    --------
    >>> explore_timing().values["volatility"]
    25
    """
    return explorer(
        timing_view,
        question=QUESTION,
        controls={
            "volatility": Slider(
                label="Volatility of what the industry is worth",
                start=25,
                low=5,
                high=40,
                step=5,
                unit="% a year",
            ),
            "chance": Slider(
                label="Chance that the technology works",
                start=60,
                low=30,
                high=100,
                step=5,
                unit="%",
            ),
            "share": Slider(
                label="Worth to each, once two are in it",
                start=30,
                low=20,
                high=100,
                step=5,
                unit="% of worth to one",
            ),
            "premium": Slider(
                label="What building in stages costs more",
                start=10,
                low=0,
                high=100,
                step=10,
                unit="%",
            ),
        },
        notice=NOTICE,
    )


def timing_view(
    *, volatility: float, chance: float, share: float, premium: float
) -> alt.VConcatChart:
    """Draw when four cities enter the same industry, and why.

    Its worth grows by 2 % a year on average and is discounted at 8 %; the pilot
    costs a fifth and takes two years.

    Parameters
    ----------
    volatility
        Of the industry's worth (per cent a year).
    chance
        That the technology works (per cent).
    share
        What the industry is worth to each of two cities (per cent of what it is
        worth to one).
    premium
        What building in stages costs more (per cent of the cost).
    """
    venture = Venture(volatility=volatility / 100, chance=chance / 100)
    rivalry = Rivalry(venture=venture, share=share / 100)
    stages = Stages(premium=premium / 100)
    return timing_board(
        decisions(rivalry, stages, low=LOW, high=HIGH),
        values(rivalry, stages, worth=WORTHS),
        low=LOW,
        high=HIGH,
    )
