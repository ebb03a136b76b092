"""Science or application: lesson 08's second explorer."""

from functools import lru_cache

import altair as alt
import numpy as np
import pandas as pd

from nqpf.charts.research import science_board
from nqpf.explorers.frame import Explorer, Slider, explorer
from nqpf.models.research import Research, best_share, path, totals

SOON, LATE, YEARS = 5, 30, 40
"""The two horizons, and how far a path is drawn (years)."""

MOST = 0.6
"""The largest share that can be chosen (fraction)."""

QUESTION = "Which share for science is best after five years, and which after thirty?"

NOTICE = (
    (
        "With the sliders as they start, after five years the best share is none at "
        "all, and after thirty it is 23 %. Both are right, each for its horizon."
    ),
    (
        "Every rise of the share costs output at once: application shrinks today, and "
        "knowledge comes only after the lag. Whoever is judged after five years will "
        "not begin."
    ),
    (
        "The longer the lag, the less science is best after thirty years. In the long "
        "run the lag does not matter: the best share is then the elasticity itself, "
        "if no knowledge comes from outside."
    ),
    (
        "With much knowledge from outside a firm does best to do hardly any science. "
        "If every firm reckons so, the outside dries up. And using what others found "
        "takes science of one's own, which this model leaves out."
    ),
    (
        "Article A asks for 合理比例 (a reasonable ratio; line 48) and for firms to "
        "lead more in applied research. The model agrees for short horizons and much "
        "outside knowledge; it does not know a ratio that is reasonable for all."
    ),
)


def explore_science() -> Explorer:
    """Open the explorer of science and application.

    Examples
    --------
    >>> explore_science().values["share"]
    20
    """
    return explorer(
        science_view,
        question=QUESTION,
        controls={
            "share": Slider(
                label="Share for science",
                start=20,
                low=0,
                high=round(100 * MOST),
                step=1,
                unit="% of the budget (before: 10)",
            ),
            "lag": Slider(
                label="Lag from science to knowledge",
                start=4,
                low=0,
                high=10,
                step=1,
                unit="years",
            ),
            "elasticity": Slider(
                label="Output that 1 % more knowledge adds",
                start=0.3,
                low=0.1,
                high=0.5,
                step=0.05,
                unit="%",
            ),
            "outside": Slider(
                label="Knowledge from outside",
                start=0,
                low=0,
                high=40,
                step=5,
                unit="% of the budget",
            ),
        },
        notice=NOTICE,
    )


def science_view(
    *, share: int, lag: int, elasticity: float, outside: int
) -> alt.HConcatChart:
    """Draw what a share for science does after five years and after thirty.

    Parameters
    ----------
    share
        Share for science (per cent of the budget).
    lag
        From science to knowledge (years).
    elasticity
        Output that one per cent more knowledge adds (per cent).
    outside
        Knowledge that comes from others (per cent of the budget).
    """
    research = Research(elasticity=elasticity, lag=lag, outside=outside)
    means, best = _horizons(research)
    chosen = share / 100
    return science_board(
        means,
        best,
        path(research, share=chosen, years=YEARS),
        share=chosen,
        most=MOST,
    )


_SHARES = np.linspace(0, MOST, 61)


@lru_cache(maxsize=256)
def _horizons(research: Research) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the mean output of all shares and of the best; never changed."""
    tables = [
        totals(
            research, shares=[best_share(research, years=years), *_SHARES], years=years
        ).assign(years=years)
        for years in (SOON, LATE)
    ]
    best = pd.concat([table[:1] for table in tables])
    means = pd.concat([table[1:] for table in tables])
    return means, best
