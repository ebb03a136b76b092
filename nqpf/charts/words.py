"""Charts of words: how often, how differently, and where on the page.

Each takes a tidy table from `nqpf.text` and computes nothing but the order in
which words are drawn. An article keeps its colour and its shape in every chart.
"""

from collections.abc import Iterable
from functools import cache

import altair as alt
import pandas as pd

from nqpf.charts.theme import (
    INK,
    LINES,
    PALETTE,
    QUIET_INK,
    TOGETHER,
    Rows,
    describe,
    fill,
)

ARTICLES = {"A": "circle", "B": "square", "C": "triangle-up"}
"""The articles of the page, each with its shape."""

PER_THOUSAND = "Occurrences per thousand Chinese characters"
OCCURRENCES = "Occurrences"

ROW = 22
"""The height of a word's row (pixels)."""

FARTHEST = 11
"""How far the axis of log ratios goes where charts are to be compared."""


def rates_by_article(rates: pd.DataFrame) -> alt.LayerChart:
    """Draw how often each article uses each word.

    Parameters
    ----------
    rates
        A row for a word in an article: doc, token, count and rate (per thousand
        Chinese characters), as `nqpf.text.rates` gives them. All words of the
        table are drawn, so choose them first.

    Examples
    --------
    >>> from nqpf.charts import description
    >>> rates = pd.DataFrame(
    ...     {"doc": ["A", "B"], "token": ["产业", "产业"], "count": [20, 40],
    ...      "rate": [10.1, 22.4]}
    ... )
    >>> print(description(rates_by_article(rates)))  # doctest: +NORMALIZE_WHITESPACE
    Occurrences per thousand Chinese characters in A, B: 产业. The highest: 产业 in B,
    22.4.
    """
    top = rates.nlargest(1, "rate").iloc[0]
    said = (
        f"{PER_THOUSAND} in {_listed(sorted(set(rates['doc'])))}: "
        f"{_listed(rates['token'].unique())}. "
        f"The highest: {top['token']} in {top['doc']}, {top['rate']:.1f}."
    )
    place = (
        alt.Y("token:N").title(None).sort(field="rate", op="max", order="descending")
    )
    base = alt.Chart(rates)
    span = base.mark_rule(color=LINES, strokeWidth=3).encode(
        place, alt.X("min(rate):Q"), alt.X2("max(rate):Q")
    )
    points = base.mark_point(size=90, opacity=1).encode(
        place,
        alt.X("rate:Q").title(PER_THOUSAND),
        _article_colour(),
        _article_shape(),
        tooltip=[
            alt.Tooltip("token:N", title="Word"),
            alt.Tooltip("doc:N", title="Article"),
            alt.Tooltip("count:Q", title="Occurrences"),
            alt.Tooltip("rate:Q", title="Per thousand characters", format=".1f"),
        ],
    )
    return describe(alt.LayerChart(layer=[span, points]), said)


def keyness_plot(
    keyness: pd.DataFrame, *, target: str, reference: str
) -> alt.LayerChart:
    """Draw log ratios with their intervals against the line of no difference.

    A word whose interval crosses the line is grey: the texts are too short to say
    which of them uses it more.

    Parameters
    ----------
    keyness
        token, log_ratio, low, high, log_likelihood, target_count and
        reference_count, as `nqpf.text.keyness` gives them. All words of the table
        are drawn, so choose them first.
    target, reference
        The names of the two texts.

    Examples
    --------
    >>> from nqpf.charts import description
    >>> table = pd.DataFrame(
    ...     {"token": ["智能", "产业"], "log_ratio": [4.6, 0.1], "low": [0.5, -1.4],
    ...      "high": [8.7, 1.6], "log_likelihood": [16.6, 0.0],
    ...      "target_count": [12, 8], "reference_count": [0, 8]}
    ... )
    >>> chart = keyness_plot(table, target="A", reference="B")
    >>> print(description(chart))  # doctest: +NORMALIZE_WHITESPACE
    Log ratios, A against B, with 95 % intervals. More in A: 智能. More in B: none.
    Cannot tell: 产业.
    """
    place = (
        alt.Y("token:N")
        .title(None)
        .sort(field="log_ratio", op="max", order="descending")
    )
    across = alt.X("low:Q").title(_towards(target, reference))
    looks = _verdict_looks(target, reference)
    layers = [
        *_intervals(place, across, looks),
        _rows(place, _occurrences(target, reference)),
    ]
    chart = alt.LayerChart(layer=layers, height=alt.Step(ROW))
    chart.data = keyness.assign(verdict=_verdicts(keyness, target, reference))
    said = (
        f"Log ratios, {target} against {reference}, with 95 % intervals. "
        f"{_verdict_in_words(keyness, target, reference)}"
    )
    return describe(chart, said)


