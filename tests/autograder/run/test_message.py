"""What a student is told of a check that did not pass."""

from pathlib import Path
from typing import Any

import pytest

from autograder.run.message import (
    LONGEST,
    UNSAID,
    Circumstances,
    message_for,
    message_from_kernel,
)

PLACE = "<ipython-input-1-test>"


def told(source: str, **more: Any) -> Circumstances:  # noqa: ANN401
    """Return circumstances: nothing hidden, the error the test's own."""
    about = {"hidden_line": 0, "is_students": False, "hidden_before": False}
    return Circumstances(source=source, **{**about, **more})


def error_of(source: str, **names: object) -> BaseException:
    """Return the error that a test's text ends with."""
    try:
        exec(compile(source, PLACE, "exec"), dict(names))  # noqa: S102 - a test's text
    except BaseException as error:  # noqa: BLE001 - whatever it is
        return error
    raise AssertionError


def message(source: str, **more: Any) -> str:  # noqa: ANN401
    """Return what is told of the error that a test's text ends with."""
    return message_for(error_of(source), told(source, **more))


def test_the_authors_sentence_is_told() -> None:
    """Even out of a hidden test: it was written for the student."""
    assert message("assert 1 == 2, 'one is not two'") == "one is not two"
    assert message("assert 0, 'think'", hidden_line=1) == "think"


def test_a_check_without_a_sentence_is_quoted() -> None:
    """The line that failed."""
    found = message("x = 1\n\nassert x == 2\n")

    assert found == "This check failed: assert x == 2"


def test_a_hidden_check_is_not_quoted() -> None:
    """Nothing of it is told."""
    source = "assert True\n### BEGIN HIDDEN TESTS\nassert 41 == 42\n"

    assert message(source, hidden_line=2) == UNSAID


def test_what_is_seen_above_a_hidden_check_is_quoted() -> None:
    """The visible lines are the student's to read."""
    source = "assert 41 == 42\n### BEGIN HIDDEN TESTS\nassert 43 == 44\n"

    assert message(source, hidden_line=2) == "This check failed: assert 41 == 42"


LIBRARY = "import numpy.testing as t\nt.assert_allclose([41.5], [42.25])"


def test_a_librarys_numbers_are_told_where_all_is_seen() -> None:
    """They help."""
    found = message(LIBRARY)

    assert "41.5" in found
    assert "42.25" in found


def test_a_librarys_numbers_of_a_hidden_check_are_not_told() -> None:
    """They are the answer."""
    assert message(LIBRARY, hidden_line=1) == UNSAID


def test_an_error_of_the_test_is_told_by_name() -> None:
    """With what it says."""
    assert message("{}['key']") == "KeyError: 'key'"


def test_what_an_error_of_a_hidden_check_says_is_not_told() -> None:
    """Only that there was one."""
    assert message("{}['secret']", hidden_line=1) == "A check ended with KeyError."


def test_a_students_error_is_told_with_what_it_says() -> None:
    """It is the student's own."""
    found = message("raise ValueError('odd')", is_students=True)

    assert found == "Your code raised ValueError: odd"


@pytest.mark.parametrize("more", [{"hidden_before": True}, {"hidden_line": 1}])
def test_a_students_error_says_nothing_once_something_was_hidden(
    more: dict[str, Any],
) -> None:
    """It could hold what a hidden test handed over."""
    found = message("raise ValueError('secret')", is_students=True, **more)

    assert found == "Your code raised ValueError."


class Mute(Exception):  # noqa: N818 - a student's
    """An error that cannot be shown."""

    def __str__(self) -> str:
        """Leave instead."""
        raise SystemExit


def test_an_error_that_cannot_be_shown_is_named() -> None:
    """Whatever its class does when it is asked."""
    error = error_of("raise Mute", Mute=Mute)

    assert message_for(error, told("raise Mute", is_students=True)) == (
        "Your code raised Mute."
    )


def test_a_sentence_that_cannot_be_shown_is_left_out() -> None:
    """The line is quoted instead."""
    source = "assert 0, Mute()"

    found = message_for(error_of(source, Mute=Mute), told(source))

    assert found == "This check failed: assert 0, Mute()"


def test_without_an_error_little_is_told() -> None:
    """A check failed; why, nobody knows."""
    assert message_for(None, told("")) == UNSAID


def test_a_message_has_an_end() -> None:
    """However much there is to say."""
    found = message("assert 0, 'x' * 5000")

    assert len(found) == LONGEST
    assert found.endswith("x…")


def test_a_message_can_be_written() -> None:
    """Halves of characters are replaced."""
    assert message("assert 0, chr(0xD800)") == "?"


@pytest.mark.parametrize(
    ("error", "found"),
    [
        (("AssertionError", "wrote the author"), "wrote the author"),
        (("AssertionError", "made up"), UNSAID),
        (("ValueError", "wrote the author"), UNSAID),
        (("AssertionError", ""), UNSAID),
        (("AssertionError",), UNSAID),
        (None, UNSAID),
        (3, UNSAID),
    ],
)
def test_a_kernel_tells_only_what_the_author_wrote(error: object, found: str) -> None:
    """The student's side could say anything else."""
    source = "assert x, 'wrote the author'"

    assert message_from_kernel(error, source) == found


def test_a_kernel_tells_nothing_of_what_cannot_be_read() -> None:
    """Such as a test with magics."""
    assert (
        message_from_kernel(("AssertionError", "a"), "%%time\nassert 0, 'a'") == UNSAID
    )


def test_a_helper_that_fails_is_not_quoted() -> None:
    """Its line is another file's."""
    folder = str(Path(__file__).parent)
    helper = compile("def check(x):\n    assert x", folder, "exec")
    names: dict[str, Any] = {}
    exec(helper, names)  # noqa: S102 - a helper's text

    found = message_for(error_of("check(0)", **names), told("check(0)"))

    assert found == "AssertionError."
