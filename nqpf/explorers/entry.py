"""Why do all choose the same industry, and what is one number worth (lesson 11)."""

import altair as alt

from nqpf.charts.entry import entry_board
from nqpf.explorers.frame import Explorer, Slider, explorer
from nqpf.models.entry import Interest, Market, compare, plants

MEAN_INTEREST = 20
"""Cities interested on average; the wave is smaller or larger by the same number."""

PRICE_FALL, COST = 3.0, 30.0
"""Fall of the price with each plant; mean cost of a plant (million yuan a year)."""

QUESTION = (
    "What is one public number worth, and when is it better to assign the industry to "
    "cities?"
)

NOTICE = (
    (
        "At the start there is no excess in almost two of three draws. Each city "
        "allows for the crowd, so that on average fewer plants come than there is room "
        "for: too few in a small wave, too many in a large one. The excess is no "
        "folly; half of it comes from a number that nobody knows."
    ),
    (
        "With a doubt of 0 the two curves are one: a number that is no news is worth "
        "nothing. With a doubt of 12 it is worth 27 million yuan a year."
    ),
    (
        "Where costs do not differ, an assignment is as good as an auction and better "
        "than the number, because there is nothing that a city knows and the province "
        "does not. Let costs differ by 2 million, and the number overtakes a province "
        "that knows a fifth: it leaves to each what each knows."
    ),
    (
        "At the start the province must know nine tenths of what there is to know "
        "about costs before its assignment beats one public number. An auction of "
        "permits needs no such knowledge, if bids come from costs and not from a "
        "generous budget."
    ),
    (
        "The public number halves the expected excess and does not remove it: who "
        "decides alone still decides by chance."
    ),
)


def explore_entry() -> Explorer:
    """Open the explorer of a rush into one industry.

    Examples
    --------
    >>> explore_entry().values["doubt"]
    10
    """
    return explorer(
        entry_view,
        question=QUESTION,
        controls={
            "doubt": Slider(
                label="Doubt about the wave: 20 cities, more or fewer by",
                start=10,
                low=0,
                high=16,
                step=1,
                unit="cities",
            ),
            "difference": Slider(
                label="Costs differ from their mean of 30 by up to",
                start=10,
                low=0,
                high=20,
                step=1,
                unit="million yuan a year",
            ),
            "knowledge": Slider(
                label="What the province knows of each city's costs",
                start=20,
                low=0,
                high=100,
                step=10,
                unit="%",
            ),
            "room": Slider(
                label="Room in the market",
                start=10,
                low=4,
                high=16,
                step=1,
                unit="plants",
            ),
        },
        notice=NOTICE,
    )


def entry_view(
    *, doubt: int, difference: float, knowledge: int, room: int
) -> alt.HConcatChart:
    """Draw what comes of a wave of interest under four regimes.

    Parameters
    ----------
    doubt
        By how many cities the wave is smaller or larger than its mean.
    difference
        Spread of costs to both sides of their mean (million yuan a year).
    knowledge
        What a province that assigns knows of costs (%).
    room
        Plants that the market pays for at mean cost.
    """
    market = Market(
        highest_price=COST + PRICE_FALL * room,
        price_fall=PRICE_FALL,
        cost=COST,
        cost_spread=difference,
    )
    interest = Interest(few=MEAN_INTEREST - doubt, many=MEAN_INTEREST + doubt)
    known = knowledge / 100
    return entry_board(
        plants(market, interest, knowledge=known),
        compare(market, interest, knowledge=known),
        room=market.room,
    )
