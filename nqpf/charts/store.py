"""Charts of a store with two sides: the profit at every pair of prices, who keeps what.

Prices are in yuan (users) and 1,000 yuan (developers) a month, amounts in million yuan
a month. The board shows a stylised store, and says so.
"""

from functools import cache

import altair as alt
import numpy as np
import pandas as pd

from nqpf.charts.theme import (
    INK,
    PALETTE,
    QUIET_INK,
    RAMP,
    STYLISED,
    Rows,
    describe,
    fill,
    records,
    stylised,
)

BLUE, OCHRE, GREEN, *_ = PALETTE

USER_PRICES, DEVELOPER_PRICES = (-40.0, 64.0), (-20.0, 64.0)
"""Ends of the axes of prices (yuan and 1,000 yuan a month)."""

AMOUNTS = (-460.0, 780.0)
"""Ends of the axis of amounts (million yuan a month)."""

CLASSES = (0.0, 0.25, 0.5, 0.75, 0.95)
"""Where the map's colours change (profit as a part of the most possible)."""

PLANS = ("your prices", "most profit", "most for all, no loss")
"""The points on the map, each with a mark and a colour."""

PARTS = {
    "profit": "store's profit",
    "users_keep": "users keep",
    "developers_keep": "developers keep",
}
"""The columns of an account, and how they read."""

_LOSS = "#ECEEF1"  # as light as the page, for prices at which the store loses


def store_board(
    surface: pd.DataFrame, plans: pd.DataFrame, *, step: float
) -> alt.HConcatChart:
    """Draw the profit at every pair of prices, and what three pairs bring to whom.

    Parameters
    ----------
    surface
        `user_price`, `developer_price` and `part` (of the highest profit that there
        can be), a row a pair of prices on an even grid.
    plans
        A row for each of `PLANS`: `plan`, `user_price`, `developer_price`, `users`
        and `developers` that join (shares), and `profit`, `users_keep`,
        `developers_keep` (million yuan a month).
    step
        Of the grid (yuan and 1,000 yuan a month).
    """
    return fill(
        _empty_board(),
        f"{_in_words(plans)} {STYLISED}.",
        surface=_cells(surface, step),
        plans=_points(plans),
        shares=_bars(plans),
    )


@cache
def _empty_board() -> alt.HConcatChart:
    """Return the board without data."""
    own = alt.ScaleResolveMap(color="independent", shape="independent")
    board = alt.HConcatChart(
        hconcat=[_map(), _accounts()], spacing=26, resolve=alt.Resolve(scale=own)
    )
    return stylised(describe(board, "No data yet."))


def _map() -> alt.LayerChart:
    across, upright = (
        alt.Scale(domain=list(ends), nice=False, zero=False)
        for ends in (USER_PRICES, DEVELOPER_PRICES)
    )
    user = alt.X("user_price:Q", title="Price to users (yuan a month)").scale(across)
    developer = alt.Y(
        "developer_price:Q", title="Price to developers (1,000 yuan a month)"
    ).scale(upright)
    colours = [_LOSS, *RAMP[1:]]
    cells = (
        alt.Chart(alt.NamedData("surface"))
        .mark_rect()
        .encode(
            x=user,
            x2=alt.X2("user_end:Q"),
            y=developer,
            y2=alt.Y2("developer_end:Q"),
            color=alt.Color("part:Q", title="Profit (% of the most possible)")
            .scale(type="threshold", domain=list(CLASSES), range=colours)
            .legend(
                orient="top",
                labelExpr="isFinite(datum.value) ? round(100 * datum.value) : ''",
                titleLimit=240,
            ),
        )
    )
    points = (
        alt.Chart(alt.NamedData("plans"))
        .mark_point(size=150, filled=True, opacity=1, stroke="white", strokeWidth=1.5)
        .encode(
            x=user,
            y=developer,
            shape=alt.Shape("plan:N", legend=None).scale(
                domain=list(PLANS), range=["circle", "diamond", "square"]
            ),
            fill=alt.Fill("plan:N", legend=None).scale(
                domain=list(PLANS), range=[OCHRE, INK, GREEN]
            ),
            tooltip=[
                alt.Tooltip("plan:N", title="Prices"),
                alt.Tooltip("user_price:Q", title="Users (yuan)", format=".1f"),
                alt.Tooltip(
                    "developer_price:Q", title="Developers (1,000 yuan)", format=".1f"
                ),
                alt.Tooltip("users:Q", title="Users that join", format=".0%"),
                alt.Tooltip("developers:Q", title="Developers that join", format=".0%"),
            ],
        )
    )
    free = alt.Chart().mark_rule(color=QUIET_INK, strokeDash=[3, 3])
    return alt.LayerChart(
        layer=[
            cells,
            free.encode(x=alt.XDatum(0)),
            free.encode(y=alt.YDatum(0)),
            points,
        ],
        width=300,
        height=290,
    )


