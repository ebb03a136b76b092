"""Establish first, then break: the gap between old and new (lesson 12)."""

import altair as alt
import numpy as np
import pandas as pd

from nqpf.charts.transition import LAST_START, LAST_YEAR, gap_board
from nqpf.explorers.frame import Explorer, Slider, explorer
from nqpf.models.delays import chance_of_no_gap, delay_at
from nqpf.models.transition import (
    Transition,
    costs_of_timing,
    earliest_retirement,
    path,
)

OLD, SPREAD, CONFIDENCE = 105.0, 0.3, 0.9
"""Old capacity (% of today's demand); spread of the delay; what "late" means."""

QUESTION = (
    "From which year on can the old be retired without a gap, and what would be safe "
    "if the new came late?"
)

NOTICE = (
    (
        "At the start the old goes twice as fast as the new comes, and the first of "
        "the new works after 4 years. Starting to retire in that year leaves a gap all "
        "the same: almost half of demand is missing at its worst."
    ),
    (
        "Retire no faster than is built, and the safe date comes before anything new "
        "works: with both at 10 % a year it is year 3.5. How fast one breaks counts "
        "for as much as when one begins."
    ),
    (
        "The safe date is safe on paper. If the delay is as often longer as shorter, "
        "retiring from then on is an even bet; one delay in ten is longer than by "
        "almost half, and then the dashed curve counts."
    ),
    (
        "Waiting has its price. From the safe date on each year of waiting keeps all "
        "of the old standing by, a little more than a year of today's demand. Which "
        "is worse, missing or idle, the model does not say."
    ),
)


def explore_gap() -> Explorer:
    """Open the explorer of building and retiring.

    Examples
    --------
    >>> explore_gap().values["delay"]
    4.0
    """
    return explorer(
        gap_view,
        question=QUESTION,
        controls={
            "build_rate": _rate("New capacity built, once it comes", 10),
            "retire_rate": _rate("Old capacity retired", 20),
            "retire_from": _years("Retiring begins", 4.0, low=0.0, high=20.0),
            "delay": _years("Delay until the first of the new works", 4.0, low=1.0),
        },
        notice=NOTICE,
    )


def gap_view(
    *, build_rate: float, retire_rate: float, retire_from: float, delay: float
) -> alt.HConcatChart:
    """Draw a transition from old to new capacity.

    Parameters
    ----------
    build_rate, retire_rate
        New and old capacity that comes and goes (% of today's demand per year).
    retire_from
        When retiring begins (years from now).
    delay
        From now, when building begins, until the first of the new works (years).
    """
    plan = Transition(
        build_rate=build_rate,
        retire_rate=retire_rate,
        retire_from=retire_from,
        delay=delay,
        old=OLD,
    )
    late = Transition(
        build_rate=build_rate,
        retire_rate=retire_rate,
        retire_from=retire_from,
        delay=delay_at(CONFIDENCE, planned=delay, spread=SPREAD),
        old=OLD,
    )
    starts = np.arange(0, LAST_START + 0.25, 0.5)
    planned, delayed = (costs_of_timing(each, starts) for each in (plan, late))
    lost = {
        "missing, as planned": planned["gap"],
        "missing, late": delayed["gap"],
        "idle": planned["idle"],
    }
    return gap_board(
        path(plan, years=LAST_YEAR, steps=4),
        pd.DataFrame(
            {
                "what": np.repeat(list(lost), len(starts)),
                "retire_from": np.tile(starts, len(lost)),
                "lost": np.concatenate([column.to_numpy() for column in lost.values()]),
            }
        ),
        start=retire_from,
        safe=earliest_retirement(plan),
        chance=chance_of_no_gap(plan, spread=SPREAD),
    )


def _rate(label: str, start: int) -> Slider:
    unit = "% of today's demand a year"
    return Slider(label=label, start=start, low=5, high=40, step=1, unit=unit)


def _years(label: str, start: float, *, low: float, high: float = 8.0) -> Slider:
    return Slider(label=label, start=start, low=low, high=high, step=0.5, unit="years")
