"""The cards of a lesson: its questions, predictions, hints and explanations.

They live in `lessons/cards/<number>.toml`, where a teacher can edit them
without touching code. A file is checked in full when it is read, and what is
wrong with it is one sentence: which file, which entry, what to do.
"""

import math
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, TypeAlias, TypeVar

from nqpf import places
from nqpf.errors import DataError

STEPS = ("a nudge", "the method", "almost there")
"""The steps of a hint, from the least help to the most."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a question, and why it is right or wrong."""

    text: str
    right: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Question:
    """A recall question; exactly one of its choices is right."""

    id: str
    question: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class NumberPrediction:
    """A number to predict, between `low` and `high` (both in `unit`)."""

    id: str
    question: str
    unit: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ChoicePrediction:
    """An outcome to predict, one of several."""

    id: str
    question: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hint:
    """Three steps towards the answer of an exercise question."""

    id: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why the worked solution of an exercise question is as it is."""

    id: str
    explanation: str


Prediction: TypeAlias = NumberPrediction | ChoicePrediction
_Card = TypeVar("_Card")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cards:
    """All cards of one lesson, each under its id, in the order of the file."""

    number: str
    questions: Mapping[str, Question]
    predictions: Mapping[str, Prediction]
    hints: Mapping[str, Hint]
    explanations: Mapping[str, Explanation]


def read_cards(number: str, *, folder: Path | None = None) -> Cards:
    """Read and check the cards of a lesson.

    Parameters
    ----------
    number
        The two digits that the lesson's file begins with.
    folder
        The folder of the card files; the course's own if not given.

    Raises
    ------
    DataError
        If the file is missing or malformed.

    Examples
    --------
    >>> read_cards("1")
    Traceback (most recent call last):
        ...
    nqpf.errors.DataError: A lesson is named by two digits, like "01", not '1'.
    """
    if not re.fullmatch("[0-9]{2}", str(number)):
        msg = f'A lesson is named by two digits, like "01", not {number!r}.'
        raise DataError(msg)
    file = _File(number, folder or places.lessons_folder() / "cards")
    tables = file.tables()
    cards = Cards(
        number=number,
        questions={e.id: _question(e) for e in file.entries(tables, "recall")},
        predictions={e.id: _prediction(e) for e in file.entries(tables, "predict")},
        hints={e.id: _hint(e) for e in file.entries(tables, "hint")},
        explanations={e.id: _explanation(e) for e in file.entries(tables, "solution")},
    )
    file.root(tables).only("recall", "predict", "hint", "solution")
    return cards


def lesson_of(card_id: str) -> str:
    """Return the number of the lesson that a card belongs to.

    Examples
    --------
    >>> lesson_of("01-lines")
    '01'
    """
    return str(card_id).partition("-")[0]


def find(cards: Mapping[str, _Card], card_id: str, *, kind: str) -> _Card:
    """Return the card with this id.

    Raises
    ------
    DataError
        If there is none; the sentence names those that there are.
    """
    if card_id in cards:
        return cards[card_id]
    msg = (
        f"lessons/cards/{lesson_of(card_id)}.toml has no [[{kind}]] with the id "
        f"{card_id!r}; correct the id, or add it (there: {', '.join(cards) or 'none'})."
    )
    raise DataError(msg)


@dataclass(frozen=True, slots=True)
class _Entry:
    """One table of a card file, and the words that say where it stands."""

    place: str
    table: Mapping[str, object]

    @property
    def id(self) -> str:
        return self.text("id")

    def refuse(self, problem: str) -> NoReturn:
        msg = f"{self.place}: {problem}."
        raise DataError(msg)

    def only(self, *keys: str) -> None:
        """Refuse a key that nobody reads: it is most likely misspelt."""
        strange = next((key for key in self.table if key not in keys), None)
        if strange is not None:
            known = ", ".join(keys)
            self.refuse(f"{strange!r} is not known here; remove it, or use {known}")

    def text(self, key: str) -> str:
        value = self.table.get(key)
        if not isinstance(value, str) or not value.strip():
            self.refuse(f'write {key} = "…", a text that is not empty')
        return value.strip()

    def number(self, key: str) -> float:
        value = self.table.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.refuse(f"write {key} = a number")
        if not math.isfinite(value):
            self.refuse(f"write {key} = a finite number, not {value}")
        return float(value)

    def texts(self, key: str) -> tuple[str, ...]:
        values = self.table.get(key)
        if not isinstance(values, list) or not values:
            self.refuse(f'write {key} = ["…", "…"], a list of texts')
        if not all(isinstance(value, str) and value.strip() for value in values):
            self.refuse(f"every entry of {key} must be a text that is not empty")
        return tuple(value.strip() for value in values)

    def distinct(self, texts: tuple[str, ...]) -> None:
        """Refuse fewer than two choices, or two that read alike."""
        if len(texts) < len(("this", "that")):
            self.refuse("offer at least two choices")
        text, times = Counter(texts).most_common(1)[0]
        if times > 1:
            self.refuse(f"the choice {text!r} is there {times} times; keep one")

    def children(self, key: str) -> Iterator["_Entry"]:
        tables = self.table.get(key, [])
        if not isinstance(tables, list) or not all(
            isinstance(table, dict) for table in tables
        ):
            self.refuse(f"write each of {key} under a line of its own, [[{key}]]")
        for position, table in enumerate(tables, start=1):
            yield _Entry(f"{self.place}, {key} {position}", table)


@dataclass(frozen=True, slots=True)
class _File:
    """A card file that is being read."""

    number: str
    folder: Path

    @property
    def place(self) -> str:
        return f"lessons/cards/{self.number}.toml"

    def tables(self) -> Mapping[str, object]:
        path = self.folder / f"{self.number}.toml"
        try:
            return tomllib.loads(path.read_text(encoding="utf-8-sig"))
        except FileNotFoundError:
            problem = "there is no such file; write it, or correct the number"
        except tomllib.TOMLDecodeError as error:
            problem = f"this is not TOML ({error}); correct it there"
        except (OSError, UnicodeDecodeError) as error:
            problem = f"the file cannot be read ({error}); save it as UTF-8 text"
        return self.root({}).refuse(problem)

    def root(self, tables: Mapping[str, object]) -> _Entry:
        return _Entry(self.place, tables)

    def entries(self, tables: Mapping[str, object], kind: str) -> Iterator[_Entry]:
        """Yield the tables of one kind, each with an id of its own."""
        seen: set[str] = set()
        for entry in self.root(tables).children(kind):
            named = _Entry(f"{self.place}, [[{kind}]] {entry.id}", entry.table)
            if not entry.id.startswith(f"{self.number}-"):
                named.refuse(f'begin the id with "{self.number}-"')
            if entry.id in seen:
                named.refuse("the id is there twice; give each its own")
            seen.add(entry.id)
            yield named


def _question(entry: _Entry) -> Question:
    entry.only("id", "question", "choices")
    choices = tuple(_choice(child) for child in entry.children("choices"))
    entry.distinct(tuple(choice.text for choice in choices))
    right = sum(choice.right for choice in choices)
    if right != 1:
        entry.refuse(f"mark exactly one choice with right = true; {right} are marked")
    return Question(entry.id, entry.text("question"), choices)


def _choice(entry: _Entry) -> Choice:
    entry.only("text", "right", "reason")
    right = entry.table.get("right", False)
    if not isinstance(right, bool):
        entry.refuse("write right = true or right = false")
    return Choice(entry.text("text"), right, entry.text("reason"))


def _prediction(entry: _Entry) -> Prediction:
    kind = entry.text("kind")
    if kind == "number":
        return _number_prediction(entry)
    if kind == "choice":
        return _choice_prediction(entry)
    return entry.refuse(f'write kind = "number" or kind = "choice", not {kind!r}')


def _number_prediction(entry: _Entry) -> NumberPrediction:
    entry.only("id", "question", "kind", "unit", "low", "high")
    low, high = entry.number("low"), entry.number("high")
    if low >= high:
        entry.refuse(f"low must be below high; they are {low:g} and {high:g}")
    question, unit = entry.text("question"), entry.text("unit")
    return NumberPrediction(entry.id, question, unit, low, high)


def _choice_prediction(entry: _Entry) -> ChoicePrediction:
    entry.only("id", "question", "kind", "choices")
    choices = entry.texts("choices")
    entry.distinct(choices)
    return ChoicePrediction(entry.id, entry.text("question"), choices)


def _hint(entry: _Entry) -> Hint:
    entry.only("id", "steps")
    steps = entry.texts("steps")
    if len(steps) != len(STEPS):
        entry.refuse(f"write exactly {len(STEPS)} steps ({', '.join(STEPS)})")
    return Hint(entry.id, steps)


def _explanation(entry: _Entry) -> Explanation:
    entry.only("id", "explanation")
    return Explanation(entry.id, entry.text("explanation"))
