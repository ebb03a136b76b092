"""Charts of entry: how many plants come, what regimes are worth, and herds.

Each takes tables from `nqpf.models.entry` or `nqpf.models.herding` and computes
nothing but where to draw.
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

BLUE, OCHRE, GREEN, PURPLE, _, BRICK, GREY = PALETTE

REGIMES = {
    "alone": "each for itself",
    "number": "number made public",
    "assigned": "assigned",
    "auction": "permits auctioned",
}
"""The regimes: as the model names them, and as a reader does."""

COLOURS = {"alone": OCHRE, "number": BLUE, "assigned": PURPLE, "auction": GREEN}

MOST_PLANTS, MOST_CHANCE = 37, 0.6
"""Ends of the axes of plants and of their chances."""

MOST_WELFARE, MOST_EXCESS = 500, 3
"""Ends of the regimes' axes (million yuan a year; plants)."""


def entry_board(
    plants: pd.DataFrame, regimes: pd.DataFrame, *, room: float
) -> alt.HConcatChart:
    """Draw how many plants come with and without a public number, and the regimes.

    Parameters
    ----------
    plants
        `regime`, `plants` and `chance`, as `nqpf.models.entry.plants` gives them.
    regimes
        `regime`, `plants`, `excess` (plants) and `welfare` (million yuan a year),
        as `nqpf.models.entry.compare` gives them.
    room
        Plants that the market pays for at mean cost.

    Examples
    --------
    >>> from nqpf.charts.theme import description
    >>> from nqpf.models.entry import Interest, Market, compare, plants
    >>> market, interest = Market(), Interest()
    >>> board = entry_board(
    ...     plants(market, interest), compare(market, interest), room=market.room
    ... )
    >>> description(board)[:68]
    'Plants of a new industry, for which the market has room for 10. Welf'
    """
    drawn = [
        {"regime": REGIMES[regime], "plants": number, "chance": chance}
        for regime, number, chance in zip(
            plants["regime"], plants["plants"], plants["chance"], strict=True
        )
        if regime in _DRAWN
    ]
    bars = [
        {
            "regime": REGIMES[regime],
            "colour": COLOURS[regime],
            "welfare": welfare,
            "label": f"{welfare:.0f}",
            "excess": excess,
            "beyond": f"{excess:.1f}",
        }
        for regime, welfare, excess in zip(
            regimes["regime"], regimes["welfare"], regimes["excess"], strict=True
        )
    ]
    return fill(
        _empty_board(),
        f"{_in_words(regimes, room)} {STYLISED}.",
        plants=drawn,
        room=[{"plants": room, "label": f"room: {room:.0f}"}],
        regimes=bars,
    )


def herd_lines(by_quality: pd.DataFrame) -> alt.Chart:
    """Draw how often the last in line is right, by what it sees of the others.

    Parameters
    ----------
    by_quality
        `quality`, `sees` and `right` (probabilities), as
        `nqpf.models.herding.by_quality` gives them.

    Examples
    --------
    >>> from nqpf.charts.theme import description
    >>> from nqpf.models.herding import by_quality
    >>> print(description(herd_lines(by_quality(cities=20))))
    How often the last of many is right, by what it sees. With signals that are \
right in 6 of 10 cases: 63 % (what others did), 81 % (what others knew), 60 % (nothing).
    """
    at = by_quality[(by_quality["quality"] - _EXAMPLE).abs() < _CLOSE]
    right = dict(zip(at["sees"], at["right"], strict=True))
    said = ", ".join(f"{100 * share:.0f} % ({sees})" for sees, share in right.items())
    names = list(by_quality["sees"].unique())
    chart: alt.Chart = (
        alt.Chart(by_quality, width=480, height=280)
        .mark_line()
        .encode(
            alt.X(
                "quality:Q",
                title="Chance that a city's own signal is right",
                axis=alt.Axis(format="%"),
                scale=alt.Scale(domain=[0.5, 1]),
            ),
            alt.Y(
                "right:Q",
                title="Chance that the last city is right",
                axis=alt.Axis(format="%"),
                scale=alt.Scale(domain=[0.5, 1]),
            ),
            **strokes("sees", names, [OCHRE, BLUE, GREY], title="It sees"),
            tooltip=[
                "sees:N",
                alt.Tooltip("quality:Q", format=".0%"),
                alt.Tooltip("right:Q", format=".1%"),
            ],
        )
    )
    return describe(
        chart,
        "How often the last of many is right, by what it sees. With signals that are "
        f"right in 6 of 10 cases: {said}.",
    )


