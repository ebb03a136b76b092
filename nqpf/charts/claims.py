"""Charts of an argument: what answers what, and what a share and a rate imply.

Each takes tidy tables from `nqpf.models.claims` and `nqpf.models.shares` and computes
nothing but where to draw.
"""

from collections import Counter
from collections.abc import Sequence
from functools import cache

import altair as alt
import pandas as pd

from nqpf.charts.strokes import strokes
from nqpf.charts.theme import INK, PALETTE, QUIET_INK, Rows, describe, fill, records

BLUE, OCHRE, GREEN, PURPLE, SKY, BRICK, GREY = PALETTE

PARTS = {"driving force": BLUE, "carrier": OCHRE, "environment": GREEN}
"""The three supports of body C, and their colours."""

STEP, ROW = 34, 17
"""Width of a column and height of a row (pixels)."""

UNANSWERED = "no answer"

CALLED = {"answer a shortcoming": GREY, "no shortcoming asks for them": BRICK}
"""The two classes of measures, and their colours."""


def claim_map(
    coverage: pd.DataFrame,
    crossings: pd.DataFrame,
    measures: pd.DataFrame,
    *,
    sections: Sequence[str],
    said: str = "",
) -> alt.VConcatChart:
    """Draw shortcomings against the measures that answer them.

    Parameters
    ----------
    coverage
        The shortcomings in order: `claim_id`, `english`, `part`, `measures`,
        `answered`, as `coverage` gives them.
    crossings
        `claim_id` (of a shortcoming), `section` and `part` (of measures) and
        `measures` (how many).
    measures
        `section` and `asked`, a row a measure, as `asked` gives them.
    sections
        All sections of measures, from left to right; also those without any row.
    said
        What else the description should say, in sentences.

    Examples
    --------
    >>> from nqpf.charts import description
    >>> coverage = pd.DataFrame(
    ...     {"claim_id": ["S1", "S2"], "english": ["Dear finance", "Idle land"],
    ...      "part": "factors", "measures": [2, 0], "answered": [True, False]}
    ... )
    >>> pairs = pd.DataFrame(
    ...     {"claim_id": ["S1"], "section": "finance", "part": "environment",
    ...      "measures": [2]}
    ... )
    >>> measures = pd.DataFrame(
    ...     {"section": ["finance", "finance", "data"], "asked": [True, True, False]}
    ... )
    >>> description(claim_map(coverage, pairs, measures, sections=["finance", "data"]))
    '1 of 2 shortcomings is not answered: Idle land. No shortcoming asks for 1 of 3 \
measures (data 1).'
    """
    missing = list(coverage.loc[~coverage["answered"], "english"])
    unasked = measures.loc[~measures["asked"], "section"]
    counted = {name: int((unasked == name).sum()) for name in sections}
    where = ", ".join(f"{name} {n}" for name, n in counted.items() if n)
    named = f": {'; '.join(missing)}" if missing else ""
    asked_for = f" ({where})" if where else ""
    text = (
        f"{len(missing)} of {len(coverage)} shortcomings "
        f"{'is' if len(missing) == 1 else 'are'} not answered{named}. No shortcoming "
        f"asks for {len(unasked)} of {len(measures)} measures{asked_for}."
    )
    names = dict(zip(coverage["claim_id"], coverage["english"], strict=True))
    cells = [
        {
            **{str(column): value for column, value in row.items()},
            "shortcoming": names[row["claim_id"]],
            "pair": f"{names[row['claim_id']]} × {row['section']}",
        }
        for row in records(crossings)
    ]
    verdicts = [
        {
            "shortcoming": name,
            "label": str(count) if answered else _missing(count),
            "colour": INK if answered else BRICK,
        }
        for name, count, answered in zip(
            coverage["english"], coverage["measures"], coverage["answered"], strict=True
        )
    ]
    board = _empty_map(
        tuple(coverage["part"].unique()),
        tuple(zip(coverage["english"], coverage["part"], strict=True)),
        tuple(sections),
    )
    return fill(
        board,
        f"{text} {said}".strip(),
        cells=cells,
        verdicts=verdicts,
        measures=_classes(measures, sections),
    )


