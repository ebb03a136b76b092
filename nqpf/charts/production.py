"""Charts of production: what a better combination yields, and what more input does.

Each takes a tidy table from `nqpf.models.production` and computes nothing but where
to draw. Output is an index whose balanced point is 1 and is shown times 100.
"""

from collections.abc import Sequence
from functools import cache

import altair as alt
import pandas as pd

from nqpf.charts.strokes import strokes
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

BLUE, OCHRE, GREEN, PURPLE, SKY, BRICK, GREY = PALETTE

WAYS = {
    "as it is": GREY,
    "means of labour doubled": BLUE,
    "a tenth more of each": OCHRE,
    "combined best, same cost": GREEN,
}
"""The ways to more output that the board compares, and their colours."""

STROKES = {
    "labourers": (PURPLE, [1, 0]),
    "means of labour": (BLUE, [6, 3]),
    "objects of labour": (BRICK, [2, 3]),
}
"""The elements: a colour and a dash for each."""

LOWEST, HIGHEST, ROOM = 9.9, 300, 450
"""Ends of the lines' axis; end of the bars', with room for a label (balanced = 100)."""


def isoquants(curves: pd.DataFrame, *, first: str, second: str) -> alt.Chart:
    """Draw the mixes of two elements that yield the same, one curve a technology.

    Parameters
    ----------
    curves
        `substitution` (no unit), `first` and `second` (amounts, index).
    first, second
        What the two elements are.

    Examples
    --------
    >>> from nqpf.charts import description
    >>> curves = pd.DataFrame(
    ...     {"substitution": [0.0, 0.0, 1.0, 1.0], "first": [1.0, 2.0, 0.5, 2.0],
    ...      "second": [1.0, 1.0, 2.0, 0.5]}
    ... )
    >>> description(isoquants(curves, first="labourers", second="means"))
    'Amounts of labourers and means that yield the same output, for elasticities of \
substitution 0, 1.'
    """
    values = sorted(curves["substitution"].unique())
    said = ", ".join(f"{value:g}" for value in values)
    drawn = curves.assign(elasticity=curves["substitution"].map("{:g}".format))
    names = [f"{value:g}" for value in values]
    chart: alt.Chart = (
        alt.Chart(drawn)
        .mark_line(clip=True)
        .encode(
            x=alt.X("first:Q", title=f"Amount of {first} (balanced = 1)"),
            y=alt.Y("second:Q", title=f"Amount of {second} (balanced = 1)"),
            order=alt.Order("first:Q"),
            **strokes("elasticity", names, PALETTE, title="Elasticity of substitution"),
            tooltip=[
                alt.Tooltip("elasticity:N", title="Elasticity of substitution"),
                alt.Tooltip("first:Q", title=first.capitalize(), format=".2f"),
                alt.Tooltip("second:Q", title=second.capitalize(), format=".2f"),
            ],
        )
    )
    return describe(
        chart,
        f"Amounts of {first} and {second} that yield the same output, for "
        f"elasticities of substitution {said}.",
    )


def combination_board(ways: pd.DataFrame, responses: pd.DataFrame) -> alt.HConcatChart:
    """Draw ways to more output beside what more of one element alone would do.

    Parameters
    ----------
    ways
        `way` (one of `WAYS`) and `output` (index), "as it is" first.
    responses
        `element`, `multiple` (of what there is) and `output` (index), as
        `responses` gives them with the elements' names.

    Examples
    --------
    >>> from nqpf.charts import description
    >>> ways = pd.DataFrame({"way": list(WAYS), "output": [0.8, 0.81, 0.88, 1.0]})
    >>> lines = pd.DataFrame(
    ...     {"element": "labourers", "multiple": [1.0, 2.0], "output": [0.8, 1.2]}
    ... )
    >>> description(combination_board(ways, lines))
    'Output, balanced = 100: as it is 80.0; means of labour doubled 81.0 (+1.2 %); \
a tenth more of each 88.0 (+10.0 %); combined best, same cost 100.0 (+25.0 %). \
Doubled alone, labourers give 120.0. Stylised data, not a real place.'
    """
    bars = _bars(ways)
    said = "; ".join(f"{bar['way']} {bar['label']}" for bar in bars)
    doubled = responses[responses["multiple"] == responses["multiple"].max()]
    alone = ", ".join(
        f"{element} give {100 * output:.1f}"
        for element, output in zip(doubled["element"], doubled["output"], strict=True)
    )
    points = responses.assign(output=100 * responses["output"])
    here = [{"multiple": 1, "output": bars[0]["output"]}]
    return fill(
        _empty_board(),
        f"Output, balanced = 100: {said}. Doubled alone, {alone}. {STYLISED}.",
        ways=bars,
        responses=points,
        here=here,
    )


