"""Plan a city: lesson 15's explorer."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

import altair as alt
import numpy as np
import pandas as pd

from nqpf.charts.city import MARKS, city_board
from nqpf.explorers.frame import Choice, Explorer, Slider, explorer
from nqpf.models.city import GOALS, course, outcomes
from nqpf.models.frontier import on_frontier, sample_plans
from nqpf.models.levers import BASELINE, City, CityPlan, Route

OTHERS = 250
"""How many plans over all levers yours is compared with."""

TRADED = {"output": 1, "jobs": 1}
"""The goals between which the frontier is drawn."""

QUESTION = (
    "Which plan makes more than the baseline and keeps more people at work, and ruins "
    "the city in none of its futures?"
)

NOTICE = (
    (
        "Begin with the old capacity. Retired from year 2 on, it is gone before the "
        "new can carry the load, and jobs and resilience pay for it. From year 4 on "
        "there is no gap. Waiting longer gains nothing more and costs idle capacity: "
        "from year 10 on the city is ruined in 25 of 100 futures."
    ),
    (
        "No lever raises output as much as reform. But those whom it moves need "
        "support in the first three years, before the gain is there."
    ),
    (
        "Two good things can be one too many. With the old retired from year 4, "
        "the whole reform ruins nobody, the venture at once one future in fifteen. "
        "Both together ruin the city nearly always: the bills come in the same "
        "years. With a pilot it is less than half."
    ),
    (
        "Investment in future industries raises output up to 40 % of the budget and "
        "lowers it after, for the traditional ones, which pay, decline. With 30 % for "
        "emerging industries, 80 % is more than there is, and the explorer says so."
    ),
    (
        "The other plans are drawn at random over all levers, those without a "
        "slider included: science, teams, a push for adoption, how cities share out "
        "new industries. Give the explorer a plan of your own to set these: "
        '`explore_city(CityPlan(teams=4, regime="number"))`.'
    ),
    (
        "The frontier says which plans are wasteful. It does not say whether output "
        "or jobs matter more, and it knows only what the model knows."
    ),
)


def explore_city(plan: CityPlan = BASELINE, *, city: City | None = None) -> Explorer:
    """Open the explorer of a city's plan.

    Parameters
    ----------
    plan
        Where the levers stand at first; those that have no control stay there.
    city
        Which stylised city; the course's own unless given.

    Examples
    --------
    >>> explore_city().values["retire_from"]
    2
    """
    chosen = city or City()
    return explorer(
        lambda **levers: city_view(chosen, moved(plan, **levers)),
        question=QUESTION,
        controls={
            "reform": Slider(
                label="Reform: barriers to credit and entry removed",
                start=_nearest(50 * (plan.reform[0] + plan.reform[2]), 25),
                low=0,
                high=100,
                step=25,
                unit="%",
            ),
            "future": Slider(
                label="New and old: investment in future industries",
                start=_nearest(100 * plan.future, 10),
                low=0,
                high=80,
                step=10,
                unit="% of the budget",
            ),
            "retire_from": Slider(
                label="Establish and break: old capacity retired from year",
                start=_nearest(plan.retire_from, 1),
                low=0,
                high=10,
                step=1,
            ),
            "venture": Choice(
                label="Fast and steady: a venture in a new technology",
                start=plan.venture,
                options={
                    "none": "do not enter",
                    "pilot": "begin with a pilot",
                    "at once": "enter at once",
                },
            ),
        },
        notice=NOTICE,
    )


def city_view(city: City, plan: CityPlan) -> alt.HConcatChart:
    """Draw a plan among others, and what it changes.

    Parameters
    ----------
    city, plan
        Where, and what is done.
    """
    others, baseline = _others(city), _judged(city, BASELINE)
    yours = _judged(city, plan)
    marks = pd.DataFrame([yours, baseline]).assign(mark=MARKS)
    years = course(city, plan).assign(credit=-city.credit)
    return city_board(others, marks, _changes(city, yours, baseline), years)


def moved(
    plan: CityPlan, *, reform: float, future: float, retire_from: float, venture: Route
) -> CityPlan:
    """Return a plan with the levers where the controls are.

    Parameters
    ----------
    plan
        Where the levers stand that have no control.
    reform
        Financing and entry wedges removed (per cent); land's stays the plan's.
    future
        Share of investment for future industries (per cent).
    retire_from
        When old capacity begins to be retired (years from now).
    venture
        How the venture is entered: "none", "pilot" or "at once".

    Raises
    ------
    ValueError
        If more is given out than there is, in a sentence for the learner.

    Examples
    --------
    >>> moved(BASELINE, reform=50, future=30, retire_from=4, venture="pilot").reform
    (0.5, 0.0, 0.5)
    """
    emerging = round(100 * plan.emerging)
    if future + emerging > _ALL:
        msg = (
            f"Future industries would get {future:.0f} % of the budget, and emerging "
            f"ones get {emerging} %, which is more than there is. Lower the first to "
            f"{_ALL - emerging} % or less; what is left goes to traditional industries."
        )
        raise ValueError(msg)
    part = reform / 100
    return replace(
        plan,
        reform=(part, plan.reform[1], part),
        future=future / 100,
        retire_from=float(retire_from),
        venture=venture,
    )


_ALL = 100  # per cent


def _changes(
    city: City, yours: Mapping[str, float], baseline: Mapping[str, float]
) -> pd.DataFrame:
    """Return what a plan changes, on one scale for all goals."""
    rows = []
    for goal, sign in GOALS.items():
        change = sign * (yours[goal] - baseline[goal]) / _reach(city)[goal]
        rows.append((goal, yours[goal], baseline[goal], min(max(change, -1), 1)))
    return pd.DataFrame(rows, columns=["goal", "value", "baseline", "advantage"])


@lru_cache(maxsize=512)
def _judged(city: City, plan: CityPlan) -> dict[str, float]:
    (row,) = outcomes(city, [plan]).to_dict("records")
    return {str(goal): float(value) for goal, value in row.items()}


@lru_cache(maxsize=4)
def _reach(city: City) -> dict[str, float]:
    """Return how far the worst and the best of the other plans lie apart."""
    others = _others(city)
    return {goal: float(others[goal].max() - others[goal].min()) for goal in GOALS}


@lru_cache(maxsize=4)
def _others(city: City) -> pd.DataFrame:
    """Return other plans, and which safe ones no safe one beats."""
    table = outcomes(city, sample_plans(number=OTHERS))
    safe = (table["ruin"] == 0).to_numpy()
    frontier = np.zeros(len(table), bool)
    frontier[safe] = on_frontier(table[safe], TRADED)
    return table.assign(frontier=frontier)


def _nearest(value: float, step: int) -> int:
    """Return the place of a slider nearest to a value."""
    return step * round(value / step)
