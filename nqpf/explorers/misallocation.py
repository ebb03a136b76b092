"""Removing wedges one by one: lesson 06's explorer.

Five hundred stylised firms, three wedges. Where cheap land makes up for dear credit,
taking the land away alone sends resources to the wrong firms.
"""

from functools import lru_cache

import altair as alt
import numpy as np
import numpy.typing as npt
import pandas as pd

from nqpf.charts.misallocation import WHEN, WIDEST, reform_board
from nqpf.explorers.frame import Explorer, Slider, explorer
from nqpf.models.firms import Firms, draw
from nqpf.models.misallocation import WEDGES, best_tfp, reform, reform_paths, tfp

EDGES = np.geomspace(1 / WIDEST, WIDEST, 18)
"""Ends of the classes of revenue productivity (whole industry = 1), 1 in a middle."""

STEPS = 10
"""Into how many steps each line is cut: those of the sliders."""

QUESTION = (
    "Which wedge's removal gains most, and when does removing one wedge leave less "
    "output than before?"
)

NOTICE = (
    (
        "At the start cheap land goes to firms whose credit is dear. Removing the land "
        "wedge alone takes that help away: output falls from 80.1 % to 78.2 % of what "
        "is possible. One distortion less is not always better."
    ),
    (
        "Remove financing and entry first, and the line of land turns upwards. Nothing "
        "about land has changed; there is nothing left for it to make up for."
    ),
    (
        "Move the last slider to the right. Where the same firms get cheap credit and "
        "cheap land, every line rises from the start. Privilege is easier to reform "
        "than compensation."
    ),
    (
        "Financing gains most here, because capital has a larger share than land and "
        "its wedge is the widest. That is how these firms were drawn, and no finding "
        "about any province."
    ),
    (
        "At the start most firms stand to the right of 1: the few on the left hold "
        "over a third of all labour. Without wedges all earn the same per input, "
        "however much they differ in productivity."
    ),
    (
        "On the way there a third of all labour changes firms, and 159 of 500 firms "
        "shrink: someone will object."
    ),
)


def explore_wedges(firms: Firms | None = None) -> Explorer:
    """Open the explorer of misallocation.

    Parameters
    ----------
    firms
        Which stylised firms; the course's own unless given. Their `land_follows`
        is where the last slider starts, to the nearest tenth.

    Examples
    --------
    >>> explore_wedges().values["financing"]
    0
    """
    chosen = firms or Firms()
    removals = {
        wedge: Slider(
            label=f"{label} removed", start=0, low=0, high=100, step=10, unit="%"
        )
        for wedge, label in zip(
            WEDGES, ("Financing wedge", "Land wedge", "Entry wedge"), strict=True
        )
    }
    return explorer(
        lambda **values: wedges_view(chosen, **values),
        question=QUESTION,
        controls={
            **removals,
            "land_follows": Slider(
                label="Cheap land goes to firms with dear (−) or cheap (+) credit",
                start=float(np.clip(round(chosen.land_follows, 1), -0.9, 0.9)),
                low=-0.9,
                high=0.9,
                step=0.1,
                unit="(correlation)",
            ),
        },
        notice=NOTICE,
    )


def wedges_view(
    firms: Firms, *, financing: float, land: float, entry: float, land_follows: float
) -> alt.HConcatChart:
    """Draw what a reform brings, and what each further step would.

    Parameters
    ----------
    firms
        What is true of the firms but for `land_follows`.
    financing, land, entry
        Share of each wedge's logarithm that is removed (%, 0 to 100).
    land_follows
        Correlation of the land wedge with the lack of connections, which financing
        follows closely (no unit, -1 to 1).
    """
    before = _drawn(firms, land_follows)
    removed = {"financing": financing / 100, "land": land / 100, "entry": entry / 100}
    after = reform(before, firms.industry, removed=removed)
    paths = reform_paths(before, firms.industry, removed=removed, steps=STEPS)
    now = tfp(before, firms.industry, removed=list(removed.values()))
    possible = now / best_tfp(before, firms.industry)
    reached = pd.DataFrame(
        {"wedge": WEDGES, "removed": removed.values(), "of_possible": possible}
    )
    spread = pd.DataFrame(
        {
            "when": np.repeat(list(WHEN), len(EDGES) - 1),
            "low": np.tile(EDGES[:-1], len(WHEN)),
            "high": np.tile(EDGES[1:], len(WHEN)),
            "firms": np.concatenate([_counted(before), _counted(after)]),
        }
    )
    return reform_board(paths, reached, spread, moved=_moved(before, after))


_NOTHING = 1e-9
"""What rounding may leave of no change in labour (index)."""


@lru_cache(maxsize=64)
def _drawn(firms: Firms, land_follows: float) -> pd.DataFrame:
    """Return the firms at another correlation; never changed."""
    names = Firms.__dataclass_fields__
    kept = {name: getattr(firms, name) for name in names if name != "land_follows"}
    return draw(Firms(**kept, land_follows=land_follows))


def _counted(table: pd.DataFrame) -> npt.NDArray[np.intp]:
    """Count firms by revenue productivity; the outermost classes hold all beyond."""
    within = table["revenue_productivity"].to_numpy().clip(EDGES[0], EDGES[-1])
    counted, _ = np.histogram(within, bins=EDGES)
    return counted


def _moved(before: pd.DataFrame, after: pd.DataFrame) -> str:
    """Say how much labour changes firms, and how many firms shrink."""
    labour = before["labour"].to_numpy()
    change = after["labour"].to_numpy() - labour
    moved = 100 * change.clip(min=0).sum() / labour.sum()
    shrink = int((change < -_NOTHING).sum())
    return f"{moved:.0f} % of labour moves; {shrink} firms shrink."
