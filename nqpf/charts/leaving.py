"""Charts of what people would take to leave: answers, the curve and its median.

Amounts are in yuan, paid once. The board shows stylised persons, and says so.
"""

import math
from functools import cache

import altair as alt
import pandas as pd

from nqpf.charts.theme import (
    INK,
    PALETTE,
    QUIET_INK,
    STYLISED,
    describe,
    fill,
    stylised,
)

BLUE, OCHRE, GREEN, PURPLE, *_ = PALETTE

OFFERS, PRICES = (20.0, 50_000.0), (100.0, 50_000.0)
"""Ends of the axis of offers, and of that of prices (yuan, once)."""

_TICKS = [50, 100, 500, 1000, 5000, 10_000, 50_000]


def leaving_board(
    counts: pd.DataFrame,
    curve: pd.DataFrame,
    prices: pd.DataFrame,
    estimate: "pd.Series[float]",
) -> alt.HConcatChart:
    """Draw the answers, what they tell of the median, and what is true.

    Parameters
    ----------
    counts
        `offer` (yuan), `people` and `share` that accept, as `choice.tally` gives it.
    curve
        `offer` (yuan), `share`, `low`, `high`, as `logit.band` gives it, and
        `true_share`.
    prices
        `together` (share of the others who leave too) and the true median `price`
        (yuan).
    estimate
        `median`, `low` and `high` that the answers tell, the `true_median` (yuan),
        and the setting, `together` (share).
    """
    told = _median_in_words(estimate)
    text = (
        f"{counts['people'].sum():,} answers; accepted: {_shares_in_words(counts)} "
        f"yuan. Estimated {told}. True median {estimate['true_median']:,.0f} yuan, "
        f"with {estimate['together']:.0%} of the others leaving too. {STYLISED}."
    )
    return fill(
        _empty_board(),
        text.replace("%", " %"),
        counts=counts,
        curve=curve,
        median=[{**_within(estimate, OFFERS), "half": 0.5, "label": told}],
        prices=prices,
        spot=[{**_within(estimate, PRICES), "together": estimate["together"]}],
    )


def keeping_curve(curve: pd.DataFrame, *, counted_to: float) -> alt.LayerChart:
    """Draw who keeps a service at each offer, and the area that is their surplus.

    Parameters
    ----------
    curve
        `offer` (yuan, from 0 up) and `keeps` (share that refuses it).
    counted_to
        Up to which offer the area is coloured (yuan).

    Examples
    --------
    >>> from nqpf.charts import description
    >>> curve = pd.DataFrame({"offer": [0, 1000, 2000], "keeps": [1.0, 0.7, 0.5]})
    >>> description(keeping_curve(curve, counted_to=1000))
    'Share that keeps the service, from 100 % at 0 yuan to 50 % at 2,000 yuan; the \
area up to 1,000 yuan is coloured.'
    """
    first, last = curve.iloc[0], curve.iloc[-1]
    offer = alt.X("offer:Q", title="Offer (yuan, once)").axis(format=",d")
    keeps = alt.Y("keeps:Q", title="Share that keeps the service (%)")
    keeps = keeps.scale(domain=[0, 1]).axis(format="~%")
    inside = curve[curve["offer"] <= counted_to]
    area = alt.Chart(inside).mark_area(color=OCHRE, opacity=0.35).encode(offer, keeps)
    tips = [
        alt.Tooltip("offer:Q", title="Offer (yuan)", format=",.0f"),
        alt.Tooltip("keeps:Q", title="Keep it", format=".1%"),
    ]
    line = alt.Chart(curve).mark_line(color=BLUE).encode(offer, keeps, tooltip=tips)
    text = (
        f"Share that keeps the service, from {first['keeps']:.0%} at "
        f"{first['offer']:,.0f} yuan to {last['keeps']:.0%} at {last['offer']:,.0f} "
        f"yuan; the area up to {counted_to:,.0f} yuan is coloured."
    )
    return describe(alt.LayerChart(layer=[area, line]), text.replace("%", " %"))


