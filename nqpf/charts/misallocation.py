"""Charts of misallocation: what reforms bring, and how far firms earn alike.

Each takes a tidy table from `nqpf.models.misallocation` and computes nothing but
where to draw. A chart knows nothing of where its table came from: mark one of
stylised firms with `stylised`.
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

BLUE, OCHRE, GREEN, PURPLE, SKY, BRICK, GREY = PALETTE

STROKES = {
    "financing": (BLUE, [1, 0]),
    "land": (BRICK, [6, 3]),
    "entry": (GREEN, [2, 3]),
}
"""The wedges: a colour and a dash for each."""

WHEN = {"as it is": GREY, "after the reform": OCHRE}
"""The two distributions on the board, and their colours."""

LOWEST, MOST, HIGHEST = 0.5, 500, 620
"""Lower end of output (fraction of what is possible); the firms that there are, and
the end of their axis, with room for words."""

WIDEST = 2**2.125
"""Revenue productivity at which the level axis ends; it begins at one over this."""


def reform_bars(gains: pd.DataFrame) -> alt.LayerChart:
    """Draw what removing each set of wedges brings.

    Parameters
    ----------
    gains
        `removed` (a set of wedges) and `gain` (fraction), as `reform_gains` gives
        them.

    Examples
    --------
    >>> from nqpf.charts import description
    >>> gains = pd.DataFrame(
    ...     {"removed": ["nothing", "land", "land + entry"], "gain": [0, -0.02, 0.1]}
    ... )
    >>> description(reform_bars(gains))
    'Gain in output from the same inputs, in per cent: nothing 0.0, land −2.0, \
land + entry 10.0.'
    """
    said = ", ".join(
        f"{name} {_number(100 * gain)}"
        for name, gain in zip(gains["removed"], gains["gain"], strict=True)
    )
    drawn = gains.assign(
        label=[_number(100 * gain) for gain in gains["gain"]],
        right=gains["gain"].clip(lower=0),
        colour=[BRICK if gain < 0 else BLUE for gain in gains["gain"]],
    )
    base = alt.Chart(drawn)
    place = alt.Y(
        "removed:N",
        title="Wedges removed",
        sort=list(gains["removed"]),
        axis=alt.Axis(labelLimit=220),
    )
    bars = base.mark_bar().encode(
        x=alt.X(
            "gain:Q",
            title="Gain in output from the same inputs (%)",
            axis=alt.Axis(format="~%"),
        ),
        y=place,
        color=alt.Color("colour:N", scale=None),
        tooltip=[
            alt.Tooltip("removed:N", title="Removed"),
            alt.Tooltip("gain:Q", title="Gain", format=".1%"),
        ],
    )
    labels = base.mark_text(align="left", dx=6).encode(
        x=alt.X("right:Q"), y=place, text=alt.Text("label:N")
    )
    heading = "Gain in output from the same inputs, in per cent"
    return describe(alt.LayerChart(layer=[bars, labels]), f"{heading}: {said}.")


def reform_board(
    paths: pd.DataFrame, reached: pd.DataFrame, spread: pd.DataFrame, *, moved: str
) -> alt.HConcatChart:
    """Draw what each wedge's removal does beside how far firms earn alike.

    Parameters
    ----------
    paths
        `wedge`, `removed` (share, 0 to 1) and `of_possible` (fraction), as
        `reform_paths` gives them.
    reached
        The same columns, where each wedge now stands; `of_possible` is the same in
        every row.
    spread
        `when` (one of `WHEN`), `low` and `high` (revenue productivity, industry as
        a whole = 1) and `firms` (how many lie between).
    moved
        What the reform moves, in a few words; written on the picture.

    Examples
    --------
    >>> from nqpf.charts import description
    >>> paths = pd.DataFrame(
    ...     {"wedge": "land", "removed": [0.0, 1.0], "of_possible": [0.8, 0.78]}
    ... )
    >>> spread = pd.DataFrame(
    ...     {"when": ["as it is"], "low": [0.5], "high": [2.0], "firms": [500]}
    ... )
    >>> board = reform_board(paths, paths.iloc[[0]], spread, moved="Nothing moves.")
    >>> description(board)
    'Output is 80.0 % of what the same inputs could yield. From here on, all of land \
removed leads to 78.0 %. Nothing moves. Stylised data, not a real place.'
    """
    now = float(reached["of_possible"].iloc[0])
    ends = paths[paths["removed"] == 1]
    alone = ", ".join(
        f"all of {wedge} removed leads to {100 * level:.1f} %"
        for wedge, level in zip(ends["wedge"], ends["of_possible"], strict=True)
    )
    said = f"Output is {100 * now:.1f} % of what the same inputs could yield."
    notes = [{"text": f"{100 * now:.1f} % of what is possible"}, {"text": moved}]
    return fill(
        _empty_board(),
        f"{said} From here on, {alone}. {moved} {STYLISED}.",
        paths=paths,
        reached=reached,
        spread=spread,
        level=notes[:1],
        moved=notes[1:],
    )


@cache
def _empty_board() -> alt.HConcatChart:
    """Return the board without data."""
    own = alt.ScaleResolveMap(color="independent", strokeDash="independent")
    board = alt.HConcatChart(
        hconcat=[_reforms(), _spread()], spacing=30, resolve=alt.Resolve(scale=own)
    )
    return stylised(describe(board, "No data yet."))


def _reforms() -> alt.LayerChart:
    colours, dashes = zip(*STROKES.values(), strict=True)
    looks = strokes("wedge", STROKES, colours, dashes)
    x = alt.X(
        "removed:Q",
        title="Share of the wedge removed (%)",
        axis=alt.Axis(format="~%", tickCount=5),
        scale=alt.Scale(domain=[0, 1], padding=6, nice=False),
    )
    y = alt.Y(
        "of_possible:Q",
        title="Output from the same inputs (% of possible)",
        axis=alt.Axis(format="~%"),
        scale=alt.Scale(domain=[LOWEST, 1], zero=False),
    )
    tooltip = [
        alt.Tooltip("wedge:N", title="Wedge"),
        alt.Tooltip("removed:Q", title="Removed", format=".0%"),
        alt.Tooltip("of_possible:Q", title="Output, of possible", format=".1%"),
    ]
    lines = (
        alt.Chart(alt.NamedData("paths"))
        .mark_line(clip=True)
        .encode(
            x=x,
            y=y,
            **looks,
            tooltip=tooltip,
        )
    )
    points = (
        alt.Chart(alt.NamedData("reached"))
        .mark_point(size=110, opacity=1, stroke="white", strokeWidth=1)
        .encode(
            x=x,
            y=y,
            color=looks["color"],
            tooltip=tooltip,
        )
    )
    note = _note("level")
    return alt.LayerChart(layer=[lines, points, note], width=300, height=230)


def _spread() -> alt.LayerChart:
    names = list(WHEN)
    x = alt.X(
        "low:Q",
        title="Revenue per combined input (whole industry = 1)",
        scale=alt.Scale(type="log", base=2, domain=[1 / WIDEST, WIDEST], nice=False),
        axis=alt.Axis(values=[0.25, 0.5, 1, 2, 4], format="~g"),
    )
    bars = (
        alt.Chart(alt.NamedData("spread"))
        .mark_bar(clip=True, cornerRadius=0, opacity=0.65)
        .encode(
            x=x,
            x2=alt.X2("high:Q"),
            y=alt.Y(
                "firms:Q",
                title="Firms (square-root scale)",
                stack=None,
                scale=alt.Scale(type="sqrt", domain=[0, HIGHEST], nice=False),
                axis=alt.Axis(values=[0, 20, 100, 200, 300, 400, 500]),
            ),
            y2=alt.Y2Datum(0),
            color=alt.Color(
                "when:N",
                scale=alt.Scale(domain=names, range=list(WHEN.values())),
                legend=alt.Legend(orient="top", title=None),
            ),
            tooltip=[
                alt.Tooltip("when:N", title="When"),
                alt.Tooltip("low:Q", title="From", format=".2f"),
                alt.Tooltip("high:Q", title="To", format=".2f"),
                alt.Tooltip("firms:Q", title="Firms"),
            ],
        )
    )
    whole = (
        alt.Chart()
        .mark_rule(color=QUIET_INK, strokeDash=[3, 3])
        .encode(x=alt.XDatum(1), y=alt.YDatum(0), y2=alt.Y2Datum(MOST))
    )
    return alt.LayerChart(layer=[bars, whole, _note("moved")], width=280, height=230)


def _note(name: str) -> alt.Chart:
    """Return a line of words in the lower or upper left corner."""
    at_foot = name == "level"
    note: alt.Chart = (
        alt.Chart(alt.NamedData(name))
        .mark_text(align="left", baseline="middle", color=INK, fontWeight=600)
        .encode(
            x=alt.XValue(8),  # type: ignore[no-untyped-call]
            y=alt.YValue(218 if at_foot else 10),  # type: ignore[no-untyped-call]
            text=alt.Text("text:N"),
        )
    )
    return note


def _number(value: float) -> str:
    return f"{round(value, 1) or 0.0:.1f}".replace("-", "−")
