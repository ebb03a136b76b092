"""When to enter: four answers to one question, side by side.

The same venture, looked at by four cities:

- one that follows the *break-even rule* and enters once that pays on average;
- one that is *alone* and may wait (`nqpf.models.timing`);
- one that is alone, may wait, and may begin *with a pilot* (`nqpf.models.staging`);
- one that has a *rival* like itself (`nqpf.models.preemption`).

Each answer is a set of ranges of the industry's worth. Two things are simplified.
Where a pilot and entering at once are worth nearly the same, a city would wait a
little longer than is shown to see which (Décamps, Mariotti and Villeneuve,
"Irreversible investment in alternative projects", Economic Theory 28, 2006). And
in the waiting game nobody is said to move, though in a mixed equilibrium one of the
two would in the end.
"""

import math
from collections.abc import Iterator

import numpy as np
import pandas as pd

from nqpf.models.checks import above
from nqpf.models.preemption import (
    Rivalry,
    follower_threshold,
    follower_value,
    leader_value,
    race_window,
)
from nqpf.models.staging import (
    Stages,
    at_once_threshold,
    pilot_pays,
    staged_threshold,
    staged_value,
)
from nqpf.models.timing import Array, entry_value, threshold, waiting_value

CITIES = ("by the break-even rule", "alone", "alone, may pilot", "with a rival")
DECISIONS = (
    "wait",
    "enter at once",
    "begin a pilot",
    "race to be first",
    "each waits for the other",
    "both enter",
)


def decisions(
    rivalry: Rivalry, stages: Stages, *, low: float, high: float
) -> pd.DataFrame:
    """Return what each city would do at every worth of the industry.

    Parameters
    ----------
    rivalry
        The venture, and what a second city in it gets.
    stages
        What a pilot would be.
    low, high
        Between which worths to look (billion yuan; above 0).

    Returns
    -------
    pandas.DataFrame
        `city`, `decision`, and the range in which it is taken, `low` to `high`
        (billion yuan); the ranges of a city follow each other without a gap.

    Examples
    --------
    >>> from nqpf.models.timing import Venture
    >>> cities = Rivalry(venture=Venture(chance=0.7), share=0.3)
    >>> shown = decisions(cities, Stages(), low=0.5, high=20)
    >>> shown[shown["city"] == "with a rival"].round(2).to_dict("records")[1]
    {'city': 'with a rival', 'decision': 'race to be first', 'low': 2.08, \
'high': 6.66}
    """
    above(0, low=low)
    above(low, high=high)
    rows = []
    for city, steps in zip(CITIES, _answers(rivalry, stages), strict=True):
        begins = [min(max(begin, low), high) for begin, _ in steps]
        for place, (_, decision) in enumerate(steps):
            end = [*begins[1:], high][place]
            if begins[place] < end:
                rows.append((city, decision, begins[place], end))
    return pd.DataFrame(rows, columns=["city", "decision", "low", "high"])


def values(rivalry: Rivalry, stages: Stages, *, worth: Array) -> pd.DataFrame:
    """Return what each move is worth, at each worth of the industry.

    Parameters
    ----------
    rivalry
        The venture, and what a second city in it gets.
    stages
        What a pilot would be.
    worth
        Of the industry, if the technology works (billion yuan; above 0).

    Returns
    -------
    pandas.DataFrame
        `worth`; for a city alone `enter`, `pilot` and `wait` (the right to enter
        at once, now or later); against a rival `first` and `second` (billion yuan).
    """
    venture = rivalry.venture
    return pd.DataFrame(
        {
            "worth": worth,
            "enter": entry_value(worth, venture),
            "pilot": staged_value(worth, venture, stages),
            "wait": waiting_value(worth, venture),
            "first": leader_value(worth, rivalry),
            "second": follower_value(worth, rivalry),
        }
    )


def _answers(rivalry: Rivalry, stages: Stages) -> Iterator[list[tuple[float, str]]]:
    """Yield for each city what it does, and from which worth on."""
    venture = rivalry.venture
    yield [(0.0, "wait"), (venture.cost / venture.chance, "enter at once")]
    alone = [(0.0, "wait"), (threshold(venture), "enter at once")]
    yield alone
    if pilot_pays(venture, stages):
        yield [
            (0.0, "wait"),
            (staged_threshold(venture, stages), "begin a pilot"),
            (at_once_threshold(venture, stages), "enter at once"),
        ]
    else:
        yield alone
    first, last = race_window(rivalry)
    if math.isinf(first):
        yield [(0.0, "each waits for the other")]
        return
    sure = np.isclose(last, follower_threshold(rivalry))
    after = "both enter" if sure else "each waits for the other"
    yield [(0.0, "wait"), (first, "race to be first"), (last, after)]
