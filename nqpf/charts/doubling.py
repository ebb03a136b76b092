"""The first chart of the course: an amount that grows at one rate."""

from functools import cache

import altair as alt
import pandas as pd

from nqpf.charts.theme import INK, PALETTE, QUIET_INK, fill

BLUE, OCHRE = PALETTE[:2]

DOUBLE, HIGHEST = 200, 800
"""What the amount must reach, and the end of the axis (start = 100)."""


def doubling(paths: pd.DataFrame, *, doubled_after: float) -> alt.LayerChart:
    """Draw an amount's path and the moment at which it has doubled.

    Parameters
    ----------
    paths
        `year` (years from the start) and `amount` (index, start = 100).
    doubled_after
        When the amount is 200 (years).

    Examples
    --------
    >>> from nqpf.charts import description
    >>> paths = pd.DataFrame({"year": [0, 10, 20], "amount": [100.0, 179.1, 320.7]})
    >>> description(doubling(paths, doubled_after=11.9))
    'An amount grows from 100 to 321 in 20 years and has doubled after 11.9 years.'
    """
    years, end = paths["year"].iloc[-1], paths["amount"].iloc[-1]
    is_seen = doubled_after <= years
    mark = {
        "year": doubled_after,
        "amount": DOUBLE,
        "label": f"doubled after {doubled_after:.1f} years",
    }
    when = (
        f"has doubled after {doubled_after:.1f} years"
        if is_seen
        else "has not doubled by then"
    )
    return fill(
        _empty(),
        f"An amount grows from 100 to {end:.0f} in {years:.0f} years and {when}.",
        paths=paths,
        doubled=[mark] if is_seen else [],
    )


@cache
def _empty() -> alt.LayerChart:
    """Return the chart without data."""
    year = alt.X("year:Q", title="Years from the start")
    amount = alt.Y(
        "amount:Q", title="Amount (start = 100)", scale=alt.Scale(domain=[0, HIGHEST])
    )
    line = (
        alt.Chart(alt.NamedData("paths"))
        .mark_line(color=BLUE, clip=True)
        .encode(
            year,
            amount,
            tooltip=[alt.Tooltip("year:Q"), alt.Tooltip("amount:Q", format=".1f")],
        )
    )
    mark = alt.Chart(alt.NamedData("doubled")).encode(
        alt.X("year:Q"), alt.Y("amount:Q")
    )
    point = mark.mark_point(color=OCHRE, size=120, filled=True, opacity=1)
    label = mark.mark_text(align="left", dx=10, dy=14, color=INK)
    level = alt.Chart().mark_rule(color=QUIET_INK, strokeDash=[4, 4])
    return alt.LayerChart(
        layer=[
            line,
            level.encode(y=alt.YDatum(DOUBLE)),
            point,
            label.encode(alt.Text("label:N")),
        ],
        width=560,
        height=260,
    )
