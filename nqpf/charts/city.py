"""Charts of a city's plan: where it stands among others, what it changes, its fund.

Amounts are in billion yuan. The board shows a stylised city, and says so.
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

BLUE, OCHRE, GREEN, _, _, BRICK, _ = PALETTE

JOBS, OUTPUT, FUND = (50.0, 125.0), (80.0, 225.0), (-65.0, 80.0)
"""Ends of the axes: 10,000 persons; billion yuan a year; billion yuan."""

SAFETY = {
    "in none of its futures": BLUE,
    "in up to a tenth": OCHRE,
    "in more": "#B9BFC6",
}
"""In how many futures a plan ruins the city, and its colour."""

MARKS = ("your plan", "the baseline")

ROWS = {
    "output": "output (billion yuan a year)",
    "tfp": "productivity (year 0 = 100)",
    "jobs": "jobs, worst year (10,000)",
    "resilience": "resilience (% left)",
    "debt": "debt (billion yuan)",
    "ruin": "ruined (% of futures)",
}
"""The goals, and how they read."""

_TENTH = 10.0  # % of futures


def city_board(
    others: pd.DataFrame,
    marks: pd.DataFrame,
    changes: pd.DataFrame,
    course: pd.DataFrame,
) -> alt.HConcatChart:
    """Draw a plan among others, what it changes, and what it does to the fund.

    Parameters
    ----------
    others
        Plans to compare with: `output`, `jobs`, `ruin`, and whether each is on the
        `frontier` of output and jobs.
    marks
        The plan and the baseline: `mark` (of `MARKS`), `output`, `jobs`, `ruin`.
    changes
        A row a goal: `goal`, `value`, the `baseline`'s, and the `advantage` over it
        (-1 to 1: by as much as the worst and the best of the others differ).
    course
        `year`, `fund`, `fund_low`, `fund_high` (billion yuan), as
        `nqpf.models.city.course` gives them; and `credit`, as a debt (below 0).
    """
    return fill(
        _empty_board(),
        f"{_in_words(changes, others)} {STYLISED}.",
        others=_dots(others),
        frontier=_edge(others[others["frontier"]].sort_values("jobs")),
        marks=marks[["mark", "jobs", "output", "ruin"]].iloc[::-1],  # yours on top
        changes=_bars(changes),
        course=course[["year", "fund", "fund_low", "fund_high"]],
        credit=[{"fund": float(course["credit"].iloc[0]), "label": "credit ends"}],
    )


@cache
def _empty_board() -> alt.HConcatChart:
    """Return the board without data."""
    own = alt.ScaleResolveMap(
        color="independent", shape="independent", fill="independent"
    )
    right = alt.VConcatChart(vconcat=[_changes(), _fund()], spacing=14)
    board = alt.HConcatChart(
        hconcat=[_plans(), right], spacing=22, resolve=alt.Resolve(scale=own)
    )
    return stylised(describe(board, "No data yet."))


def _plans() -> alt.LayerChart:
    jobs = alt.X("jobs:Q", title="Jobs in the worst year (10,000 persons)")
    jobs = jobs.scale(domain=list(JOBS), nice=False, zero=False)
    output = alt.Y("output:Q", title="Output in year 10 (billion yuan a year)")
    output = output.scale(domain=list(OUTPUT), nice=False, zero=False)
    tips = [
        alt.Tooltip("output:Q", title="Output", format=".0f"),
        alt.Tooltip("jobs:Q", title="Jobs", format=".0f"),
        alt.Tooltip("ruin:Q", title="Ruined (% of futures)", format=".0f"),
    ]
    dots = (
        alt.Chart(alt.NamedData("others"))
        .mark_point(size=22, filled=True, opacity=0.75)
        .encode(
            jobs,
            output,
            color=alt.Color("safety:N", title="Other plans ruin the city")
            .scale(domain=list(SAFETY), range=list(SAFETY.values()))
            .legend(orient="top", columns=3, titleLimit=300),
            tooltip=tips,
        )
    )
    edge = (
        alt.Chart(alt.NamedData("frontier"))
        .mark_line(color=BLUE, strokeWidth=1.5, interpolate="step-before")
        .encode(jobs, output)
    )
    legend = alt.Legend(orient="bottom", title=None, symbolSize=110)
    marks = (
        alt.Chart(alt.NamedData("marks"))
        .mark_point(size=170, filled=True, opacity=1, stroke="white", strokeWidth=1.5)
        .encode(
            jobs,
            output,
            shape=alt.Shape("mark:N", legend=legend).scale(
                domain=list(MARKS), range=["diamond", "square"]
            ),
            fill=alt.Fill("mark:N", legend=legend).scale(
                domain=list(MARKS), range=[BRICK, INK]
            ),
            tooltip=[alt.Tooltip("mark:N", title="Plan"), *tips],
        )
    )
    return alt.LayerChart(layer=[dots, edge, marks], width=330, height=330)


def _changes() -> alt.LayerChart:
    goal = alt.Y("goal:N", title=None, sort=list(ROWS.values()))
    goal = goal.axis(labelLimit=190, ticks=False)
    base = alt.Chart(alt.NamedData("changes"))
    bars = base.mark_bar(height=13, cornerRadius=0).encode(
        x=alt.X("advantage:Q", title=None)
        .scale(domain=[-1, 1.9])
        .axis(labels=False, ticks=False, grid=False, domain=False),
        y=goal,
        color=alt.Color("colour:N", scale=None),
        tooltip=[
            alt.Tooltip("goal:N", title="Goal"),
            alt.Tooltip("label:N", title="Your plan (against the baseline)"),
        ],
    )
    labels = base.mark_text(align="right", fontSize=12).encode(
        x=alt.value(210), y=goal, text=alt.Text("label:N")
    )
    zero = alt.Chart().mark_rule(color=QUIET_INK).encode(x=alt.XDatum(0))
    heading = alt.Title("Your plan (against the baseline)", fontSize=13, offset=4)
    return alt.LayerChart(
        layer=[bars, zero, labels], width=210, height=132, title=heading
    )


def _fund() -> alt.LayerChart:
    year = alt.X("year:Q", title="Year").axis(format="d", tickMinStep=1)
    fund = alt.Y("fund:Q", title="Fund (billion yuan)")
    fund = fund.scale(domain=list(FUND), nice=False)
    base = alt.Chart(alt.NamedData("course"))
    band = base.mark_area(color=BRICK, opacity=0.18).encode(
        year, alt.Y("fund_low:Q"), alt.Y2("fund_high:Q")
    )
    line = base.mark_line(color=BRICK).encode(
        year,
        fund,
        tooltip=[
            alt.Tooltip("year:Q", title="Year"),
            alt.Tooltip("fund:Q", title="Fund, mean", format=".1f"),
            alt.Tooltip("fund_low:Q", title="10 % lie below", format=".1f"),
            alt.Tooltip("fund_high:Q", title="10 % lie above", format=".1f"),
        ],
    )
    end = alt.Chart(alt.NamedData("credit"))
    rule = end.mark_rule(strokeDash=[4, 3], color=INK).encode(y=alt.Y("fund:Q"))
    note = end.mark_text(align="right", baseline="top", dy=4, fontSize=11).encode(
        x=alt.value(207), y=alt.Y("fund:Q"), text=alt.Text("label:N")
    )
    return alt.LayerChart(layer=[band, rule, note, line], width=210, height=130)


def _dots(others: pd.DataFrame) -> Rows:
    names = ["jobs", "output", "ruin"]
    return [
        {**dict(zip(names, row, strict=True)), "safety": _safety(row[-1])}
        for row in others[names].to_numpy().tolist()
    ]


def _safety(ruin: float) -> str:
    none, few, more = SAFETY
    if ruin == 0:
        return none
    return few if ruin <= _TENTH else more


def _edge(best: pd.DataFrame) -> Rows:
    """Return the frontier's corners, and the ways to the edges of the picture."""
    jobs, output = best["jobs"].tolist(), best["output"].tolist()
    if not jobs:
        return []
    across = [JOBS[0], *jobs, jobs[-1]]
    upright = [output[0], *output, OUTPUT[0]]
    return [{"jobs": x, "output": y} for x, y in zip(across, upright, strict=True)]


def _bars(changes: pd.DataFrame) -> Rows:
    rows: Rows = []
    for row in records(changes):
        change = _signed(row["value"], row["baseline"])
        rows.append(
            {
                "goal": ROWS[row["goal"]],
                "advantage": row["advantage"],
                "label": f"{row['value']:.0f} ({change})",
                "colour": GREEN if row["advantage"] > 0 else BRICK,
            }
        )
    return rows


def _signed(value: float, baseline: float) -> str:
    """Return a difference of what is shown, with its sign."""
    change = round(value) - round(baseline)
    return f"{change:+d}".replace("-", "−") if change else "±0"


def _in_words(changes: pd.DataFrame, others: pd.DataFrame) -> str:
    said = "; ".join(
        f"{ROWS[row['goal']]} {row['value']:.0f} "
        f"({_signed(row['value'], row['baseline'])})"
        for row in records(changes)
    )
    safe = int((others["ruin"] == 0).sum())
    return (
        f"Your plan against the baseline: {said}. Of {len(others)} other plans {safe} "
        f"ruin the city in none of their futures; {int(others['frontier'].sum())} of "
        "these are on the frontier of output and jobs."
    )
