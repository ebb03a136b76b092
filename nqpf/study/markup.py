"""Small pieces of HTML that every card is made of."""

import re
from datetime import datetime
from html import escape
from importlib.resources import files
from math import floor, log10

_CHINESE = re.compile(
    # ideographs, and the punctuation and full-width forms between them
    "[〇㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff]"
    "(?:[\u3000-\u303f\uff00-\uffef—…“”‘’·]*"
    "[〇㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff])*"
)
_CODE = re.compile("`([^`]+)`")


def prose(text: str) -> str:
    """Return `text` as HTML, its Chinese marked as Chinese, `code` as code.

    Examples
    --------
    >>> prose("Where is 新质生产力 & co.?")
    'Where is <span lang="zh-Hans">新质生产力</span> &amp; co.?'
    >>> prose("Call `join(lines)`.")
    'Call <code>join(lines)</code>.'
    """
    marked = _CHINESE.sub(r'<span lang="zh-Hans">\g<0></span>', escape(text))
    return _CODE.sub(r"<code>\1</code>", marked)


def number(value: float) -> str:
    """Return a number as a sentence has it: with two decimals, or four digits.

    Examples
    --------
    >>> number(7200.0), number(92068.7), number(2 / 3), number(0.00004)
    ('7,200', '92,068.7', '0.6667', '0.00004')
    """
    if value == int(value):
        return f"{value:,.0f}"
    decimals = max(2, 3 - floor(log10(abs(value))))
    return f"{value:,.{decimals}f}".rstrip("0").rstrip(".")


def moment(time: str) -> str:
    """Return an ISO 8601 time as the learner's clock and calendar have it."""
    local = datetime.fromisoformat(time).astimezone()
    return f"{local.day} {local:%B %Y, %H:%M}"


def status(text: str, *, kind: str = "") -> str:
    """Return the place where a card answers; it is read out when it changes.

    Examples
    --------
    >>> status("Right.", kind="right")
    '<div class="nqpf-reply nqpf-right" role="status"><p>Right.</p></div>'
    """
    classes = f"nqpf-reply nqpf-{kind}" if kind else "nqpf-reply"
    inner = f"<p>{text}</p>" if text else ""
    return f'<div class="{classes}" role="status">{inner}</div>'


def radios(choices: tuple[str, ...], *, chosen: str | None) -> str:
    """Return native radio buttons, one a choice, in the order given.

    Examples
    --------
    >>> radios(("up",), chosen=None)
    '<label><input type="radio" name="choice" value="up"> <span>up</span></label>'
    """
    return "".join(_radio(choice, checked=choice == chosen) for choice in choices)


def measure(value: float, unit: str) -> str:
    """Return a number with its unit.

    Examples
    --------
    >>> measure(513.0, "lines")
    '513 lines'
    """
    return f"{number(value)} {unit}"


def static_card(name: str, contents: str) -> str:
    """Return a card that needs no kernel, with the style of the living ones."""
    style = files("nqpf.explorers").joinpath("card.css").read_text(encoding="utf-8")
    return (
        f'<div class="nqpf-card"><style>{style}</style>'
        f'<p class="nqpf-name">{escape(name)}</p>{contents}</div>'
    )


def _radio(choice: str, *, checked: bool) -> str:
    mark = " checked" if checked else ""
    button = f'<input type="radio" name="choice" value="{escape(choice)}"{mark}>'
    return f"<label>{button} <span>{prose(choice)}</span></label>"
