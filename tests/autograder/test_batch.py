import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.assignment import load
from autograder.batch import Calibrate, Graded, Order, grade_everybody, seats_for
from autograder.course import open_course
from autograder.errors import CourseError, SandboxError, StorageError
from autograder.files import Files
from autograder.ledger import Ledger
from autograder.report.report import Report
from autograder.results import Status
from autograder.run.plan import Plan
from tests.autograder.classroom import (
    FULL,
    RIGHT,
    WRONG,
    PlainEngine,
    hand_in,
    make_course,
    no_plan,
)


class Shelf:
    """Keeps reports in memory; may refuse."""

    def __init__(self) -> None:
        self.scores: dict[str, float] = {}
        self.stamps: dict[str, object] = {}
        self.folders: dict[str, Files] = {}
        self.order: list[str] = []
        self.refusal: Exception | None = None

    def has(self, student: str) -> bool:
        """Say whether there is a score."""
        return student in self.scores

    def has_notebooks(self, student: str) -> bool:
        """Say whether there are notebooks."""
        return student in self.folders

    def write(self, reports: Sequence[Report]) -> None:
        """Keep scores."""
        if self.refusal:
            raise self.refusal
        student = reports[0].result.student
        self.scores[student] = sum(report.result.score for report in reports)
        self.stamps[student] = reports[0].timestamp
        self.order.append(f"score of {student}")

    def write_notebooks(
        self, reports: Sequence[Report], *, own: Files, support: Files
    ) -> None:
        """Keep notebooks."""
        student = reports[0].result.student
        self.folders[student] = {**own, **support}
        self.order.append(f"notebooks of {student}")


class Room:
    """A course whose submissions are graded again and again."""

    def __init__(self, folder: Path) -> None:
        self.folder = make_course(folder)
        self.engine = PlainEngine()
        self.shelf = Shelf()
        self.setup = "limits"
        self.jobs = 2
        self.calibrate: Calibrate = no_plan

    def grade(self, *, is_forced: bool = False) -> dict[str, Graded]:
        """Grade everybody once more."""
        course = open_course(self.folder)
        order = Order(
            course=course,
            assignment="ps1",
            handed=course.handed_in("ps1"),
            sources={path: load(path) for path in course.sources("ps1")},
            setup=self.setup,
            jobs=self.jobs,
            is_forced=is_forced,
        )
        with (
            Ledger(self.folder / ".autograder" / "ps1.jsonl") as ledger,
            seats_for(order, starter=self.engine.starter, ledger=ledger) as seats,
        ):
            every = grade_everybody(
                order,
                seats=seats,
                calibrate=self.calibrate,
                ledger=ledger,
                keeper=self.shelf,
            )
            return {graded.results[0].student: graded for graded in every}


@pytest.fixture
def room(tmp_path: Path) -> Room:
    """Return a course in which ann and bob have handed in."""
    room = Room(tmp_path)
    hand_in(tmp_path, "ann")
    hand_in(tmp_path, "bob", WRONG)
    return room


def test_everybody_is_graded_and_kept(room: Room) -> None:
    """Scores and notebooks."""
    graded = room.grade()

    assert {name: each.results[0].score for name, each in graded.items()} == {
        "ann": FULL,
        "bob": 1.0,
    }
    assert room.shelf.scores == {"ann": FULL, "bob": 1.0}
    assert set(room.shelf.folders) == {"ann", "bob"}


def test_what_has_not_changed_is_not_run_again(room: Room) -> None:
    """Its result is told again, as it was."""
    first = room.grade()
    runs = room.engine.runs

    second = room.grade()

    assert room.engine.runs == runs
    assert not any(each.is_new for each in second.values())
    assert {name: each.results[0].score for name, each in second.items()} == {
        name: each.results[0].score for name, each in first.items()
    }


def test_a_touched_file_has_not_changed(room: Room) -> None:
    """Contents decide, not times."""
    room.grade()
    for path in room.folder.rglob("*.ipynb"):
        path.touch()

    assert not any(each.is_new for each in room.grade().values())


def test_regrading_runs_everything_again(room: Room) -> None:
    """Whether or not it has changed."""
    room.grade()

    assert all(each.is_new for each in room.grade(is_forced=True).values())


