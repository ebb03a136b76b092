import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nqpf.study.record import (
    Kept,
    Record,
    add_answer,
    add_guess,
    add_passed,
    decode,
    encode,
    open_hint,
)

NOON = "2026-05-03T12:00:00+00:00"

kept = st.builds(
    Kept,
    value=st.text() | st.floats(allow_nan=False, allow_infinity=False),
    time=st.just(NOON),
)
histories = st.dictionaries(st.text(), st.lists(kept, min_size=1).map(tuple))
records = st.builds(
    Record,
    answers=histories,
    guesses=histories,
    hints=st.dictionaries(st.text(), st.integers(0, 3)),
    passed=st.dictionaries(st.text(), st.lists(st.text()).map(tuple)),
)


def damaged(**changes: object) -> str:
    """Return the text of an empty record with some of it replaced."""
    return json.dumps({**json.loads(encode(Record())), **changes})


@given(records)
def test_what_is_encoded_is_decoded_the_same(record: Record) -> None:
    """Nothing that a learner types is changed by keeping it."""
    assert decode(encode(record)) == record


@given(records, kept)
def test_a_change_made_twice_is_made_once(record: Record, value: Kept) -> None:
    """A change that is tried again after a failure does no harm."""
    once = add_guess(add_answer(record, "01-r1", value), "01-p", value)

    twice = add_guess(add_answer(once, "01-r1", value), "01-p", value)

    assert twice == once


def test_the_first_guess_stays_the_prediction() -> None:
    """A second thought is kept behind it, not in its place."""
    first, second = Kept(300.0, NOON), Kept(700.0, NOON)

    record = add_guess(add_guess(Record(), "01-lines", first), "01-lines", second)

    assert record.guesses["01-lines"] == (first, second)


def test_going_back_to_the_first_thought_is_kept_too() -> None:
    """Only the same thought twice in a row is one thought."""
    record = Record()
    for value in (300.0, 700.0, 300.0):
        record = add_guess(record, "01-lines", Kept(value, NOON))

    assert [guess.value for guess in record.guesses["01-lines"]] == [300, 700, 300]


def test_a_hint_once_opened_stays_open() -> None:
    """Another tab that opens the first step does not close the third."""
    record = open_hint(open_hint(Record(), "01-q1", steps=3), "01-q1", steps=1)

    assert record.hints == {"01-q1": 3}


def test_a_check_once_passed_stays_passed() -> None:
    """The best ever counts, whatever becomes of the notebook."""
    record = add_passed(Record(), {"01": ("q1_check", "q2_check")})

    assert add_passed(record, {"01": ("q3_check",)}).passed == {
        "01": ("q1_check", "q2_check", "q3_check")
    }


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "null",
        "[]",
        "[" * 100_000,
        damaged(version=2),
        damaged(answers=[]),
        damaged(answers=None),
        damaged(answers={"01-r1": {}}),
        damaged(answers={"01-r1": ["up"]}),
        damaged(answers={"01-r1": [{"value": True, "time": NOON}]}),
        damaged(answers={"01-r1": [{"value": "up"}]}),
        damaged(guesses={"01-p": [{"value": 1.0, "time": "noon"}]}),
        damaged(guesses={"01-p": [{"value": float("nan"), "time": NOON}]}),
        damaged(hints={"01-q1": "two"}),
        damaged(hints={"01-q1": -1}),
        damaged(hints={"01-q1": True}),
        damaged(passed={"01": "q1_check"}),
        damaged(passed={"01": [1]}),
    ],
    ids=range(19),
)
def test_a_text_that_is_no_record_is_refused(text: str) -> None:
    """Half a file, another program's file and a later version are not guessed at."""
    with pytest.raises(ValueError, match=r"\w"):
        decode(text)
