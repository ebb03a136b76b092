import re

import numpy as np
import pytest

from nqpf.errors import DataError
from nqpf.study import predict, reveal
from nqpf.study.reveals import difference

pytestmark = pytest.mark.usefixtures("course", "workspace")


def commit(card_id: str, **fields: str) -> None:
    """Commit to a prediction."""
    predict(card_id).say({"act": "commit", "id": card_id, **fields})


def test_the_prediction_stands_beside_the_result() -> None:
    """Both numbers and the distance are in the saved output."""
    commit("01-lines", number="300")

    html = reveal("01-lines", 513)._repr_html_()

    assert "<strong>300 lines</strong>" in html
    assert "<strong>513 lines</strong>" in html
    assert "213 lines too low: 42 % below the result." in html


def test_it_is_the_first_prediction_that_is_compared() -> None:
    """A second thought is shown, and does not make a prediction right."""
    commit("01-lines", number="300")
    commit("01-lines", number="513")

    shown = reveal("01-lines", 513)

    assert "A second thought" in shown._repr_html_()
    assert "213 lines too low" in shown.verdict


def test_without_a_prediction_the_result_is_shown_all_the_same() -> None:
    """A friendly sentence stands where the comparison would."""
    html = reveal("01-lines", 513)._repr_html_()

    assert "You made no prediction here." in html
    assert "<strong>513 lines</strong>" in html


def test_the_lesson_may_add_a_sentence() -> None:
    """The note is text, never markup."""
    html = reveal("01-lines", 513, "See line <513>.")._repr_html_()

    assert "<p>See line &lt;513&gt;.</p>" in html


@pytest.mark.parametrize("value", [513, 513.0, np.int64(513), np.float64(513)])
def test_a_result_may_be_any_number(value: object) -> None:
    """Lessons compute with NumPy and pandas."""
    commit("01-lines", number="513")

    assert reveal("01-lines", value).verdict == "Exactly right."


@pytest.mark.parametrize("value", [float("nan"), None, "many", [1, 2]])
def test_a_result_that_is_no_number_has_no_distance(value: object) -> None:
    """A cell that ran in the wrong order shows what it has, and does not raise."""
    commit("01-lines", number="300")

    shown = reveal("01-lines", value)

    assert "there is no distance to measure" in shown.verdict
    assert str(value) in repr(shown)


@pytest.mark.parametrize("value", [5000, -10])
def test_a_result_outside_the_range_stays_on_the_scale(value: float) -> None:
    """The line is made longer rather than leaving the mark outside."""
    commit("01-lines", number="300")

    html = reveal("01-lines", value)._repr_html_()

    shares = [float(share) for share in re.findall(r'style="left: (.+?)%"', html)]
    assert len(shares) == 2
    assert all(0 <= share <= 100 for share in shares)


def test_a_choice_is_right_or_otherwise() -> None:
    """An outcome has no distance."""
    commit("01-body", choice="B")

    assert reveal("01-body", "B").verdict == "Exactly right."
    assert reveal("01-body", "A").verdict.startswith("It came out otherwise.")


def test_a_comparison_reads_as_text_too() -> None:
    """Where HTML is not shown, the sentence is."""
    commit("01-lines", number="300")

    assert repr(reveal("01-lines", 513, "Read on.")) == (
        "You predicted: 300 lines. The result: 513 lines. "
        "213 lines too low: 42 % below the result. Read on."
    )


def test_an_unknown_prediction_is_refused() -> None:
    """A slip in the lesson is found by its tests."""
    with pytest.raises(DataError, match=r"no \[\[predict\]\] with the id '01-line'"):
        reveal("01-line", 1)


@pytest.mark.parametrize(
    ("guess", "result", "unit", "words"),
    [
        (510.0, 500.0, "lines", "Close: 10 lines too high: 2 % above the result."),
        (500.4, 500.0, "km", "Close: 0.4 km too high: less than 1 % above the result."),
        (0.1 + 0.2, 0.3, "km", "Exactly right."),
        (-5.0, 5.0, "km", "10 km too low."),
        (5.0, 0.0, "km", "5 km too high."),
        (0.0, 5.0, "km", "5 km too low."),
        (-20.0, -10.0, "km", "10 km too low: 2 times the result."),
        (-5.0, -10.0, "km", "5 km too high: 50 % above the result."),
        (21.0, 12.5, "%", "8.5 percentage points too high."),
    ],
)
def test_a_distance_is_said_in_words(
    guess: float, result: float, unit: str, words: str
) -> None:
    """Signs, zeros and percentages are told as a person would."""
    assert difference(guess, result, unit) == words
