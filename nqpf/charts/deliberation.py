"""The chart of trying and deliberating: what each length of talk leaves.

It computes nothing but where to draw. Money is in per cent of what success is worth.
"""

from functools import cache

import altair as alt
import pandas as pd

from nqpf.charts.theme import (
    INK,
    PALETTE,
    QUIET_INK,
    STYLISED,
    Rows,
    describe,
    fill,
    records,
    stylised,
)

BLUE, OCHRE, GREEN, PURPLE, _, BRICK, GREY = PALETTE

PLANS = ("try at once", "your choice", "the best")
"""The plans whose losses are compared, in order."""

LOSSES = {
    "lost_to_talk": "waiting while you talk",
    "lost_to_trials": "waiting while you try",
    "trial_cost": "cost of the trials",
}
"""What uses up the value of success: as the table and as the legend name it."""

LOWEST, MOST_LOST = -70, 170
"""Ends of the axes (per cent of what success is worth)."""


def trying_board(
    curve: pd.DataFrame, plans: pd.DataFrame, *, longest: float
) -> alt.HConcatChart:
    """Draw what each length of talk leaves, and what three plans lose.

    Boards that differ in their data alone share one specification, which says that
    they are stylised.

    Parameters
    ----------
    curve
        `months` of talk and `net` (per cent of what success is worth), as
        `deliberation.outcomes` gives them.
    plans
        The same for three lengths: none, the one chosen and the best; with
        `trials`, `lost_to_talk`, `lost_to_trials` and `trial_cost`.
    longest
        The end of the axis of months.
    """
    rows = [
        {"plan": name, **row} for name, row in zip(PLANS, records(plans), strict=True)
    ]
    losses = [
        {"plan": row["plan"], "loss": said, "amount": row[loss], "rank": rank}
        for row in rows
        for rank, (loss, said) in enumerate(LOSSES.items())
    ]
    points = [
        {"months": months, "net": net}
        for months, net in zip(
            curve["months"].tolist(), curve["net"].tolist(), strict=True
        )
    ]
    return fill(
        _empty_board(longest),
        f"{_in_words(rows)} {STYLISED}.",
        curve=points,
        marks=rows[1:],
        losses=losses,
    )


@cache
def _empty_board(longest: float) -> alt.HConcatChart:
    """Return the board without data."""
    left = _curve(longest).properties(width=330, height=280)
    right = _losses().properties(width=250, height=200)
    own = alt.ScaleResolveMap(color="independent", shape="independent")
    board = alt.HConcatChart(
        hconcat=[left, right], spacing=30, resolve=alt.Resolve(scale=own)
    )
    return stylised(describe(board, "No data yet."))


def _curve(longest: float) -> alt.LayerChart:
    months = alt.X(
        "months:Q",
        title="Talk before the first trial (months)",
        axis=alt.Axis(tickCount=7),
        scale=alt.Scale(domain=[0, longest], nice=False, padding=6),
    )
    net = alt.Y(
        "net:Q",
        title="What is left (% of what success is worth)",
        scale=alt.Scale(domain=[LOWEST, 100], nice=False),
    )
    line = (
        alt.Chart(alt.NamedData("curve"))
        .mark_line(color=BLUE, clip=True)
        .encode(
            months,
            net,
            tooltip=[
                alt.Tooltip("months:Q", title="Talk (months)"),
                alt.Tooltip("net:Q", title="Left (%)", format=".1f"),
            ],
        )
    )
    zero = alt.Chart().mark_rule(color=QUIET_INK).encode(y=alt.YDatum(0))
    names = list(PLANS[1:])
    legend = alt.Legend(orient="top", title=None)
    marks = (
        alt.Chart(alt.NamedData("marks"))
        .mark_point(size=130, opacity=1, stroke=INK, strokeWidth=1)
        .encode(
            alt.X("months:Q"),
            alt.Y("net:Q"),
            alt.Color(
                "plan:N",
                scale=alt.Scale(domain=names, range=[OCHRE, GREEN]),
                legend=legend,
            ),
            alt.Shape(
                "plan:N",
                scale=alt.Scale(domain=names, range=["circle", "diamond"]),
                legend=legend,
            ),
            tooltip=[
                alt.Tooltip("plan:N", title="Plan"),
                alt.Tooltip("months:Q", title="Talk (months)"),
                alt.Tooltip("trials:Q", title="Trials expected", format=".1f"),
                alt.Tooltip("net:Q", title="Left (%)", format=".1f"),
            ],
        )
    )
    return alt.LayerChart(layer=[line, zero, marks])


def _losses() -> alt.LayerChart:
    names = list(LOSSES.values())
    bars = (
        alt.Chart(alt.NamedData("losses"))
        .mark_bar(cornerRadius=0, height={"band": 0.6})
        .encode(
            alt.X(
                "amount:Q",
                title="Lost on the way (% of what success is worth)",
                axis=alt.Axis(values=[0, 50, 100, 150]),
                scale=alt.Scale(domain=[0, MOST_LOST], nice=False),
                stack="zero",
            ),
            alt.Y("plan:N", title=None, sort=list(PLANS)),
            alt.Color(
                "loss:N",
                scale=alt.Scale(domain=names, range=[OCHRE, GREY, BRICK]),
                legend=alt.Legend(orient="bottom", title=None, columns=1),
            ),
            order=alt.Order("rank:Q"),
            tooltip=[
                alt.Tooltip("plan:N", title="Plan"),
                alt.Tooltip("loss:N", title="Lost to"),
                alt.Tooltip("amount:Q", title="Lost (%)", format=".1f"),
            ],
        )
    )
    all_of_it = (
        alt.Chart().mark_rule(strokeDash=[4, 4], color=INK).encode(x=alt.XDatum(100))
    )
    return alt.LayerChart(layer=[bars, all_of_it])


def _in_words(rows: Rows) -> str:
    said = "; ".join(
        f"{row['plan']} ({row['months']:g} months of talk) {row['net']:.1f}"
        for row in rows
    ).replace("-", "−")
    chosen = rows[1]
    parts = ", ".join(f"{said} {chosen[loss]:.1f}" for loss, said in LOSSES.items())
    return (
        "What is left, in per cent of what success is worth: "
        f"{said}. Your choice loses: {parts}; trials expected {chosen['trials']:.1f}."
    )
