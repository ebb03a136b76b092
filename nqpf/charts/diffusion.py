"""Charts of diffusion: futures that fit a beginning, stages, and the J-curve.

Each takes a tidy table from `nqpf.models` and computes nothing but where to draw. A
chart knows nothing of where its table came from: mark one of stylised data with
`stylised`.
"""

from functools import cache
from typing import Literal, TypeAlias

import altair as alt
import pandas as pd

from nqpf.charts.strokes import DASHED, SOLID, strokes
from nqpf.charts.theme import (
    INK,
    PALETTE,
    QUIET_INK,
    STYLISED,
    Rows,
    describe,
    fill,
    stylised,
)

BLUE, OCHRE, GREEN, PURPLE, _, BRICK, GREY = PALETTE

Data: TypeAlias = alt.InlineData | alt.NamedData
Ends: TypeAlias = tuple[float, float]
Field: TypeAlias = Literal["adopted", "adopters"]

CURVES = {
    "smallest": "smallest market that fits",
    "best": "best fit",
    "largest": "largest market that fits",
    "truth": "the truth",
}
"""The curves: as tables and as the legend name them."""

TITLES = {
    "adopted": "Firms that have adopted (thousand)",
    "adopters": "Firms that adopt (thousand a year)",
}
"""What is drawn, with its unit."""

LOOKS: dict[str, tuple[str, list[int]]] = {
    "smallest": (OCHRE, [2, 3]),
    "best": (BLUE, [1, 0]),
    "largest": (BRICK, [6, 3]),
    "truth": (GREY, [8, 3, 2, 3]),
}
"""Colour and dash of each curve."""


def futures_fan(seen: pd.DataFrame, futures: pd.DataFrame) -> alt.LayerChart:
    """Draw what has been seen of a diffusion and where fitting curves lead.

    Parameters
    ----------
    seen
        `year` and `adopted` (thousand firms), as far as is known.
    futures
        `future` ("smallest", "best", "largest" or "truth"), `year` and `adopted`,
        as `forecast.futures` gives them.

    Examples
    --------
    >>> from nqpf.charts import description
    >>> seen = pd.DataFrame({"year": [1, 2], "adopted": [0.5, 1.2]})
    >>> futures = pd.DataFrame(
    ...     {"future": ["best"] * 2, "year": [0, 30], "adopted": [0.0, 98.0]}
    ... )
    >>> description(futures_fan(seen, futures))
    'After 2 years 1.2 thousand firms have adopted. In year 30: best fit 98.'
    """
    last = futures["year"].max()
    ends = futures[futures["year"] == last]
    said = ", ".join(
        f"{CURVES[name]} {adopted:.0f}"
        for name, adopted in zip(ends["future"], ends["adopted"], strict=True)
    )
    chart = _layers(
        alt.InlineData(values=_curves(futures, "adopted")),
        alt.InlineData(values=_points(seen, "adopted")),
        field="adopted",
        names=tuple(dict.fromkeys(futures["future"])),
        ends=None,
    )
    return describe(chart, f"{_seen_in_words(seen)} In year {last}: {said}.")


