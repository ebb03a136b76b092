"""Charts of a transition: what serves demand, and what each start would cost.

Each takes tables from `nqpf.models.transition` and computes nothing but where to draw.
"""

from functools import cache

import altair as alt
import pandas as pd

from nqpf.charts.corners import corners
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

LAST_YEAR, MOST_SUPPLY = 40, 220
"""Ends of the path's axes (years from now; % of today's demand)."""

LAST_START, MOST_LOST = 20, 30
"""Ends of the timing's axes (years from now; years of today's demand)."""

PARTS = {"old": GREY, "new": BLUE, "missing": BRICK}
"""What fills demand, from below, and what does not."""

LINES = {"missing, as planned": BRICK, "missing, late": OCHRE, "idle": PURPLE}
"""What a start of retiring costs, and its colour."""


def gap_board(
    path: pd.DataFrame,
    timing: pd.DataFrame,
    *,
    start: float,
    safe: float,
    chance: float,
) -> alt.HConcatChart:
    """Draw old and new capacity against demand, and what each start would cost.

    Parameters
    ----------
    path
        `year`, `old`, `new`, `gap` and `idle` (% of today's demand), as
        `nqpf.models.transition.path` gives them.
    timing
        `what` (a key of `LINES`), `retire_from` (years from now) and `lost` (years
        of today's demand).
    start, safe
        When retiring begins, and from when on it leaves no gap (years from now).
    chance
        How likely no gap opens, the delay being uncertain (probability).

    Examples
    --------
    >>> from nqpf.charts.theme import description
    >>> from nqpf.models.transition import Transition, path
    >>> timing = pd.DataFrame({"what": ["idle"], "retire_from": [5.0], "lost": [1.0]})
    >>> board = gap_board(path(Transition()), timing, start=5, safe=8.5, chance=0.03)
    >>> print(description(board)[:69])
    The old is retired from year 5.0 on; without a gap it could be from y
    """
    return fill(
        _empty_board(),
        f"{_in_words(path, timing, start, safe, chance)} {STYLISED}.",
        parts=_parts(path),
        timing=timing,
        starts=[{"year": start, "label": "your start"}],
        safe=[{"year": safe, "label": "safe on paper"}] if safe <= LAST_START else [],
    )


def _parts(path: pd.DataFrame) -> list[dict[str, object]]:
    """Return what is stacked, in the years in which a part bends."""
    columns = [path[name].to_numpy() for name in ("old", "new", "gap")]
    year = path["year"].to_numpy()
    bends = corners(year, *columns, within=_UNSEEN)
    amounts = dict(zip(PARTS, (column[bends] for column in columns), strict=True))
    years = year[bends].tolist()
    return [
        {"year": year, "part": part, "rank": rank, "amount": amount}
        for rank, (part, column) in enumerate(amounts.items())
        for year, amount in zip(years, column.tolist(), strict=True)
    ]


def _in_words(
    path: pd.DataFrame, timing: pd.DataFrame, start: float, safe: float, chance: float
) -> str:
    gap = path["gap"].to_numpy()
    when = path["year"].to_numpy()[gap.argmax()]
    worst = (
        f"At worst {gap.max():.0f} % of demand is missing, in year {when:.1f}."
        if gap.max() > _VISIBLE
        else "Nothing is missing."
    )
    here = timing[(timing["retire_from"] - start).abs() < _CLOSE]
    costs = ", ".join(
        f"{what} {lost:.1f}"
        for what, lost in zip(here["what"], here["lost"], strict=True)
    )
    summed = f" In years of today's demand, this start costs: {costs}." if costs else ""
    return (
        f"The old is retired from year {start:.1f} on; without a gap it could be from "
        f"year {safe:.1f} on, if the delay is as planned. {worst}{summed} With an "
        f"uncertain delay no gap opens in {100 * chance:.0f} % of cases."
    )


_VISIBLE, _CLOSE = 0.05, 1e-6