def _bars(ways: pd.DataFrame) -> Rows:
    base = ways["output"].iloc[0]
    return [
        {
            "way": way,
            "output": 100 * output,
            "label": f"{100 * output:.1f}"
            + (f" ({_signed(output / base - 1)})" if place else ""),
        }
        for place, (way, output) in enumerate(
            zip(ways["way"], ways["output"], strict=True)
        )
    ]


def _signed(change: float) -> str:
    return f"{100 * change:+.1f} %".replace("-", "−")


@cache
def _empty_board() -> alt.HConcatChart:
    """Return the board without data."""
    left = alt.LayerChart(layer=_way_layers(), width=270, height=180)
    right = alt.LayerChart(layer=_response_layers(), width=270, height=180)
    own = alt.ScaleResolveMap(color="independent", strokeDash="independent")
    board = alt.HConcatChart(
        hconcat=[left, right], spacing=30, resolve=alt.Resolve(scale=own)
    )
    return stylised(describe(board, "No data yet."))


def _way_layers() -> Sequence[alt.Chart]:
    base = alt.Chart(alt.NamedData("ways"))
    place = alt.Y(
        "way:N",
        title=None,
        sort=list(WAYS),
        axis=alt.Axis(labelLimit=200),
        scale=alt.Scale(domain=list(WAYS)),
    )
    amount = alt.X(
        "output:Q",
        title="Output (balanced = 100)",
        scale=alt.Scale(domain=[0, ROOM]),
        axis=alt.Axis(values=[0, 100, 200, 300]),
        stack=None,
    )
    bars: alt.Chart = base.mark_bar(clip=True).encode(
        x=amount,
        y=place,
        color=alt.Color(
            "way:N",
            scale=alt.Scale(domain=list(WAYS), range=list(WAYS.values())),
            legend=None,
        ),
        tooltip=[
            alt.Tooltip("way:N", title="Way"),
            alt.Tooltip("output:Q", title="Output", format=".1f"),
        ],
    )
    labels: alt.Chart = base.mark_text(align="left", dx=6).encode(
        x=amount, y=place, text=alt.Text("label:N")
    )
    return [bars, labels]


def _response_layers() -> Sequence[alt.Chart]:
    colours, dashes = zip(*STROKES.values(), strict=True)
    amount = alt.Y(
        "output:Q",
        title="Output (balanced = 100)",
        scale=alt.Scale(type="log", domain=[LOWEST, HIGHEST], nice=False),
        axis=alt.Axis(values=[10, 20, 50, 100, 200, 300]),
    )
    times = alt.X(
        "multiple:Q",
        title="One element alone, times what there is",
        scale=alt.Scale(type="log", base=2, domain=[0.5, 2], nice=False),
        axis=alt.Axis(values=[0.5, 0.7, 1, 1.4, 2], format="~g"),
    )
    lines: alt.Chart = (
        alt.Chart(alt.NamedData("responses"))
        .mark_line(clip=True)
        .encode(
            x=times,
            y=amount,
            **strokes("element", STROKES, colours, dashes, columns=2),
            tooltip=[
                alt.Tooltip("element:N", title="Element"),
                alt.Tooltip("multiple:Q", title="Times", format=".2f"),
                alt.Tooltip("output:Q", title="Output", format=".1f"),
            ],
        )
    )
    here: alt.Chart = (
        alt.Chart(alt.NamedData("here"))
        .mark_point(color=INK, size=90, opacity=1, stroke="white", strokeWidth=1)
        .encode(x=times, y=amount)
    )
    now: alt.Chart = (
        alt.Chart()
        .mark_rule(color=QUIET_INK, strokeDash=[3, 3])
        .encode(x=alt.XDatum(1))
    )
    return [now, lines, here]
