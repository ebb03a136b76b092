"""Bring a study tool to life: its record, its card, and what must be said."""

from typing import Protocol

from nqpf.explorers.card import Card, Said
from nqpf.study.markup import prose
from nqpf.study.record import Record
from nqpf.study.state import Change, Store, current_store


class Tool(Protocol):
    """What a study tool is: a drawing of the record, and changes to it."""

    def draw(self, record: Record) -> str:
        """Return the tool's HTML for what the learner has done so far."""

    def act(self, said: Said) -> Change | None:
        """Return what an action of the learner changes, if anything."""


def live(name: str, tool: Tool) -> Card:
    """Return a card on which `tool` works with the learner's record."""
    stage = _Stage(tool, current_store())
    return Card(name, draw=stage.draw, act=stage.act)


class _Stage:
    """A tool with its store, and the sentences that this card has to show."""

    def __init__(self, tool: Tool, store: Store) -> None:
        self._tool = tool
        self._store = store
        self._notices: list[str] = []

    def draw(self) -> str:
        drawing = self._tool.draw(self._store.read())
        notice = self._store.notice()
        if notice:
            self._notices.append(f'<p class="nqpf-note">{prose(notice)}</p>')
        return f'{drawing}<div role="status">{"".join(self._notices)}</div>'

    def act(self, said: Said) -> None:
        change = self._tool.act(said)
        if change is not None:
            self._store.update(change)
