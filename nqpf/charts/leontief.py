"""Charts of the chain: who stops when a sector is hit, linkages and heavy links.

Each takes tables from `nqpf.models.leontief` or `nqpf.models.disruption` and computes
nothing but where to draw.
"""

from functools import cache

import altair as alt
import pandas as pd

from nqpf.charts.theme import (
    INK,
    PALETTE,
    QUIET_INK,
    STYLISED,
    TOGETHER,
    describe,
    fill,
    stylised,
)

BLUE, OCHRE, GREEN, PURPLE, _, BRICK, GREY = PALETTE

CAUSES = {"own": "its own loss", "inputs": "no inputs", "orders": "no orders"}
"""Why a sector produces less: as the model names it, and as a reader does."""

_CAUSE_COLOURS = (GREY, BRICK, OCHRE)
_MEASURES = {"size": "share of output", "output": "output lost by all"}


def chain_board(
    hit: pd.DataFrame, ranking: pd.DataFrame, *, sector: str
) -> alt.HConcatChart:
    """Draw who produces how much less and why, and what each sector's loss would do.

    Parameters
    ----------
    hit
        `sector`, `before`, `own`, `inputs` and `orders` (billion yuan a year), as
        `nqpf.models.disruption.disrupt` gives them.
    ranking
        `sector`, `size` and `output` (shares of all output) and `stopped`, as
        `nqpf.models.disruption.rank` gives them.
    sector
        The one that is hit.

    Examples
    --------
    >>> from nqpf.charts.theme import description
    >>> from nqpf.models.disruption import Shock, disrupt, rank
    >>> from nqpf.models.leontief import accounts
    >>> from nqpf.models.sectors import Economy, simulate
    >>> known, shock = accounts(simulate(Economy())), Shock(essential_from=0.03)
    >>> sector = "future industries"
    >>> board = chain_board(
    ...     disrupt(known, sector, shock), rank(known, shock), sector=sector
    ... )
    >>> print(description(board)[:62])
    future industries, 1.7 % of output, is hit. All sectors togeth
    """
    losses = [
        {
            "sector": name,
            "cause": CAUSES[cause],
            "rank": place,
            "share": lost / before,
        }
        for place, cause in enumerate(CAUSES)
        for name, lost, before in zip(
            hit["sector"], hit[cause].tolist(), hit["before"].tolist(), strict=True
        )
    ]
    measured = [
        {"sector": name, "measure": words, "share": share, "chosen": name == sector}
        for measure, words in _MEASURES.items()
        for name, share in zip(
            ranking["sector"], ranking[measure].tolist(), strict=True
        )
    ]
    return fill(
        _empty_board(tuple(hit["sector"])),
        f"{_in_words(hit, ranking, sector)} {STYLISED}.",
        losses=losses,
        measured=measured,
        reach=ranking[["sector", "size", "output"]],
    )


def linkage_map(multipliers: pd.DataFrame) -> alt.LayerChart:
    """Draw whom each sector draws along, and who depends on it.

    Parameters
    ----------
    multipliers
        `sector`, `backward` and `forward` linkage (mean sector = 1), as
        `nqpf.models.leontief.multipliers` gives them.

    Examples
    --------
    >>> from nqpf.charts.theme import description
    >>> table = pd.DataFrame(
    ...     {"sector": ["farms", "mills"],
    ...      "backward": [0.9, 1.1], "forward": [1.2, 0.8]}
    ... )
    >>> print(description(linkage_map(table)))
    Linkages of sectors, the mean being 1. The strongest backward: mills (1.10); \
the strongest forward: farms (1.20).
    """
    said = "; ".join(
        f"the strongest {side}: {first['sector']} ({first[side]:.2f})"
        for side in ("backward", "forward")
        for first in [multipliers.sort_values(side).iloc[-1]]
    )
    base = alt.Chart(multipliers).encode(
        alt.X(
            "backward:Q",
            title="Backward linkage: buys from others (mean sector = 1)",
            scale=alt.Scale(zero=False, nice=False, padding=110),
        ),
        alt.Y(
            "forward:Q",
            title="Forward linkage: others buy from it (mean = 1)",
            scale=alt.Scale(zero=False, padding=20),
        ),
        tooltip=[
            "sector:N",
            alt.Tooltip("backward:Q", format=".2f"),
            alt.Tooltip("forward:Q", format=".2f"),
        ],
    )
    line = alt.Chart().mark_rule(color=QUIET_INK, strokeDash=[3, 3])
    chart = alt.LayerChart(
        layer=[
            line.encode(x=alt.XDatum(1)),
            line.encode(y=alt.YDatum(1)),
            base.mark_point(color=BLUE, size=110, opacity=1),
            base.mark_text(align="left", dx=9, color=INK).encode(text="sector:N"),
        ],
        width=540,
        height=300,
    )
    return describe(
        chart, f"Linkages of sectors, the mean being 1. {said[0].upper()}{said[1:]}."
    )


