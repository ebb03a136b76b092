from pathlib import Path

import pytest

from nqpf.errors import DataError
from nqpf.study import recall

WRONG, RIGHT = "More of the same", "Innovation & quality"


def check(question: str, choice: str) -> dict[str, str]:
    """Return what the browser says when a choice is checked."""
    return {"act": "check", "id": question, "choice": choice}


@pytest.mark.usefixtures("course", "workspace")
def test_questions_are_radio_groups_named_by_the_question() -> None:
    """Native fields carry the question to whoever does not see the page."""
    html = recall("01").html

    assert html.count("<fieldset><legend>") == 2
    assert '<legend>1. What is <span lang="zh-Hans">新质生产力</span> built on?' in html
    assert html.index(WRONG) < html.index("Innovation &amp; quality")


@pytest.mark.usefixtures("course", "workspace")
def test_no_reason_is_given_before_a_choice() -> None:
    """What is not yet chosen is not in the notebook to be read ahead."""
    html = recall("01").html

    assert "growth by quantity" not in html
    assert "first lines" not in html


@pytest.mark.usefixtures("course", "workspace")
def test_a_wrong_choice_is_answered_with_its_own_reason() -> None:
    """The learner reads why this one is wrong, not which one is right."""
    card = recall("01")

    card.say(check("01-r1", WRONG))

    assert "<strong>Not this one.</strong> That is growth by quantity." in card.html
    assert "first lines" not in card.html


@pytest.mark.usefixtures("course", "workspace")
def test_a_wrong_choice_may_be_mended() -> None:
    """A second try is answered like the first."""
    card = recall("01")
    card.say(check("01-r1", WRONG))

    card.say(check("01-r1", RIGHT))

    assert "<strong>Right.</strong> The page says so" in card.html
    assert "Not this one" not in card.html


@pytest.mark.usefixtures("course", "workspace")
def test_one_question_does_not_answer_another() -> None:
    """Each question has its own reply."""
    card = recall("01")

    card.say(check("01-r1", RIGHT))

    assert card.html.count("<strong>") == 1


@pytest.mark.usefixtures("course", "workspace")
def test_answers_are_there_after_a_restart() -> None:
    """A new card begins with what was chosen last, and its reason."""
    recall("01").say(check("01-r1", WRONG))

    html = recall("01").html

    assert f'value="{WRONG}" checked' in html
    assert "That is growth by quantity." in html


@pytest.mark.usefixtures("course", "workspace")
def test_checking_nothing_asks_for_a_choice() -> None:
    """An empty check is met with a sentence and keeps nothing."""
    card = recall("01")

    card.say(check("01-r2", ""))

    assert card.html.count("Choose one of the answers first") == 1
    assert "Choose" not in recall("01").html


@pytest.mark.usefixtures("course", "workspace")
@pytest.mark.parametrize(
    "said", [{}, check("02-r1", RIGHT), {"act": "x", "id": "01-r1"}]
)
def test_nonsense_from_the_browser_changes_nothing(said: dict[str, str]) -> None:
    """A message that no form of ours sends is no answer."""
    card = recall("01")

    card.say(said)

    assert "<strong>" not in card.html
    assert "checked" not in card.html


@pytest.mark.usefixtures("workspace")
def test_an_answer_that_the_author_rewrote_is_asked_again(course: Path) -> None:
    """A choice that is gone from the file is not shown as chosen."""
    recall("01").say(check("01-r1", WRONG))
    path = course / "lessons" / "cards" / "01.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(WRONG, "More hours"))

    html = recall("01").html

    assert "checked" not in html
    assert "growth by quantity" not in html


@pytest.mark.usefixtures("workspace")
def test_a_lesson_that_asks_nothing_is_refused(course: Path) -> None:
    """An empty card would be the author's slip."""
    (course / "lessons" / "cards" / "00.toml").write_text("")

    with pytest.raises(DataError, match=r"00\.toml has no \[\[recall\]\]"):
        recall("00")
