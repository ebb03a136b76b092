import pytest

from nqpf.errors import DataError
from nqpf.study import predict
from nqpf.study.state import current_store

pytestmark = pytest.mark.usefixtures("course", "workspace")


def commit(value: str, *, field: str = "number") -> dict[str, str]:
    """Return what the browser says when a value is committed."""
    return {"act": "commit", "id": "01-lines", field: value}


def test_a_number_is_asked_for_with_its_unit_and_range() -> None:
    """The field says what it takes, to the eye and to the browser."""
    html = predict("01-lines").html

    assert 'type="number"' in html
    assert 'min="1.0" max="2000.0"' in html
    assert 'lines <span class="nqpf-quiet">(from 1 to 2,000)</span>' in html


def test_a_committed_number_is_kept_with_its_time() -> None:
    """The card shows the prediction in place of the question's field."""
    card = predict("01-lines")

    card.say(commit("300"))

    [guess] = current_store().read().guesses["01-lines"]
    assert guess.value == 300.0
    assert "Your prediction: <strong>300 lines</strong>" in card.html
    assert "Commit" not in card.html


def test_a_prediction_is_there_after_a_restart() -> None:
    """A new card begins with the prediction."""
    predict("01-lines").say(commit("300"))

    assert "Your prediction: <strong>300 lines</strong>" in predict("01-lines").html


def test_a_second_thought_does_not_replace_the_prediction() -> None:
    """Both are shown, the first as the prediction."""
    predict("01-lines").say(commit("300"))
    card = predict("01-lines")

    card.say(commit("700"))

    assert "Your prediction: <strong>300 lines</strong>" in card.html
    assert "Second thought: <strong>700 lines</strong>" in card.html


def test_after_a_second_thought_the_form_begins_afresh() -> None:
    """What was typed for one thought does not wait in the field for the next."""
    card = predict("01-lines")
    card.say(commit("300"))
    before = card.html

    card.say(commit("700"))

    assert '<details data-key="1">' in before
    assert '<details data-key="2">' in card.html


def test_two_tabs_make_one_prediction() -> None:
    """A card opened before another tab committed shows that commitment first."""
    here, there = predict("01-lines"), predict("01-lines")
    there.say(commit("300"))

    here.say(commit("700"))

    assert "Your prediction: <strong>300 lines</strong>" in here.html
    assert "Second thought: <strong>700 lines</strong>" in here.html


def test_a_card_that_looks_again_sees_the_other_tab() -> None:
    """Coming back to a tab shows what was done in the other one."""
    here = predict("01-lines")
    predict("01-lines").say(commit("300"))

    here.say({"act": "look"})

    assert "300 lines" in here.html


@pytest.mark.parametrize(
    "value", ["", "many", "0", "2000.5", "nan", "inf", "1_0_0_0_0"]
)
def test_a_number_that_is_none_or_out_of_range_is_not_kept(value: str) -> None:
    """The learner is told the range, and nothing is committed."""
    card = predict("01-lines")

    card.say(commit(value))

    assert "Write a number from 1 to 2,000." in card.html
    assert current_store().read().guesses == {}


def test_a_mended_number_takes_the_complaint_away() -> None:
    """The sentence goes when the number is right."""
    card = predict("01-lines")
    card.say(commit("0"))

    card.say(commit("10"))

    assert "Write a number" not in card.html


def test_a_choice_is_committed_like_a_number() -> None:
    """A prediction of an outcome is one of the card's choices."""
    card = predict("01-body")

    card.say(commit("C", field="choice"))

    assert "Your prediction: <strong>C</strong>" in card.html


@pytest.mark.parametrize("choice", ["", "D"])
def test_a_choice_that_is_not_offered_is_not_kept(choice: str) -> None:
    """Committing nothing asks for a choice."""
    card = predict("01-body")

    card.say(commit(choice, field="choice"))

    assert "Choose one first." in card.html
    assert current_store().read().guesses == {}


def test_an_unknown_prediction_is_refused() -> None:
    """A slip in the lesson is the author's to mend, and is found by its tests."""
    with pytest.raises(DataError, match=r"no \[\[predict\]\] with the id '01-line'"):
        predict("01-line")
