"""Vega for the browser: made once by vl-convert, kept, shared by all explorers.

The library is about a megabyte of JavaScript. A kernel sends it once, in a widget
of its own that shows nothing; every explorer names that widget, so a chart needs
no network and a second explorer costs nothing.
"""

import os
import tempfile
from functools import cache
from importlib import metadata
from pathlib import Path

import ipywidgets  # type: ignore[import-untyped]
import traitlets
import vl_convert

from nqpf.charts.theme import vega_lite_version
from nqpf.places import cache_folder

_EXPORTS = "export { vegaEmbed };"


class Library(ipywidgets.Widget):  # type: ignore[misc]
    """Vega's source, held once per kernel and page."""

    _view_name = traitlets.Unicode(None, allow_none=True).tag(sync=True)
    source = traitlets.Bytes().tag(sync=True)
    version = traitlets.Unicode().tag(sync=True)


@cache
def library() -> Library:
    """Return this kernel's only `Library`."""
    return Library(source=bundle(), version=version())


def bundle() -> bytes:
    """Return an ES module that exports `vegaEmbed`.

    Making it takes a few seconds, so it is kept in the cache folder. Two processes
    may do so at once; a folder that cannot be written costs only the time.
    """
    kept = cache_folder() / f"vega-embed-{version()}.js"
    try:
        return kept.read_bytes()
    except OSError:
        made = vl_convert.javascript_bundle(_EXPORTS, vl_version=vega_lite_version())
        source = str(made).encode()
        _keep(kept, source)
        return source


def version() -> str:
    """Return the versions of all that the bundle is made of, as one word."""
    parts = (
        vega_lite_version(),
        vl_convert.get_vega_version(),
        vl_convert.get_vega_embed_version(),
        metadata.version("vl-convert-python"),
    )
    return "-".join(str(part) for part in parts)


def _keep(path: Path, content: bytes) -> None:
    """Write a file whole or, where the folder cannot be written, not at all."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
        with os.fdopen(handle, "wb") as part:
            part.write(content)
        Path(name).replace(path)
    except OSError:
        return
