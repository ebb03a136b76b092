"""The evidence board: how far each headline of the page fits each body."""

from functools import cache

import altair as alt
import pandas as pd

from nqpf.charts.theme import PALETTE, fill

WIDTH = 460
"""The width of a panel (pixels)."""

COLOURS = list(PALETTE[:2:-1])
"""Not the first three of the palette: those stand for the articles elsewhere."""

RESULT = "Result"
"""The row below the bodies, which says where the evidence ties the headline."""


def evidence_board(
    support: pd.DataFrame, verdicts: pd.DataFrame, *, most: float
) -> alt.FacetChart:
    """Draw the support of every body for every headline, and what follows.

    Parameters
    ----------
    support
        A row for each headline, body and kind of evidence: headline (as it is to
        be read; a line break is kept), doc, kind, support (points; 0 where the
        kind does not count) and observed (what there is to see).
    verdicts
        A row for each headline: headline, doc (missing if unknown) and why.
    most
        The most support that a body can get (points), the end of the axis.

    Examples
    --------
    >>> from nqpf.charts import description
    >>> support = pd.DataFrame(
    ...     {"headline": ["Line 2"] * 2, "doc": ["A", "C"], "kind": ["Order"] * 2,
    ...      "support": [1.0, 0.0], "observed": ["comes next", "does not"]}
    ... )
    >>> verdicts = pd.DataFrame(
    ...     {"headline": ["Line 2"], "doc": ["A"], "why": ["leads by 1.0"]}
    ... )
    >>> description(evidence_board(support, verdicts, most=6))
    'Support of each body for each headline, in points. Line 2: body A (leads by \
1.0).'
    """
    found = [
        _verdict(doc, why)
        for doc, why in zip(verdicts["doc"], verdicts["why"], strict=True)
    ]
    said = " ".join(
        f"{headline.splitlines()[0]}: {verdict}."
        for headline, verdict in zip(verdicts["headline"], found, strict=True)
    )
    bars = support.assign(place="Body " + support["doc"])
    results = verdicts[["headline"]].assign(verdict=found, place=RESULT)
    board = _empty_board(
        headlines=tuple(verdicts["headline"]),
        kinds=tuple(support["kind"].unique()),
        places=(*sorted(bars["place"].unique()), RESULT),
        most=most,
    )
    return fill(
        board,
        f"Support of each body for each headline, in points. {said}",
        board=pd.concat([bars, results]),
    )


@cache
def _empty_board(
    *,
    headlines: tuple[str, ...],
    kinds: tuple[str, ...],
    places: tuple[str, ...],
    most: float,
) -> alt.FacetChart:
    """Return the board without data."""
    header = alt.Header(
        labelExpr="split(datum.label, '\\n')",
        labelOrient="top",
        labelAnchor="start",
        labelFontSize=13,
        labelFontWeight=600,
    )
    row = alt.Row("headline:N", header=header, sort=list(headlines), title=None)
    layers = [_bars(kinds, places, most), _results(places)]
    panel = alt.LayerChart(layer=layers, width=WIDTH, height=alt.Step(26))
    return panel.facet(row=row, data=alt.NamedData("board"))


def _verdict(doc: str | float, why: str) -> str:
    """Return what follows; a missing body is not a text."""
    return f"body {doc} ({why})" if isinstance(doc, str) else f"unknown: {why}"


def _place(places: tuple[str, ...]) -> alt.Y:
    return alt.Y("place:N").title(None).scale(domain=list(places))


def _bars(kinds: tuple[str, ...], places: tuple[str, ...], most: float) -> alt.Chart:
    """Draw the kinds of evidence, stacked, for each body."""
    bars: alt.Chart = (
        alt.Chart(transform=[alt.FilterTransform("datum.support > 0")])
        .mark_bar(cornerRadius=0, stroke="white")
        .encode(
            _place(places),
            alt.X("support:Q")
            .title("Support (points)")
            .scale(domain=[0, most])
            .axis(tickCount=6, format="d"),
            alt.Color("kind:N")
            .title("Evidence")
            .scale(domain=list(kinds), range=COLOURS[: len(kinds)])
            .legend(orient="bottom"),
            tooltip=[
                alt.Tooltip("place:N", title="Body"),
                alt.Tooltip("kind:N", title="Evidence"),
                alt.Tooltip("support:Q", title="Support (points)", format=".2f"),
                alt.Tooltip("observed:N", title="On the page"),
            ],
        )
    )
    return bars


def _results(places: tuple[str, ...]) -> alt.Chart:
    """Write what follows for the headline."""
    results: alt.Chart = (
        alt.Chart(transform=[alt.FilterTransform(f"datum.place == '{RESULT}'")])
        .mark_text(align="left", fontWeight=600, dx=4)
        .encode(_place(places), alt.Text("verdict:N"), alt.XValue(0))  # type: ignore[no-untyped-call]
    )
    return results
