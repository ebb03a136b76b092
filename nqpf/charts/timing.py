"""Charts of timing: when to enter, what each move is worth, and the chance of ruin.

Worths are in multiples of a venture's cost. The board shows stylised cities, and
says so.
"""

from functools import cache

import altair as alt
import pandas as pd

from nqpf.charts.corners import corners
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

COLOURS = {
    "wait": "#D5D9DE",
    "enter at once": BLUE,
    "begin a pilot": GREEN,
    "race to be first": BRICK,
    "each waits for the other": PURPLE,
    "both enter": SKY,
}
"""What a city does, and its colour."""

MOVES = {
    "alone": {
        "wait": "the right to wait",
        "enter": "enter at once, now",
        "pilot": "begin a pilot, now",
    },
    "rival": {"first": "be first, now", "second": "let the rival be first"},
}
"""The columns of values, in the two pictures, and how they read."""

ENDS = (-1.0, 4.0)
"""Ends of the upright axis (multiples of the cost)."""

UNSEEN = 0.002
"""How far a line may be drawn from where it is (multiples of the cost)."""


def timing_board(
    ranges: pd.DataFrame, values: pd.DataFrame, *, low: float, high: float
) -> alt.VConcatChart:
    """Draw where each city waits and enters, and below it why.

    Parameters
    ----------
    ranges
        `city`, `decision`, `low` and `high` (multiples of the cost), as
        `nqpf.models.decisions.decisions` gives them.
    values
        `worth` and what each move is worth (multiples of the cost), as
        `nqpf.models.decisions.values` gives them.
    low, high
        Ends of the upper axis (multiples of the cost).
    """
    board = _empty_board(
        tuple(ranges["city"].unique()), (low, high), float(values["worth"].max())
    )
    return fill(
        board,
        f"{_ranges_in_words(ranges, high)} {STYLISED}.",
        ranges=_bars(ranges),
        alone=_lines(values, "alone"),
        rival=_lines(values, "rival"),
    )


def ruin_chances(paces: pd.DataFrame, *, rounds: int) -> alt.LayerChart:
    """Draw what smaller stakes do to the chance of ruin, the mean unchanged.

    Parameters
    ----------
    paces
        `pieces`, `ruin` and `ruin_ever` (probabilities), as
        `nqpf.models.ruin.paces` gives them.
    rounds
        Of the undivided stake (rounds).

    Examples
    --------
    >>> from nqpf.charts import description
    >>> paces = pd.DataFrame(
    ...     {"pieces": [1, 2], "ruin": [0.51, 0.33], "ruin_ever": [0.68, 0.46]}
    ... )
    >>> description(ruin_chances(paces, rounds=10))
    'Chance of ruin, the stake of each round split into pieces: 1 piece 51 % within \
10 rounds and 68 % ever; 2 pieces 33 % within 10 rounds and 46 % ever.'
    """
    said = "; ".join(
        f"{row.pieces} piece{'' if row.pieces == 1 else 's'} {row.ruin:.0%} within "
        f"{rounds} rounds and {row.ruin_ever:.0%} ever".replace("%", " %")
        for row in paces.itertuples()
    )
    names = {"ruin": f"within {rounds} rounds", "ruin_ever": "ever"}
    long = paces.melt(["pieces"], list(names), "when", "chance")
    long["when"] = long["when"].map(names)
    lines = (
        alt.Chart(long)
        .mark_line(point=True)
        .encode(
            x=alt.X("pieces:O", title="Pieces that each stake is split into").axis(
                labelAngle=0
            ),
            y=alt.Y("chance:Q", title="Chance of ruin (%)")
            .scale(domain=[0, 1])
            .axis(format="~%"),
            color=alt.Color("when:N", title=None)
            .scale(domain=list(names.values()), range=[OCHRE, BRICK])
            .legend(orient="top"),
            tooltip=[
                alt.Tooltip("pieces:O", title="Pieces"),
                alt.Tooltip("when:N", title="When"),
                alt.Tooltip("chance:Q", title="Chance of ruin", format=".1%"),
            ],
        )
    )
    heading = "Chance of ruin, the stake of each round split into pieces"
    chart = alt.LayerChart(layer=[lines], width=380, height=260)
    return describe(chart, f"{heading}: {said}.")


@cache
def _empty_board(
    cities: tuple[str, ...], ends: tuple[float, float], furthest: float
) -> alt.VConcatChart:
    """Return the board without data."""
    own = alt.ScaleResolveMap(color="independent", strokeDash="independent")
    below = alt.HConcatChart(
        hconcat=[
            _values("alone", "A city alone", [GREY, BLUE, GREEN], furthest),
            _values("rival", "A city with a rival", [BRICK, PURPLE], furthest),
        ],
        spacing=24,
        resolve=alt.Resolve(scale=own),
    )
    board = alt.VConcatChart(
        vconcat=[_strips(cities, ends), below],
        spacing=18,
        resolve=alt.Resolve(scale=own),
    )
    return stylised(describe(board, "No data yet."))


