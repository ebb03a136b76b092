"""An index maker: lesson 07's explorer.

Sixteen fictional cities whose technology is known are ranked by an index. What the
learner changes is not the cities but the index: its weights, its indicators, a sign,
a number.
"""

from functools import partial
from typing import Any

import altair as alt
import pandas as pd

from nqpf.charts.composite import rank_board
from nqpf.explorers.frame import Choice, Details, Explorer, Slider, Switch, explorer
from nqpf.models.composite import (
    Direction,
    Recipe,
    add,
    contributions,
    normalise,
    weigh,
)
from nqpf.models.province import INDICATORS, Province, simulate
from nqpf.models.robustness import Doubt, agreement, rank_intervals, ranks

YEAR = 12
"""The year that is ranked."""

CHEAT = "Foxferry"
"""The city whose patents may be reported wrongly."""

NONE = "none"

RECIPES = {
    "equal": Recipe(weighting="equal"),
    "entropy": Recipe(weighting="entropy"),
    "topsis": Recipe(weighting="entropy", adding="topsis"),
}

NAMES = {
    "tertiary_share": "tertiary education",
    "researchers": "researchers",
    "rd_share": "spending on R&D",
    "patents": "invention patents",
    "robots": "robots",
    "digital_share": "digital economy",
    "energy_intensity": "energy use",
    "clean_share": "clean electricity",
}
"""What a learner reads for each indicator."""

HEAVIEST = 0.4
"""The end of the axis of weights (fraction), wide enough for every choice."""

QUESTION = "Which cities keep their rank whatever the index maker chooses?"

NOTICE = (
    (
        "As long as the numbers are right, two of the sixteen keep their rank through "
        "every choice that you can make here: Amberfen is first and Mulberry Gate "
        "last. Cranebridge can be made 2nd or 14th."
    ),
    (
        "One wrong sign, on one indicator of eight, moves the cities farther than the "
        "step from equal to entropy weights. No formula notices it."
    ),
    (
        "Entropy gives patents the most weight because they differ most between "
        "cities. Nobody asked whether they matter: in this province they follow "
        "technology less closely than spending on R&D does."
    ),
    (
        "Multiply Foxferry's patents by 20. With equal weights it stays 15th or moves "
        "up a little; with entropy weights and TOPSIS it is first. A wrong number is "
        "dispersion, and dispersion is what entropy rewards."
    ),
    (
        "The light bars are the honest answer: the ranks that a city takes in nine of "
        "ten indices made from other indicators and other weights. In the middle of "
        "the table they cover half of it."
    ),
)


def explore_index(province: Province | None = None) -> Explorer:
    """Open the index maker.

    Parameters
    ----------
    province
        Which stylised province; the course's own unless given.

    Examples
    --------
    >>> explore_index().values["recipe"]
    'equal'
    """
    cities = cities_of(province or Province())
    without = {name: f"without {said}" for name, said in NAMES.items()}
    return explorer(
        partial(index_view, cities),
        question=QUESTION,
        controls={
            "recipe": Choice(
                label="Weights",
                start="equal",
                options={
                    "equal": "equal weights",
                    "entropy": "entropy weights",
                    "topsis": "entropy weights, TOPSIS",
                },
            ),
            "without": Choice(
                label="Indicators",
                start=NONE,
                options={NONE: "all eight", **without},
            ),
            "wrong_sign": Switch(label="Take more energy use for better", start=False),
            "factor": Slider(
                label=f"{CHEAT}'s patents, reported",
                start=1,
                low=1,
                high=20,
                step=1,
                unit="times the truth",
            ),
        },
        notice=NOTICE,
        details=Details(show=partial(city_details, cities), field="city", label="City"),
    )


def cities_of(province: Province) -> pd.DataFrame:
    """Return the cities in the year that is ranked.

    With their indicators, true technology (`tfp`) and the rank before anything is
    chosen (`reference`).
    """
    rows = simulate(province).query("year == @YEAR").set_index("city")
    cities = rows[["tfp", *NAMES]]
    index = _indexed(cities, recipe="equal", without=NONE, wrong_sign=False, factor=1)[
        2
    ]
    return cities.assign(reference=ranks(index))


def index_view(
    cities: pd.DataFrame, *, recipe: str, without: str, wrong_sign: bool, factor: int
) -> alt.HConcatChart:
    """Draw the ranks that some choices give, and the weights behind them.

    Parameters
    ----------
    cities
        As `cities_of` gives them.
    recipe
        "equal", "entropy" or "topsis".
    without
        The indicator that is left out, or "none".
    wrong_sign
        Whether more use of energy is taken for better.
    factor
        What the patents of one city are multiplied by.
    """
    scores, weights, index = _indexed(
        cities, recipe=recipe, without=without, wrong_sign=wrong_sign, factor=factor
    )
    places = rank_intervals(scores, weights, doubt=Doubt(), how=RECIPES[recipe].adding)
    places["reference"] = cities["reference"]
    shown = weights.rename_axis("indicator").reset_index()
    return rank_board(
        places.reset_index(),
        shown,
        agreement=agreement(index, cities["tfp"]),
        names=NAMES,
        highest=HEAVIEST,
    )


def city_details(
    cities: pd.DataFrame,
    row: dict[str, Any],
    **chosen: Any,  # noqa: ANN401
) -> pd.DataFrame:
    """Return what a city's index is made of, indicator by indicator."""
    scores, weights, _ = _indexed(cities, **chosen)
    city, names = str(row["city"]), [str(name) for name in scores.columns]
    parts = contributions(scores, weights).loc[city]
    values = _reported(cities, **chosen).loc[city, names]
    table = pd.DataFrame(
        {
            "Indicator": [NAMES[name] for name in names],
            "Value": [f"{value:.2f}" for value in values],
            "Score (0 to 1)": [f"{score:.2f}" for score in scores.loc[city]],
            "Weight": [f"{100 * weight:.1f} %" for weight in weights],
            "Score × weight": [f"{part:.3f}" for part in parts],
        }
    )
    table.attrs["caption"] = f"{city}: score × weight adds up to {parts.sum():.3f}"
    return table


def _indexed(
    cities: pd.DataFrame, *, recipe: str, without: str, wrong_sign: bool, factor: int
) -> tuple[pd.DataFrame, "pd.Series[float]", "pd.Series[float]"]:
    """Return scores, weights and the index."""
    directions: dict[str, Direction] = {
        each.name: each.better for each in INDICATORS if each.name != without
    }
    if wrong_sign and "energy_intensity" in directions:
        directions["energy_intensity"] = "more"
    scores = normalise(_reported(cities, factor=factor), directions=directions)
    weights = weigh(scores, how=RECIPES[recipe].weighting)
    return scores, weights, add(scores, weights, how=RECIPES[recipe].adding)


def _reported(cities: pd.DataFrame, *, factor: int, **_: object) -> pd.DataFrame:
    wrong = cities["patents"].where(cities.index != CHEAT, factor * cities["patents"])
    return cities.assign(patents=wrong)
