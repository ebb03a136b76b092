"""Who pays for an application store: lesson 14's second explorer."""

from dataclasses import replace

import altair as alt
import numpy as np
import pandas as pd

from nqpf.charts.store import DEVELOPER_PRICES, PLANS, USER_PRICES, store_board
from nqpf.explorers.frame import Explorer, Slider, explorer
from nqpf.models.pricing import best_prices
from nqpf.models.store import Store, accounts, surface

STEP = 4.0
"""Of the map's grid (yuan and 1,000 yuan a month)."""

USERS, DEVELOPERS = (
    np.arange(low, high, STEP) + STEP / 2
    for low, high in (USER_PRICES, DEVELOPER_PRICES)
)
"""Middles of the map's cells (yuan and 1,000 yuan a month)."""

QUESTION = (
    "Who should pay for an application store: the users, the developers, or both?"
)

NOTICE = (
    (
        "At the start both sides pay what a seller would ask who sees each side by "
        "itself. The store that earns most lets users in for nothing, even pays them "
        "0.6 yuan, and asks more of developers: one user more is worth more to them "
        "than to the store's till."
    ),
    (
        "Exchange who needs whom: let applications be worth 50 to a user and users "
        "20 to a developer. Now users pay 15.6 and developers less than by "
        "themselves. No cost changed, and nobody became richer; who brings what to "
        "whom did."
    ),
    (
        "If neither side is worth anything to the other (both sliders at 0), each "
        "price is that of a seller who sees one side: 7.5 and 30."
    ),
    (
        "Prices that serve all best, as long as the store makes no loss, are lower on "
        "both sides at the start, and more of both join. The most profitable store "
        "is too small, though its users may come for nothing."
    ),
    (
        "A price too high on one side empties the other. At the start raise the "
        "price to users to 30: no user comes, and a third of the developers leave, "
        "whose own price is what it was."
    ),
)


def explore_store() -> Explorer:
    """Open the explorer of the store's two prices.

    Examples
    --------
    >>> explore_store().values["user_price"]
    8
    """
    return explorer(
        store_view,
        question=QUESTION,
        controls={
            "user_price": Slider(
                label="Price to users",
                start=8,
                low=-30,
                high=50,
                step=1,
                unit="yuan a month",
            ),
            "developer_price": Slider(
                label="Price to developers",
                start=30,
                low=0,
                high=60,
                step=1,
                unit="thousand yuan a month",
            ),
            "to_user": Slider(
                label="What all applications are worth to a user",
                start=20,
                low=0,
                high=55,
                step=5,
                unit="yuan a month",
            ),
            "to_developer": Slider(
                label="What all users are worth to a developer",
                start=50,
                low=0,
                high=55,
                step=5,
                unit="thousand yuan a month",
            ),
        },
        notice=NOTICE,
    )


def store_view(
    *,
    user_price: float,
    developer_price: float,
    to_user: float,
    to_developer: float,
) -> alt.HConcatChart:
    """Draw where your prices lie among all others.

    Parameters
    ----------
    user_price
        Yuan a month; negative if users are paid.
    developer_price
        1,000 yuan a month.
    to_user
        What all applications are worth to a user (yuan a month).
    to_developer
        What all users are worth to a developer (1,000 yuan a month).
    """
    start = Store()
    store = Store(
        users=replace(start.users, gain=float(to_user)),
        developers=replace(start.developers, gain=float(to_developer)),
    )
    prices = (
        (float(user_price), float(developer_price)),
        best_prices(store),
        best_prices(store, goal="worth without loss"),
    )
    known = accounts(
        np.array([user for user, _ in prices]),
        np.array([developer for _, developer in prices]),
        store,
    )
    plans = pd.DataFrame(
        {
            "plan": PLANS,
            "user_price": [user for user, _ in prices],
            "developer_price": [developer for _, developer in prices],
            **known,
        }
    )
    every = surface(store, user_prices=USERS, developer_prices=DEVELOPERS)
    every["part"] = every["profit"] / float(known["profit"][1])
    return store_board(every, plans, step=STEP)
