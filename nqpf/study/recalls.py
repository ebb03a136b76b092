"""Recall questions: try to remember, choose, and read why.

They ask for what was learnt before, because what is fetched from memory stays
longer than what is read again.
"""

from collections.abc import Mapping
from functools import partial
from html import escape

from nqpf.errors import DataError
from nqpf.explorers.card import Card, Said
from nqpf.study.cards import Question, read_cards
from nqpf.study.live import live
from nqpf.study.markup import prose, radios, status
from nqpf.study.record import Kept, Record, add_answer, now
from nqpf.study.state import Change


def recall(number: str) -> Card:
    """Ask the recall questions of a lesson.

    An answer is checked on the spot, with the reason of the choice that was
    made. It may be tried again, and is remembered across restarts.

    Parameters
    ----------
    number
        The two digits that the lesson's file begins with.

    Raises
    ------
    DataError
        If the lesson's card file is missing, malformed or asks nothing.
    """
    questions = read_cards(number).questions
    if not questions:
        msg = f"lessons/cards/{number}.toml has no [[recall]]; write its questions."
        raise DataError(msg)
    return live("Recall", _Recall(questions))


class _Recall:
    def __init__(self, questions: Mapping[str, Question]) -> None:
        self._questions = questions
        self._blank = ""  # the question that was checked with nothing chosen

    def draw(self, record: Record) -> str:
        return "".join(
            self._form(position, question, record)
            for position, question in enumerate(self._questions.values(), start=1)
        )

    def act(self, said: Said) -> Change | None:
        question = self._questions.get(said.get("id", ""))
        if question is None:
            return None
        chosen = said.get("choice", "")
        if all(choice.text != chosen for choice in question.choices):
            self._blank = question.id
            return None
        self._blank = ""
        answer = Kept(chosen, now())
        return partial(add_answer, question=question.id, answer=answer)

    def _form(self, position: int, question: Question, record: Record) -> str:
        answers = record.answers.get(question.id, ())
        chosen = str(answers[-1].value) if answers else None
        texts = tuple(choice.text for choice in question.choices)
        return (
            f'<form data-act="check" data-id="{escape(question.id)}">'
            f"<fieldset><legend>{position}. {prose(question.question)}</legend>"
            f"{radios(texts, chosen=chosen)}<button>Check</button>"
            f"{self._reply(question, chosen)}</fieldset></form>"
        )

    def _reply(self, question: Question, chosen: str | None) -> str:
        if self._blank == question.id:
            return status("Choose one of the answers first, then check it.")
        choice = next((c for c in question.choices if c.text == chosen), None)
        if choice is None:
            return status("")
        if choice.right:
            return status(
                f"<strong>Right.</strong> {prose(choice.reason)}", kind="right"
            )
        reason = prose(choice.reason)
        return status(
            f"<strong>Not this one.</strong> {reason} Try again.", kind="wrong"
        )
