"""Lines told apart twice: by a colour and, for eyes or printers without it, a dash."""

from collections.abc import Iterable, Sequence
from itertools import cycle, islice
from typing import Literal, TypeAlias

import altair as alt

Place: TypeAlias = Literal["top", "top-left"]

SOLID, DASHED, DOTTED, MIXED = (1, 0), (6, 3), (2, 3), (8, 2, 2, 2)

DASHES: tuple[tuple[int, ...], ...] = (SOLID, DASHED, DOTTED, MIXED)
"""The dashes of the first, second, third and fourth line (pixels on, off, …)."""


def strokes(  # noqa: PLR0913 - a legend's few settings
    field: str,
    names: Iterable[str],
    colours: Iterable[str],
    dashes: Iterable[Sequence[int]] = DASHES,
    *,
    title: str | None = None,
    where: Place = "top",
    columns: int = 0,
) -> dict[str, alt.Color | alt.StrokeDash]:
    """Return a colour and a dash for each name, with one legend for both.

    Parameters
    ----------
    field
        The column that names the lines.
    names
        The lines, in the order of the legend.
    colours, dashes
        One for each name; any further ones are left over. Dashes that run out begin
        again.
    title
        Of the legend.
    where
        Above the plot, or in its upper left corner.
    columns
        Of the legend; 0 puts all names in one row.

    Examples
    --------
    >>> looks = strokes("city", ["Amberfen", "Foxferry"], ["#0545BF", "#CC860A"])
    >>> looks["strokeDash"].to_dict()["scale"]
    {'domain': ['Amberfen', 'Foxferry'], 'range': [[1, 0], [6, 3]]}
    """
    domain = list(names)
    legend = alt.Legend(
        orient=where,
        title=title,
        columns=columns or alt.Undefined,
        symbolType="stroke",
        symbolSize=400,
        symbolStrokeWidth=3,
        labelLimit=260,
    )
    colour = alt.Scale(domain=domain, range=list(colours)[: len(domain)])
    round_and_round = islice(cycle(list(each) for each in dashes), len(domain))
    dash = alt.Scale(domain=domain, range=list(round_and_round))
    return {
        "color": alt.Color(f"{field}:N", scale=colour, legend=legend),
        "strokeDash": alt.StrokeDash(f"{field}:N", scale=dash, legend=legend),
    }
