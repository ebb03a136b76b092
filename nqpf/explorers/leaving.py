"""The price of leaving: lesson 14's first explorer."""

from functools import cache

import altair as alt
import numpy as np
import pandas as pd

from nqpf.charts.leaving import OFFERS as ENDS
from nqpf.charts.leaving import leaving_board
from nqpf.explorers.frame import Choice, Explorer, Slider, explorer
from nqpf.models.choice import OFFERS, Survey, acceptance, ask, tally
from nqpf.models.logit import band, fit, median_interval
from nqpf.models.network import Network, attachment, price_of_leaving

NETWORK = Network()

DESIGNS: dict[str, tuple[float, ...]] = {
    "two": (500, 1000),
    "low": (50, 100, 200, 500, 1000),
    "wide": OFFERS,
}
"""Which offers are made (yuan, once)."""

QUESTION = (
    "What would the middle user take to leave for good, and can offers of 500 and "
    "1,000 yuan tell?"
)

NOTICE = (
    (
        "The true median is 2,800 yuan, and both offers lie far below it. So the "
        "curve beyond them is only its slope between two points, drawn on. With 200 "
        "people the bar runs off the picture in more than a third of the samples, "
        "and the median jumps from sample to sample."
    ),
    (
        "The same 200 people, asked with nine offers from 50 to 20,000 yuan, tell "
        "much more: the bar is short, and in at least nine of ten samples it holds "
        "the truth. Which offers are made matters more than how many are asked: "
        "2,000 people with two offers tell no more than 200 with nine."
    ),
    (
        "If all others leave too, the median falls from 2,800 to 960 yuan. The "
        "service itself is the same. The higher price holds what the others are "
        "worth, and what it costs to be outside alone."
    ),
    (
        "Ask 20 people with two offers, and most samples give no curve at all: too "
        "few say yes, or as many to the smaller offer. The explorer then says so "
        "and keeps the last picture."
    ),
    (
        "The page asks the question with 500 and 1,000 yuan (lines 117–118) and "
        "reports no answers. Nothing here is an estimate for a real service."
    ),
)


def explore_leaving() -> Explorer:
    """Open the explorer of the choice experiment.

    Examples
    --------
    >>> explore_leaving().values["design"]
    'two'
    """
    return explorer(
        leaving_view,
        question=QUESTION,
        controls={
            "people": Slider(
                label="People asked, one offer each",
                start=200,
                low=20,
                high=2000,
                step=20,
                unit="people",
            ),
            "design": Choice(
                label="Offers (yuan, once)",
                start="two",
                options={
                    "two": "500 and 1,000, as on the page",
                    "low": "five, from 50 to 1,000",
                    "wide": "nine, from 50 to 20,000",
                },
            ),
            "together": Slider(
                label="Others who leave too",
                start=0,
                low=0,
                high=100,
                step=10,
                unit="% of all",
            ),
            "sample": Slider(
                label="Another sample of people", start=1, low=1, high=30, step=1
            ),
        },
        notice=NOTICE,
    )


def leaving_view(
    *, people: int, design: str, together: float, sample: int
) -> alt.HConcatChart:
    """Draw the answers of a choice experiment and what they tell.

    Parameters
    ----------
    people
        How many are asked.
    design
        Which offers are made: a name in `DESIGNS`.
    together
        Others who leave too (per cent).
    sample
        Which people are asked: the seed.

    Raises
    ------
    ValueError
        If the answers fit no curve.
    """
    share = together / 100
    worth = attachment(NETWORK, together=share)
    answers = ask(Survey(people=people, offers=DESIGNS[design], seed=sample), worth)
    found = fit(answers)
    low, high = median_interval(found)
    offers = np.geomspace(*ENDS, 60)
    estimate = {
        "median": found.attachment.median,
        "low": low,
        "high": high,
        "true_median": worth.median,
        "together": share,
    }
    return leaving_board(
        tally(answers),
        band(found, offers).assign(true_share=acceptance(offers, worth)),
        _prices(),
        pd.Series(estimate),
    )


@cache
def _prices() -> pd.DataFrame:
    """Return the true price of leaving for every share who leave too."""
    shares = np.linspace(0, 1, 21)
    prices = [price_of_leaving(NETWORK, together=share) for share in shares]
    return pd.DataFrame({"together": shares, "price": prices})
