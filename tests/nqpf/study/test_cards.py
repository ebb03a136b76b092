from pathlib import Path

import pytest

from nqpf import places
from nqpf.errors import DataError
from nqpf.study.cards import ChoicePrediction, NumberPrediction, find, read_cards

OURS = sorted((places.lessons_folder() / "cards").glob("*.toml"))

CHOICES = """
[[recall.choices]]
text = "a"
right = true
reason = "because"
[[recall.choices]]
text = "b"
reason = "because not"
"""
QUESTION = '[[recall]]\nid = "01-r1"\nquestion = "?"\n'
NUMBER = '[[predict]]\nid = "01-p"\nquestion = "?"\nkind = "number"\nunit = "km"\n'
CHOICE = '[[predict]]\nid = "01-p"\nquestion = "?"\nkind = "choice"\n'

MALFORMED = {
    "[[recall]": "this is not TOML",
    'recal = "x"': "'recal' is not known here; remove it, or use recall, predict",
    'recall = "x"': "write each of recall under a line of its own, [[recall]].",
    '[[recall]]\nquestion = "?"': 'recall 1: write id = "…", a text that is not empty.',
    QUESTION.replace("01-r1", "02-r1"): '[[recall]] 02-r1: begin the id with "01-".',
    QUESTION + CHOICES + QUESTION + CHOICES: "01-r1: the id is there twice",
    QUESTION: "[[recall]] 01-r1: offer at least two choices.",
    QUESTION + CHOICES + CHOICES: "the choice 'a' is there 2 times; keep one.",
    QUESTION + CHOICES.replace("right = true", ""): "right = true; 0 are marked.",
    QUESTION + CHOICES.replace('"b"', '"b"\nright = true'): "true; 2 are marked.",
    QUESTION + CHOICES.replace("= true", '= "yes"'): "choices 1: write right = true or",
    QUESTION + CHOICES.replace('"because not"', '" "'): "choices 2: write reason = ",
    QUESTION + 'hint = "?"': "'hint' is not known here; remove it, or use id, quest",
    NUMBER + "low = 5\nhigh = 5": "low must be below high; they are 5 and 5.",
    NUMBER + 'low = "1"\nhigh = 5': "[[predict]] 01-p: write low = a number.",
    NUMBER + "low = true\nhigh = 5": "write low = a number.",
    NUMBER + "low = nan\nhigh = 5": "write low = a finite number, not nan.",
    NUMBER + 'low = 1\nhigh = 2\nchoices = ["a"]': "'choices' is not known here",
    NUMBER.replace('"number"', '"text"'): 'write kind = "number" or kind = "choice"',
    CHOICE: 'write choices = ["…", "…"], a list of texts.',
    CHOICE + 'choices = ["up"]': "offer at least two choices.",
    CHOICE + 'choices = ["up", " up "]': "the choice 'up' is there 2 times",
    CHOICE + 'choices = ["up", 2]': "every entry of choices must be a text",
    '[[hint]]\nid = "01-q1"\nsteps = ["a", "b"]': "write exactly 3 steps (a nudge, the",
    '[[solution]]\nid = "01-q1"': '[[solution]] 01-q1: write explanation = "…"',
}


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.stem)
def test_every_card_file_of_the_course_is_sound(path: Path) -> None:
    """A lesson never meets a malformed card."""
    assert read_cards(path.stem).number == path.stem


def test_cards_stand_in_the_order_of_the_file(course: Path) -> None:
    """The order is the author's; nothing is shuffled."""
    cards = read_cards("01", folder=course / "lessons" / "cards")

    assert list(cards.questions) == ["01-r1", "01-r2"]
    assert [choice.text for choice in cards.questions["01-r1"].choices] == [
        "More of the same",
        "Innovation & quality",
    ]


def test_a_prediction_is_a_number_with_its_range_or_a_choice(course: Path) -> None:
    """The two kinds are two types, so that neither has fields it does not use."""
    predictions = read_cards("01", folder=course / "lessons" / "cards").predictions

    number, choice = predictions["01-lines"], predictions["01-body"]
    assert isinstance(number, NumberPrediction)
    assert (number.unit, number.low, number.high) == ("lines", 1.0, 2000.0)
    assert isinstance(choice, ChoicePrediction)
    assert choice.choices == ("A", "B", "C")


@pytest.mark.parametrize("text", MALFORMED, ids=range(len(MALFORMED)))
def test_a_malformed_file_is_refused_in_one_sentence(text: str, tmp_path: Path) -> None:
    """The sentence names the file and the entry, and says what to write."""
    (tmp_path / "01.toml").write_text(text, encoding="utf-8")

    with pytest.raises(DataError) as refused:
        read_cards("01", folder=tmp_path)

    sentence = str(refused.value)
    assert sentence.startswith("lessons/cards/01.toml")
    assert MALFORMED[text] in sentence
    assert "\n" not in sentence


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    """Bytes that are not UTF-8 say how to save the file."""
    (tmp_path / "01.toml").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(DataError, match="save it as UTF-8 text"):
        read_cards("01", folder=tmp_path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """A lesson without cards says which file to write."""
    with pytest.raises(DataError, match=r"cards/07\.toml: there is no such file"):
        read_cards("07", folder=tmp_path)


def test_a_byte_order_mark_does_no_harm(course: Path) -> None:
    """Some editors write one before the text."""
    path = course / "lessons" / "cards" / "01.toml"
    path.write_text(path.read_text(encoding="utf-8"), encoding="utf-8-sig")

    assert read_cards("01").number == "01"


@pytest.mark.parametrize("number", ["1", "one", "../01", "", 1])
def test_a_lesson_is_named_by_two_digits(number: str) -> None:
    """Anything else would look for a file elsewhere."""
    with pytest.raises(DataError, match="named by two digits"):
        read_cards(number)


def test_an_unknown_card_is_answered_with_those_that_there_are(course: Path) -> None:
    """A slip in an id is mended at a glance."""
    predictions = read_cards("01", folder=course / "lessons" / "cards").predictions

    with pytest.raises(DataError, match=r"'01-linse'.*there: 01-lines, 01-body"):
        find(predictions, "01-linse", kind="predict")