def staying_curve(curve: pd.DataFrame, *, offer: float) -> alt.LayerChart:
    """Draw which shares of users stay as they are when all get one offer.

    Parameters
    ----------
    curve
        `share` of users who stay, from few to many, the `offer` at which they do
        (yuan), as `nqpf.models.network.holding_offer` gives it.
    offer
        The one that is made (yuan).

    Examples
    --------
    >>> from nqpf.charts import description
    >>> curve = pd.DataFrame(
    ...     {"share": [0.1, 0.3, 0.5, 0.9], "offer": [2000, 2400, 2500, 1500]}
    ... )
    >>> description(staying_curve(curve, offer=2300))
    'Share of users who stay when everyone is offered 2,300 yuan and decides alone: \
the curve meets the offer 2 times, and lasts where it falls as the offer rises.'
    """
    above = curve["offer"].to_numpy() > offer
    meets = int((above[1:] != above[:-1]).sum())
    falls = curve["offer"].diff().bfill() <= 0
    drawn = curve.assign(lasts=falls.map({True: "lasts", False: "does not last"}))
    across = alt.X("offer:Q", title="Offer to everyone (yuan, once)")
    across = across.axis(format=",d")
    upright = alt.Y("share:Q", title="Share of users who stay (%)")
    upright = upright.scale(domain=[0, 1]).axis(format="~%")
    points = (
        alt.Chart(drawn)
        .mark_point(size=22, filled=True, opacity=1)
        .encode(
            across,
            upright,
            color=alt.Color("lasts:N", title=None)
            .scale(domain=["lasts", "does not last"], range=[BLUE, OCHRE])
            .legend(orient="top"),
            tooltip=[
                alt.Tooltip("offer:Q", title="Offer (yuan)", format=",.0f"),
                alt.Tooltip("share:Q", title="Stay", format=".0%"),
                alt.Tooltip("lasts:N", title="This outcome"),
            ],
        )
    )
    rule = alt.Chart().mark_rule(color=INK, strokeDash=[4, 3])
    text = (
        f"Share of users who stay when everyone is offered {offer:,.0f} yuan and "
        f"decides alone: the curve meets the offer {meets} "
        f"time{'' if meets == 1 else 's'}, and lasts where it falls as the offer rises."
    )
    layers = [rule.encode(x=alt.XDatum(offer)), points]
    return describe(alt.LayerChart(layer=layers, width=460, height=280), text)


@cache
def _empty_board() -> alt.HConcatChart:
    """Return the board without data."""
    board = alt.HConcatChart(hconcat=[_answers(), _prices()], spacing=28)
    return stylised(describe(board, "No data yet."))


def _answers() -> alt.LayerChart:
    offer = alt.X("offer:Q", title="Offer for leaving for good (yuan, once)")
    offer = offer.scale(type="log", domain=list(OFFERS), nice=False)
    offer = offer.axis(values=_TICKS, format=",d", grid=False)
    share = alt.Y("share:Q", title="Share that accepts (%)")
    share = share.scale(domain=[0, 1]).axis(format="~%")
    curve = alt.Chart(alt.NamedData("curve"))
    band = curve.mark_area(color=BLUE, opacity=0.16, clip=True).encode(
        x=offer, y=alt.Y("low:Q"), y2=alt.Y2("high:Q")
    )
    line = curve.mark_line(color=BLUE, clip=True).encode(offer, share)
    true = (
        alt.Chart(alt.NamedData("curve"))
        .mark_line(color=PURPLE, strokeDash=[5, 4], strokeWidth=2, clip=True)
        .encode(offer, alt.Y("true_share:Q"))
    )
    dots = (
        alt.Chart(alt.NamedData("counts"))
        .mark_point(color=OCHRE, opacity=1)
        .encode(
            offer,
            share,
            size=alt.Size("people:Q", legend=None).scale(
                domain=[0, 1000], range=[25, 450]
            ),
            tooltip=[
                alt.Tooltip("offer:Q", title="Offer (yuan)", format=",.0f"),
                alt.Tooltip("people:Q", title="People asked"),
                alt.Tooltip("share:Q", title="Accept", format=".1%"),
            ],
        )
    )
    mark = alt.Chart(alt.NamedData("median"))
    half = alt.Y("half:Q")
    reach = mark.mark_rule(color=INK, strokeWidth=5, opacity=0.75, clip=True).encode(
        x=alt.X("low:Q"), x2=alt.X2("high:Q"), y=half
    )
    point = mark.mark_point(
        color=INK, shape="diamond", size=80, filled=True, opacity=1
    ).encode(x=alt.X("median:Q"), y=half)
    label = mark.mark_text(align="left", baseline="top", dx=6, dy=6, fontSize=12)
    label = label.encode(x=alt.value(0), y=alt.value(0), text=alt.Text("label:N"))
    return alt.LayerChart(
        layer=[band, true, line, dots, reach, point, label], width=400, height=280
    )