def _strips(cities: tuple[str, ...], ends: tuple[float, float]) -> alt.LayerChart:
    base = alt.Chart(alt.NamedData("ranges"))
    place = alt.Y("city:N", title=None, sort=list(cities)).axis(labelLimit=180)
    scale = alt.Scale(type="log", domain=list(ends), nice=False)
    low = alt.X("low:Q", title="Worth of the industry if it works (times its cost)")
    low = low.scale(scale).axis(values=[0.5, 1, 2, 3, 5, 10, 20], format="~g")
    bars = base.mark_bar(height=22, cornerRadius=0, opacity=1).encode(
        x=low,
        x2=alt.X2("high:Q"),
        y=place,
        color=alt.Color("decision:N", title=None)
        .scale(domain=list(COLOURS), range=list(COLOURS.values()))
        .legend(orient="top", columns=3, symbolType="square", labelLimit=200),
        tooltip=[
            alt.Tooltip("city:N", title="City"),
            alt.Tooltip("decision:N", title="Decision"),
            alt.Tooltip("low:Q", title="From (times the cost)", format=".2f"),
            alt.Tooltip("high:Q", title="To (times the cost)", format=".2f"),
        ],
    )
    labels = base.mark_text(align="right", dx=-4, fontSize=12).encode(
        x=alt.X("low:Q"),
        y=place,
        text=alt.Text("label:N"),
        color=alt.Color("ink:N", scale=None),
    )
    return alt.LayerChart(layer=[bars, labels], width=540, height=120)


def _values(
    table: str, title: str, colours: list[str], furthest: float
) -> alt.LayerChart:
    names = list(MOVES[table].values())
    lines = (
        alt.Chart(alt.NamedData(table))
        .mark_line(clip=True)
        .encode(
            x=alt.X("worth:Q", title="Worth if it works (times its cost)")
            .scale(domain=[0, furthest])
            .axis(format="d", tickMinStep=1),
            y=alt.Y("value:Q", title="Worth of the move (times the cost)").scale(
                domain=list(ENDS)
            ),
            **strokes("move", names, colours, where="top-left"),
            tooltip=[
                alt.Tooltip("move:N", title="Move"),
                alt.Tooltip("worth:Q", title="Worth if it works", format=".2f"),
                alt.Tooltip("value:Q", title="Worth of the move", format=".2f"),
            ],
        )
    )
    zero = alt.Chart().mark_rule(color=QUIET_INK).encode(y=alt.YDatum(0))
    heading = alt.Title(title, fontSize=13, offset=4)
    return alt.LayerChart(layer=[zero, lines], width=300, height=190, title=heading)


def _bars(ranges: pd.DataFrame) -> Rows:
    """Return the strips; each says on the one before it where it begins."""
    rows: Rows = []
    for row in ranges.itertuples():
        left = rows[-1] if rows and rows[-1]["city"] == row.city else None
        has_room = left is not None and left["high"] > _ROOM * left["low"]
        rows.append(
            {
                "city": row.city,
                "decision": row.decision,
                "low": row.low,
                "high": row.high,
                "label": f"{row.low:.2f}" if has_room else "",
                "ink": INK if left is None or left["decision"] == "wait" else "white",
            }
        )
    return rows


_ROOM = 1.25
"""How far apart the ends of a strip are that a label fits into (ratio)."""


def _lines(values: pd.DataFrame, table: str) -> Rows:
    worth = values["worth"].to_numpy()
    rows: Rows = []
    for column, name in MOVES[table].items():
        value = values[column].to_numpy()
        bends = corners(worth, value, within=UNSEEN)
        drawn = zip(worth[bends].tolist(), value[bends].tolist(), strict=True)
        rows += [{"move": name, "worth": at, "value": its} for at, its in drawn]
    return rows


def _ranges_in_words(ranges: pd.DataFrame, high: float) -> str:
    """Return each city's decisions, in the order of the worth."""
    cities = []
    for city, mine in ranges.groupby("city", sort=False):
        steps = [
            f"{row.decision} from {row.low:.2f}" if place else str(row.decision)
            for place, row in enumerate(mine.itertuples())
        ]
        cities.append(f"{city}: {', '.join(steps)}")
    heading = f"What four cities do as the worth rises to {high:g} times the cost."
    return f"{heading} {'; '.join(cities)}."
