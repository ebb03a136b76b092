"""Charts of composite indices: weights, ranks as ranges, and the gap over time.

Each takes a tidy table from `nqpf.models` and computes nothing but where to draw.
Rank 1 is on the left. A chart knows nothing of where its table came from: mark one of
stylised data with `stylised`.
"""

from collections.abc import Mapping
from functools import cache
from typing import TypeAlias

import altair as alt
import pandas as pd

from nqpf.charts.theme import (
    INK,
    LINES,
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

Data: TypeAlias = alt.NamedData
Order: TypeAlias = tuple[str, ...]

MARKS = {"reference": "before", "rank": "with your choices"}
"""What the two marks of a city are: as the table and as the legend name them."""


def rank_ranges(intervals: pd.DataFrame, *, by: str = "city") -> alt.LayerChart:
    """Draw each unit's rank and the range of ranks that it may as well have.

    Parameters
    ----------
    intervals
        A row a unit: the unit, `rank`, `low` and `high` (1 is the highest), as
        `rank_intervals` gives them once its index is a column.
    by
        The column that names the unit.

    Examples
    --------
    >>> from nqpf.charts import description
    >>> intervals = pd.DataFrame(
    ...     {"city": ["X", "Y"], "rank": [1, 2], "low": [1, 1], "high": [1, 2]}
    ... )
    >>> description(rank_ranges(intervals))
    'Rank and range of ranks: X 1 (1 to 1), Y 2 (1 to 2).'
    """
    ordered = intervals.sort_values("rank")
    said = ", ".join(
        f"{name} {rank} ({low} to {high})"
        for name, rank, low, high in zip(
            *(ordered[column] for column in (by, "rank", "low", "high")), strict=True
        )
    )
    place = alt.Y(f"{by}:N", title=None, sort=list(ordered[by]))
    base = alt.Chart(ordered)
    ranges = base.mark_bar(height=9, opacity=0.35, color=OCHRE, cornerRadius=3).encode(
        _ranks("low", len(ordered)), alt.X2("high:Q"), place
    )
    points = base.mark_point(size=75, opacity=1, color=BLUE).encode(
        alt.X("rank:Q"), place, tooltip=_tooltip(by, "rank", "low", "high")
    )
    layers = alt.LayerChart(layer=[ranges, points])
    return describe(layers, f"Rank and range of ranks: {said}.")


def weight_bars(weights: pd.DataFrame) -> alt.LayerChart:
    """Draw what each indicator weighs, beside equal weights.

    Parameters
    ----------
    weights
        A row an indicator: `indicator` and `weight` (fraction; they sum to 1).

    Examples
    --------
    >>> from nqpf.charts import description
    >>> weights = pd.DataFrame({"indicator": ["a", "b"], "weight": [0.7, 0.3]})
    >>> description(weight_bars(weights))
    'Weights, in per cent: a 70.0, b 30.0. Equal weights would be 50.0 each.'
    """
    ordered = weights.sort_values("weight", ascending=False)
    equal = 1 / len(weights)
    bars = _bars(alt.Chart(ordered), tuple(ordered["indicator"]), highest=None)
    rule = (
        alt.Chart()
        .mark_rule(strokeDash=[4, 4], color=QUIET_INK)
        .encode(x=alt.XDatum(equal))
    )
    weigh = _weights_in_words(records(ordered))
    said = f"{weigh} Equal weights would be {100 * equal:.1f} each."
    return describe(alt.LayerChart(layer=[bars, rule]), said)


def gap_paths(gaps: pd.DataFrame) -> alt.Chart:
    """Draw the gap between units, year by year, as several indices see it.

    Parameters
    ----------
    gaps
        `index` (which), `year` and `gap` (Gini coefficient, 0 to 1).

    Examples
    --------
    >>> from nqpf.charts import description
    >>> gaps = pd.DataFrame(
    ...     {"index": ["a", "a", "b", "b"], "year": [1, 2] * 2,
    ...      "gap": [0.3, 0.2, 0.3, 0.4]}
    ... )
    >>> description(gap_paths(gaps))
    'Gap between units (Gini coefficient) from year 1 to 2: a 0.30 to 0.20, \
b 0.30 to 0.40.'
    """
    first, last = gaps["year"].min(), gaps["year"].max()
    ends = {
        str(name): (rows["gap"].iloc[0], rows["gap"].iloc[-1])
        for name, rows in gaps.sort_values("year").groupby("index", sort=False)
    }
    said = ", ".join(
        f"{name} {low:.2f} to {high:.2f}" for name, (low, high) in ends.items()
    )
    names = list(ends)
    chart: alt.Chart = (
        alt.Chart(gaps)
        .mark_line(point=True)
        .encode(
            x=alt.X(
                "year:Q",
                title="Year",
                axis=alt.Axis(format="d", tickMinStep=1),
                scale=alt.Scale(zero=False, nice=False, padding=8),
            ),
            y=alt.Y(
                "gap:Q",
                title="Gap between units (Gini coefficient, 0 to 1)",
                scale=alt.Scale(zero=False),
            ),
            color=alt.Color(
                "index:N",
                scale=alt.Scale(domain=names, range=[BLUE, OCHRE, GREEN, PURPLE]),
                legend=alt.Legend(orient="top", title=None),
            ),
            strokeDash=alt.StrokeDash(
                "index:N", scale=alt.Scale(domain=names), legend=None
            ),
            tooltip=[
                alt.Tooltip("index:N", title="Index"),
                alt.Tooltip("year:Q", title="Year"),
                alt.Tooltip("gap:Q", title="Gap", format=".3f"),
            ],
        )
    )
    heading = f"Gap between units (Gini coefficient) from year {first} to {last}"
    return describe(chart, f"{heading}: {said}.")


def rank_board(
    places: pd.DataFrame,
    weights: pd.DataFrame,
    *,
    agreement: float,
    names: Mapping[str, str],
    highest: float,
) -> alt.HConcatChart:
    """Draw where some choices put each city, beside the weights behind them.

    Boards that differ in their data alone share one specification, which says that
    they are stylised.

    Parameters
    ----------
    places
        A row a city: `city`, `reference` (rank before), `rank`, `low` and `high`
        (range of ranks; 1 is the highest).
    weights
        A row an indicator in use: `indicator` and `weight` (fraction, sum 1).
    agreement
        Rank correlation of the index with what it is meant to show (-1 to 1).
    names
        What each indicator is called, in the order in which they are drawn.
    highest
        The end of the axis of weights (fraction).
    """
    rows = sorted(records(places), key=lambda row: int(row["reference"]))
    moves = [abs(row["rank"] - row["reference"]) for row in rows]
    summary = (
        f"{sum(move > 0 for move in moves)} of {len(rows)} cities move, by "
        f"{sum(moves) / len(rows):.1f} ranks on average; "
        f"agreement with technology {agreement:.2f}"
    ).replace("-", "−")
    bars = [{**row, "indicator": names[row["indicator"]]} for row in records(weights)]
    marks = [
        {"city": row["city"], "which": said, "place": row[which]}
        for which, said in MARKS.items()
        for row in rows
    ]
    return fill(
        _empty_board(
            tuple(row["city"] for row in rows), tuple(names.values()), highest
        ),
        f"{summary}. {_farthest(rows, moves)} {_weights_in_words(bars)} {STYLISED}.",
        places=rows,
        marks=marks,
        weights=bars,
        summary=[{"label": summary}],
    )


@cache
def _empty_board(cities: Order, indicators: Order, highest: float) -> alt.HConcatChart:
    """Return the board without data."""
    row = 21
    ranks = _places(alt.NamedData("places"), alt.NamedData("marks"), cities)
    label = (
        alt.Chart(alt.NamedData("summary"))
        .mark_text(align="left", baseline="bottom", color=QUIET_INK)
        .encode(text=alt.Text("label:N"), x=alt.value(0), y=alt.value(-8))
    )
    left = alt.LayerChart(layer=[*ranks, label], width=350, height=row * len(cities))
    base = alt.Chart(alt.NamedData("weights"))
    right = _bars(base, indicators, highest=highest)
    equal = (
        alt.Chart()
        .mark_rule(strokeDash=[4, 4], color=QUIET_INK)
        .encode(x=alt.XDatum(1 / len(indicators)))
    )
    bars = alt.LayerChart(
        layer=[right, equal], width=150, height=2 * row * len(indicators)
    )
    own = alt.ScaleResolveMap(color="independent", shape="independent")
    board = alt.HConcatChart(
        hconcat=[left, bars], spacing=24, resolve=alt.Resolve(scale=own)
    )
    return stylised(describe(board, "No data yet."))


def _places(places: Data, marks: Data, cities: Order) -> list[alt.Chart]:
    """Return the ranges, the ways and the marks of the cities."""
    place = alt.Y(
        "city:N",
        title=None,
        sort=list(cities),
        scale=alt.Scale(domain=list(cities)),
        axis=alt.Axis(grid=True, gridColor=LINES),
    )
    ranges = (
        alt.Chart(places)
        .mark_bar(height=9, opacity=0.3, color=OCHRE, cornerRadius=3)
        .encode(
            _ranks("low", len(cities)),
            alt.X2("high:Q"),
            place,
            tooltip=_tooltip("city", "rank", "low", "high"),
        )
    )
    ways = (
        alt.Chart(places)
        .mark_rule(color=INK)
        .encode(alt.X("reference:Q"), alt.X2("rank:Q"), place)
    )
    names = list(MARKS.values())
    points = (
        alt.Chart(marks)
        .mark_point(size=70, opacity=1)
        .encode(
            alt.X("place:Q"),
            place,
            alt.Color(
                "which:N",
                scale=alt.Scale(domain=names, range=[GREY, BLUE]),
                legend=alt.Legend(orient="bottom", title=None),
            ),
            alt.Shape(
                "which:N",
                scale=alt.Scale(domain=names, range=["diamond", "circle"]),
                legend=alt.Legend(orient="bottom", title=None),
            ),
            tooltip=[
                alt.Tooltip("city:N", title="City"),
                alt.Tooltip("which:N", title="Which"),
                alt.Tooltip("place:Q", title="Rank"),
            ],
        )
    )
    return [ranges, ways, points]


def _bars(base: alt.Chart, order: Order, *, highest: float | None) -> alt.Chart:
    """Return bars of weights."""
    ends = (
        alt.Scale(zero=True)
        if highest is None
        else alt.Scale(domain=[0, highest], nice=False)
    )
    bars: alt.Chart = base.mark_bar(color=GREEN, height={"band": 0.6}).encode(
        x=alt.X(
            "weight:Q",
            title="Weight (dashed: equal)",
            axis=alt.Axis(format=".0%", tickMinStep=0.2),
            scale=ends,
        ),
        y=alt.Y(
            "indicator:N",
            title=None,
            sort=list(order),
            scale=alt.Scale(domain=list(order)),
            axis=alt.Axis(labelLimit=150),
        ),
        tooltip=[
            alt.Tooltip("indicator:N", title="Indicator"),
            alt.Tooltip("weight:Q", title="Weight", format=".1%"),
        ],
    )
    return bars


def _ranks(field: str, last: int) -> alt.X:
    return alt.X(
        f"{field}:Q",
        title="Rank (1 is the highest; bar: nine in ten other indices)",
        axis=alt.Axis(format="d", tickMinStep=1, values=[1, *range(4, last + 1, 4)]),
        scale=alt.Scale(domain=[1, last], nice=False, padding=8),
    )


def _tooltip(unit: str, *ranks: str) -> list[alt.Tooltip]:
    titles = {"rank": "Rank", "low": "Best rank in range", "high": "Worst in range"}
    name = alt.Tooltip(f"{unit}:N", title=unit.capitalize())
    return [name, *(alt.Tooltip(f"{rank}:Q", title=titles[rank]) for rank in ranks)]


def _farthest(rows: Rows, moves: list[int]) -> str:
    """Return who moved farthest, and who is first."""
    leads = min(rows, key=lambda row: int(row["rank"]))["city"]
    if max(moves) == 0:
        return f"None moves. First: {leads}."
    far = rows[moves.index(max(moves))]
    way = f"from rank {far['reference']} to {far['rank']}"
    return f"Farthest: {far['city']}, {way}. First: {leads}."


def _weights_in_words(bars: Rows) -> str:
    said = ", ".join(f"{bar['indicator']} {100 * bar['weight']:.1f}" for bar in bars)
    return f"Weights, in per cent: {said}."
