"""The first explorer of the course: one slider, one question."""

import altair as alt
import pandas as pd

from nqpf.charts.doubling import doubling
from nqpf.explorers.frame import Explorer, Slider, explorer
from nqpf.models.rates import doubling_time

YEARS = 30

NOTICE = (
    "The curve bends upwards: each year's growth is added to a larger amount.",
    (
        "Twice the rate is not twice the growth. At 3 % a year the amount has grown "
        "by 143 % after thirty years, at 6 % by 474 %."
    ),
    (
        "The rate times the years to double stays near 70: a rule for the head. At "
        "10 % it says 7 years; the exact answer is 7.3."
    ),
)


def explore_doubling() -> Explorer:
    """Return the explorer of lesson 00.

    Examples
    --------
    >>> explore_doubling().values
    {'rate': 2.0}
    """
    return explorer(
        doubling_view,
        question="Which yearly rate doubles an amount in ten years?",
        controls={
            "rate": Slider(
                label="Growth rate", start=2.0, low=0.5, high=12.0, step=0.1, unit="%"
            )
        },
        notice=NOTICE,
    )


def doubling_view(*, rate: float) -> alt.LayerChart:
    """Draw thirty years of growth at one rate.

    Parameters
    ----------
    rate
        Growth rate (per cent a year; above 0).
    """
    growth = rate / 100
    years = range(YEARS + 1)
    paths = pd.DataFrame(
        {"year": years, "amount": [100 * (1 + growth) ** year for year in years]}
    )
    return doubling(paths, doubled_after=doubling_time(growth))
