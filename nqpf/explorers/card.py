"""A card: HTML drawn in Python, living in the notebook.

The card shows what `draw` returns and tells `act` what the learner does; it
knows nothing of questions or hints. Only native elements are drawn (forms,
radio buttons, number fields, buttons, details), so the keyboard and a screen
reader work as on any page.

Beside the living card stands a still picture of it, plain HTML with its
controls switched off. It is hidden while the card lives, and is what remains
when the kernel is gone: in a notebook that is opened again, in feedback, on a
page made of the notebook.
"""

from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path
from uuid import uuid4

import anywidget
import traitlets
from IPython.display import display

Said = Mapping[str, str]
"""What the learner did: the form's `act` and `id`, and the value of each field."""

_SILENCE = (
    "The kernel has not answered. If it was restarted, run this cell again; "
    "what you kept before is not lost."
)
_RUN_AGAIN = "Run this cell to use this card."


class Card(anywidget.AnyWidget):
    """Show what `draw` returns; hand what the learner does to `act`.

    Parameters
    ----------
    name
        What the card is called, for eyes and for screen readers.
    draw
        Returns the card's contents as HTML, with text escaped. A `<form>` with
        `data-act` and `data-id` speaks when it is submitted.
    act
        Takes what the learner did; the card is drawn again afterwards.
    """

    _esm = Path(__file__).with_suffix(".js")
    _css = Path(__file__).with_suffix(".css")

    name = traitlets.Unicode().tag(sync=True)
    html = traitlets.Unicode().tag(sync=True)
    still_id = traitlets.Unicode().tag(sync=True)
    silence = traitlets.Unicode(_SILENCE).tag(sync=True)
    turn = traitlets.Int(0).tag(sync=True)

    def __init__(
        self, name: str, *, draw: Callable[[], str], act: Callable[[Said], None]
    ) -> None:
        self._draw = draw
        self._act = act
        self._shown = False
        super().__init__(name=name, html=draw(), still_id=f"nqpf-{uuid4().hex}")
        self.on_msg(self._hear)

    def say(self, said: Said) -> None:
        """Do what the learner's browser asks for, and draw the card again."""
        if said.get("act") != "look":
            self._act(said)
        self.redraw()

    def redraw(self) -> None:
        """Show the card as it is now, here and in its still picture."""
        html = self._draw()
        changed = html != self.html
        with self.hold_sync():
            self.html = html
            self.turn += 1
        if changed and self._shown:
            self._show_still(update=True)

    def still(self) -> str:
        """Return the card as HTML that needs no kernel."""
        style = _STILL_STYLE.format(css=_stylesheet(), id=self.still_id)
        return (
            f'<div id="{self.still_id}" class="nqpf-card nqpf-still">{style}'
            f'<p class="nqpf-name">{escape(self.name)}</p>'
            f'<fieldset class="nqpf-body" disabled>{self.html}</fieldset>'
            f'<p class="nqpf-note">{_RUN_AGAIN}</p></div>'
        )

    def _ipython_display_(self) -> None:
        """Show the still picture and, in its place, the living card."""
        self.redraw()
        self._show_still(update=False)
        self._shown = True
        bundle = self._repr_mimebundle_()
        data, metadata = bundle if bundle is not None else ({}, {})
        display({**data, "text/plain": ""}, metadata=metadata, raw=True)  # type: ignore[no-untyped-call]

    def _show_still(self, *, update: bool) -> None:
        data = {"text/html": self.still(), "text/plain": f"[{self.name}]"}
        display(data, raw=True, display_id=self.still_id, update=update)  # type: ignore[no-untyped-call]

    def _hear(self, _card: object, content: object, _buffers: object) -> None:
        if isinstance(content, dict):
            self.say({str(key): str(value) for key, value in content.items()})


_STILL_STYLE = """<style>{css}
/* the card's kernel is gone: the still picture says it better than the error */
.jp-OutputArea-child:has(#{id}) + .jp-OutputArea-child
  .jupyter-widgets:not(:has(*)) {{ display: none }}
</style>"""


def _stylesheet() -> str:
    return Path(__file__).with_suffix(".css").read_text(encoding="utf-8")
