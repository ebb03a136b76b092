"""Each exercise set is proved: its solution, its release, its wrong answers."""

import ast
import re
from pathlib import Path

import pytest

from nqpf.study.release import release
from tests.exercises.proof import (
    SOURCES,
    STUB,
    Wrong,
    grade,
    questions,
    read,
    wrong_answers,
)

EXERCISES = [path.stem for path in SOURCES]
WRONG = [wrong for exercise in EXERCISES for wrong in wrong_answers(exercise)]
PROMISED = {
    "00-start-here": (3, 5),
    "01-read-the-page": (6, 10),
    "02-which-words": (6, 10),
    "05-growth-accounting": (6, 10),
}
WIDEST = 70
"""Characters: nbgrader's Validate dialog cuts a longer line of a message."""


def _name(wrong: Wrong) -> str:
    return f"{wrong.exercise}-{wrong.question}-{wrong.why[:40]}"


@pytest.fixture(autouse=True)
def _no_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Grade where no learner works, as a grading service does."""
    monkeypatch.delenv("NQPF_WORKSPACE", raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("exercise", EXERCISES)
def test_the_solution_earns_everything(exercise: str) -> None:
    """Every question of the author's own notebook gets all its points."""
    earned = grade(read(exercise), {})

    assert {name: result.message for name, result in earned.items()} == dict.fromkeys(
        earned, ""
    )
    assert all(result.score == result.possible for result in earned.values())


@pytest.mark.parametrize("exercise", EXERCISES)
def test_the_untouched_release_earns_nothing(exercise: str) -> None:
    """Without an answer, every question gets nought."""
    released = release(read(exercise))

    earned = grade(released, {})

    assert set(earned) == set(questions(read(exercise)))
    assert all(result.score == 0 for result in earned.values())


@pytest.mark.parametrize("exercise", EXERCISES)
def test_each_question_stands_on_its_own(exercise: str) -> None:
    """A question left blank costs its own points and no other's."""
    notebook = read(exercise)
    possible = questions(notebook)

    for blank in possible:
        earned = grade(notebook, {blank: STUB})

        lost = {name for name, got in earned.items() if got.score < got.possible}
        assert lost == {blank}


@pytest.mark.parametrize("wrong", WRONG, ids=_name)
def test_a_wrong_answer_gets_its_message_and_its_score(wrong: Wrong) -> None:
    """Each misconception that we expect is named, and earns what we say."""
    earned = grade(read(wrong.exercise), {wrong.question: wrong.answer})

    assert earned[wrong.question].message == wrong.message
    assert earned[wrong.question].score == wrong.score


@pytest.mark.parametrize("exercise", EXERCISES)
def test_every_question_expects_two_different_wrong_answers(exercise: str) -> None:
    """Each auto-graded question has at least two, told apart by their messages."""
    expected = wrong_answers(exercise)

    for question in questions(read(exercise)):
        mine = [wrong for wrong in expected if wrong.question == question]
        assert len({wrong.message for wrong in mine}) >= 2, question


@pytest.mark.parametrize("exercise", EXERCISES)
def test_a_set_has_as_many_questions_as_promised(exercise: str) -> None:
    """Three to five questions to start with, six to ten in a full set."""
    least, most = PROMISED[exercise]

    assert least <= len(questions(read(exercise))) <= most


@pytest.mark.parametrize("exercise", EXERCISES)
def test_every_assertion_of_a_check_says_what_to_do(exercise: str) -> None:
    """Each assert carries a message."""
    for cell in read(exercise).cells:
        tag = cell.metadata.get("nbgrader", {})
        if tag.get("grade") and not tag.get("solution"):
            nodes = ast.walk(ast.parse(cell.source))
            asserts = [node for node in nodes if isinstance(node, ast.Assert)]
            assert asserts
            assert all(node.msg is not None for node in asserts)


@pytest.mark.parametrize("wrong", WRONG, ids=_name)
def test_a_message_fits_the_validate_dialog(wrong: Wrong) -> None:
    """No line of a message is so long that nbgrader's dialog cuts it."""
    assert max(len(line) for line in wrong.message.splitlines()) <= WIDEST


@pytest.mark.parametrize("exercise", EXERCISES)
def test_a_release_leaks_neither_solution_nor_hidden_test(exercise: str) -> None:
    """No marker and no line of a solution or hidden test is left in the release."""
    source = read(exercise)
    secret = {
        line.strip()
        for cell in source.cells
        for block in re.findall(
            r"### BEGIN (?:SOLUTION|HIDDEN TESTS)\n(.*?)### END", cell.source, re.DOTALL
        )
        for line in block.splitlines()
        if len(line.strip()) > 20
    }
    shown = {
        line.strip()
        for cell in release(source).cells
        for line in cell.source.splitlines()
    }

    assert secret
    assert secret & shown == set()
    assert not any(re.match("### (BEGIN|END) ", line) for line in shown)
