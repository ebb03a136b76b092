"""Lay a kept prediction beside the result.

The output is plain HTML without a widget, so that it stays in a saved
notebook.
"""

import math
from dataclasses import dataclass

from nqpf.study.cards import (
    NumberPrediction,
    Prediction,
    find,
    lesson_of,
    read_cards,
)
from nqpf.study.markup import measure, moment, number, prose, static_card
from nqpf.study.predictions import wording
from nqpf.study.record import Kept
from nqpf.study.state import current_store

_CLOSE = 0.1  # of the result: within it, a prediction is called close
_MULTIPLE = 2  # from twice the result on, a multiple says more than a percentage

_NO_PREDICTION = (
    "You made no prediction here. Commit to one first next time: "
    "a result stays longer in mind when it answers a guess."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reveal:
    """A result beside the prediction that was made of it, if one was.

    Parameters
    ----------
    asked
        The question.
    value
        The result: a number (in the question's unit), or text.
    guesses
        The prediction, then second thoughts.
    note
        What the lesson adds.
    notice
        What the learner must be told of the record.
    """

    asked: Prediction
    value: float | str
    guesses: tuple[Kept, ...]
    note: str = ""
    notice: str = ""

    @property
    def result(self) -> str:
        """The result as a sentence has it."""
        return wording(self.asked, self.value)

    @property
    def verdict(self) -> str:
        """How far the prediction is from the result, in words and numbers."""
        if not self.guesses:
            return _NO_PREDICTION
        guess = self.guesses[0].value
        if guess == self.value:
            return "Exactly right."
        if not isinstance(self.asked, NumberPrediction):
            return "It came out otherwise. What made your answer look likely?"
        if isinstance(guess, float) and isinstance(self.value, float):
            return difference(guess, self.value, self.asked.unit)
        return "The result is not a number, so there is no distance to measure."

    def __repr__(self) -> str:
        """Return the comparison as text."""
        parts = [f"The result: {self.result}.", self.verdict]
        if self.guesses:
            predicted = wording(self.asked, self.guesses[0].value)
            parts.insert(0, f"You predicted: {predicted}.")
        return " ".join(filter(None, (*parts, self.note, self.notice)))

    def _repr_html_(self) -> str:
        labels = ("You predicted", *["A second thought"] * len(self.guesses[1:]))
        rows = [
            _row("○", label, wording(self.asked, guess.value), moment(guess.time))
            for label, guess in zip(labels, self.guesses, strict=False)
        ]
        rows.append(_row("●", "The result", self.result, ""))
        sentences = filter(None, (self.verdict, self.note, self.notice))
        said = "".join(f"<p>{prose(sentence)}</p>" for sentence in sentences)
        return static_card(
            "Your prediction and the result",
            f"<p><strong>{prose(self.asked.question)}</strong></p>"
            f"<table><tbody>{''.join(rows)}</tbody></table>{self._scale()}{said}",
        )

    def _scale(self) -> str:
        """Return the numbers as marks on a line, for the eye only."""
        asked, value = self.asked, self.value
        if not isinstance(asked, NumberPrediction) or not isinstance(value, float):
            return ""
        low, high = min(asked.low, value), max(asked.high, value)
        guesses = [guess.value for guess in self.guesses]
        marks = [("○", guess) for guess in guesses if isinstance(guess, float)]
        spans = "".join(
            f'<span style="left: {100 * (at - low) / (high - low):.1f}%">{mark}</span>'
            for mark, at in [*marks, ("●", value)]
        )
        return (
            f'<div aria-hidden="true"><div class="nqpf-scale">{spans}</div>'
            f'<div class="nqpf-ends nqpf-quiet"><span>{number(low)}</span>'
            f"<span>{measure(high, asked.unit)}</span></div></div>"
        )


def reveal(card_id: str, value: object, note: str = "") -> Reveal:
    """Lay the kept prediction beside the result.

    Parameters
    ----------
    card_id
        The prediction's id in the lesson's card file, "01-lines".
    value
        The result: a number in the prediction's unit, or one of its choices.
    note
        A sentence of the lesson, shown below.

    Raises
    ------
    DataError
        If there is no such prediction, or the card file is malformed.
    """
    asked = find(read_cards(lesson_of(card_id)).predictions, card_id, kind="predict")
    store = current_store()
    guesses = store.read().guesses.get(card_id, ())
    return Reveal(
        asked=asked,
        value=_number(value) if isinstance(asked, NumberPrediction) else str(value),
        guesses=guesses,
        note=note,
        notice=store.notice(),
    )


def difference(guess: float, result: float, unit: str) -> str:
    """Return in words how far a predicted number is from the result.

    Examples
    --------
    >>> difference(300.0, 513.0, "lines")
    '213 lines too low: 42 % below the result.'
    >>> difference(1500.0, 500.0, "yuan")
    '1,000 yuan too high: 3 times the result.'
    >>> difference(12.0, 12.5, "%")
    'Close: 0.5 percentage points too low.'
    """
    if math.isclose(guess, result, rel_tol=1e-9):
        return "Exactly right."
    gap = abs(guess - result)
    close = "Close: " if gap <= _CLOSE * abs(result) else ""
    side = "low" if guess < result else "high"
    if unit in {"%", "percent", "per cent"}:
        return f"{close}{measure(gap, 'percentage points')} too {side}."
    return f"{close}{measure(gap, unit)} too {side}{_relative(guess, result)}."


def _relative(guess: float, result: float) -> str:
    """Return the gap as a share or a multiple of the result, where that has sense."""
    if result == 0 or guess / result <= 0:
        return ""
    ratio = guess / result
    if ratio >= _MULTIPLE:
        return f": {number(round(ratio, 1))} times the result"
    share = 100 * abs(ratio - 1)
    percent = f"{share:.0f} %" if share >= 1 else "less than 1 %"
    return f": {percent} {'below' if guess < result else 'above'} the result"


def _number(value: object) -> float | str:
    """Return a result as a finite number of Python, or as text if it is none."""
    try:
        found = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return str(value)
    return found if math.isfinite(found) else str(value)


def _row(mark: str, label: str, value: str, when: str) -> str:
    return (
        f'<tr><th scope="row"><span aria-hidden="true">{mark}</span> {label}</th>'
        f"<td><strong>{prose(value)}</strong></td>"
        f'<td class="nqpf-quiet">{when}</td></tr>'
    )
