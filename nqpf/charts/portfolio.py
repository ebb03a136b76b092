"""Charts of a plan for a portfolio of industries: its course, risk and survival.

Each takes tables from `nqpf.models.portfolio` and computes nothing but where to draw.
"""

from functools import cache

import altair as alt
import pandas as pd

from nqpf.charts.strokes import strokes
from nqpf.charts.theme import (
    INK,
    PALETTE,
    QUIET_INK,
    STYLISED,
    describe,
    fill,
    stylised,
)

BLUE, OCHRE, GREEN, PURPLE, _, BRICK, GREY = PALETTE

STAGES = {"traditional": BLUE, "emerging": GREEN, "future": OCHRE}
"""The stages from below, and their colours."""

YEARS, MOST_OUTPUT, MOST_INDEX = 20, 280, 125
"""Ends of the axes: years, billion yuan a year, index (year 0 = 100)."""

MOST_MEAN, MOST_RISK = 180, 80
LEAST_MEAN = 40
"""Ends of the frontier's axes (billion yuan a year)."""

WIDTH, HEIGHT = 268, 150


def portfolio_board(
    course: pd.DataFrame,
    outlook: pd.DataFrame,
    plans: pd.DataFrame,
    chosen: "pd.Series[float]",
) -> alt.VConcatChart:
    """Draw what becomes of a plan, and where it stands among all plans.

    Parameters
    ----------
    course
        `year`, the three stages' output, `budget` and `jobs`, as
        `nqpf.models.portfolio.course` gives them.
    outlook
        `year`, `low` and `high` output (billion yuan a year), `survival` (share of
        the draws), as `outlook` gives them.
    plans
        Shares, `mean` and `risk` (billion yuan a year), `survival` and `efficient`,
        a row a plan, as `compare` gives them.
    chosen
        The row of the plan that is drawn.

    Examples
    --------
    >>> from nqpf.charts.theme import description
    >>> from nqpf.models.portfolio import Plan, Region, compare, course, outlook
    >>> where, plan = Region(), Plan(emerging=0.3, future=0.2)
    >>> table = compare(where, [plan])
    >>> board = portfolio_board(
    ...     course(where, plan), outlook(where, plan), table, table.iloc[0]
    ... )
    >>> description(board)[:64]
    'A plan over twenty years: 50 % to traditional, 30 % to emerging,'
    """
    years = course["year"].tolist()
    stages = [
        {"year": year, "stage": stage, "rank": rank, "amount": amount}
        for rank, stage in enumerate(STAGES)
        for year, amount in zip(years, course[stage].tolist(), strict=True)
    ]
    index = [
        {"year": year, "what": what, "index": 100 * amount / amounts[0]}
        for what, column in _INDICES.items()
        for amounts in [course[column].tolist()]
        for year, amount in zip(years, amounts, strict=True)
    ]
    return fill(
        _empty_board(),
        f"{_in_words(course, outlook, plans, chosen)} {STYLISED}.",
        stages=stages,
        band=outlook[["year", "low", "high"]],
        index=index,
        survival=outlook[["year", "survival"]],
        plans=plans,
        chosen=[{name: chosen[name] for name in _SHOWN}],
    )


_INDICES = {"money to invest": "budget", "jobs": "jobs"}
_SHOWN = ("mean", "risk", "survival", *STAGES)


def _in_words(
    course: pd.DataFrame,
    outlook: pd.DataFrame,
    plans: pd.DataFrame,
    chosen: "pd.Series[float]",
) -> str:
    shares = ", ".join(f"{100 * chosen[stage]:.0f} % to {stage}" for stage in STAGES)
    output, budget, jobs = (
        course[name].tolist() for name in ("output", "budget", "jobs")
    )
    beaten = (plans["mean"] > chosen["mean"]) & (plans["risk"] < chosen["risk"])
    return (
        f"A plan over twenty years: {shares} industries. Without luck, output goes "
        f"from {output[0]:.0f} to {output[-1]:.0f} billion yuan a year, money to "
        f"invest is at its lowest {100 * min(budget) / budget[0]:.0f} % of what it "
        f"was and ends at {100 * budget[-1] / budget[0]:.0f} %, jobs end at "
        f"{100 * jobs[-1] / jobs[0]:.0f} %. With luck, output in the last year lies "
        f"between {outlook['low'].iloc[-1]:.0f} and {outlook['high'].iloc[-1]:.0f} in "
        f"8 of 10 draws, and the fund survives in "
        f"{100 * outlook['survival'].iloc[-1]:.0f} % of them. Of {len(plans)} plans "
        f"{int(beaten.sum())} promise more output at less risk."
    )


@cache
def _empty_board() -> alt.VConcatChart:
    """Return the board without data."""
    own = alt.Resolve(
        scale=alt.ScaleResolveMap(
            color="independent", size="independent", strokeDash="independent"
        )
    )
    above = alt.HConcatChart(hconcat=[_output(), _index()], spacing=24, resolve=own)
    below = alt.HConcatChart(hconcat=[_survival(), _frontier()], spacing=24)
    board = alt.VConcatChart(vconcat=[above, below], spacing=16, resolve=own)
    return stylised(describe(board, "No data yet."))


