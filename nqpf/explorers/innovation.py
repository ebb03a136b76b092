"""Try or deliberate: lesson 08's first explorer."""

import altair as alt
import numpy as np

from nqpf.charts.deliberation import trying_board
from nqpf.explorers.frame import Explorer, Slider, explorer
from nqpf.models.deliberation import Search, best_months, outcomes

LONGEST = 24
"""The longest talk that can be chosen (months)."""

TRIAL_MONTHS = 3
"""How long a trial takes (months)."""

QUESTION = "How dear may a failed trial be before talking first pays?"

NOTICE = (
    (
        "At the start the best plan talks for a while. Make a trial cheaper: at 5.5 % "
        "of what success is worth talking first still pays, at 5 % trying at once is "
        "best."
    ),
    (
        "What decides is how fast each side teaches. A trial takes three months. Let a "
        "failed trial teach only as much as one month of talk, and talking first "
        "pays even where a failed trial costs no money at all: it costs time."
    ),
    (
        "The faster the value fades, the dearer a failed trial may be. Whoever is in a "
        "hurry should try more and talk less, provided that failures teach."
    ),
    (
        "Where talk pays the curve is flat on top: a month more or less costs little. "
        "Far from it the two sides differ, and with dear trials too little talk costs "
        "more than too much."
    ),
    (
        "Article A says 多干多试胜过议论过多决断迟缓 (doing and trying more beats "
        "discussing too much and deciding slowly; lines 42–44). Here that is true of "
        "one region of the sliders and false of another. The model also leaves out "
        "the strongest objection: a failed reactor or medicine costs others, who had "
        "no part in the decision."
    ),
)


def explore_innovation() -> Explorer:
    """Open the explorer of trying and deliberating.

    Examples
    --------
    >>> explore_innovation().values["months"]
    9
    """
    return explorer(
        trying_view,
        question=QUESTION,
        controls={
            "trial_cost": Slider(
                label="Cost of a trial",
                start=10.0,
                low=0.0,
                high=20.0,
                step=0.5,
                unit="% of what success is worth",
            ),
            "lesson_months": Slider(
                label="A failed trial teaches as much as",
                start=5,
                low=0,
                high=12,
                step=1,
                unit="months of talk",
            ),
            "fading": Slider(
                label="Value that waiting costs",
                start=3,
                low=1,
                high=10,
                step=1,
                unit="% a month",
            ),
            "months": Slider(
                label="Talk before the first trial",
                start=9,
                low=0,
                high=LONGEST,
                step=1,
                unit="months",
            ),
        },
        notice=NOTICE,
    )


def search_of(*, trial_cost: float, lesson_months: int, fading: float) -> Search:
    """Return the search that the sliders describe; success is worth 100."""
    return Search(
        value=100,
        trial_cost=trial_cost,
        trial_months=TRIAL_MONTHS,
        fading=-float(np.log1p(-fading / 100)),
        first_chance=0.2,
        lesson_months=lesson_months,
    )


def trying_view(
    *, trial_cost: float, lesson_months: int, fading: float, months: int
) -> alt.HConcatChart:
    """Draw what each length of talk leaves.

    Parameters
    ----------
    trial_cost
        Cost of a trial (per cent of what success is worth).
    lesson_months
        What a failed trial teaches (months of talk).
    fading
        Value that waiting costs (per cent a month).
    months
        Talk before the first trial (months).
    """
    search = search_of(
        trial_cost=trial_cost, lesson_months=lesson_months, fading=fading
    )
    best = best_months(search, most=LONGEST)
    lengths = np.linspace(0, LONGEST, 2 * LONGEST + 1)
    table = outcomes(search, [0, months, best, *lengths])
    return trying_board(table.iloc[3:], table.iloc[:3], longest=LONGEST)