def share_readings(readings: pd.DataFrame, *, growth: float) -> alt.LayerChart:
    """Draw what each growth of the total would mean for the share and the rest.

    Parameters
    ----------
    readings
        `total_growth`, `change` (of the share) and `rest_growth` (fractions), as
        `readings` gives them.
    growth
        Growth of the thing itself (fraction a year): where the share stood still.

    Examples
    --------
    >>> from nqpf.charts import description
    >>> from nqpf.models.shares import readings
    >>> table = readings(0.571, 0.111, total_growth=[0.05, 0.2])
    >>> description(share_readings(table, growth=0.111))
    'Change of the share in points, and growth of the rest in per cent, by growth of \
the total: at 5.0 %, +3.1 and −2.2; at 20.0 %, −4.6 and +34.3. The share rose if the \
total grew by less than 11.1 %.'
    """
    ends = readings.sort_values("total_growth").iloc[[0, -1]]
    said = "; ".join(
        f"at {100 * total:.1f} %, {_signed(change)} and {_signed(rest)}"
        for total, change, rest in zip(
            ends["total_growth"], ends["change"], ends["rest_growth"], strict=True
        )
    )
    names = {
        "change": "change of the share (points)",
        "rest_growth": "growth of the rest (%)",
    }
    drawn = readings.melt(["total_growth"], list(names), "what", "value")
    drawn = drawn.assign(what=drawn["what"].map(names), value=100 * drawn["value"])
    lines = (
        alt.Chart(drawn)
        .mark_line()
        .encode(
            x=alt.X(
                "total_growth:Q",
                title="Growth of the total, not printed (% a year)",
                axis=alt.Axis(format="~%"),
            ),
            y=alt.Y("value:Q", title="Points, and % a year"),
            **strokes("what", names.values(), [BLUE, OCHRE]),
            tooltip=[
                alt.Tooltip("what:N", title="What"),
                alt.Tooltip(
                    "total_growth:Q", title="Growth of the total", format=".1%"
                ),
                alt.Tooltip("value:Q", title="Value", format="+.1f"),
            ],
        )
    )
    rules = [
        alt.Chart().mark_rule(color=QUIET_INK).encode(y=alt.YDatum(0)),
        alt.Chart()
        .mark_rule(color=QUIET_INK, strokeDash=[3, 3])
        .encode(x=alt.XDatum(growth)),
    ]
    return describe(
        alt.LayerChart(layer=[*rules, lines]),
        "Change of the share in points, and growth of the rest in per cent, by growth "
        f"of the total: {said}. The share rose if the total grew by less than "
        f"{100 * growth:.1f} %.",
    )


def _missing(measures: int) -> str:
    return UNANSWERED if measures == 0 else f"only {measures}"


def _classes(measures: pd.DataFrame, sections: Sequence[str]) -> Rows:
    """Count the measures of each section, asked for and not."""
    counted = Counter(zip(measures["section"], measures["asked"], strict=True))
    answers, unasked = CALLED
    return [
        {"section": section, "called": name, "measures": counted[section, is_asked]}
        for section in sections
        for name, is_asked in ((answers, True), (unasked, False))
    ]


def _signed(change: float) -> str:
    return f"{100 * change:+.1f}".replace("-", "−")


@cache
def _empty_map(
    parts: tuple[str, ...],
    shortcomings: tuple[tuple[str, str], ...],
    sections: tuple[str, ...],
) -> alt.VConcatChart:
    """Return the map without data: a panel for each group of shortcomings."""
    panels = [
        _panel(
            part,
            [name for name, of in shortcomings if of == part],
            sections,
            first=part == parts[0],
        )
        for part in parts
    ]
    return alt.VConcatChart(
        vconcat=[*panels, _bars(sections)],
        spacing=6,
        resolve=alt.Resolve(scale=alt.ScaleResolveMap(color="independent")),
    )


