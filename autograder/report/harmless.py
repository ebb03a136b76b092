"""What a student made, so that showing it to a person runs and loads nothing.

formgrader turns Markdown and outputs into a page that may change grades, raw HTML
included. So no tag of a student's comes through, but those of plain tables and text;
a picture comes as its pixels only.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from autograder.notebook import Attachments
from autograder.transcript import Output

Node: TypeAlias = dict[str, Any]

PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")

_APART = "\u200b"
"""A space of no width: text that holds it looks the same and means nothing."""

_GAP = r"[\x00-\x20]*"
_SCHEMES = "|".join(_GAP.join(name) for name in ("javascript", "vbscript", "data"))
_TAG = re.compile(r"<(?=[A-Za-z/!?])(?!https?://[^<>\s\"'`]*>)")
_ENTITY = re.compile(r"&(?=#|colon|tab|newline)", re.IGNORECASE)
_SCHEME = re.compile(rf"({_SCHEMES})(?={_GAP}\\?:)", re.IGNORECASE)
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
_STYLE = re.compile(r"<style[^>]*>[^<]*</style>\s*")
_PLAIN = (
    "b|br|caption|code|col|colgroup|div|em|h[1-6]|hr|i|li|ol|p|pre|small|span|strong|"
    "sub|sup|table|tbody|td|tfoot|th|thead|tr|ul"
)
_ATTRIBUTE = r'(?:border|class|colspan|rowspan)="(?:\d{1,4}|dataframe)"'
_NOT_PLAIN = re.compile(rf"<(?!/?(?:{_PLAIN})(?:\s+{_ATTRIBUTE})*\s*/?>)")
_STREAMS = ("stdout", "stderr")


def markdown(text: str) -> str:
    r"""Return Markdown without HTML, and with links that only lead somewhere.

    Examples
    --------
    >>> markdown("a < b, *so* <b>a</b>").replace("\u200b", "~")
    'a < b, *so* <~b>a<~/b>'
    >>> markdown("[a](JavaScript:b)").replace("\u200b", "~")
    '[a](JavaScript~:b)'
    """
    text = _ENTITY.sub("&" + _APART, _TAG.sub("<" + _APART, text))
    return _SCHEME.sub(rf"\1{_APART}", text)


def html(text: str) -> str:
    """Return HTML in which only plain tables and text are left.

    Examples
    --------
    >>> html('<table border="1"><tr><td onclick="a()">1</td></tr></table>')
    '<table border="1"><tr>&lt;td onclick="a()">1</td></tr></table>'
    """
    return _NOT_PLAIN.sub("&lt;", _STYLE.sub("", text))


def attachments(raw: Attachments | None) -> dict[str, dict[str, str]]:
    """Return the pictures among what was attached to a cell."""
    kept = {name: _pictures(bundle) for name, bundle in (raw or {}).items()}
    return {name: bundle for name, bundle in kept.items() if bundle}


def outputs(raw: Iterable[Output], count: int | None) -> list[Node]:
    """Return outputs that may be shown to a person.

    Parameters
    ----------
    raw
        What a cell printed and showed.
    count
        The cell's number.
    """
    return [made for each in raw if (made := _output(each, count))]


def _output(raw: Output, count: int | None) -> Node | None:
    kind = raw.get("output_type")
    if kind == "stream":
        name = raw.get("name")
        return {
            "output_type": "stream",
            "name": name if name in _STREAMS else "stdout",
            "text": _text(raw.get("text")),
        }
    if kind == "error":
        told = raw.get("traceback")
        return {
            "output_type": "error",
            "ename": _text(raw.get("ename")),
            "evalue": _text(raw.get("evalue")),
            "traceback": [_text(each) for each in told or []],
        }
    if kind not in ("display_data", "execute_result"):
        return None
    shown = {"output_type": kind, "data": _data(raw.get("data")), "metadata": {}}
    return shown | ({"execution_count": count} if kind == "execute_result" else {})


def _data(raw: object) -> Node:
    """Return those of a value's forms that may be shown."""
    if not isinstance(raw, Mapping):
        return {}
    told: Node = dict(_pictures(raw))
    if "text/plain" in raw:
        told["text/plain"] = _text(raw["text/plain"])
    if "text/html" in raw:
        told["text/html"] = html(_text(raw["text/html"]))
    if "text/latex" in raw:
        told["text/latex"] = markdown(_text(raw["text/latex"]))
    charts = (kind for kind in raw if str(kind).startswith("application/vnd.vega"))
    return told | {kind: raw[kind] for kind in charts}


def _pictures(bundle: Mapping[str, Any]) -> dict[str, str]:
    kept = {kind: _text(bundle[kind]) for kind in PICTURES if kind in bundle}
    return {kind: data for kind, data in kept.items() if _BASE64.fullmatch(data)}


def _text(raw: object) -> str:
    """Return a text, which may be given line by line."""
    if isinstance(raw, list):
        return "".join(each for each in raw if isinstance(each, str))
    return raw if isinstance(raw, str) else ""