def dispersion_plot(
    occurrences: pd.DataFrame, documents: pd.DataFrame
) -> alt.LayerChart:
    """Draw where on the page each term occurs, a tick for each occurrence.

    Parameters
    ----------
    occurrences
        doc, term (or token) and first_line (line of the page) of each occurrence,
        as `nqpf.text.terms` and `nqpf.text.segment` give them.
    documents
        doc, first_line and last_line of each article, as
        `nqpf.corpus.documents()` gives them.

    Examples
    --------
    >>> from nqpf.charts import description
    >>> found = pd.DataFrame({"doc": ["A", "A"], "term": ["算力"] * 2,
    ...                       "first_line": [24, 30]})
    >>> bodies = pd.DataFrame({"doc": ["A"], "first_line": [5], "last_line": [159]})
    >>> print(description(dispersion_plot(found, bodies)))
    Where on the page terms occur, by line. 算力: 2, lines 24 to 30.
    """
    found = occurrences.rename(columns={"token": "term"})
    summary = (
        found.groupby("term")["first_line"]
        .agg(["size", "min", "max"])
        .sort_values(["size", "min"], ascending=[False, True])
    )
    said = " ".join(
        f"{term}: {size}, lines {low} to {high}."
        for term, size, low, high in summary.itertuples()
    )
    line = (
        alt.X("first_line:Q")
        .title("Line of the page")
        .scale(domain=[1, int(documents["last_line"].max())], nice=False)
    )
    colour = _article_colour().legend(None)
    bodies = alt.Chart(documents)
    areas = bodies.mark_rect(opacity=0.1).encode(line, alt.X2("last_line:Q"), colour)
    names = bodies.mark_text(align="left", baseline="bottom", dy=-4, fontWeight=600)
    labels = names.encode(line, colour, text="doc:N", y=alt.value(0))
    ticks = (
        alt.Chart(found)
        .mark_tick(thickness=2, size=18)
        .encode(
            line,
            alt.Y("term:N").title(None).sort([str(term) for term in summary.index]),
            colour,
            tooltip=[
                alt.Tooltip("term:N", title="Term"),
                alt.Tooltip("doc:N", title="Article"),
                alt.Tooltip("first_line:Q", title="Line"),
            ],
        )
    )
    return describe(
        alt.LayerChart(layer=[areas, labels, ticks]),
        f"Where on the page terms occur, by line. {said}",
    )


def word_contrast(
    compared: pd.DataFrame, *, target: str, reference: str, unit: str
) -> alt.HConcatChart:
    """Draw how often two texts use words, beside how sure the difference is.

    Charts of any two texts share one specification: what differs between them, down
    to the names, colours and shapes of the texts, is data.

    Parameters
    ----------
    compared
        The rows of `nqpf.text.keyness` to draw, in the order in which to draw
        them.
    target, reference
        The names of the two texts.
    unit
        What to draw on the left: "count" (occurrences) or "rate" (per thousand
        Chinese characters).

    Examples
    --------
    >>> from nqpf.charts import description
    >>> table = pd.DataFrame(
    ...     {"token": ["智能"], "log_ratio": [4.6], "low": [0.5], "high": [8.7],
    ...      "log_likelihood": [16.6], "target_count": [12], "reference_count": [0],
    ...      "target_rate": [10.4], "reference_rate": [0.0]}
    ... )
    >>> chart = word_contrast(table, target="A", reference="B", unit="count")
    >>> print(description(chart))  # doctest: +NORMALIZE_WHITESPACE
    Occurrences in A and B, and log ratios with 95 % intervals. First: 智能, 12 in A,
    0 in B. More in A: 智能. More in B: none. Cannot tell: none.
    """
    titles = {"count": OCCURRENCES, "rate": PER_THOUSAND}
    if unit not in titles:
        msg = f"unit must be one of {', '.join(titles)}, not {unit!r}"
        raise ValueError(msg)
    key = _key(target, reference)
    looks = {row["verdict"]: row for row in key}
    verdicts = _verdicts(compared, target, reference)
    counted = zip(compared["target_count"], compared["reference_count"], strict=True)
    ranked = compared[_DRAWN].assign(
        rank=range(len(compared)),
        verdict=verdicts,
        colour=[looks[verdict]["colour"] for verdict in verdicts],
        shape=[looks[verdict]["shape"] for verdict in verdicts],
        target=compared[f"target_{unit}"],
        target_colour=_colour(target),
        target_shape=_shape(target),
        reference=compared[f"reference_{unit}"],
        reference_colour=_colour(reference),
        reference_shape=_shape(reference),
        occurrences=[
            f"{ours} in {target}, {theirs} in {reference}" for ours, theirs in counted
        ],
    )
    first = ranked.iloc[0]
    said = (
        f"{titles[unit]} in {target} and {reference}, and log ratios with 95 % "
        f"intervals. First: {first['token']}, {first['target']:.3g} in {target}, "
        f"{first['reference']:.3g} in {reference}. "
        f"{_verdict_in_words(ranked, target, reference)}"
    )
    across = [{"often": titles[unit], "sure": _towards(target, reference)}]
    return fill(_two_panels(), said, words=ranked, key=key, titles=across)


