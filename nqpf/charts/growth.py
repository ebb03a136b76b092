"""Charts of growth: contributions, what the residual holds, ranges, paths.

Each takes a tidy table from `nqpf.models` and computes nothing but where to draw.
Growth is a fraction per year and is shown in per cent. A chart knows nothing of
where its table came from: mark one of stylised data with `stylised`.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, TypeAlias

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
    records,
    stylised,
)

BLUE, OCHRE, GREEN, PURPLE, _, BRICK, GREY = PALETTE

PARTS = {
    "capital_contribution": "capital",
    "labour_contribution": "labour",
    "residual": "residual",
}
"""The parts of growth: as the accounts name them, and as a reader does."""

CORRECTIONS = {
    "capital_stock_error": "correct the capital stock",
    "utilisation_error": "count only capital in use",
    "labour_quality_error": "count hours and skill",
    "capital_share_error": "correct the capital share",
}
"""What takes each mistake out of the residual again."""

Ends: TypeAlias = tuple[float, float]
Data: TypeAlias = alt.InlineData | alt.NamedData


def contributions(accounts: pd.DataFrame, *, by: str = "city") -> alt.LayerChart:
    """Draw what capital, labour and the residual add to growth, unit by unit.

    Parameters
    ----------
    accounts
        A row a unit: the unit, `output_growth`, `capital_contribution`,
        `labour_contribution`, `residual` (fractions per year), as
        `average_over_years` gives them of an account.
    by
        The column that names the unit.

    Examples
    --------
    >>> from nqpf.charts import description
    >>> accounts = pd.DataFrame(
    ...     {"city": ["X"], "output_growth": [0.055], "capital_contribution": [0.026],
    ...      "labour_contribution": [0.007], "residual": [0.022]}
    ... )
    >>> description(contributions(accounts))
    'What adds up to the growth of output, in per cent a year. X: 5.50, of which \
capital 2.60, labour 0.70, residual 2.20.'
    """
    ordered = accounts.sort_values("output_growth", ascending=False)
    ends = ordered.iloc[[0, -1]].drop_duplicates(by)
    said = " ".join(_account_in_words(row, by) for _, row in ends.iterrows())
    parts = ordered.melt([by, "output_growth"], list(PARTS), "part", "growth")
    drawn = parts.assign(
        part=parts["part"].map(PARTS), rank=parts["part"].map(list(PARTS).index)
    )
    place = alt.Y(f"{by}:N", title=None, sort=list(ordered[by]))
    bars = (
        alt.Chart(drawn)
        .mark_bar(cornerRadius=0)
        .encode(
            x=_rates(
                "growth", "Contribution to growth (% a year; black: growth of output)"
            ),
            y=place,
            color=_colours("part", PARTS.values(), [BLUE, GREEN, OCHRE]),
            order=alt.Order("rank:Q"),
            tooltip=[_name(by), _name("part"), _rate("growth")],
        )
    )
    growth = (
        alt.Chart(ordered)
        .mark_tick(color=INK, thickness=3, size=20, opacity=1)
        .encode(
            x=alt.X("output_growth:Q"),
            y=place,
            tooltip=[_name(by), _rate("output_growth", "Growth of output")],
        )
    )
    heading = "What adds up to the growth of output, in per cent a year."
    return describe(alt.LayerChart(layer=[bars, growth]), f"{heading} {said}")


def residual_waterfall(account: "pd.Series[Any]") -> alt.LayerChart:
    """Draw the way from growth to the residual and, where known, to technology.

    Parameters
    ----------
    account
        A row for one unit, averaged over years: `output_growth`,
        `capital_contribution`, `labour_contribution`, `residual` (fractions per
        year), as `account` gives them; and, as `explain_residual` does, what the
        residual holds: `technology` and those mistakes that are to be drawn.

    Examples
    --------
    >>> from nqpf.charts import description
    >>> account = pd.Series(
    ...     {"output_growth": 0.055, "capital_contribution": 0.026,
    ...      "labour_contribution": 0.007, "residual": 0.022}
    ... )
    >>> description(residual_waterfall(account))
    'From growth to the residual, in per cent a year: growth of output 5.50; \
take out capital −2.60; take out labour −0.70; residual 2.20.'
    """
    steps = list(_steps(account))
    order = tuple(str(step["step"]) for step in steps)
    chart = _waterfall(alt.InlineData(values=steps), order, ends=None)
    return describe(chart, _steps_in_words(steps))


def tfp_paths(paths: pd.DataFrame) -> alt.Chart:
    """Draw the path of the residual against that of technology.

    Parameters
    ----------
    paths
        `rate` ("residual", "technology" or both), `year` and `level` (index, first
        year = 100) of one unit, as `chain` gives them.

    Examples
    --------
    >>> from nqpf.charts import description
    >>> paths = pd.DataFrame(
    ...     {"rate": ["technology"] * 2 + ["residual"] * 2, "year": [1, 2, 1, 2],
    ...      "level": [100.0, 102.0, 100.0, 104.2]}
    ... )
    >>> description(tfp_paths(paths))
    'Total factor productivity, year 1 = 100. In year 2: technology 102, residual 104.'
    """
    chart = _paths(alt.InlineData(values=_points(paths)), ends=None)
    return describe(chart, _paths_in_words(paths))


def residual_board(
    account: "pd.Series[Any]", paths: pd.DataFrame, *, growth: Ends, levels: Ends
) -> alt.HConcatChart:
    """Draw the waterfall beside the paths, on axes that stay where they are.

    Only stylised data know technology apart from the residual, so the board says
    that they are. Boards that differ in their data alone share one specification:
    a living picture needs no more than new data.

    Parameters
    ----------
    account, paths
        As for `residual_waterfall` and `tfp_paths`.
    growth
        Ends of the waterfall's axis (fractions per year).
    levels
        Ends of the paths' upright axis (index).
    """
    steps = list(_steps(account))
    order = tuple(str(step["step"]) for step in steps)
    said = f"{_steps_in_words(steps)} {_paths_in_words(paths)}"
    board = _empty_board(order, growth, levels)
    return fill(board, f"{said} {STYLISED}.", steps=steps, paths=_points(paths))


def residual_ranges(
    bounds: pd.DataFrame, *, by: str = "city", truth: str | None = None
) -> alt.LayerChart:
    """Draw which residuals are possible, and where the one reported lies.

    Parameters
    ----------
    bounds
        A row a unit: the unit, `residual`, `residual_low` and `residual_high`
        (fractions per year), as `bound_residual` gives them of averages.
    by
        The column that names the unit.
    truth
        The column with true growth of technology (fraction per year), if known.

    Examples
    --------
    >>> from nqpf.charts import description
    >>> bounds = pd.DataFrame(
    ...     {"city": ["X", "Y"], "residual": [0.03, 0.01],
    ...      "residual_low": [0.01, -0.01], "residual_high": [0.035, 0.02]}
    ... )
    >>> description(residual_ranges(bounds))
    'Range of the residual that stays possible, in per cent a year: X 1.00 to 3.50, \
Y −1.00 to 2.00.'
    """
    said = ", ".join(
        f"{name} {_per_cent(low)} to {_per_cent(high)}"
        for name, low, high in zip(
            bounds[by], bounds["residual_low"], bounds["residual_high"], strict=True
        )
    )
    order = list(bounds.sort_values("residual", ascending=False)[by])
    place = alt.Y(f"{by}:N", title=None, sort=order)
    names = {"residual": "as reported"} | ({truth: "true technology"} if truth else {})
    marks = bounds.melt([by], list(names), "which", "growth")
    points = marks.assign(which=marks["which"].map(names))
    ranges = (
        alt.Chart(bounds)
        .mark_bar(height=7, opacity=0.35, color=OCHRE, cornerRadius=3)
        .encode(
            x=_rates("residual_low", "Residual (% a year)"),
            x2=alt.X2("residual_high:Q"),
            y=place,
            tooltip=[_name(by), _rate("residual_low"), _rate("residual_high")],
        )
    )
    dots = (
        alt.Chart(points)
        .mark_point(size=75, opacity=1)
        .encode(
            x=alt.X("growth:Q"),
            y=place,
            color=_colours("which", names.values(), [OCHRE, PURPLE]),
            shape=alt.Shape(
                "which:N",
                scale=alt.Scale(
                    domain=list(names.values()), range=["circle", "diamond"]
                ),
                legend=alt.Legend(orient="top", title=None),
            ),
            tooltip=[_name(by), _name("which"), _rate("growth")],
        )
    )
    heading = "Range of the residual that stays possible, in per cent a year"
    return describe(
        alt.LayerChart(layer=[_zero(), ranges, dots]), f"{heading}: {said}."
    )


def growth_readings(
    paths: pd.DataFrame, *, measures: str, highest: float | None = None
) -> alt.LayerChart:
    """Draw what each reading of a growth rate says about the years between.

    Parameters
    ----------
    paths
        `path`, `year` and `value`, as `growth_paths` gives them.
    measures
        What the values are, with their unit, for the axis.
    highest
        The highest value that there can be (unit of the values), if there is one.

    Examples
    --------
    >>> from nqpf.charts import description
    >>> paths = pd.DataFrame(
    ...     {"path": ["compound"] * 2 + ["published"] * 2, "year": [2012, 2021] * 2,
    ...      "value": [0.3, 0.87, 0.3, 1.68]}
    ... )
    >>> description(growth_readings(paths, measures="Index (0 to 1)", highest=1))
    'Index (0 to 1), 2012 to 2021. It ends at 0.87 (compound), 1.68 (published). \
It cannot exceed 1.'
    """
    first, last = paths["year"].min(), paths["year"].max()
    final = paths[paths["year"] == last]
    said = ", ".join(
        f"{value:.2f} ({path})"
        for path, value in zip(final["path"], final["value"], strict=True)
    )
    names = list(paths["path"].unique())
    lines = (
        alt.Chart(paths)
        .mark_line(point=True)
        .encode(
            x=_years("year"),
            y=alt.Y("value:Q", title=measures),
            **strokes("path", names, [BLUE, GREEN, BRICK]),
            tooltip=[
                _name("path"),
                _name("year"),
                _number("value", ".3f"),
                _rate("growth", "Growth on the year before"),
            ],
        )
    )
    heading = f"{measures}, {first} to {last}. It ends at {said}."
    if highest is None:
        return describe(alt.LayerChart(layer=[lines]), heading)
    limit = alt.Chart().mark_rule(strokeDash=[2, 2]).encode(y=alt.YDatum(highest))
    note = (
        alt.Chart()
        .mark_text(text=f"cannot exceed {highest:g}", align="left", x=4, dy=-8)
        .encode(y=alt.YDatum(highest))
    )
    return describe(
        alt.LayerChart(layer=[limit, note, lines]),
        f"{heading} It cannot exceed {highest:g}.",
    )


@cache
def _empty_board(
    order: tuple[str, ...], growth: Ends, levels: Ends
) -> alt.HConcatChart:
    """Return the board without data: building it takes longer than filling it."""
    steps = _waterfall(alt.NamedData("steps"), order, ends=growth)
    paths = _paths(alt.NamedData("paths"), ends=levels)
    steps.width, paths.width, paths.height = 310, 270, 26 * len(order)
    own = alt.ScaleResolveMap(color="independent", strokeDash="independent")
    board = alt.HConcatChart(
        hconcat=[steps, paths], spacing=30, resolve=alt.Resolve(scale=own)
    )
    return stylised(describe(board, "No data yet."))


def _waterfall(
    data: Data, order: tuple[str, ...], *, ends: Ends | None
) -> alt.LayerChart:
    place = alt.Y(
        "step:N",
        title=None,
        sort=list(order),
        axis=alt.Axis(labelLimit=200, ticks=False),
    )
    base = alt.Chart(data)
    bars = base.mark_bar(clip=True, cornerRadius=0).encode(
        x=_rates("start", "Growth (% a year)", ends=ends),
        x2=alt.X2("end:Q"),
        y=place,
        color=alt.Color("colour:N", scale=None),
        tooltip=[_name("step"), _rate("amount")],
    )
    labels = base.mark_text(align="left", dx=6).encode(
        x=alt.X("right:Q"), y=place, text=alt.Text("label:N")
    )
    return alt.LayerChart(layer=[bars, _zero(), labels])


def _paths(data: Data, *, ends: Ends | None) -> alt.Chart:
    title = "Total factor productivity (first year = 100)"
    lines: alt.Chart = (
        alt.Chart(data)
        .mark_line(clip=True, point=True)
        .encode(
            x=_years("year"),
            y=alt.Y("level:Q", title=title, scale=_scale(ends, zero=False)),
            **strokes(
                "rate", ["residual", "technology"], [OCHRE, PURPLE], where="top-left"
            ),
            tooltip=[_name("rate"), _name("year"), _number("level")],
        )
    )
    return lines


def _points(paths: pd.DataFrame) -> list[dict[str, object]]:
    return records(paths[["rate", "year", "level"]])


def _steps_in_words(steps: list[dict[str, object]]) -> str:
    goal = "technology" if steps[-1]["step"] == "technology" else "the residual"
    said = "; ".join(f"{step['step']} {step['label']}" for step in steps)
    return f"From growth to {goal}, in per cent a year: {said}."


def _paths_in_words(paths: pd.DataFrame) -> str:
    first, last = paths["year"].min(), paths["year"].max()
    final = paths[paths["year"] == last]
    said = ", ".join(
        f"{rate} {level:.0f}"
        for rate, level in zip(final["rate"], final["level"], strict=True)
    )
    return f"Total factor productivity, year {first} = 100. In year {last}: {said}."


def _steps(account: "pd.Series[Any]") -> Iterator[dict[str, object]]:
    """Yield the bars of the waterfall: levels from zero, and changes between them."""
    left = account["output_growth"]
    yield _level("growth of output", left, GREY)
    for name, colour in (("capital", BLUE), ("labour", GREEN)):
        out = account[f"{name}_contribution"]
        yield _change(f"take out {name}", left, left - out, colour)
        left -= out
    yield _level("residual", left, OCHRE)
    if "technology" not in account:
        return
    for mistake in (name for name in CORRECTIONS if name in account):
        out = account[mistake]
        yield _change(CORRECTIONS[mistake], left, left - out, BRICK)
        left -= out
    yield _level("technology", left, PURPLE)


def _level(step: str, amount: float, colour: str) -> dict[str, object]:
    bar = _change(step, 0, amount, colour)
    return {**bar, "label": _per_cent(amount)}


def _change(step: str, start: float, end: float, colour: str) -> dict[str, object]:
    return {
        "step": step,
        "start": start,
        "end": end,
        "right": max(start, end, 0),
        "amount": end - start,
        "label": _per_cent(end - start, signed=True),
        "colour": colour,
    }


def _account_in_words(row: "pd.Series[Any]", by: str) -> str:
    parts = ", ".join(f"{name} {_per_cent(row[part])}" for part, name in PARTS.items())
    return f"{row[by]}: {_per_cent(row['output_growth'])}, of which {parts}."


def _per_cent(rate: float, *, signed: bool = False) -> str:
    """Return a rate in per cent with two decimals and a true minus sign."""
    number = round(100 * rate, 2) or 0.0
    return f"{number:{'+' if signed and number else ''}.2f}".replace("-", "−")


def _rates(field: str, title: str, *, ends: Ends | None = None) -> alt.X:
    """Return an axis of growth rates, in per cent."""
    return alt.X(
        f"{field}:Q",
        title=title,
        axis=alt.Axis(format="~%", tickMinStep=0.01),
        scale=_scale(ends),
    )


def _years(field: str) -> alt.X:
    return alt.X(
        f"{field}:Q",
        title="Year",
        axis=alt.Axis(format="d", tickMinStep=1),
        scale=alt.Scale(zero=False, nice=False, padding=8),
    )


def _scale(ends: Ends | None, *, zero: bool = True) -> alt.Scale:
    return alt.Scale(domain=list(ends), nice=False) if ends else alt.Scale(zero=zero)


def _colours(field: str, names: Iterable[str], colours: list[str]) -> alt.Color:
    """Return fixed colours for names, with a legend."""
    domain = list(names)
    return alt.Color(
        f"{field}:N",
        scale=alt.Scale(domain=domain, range=colours[: len(domain)]),
        legend=alt.Legend(orient="top", title=None),
    )


def _zero() -> alt.Chart:
    rule: alt.Chart = alt.Chart().mark_rule(color=QUIET_INK).encode(x=alt.XDatum(0))
    return rule


def _name(field: str) -> alt.Tooltip:
    return alt.Tooltip(f"{field}:N", title=field.capitalize())


def _rate(field: str, title: str | None = None) -> alt.Tooltip:
    name = title or field.replace("_", " ").capitalize()
    return alt.Tooltip(f"{field}:Q", title=f"{name} (a year)", format=".2%")


def _number(field: str, form: str = ".1f") -> alt.Tooltip:
    name = field.replace("_", " ").capitalize()
    return alt.Tooltip(f"{field}:Q", title=name, format=form)
