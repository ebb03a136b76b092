import pytest
from nbformat.v4 import new_code_cell, new_output
from nbgrader.utils import determine_grade

from autograder.score import Mark, Outcome, Run, mark, needs_a_person, total


def passed(value: str | None) -> Run:
    """Return the run of a test that came to its end."""
    return Run(outcome=Outcome.PASSED, value=value)


@pytest.mark.parametrize("value", [None, "0", "0.0", "1", "1.5", "2", "2.0", "1e-3"])
def test_a_number_earns_what_nbgrader_gives_for_it(value: str | None) -> None:
    """Nbgrader's own rule is the second route."""
    shown = {"text/plain": value}
    outputs = [new_output("execute_result", data=shown)] if value else []
    metadata = {"nbgrader": {"grade": True, "solution": False, "points": 2}}
    cell = new_code_cell("…", outputs=outputs, metadata=metadata)

    assert mark(passed(value), 2.0).score == determine_grade(cell)[0]


@pytest.mark.parametrize(
    "value", ["'well done'", "-1", "nan", "inf", "-inf", "2.5", "True", "[1]", ""]
)
def test_what_is_no_number_in_range_is_for_a_person(value: str) -> None:
    """Never full marks by default."""
    found = mark(passed(value), 2.0)

    assert (found.outcome, found.score) == (Outcome.BROKEN, 0.0)


@pytest.mark.parametrize(
    "outcome", [outcome for outcome in Outcome if outcome is not Outcome.PASSED]
)
def test_only_a_pass_earns(outcome: Outcome) -> None:
    """Whatever value came with it."""
    found = mark(Run(outcome=outcome, value="2", message="why"), 2.0)

    assert (found.outcome, found.score, found.message) == (outcome, 0.0, "why")


def test_part_of_the_points_is_a_pass_with_a_message() -> None:
    """The student reads how many there were."""
    found = mark(passed("1.5"), 2.0)

    assert (found.outcome, found.message) == (Outcome.PASSED, "1.5 of 2 points.")


def test_no_points_are_no_pass() -> None:
    """A test may say so by its value instead of raising."""
    assert mark(passed("0"), 2.0).outcome is Outcome.FAILED


def test_a_total_does_not_depend_on_the_order() -> None:
    """Ten tenths are one, from either end."""
    marks = [Mark(outcome=Outcome.PASSED, score=0.1, max_score=0.1)] * 10

    assert total(marks) == (1.0, 1.0)


def test_a_broken_test_asks_for_a_person() -> None:
    """One is enough."""
    marks = [mark(passed(None), 1.0), mark(passed("nan"), 1.0)]

    assert needs_a_person(marks)
    assert not needs_a_person(marks[:1])
