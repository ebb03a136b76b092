"""Text and code of a notebook as parts of a page that loads and runs nothing."""

from collections.abc import Mapping
from functools import cache
from urllib.parse import urlsplit

import mistune
from markupsafe import Markup, escape
from pygments import highlight  # type: ignore[import-untyped] # without types
from pygments.formatters import (  # type: ignore[import-untyped] # without types
    HtmlFormatter,
)
from pygments.lexers import (  # type: ignore[import-untyped] # without types
    get_lexer_by_name,
)
from pygments.util import ClassNotFound  # type: ignore[import-untyped] # likewise

from autograder.report.harmless import PICTURES

_LONGEST = 100_000
"""What is longer is shown as it stands (characters)."""

_SCHEMES = ("http", "https", "mailto")
_ATTACHED = "attachment:"

Pictures = Mapping[str, Mapping[str, str]]


def markdown(text: str, pictures: Pictures, *, below: int) -> Markup:
    r"""Return Markdown as HTML; HTML in it is shown, not used.

    Parameters
    ----------
    text
        Markdown.
    pictures
        Pictures by the names under which they were attached; no other is shown.
    below
        The level of the heading below which the text stands.

    Examples
    --------
    >>> markdown("# A <b>", {}, below=3)
    Markup('<h4>A &lt;b&gt;</h4>\n')
    """
    if len(text) > _LONGEST:
        return plain(text)
    page = mistune.create_markdown(
        renderer=_Renderer(pictures, below), plugins=["table", "strikethrough"]
    )
    try:
        return Markup(page(text))  # noqa: S704 - the renderer escapes everything
    except RecursionError:
        return plain(text)


def code(text: str, language: str) -> Markup:
    """Return code in colours.

    Examples
    --------
    >>> code("1", "python")
    Markup('<pre><code><span class="mi">1</span></code></pre>')
    """
    if len(text) > _LONGEST:
        return plain(text)
    try:
        lexer = get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return plain(text)
    shown = Markup(highlight(text, lexer, _formatter()).rstrip("\n"))  # noqa: S704 - Pygments escapes
    return Markup("<pre><code>{}</code></pre>").format(shown)


def plain(text: str) -> Markup:
    """Return text as it stands."""
    return Markup("<pre><code>{}</code></pre>").format(text)


class _Renderer(mistune.HTMLRenderer):
    """Shows HTML as text, follows few links, loads no pictures."""

    def __init__(self, pictures: Pictures, below: int) -> None:
        super().__init__(escape=True)
        self._pictures = pictures
        self._below = below

    def heading(self, text: str, level: int, **attrs: object) -> str:
        """Keep the page's headings in order, whatever levels a text skips."""
        del attrs, level
        depth = self._below + 1
        return f"<h{depth}>{text}</h{depth}>\n"

    def link(self, text: str, url: str, title: str | None = None) -> str:
        """Link to the web and to nothing else."""
        del title
        try:
            scheme = urlsplit(url).scheme.lower()
        except ValueError:
            return text
        if scheme not in _SCHEMES:
            return text
        return f'<a href="{escape(url)}" rel="noopener noreferrer">{text}</a>'

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """Show what was attached; name what was not."""
        del title
        alt = escape(Markup(text).striptags())  # noqa: S704 - escaped again
        bundle = self._pictures.get(url.removeprefix(_ATTACHED), {})
        kind = next((kind for kind in PICTURES if kind in bundle), None)
        if kind is None or not url.startswith(_ATTACHED):
            return f"<em>[picture: {alt}]</em>"
        data = "".join(bundle[kind].split())
        return f'<img alt="{alt}" src="data:{kind};base64,{escape(data)}">'


@cache
def _formatter() -> HtmlFormatter:
    return HtmlFormatter(nowrap=True)