_DRAWN = [
    "token",
    "target_count",
    "reference_count",
    "log_ratio",
    "low",
    "high",
    "log_likelihood",
]


OFTEN, SURE = 260, 360
"""Widths of the two panels of a contrast (pixels)."""

LONGEST_WORD = 92
"""Room for words beside a contrast, so that other words move nothing (pixels)."""


@cache
def _two_panels() -> alt.HConcatChart:
    """Return pairs of values beside intervals, without data."""
    place = alt.Y("token:N").title(None).sort(field="rank", op="min")
    named, bare = place.axis(minExtent=LONGEST_WORD), place.axis(labels=False)
    ends = alt.Scale(domain=[-FARTHEST, FARTHEST], nice=False, clamp=True)
    across = alt.X("low:Q").scale(ends).title(None)
    occurrences = [alt.Tooltip("occurrences:N", title="Occurrences")]
    often = [
        *_pairs(named),
        *_drawn_key(),
        _axis_title("often", OFTEN),
        _rows(named, occurrences),
    ]
    sure = [
        *_intervals(bare, across, _own_looks("colour", "shape")),
        _axis_title("sure", SURE),
        _rows(bare, occurrences),
    ]
    height = alt.Step(ROW)
    how_different = alt.Title(
        "How different, with the 95 % interval", offset=_ABOVE_KEY
    )
    panels = [
        alt.LayerChart(layer=often, width=OFTEN, height=height, title="How often"),
        alt.LayerChart(layer=sure, width=SURE, height=height, title=how_different),
    ]
    return alt.HConcatChart(
        hconcat=panels, spacing=14, data=alt.NamedData("words"), usermeta=TOGETHER
    )


def _pairs(place: alt.Y) -> list[alt.Chart]:
    """Draw a word's two values as two points joined by a line; the data come later."""
    across = alt.X("target:Q").title(None)
    span = alt.Chart().mark_rule(color=LINES, strokeWidth=3)
    points = [
        alt.Chart()
        .mark_point(size=80, opacity=1)
        .encode(
            alt.X(f"{side}:Q"), place, *_own_looks(f"{side}_colour", f"{side}_shape")
        )
        for side in ("reference", "target")
    ]
    return [span.encode(across, alt.X2("reference:Q"), place), *points]


def _intervals(
    place: alt.Y, across: alt.X, looks: tuple[alt.Color, alt.Shape]
) -> list[alt.Chart]:
    """Draw intervals by the side of zero on which they lie; the data come later."""
    colour, shape = looks
    line = alt.Chart(alt.InlineData(values=[{"zero": 0}])).mark_rule(color=INK)
    ends = alt.Chart().mark_rule(strokeWidth=2)
    points = alt.Chart().mark_point(size=80, opacity=1)
    return [
        line.encode(alt.X("zero:Q")),
        ends.encode(across, alt.X2("high:Q"), place, colour),
        points.encode(alt.X("log_ratio:Q"), place, colour, shape),
    ]


def _rows(place: alt.Y, occurrences: list[alt.Tooltip]) -> alt.Chart:
    """Lay a clear bar over each row, so that the whole row can be pointed at."""
    bars = alt.Chart().mark_bar(fillOpacity=0, cursor="pointer", cornerRadius=0)
    ends = {"x": alt.value(0), "x2": alt.value("width")}
    said = [
        alt.Tooltip("token:N", title="Word"),
        *occurrences,
        alt.Tooltip("log_ratio:Q", title="Log ratio", format=".2f"),
        alt.Tooltip("low:Q", title="95 % interval from", format=".2f"),
        alt.Tooltip("high:Q", title="to", format=".2f"),
        alt.Tooltip("log_likelihood:Q", title="G²", format=".1f"),
    ]
    rows: alt.Chart = bars.encode(place, **ends, tooltip=said)
    return rows


_KEY_AT, _ABOVE_KEY = -14, 31
"""Where the key of a contrast and the titles above it lie (pixels over the panels)."""


