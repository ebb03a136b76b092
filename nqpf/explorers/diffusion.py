"""A beginning that fits three futures: lesson 09's explorer."""

import altair as alt
import numpy as np
import pandas as pd

from nqpf.charts.diffusion import diffusion_board
from nqpf.explorers.frame import Explorer, Slider, explorer
from nqpf.models.adoption import scattered
from nqpf.models.diffusion import Bass, Push, adopted, yearly
from nqpf.models.forecast import FUTURES, fit

MARKET, FIRMS = 100.0, 300.0
"""The true market, and all firms that there are (thousand)."""

PUSH_YEARS, YEARS = 6, 30
"""How long a push lasts, and how far the picture goes (years)."""

SCATTER, SEED = 0.05, 11
"""Scatter of yearly adopters (logarithmic fraction), and which luck."""

BUSIEST = 60.0
"""The end of the axis of yearly adopters (thousand firms a year)."""

QUESTION = (
    "How many years must you watch before the data tell a market of 100 thousand "
    "firms from one of 300?"
)

NOTICE = (
    (
        "With the sliders as they start, the data cannot exclude that all 300 thousand "
        "firms adopt until the tenth year. Adoption is fastest in the fourteenth."
    ),
    (
        "The best fit is no refuge. After six years it says 48 thousand firms, a year "
        "later 219; the truth is 100 all the time. Look at the range, not at the line "
        "in it."
    ),
    (
        "A policy push brings adoption forward: with two points, 62 thousand firms "
        "instead of 25 have adopted after ten years. After thirty years it is the same "
        "100 thousand with or without it."
    ),
    (
        "Set the push to two points and watch seven years. The range is narrow now, "
        "and it does not contain the truth: when the push ends adoption drops, and "
        "the drop looks like the end of the market. The range is only as good as the "
        "model behind it."
    ),
    (
        "Article A calls generative AI 极易扩散和广泛应用 (extremely easy to spread "
        "and to apply widely; lines 94–95) and gives no series. Early years of one "
        "would fit a small market and a large one; and a curve that fits is no "
        "evidence that imitation drives it."
    ),
)


def explore_diffusion() -> Explorer:
    """Open the explorer of diffusion.

    Examples
    --------
    >>> explore_diffusion().values["seen"]
    7
    """
    return explorer(
        diffusion_view,
        question=QUESTION,
        controls={
            "innovation": Slider(
                label="Innovators: adopt by themselves",
                start=0.5,
                low=0.2,
                high=3.0,
                step=0.1,
                unit="% a year",
            ),
            "imitation": Slider(
                label="Imitators: adopt because others have",
                start=30,
                low=20,
                high=60,
                step=5,
                unit="% a year",
            ),
            "push": Slider(
                label=f"Policy push in the first {PUSH_YEARS} years",
                start=0.0,
                low=0.0,
                high=4.0,
                step=0.5,
                unit="points more innovators",
            ),
            "seen": Slider(
                label="Years that you have seen",
                start=7,
                low=5,
                high=25,
                step=1,
                unit="years",
            ),
        },
        notice=NOTICE,
    )


def diffusion_view(
    *, innovation: float, imitation: float, push: float, seen: int, seed: int = SEED
) -> alt.HConcatChart:
    """Draw what has been seen, the futures that fit it, and the truth.

    Parameters
    ----------
    innovation, imitation
        Adoption on one's own account, and because others have (per cent a year).
    push
        What a policy adds to innovation in the first years (percentage points).
    seen
        Years seen.
    seed
        Which luck the yearly adopters have.
    """
    bass = Bass(market=MARKET, innovation=innovation / 100, imitation=imitation / 100)
    policy = Push(strength=push / 100, years=PUSH_YEARS)
    table = yearly(bass, years=YEARS, push=policy)
    luck = np.random.default_rng(seed)
    known = table.assign(adopters=scattered(table, random=luck, scatter=SCATTER))
    known = known.assign(adopted=known["adopters"].cumsum()).iloc[:seen]
    found = fit(known["adopters"], most=FIRMS)
    times = np.arange(YEARS + 1)
    fits = (found.smallest, found.best, found.largest)
    totals = [adopted(times, each) for each in fits]
    totals.append(adopted(times, bass, push=policy))
    curves = pd.DataFrame(
        {
            "future": np.repeat([*FUTURES, "truth"], len(times)),
            "market": np.repeat([*(each.market for each in fits), MARKET], len(times)),
            "year": np.tile(times, len(totals)),
            "adopted": np.concatenate(totals),
            "adopters": np.diff(totals, prepend=0.0).ravel(),
        }
    )
    return diffusion_board(
        known,
        curves,
        market=MARKET,
        largest=FIRMS,
        busiest=BUSIEST,
    )
