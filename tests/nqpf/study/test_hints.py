import pytest

from nqpf.errors import DataError
from nqpf.study import hint

pytestmark = pytest.mark.usefixtures("course", "workspace")

STEPS = ["Look at line 13.", "Compare every second", "<code>line[::2]</code>"]


def press(step: str) -> dict[str, str]:
    """Return what the browser says when the button of a step is pressed."""
    return {"act": "open", "id": "01-q1", "step": step}


@pytest.mark.parametrize("opened", range(4))
def test_steps_open_one_after_another(opened: int) -> None:
    """What is opened is shown; what is not is not in the notebook."""
    card = hint("01-q1")

    for step in range(opened):
        card.say(press(str(step + 1)))

    assert [step in card.html for step in STEPS] == [n < opened for n in range(3)]


def test_the_button_says_which_step_comes_next() -> None:
    """The learner decides how much help to take."""
    card = hint("01-q1")

    card.say(press("1"))

    assert "<button>Open hint 2 of 3: the method</button>" in card.html


def test_after_the_last_step_there_is_no_button() -> None:
    """Three steps are all."""
    card = hint("01-q1")

    card.say(press("3"))

    assert "<button>" not in card.html


def test_opened_steps_stay_open_after_a_restart() -> None:
    """A new card begins where the learner was."""
    hint("01-q1").say(press("2"))

    assert STEPS[1] in hint("01-q1").html


def test_a_double_click_opens_one_step() -> None:
    """The second click asks for the step that is already open."""
    card = hint("01-q1")

    card.say(press("1"))
    card.say(press("1"))

    assert STEPS[1] not in card.html


@pytest.mark.parametrize("step", ["", "0", "4", "-1", "all"])
def test_a_step_that_there_is_not_opens_nothing(step: str) -> None:
    """Only our own buttons open a hint."""
    card = hint("01-q1")

    card.say(press(step))

    assert STEPS[0] not in card.html


def test_an_unknown_hint_is_refused() -> None:
    """A slip in the exercise is found by its tests."""
    with pytest.raises(DataError, match=r"no \[\[hint\]\] with the id '01-q7'"):
        hint("01-q7")