def _drawn_key() -> list[alt.Chart]:
    """Draw what colours and shapes mean; as data, which a legend's words are not."""
    base = alt.Chart(alt.NamedData("key"))
    at = {"x": alt.X("at:Q").scale(None), "y": alt.value(_KEY_AT)}
    signs = base.mark_point(size=90, opacity=1)
    words = base.mark_text(align="left", baseline="middle", dx=10)
    return [
        signs.encode(*_own_looks("colour", "shape"), **at),
        words.encode(alt.Text("verdict:N"), **at),
    ]


def _key(target: str, reference: str) -> Rows:
    """Return the verdicts with their looks and how far to the right each begins."""
    colours, shapes = (
        _verdict_colours(target, reference),
        _verdict_shapes(target, reference),
    )
    rows: Rows = []
    at = 6.0
    for verdict, colour, shape in zip(
        _verdict_names(target, reference), colours, shapes, strict=True
    ):
        rows.append({"verdict": verdict, "colour": colour, "shape": shape, "at": at})
        at += 25 + 6.5 * len(verdict)
    return rows


def _axis_title(field: str, width: int) -> alt.Chart:
    """Write what a panel's axis shows; as data, which an axis's title is not."""
    words = alt.Chart(alt.NamedData("titles")).mark_text(
        color=QUIET_INK, fontWeight=500, baseline="top", dy=_BELOW_LABELS
    )
    title: alt.Chart = words.encode(
        alt.Text(f"{field}:N"), x=alt.value(width / 2), y=alt.value("height")
    )
    return title


_BELOW_LABELS = 31  # pixels from an axis to its title


def _own_looks(colour: str, shape: str) -> tuple[alt.Color, alt.Shape]:
    """Return the colours and shapes that a table names itself."""
    return alt.Color(f"{colour}:N").scale(None), alt.Shape(f"{shape}:N").scale(None)


def _verdict_looks(target: str, reference: str) -> tuple[alt.Color, alt.Shape]:
    """Return the colours and shapes of verdicts, with a legend for both."""
    verdicts = _verdict_names(target, reference)
    above = alt.Legend(orient="top", title=None)
    colours = alt.Scale(domain=verdicts, range=_verdict_colours(target, reference))
    shapes = alt.Scale(domain=verdicts, range=_verdict_shapes(target, reference))
    return (
        alt.Color("verdict:N", scale=colours, legend=above),
        alt.Shape("verdict:N", scale=shapes, legend=above),
    )


def _verdict_colours(target: str, reference: str) -> list[str]:
    return [_colour(target), _colour(reference), QUIET_INK]


def _verdict_shapes(target: str, reference: str) -> list[str]:
    return [_shape(target), _shape(reference), "diamond"]


def _towards(target: str, reference: str) -> str:
    return f"← more in {reference} · log ratio (1: twice as often) · more in {target} →"


def _verdict_names(target: str, reference: str) -> list[str]:
    return [f"more in {target}", f"more in {reference}", "cannot tell"]


def _verdicts(table: pd.DataFrame, target: str, reference: str) -> list[str]:
    """Say for each word on which side of zero its interval lies."""
    more, less, unsure = _verdict_names(target, reference)
    ends = zip(table["low"], table["high"], strict=True)
    return [more if low > 0 else less if high < 0 else unsure for low, high in ends]


def _verdict_in_words(table: pd.DataFrame, target: str, reference: str) -> str:
    more, less = table["low"] > 0, table["high"] < 0
    return (
        f"More in {target}: {_listed(table.loc[more, 'token'])}. "
        f"More in {reference}: {_listed(table.loc[less, 'token'])}. "
        f"Cannot tell: {_listed(table.loc[~more & ~less, 'token'])}."
    )


def _occurrences(target: str, reference: str) -> list[alt.Tooltip]:
    return [
        alt.Tooltip("target_count:Q", title=f"Occurrences in {target}"),
        alt.Tooltip("reference_count:Q", title=f"Occurrences in {reference}"),
    ]


def _article_colour() -> alt.Color:
    colours = [_colour(name) for name in ARTICLES]
    scale = alt.Scale(domain=list(ARTICLES), range=colours)
    return alt.Color("doc:N", scale=scale, title="Article")


def _article_shape() -> alt.Shape:
    scale = alt.Scale(domain=list(ARTICLES), range=list(ARTICLES.values()))
    return alt.Shape("doc:N", scale=scale, title="Article")


def _colour(article: str) -> str:
    """Return an article's colour; a text of one's own gets the fourth."""
    names = list(ARTICLES)
    return PALETTE[names.index(article) if article in ARTICLES else len(names)]


def _shape(article: str) -> str:
    """Return an article's shape; a text of one's own gets the fourth."""
    return ARTICLES.get(article, "triangle-down")


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words) or "none"
