"""Predictions: commit before you look.

The first commitment is the prediction and stays it. A second thought is kept
beside it, with its own time; nothing is silently changed.
"""

from functools import partial
from html import escape

from nqpf.explorers.card import Card, Said
from nqpf.study.cards import (
    ChoicePrediction,
    NumberPrediction,
    Prediction,
    find,
    lesson_of,
    read_cards,
)
from nqpf.study.live import live
from nqpf.study.markup import measure, moment, number, prose, radios, status
from nqpf.study.record import Kept, Record, add_guess, now
from nqpf.study.state import Change


def predict(card_id: str) -> Card:
    """Ask for a prediction, and keep it.

    It is there again after a restart, in another tab and in another session.
    `reveal` lays it beside the result.

    Parameters
    ----------
    card_id
        The prediction's id in the lesson's card file, "01-lines".

    Raises
    ------
    DataError
        If there is no such prediction, or the card file is malformed.
    """
    cards = read_cards(lesson_of(card_id))
    return live("Predict", _Predict(find(cards.predictions, card_id, kind="predict")))


class _Predict:
    def __init__(self, asked: Prediction) -> None:
        self._asked = asked
        self._problem = ""

    def draw(self, record: Record) -> str:
        guesses = record.guesses.get(self._asked.id, ())
        if not guesses:
            return self._form(legend=prose(self._asked.question), button="Commit")
        again = self._form(legend="What do you think now?", button="Keep this too")
        return (
            f"<p><strong>{prose(self._asked.question)}</strong></p>"
            f'<div role="status" tabindex="-1">{self._kept(guesses)}</div>'
            f'<details data-key="{len(guesses)}">'
            f"<summary>I have had a second thought</summary>{again}</details>"
        )

    def act(self, said: Said) -> Change | None:
        value = self._read(said)
        if value is None:
            return None
        guess = Kept(value, now())
        return partial(add_guess, prediction=self._asked.id, guess=guess)

    def _read(self, said: Said) -> float | str | None:
        """Return the committed value; if it is none, remember what to say."""
        match self._asked:
            case NumberPrediction(low=low, high=high) as asked:
                value = _float(said.get("number", ""))
                sound = value is not None and low <= value <= high
                self._problem = "" if sound else f"Write a number {_range(asked)}."
                return value if sound else None
            case ChoicePrediction(choices=choices):
                chosen = said.get("choice", "")
                self._problem = "" if chosen in choices else "Choose one first."
                return chosen if chosen in choices else None

    def _form(self, *, legend: str, button: str) -> str:
        return (
            f'<form data-act="commit" data-id="{escape(self._asked.id)}" novalidate>'
            f"<fieldset><legend>{legend}</legend>{self._controls()}"
            f"<button>{button}</button>{status(self._problem)}</fieldset></form>"
        )

    def _controls(self) -> str:
        if isinstance(self._asked, ChoicePrediction):
            return radios(self._asked.choices, chosen=None)
        asked = self._asked
        return (
            f'<label>Your number <input type="number" name="number" step="any"'
            f' min="{asked.low!r}" max="{asked.high!r}" inputmode="decimal">'
            f' <span>{prose(asked.unit)} <span class="nqpf-quiet">({_range(asked)})'
            "</span></span></label>"
        )

    def _kept(self, guesses: tuple[Kept, ...]) -> str:
        first, *later = (
            f"<strong>{prose(wording(self._asked, guess.value))}</strong>"
            f' <span class="nqpf-quiet">({moment(guess.time)})</span>'
            for guess in guesses
        )
        thoughts = "".join(f"<p>Second thought: {thought}</p>" for thought in later)
        return f"<p>Your prediction: {first}</p>{thoughts}"


def wording(asked: Prediction, value: float | str) -> str:
    """Return a predicted or a real outcome, a number with its unit.

    Examples
    --------
    >>> asked = NumberPrediction("01-lines", "How many?", "lines", 0, 900)
    >>> wording(asked, 300.0)
    '300 lines'
    """
    if isinstance(asked, NumberPrediction) and isinstance(value, float):
        return measure(value, asked.unit)
    return str(value)


def _range(asked: NumberPrediction) -> str:
    return f"from {number(asked.low)} to {number(asked.high)}"


def _float(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