def _accounts() -> alt.LayerChart:
    part = alt.Y("part:N", title=None, sort=list(PARTS.values())).axis(labelLimit=120)
    amount = alt.X("amount:Q", title="Million yuan a month")
    amount = amount.scale(domain=list(AMOUNTS), nice=False).axis(tickCount=5)
    plan = alt.YOffset("plan:N", sort=list(PLANS))
    base = alt.Chart(alt.NamedData("shares"))
    bars = base.mark_bar(cornerRadius=0).encode(
        x=amount,
        y=part,
        yOffset=plan,
        color=alt.Color("plan:N", title=None)
        .scale(domain=list(PLANS), range=[OCHRE, INK, GREEN])
        .legend(orient="top", columns=1, symbolType="square"),
        tooltip=[
            alt.Tooltip("part:N", title="What"),
            alt.Tooltip("plan:N", title="Prices"),
            alt.Tooltip("amount:Q", title="Million yuan a month", format=".0f"),
        ],
    )
    labels = base.mark_text(align="left", dx=4, fontSize=11).encode(
        x=alt.X("right:Q"),
        y=part,
        yOffset=plan,
        text=alt.Text("amount:Q", format=".0f"),
    )
    zero = alt.Chart().mark_rule(color=QUIET_INK).encode(x=alt.XDatum(0))
    return alt.LayerChart(layer=[bars, zero, labels], width=260, height=260)


def _cells(surface: pd.DataFrame, step: float) -> Rows:
    """Return the map's cells; those of one colour side by side become one."""
    users, developers, parts = (
        surface[name].to_numpy() for name in ("user_price", "developer_price", "part")
    )
    order = np.lexsort((users, developers))
    users, developers, parts = users[order], developers[order], parts[order].round(3)
    colour = np.searchsorted(CLASSES, parts, side="right")
    ends = (np.diff(colour) != 0) | (np.diff(developers) != 0)
    first, last = np.append([True], ends), np.append(ends, [True])
    half = step / 2
    cells = {
        "user_price": users[first] - half,
        "user_end": users[last] + half,
        "developer_price": developers[first] - half,
        "developer_end": developers[first] + half,
        "part": parts[first],
    }
    content = zip(*(column.tolist() for column in cells.values()), strict=True)
    return [dict(zip(cells, cell, strict=True)) for cell in content]


def _points(plans: pd.DataFrame) -> Rows:
    names = ["plan", "user_price", "developer_price", "users", "developers"]
    return records(plans[names])


def _bars(plans: pd.DataFrame) -> Rows:
    return [
        {
            "plan": row["plan"],
            "part": said,
            "amount": row[name],
            "right": max(row[name], 0.0),
            "label": _whole(row[name]),
        }
        for row in records(plans)
        for name, said in PARTS.items()
    ]


def _in_words(plans: pd.DataFrame) -> str:
    said = "; ".join(
        f"{row['plan']}: {row['user_price']:.1f} yuan to users, "
        f"{row['developer_price']:.1f} thousand to developers, profit "
        f"{_whole(row['profit'])}, users keep {_whole(row['users_keep'])}, "
        f"developers keep {_whole(row['developers_keep'])} million yuan a month"
        for row in records(plans)
    )
    return f"A store between users and developers. {said}.".replace("-", "−")


def _whole(amount: float) -> str:
    """Return an amount without decimals, with a true minus sign."""
    return f"{round(amount) or 0}".replace("-", "−")