def _panel(
    part: str, names: list[str], sections: tuple[str, ...], *, first: bool
) -> alt.LayerChart:
    only = alt.FilterTransform(
        alt.FieldOneOfPredicate(field="shortcoming", oneOf=names)
    )
    place = alt.Y(
        "shortcoming:N",
        title=part.capitalize(),
        sort=names,
        scale=alt.Scale(domain=names),
        axis=alt.Axis(labelLimit=300, minExtent=292, grid=True, titleFontWeight=600),
    )
    legend = (
        alt.Legend(orient="top", title="Measures of the support") if first else None
    )
    circles = (
        alt.Chart(alt.NamedData("cells"), transform=[only])
        .mark_circle(opacity=0.95)
        .encode(
            x=_column(sections, labels=False),
            y=place,
            size=alt.Size(
                "measures:Q",
                scale=alt.Scale(domain=[1, 5], range=[150, 380]),
                legend=None,
            ),
            color=alt.Color(
                "part:N",
                scale=alt.Scale(domain=list(PARTS), range=list(PARTS.values())),
                legend=legend,
            ),
            tooltip=[
                alt.Tooltip("shortcoming:N", title="Shortcoming"),
                alt.Tooltip("section:N", title="Measures on"),
                alt.Tooltip("measures:Q", title="How many"),
            ],
        )
    )
    counts = _numbers(only, sections, place)
    words = (
        alt.Chart(alt.NamedData("verdicts"), transform=[only])
        .mark_text(align="left")
        .encode(
            x=alt.XValue(STEP * len(sections) + 8),  # type: ignore[no-untyped-call]
            y=place,
            text=alt.Text("label:N"),
            color=alt.Color("colour:N", scale=None),
        )
    )
    own = alt.Resolve(scale=alt.ScaleResolveMap(color="independent"))
    heads = [_heading(sections)] if first else []
    return alt.LayerChart(
        layer=[circles, counts, words, *heads],
        width=STEP * len(sections),
        height=ROW * len(names),
        resolve=own,
    )


def _heading(sections: tuple[str, ...]) -> alt.Chart:
    """Name the column of verdicts, as wide as any of them, so that nothing moves."""
    heading: alt.Chart = (
        alt.Chart(alt.InlineData(values=[{}]))
        .mark_text(align="left", text="answered by", color=QUIET_INK)
        .encode(
            x=alt.XValue(STEP * len(sections) + 8),  # type: ignore[no-untyped-call]
            y=alt.YValue(-9),  # type: ignore[no-untyped-call]
        )
    )
    return heading


def _numbers(
    only: alt.FilterTransform, sections: tuple[str, ...], place: alt.Y
) -> alt.Chart:
    """Write the number of measures into its circle."""
    numbers: alt.Chart = (
        alt.Chart(alt.NamedData("cells"), transform=[only])
        .mark_text(color="white", fontSize=10, fontWeight=600)
        .encode(x=_column(sections, labels=False), y=place, text=alt.Text("measures:Q"))
    )
    return numbers


def _bars(sections: tuple[str, ...]) -> alt.Chart:
    names = list(CALLED)
    bars: alt.Chart = (
        alt.Chart(alt.NamedData("measures"), width=STEP * len(sections), height=64)
        .mark_bar(cornerRadius=0, size=22)
        .encode(
            x=_column(sections, labels=True),
            y=alt.Y(
                "measures:Q",
                title=["Measures", "(number)"],
                scale=alt.Scale(domain=[0, 12]),
                axis=alt.Axis(values=[0, 5, 10], minExtent=292),
            ),
            color=alt.Color(
                "called:N",
                scale=alt.Scale(domain=names, range=list(CALLED.values())),
                legend=alt.Legend(orient="bottom", title=None, labelLimit=260),
            ),
            order=alt.Order("called:O"),
            tooltip=[
                alt.Tooltip("section:N", title="Measures on"),
                alt.Tooltip("called:N", title="Which"),
                alt.Tooltip("measures:Q", title="How many"),
            ],
        )
    )
    return bars


def _column(sections: tuple[str, ...], *, labels: bool) -> alt.X:
    axis = (
        alt.Axis(labelAngle=-40, grid=True)
        if labels
        else alt.Axis(labels=False, grid=True)
    )
    return alt.X(
        "section:N",
        title=None,
        sort=list(sections),
        scale=alt.Scale(domain=list(sections)),
        axis=axis,
    )
