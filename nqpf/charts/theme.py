"""One look for every chart, and pictures that need neither network nor kernel.

Importing this module switches on the Altair theme and the renderer, both named
"nqpf". The renderer turns a chart that ends a cell into an image inside the
notebook, so it is still there when the notebook is reopened, converted or read
elsewhere; the image carries the chart's description as its text alternative.
"""

import base64
import html
from copy import copy
from typing import Any, TypeAlias, TypeVar

import altair as alt
import pandas as pd
import vl_convert
from altair.typing import ChartType

NAME = "nqpf"

PALETTE = ("#0545BF", "#CC860A", "#027D44", "#9F5693", "#2D9CE5", "#991C00", "#4D4D4D")
"""Blue, ochre, green, purple, sky, brick, grey.

In the manner of Okabe and Ito, darkened until each stands out from white at 3 : 1
or more; told apart with and without red, green or blue cones.
"""

RAMP = ("#E3ECFA", "#A9C5F0", "#6C9AE2", "#2F6BCB", "#0545BF", "#032C7A")
"""From little to much, for quantities shown as colour."""

FONTS = (
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Helvetica Neue', "
    "Arial, 'Noto Sans CJK SC', 'Noto Sans SC', 'Source Han Sans SC', 'PingFang SC', "
    "'Hiragino Sans GB', 'Microsoft YaHei', 'WenQuanYi Micro Hei', sans-serif"
)
"""Fonts for Latin letters first, then those with simplified Chinese."""

INK, QUIET_INK, LINES = "#1F2328", "#57606A", "#E4E7EB"

STYLISED = "Stylised data, not a real place"

TOGETHER = {"together": True}
"""The `usermeta` of panels that share their rows' labels: an explorer that lacks
room makes them smaller instead of stacking them."""

Rows: TypeAlias = list[dict[str, Any]]

_Chart = TypeVar("_Chart", bound=ChartType)


def describe(chart: _Chart, text: str) -> _Chart:
    """Return the chart with a description for those who cannot see it.

    Parameters
    ----------
    chart
        Any Altair chart.
    text
        What the chart shows and what stands out, in a sentence or two.

    Raises
    ------
    ValueError
        If the text is empty.

    Examples
    --------
    >>> chart = describe(alt.Chart().mark_point(), "Output against capital.")
    >>> description(chart)
    'Output against capital.'
    """
    if not text.strip():
        msg = f"text must say what the chart shows, not {text!r}"
        raise ValueError(msg)
    return _with(chart, description=text.strip())


def description(chart: ChartType) -> str:
    """Return what `describe` said of the chart.

    Raises
    ------
    ValueError
        If nothing was said.
    """
    text = _get(chart, "description")
    if not text:
        msg = "the chart has no description; give it one with describe(chart, text)"
        raise ValueError(msg)
    return str(text)


def fill(chart: _Chart, text: str, **tables: Rows | pd.DataFrame) -> _Chart:
    """Return a chart of named tables (`alt.NamedData`) with rows in them.

    Building a chart takes longer than filling it. An explorer that fills the same
    empty chart again and again follows the hand; so build that one only once.

    Parameters
    ----------
    chart
        A chart whose tables have names and no rows; it stays as it is.
    text
        What the chart now shows, as for `describe`.
    tables
        The rows of each table, by its name; what a DataFrame misses becomes null.

    Examples
    --------
    >>> bars = alt.Chart(alt.NamedData("cities")).mark_bar()
    >>> full = fill(bars, "Two cities.", cities=[{"city": "X"}, {"city": "Y"}])
    >>> full.to_dict()["datasets"]
    {'cities': [{'city': 'X'}, {'city': 'Y'}]}
    """
    contents = {
        name: table if isinstance(table, list) else records(table)
        for name, table in tables.items()
    }
    return describe(_with(chart, datasets=contents), text)


def records(table: pd.DataFrame) -> Rows:
    """Return a table as rows that JSON can hold, in a fraction of pandas' own time.

    Examples
    --------
    >>> records(pd.DataFrame({"city": ["X", None], "output": [1.5, float("nan")]}))
    [{'city': 'X', 'output': 1.5}, {'city': None, 'output': None}]
    """
    names = [str(name) for name in table.columns]
    columns = [_cells(column) for _, column in table.items()]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def empty(chart: _Chart) -> tuple[_Chart, dict[str, Rows], str]:
    """Return a chart without what `fill` gives it; its rows; its description.

    Examples
    --------
    >>> bars = alt.Chart(alt.NamedData("cities")).mark_bar()
    >>> empty(fill(bars, "A city.", cities=[{"city": "X"}]))[1:]
    ({'cities': [{'city': 'X'}]}, 'A city.')
    """
    tables, text = _get(chart, "datasets") or {}, _get(chart, "description") or ""
    bare = _with(chart, datasets=alt.Undefined, description=alt.Undefined)
    return bare, tables, str(text)


def parts(chart: ChartType) -> dict[str, object]:
    """Return the top-level properties of a chart that are set.

    Examples
    --------
    >>> parts(alt.Chart(alt.NamedData("cities"), height=100))["height"]
    100
    """
    set_ones = vars(chart)["_kwds"].items()
    return {name: value for name, value in set_ones if value is not alt.Undefined}


def stylised(chart: _Chart) -> _Chart:
    """Return the chart marked, for every reader, as showing stylised data.

    The words go under the title (or in its place) and into the description, so
    describe the chart first.

    Examples
    --------
    >>> chart = describe(alt.Chart().mark_point(), "Growth of sixteen cities.")
    >>> description(stylised(chart))
    'Growth of sixteen cities. Stylised data, not a real place.'
    """
    said = f"{description(chart)} {STYLISED}."
    return _with(chart, description=said, title=_marked(_get(chart, "title")))