def test_a_changed_answer_is_run_again_and_nobody_elses(room: Room) -> None:
    """Each submission for itself."""
    room.grade()
    hand_in(room.folder, "bob", RIGHT)

    graded = room.grade()

    assert {name: each.is_new for name, each in graded.items()} == {
        "ann": False,
        "bob": True,
    }
    assert room.shelf.scores["bob"] == FULL


def test_a_changed_file_of_a_student_is_run_again(room: Room) -> None:
    """The cells may read it."""
    room.grade()
    (room.folder / "submitted" / "ann" / "ps1" / "data.csv").write_text("1")

    assert room.grade()["ann"].is_new


@pytest.mark.parametrize("what", ["source", "support", "limits"])
def test_what_everybody_depends_on_runs_everybody_again(room: Room, what: str) -> None:
    """Tests, the course's files, and the limits."""
    room.grade()
    path = room.folder / "source" / "ps1" / "ps1.ipynb"
    if what == "source":
        path.write_text(path.read_text().replace("square(3) == 9", "square(4) == 16"))
    elif what == "support":
        path.with_name("data.csv").write_text("1")
    else:
        room.setup = "other limits"

    assert all(each.is_new for each in room.grade().values())


@pytest.mark.parametrize("ledger", [".autograder/ps1.jsonl"])
def test_without_its_ledger_everything_is_graded_again(room: Room, ledger: str) -> None:
    """Nothing else is lost."""
    room.grade()
    (room.folder / ledger).unlink()

    assert all(each.is_new for each in room.grade().values())


def test_lost_notebooks_are_made_again(room: Room) -> None:
    """By running what they show."""
    room.grade()
    del room.shelf.folders["ann"]

    graded = room.grade()

    assert (graded["ann"].is_new, graded["bob"].is_new) == (True, False)
    assert set(room.shelf.folders) == {"ann", "bob"}


def test_a_lost_score_is_written_again_without_a_run(room: Room) -> None:
    """The ledger has it."""
    room.grade()
    runs = room.engine.runs
    room.shelf.scores.clear()

    room.grade()

    assert room.shelf.scores == {"ann": FULL, "bob": 1.0}
    assert room.engine.runs == runs


def test_a_later_time_stamp_is_kept_without_a_run(room: Room) -> None:
    """The same answers, handed in again."""
    stamp = room.folder / "submitted" / "ann" / "ps1" / "timestamp.txt"
    stamp.write_text("2026-03-01 12:00:00 UTC")
    room.grade()
    runs, before = room.engine.runs, room.shelf.stamps["ann"]
    stamp.write_text("2026-03-02 12:00:00 UTC")

    room.grade()

    assert room.engine.runs == runs
    assert room.shelf.stamps["ann"] != before


def test_scores_come_first_and_notebooks_second(room: Room) -> None:
    """A kill in between leaves what will be done again."""
    room.jobs = 1

    room.grade()

    assert room.shelf.order == [
        *("score of ann", "notebooks of ann"),
        *("score of bob", "notebooks of bob"),
    ]


def test_what_could_not_be_kept_is_graded_again(room: Room) -> None:
    """The ledger has only what is in the gradebook."""
    room.shelf.refusal = StorageError("The gradebook is locked.")
    with pytest.raises(StorageError):
        room.grade()
    room.shelf.refusal = None

    assert all(each.is_new for each in room.grade().values())