def life_cycle(adoption: pd.DataFrame, stages: pd.DataFrame) -> alt.LayerChart:
    """Draw yearly adopters over the stages of the life cycle.

    Parameters
    ----------
    adoption
        `year` and `adopters` (thousand firms a year), as `diffusion.yearly` gives
        them.
    stages
        `stage`, `start` and `end` (years), as `diffusion.stages` gives them.

    Examples
    --------
    >>> from nqpf.charts import description
    >>> adoption = pd.DataFrame({"year": [1, 2, 3], "adopters": [1.0, 3.0, 1.0]})
    >>> stages = pd.DataFrame(
    ...     {"stage": ["emerging", "growing", "mature"], "start": [0.0, 0.8, 2.2],
    ...      "end": [0.8, 2.2, float("inf")]}
    ... )
    >>> description(life_cycle(adoption, stages))
    'Firms that adopt in a year, most in year 2: 3.0 thousand. Stages: emerging from \
year 0.0, growing from year 0.8, mature from year 2.2.'
    """
    last = adoption["year"].max()
    bands = stages.assign(end=stages["end"].clip(upper=last))
    bands = bands[bands["end"] > bands["start"]]
    names = list(stages["stage"])
    backs = (
        alt.Chart(bands)
        .mark_rect(opacity=0.18)
        .encode(
            _years("start", (0, last)),
            alt.X2("end:Q"),
            alt.Color(
                "stage:N",
                scale=alt.Scale(domain=names, range=[PURPLE, GREEN, OCHRE]),
                legend=alt.Legend(orient="top", title=None),
            ),
            tooltip=[
                alt.Tooltip("stage:N", title="Stage"),
                alt.Tooltip("start:Q", title="From year", format=".1f"),
            ],
        )
    )
    line = (
        alt.Chart(adoption)
        .mark_line(color=BLUE, point={"color": BLUE})
        .encode(
            alt.X("year:Q"),
            alt.Y("adopters:Q", title="Firms that adopt (thousand a year)"),
            tooltip=_tooltip("adopters", "Firms that adopt (thousand)"),
        )
    )
    most = adoption.iloc[int(adoption["adopters"].to_numpy().argmax())]
    said = ", ".join(
        f"{stage} from year {start:.1f}"
        for stage, start in zip(stages["stage"], stages["start"], strict=True)
    )
    return describe(
        alt.LayerChart(layer=[backs, line]),
        f"Firms that adopt in a year, most in year {most['year']:.0f}: "
        f"{most['adopters']:.1f} thousand. Stages: {said}.",
    )


def j_curve(curve: pd.DataFrame) -> alt.LayerChart:
    """Draw productivity as it is and as it is measured.

    Parameters
    ----------
    curve
        `year`, `true` and `measured` (index, 100 before launch), as
        `intangibles.productivity` gives them.

    Examples
    --------
    >>> from nqpf.charts import description
    >>> curve = pd.DataFrame(
    ...     {"year": [0, 9, 30], "true": [100.0, 104.4, 116.0],
    ...      "measured": [100.0, 95.3, 124.4]}
    ... )
    >>> description(j_curve(curve))
    'Productivity, 100 before the launch. Measured, it is lowest in year 9: 95.3. \
In year 30: measured 124.4, true 116.0.'
    """
    names = {"true": "true", "measured": "as measured"}
    lines = curve.melt("year", list(names), "which", "index")
    lines = lines.assign(which=lines["which"].map(names))
    drawn = (
        alt.Chart(lines)
        .mark_line()
        .encode(
            _years("year", (0, int(curve["year"].max()))),
            alt.Y(
                "index:Q",
                title="Productivity (100 before the launch)",
                scale=alt.Scale(zero=False),
            ),
            **strokes("which", names.values(), [PURPLE, OCHRE], [DASHED, SOLID]),
            tooltip=_tooltip("index", "Productivity"),
        )
    )
    level = (
        alt.Chart()
        .mark_rule(color=QUIET_INK, strokeDash=[2, 2])
        .encode(y=alt.YDatum(100))
    )
    low = curve.iloc[int(curve["measured"].to_numpy().argmin())]
    end = curve.iloc[-1]
    return describe(
        alt.LayerChart(layer=[level, drawn]),
        "Productivity, 100 before the launch. Measured, it is lowest in year "
        f"{low['year']:.0f}: {low['measured']:.1f}. In year {end['year']:.0f}: "
        f"measured {end['measured']:.1f}, true {end['true']:.1f}.",
    )


