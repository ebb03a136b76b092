"""The first chart of the course: an amount that grows at one rate."""

import altair as alt
import pandas as pd

from nqpf.charts.theme import INK, PALETTE, QUIET_INK, describe

BLUE, OCHRE = PALETTE[:2]


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
    last = paths.iloc[-1]
    line = (
        alt.Chart(paths)
        .mark_line(color=BLUE, clip=True)
        .encode(
            alt.X("year:Q").title("Years from the start"),
            alt.Y("amount:Q").title("Amount (start = 100)").scale(domain=[0, 800]),
            tooltip=[alt.Tooltip("year:Q"), alt.Tooltip("amount:Q", format=".1f")],
        )
    )
    mark = pd.DataFrame(
        {
            "year": [doubled_after],
            "amount": [200.0],
            "label": [f"doubled after {doubled_after:.1f} years"],
        }
    )
    seen = mark[mark["year"] <= last["year"]]
    point = (
        alt.Chart(seen)
        .mark_point(color=OCHRE, size=120, filled=True, opacity=1)
        .encode(alt.X("year:Q"), alt.Y("amount:Q"))
    )
    label = point.mark_text(align="left", dx=10, dy=14, color=INK).encode(
        alt.Text("label:N")
    )
    level = (
        alt.Chart()
        .mark_rule(color=QUIET_INK, strokeDash=[4, 4])
        .encode(y=alt.YDatum(200))
    )
    when = (
        f"has doubled after {doubled_after:.1f} years"
        if len(seen)
        else "has not doubled by then"
    )
    return describe(
        alt.LayerChart(layer=[line, level, point, label]),
        f"An amount grows from 100 to {last['amount']:.0f} in {last['year']:.0f} years "
        f"and {when}.",
    )