def heavy_links(links: pd.DataFrame, *, most: int = 8) -> alt.Chart:
    """Draw the links whose cut costs most, all sectors together.

    Parameters
    ----------
    links
        `seller`, `buyer`, `sold` and `loss` (billion yuan a year), the heaviest
        first, as `nqpf.models.leontief.links` gives them.
    most
        How many to draw.

    Examples
    --------
    >>> from nqpf.charts.theme import description
    >>> table = pd.DataFrame(
    ...     {"seller": ["farms"], "buyer": ["mills"], "sold": [5.0], "loss": [9.0]}
    ... )
    >>> print(description(heavy_links(table)))
    Loss of output if one link is cut, in billion yuan a year. The heaviest: farms to \
mills, 9.0, for sales of 5.0.
    """
    drawn = links.head(most)
    drawn = drawn.assign(link=drawn["seller"] + " → " + drawn["buyer"])
    first = drawn.iloc[0]
    chart: alt.Chart = (
        alt.Chart(drawn, width=330)
        .mark_bar(color=BLUE)
        .encode(
            alt.X("loss:Q", title="Loss if the link is cut (billion yuan a year)"),
            alt.Y(
                "link:N",
                title=None,
                sort=drawn["link"].tolist(),
                axis=alt.Axis(labelLimit=380),
            ),
            tooltip=[
                "seller:N",
                "buyer:N",
                alt.Tooltip("sold:Q", format=".1f"),
                alt.Tooltip("loss:Q", format=".1f"),
            ],
        )
    )
    return describe(
        chart,
        "Loss of output if one link is cut, in billion yuan a year. The heaviest: "
        f"{first['seller']} to {first['buyer']}, {first['loss']:.1f}, for sales of "
        f"{first['sold']:.1f}.",
    )


def _in_words(hit: pd.DataFrame, ranking: pd.DataFrame, sector: str) -> str:
    names = ranking["sector"].tolist()
    at = names.index(sector)
    worst = int(ranking["output"].to_numpy().argmax())
    lost = (hit["own"] + hit["inputs"] + hit["orders"]) / hit["before"]
    said = ", ".join(
        f"{name} {100 * share:.0f} %"
        for name, share in zip(hit["sector"], lost, strict=True)
    )
    return (
        f"{sector}, {100 * ranking['size'].iloc[at]:.1f} % of output, is hit. All "
        f"sectors together lose {100 * ranking['output'].iloc[at]:.0f} % of output: "
        f"{said}. The hit that would cost most is on {names[worst]}, "
        f"{100 * ranking['output'].iloc[worst]:.0f} %."
    )


@cache
def _empty_board(sectors: tuple[str, ...]) -> alt.HConcatChart:
    """Return the board without data."""
    own = alt.ScaleResolveMap(color="independent", shape="independent")
    board = alt.HConcatChart(
        hconcat=[_losses(sectors), _ranking(sectors)],
        spacing=20,
        resolve=alt.Resolve(scale=own),
        usermeta=TOGETHER,
    )
    return stylised(describe(board, "No data yet."))


def _share(title: str) -> alt.X:
    return alt.X(
        "share:Q",
        title=title,
        axis=alt.Axis(format="%", tickCount=5),
        scale=alt.Scale(domain=[0, 1], nice=False),
    )


def _losses(sectors: tuple[str, ...]) -> alt.Chart:
    """Return how much less each sector produces, by cause."""
    chart: alt.Chart = (
        alt.Chart(alt.NamedData("losses"), width=230, height=210)
        .mark_bar(cornerRadius=0)
        .encode(
            _share("Output lost (% of the sector's own)"),
            alt.Y(
                "sector:N",
                title=None,
                sort=list(sectors),
                axis=alt.Axis(labelLimit=200),
            ),
            alt.Color(
                "cause:N",
                scale=alt.Scale(
                    domain=list(CAUSES.values()), range=list(_CAUSE_COLOURS)
                ),
                legend=alt.Legend(orient="top", title=None, symbolType="square"),
            ),
            order=alt.Order("rank:Q"),
            tooltip=["sector:N", "cause:N", alt.Tooltip("share:Q", format=".1%")],
        )
    )
    return chart


def _ranking(sectors: tuple[str, ...]) -> alt.LayerChart:
    """Return each sector's size beside what a hit on it would cost all."""
    place = alt.Y("sector:N", title=None, sort=list(sectors), axis=None)
    names = list(_MEASURES.values())
    reach = (
        alt.Chart(alt.NamedData("reach"))
        .mark_rule(color=QUIET_INK)
        .encode(alt.X("size:Q"), place, x2=alt.X2("output:Q"))
    )
    dots = (
        alt.Chart(alt.NamedData("measured"))
        .mark_point(filled=True, opacity=1, stroke="white", strokeWidth=0.75)
        .encode(
            _share("If this sector is hit (% of all output)"),
            place,
            alt.Color(
                "measure:N",
                scale=alt.Scale(domain=names, range=[BLUE, BRICK]),
                legend=alt.Legend(orient="top", title=None),
            ),
            alt.Shape(
                "measure:N",
                scale=alt.Scale(domain=names, range=["circle", "diamond"]),
                legend=alt.Legend(orient="top", title=None),
            ),
            alt.Size(
                "chosen:O",
                scale=alt.Scale(type="ordinal", domain=[False, True], range=[80, 190]),
                legend=None,
            ),
            tooltip=["sector:N", "measure:N", alt.Tooltip("share:Q", format=".1%")],
        )
    )
    return alt.LayerChart(layer=[reach, dots], width=230, height=210)