def _prices() -> alt.LayerChart:
    price = alt.Y("price:Q", title="Median price of leaving (yuan, once)")
    price = price.scale(type="log", domain=list(PRICES), nice=False)
    price = price.axis(values=_TICKS[1:], format=",d", grid=False)
    together = alt.X("together:Q", title="Others who leave too (%)")
    together = together.scale(domain=[-0.05, 1.05], nice=False).axis(
        format="~%", values=[0, 0.5, 1]
    )
    line = (
        alt.Chart(alt.NamedData("prices"))
        .mark_line(color=PURPLE, strokeDash=[5, 4], strokeWidth=2)
        .encode(
            together,
            price,
            tooltip=[
                alt.Tooltip("together:Q", title="Others who leave too", format=".0%"),
                alt.Tooltip("price:Q", title="True median (yuan)", format=",.0f"),
            ],
        )
    )
    spot = alt.Chart(alt.NamedData("spot"))
    reach = spot.mark_rule(color=INK, strokeWidth=5, opacity=0.75).encode(
        together, alt.Y("low:Q"), alt.Y2("high:Q")
    )
    point = spot.mark_point(
        color=INK, shape="diamond", size=80, filled=True, opacity=1
    ).encode(together, alt.Y("median:Q"))
    note = (
        alt.Chart()
        .mark_text(
            text=["dashed: the truth", "black: what the", "answers tell"],
            align="right",
            baseline="top",
            color=QUIET_INK,
        )
        .encode(x=alt.value(195), y=alt.value(6))
    )
    return alt.LayerChart(layer=[line, reach, point, note], width=200, height=280)


def _shares_in_words(counts: pd.DataFrame) -> str:
    """Return the share that accepts the lowest, the middle and the highest offer."""
    places = sorted({0, len(counts) // 2, len(counts) - 1})
    offers, shares = counts["offer"].tolist(), counts["share"].tolist()
    return ", ".join(f"{shares[n]:.0%} at {offers[n]:,.0f}" for n in places)


def _median_in_words(estimate: "pd.Series[float]") -> str:
    """Return the median and how sure it is."""
    told = f"median {_yuan(estimate['median'])}"
    if estimate["low"] == 0 and math.isinf(estimate["high"]):
        return f"{told}, but no amount is ruled out"
    low = _yuan(estimate["low"]).removesuffix(" yuan")
    return f"{told}, between {low} and {_yuan(estimate['high'])}"


def _within(
    estimate: "pd.Series[float]", ends: tuple[float, float]
) -> dict[str, float]:
    """Return what is told of the median, as far as the picture reaches."""
    low, high = ends
    return {
        name: min(max(float(estimate[name]), low), high)
        for name in ("low", "median", "high")
    }


def _yuan(amount: float) -> str:
    """Return an amount with as many digits as it deserves."""
    if amount >= 1e6:  # noqa: PLR2004 - nobody reads further
        return "over a million yuan"
    if amount < 1:
        return "under 1 yuan"
    return f"{float(f'{amount:.2g}'):,.0f} yuan"