def _year() -> alt.X:
    return alt.X("year:Q", title="Year", scale=alt.Scale(domain=[0, YEARS]))


def _upright(field: str, title: str, ends: list[float], form: str = "d") -> alt.Y:
    return alt.Y(
        f"{field}:Q",
        title=title,
        scale=alt.Scale(domain=ends, nice=False),
        axis=alt.Axis(tickCount=5, format=form),
    )


def _top() -> alt.Legend:
    return alt.Legend(orient="top", title=None, columns=3, symbolType="square")


def _output() -> alt.LayerChart:
    """Return the stages' output, one upon the other, and the range with luck."""
    areas = (
        alt.Chart(alt.NamedData("stages"))
        .mark_area(clip=True)
        .encode(
            _year(),
            _upright("amount", "Output (billion yuan a year)", [0, MOST_OUTPUT]),
            alt.Color(
                "stage:N",
                scale=alt.Scale(domain=list(STAGES), range=list(STAGES.values())),
                legend=_top(),
            ),
            order=alt.Order("rank:Q"),
            tooltip=[
                "stage:N",
                "year:Q",
                alt.Tooltip("amount:Q", title="output", format=".1f"),
            ],
        )
    )
    ends = [
        alt.Chart(alt.NamedData("band"))
        .mark_line(color=INK, strokeWidth=1.25, strokeDash=[3, 3], clip=True)
        .encode(_year(), alt.Y(f"{end}:Q"))
        for end in ("low", "high")
    ]
    return alt.LayerChart(
        layer=[areas, *ends],
        width=WIDTH,
        height=HEIGHT,
        title=_small("Output by stage; dashed: 8 of 10 draws of luck"),
    )


def _index() -> alt.LayerChart:
    lines = (
        alt.Chart(alt.NamedData("index"))
        .mark_line(clip=True)
        .encode(
            _year(),
            _upright("index", "Index (year 0 = 100)", [0, MOST_INDEX]),
            **strokes("what", _INDICES, [BRICK, PURPLE]),
            tooltip=["what:N", "year:Q", alt.Tooltip("index:Q", format=".0f")],
        )
    )
    start = alt.Chart().mark_rule(color=QUIET_INK, strokeDash=[2, 2])
    return alt.LayerChart(
        layer=[start.encode(y=alt.YDatum(100)), lines],
        width=WIDTH,
        height=HEIGHT,
        title=_small("What the plan leaves for itself, and for workers"),
    )


def _survival() -> alt.Chart:
    chart: alt.Chart = (
        alt.Chart(
            alt.NamedData("survival"),
            width=WIDTH,
            height=HEIGHT,
            title=_small("Has the fund never been empty?"),
        )
        .mark_area(
            color=GREY, opacity=0.35, line={"color": GREY}, interpolate="step-after"
        )
        .encode(
            _year(),
            _upright("survival", "Survival (share of draws)", [0, 1], "%"),
            tooltip=["year:Q", alt.Tooltip("survival:Q", format=".0%")],
        )
    )
    return chart


def _frontier() -> alt.LayerChart:
    risk = alt.X(
        "risk:Q",
        title="Risk: standard deviation (billion yuan a year)",
        scale=alt.Scale(domain=[0, MOST_RISK], nice=False),
        axis=alt.Axis(tickCount=6),
    )
    title = "Mean output (billion yuan)"
    mean = _upright("mean", title, [LEAST_MEAN, MOST_MEAN])
    tooltip = [
        *(alt.Tooltip(f"{stage}:Q", format=".0%") for stage in STAGES),
        *(alt.Tooltip(f"{name}:Q", format=".0f") for name in ("mean", "risk")),
        alt.Tooltip("survival:Q", format=".0%"),
    ]
    dots = (
        alt.Chart(alt.NamedData("plans"))
        .mark_point(size=22, clip=True)
        .encode(
            risk,
            mean,
            alt.Color(
                "efficient:N",
                scale=alt.Scale(domain=[True, False], range=[BLUE, "#A6ADB5"]),
                legend=None,
            ),
            alt.Size(
                "efficient:O",
                scale=alt.Scale(type="ordinal", domain=[False, True], range=[18, 48]),
                legend=None,
            ),
            tooltip=tooltip,
        )
    )
    here = (
        alt.Chart(alt.NamedData("chosen"))
        .mark_point(
            shape="diamond", size=170, color=BRICK, opacity=1, stroke="white", clip=True
        )
        .encode(risk, mean, tooltip=tooltip)
    )
    return alt.LayerChart(
        layer=[dots, here],
        width=WIDTH,
        height=HEIGHT,
        title=_small("Year 20, all plans; blue: efficient; diamond: yours"),
    )


def _small(text: str) -> alt.Title:
    return alt.Title(text, fontSize=12, fontWeight=500, offset=6)
