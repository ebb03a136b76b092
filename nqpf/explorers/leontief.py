"""Take an industry out of the chain, and see who stops (lesson 12)."""

from functools import cache

import altair as alt

from nqpf.charts.leontief import chain_board
from nqpf.explorers.frame import Choice, Explorer, Slider, explorer
from nqpf.models.disruption import Shock, disrupt, rank
from nqpf.models.leontief import Accounts, accounts
from nqpf.models.sectors import SECTORS, Economy, simulate

QUESTION = "Which industry stops the most others, and can its size tell you?"

NOTICE = (
    (
        "At the start future industries are gone and nobody else stops: they make "
        "1.7 % of output, and with the orders that their suppliers lose all lose 4 %. "
        "Call an input essential from 4 % of costs on instead of 5 %, and every sector "
        "stops. Nothing in the table tells you which of the two is right."
    ),
    (
        "What stops all the others is one link: inputs from future industries make "
        "4.2 % of the costs of emerging ones, and all others need the emerging ones, "
        "directly or by way of a customer."
    ),
    (
        "Let everything be bought elsewhere (100 %), and only suppliers lose, for want "
        "of orders. That is the extraction of the textbooks. Traditional "
        "manufacturing, not the largest sector, then costs most, because it buys most "
        "from others."
    ),
    (
        "Essential from 4 % on, with half of what is missing bought elsewhere, the "
        "want of inputs halves with each step: a half is missing in emerging "
        "industries, a quarter where they are needed, an eighth beyond."
    ),
    (
        "Where everything can be bought elsewhere, a larger sector mostly costs more. "
        "Where nothing can, and inputs count from 4 % on, the smallest costs as much "
        "as the largest: all there is."
    ),
)


def explore_chain() -> Explorer:
    """Open the explorer of a chain of industries.

    Examples
    --------
    >>> explore_chain().values["sector"]
    'future industries'
    """
    return explorer(
        chain_view,
        question=QUESTION,
        controls={
            "sector": Choice(
                label="Industry that is hit",
                start="future industries",
                options={
                    sector: f"{sector} {chinese}" for sector, chinese in SECTORS.items()
                },
            ),
            "lost": _percent("What it can no longer make", 100, low=10, step=10),
            "substitution": _percent("Bought elsewhere instead", 0, low=0, step=10),
            "essential_from": Slider(
                label="An input is essential from",
                start=5,
                low=1,
                high=25,
                step=1,
                unit="% of costs",
            ),
        },
        notice=NOTICE,
    )


def chain_view(
    *, sector: str, lost: int, substitution: int, essential_from: int
) -> alt.HConcatChart:
    """Draw what a hit on a sector does to all.

    Parameters
    ----------
    sector
        The one that is hit.
    lost
        How much of what it makes it can no longer make (%).
    substitution
        How much of a missing input can be bought elsewhere (%).
    essential_from
        Cost share from which an input is essential (% of output).
    """
    shock = Shock(
        lost=lost / 100,
        substitution=substitution / 100,
        essential_from=essential_from / 100,
    )
    known = _known()
    return chain_board(disrupt(known, sector, shock), rank(known, shock), sector=sector)


def _percent(label: str, start: int, *, low: int, step: int) -> Slider:
    return Slider(label=label, start=start, low=low, high=100, step=step, unit="%")


@cache
def _known() -> Accounts:
    """Return the course's stylised table; never changed."""
    return accounts(simulate(Economy()))