def picture(spec: dict[str, Any], **_options: object) -> dict[str, str]:
    """Return a Vega-Lite specification as an image and as its description.

    This is the renderer that Altair calls.

    Parameters
    ----------
    spec
        What a chart's `to_dict()` gives.

    Returns
    -------
    dict
        Media type to content: HTML with the image inside, and plain text.
    """
    said = str(spec.get("description", "A chart without a description."))
    svg = vl_convert.vegalite_to_svg(spec, vl_version=vega_lite_version())
    source = base64.b64encode(svg.encode()).decode()
    image = (
        f'<img alt="{html.escape(said)}" style="max-width: 100%; background: white" '
        f'src="data:image/svg+xml;base64,{source}" />'
    )
    return {
        "text/html": f'<figure style="margin: 0.5em 0">{image}</figure>',
        "text/plain": said,
    }


def vega_lite_version() -> str:
    """Return the version of Vega-Lite that Altair writes and vl-convert reads.

    That is Altair's own; should vl-convert not have it, its newest of the same
    major version.

    Raises
    ------
    RuntimeError
        If vl-convert has none of that major version.
    """
    wanted = alt.SCHEMA_VERSION.removeprefix("v").split(".")
    versions = [str(v).split(".") for v in vl_convert.get_vegalite_versions()]
    if wanted[:2] in versions:
        return ".".join(wanted[:2])
    near = [version for version in versions if version[0] == wanted[0]]
    if not near:
        msg = f"vl-convert cannot draw Vega-Lite {alt.SCHEMA_VERSION}; install it anew"
        raise RuntimeError(msg)
    return ".".join(max(near, key=lambda version: [int(part) for part in version]))


def _cells(column: "pd.Series[Any]") -> list[Any]:
    """Return a column's values, those missing as None."""
    missing = column.array.isna()
    values = column.tolist()
    if not missing.any():
        return values
    return [None if gone else cell for gone, cell in zip(missing, values, strict=True)]


def _with(chart: _Chart, **properties: object) -> _Chart:
    """Return a copy of the chart with top-level properties set.

    Altair's own copies take layers apart and put them together again, which takes
    longer than all else that a slider waits for.
    """
    changed = copy(chart)
    vars(changed)["_kwds"] = vars(chart)["_kwds"] | properties
    return changed


def _get(chart: ChartType, name: str) -> Any:  # noqa: ANN401 - Altair's own type
    """Return a top-level property of the chart, or None where it is not set."""
    value = chart[name]
    return None if value is alt.Undefined else value


def _marked(title: Any) -> alt.Title:  # noqa: ANN401 - str, list, dict or Title
    """Return a title that also says that the data are stylised."""
    if not title:
        return alt.Title(
            STYLISED, color=QUIET_INK, fontSize=12, fontStyle="italic", fontWeight=400
        )
    given = title.to_dict() if isinstance(title, alt.Title) else title
    parts = dict(given) if isinstance(given, dict) else {"text": given}
    below = parts.pop("subtitle", [])
    lines = [below] if isinstance(below, str) else list(below)
    return alt.Title(**parts, subtitle=[*lines, STYLISED])


def _theme() -> alt.theme.ThemeConfig:
    """Return the settings that every chart starts from."""
    return alt.theme.ThemeConfig(
        {
            "background": "white",
            "padding": {"left": 8, "right": 12, "top": 8, "bottom": 8},
            "config": {
                "font": FONTS,
                "view": {
                    "continuousWidth": 520,
                    "continuousHeight": 300,
                    "step": 26,
                    "stroke": None,
                },
                "title": {
                    "anchor": "start",
                    "color": INK,
                    "fontSize": 15,
                    "fontWeight": 600,
                    "offset": 12,
                    "subtitleColor": QUIET_INK,
                    "subtitleFontSize": 12,
                    "subtitlePadding": 5,
                },
                "axis": {
                    "domainColor": "#8C959F",
                    "gridColor": LINES,
                    "labelColor": INK,
                    "labelFontSize": 12,
                    "labelPadding": 5,
                    "tickColor": "#8C959F",
                    "tickSize": 4,
                    "titleColor": QUIET_INK,
                    "titleFontSize": 12,
                    "titleFontWeight": 500,
                    "titlePadding": 10,
                },
                "axisLeft": {"minExtent": 34},  # so that longer numbers move nothing
                "axisBottom": {"labelFlush": False},  # the last two would collide
                "axisBand": {"grid": False, "ticks": False},
                "header": {"labelFontSize": 12, "titleFontSize": 12},
                "legend": {
                    "labelColor": INK,
                    "labelFontSize": 12,
                    "symbolSize": 90,
                    "titleColor": QUIET_INK,
                    "titleFontSize": 12,
                    "titleFontWeight": 500,
                },
                "range": {
                    "category": list(PALETTE),
                    "heatmap": list(RAMP),
                    "ramp": list(RAMP),
                },
                "mark": {"color": PALETTE[0]},
                "area": {"fillOpacity": 0.8},
                "bar": {"cornerRadiusEnd": 2},
                "line": {"strokeWidth": 2.5},
                "point": {"filled": True, "size": 60},
                "rule": {"color": INK, "strokeWidth": 1.25},
                "text": {"color": INK, "fontSize": 12},
            },
        }
    )


alt.theme.register(NAME, enable=True)(_theme)
alt.renderers.register(NAME, picture)
alt.renderers.enable(NAME)
