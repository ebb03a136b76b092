"""A chart taken apart, so that only what changed goes to the browser.

A chart's specification is a skeleton (marks, axes, scales) that refers to tables
by name. While a learner moves a slider the skeleton mostly stays; then the browser
keeps its living picture and only puts new rows into the tables that changed.
"""

import json
import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from altair.typing import ChartType

from nqpf.charts.theme import Rows, empty, parts

_ACCIDENTAL = re.compile(
    r"\b(?:data-[0-9a-f]{32}|(?:view|param)_(?:[0-9a-f]{16}(?:_\d+)?|\d+))\b"
)
"""Names that Altair makes from the data or from a running number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A chart in the parts that the browser can exchange one by one."""

    skeleton: str
    """The specification without its tables and description, as JSON."""
    tables: dict[str, Rows]
    """The rows of each table that the skeleton names."""
    description: str
    """What the chart shows, for those who cannot see it."""


def draw(chart: ChartType) -> Drawing:
    """Take a chart apart; charts alike but for their data get the same skeleton.

    Examples
    --------
    >>> import altair as alt
    >>> rows = [{"year": 1, "output": 1.0}]
    >>> chart = alt.Chart(alt.InlineData(values=rows)).mark_point()
    >>> draw(chart.properties(description="One point.")).tables
    {'table_1': [{'year': 1, 'output': 1.0}]}
    """
    bare, rows, text = empty(chart)
    drawn = _drawn_once(_Same(bare)) if rows else _drawn(bare)
    return Drawing(
        skeleton=drawn.skeleton, tables={**drawn.tables, **rows}, description=text
    )


def difference(before: Drawing | None, after: Drawing) -> dict[str, Any]:
    """Return what a browser that shows `before` needs in order to show `after`.

    Returns
    -------
    dict
        `description` always; `tables` that changed; `skeleton` only if it changed,
        and then all tables.
    """
    if before is None or before.skeleton != after.skeleton:
        return {
            "skeleton": after.skeleton,
            "tables": after.tables,
            "description": after.description,
        }
    changed = {
        name: rows
        for name, rows in after.tables.items()
        if rows != before.tables.get(name)
    }
    return {"tables": changed, "description": after.description}


class _Same:
    """A chart that equals another if all its parts are the very same objects.

    So it is with a chart that is built once and filled many times, as long as
    nobody changes the parts.
    """

    def __init__(self, chart: ChartType) -> None:
        self.chart = chart
        self._parts = parts(chart)  # held, so that no other object gets their ids
        self._ids = frozenset((name, id(part)) for name, part in self._parts.items())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self._ids == other._ids

    def __hash__(self) -> int:
        return hash(self._ids)


@lru_cache(maxsize=64)
def _drawn_once(same: _Same) -> Drawing:
    return _drawn(same.chart)


def _drawn(chart: ChartType) -> Drawing:
    spec = chart.to_dict(validate=False)
    tables = spec.pop("datasets", {})
    skeleton, names = _settled(json.dumps(spec))
    return Drawing(
        skeleton=skeleton,
        tables={names.get(old, old): rows for old, rows in tables.items()},
        description="",
    )


def _settled(text: str) -> tuple[str, dict[str, str]]:
    """Replace accidental names, in order of appearance, by steady ones."""
    numbers: Counter[str] = Counter()
    names: dict[str, str] = {}

    def steady(match: re.Match[str]) -> str:
        name = match[0]
        if name not in names:
            kind = "table" if name.startswith("data-") else name.split("_")[0]
            numbers[kind] += 1
            names[name] = f"{kind}_{numbers[kind]}"
        return names[name]

    return _ACCIDENTAL.sub(steady, text), names
