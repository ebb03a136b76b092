from dataclasses import replace
from pathlib import Path

import pytest

from autograder.assignment import load
from autograder.errors import SandboxError
from autograder.pipeline import Beside, Ready, Task, give_up, grade, prepare
from autograder.results import Status
from autograder.run.plan import Plan
from autograder.score import Outcome
from autograder.transcript import Transcript
from tests.autograder.classroom import (
    FULL,
    POINTS,
    WRONG,
    PlainEngine,
    hand_in,
    make_course,
)


@pytest.fixture
def task(tmp_path: Path) -> Task:
    """Return what a course asks."""
    make_course(tmp_path)
    source = load(tmp_path / "source" / "ps1" / "ps1.ipynb")
    return Task(assignment="ps1", source=source, plan=Plan(), support={}, key="k")


def ready(task: Task, folder: Path, beside: Beside | None = None) -> Ready:
    """Return a submission that can be run."""
    path = folder / "ps1.ipynb"
    return prepare(path, task=task, student="ann", beside=beside or Beside())


def test_a_right_answer_earns_everything(task: Task, tmp_path: Path) -> None:
    """Each test its points."""
    handed = ready(task, hand_in(tmp_path, "ann"))

    result = grade(handed, PlainEngine).result

    assert (result.status, result.score) == (Status.GRADED, FULL)
    assert {each.grade_id: each.mark.score for each in result.cells} == POINTS


def test_a_wrong_answer_loses_the_points_of_its_tests(
    task: Task, tmp_path: Path
) -> None:
    """And only those."""
    handed = ready(task, hand_in(tmp_path, "ann", WRONG))

    assert grade(handed, PlainEngine).result.score == 1.0


def test_what_cannot_be_read_is_not_run(task: Task, tmp_path: Path) -> None:
    """It scores nought, with the reason."""
    folder = hand_in(tmp_path, "ann")
    (folder / "ps1.ipynb").write_text("{")
    engine = PlainEngine()

    report = grade(ready(task, folder), lambda: engine)

    assert (report.result.status, report.result.score) == (Status.UNREADABLE, 0.0)
    assert "no JSON" in report.result.reason
    assert (engine.runs, report.transcript) == (0, None)


def test_a_missing_notebook_scores_nought(task: Task, tmp_path: Path) -> None:
    """The reason says that it is missing."""
    report = grade(ready(task, tmp_path), PlainEngine)

    assert report.result.status is Status.UNREADABLE
    assert "missing" in report.result.reason


def test_the_courses_files_win_over_the_students(task: Task, tmp_path: Path) -> None:
    """As nbgrader overwrites them."""
    code = 'def square(x):\n    return x * x if files["a"] == b"course" else 0'
    beside = Beside(files={"a": b"student"})
    asked = replace(task, support={"a": b"course"})

    report = grade(ready(asked, hand_in(tmp_path, "ann", code), beside), PlainEngine)

    assert report.result.score == FULL


def test_repairs_and_notes_stand_in_the_result(task: Task, tmp_path: Path) -> None:
    """Of the folder, the notebook and the run."""

    class Noting(PlainEngine):
        def run(self, *args: object, **kwargs: object) -> Transcript:
            transcript = super().run(*args, **kwargs)  # type: ignore[arg-type]
            return replace(transcript, notes=("No sandbox.",))

    folder = hand_in(tmp_path, "ann")
    path = folder / "ps1.ipynb"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())

    report = grade(ready(task, folder, Beside(notes=("A link.",))), Noting)

    first, second, third = report.result.notes
    assert (first, third) == ("A link.", "No sandbox.")
    assert "byte-order mark" in second


def test_few_sentences_are_said_of_many_repairs(task: Task, tmp_path: Path) -> None:
    """A notebook of nothing but rubbish makes no endless report."""
    folder = hand_in(tmp_path, "ann")
    path = folder / "ps1.ipynb"
    path.write_text(path.read_text().replace('"cells": [', f'"cells": [{"1," * 1000}'))

    notes = grade(ready(task, folder), PlainEngine).result.notes

    assert len(notes) == 51
    assert notes[-1] == "950 more things were put right."


def test_a_test_that_was_not_run_needs_a_person(task: Task, tmp_path: Path) -> None:
    """It is nobody's fault but the grader's."""

    class Idle(PlainEngine):
        def run(self, *_: object, **__: object) -> Transcript:
            return Transcript(cells=())

    result = grade(ready(task, hand_in(tmp_path, "ann")), Idle).result

    assert result.status is Status.BROKEN
    assert {each.mark.outcome for each in result.cells} == {Outcome.BROKEN}


def test_the_graders_own_fault_is_named_for_the_operator(task: Task) -> None:
    """In one line, however long the error is."""
    handed = Ready(task=task, student="ann", beside=Beside())

    result = give_up(handed, SandboxError("no\nmore " * 1000)).result

    assert result.status is Status.BROKEN
    assert result.reason.startswith("The grader failed (SandboxError: no more no more")
    assert "\n" not in result.reason
    assert len(result.reason) < 300


@pytest.mark.parametrize(
    "beside", [Beside(files={"a": b"1"}), Beside(notes=("A file is left out.",))]
)
def test_what_came_with_the_notebook_changes_the_fingerprint(
    task: Task, tmp_path: Path, beside: Beside
) -> None:
    """A file may change what the cells do."""
    folder = hand_in(tmp_path, "ann")

    assert ready(task, folder, beside).key != ready(task, folder).key


def test_what_does_not_count_leaves_the_fingerprint(task: Task, tmp_path: Path) -> None:
    """Outputs, times, and when it was handed in."""
    folder = hand_in(tmp_path, "ann")
    before = ready(task, folder).key
    path = folder / "ps1.ipynb"
    path.write_text(path.read_text().replace('"outputs": []', '"outputs": [{}]'))

    assert ready(task, folder).key == before
