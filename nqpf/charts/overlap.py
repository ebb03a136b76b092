"""Charts of overlap: who has which cluster, and how many pairs chance would give.

The clusters are real and their source is in `data/clusters.toml`; the comparison with
chance is a thought experiment. Nothing is computed here but where to draw.
"""

import altair as alt
import pandas as pd

from nqpf.charts.theme import INK, PALETTE, QUIET_INK, describe

BLUE, OCHRE, _, PURPLE, _, BRICK, GREY = PALETTE


def cluster_map(clusters: pd.DataFrame, labels: "pd.Series[str]") -> alt.Chart:
    """Draw which city has which cluster, those that overlap in a colour.

    Parameters
    ----------
    clusters
        `city`, `city_english`, `field` and `field_english` of each cluster.
    labels
        The label of each, by which clusters of two cities overlap.

    Examples
    --------
    >>> from nqpf.charts.theme import description
    >>> from nqpf.corpus import clusters
    >>> listed = clusters()
    >>> print(description(cluster_map(listed, listed["field"])))
    15 clusters in 10 cities under 14 labels. In more than one city: 空天信息 \
(青岛 Qingdao, 济南 Jinan).
    """
    city = clusters["city"] + " " + clusters["city_english"]
    many = city.groupby(labels).transform("nunique") > 1
    english = clusters["field_english"].where(labels == clusters["field"], labels)
    drawn = pd.DataFrame(
        {
            "city": city,
            "label": labels,
            "row": english.where(english == labels, labels + " " + english),
            "field": clusters["field"] + " " + clusters["field_english"],
            "held": many.map({True: _SHARED, False: _ALONE}),
        }
    )
    shared = drawn[many].groupby("label", sort=False)["city"].agg(", ".join)
    said = "; ".join(f"{label} ({cities})" for label, cities in shared.items())
    order = [*drawn.loc[many, "row"].unique(), *drawn.loc[~many, "row"].unique()]
    chart: alt.Chart = (
        alt.Chart(drawn)
        .mark_square(size=190, opacity=1)
        .encode(
            alt.X(
                "city:N",
                title="City",
                sort=list(city.unique()),
                axis=alt.Axis(labelAngle=-40),
            ),
            alt.Y(
                "row:N",
                title=None,
                sort=order,
                axis=alt.Axis(labelLimit=300, grid=True),
            ),
            alt.Color(
                "held:N",
                scale=alt.Scale(domain=[_SHARED, _ALONE], range=[OCHRE, BLUE]),
                legend=alt.Legend(orient="top", title=None, symbolType="square"),
            ),
            tooltip=["city:N", "field:N"],
        )
    )
    return describe(
        chart,
        f"{len(drawn)} clusters in {city.nunique()} cities under {labels.nunique()} "
        f"labels. In more than one city: {said or 'none'}.",
    )


def chance_ranges(table: pd.DataFrame) -> alt.LayerChart:
    """Draw how many pairs would overlap if every city chose blindly.

    Parameters
    ----------
    table
        A row a size of catalogue: `catalogue`, `observed`, `expected`, `low`, `high`
        (pairs) and `p_value`, as `nqpf.models.overlap.against_chance` gives them.

    Examples
    --------
    >>> from nqpf.charts.theme import description
    >>> table = pd.DataFrame(
    ...     {"catalogue": [10, 40], "observed": 9, "expected": [9.6, 2.4],
    ...      "low": [5, 0], "high": [15, 5], "p_value": [0.6, 0.002]}
    ... )
    >>> print(description(chance_ranges(table)))
    9 overlapping pairs are counted. Blind choice gives, in 9 of 10 draws, 5 to 15 \
from 10 fields (as many as counted or more: 60.0 %), 0 to 5 from 40 fields (as many \
as counted or more: 0.2 %).
    """
    observed = int(table["observed"].iloc[0])
    said = ", ".join(
        f"{low} to {high} from {catalogue} fields (as many as counted or more: "
        f"{100 * p:.1f} %)"
        for catalogue, low, high, p in zip(
            *(table[name] for name in ("catalogue", "low", "high", "p_value")),
            strict=True,
        )
    )
    base = alt.Chart(table).encode(
        y=alt.Y("catalogue:O", title="Fields to choose from (not observed)")
    )
    tooltip = [
        alt.Tooltip("catalogue:O", title="fields to choose from"),
        alt.Tooltip("expected:Q", format=".1f"),
        alt.Tooltip("p_value:Q", title="as many or more", format=".1%"),
    ]
    ranges = base.mark_bar(height=9, color=GREY, opacity=0.4, cornerRadius=4).encode(
        x=alt.X("low:Q", title="Overlapping pairs of clusters"),
        x2=alt.X2("high:Q"),
        tooltip=tooltip,
    )
    means = base.mark_tick(thickness=3, size=18, color=PURPLE, opacity=1).encode(
        x=alt.X("expected:Q"), tooltip=tooltip
    )
    counted = (
        alt.Chart().mark_rule(color=BRICK, strokeWidth=2).encode(x=alt.XDatum(observed))
    )
    label = (
        alt.Chart()
        .mark_text(text=f"counted: {observed}", align="left", dx=5, dy=-8, color=INK)
        .encode(x=alt.XDatum(observed), y=alt.value(0))
    )
    chart = alt.LayerChart(
        layer=[ranges, means, counted, label],
        title=alt.Title(
            "Bars: 9 of 10 blind choices; ticks: their mean",
            fontSize=12,
            fontWeight=500,
            color=QUIET_INK,
            offset=18,
        ),
    )
    return describe(
        chart,
        f"{observed} overlapping pairs are counted. Blind choice gives, in 9 of 10 "
        f"draws, {said}.",
    )


_SHARED, _ALONE = "in more than one city", "in one city"