_UNSEEN = 0.02
"""How far an area may be drawn from where it is (% of today's demand)."""


@cache
def _empty_board() -> alt.HConcatChart:
    """Return the board without data."""
    own = alt.ScaleResolveMap(color="independent", strokeDash="independent")
    board = alt.HConcatChart(
        hconcat=[_supply(), _timing()], spacing=28, resolve=alt.Resolve(scale=own)
    )
    return stylised(describe(board, "No data yet."))


def _supply() -> alt.LayerChart:
    """Return what serves demand, year by year, and what is missing."""
    areas = (
        alt.Chart(alt.NamedData("parts"))
        .mark_area(clip=True, opacity=0.85)
        .encode(
            alt.X(
                "year:Q",
                title="Years from now",
                scale=alt.Scale(domain=[0, LAST_YEAR], nice=False),
            ),
            alt.Y(
                "amount:Q",
                title="Capacity (% of today's demand)",
                scale=alt.Scale(domain=[0, MOST_SUPPLY], nice=False),
                axis=alt.Axis(tickCount=6),
            ),
            alt.Color(
                "part:N",
                scale=alt.Scale(domain=list(PARTS), range=list(PARTS.values())),
                legend=alt.Legend(orient="top", title=None, symbolType="square"),
            ),
            order=alt.Order("rank:Q"),
        )
    )
    demand = alt.Chart().mark_rule(color=INK, strokeWidth=1.75)
    label = alt.Chart().mark_text(
        text="demand", align="right", dx=-4, dy=-8, color=INK, fontSize=12
    )
    at = {"x": alt.XDatum(LAST_YEAR), "y": alt.YDatum(_DEMAND)}
    start = (
        alt.Chart(alt.NamedData("starts"))
        .mark_rule(color=GREEN, strokeDash=[5, 3], strokeWidth=1.75)
        .encode(alt.X("year:Q"))
    )
    return alt.LayerChart(
        layer=[
            areas,
            demand.encode(y=alt.YDatum(_DEMAND)),
            label.encode(**at),
            start,
        ],
        width=300,
        height=250,
    )


def _timing() -> alt.LayerChart:
    """Return what is missing and idle in all, by the start of retiring."""
    start = alt.X(
        "retire_from:Q",
        title="Retiring begins (years from now)",
        scale=alt.Scale(domain=[0, LAST_START], nice=False),
    )
    lines = (
        alt.Chart(alt.NamedData("timing"))
        .mark_line(clip=True)
        .encode(
            start,
            alt.Y(
                "lost:Q",
                title="In all (years of today's demand)",
                scale=alt.Scale(domain=[0, MOST_LOST], nice=False),
                axis=alt.Axis(tickCount=6),
            ),
            **strokes("what", LINES, LINES.values(), columns=2),
            tooltip=[
                "what:N",
                alt.Tooltip("retire_from:Q", title="retired from year", format=".1f"),
                alt.Tooltip("lost:Q", title="years of demand", format=".1f"),
            ],
        )
    )
    return alt.LayerChart(
        layer=[lines, *_mark("starts", GREEN, 0), *_mark("safe", QUIET_INK, 16)],
        width=270,
        height=250,
    )


def _mark(table: str, colour: str, below: int) -> list[alt.Chart]:
    """Return a line at a year, with its words at the top."""
    base = alt.Chart(alt.NamedData(table)).encode(alt.X("year:Q"))
    rule = base.mark_rule(color=colour, strokeDash=[5, 3], strokeWidth=1.75)
    is_late = f"datum.year > {0.7 * LAST_START}"  # near the edge: write to the left
    words = base.mark_text(
        align=alt.ExprRef(f"{is_late} ? 'right' : 'left'"),
        dx=alt.ExprRef(f"{is_late} ? -4 : 4"),
        dy=below + 8,
        color=INK,
    )
    return [rule, words.encode(y=alt.value(0), text=alt.Text("label:N"))]


_DEMAND = 100  # per cent of today's
