"""How much to each: traditional, emerging and future industries (lesson 10)."""

from functools import lru_cache

import altair as alt
import pandas as pd

from nqpf.charts.portfolio import portfolio_board
from nqpf.explorers.frame import Explorer, Slider, explorer
from nqpf.models.portfolio import Plan, Region, all_plans, compare, course, outlook

QUESTION = (
    "Which plan promises the most output in year 20 and still keeps the fund alive in "
    "19 of 20 draws of luck?"
)

NOTICE = (
    (
        "The first plan gives 80 % to the future and nothing to traditional "
        "industries. What can be invested falls by a quarter, because the old, which "
        "earn the money, wear out before the young earn any: the plan starves its own "
        "funding. Give half of the future's share to traditional industries, and "
        "output in year 20 is higher, not lower."
    ),
    (
        "Leave the future out, with 30 % for emerging industries, and for ten years "
        "the fund is hardly ever empty. But nothing grows up to replace what wears "
        "out: the money to invest ends a quarter lower, and output below its start."
    ),
    (
        "Correlation is a number that no plan can change. It hardly moves the mean, "
        "but the more luck is shared, the more often a mixed plan ends in ruin: three "
        "industries in one storm are one industry."
    ),
    (
        "Investing 85 % instead of 75 % promises more output and leads to ruin in "
        "almost every draw: what is invested does not pay what is owed."
    ),
    (
        "Risk and ruin are not the same. The efficient plans on the left swing least "
        "because they shrink, and the first of them ends in ruin more often than those "
        "in the middle."
    ),
)

RUNS = 60
"""Draws of luck for each of the plans that are compared."""


def explore_portfolio() -> Explorer:
    """Open the explorer of a portfolio of industries.

    Examples
    --------
    >>> explore_portfolio().values["future"]
    80
    """
    return explorer(
        portfolio_view,
        question=QUESTION,
        controls={
            "emerging": _share("To emerging industries", 20, low=0, high=100, step=10),
            "future": _share("To future industries", 80, low=0, high=100, step=10),
            "invested": _share("Income that is invested", 75, low=50, high=90, step=5),
            "correlation": Slider(
                label="Correlation of luck between stages",
                start=0.3,
                low=0.0,
                high=0.9,
                step=0.1,
            ),
        },
        notice=NOTICE,
    )


def portfolio_view(
    *, emerging: int, future: int, invested: int, correlation: float
) -> alt.VConcatChart:
    """Draw what becomes of a plan in the stylised region.

    Parameters
    ----------
    emerging, future
        Shares of what is invested (%); traditional industries get the rest.
    invested
        Share of income that is invested (%).
    correlation
        How far luck is shared between stages (no unit, 0 to 1).

    Raises
    ------
    ValueError
        If the shares are more than there is, in a sentence for the learner.
    """
    if emerging + future > _ALL:
        msg = (
            f"Emerging and future industries would get {emerging + future} % together, "
            "which is more than there is. Lower one of the two; what is left goes to "
            "traditional industries."
        )
        raise ValueError(msg)
    region = Region(correlation=correlation)
    plan = Plan(emerging=emerging / 100, future=future / 100, invested=invested / 100)
    return portfolio_board(
        course(region, plan),
        outlook(region, plan),
        _everything(invested, correlation),
        compare(region, [plan], runs=RUNS).iloc[0],
    )


_ALL = 100  # per cent


def _share(label: str, start: int, *, low: int, high: int, step: int) -> Slider:
    return Slider(label=label, start=start, low=low, high=high, step=step, unit="%")


@lru_cache(maxsize=128)
def _everything(invested: int, correlation: float) -> pd.DataFrame:
    """Return how all plans of tenths do; never changed."""
    plans = all_plans(steps=10, invested=invested / 100)
    return compare(Region(correlation=correlation), plans, runs=RUNS)