def test_the_graders_own_fault_stops_nobody(
    room: Room, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is broken, and the log has the traceback."""
    run = room.engine.run

    def fail_for_bob(cells: Sequence[object], **rest: object) -> object:
        if any("x + 1" in cell.source for cell in cells):  # type: ignore[attr-defined]
            msg = "a fault of the engine's"
            raise ZeroDivisionError(msg)
        return run(cells, **rest)  # type: ignore[arg-type]

    monkeypatch.setattr(room.engine, "run", fail_for_bob)
    with caplog.at_level(logging.ERROR, logger="autograder"):
        graded = room.grade()

    assert graded["ann"].results[0].status is Status.GRADED
    assert graded["bob"].results[0].status is Status.BROKEN
    assert "Grading bob failed" in caplog.text
    assert "fail_for_bob" in caplog.text


def test_what_was_broken_is_graded_again_next_time(room: Room) -> None:
    """The grader may have been mended."""
    room.jobs = 1
    room.engine.failures = 2
    first = room.grade()

    second = room.grade()

    assert first["ann"].results[0].status is Status.BROKEN
    assert (second["ann"].is_new, second["bob"].is_new) == (True, False)
    assert second["ann"].results[0].status is Status.GRADED


def test_a_machine_that_fails_once_is_tried_again(room: Room) -> None:
    """With a new engine."""
    room.engine.failures = 1

    graded = room.grade()

    assert {each.results[0].status for each in graded.values()} == {Status.GRADED}


def test_without_a_sandbox_nothing_is_graded(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run ends; nobody is called broken."""
    room.grade()
    (room.folder / "submitted" / "bob" / "ps1" / "new.csv").write_text("")

    def refuse() -> object:
        msg = "bubblewrap is not installed"
        raise SandboxError(msg)

    monkeypatch.setattr(room.engine, "starter", lambda _: refuse)

    with pytest.raises(SandboxError, match="bubblewrap"):
        room.grade()
    assert room.shelf.scores == {"ann": FULL, "bob": 1.0}


def test_a_student_whom_the_gradebook_refuses_stops_nobody(room: Room) -> None:
    """The result says that nothing was kept."""
    room.shelf.refusal = CourseError("The gradebook has no such student.")

    graded = room.grade()

    assert {each.results[0].status for each in graded.values()} == {Status.BROKEN}
    assert "no such student" in graded["ann"].results[0].reason


@pytest.mark.parametrize("place", ["eve", "eve/ps1", "eve/ps1/ps1.ipynb"])
def test_a_link_to_anothers_work_is_unreadable(room: Room, place: str) -> None:
    """Of the folder, of a part or of the file; the other's work is not run for it."""
    link = room.folder / "submitted" / place
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(room.folder / "submitted" / place.replace("eve", "ann"))

    graded = room.grade()

    result = graded["eve"].results[0]
    assert (result.status, result.score) == (Status.UNREADABLE, 0.0)
    assert "link" in result.reason
    assert graded["ann"].results[0].score == FULL
    assert room.shelf.folders["eve"] == {}


def test_the_folder_of_submissions_may_be_a_link(room: Room) -> None:
    """It is the operator's own."""
    submitted = room.folder / "submitted"
    submitted.rename(room.folder / "elsewhere")
    submitted.symlink_to("elsewhere")

    graded = room.grade()

    assert graded["ann"].results[0].score == FULL


def test_a_date_that_is_none_is_noted(room: Room) -> None:
    """It counts as in time."""
    folder = room.folder / "submitted" / "ann" / "ps1"
    (folder / "timestamp.txt").write_text("yesterday")

    graded = room.grade()

    assert graded["ann"].results[0].score == FULL
    assert "holds no date" in graded["ann"].results[0].notes[0]


def test_the_author_hears_what_calibration_found(
    room: Room, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every time, also when the plan was known."""
    plan = Plan(notes=("The untouched release earns a point.",))
    monkeypatch.setattr(room, "calibrate", lambda *_, **__: plan)

    for _ in range(2):
        caplog.clear()
        room.grade()

        assert caplog.messages == ["ps1: The untouched release earns a point."]


def test_the_notebooks_get_all_files_of_both(room: Room) -> None:
    """The student's with the time stamp, and the course's."""
    folder = room.folder / "submitted" / "ann" / "ps1"
    (folder / "timestamp.txt").write_text("2026-03-01 12:00:00 UTC")
    (folder / "own.csv").write_text("1")
    (room.folder / "source" / "ps1" / "data.csv").write_text("2")

    room.grade()

    assert set(room.shelf.folders["ann"]) == {"timestamp.txt", "own.csv", "data.csv"}


def test_results_do_not_depend_on_the_number_of_engines(room: Room) -> None:
    """One or many."""
    for number in range(20):
        hand_in(room.folder, f"s{number:02}", RIGHT if number % 3 else WRONG)
    room.jobs = 1
    one = room.grade()
    room.jobs = 8

    many = room.grade(is_forced=True)

    def shown(graded: dict[str, Graded]) -> dict[str, object]:
        return {
            name: [replace(result, seconds=0.0) for result in each.results]
            for name, each in graded.items()
        }

    assert shown(many) == shown(one)
