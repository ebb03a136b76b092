"""A learner's record: what was answered, predicted, opened and passed.

A `Record` is a value. A change is a function from record to record that may
be applied twice without harm, so that it can be tried again on what another
kernel wrote in between.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from math import isfinite
from typing import TypeAlias

VERSION = 1
"""The form of the file; another number is a file that we cannot read."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a learner chose or typed, and when (ISO 8601, in UTC)."""

    value: float | str
    time: str


History: TypeAlias = Mapping[str, tuple[Kept, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """All that the course remembers of a learner.

    Parameters
    ----------
    answers
        Choices made for each recall question, the oldest first.
    guesses
        Predictions by id. The first is *the* prediction; the others are
        second thoughts.
    hints
        Steps opened of each hint.
    passed
        Checks passed at least once, by exercise.
    """

    answers: History = field(default_factory=dict)
    guesses: History = field(default_factory=dict)
    hints: Mapping[str, int] = field(default_factory=dict)
    passed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def now() -> str:
    """Return the present moment as a record keeps it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def add_answer(record: Record, question: str, answer: Kept) -> Record:
    """Return the record with one more answer to a recall question."""
    return replace(record, answers=_longer(record.answers, question, answer))


def add_guess(record: Record, prediction: str, guess: Kept) -> Record:
    """Return the record with a prediction, or with a second thought after it.

    Examples
    --------
    >>> once = add_guess(Record(), "01-lines", Kept(300.0, "2026-05-03T10:00:00Z"))
    >>> twice = add_guess(once, "01-lines", Kept(500.0, "2026-05-03T10:05:00Z"))
    >>> [guess.value for guess in twice.guesses["01-lines"]]
    [300.0, 500.0]
    """
    return replace(record, guesses=_longer(record.guesses, prediction, guess))


def open_hint(record: Record, hint: str, *, steps: int) -> Record:
    """Return the record with at least this many steps of a hint opened."""
    opened = max(steps, record.hints.get(hint, 0))
    return replace(record, hints={**record.hints, hint: opened})


def add_passed(record: Record, passed: Mapping[str, tuple[str, ...]]) -> Record:
    """Return the record with these checks passed; what was passed stays so.

    Examples
    --------
    >>> record = add_passed(Record(), {"01-read-the-page": ("q2_check", "q1_check")})
    >>> add_passed(record, {"01-read-the-page": ()}).passed["01-read-the-page"]
    ('q1_check', 'q2_check')
    """
    best = {
        exercise: tuple(sorted({*record.passed.get(exercise, ()), *checks}))
        for exercise, checks in passed.items()
    }
    return replace(record, passed={**record.passed, **best})


def encode(record: Record) -> str:
    """Return the record as the text of its file."""
    content = {"version": VERSION, **asdict(record)}
    return json.dumps(content, indent=1, allow_nan=False) + "\n"


def decode(text: str) -> Record:
    """Return the record that `encode` made a text of.

    Raises
    ------
    ValueError
        If the text is anything else.

    Examples
    --------
    >>> decode(encode(Record(hints={"01-q3": 2}))) == Record(hints={"01-q3": 2})
    True
    """
    try:
        content = json.loads(text)
    except RecursionError as error:
        raise ValueError(str(error)) from error
    if not isinstance(content, dict) or content.get("version") != VERSION:
        msg = f"the file must hold a record of version {VERSION}"
        raise ValueError(msg)
    return Record(
        answers=_histories(content.get("answers")),
        guesses=_histories(content.get("guesses")),
        hints=_counts(content.get("hints")),
        passed=_names(content.get("passed")),
    )


def _longer(history: History, key: str, kept: Kept) -> History:
    """Return the history with one more entry, unless it says the same again."""
    before = history.get(key, ())
    if before and before[-1].value == kept.value:
        return history
    return {**history, key: (*before, kept)}


def _histories(found: object) -> History:
    return {key: tuple(map(_kept, _list(rows))) for key, rows in _table(found).items()}


def _kept(row: object) -> Kept:
    match row:
        case {"value": str() as value, "time": str() as time}:
            return Kept(value, _moment(time))
        case {"value": float() as number, "time": str() as time} if isfinite(number):
            return Kept(number, _moment(time))
    msg = f"an entry must have a time and a value, a finite number or a text: {row!r}"
    raise ValueError(msg)


def _moment(time: str) -> str:
    datetime.fromisoformat(time)
    return time


def _counts(found: object) -> Mapping[str, int]:
    counts = _table(found)
    return {key: _count(count) for key, count in counts.items()}


def _count(found: object) -> int:
    if isinstance(found, bool) or not isinstance(found, int) or found < 0:
        msg = f"a count must be a whole number, not {found!r}"
        raise ValueError(msg)
    return found


def _names(found: object) -> Mapping[str, tuple[str, ...]]:
    return {
        key: tuple(map(_name, _list(names))) for key, names in _table(found).items()
    }


def _name(found: object) -> str:
    if not isinstance(found, str):
        msg = f"a name must be a text, not {found!r}"
        raise ValueError(msg)  # noqa: TRY004 - a malformed file, not a wrong call
    return found


def _table(found: object) -> dict[str, object]:
    if not isinstance(found, dict):
        msg = f"a table must be here, not {found!r}"
        raise ValueError(msg)  # noqa: TRY004 - a malformed file, not a wrong call
    return found


def _list(found: object) -> list[object]:
    if not isinstance(found, list):
        msg = f"a list must be here, not {found!r}"
        raise ValueError(msg)  # noqa: TRY004 - a malformed file, not a wrong call
    return found