_DRAWN = ("alone", "number")
_EXAMPLE, _CLOSE = 0.6, 1e-9


def _in_words(regimes: pd.DataFrame, room: float) -> str:
    said = "; ".join(
        f"{REGIMES[regime]} {welfare:.0f} ({plants:.1f} plants, {excess:.1f} too many)"
        for regime, welfare, plants, excess in zip(
            regimes["regime"],
            regimes["welfare"],
            regimes["plants"],
            regimes["excess"],
            strict=True,
        )
    )
    return (
        f"Plants of a new industry, for which the market has room for {room:.0f}. "
        f"Welfare in million yuan a year, with the mean number of plants and how many "
        f"are beyond the room: {said}."
    )


@cache
def _empty_board() -> alt.HConcatChart:
    """Return the board without data."""
    right = alt.VConcatChart(
        vconcat=[
            _bars(
                "welfare",
                "label",
                "Welfare (million yuan a year)",
                MOST_WELFARE,
            ),
            _bars("excess", "beyond", "Expected excess (plants)", MOST_EXCESS),
        ],
        spacing=14,
    )
    board = alt.HConcatChart(
        hconcat=[_distribution(), right],
        spacing=24,
        resolve=alt.Resolve(
            scale=alt.ScaleResolveMap(color="independent", strokeDash="independent")
        ),
    )
    return stylised(describe(board, "No data yet."))


def _distribution() -> alt.LayerChart:
    """Return the chances of each number of plants, and the market's room."""
    names = [REGIMES[regime] for regime in _DRAWN]
    plants = alt.X(
        "plants:Q",
        title="Plants that are built",
        scale=alt.Scale(domain=[0, MOST_PLANTS], nice=False),
    )
    chances = (
        alt.Chart(alt.NamedData("plants"))
        .mark_line(interpolate="step", clip=True)
        .encode(
            plants,
            alt.Y(
                "chance:Q",
                title="Chance of this number",
                axis=alt.Axis(format="%", tickCount=6),
                scale=alt.Scale(domain=[0, MOST_CHANCE], nice=False),
            ),
            **strokes("regime", names, [COLOURS[regime] for regime in _DRAWN]),
            tooltip=["regime:N", "plants:Q", alt.Tooltip("chance:Q", format=".1%")],
        )
    )
    room = alt.Chart(alt.NamedData("room")).encode(plants)
    rule = room.mark_rule(color=BRICK, strokeDash=[4, 3])
    label = room.mark_text(align="left", dx=5, dy=8, color=INK, baseline="top").encode(
        y=alt.value(0), text="label:N"
    )
    return alt.LayerChart(layer=[chances, rule, label], width=290, height=270)


def _bars(field: str, label: str, title: str, most: float) -> alt.LayerChart:
    """Return a bar for each regime, with its figure."""
    base = alt.Chart(alt.NamedData("regimes")).encode(
        alt.X(
            f"{field}:Q",
            title=title,
            stack=None,
            scale=alt.Scale(domain=[0, most], nice=False),
            axis=alt.Axis(tickCount=5),
        ),
        alt.Y(
            "regime:N",
            title=None,
            sort=list(REGIMES.values()),
            axis=alt.Axis(labelLimit=140),
        ),
        tooltip=[
            "regime:N",
            alt.Tooltip("welfare:Q", format=".1f"),
            alt.Tooltip("excess:Q", format=".2f"),
        ],
    )
    bars = base.mark_bar(clip=True).encode(color=alt.Color("colour:N", scale=None))
    texts = base.mark_text(align="left", dx=5, color=QUIET_INK).encode(
        text=f"{label}:N"
    )
    return alt.LayerChart(layer=[bars, texts], width=190, height=104)
