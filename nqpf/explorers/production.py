"""Combining the elements of production: lesson 04's explorer.

The same resources, combined better, against more of them. Prices stand at the
weights, so that the best mix is the balanced one, and the gain from combining
better is the gap between two means of what there is.
"""

import altair as alt
import numpy as np
import pandas as pd

from nqpf.charts.production import WAYS, combination_board
from nqpf.explorers.frame import Explorer, Slider, explorer
from nqpf.models.production import (
    ELEMENTS,
    Combination,
    output,
    recombine,
    responses,
)

SHARES = (0.5, 0.3, 0.2)
"""Weights of labourers, means and objects of labour (no unit; stylised)."""

MORE, DOUBLE, MEANS = 0.1, 2.0, 1
"""A tenth more; twice as much; the place of the means of labour."""

MULTIPLES = np.exp2(np.linspace(-1, 1, 21))
"""By how much one element is changed (no unit): from half to twice."""

QUESTION = (
    "From which elasticity of substitution on is a tenth more of everything worth more "
    "than a better combination of what there is?"
)

NOTICE = (
    (
        "At the start there is too much of the means of labour for too few labourers. "
        "Doubling the means raises cost by 48 % and output by 5.3 %; combining what is "
        "there better raises output by 16.8 % at no cost."
    ),
    (
        "Move the elasticity of substitution: the output of a balanced mix does not "
        "depend on it. It only says how much an unbalanced one loses."
    ),
    (
        "At zero the scarcest element alone decides. More of any other does nothing, "
        "and its line is flat to the right: a bottleneck."
    ),
    (
        "A tenth more of each is always 10 %, however well or badly they are combined. "
        "Growth by input leaves the loss from a bad mix where it was."
    ),
    (
        "The balance at 100 : 100 : 100 follows from prices that we set, and how far "
        "one element replaces another is an assumption here; for a province neither "
        "stands in a table. Whether an economy has one such function is disputed."
    ),
)


def explore_elements() -> Explorer:
    """Return the explorer of lesson 04.

    Examples
    --------
    >>> explore_elements().values["substitution"]
    0.4
    """
    names = [f"{english} {chinese}" for english, chinese in ELEMENTS.items()]
    starts = {"labourers": 70, "means": 160, "objects": 80}
    amounts = {
        key: Slider(
            label=name[0].upper() + name[1:],
            start=start,
            low=20,
            high=200,
            step=5,
            unit="(balanced: 100)",
        )
        for name, (key, start) in zip(names, starts.items(), strict=True)
    }
    return explorer(
        elements_view,
        question=QUESTION,
        controls={
            **amounts,
            "substitution": Slider(
                label="Elasticity of substitution",
                start=0.4,
                low=0.0,
                high=3.0,
                step=0.1,
            ),
        },
        notice=NOTICE,
    )


def elements_view(
    *, labourers: float, means: float, objects: float, substitution: float
) -> alt.HConcatChart:
    """Draw what a mix yields, and what three ways to more would.

    Parameters
    ----------
    labourers, means, objects
        Amounts of the three elements (index, balanced = 100).
    substitution
        Elasticity of substitution between any two (no unit, at least 0).
    """
    technology = Combination(shares=SHARES, substitution=substitution)
    amounts = np.array([labourers, means, objects]) / 100
    doubled = np.where(np.arange(len(amounts)) == MEANS, DOUBLE, 1) * amounts
    better = recombine(amounts, technology, prices=SHARES)
    mixes = np.array([amounts, doubled, (1 + MORE) * amounts, better])
    ways = pd.DataFrame({"way": list(WAYS), "output": output(mixes, technology)})
    lines = responses(amounts, technology, multiples=MULTIPLES)
    names = pd.Series(list(ELEMENTS))
    return combination_board(ways, lines.assign(element=lines["element"].map(names)))
