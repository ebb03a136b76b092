"""Hints in three steps, opened one after another by the learner."""

from functools import partial
from html import escape

from nqpf.explorers.card import Card, Said
from nqpf.study.cards import STEPS, Hint, find, lesson_of, read_cards
from nqpf.study.live import live
from nqpf.study.markup import prose
from nqpf.study.record import Record, open_hint
from nqpf.study.state import Change


def hint(card_id: str) -> Card:
    """Offer help with an exercise question, one step at a time.

    What is not opened is not in the notebook either. How far the learner went
    is remembered.

    Parameters
    ----------
    card_id
        The hint's id in the lesson's card file, "01-q3".

    Raises
    ------
    DataError
        If there is no such hint, or the card file is malformed.
    """
    cards = read_cards(lesson_of(card_id))
    return live("Hint", _Hints(find(cards.hints, card_id, kind="hint")))


class _Hints:
    def __init__(self, hint: Hint) -> None:
        self._hint = hint

    def draw(self, record: Record) -> str:
        opened = self._opened(record)
        steps = "".join(f"<li>{prose(step)}</li>" for step in self._hint.steps[:opened])
        listed = f"<ol>{steps}</ol>" if steps else ""
        return f'<div role="status" tabindex="-1">{listed}</div>{self._next(opened)}'

    def act(self, said: Said) -> Change | None:
        step = said.get("step", "")
        if step not in {"1", "2", "3"}:
            return None
        return partial(open_hint, hint=self._hint.id, steps=int(step))

    def _opened(self, record: Record) -> int:
        return min(record.hints.get(self._hint.id, 0), len(STEPS))

    def _next(self, opened: int) -> str:
        """Return the button for the next step, or nothing after the last."""
        if opened == len(STEPS):
            return ""
        step, kind = opened + 1, STEPS[opened]
        return (
            f'<form data-act="open" data-id="{escape(self._hint.id)}"'
            f' data-step="{step}">'
            f"<button>Open hint {step} of {len(STEPS)}: {kind}</button></form>"
        )
