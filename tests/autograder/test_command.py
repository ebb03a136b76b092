from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.batch import Graded
from autograder.command import (
    Machinery,
    Summary,
    check,
    give_feedback,
    grade_assignment,
    in_words,
    order_of,
)
from autograder.course import Course, open_course
from autograder.errors import CourseError
from autograder.results import Graded as GradedCell
from autograder.results import Result, Status
from autograder.sandbox.limits import Limits
from autograder.score import Mark, Outcome
from autograder.starting import Setup
from tests.autograder.classroom import (
    FULL,
    RIGHT,
    PlainEngine,
    hand_in,
    make_course,
    no_plan,
    scores,
)

NAMES = {"assignment": "ps1", "student": "ann", "notebook": "ps1"}
MACHINERY = Machinery(starter=PlainEngine().starter, calibrate=no_plan)
READS = 'def square(x):\n    return x * x if files.get("a.csv") == b"1" else 0'


def _course(folder: Path, *students: str) -> Course:
    """Return a course in which students have handed in."""
    make_course(folder)
    for student in students:
        hand_in(folder, student)
    return open_course(folder)


def _result(outcome: Outcome, message: str = "") -> Result:
    score = 2.0 if outcome is Outcome.PASSED else 0.0
    mark = Mark(outcome=outcome, score=score, max_score=2.0, message=message)
    return Result.of([GradedCell(grade_id="test_a", mark=mark)], **NAMES)


def test_a_summary_counts_and_names_who_needs_a_person() -> None:
    """In one line each, whatever a message holds."""
    summary = Summary("ps1")
    summary.add(Graded(results=(_result(Outcome.PASSED),), is_new=True))
    summary.add(Graded(results=(_result(Outcome.BROKEN, "So\nit is."),), is_new=True))

    assert str(summary).splitlines() == [
        "ps1: 2 submissions graded; 1 broken.",
        "ann: ps1 needs a person. So it is.",
    ]


@pytest.mark.parametrize(
    ("outcomes", "status"),
    [
        ([Outcome.PASSED, Outcome.FAILED, Outcome.TIMED_OUT], 0),
        ([Outcome.BROKEN, Outcome.PASSED], 1),
    ],
)
def test_one_broken_result_is_remembered_to_the_end(
    outcomes: list[Outcome], status: int
) -> None:
    """A failed student's work is no fault of the grader's."""
    summary = Summary("ps1")

    for outcome in outcomes:
        summary.add(Graded(results=(_result(outcome),), is_new=True))

    assert summary.exit_status == status


@pytest.mark.parametrize(
    "other",
    [
        Setup(limits=replace(Limits(), seconds=7.0)),
        Setup(limits=replace(Limits(), memory=2**30)),
        Setup(is_sandboxed=False),
    ],
)
def test_what_changes_results_changes_the_orders_fingerprint(
    tmp_path: Path, other: Setup
) -> None:
    """Otherwise a score from other limits would stand as unchanged."""
    course = _course(tmp_path, "ann")

    first, second = (
        order_of(course, "ps1", setup=setup, jobs=1).setup for setup in (Setup(), other)
    )

    assert first != second


def test_where_the_course_lies_does_not_change_the_fingerprint(tmp_path: Path) -> None:
    """Nor what is hidden from students."""
    course = _course(tmp_path, "ann")

    first, second = (
        order_of(course, "ps1", setup=Setup(hidden=hidden), jobs=1).setup
        for hidden in ((), (str(tmp_path),))
    )

    assert first == second


def test_without_walls_an_order_says_so(tmp_path: Path) -> None:
    """Also where nothing is run."""
    order = order_of(
        _course(tmp_path, "ann"), "ps1", setup=Setup(is_sandboxed=False), jobs=1
    )

    assert order.notes == ("It was graded without a sandbox.",)


def test_what_stops_a_run_is_told_how_far_it_came(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And so far it is kept."""
    course = _course(tmp_path, "ann", "bob", "zoe")
    order = order_of(course, "ps1", setup=Setup(), jobs=1)
    add = Summary.add

    def stop(summary: Summary, graded: Graded) -> None:
        if summary.done == 2:
            raise KeyboardInterrupt
        add(summary, graded)

    monkeypatch.setattr(Summary, "add", stop)
    with pytest.raises(KeyboardInterrupt) as caught:
        grade_assignment(order, setup=Setup(), machinery=MACHINERY)

    assert caught.value.__notes__ == [
        "2 of 3 submissions are graded and kept; the same command goes on from there."
    ]
    assert scores(tmp_path).items() >= {"ann": FULL, "bob": FULL}.items()


@pytest.mark.parametrize(
    ("folder", "earned"), [("source/ps1", FULL), ("ps1", FULL), ("downloads", 1.0)]
)
def test_files_beside_a_source_are_those_of_its_own_folder(
    tmp_path: Path, folder: str, earned: float
) -> None:
    """What else lies where a source was put by chance is nobody's."""
    make_course(tmp_path / "course")
    source = tmp_path / folder / "ps1.ipynb"
    source.parent.mkdir(parents=True)
    (tmp_path / "course/source/ps1/ps1.ipynb").rename(source)
    source.with_name("a.csv").write_bytes(b"1")
    text = source.read_text("utf-8").replace(_line(RIGHT), _line(READS))
    path = tmp_path / "handed-in.ipynb"
    path.write_text(text, "utf-8")

    result = check(path, source, setup=Setup(), machinery=MACHINERY)

    assert (result.status, result.score) == (Status.GRADED, earned)


def _line(code: str) -> str:
    """Return a function's last line as a notebook's JSON has it."""
    return code.splitlines()[-1].replace('"', '\\"')


def test_checking_keeps_nothing(tmp_path: Path) -> None:
    """Neither a ledger nor a gradebook."""
    _course(tmp_path, "ann")
    before = set(tmp_path.rglob("*"))

    check(
        tmp_path / "submitted/ann/ps1/ps1.ipynb",
        tmp_path / "source/ps1/ps1.ipynb",
        setup=Setup(),
        machinery=Machinery(
            starter=lambda _: lambda: nullcontext(PlainEngine()), calibrate=no_plan
        ),
    )

    assert set(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("graded", "asked", "sentence"),
    [
        ((), (), "Nobody has been graded for 'ps1'"),
        (("ann",), ("ann", "bob"), "'bob' has not been graded for 'ps1'"),
    ],
)
def test_there_is_no_feedback_on_what_was_not_graded(
    tmp_path: Path, graded: tuple[str, ...], asked: tuple[str, ...], sentence: str
) -> None:
    """A sentence says whose, and no page is written."""
    course = _course(tmp_path, "ann", "bob")
    if graded:
        order = order_of(course, "ps1", graded, setup=Setup(), jobs=1)
        grade_assignment(order, setup=Setup(), machinery=MACHINERY)

    with pytest.raises(CourseError, match=sentence):
        list(give_feedback(course, "ps1", asked))

    assert not (tmp_path / "feedback").exists()


def test_in_words_a_message_stands_below_its_test() -> None:
    """With where the test ran, if that was in the kernel."""
    result = _result(Outcome.FAILED, "It is not 4.\nLook again.")
    (cell,) = result.cells

    told = in_words(replace(result, cells=(replace(cell, judged="kernel"),)))

    assert told.splitlines() == [
        "ps1: 0 of 2 points (graded)",
        "  failed     0 of 2  test_a  (judged in the kernel)",
        "      It is not 4.",
        "      Look again.",
    ]
