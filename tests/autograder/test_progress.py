import io
from dataclasses import replace

from autograder.progress import Tally, progress
from autograder.results import Graded, Result, broken, unreadable
from autograder.score import Mark, Outcome

NAMES = {"assignment": "ps1", "student": "ann", "notebook": "ps1"}
UNREADABLE = unreadable("It is empty.", points={"t": 1.0}, **NAMES)
BROKEN = broken(UNREADABLE)


def graded(score: float) -> Result:
    """Return a result of one test."""
    mark = Mark(outcome=Outcome.PASSED, score=score, max_score=2.0)
    return replace(
        UNREADABLE,
        status=Result.of([], **NAMES).status,
        cells=(  # type: ignore[arg-type]
            Graded(grade_id="t", mark=mark),
        ),
    )


class Terminal(io.StringIO):
    """A text that says it is a terminal."""

    def isatty(self) -> bool:
        """Say so."""
        return True


def test_a_submission_counts_once_as_the_worst_of_its_notebooks() -> None:
    """And unchanged beside that."""
    tally = Tally()

    tally.add([graded(1.0), UNREADABLE, BROKEN], is_new=True)
    tally.add([graded(1.0), UNREADABLE], is_new=True)
    tally.add([graded(1.0)], is_new=False)
    tally.add([graded(2.0)], is_new=True)

    assert tally.done == 4
    assert str(tally) == "1 below full marks, 1 unreadable, 1 broken, 1 unchanged"


def test_without_a_terminal_plain_lines_come_now_and_then() -> None:
    """Not for each submission, but always for the last; no control characters."""
    shown = io.StringIO()
    times = iter(range(0, 100, 2))

    with progress(
        "Grading ps1", 5, file=shown, clock=lambda: float(next(times))
    ) as say:
        for _ in range(5):
            say([graded(1.0)], is_new=True)

    assert shown.getvalue().splitlines() == [
        "Grading ps1: 3 of 5; 3 below full marks; about 0:04 left",
        "Grading ps1: 5 of 5; 5 below full marks",
    ]


def test_a_terminal_gets_a_bar_with_counts() -> None:
    """Redrawn in its place."""
    shown = Terminal()

    with progress("Grading ps1", 2, file=shown) as say:
        say([BROKEN], is_new=True)
        say([graded(2.0)], is_new=True)

    last = shown.getvalue().split("\r")[-1]
    assert "Grading ps1 [####" in last
    assert "2/2" in last
    assert "1 broken" in last