def diffusion_board(
    seen: pd.DataFrame,
    curves: pd.DataFrame,
    *,
    market: float,
    largest: float,
    busiest: float,
) -> alt.HConcatChart:
    """Draw what has been seen, three futures and the truth, in total and by year.

    Boards that differ in their data alone share one specification, which says that
    they are stylised.

    Parameters
    ----------
    seen
        `year`, `adopters` and `adopted` (thousand firms).
    curves
        `future` ("smallest", "best", "largest", "truth"), `year` (from 0, the same
        for all), `adopters` in the year and `adopted` by its end, and `market`
        (thousand firms).
    market
        The true market (thousand firms).
    largest, busiest
        Ends of the two upright axes (thousand firms; thousand firms a year).
    """
    markets = dict(zip(curves["future"], curves["market"], strict=True))
    years = int(curves["year"].max())
    said = (
        f"{_seen_in_words(seen)} Markets that fit: {markets['smallest']:.0f} to "
        f"{markets['largest']:.0f} thousand firms, best {markets['best']:.0f}; the "
        f"true one is {market:.0f}. {STYLISED}."
    )
    total = _curves(curves, "adopted")
    by_year = _curves(curves[curves["year"] > 0], "adopters")
    return fill(
        _empty_board((0, years), (0, largest), (0, busiest)),
        said,
        totals=total,
        seen=_points(seen, "adopted"),
        yearly=by_year,
        seen_yearly=_points(seen, "adopters"),
    )


@cache
def _empty_board(years: Ends, totals: Ends, yearly: Ends) -> alt.HConcatChart:
    """Return the board without data."""
    names = tuple(CURVES)
    left = _layers(
        alt.NamedData("totals"),
        alt.NamedData("seen"),
        field="adopted",
        names=names,
        ends=(years, totals),
    )
    right = _layers(
        alt.NamedData("yearly"),
        alt.NamedData("seen_yearly"),
        field="adopters",
        names=names,
        ends=(years, yearly),
    )
    left.width, left.height, right.width, right.height = 330, 280, 290, 280
    board = alt.HConcatChart(hconcat=[left, right], spacing=30)
    return stylised(describe(board, "No data yet."))


def _layers(
    curves: Data,
    seen: Data,
    *,
    field: Field,
    names: tuple[str, ...],
    ends: tuple[Ends, Ends] | None,
) -> alt.LayerChart:
    """Return curves with the points that were seen."""
    title = TITLES[field]
    domain = [CURVES[name] for name in names]
    colours, dashes = zip(*(LOOKS[name] for name in names), strict=True)
    high = (
        alt.Scale(zero=True) if ends is None else alt.Scale(domain=ends[1], nice=False)
    )
    lines = (
        alt.Chart(curves)
        .mark_line(clip=True)
        .encode(
            _years("year", None if ends is None else ends[0]),
            alt.Y(f"{field}:Q", title=title, scale=high),
            **strokes("curve", domain, colours, dashes, columns=2),
            tooltip=[
                alt.Tooltip("curve:N", title="Curve"),
                *_tooltip(field, title),
            ],
        )
    )
    points = (
        alt.Chart(seen)
        .mark_point(color=INK, size=36, opacity=1, clip=True)
        .encode(
            alt.X("year:Q"),
            alt.Y(f"{field}:Q"),
            tooltip=_tooltip(field, f"Seen: {title}"),
        )
    )
    return alt.LayerChart(layer=[lines, points])


def _curves(table: pd.DataFrame, field: str) -> Rows:
    columns = (table[name].tolist() for name in ("future", "year", field))
    return [
        {"curve": CURVES[str(future)], "year": year, field: value}
        for future, year, value in zip(*columns, strict=True)
    ]


def _points(table: pd.DataFrame, field: str) -> Rows:
    return [
        {"year": year, field: value}
        for year, value in zip(
            table["year"].tolist(), table[field].tolist(), strict=True
        )
    ]


def _seen_in_words(seen: pd.DataFrame) -> str:
    years, adopted = seen["year"].iloc[-1], seen["adopted"].iloc[-1]
    return f"After {years} years {adopted:.1f} thousand firms have adopted."


def _years(field: str, ends: Ends | None) -> alt.X:
    domain = alt.Undefined if ends is None else list(ends)
    return alt.X(
        f"{field}:Q",
        title="Years since launch",
        axis=alt.Axis(format="d", tickMinStep=1),
        scale=alt.Scale(domain=domain, nice=False, padding=6),
    )


def _tooltip(field: str, title: str) -> list[alt.Tooltip]:
    return [
        alt.Tooltip("year:Q", title="Year"),
        alt.Tooltip(f"{field}:Q", title=title, format=".1f"),
    ]
