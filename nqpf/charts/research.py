"""The chart of science and application: two horizons, and the years between.

It computes nothing but where to draw. Output is an index, 100 a year at the share for
science before the change.
"""

from functools import cache

import altair as alt
import pandas as pd

from nqpf.charts.corners import corners
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

HIGHEST = 180
"""The end of both upright axes (index)."""

UNSEEN = 0.05
"""How far a curve may be drawn from where it is (index)."""


def science_board(
    means: pd.DataFrame,
    best: pd.DataFrame,
    path: pd.DataFrame,
    *,
    share: float,
    most: float,
) -> alt.HConcatChart:
    """Draw the mean output of every share over two horizons, and one share's path.

    Boards that differ in their data alone share one specification, which says that
    they are stylised.

    Parameters
    ----------
    means
        `share` (fraction), `years` (the horizon) and `mean` output (index a year).
    best
        The row of the best share for each of the two horizons.
    path
        `year` and `output` (index) at the chosen share.
    share
        The chosen share (fraction).
    most
        The end of the axis of shares (fraction).
    """
    horizons = [int(years) for years in best["years"]]
    names = {years: f"over {years} years" for years in horizons}
    at_best = {
        years: (best_share, mean)
        for years, best_share, mean in zip(
            horizons, best["share"].tolist(), best["mean"].tolist(), strict=True
        )
    }
    ends = {
        int(year): float(output)
        for year, output in zip(path["year"], path["output"], strict=True)
        if year in names
    }
    said = "; ".join(
        f"{names[years]} the best share for science is {100 * at_share:.0f} % "
        f"(mean output {mean:.0f})"
        for years, (at_share, mean) in at_best.items()
    )
    now = ", ".join(f"{output:.0f} in year {year}" for year, output in ends.items())
    return fill(
        _empty_board(tuple(names.values()), most, len(path)),
        f"Output of application, 100 before the change: {said}. "
        f"A share of {100 * share:.0f} % leads to {now}. {STYLISED}.",
        means=_curves(means, names),
        best=[
            {"share": at_share, "horizon": names[years], "mean": mean}
            for years, (at_share, mean) in at_best.items()
        ],
        chosen=[{"share": share}],
        path=[
            {"year": year, "output": output}
            for year, output in zip(
                path["year"].tolist(), path["output"].tolist(), strict=True
            )
        ],
        ends=[{"year": year, "output": output} for year, output in ends.items()],
    )


def _curves(means: pd.DataFrame, names: dict[int, str]) -> Rows:
    """Return the points that each horizon's curve needs."""
    shares, years, mean = (
        means[column].to_numpy() for column in ("share", "years", "mean")
    )
    rows: Rows = []
    for horizon, name in names.items():
        share, height = shares[years == horizon], mean[years == horizon]
        bends = corners(share, height, within=UNSEEN)
        drawn = zip(share[bends].tolist(), height[bends].tolist(), strict=True)
        rows += [{"share": at, "horizon": name, "mean": its} for at, its in drawn]
    return rows


@cache
def _empty_board(
    horizons: tuple[str, ...], most: float, years: int
) -> alt.HConcatChart:
    """Return the board without data."""
    left = _means(horizons, most).properties(width=330, height=270)
    right = _path(years).properties(width=290, height=270)
    own = alt.ScaleResolveMap(color="independent", strokeDash="independent")
    board = alt.HConcatChart(
        hconcat=[left, right], spacing=30, resolve=alt.Resolve(scale=own)
    )
    return stylised(describe(board, "No data yet."))


def _means(horizons: tuple[str, ...], most: float) -> alt.LayerChart:
    share = alt.X(
        "share:Q",
        title="Share of the budget for science (diamonds: best)",
        axis=alt.Axis(format=".0%", tickCount=6),
        scale=alt.Scale(domain=[0, most], nice=False, padding=6),
    )
    mean = alt.Y(
        "mean:Q",
        title="Mean output a year (100 = before the change)",
        scale=alt.Scale(domain=[0, HIGHEST], nice=False),
    )
    looks = strokes("horizon", horizons, [OCHRE, BLUE], [DASHED, SOLID])
    tooltip = [
        alt.Tooltip("horizon:N", title="Horizon"),
        alt.Tooltip("share:Q", title="Share for science", format=".0%"),
        alt.Tooltip("mean:Q", title="Mean output", format=".1f"),
    ]
    lines = (
        alt.Chart(alt.NamedData("means"))
        .mark_line(clip=True)
        .encode(
            share,
            mean,
            **looks,
            tooltip=tooltip,
        )
    )
    points = (
        alt.Chart(alt.NamedData("best"))
        .mark_point(shape="diamond", size=130, opacity=1, stroke=INK, strokeWidth=1)
        .encode(
            alt.X("share:Q"),
            alt.Y("mean:Q"),
            looks["color"],
            tooltip=tooltip,
        )
    )
    rule = (
        alt.Chart(alt.NamedData("chosen"))
        .mark_rule(color=INK, strokeDash=[2, 2])
        .encode(alt.X("share:Q"))
    )
    return alt.LayerChart(layer=[_level(), lines, rule, points])


def _path(years: int) -> alt.LayerChart:
    year = alt.X(
        "year:Q",
        title="Year after the change (dots: the two horizons)",
        axis=alt.Axis(format="d", tickCount=6),
        scale=alt.Scale(domain=[1, years], nice=False, padding=6),
    )
    output = alt.Y(
        "output:Q",
        title="Output in the year (100 = before the change)",
        scale=alt.Scale(domain=[0, HIGHEST], nice=False),
    )
    tooltip = [
        alt.Tooltip("year:Q", title="Year"),
        alt.Tooltip("output:Q", title="Output", format=".1f"),
    ]
    line = (
        alt.Chart(alt.NamedData("path"))
        .mark_line(color=GREEN, clip=True)
        .encode(year, output, tooltip=tooltip)
    )
    ends = (
        alt.Chart(alt.NamedData("ends"))
        .mark_point(color=GREEN, size=90, opacity=1)
        .encode(alt.X("year:Q"), alt.Y("output:Q"), tooltip=tooltip)
    )
    return alt.LayerChart(layer=[_level(), line, ends])


def _level() -> alt.Chart:
    rule: alt.Chart = (
        alt.Chart()
        .mark_rule(color=QUIET_INK, strokeDash=[4, 4])
        .encode(y=alt.YDatum(100))
    )
    return rule
