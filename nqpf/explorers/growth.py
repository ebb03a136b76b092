"""Growth accounting with the mistakes in hand: lesson 05's explorer.

The stylised province knows its own technology. So the way from growth to the
residual can be walked on, mistake by mistake, to what technology truly added.
"""

import altair as alt
import pandas as pd

from nqpf.charts.growth import residual_board
from nqpf.explorers.frame import Choice, Explorer, Slider, Switch, explorer
from nqpf.models.growth import Technology
from nqpf.models.measurement import Measurement, explain_residual
from nqpf.models.panel import average_over_years, chain
from nqpf.models.province import CITIES, Province, add_up, simulate

WHOLE = "All cities"
"""The name of the province as if it were one city."""

GROWTH_ENDS, LEVEL_ENDS = (-0.04, 0.1), (60, 180)
"""Ends of the two axes (fractions per year; index), wide enough for every city."""

QUESTION = (
    "How much of the residual is technology, and how much is a wrong measure of "
    "capital?"
)

NOTICE = (
    (
        "At the start two mistakes pull apart, and the residual comes out closer to "
        "technology than either would leave it alone. A residual that looks right may "
        "hold mistakes that cancel."
    ),
    (
        "With too high a rate of depreciation capital grows too slowly on paper, and "
        "what capital did is put down to technology. At an error of zero there is "
        "nothing to correct."
    ),
    (
        "The measured path is steep at first and then flattens, although technology "
        "grows steadily. The method makes that slowdown: as the years pass, the "
        "wrong stock comes to grow more like the right one."
    ),
    (
        "Over the twelve years less and less capital is in use. Whoever does not "
        "look counts idle machines as at work, and finds too little technology."
    ),
    (
        "The capital share is assumed too. Capital grows faster than labour, so a "
        "higher share leaves less for the residual; the truth here is 0.4."
    ),
)


def explore_growth(province: Province | None = None) -> Explorer:
    """Open the explorer of growth accounting.

    Parameters
    ----------
    province
        Which stylised province; the course's own unless given.

    Examples
    --------
    >>> explore_growth().values["city"]
    'All cities'
    """
    chosen = province or Province()
    data = simulate(chosen)
    whole = add_up(data, technology=chosen.technology, name=WHOLE)
    tables = {WHOLE: whole, **dict(iter(data.groupby("city")))}
    cities = {city: f"{city} {chinese}" for city, chinese in CITIES.items()}
    return explorer(
        lambda city, **assumed: growth_view(tables[city], chosen, **assumed),
        question=QUESTION,
        controls={
            "capital_share": Slider(
                label="Capital share assumed", start=0.4, low=0.2, high=0.6, step=0.05
            ),
            "depreciation_error": Slider(
                label="Error in the rate of depreciation",
                start=4,
                low=-4,
                high=6,
                step=1,
                unit="points",
            ),
            "utilisation": Switch(label="Count only capital in use", start=False),
            "city": Choice(
                label="Where",
                start=WHOLE,
                options={WHOLE: "the whole province", **cities},
            ),
        },
        notice=NOTICE,
    )


def growth_view(
    city: pd.DataFrame,
    province: Province,
    *,
    capital_share: float,
    depreciation_error: float,
    utilisation: bool,
) -> alt.HConcatChart:
    """Draw what is left of growth as measured, and what it is made of.

    Labour is measured rightly, so that only capital can be wrong.

    Parameters
    ----------
    city
        The rows of one city, or of the province, as `simulate` or `add_up` gives
        them.
    province
        What is true of it.
    capital_share
        The share that the account assumes (no unit, between 0 and 1).
    depreciation_error
        Rate of depreciation used less the true one (percentage points a year).
    utilisation
        Whether only capital in use is counted.
    """
    parts = explain_residual(
        city,
        measurement=Measurement(
            depreciation=province.depreciation + depreciation_error / 100,
            utilisation=utilisation,
        ),
        technology=Technology(capital_share=capital_share),
        true_technology=province.technology,
    )
    mean = average_over_years(parts).iloc[0].drop("labour_quality_error")
    paths = chain(parts, rates=["residual", "technology"])
    return residual_board(mean, paths, growth=GROWTH_ENDS, levels=LEVEL_ENDS)
