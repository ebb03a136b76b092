import json
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing, nullcontext
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import autograder.calibrate
import autograder.starting
from autograder.cli import main
from autograder.errors import SandboxError
from autograder.files import Files
from autograder.report.gradebook import Gradebook
from autograder.run.plan import Plan
from tests.autograder.classroom import (
    FULL,
    WRONG,
    PlainEngine,
    hand_in,
    make_course,
    scores,
    told,
)


@pytest.fixture(autouse=True)
def engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[PlainEngine]:
    """Let the commands use a plain engine, and leave logging as it was."""

    def plan(_source: object, _engine: object, _files: Files, **_: object) -> Plan:
        return Plan()

    plain = PlainEngine()
    monkeypatch.setattr(
        autograder.starting, "begun", lambda _: nullcontext(plain.starter)
    )
    monkeypatch.setattr(autograder.calibrate, "calibrate", plan)
    before = list(logging.root.handlers)
    yield plain
    logging.root.handlers[:] = before


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """Return a course in which ann and bob have handed in."""
    folder = tmp_path / "course"
    folder.mkdir()
    make_course(folder)
    hand_in(folder, "ann")
    hand_in(folder, "bob", WRONG)
    return folder


def run(*arguments: object) -> Result:
    """Run a command."""
    return CliRunner().invoke(main, [str(each) for each in arguments])


def grade(course: Path, *arguments: object) -> Result:
    """Grade a course."""
    return run("grade", "ps1", "--course", course, *arguments)


def test_grading_fills_gradebook_notebooks_and_results(course: Path) -> None:
    """And says how it went."""
    found = grade(course, "--results", course / "results.jsonl")

    assert (found.exit_code, found.stdout) == (
        0,
        "ps1: 2 submissions graded; 1 below full marks.\n",
    )
    assert scores(course) == {"ann": FULL, "bob": 1.0}
    assert [line["score"] for line in told(course / "results.jsonl")] == [FULL, 1.0]
    assert (course / "autograded" / "bob" / "ps1" / "ps1.ipynb").is_file()


def test_the_results_file_has_the_unchanged_too(course: Path) -> None:
    """Every submission, every time."""
    grade(course)

    found = grade(course, "--results", course / "results.jsonl")

    assert "2 unchanged" in found.stdout
    assert len(told(course / "results.jsonl")) == 2


def test_only_the_students_asked_for_are_graded(course: Path) -> None:
    """The others stay as they were."""
    found = grade(course, "--student", "bob")

    assert found.exit_code == 0
    assert scores(course) == {"bob": 1.0}


def test_rubbish_is_a_result_like_others(course: Path) -> None:
    """The exit status is 0 however bad the submissions are."""
    (course / "submitted" / "ann" / "ps1" / "ps1.ipynb").write_text("rubbish")

    found = grade(course)

    assert (found.exit_code, scores(course)) == (0, {"ann": 0.0, "bob": 1.0})
    assert "1 unreadable" in found.stdout


def test_a_broken_result_is_an_exit_status_and_named(
    course: Path, engine: PlainEngine
) -> None:
    """A person must look at whose it is."""
    engine.failures = 2

    found = grade(course, "--jobs", 1)

    assert found.exit_code == 1
    assert "ann: ps1 needs a person. The grader failed" in found.stdout
    assert scores(course)["bob"] == 1.0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["grade", "nope"], "has no assignment 'nope'"),
        (["grade", "ps1", "--student", "zoe"], "no submission of 'ps1' by 'zoe'"),
        (["grade", "ps1", "--jobs", "0"], "0 is not in the range"),
        (["grade", "ps1", "--time-limit", "-1"], "-1.0 is not in the range"),
        (["grade", "ps1", "--time-limit", "nan"], "nan"),
        (["grade", "ps1", "--memory-limit", "much"], "'much' is not a valid integer"),
        (["grade"], "Missing argument 'ASSIGNMENT'"),
        (["feedback", "nope"], "has no assignment 'nope'"),
        (["feedback", "ps1"], "Nobody has been graded for 'ps1'"),
        (["check", "a.ipynb"], "Missing option '--source'"),
    ],
)
def test_wrong_usage_is_one_sentence_and_2(
    course: Path, arguments: list[str], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And nothing is written."""
    monkeypatch.chdir(course)

    found = run(*arguments)

    assert (found.exit_code, found.stdout) == (2, "")
    assert sentence in found.stderr.splitlines()[-1]
    assert not (course / "autograded").exists()


def test_outside_a_course_there_is_nothing_to_grade(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sentence says where to go."""
    monkeypatch.chdir(tmp_path)

    found = run("grade", "ps1")

    assert found.exit_code == 2
    assert "There is no nbgrader course" in found.stderr


def test_without_a_sandbox_it_refuses(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One sentence; nobody gets a score."""

    def refuse() -> object:
        msg = "bubblewrap is not installed: run `autograder doctor`."
        raise SandboxError(msg)

    monkeypatch.setattr(
        autograder.starting, "begun", lambda _: nullcontext(lambda _: refuse)
    )

    found = grade(course)

    assert found.exit_code == 1
    assert found.stderr.startswith("Error: bubblewrap is not installed")
    assert "0 of 2 submissions are graded" in found.stderr
    assert not (course / "gradebook.db").exists()


def test_without_walls_every_result_says_so(course: Path) -> None:
    """Also of what could not even be read."""
    (course / "submitted" / "ann" / "ps1" / "ps1.ipynb").write_text("rubbish")

    grade(course, "--no-sandbox", "--results", course / "results.jsonl")

    ann, _ = told(course / "results.jsonl")
    assert ann["notes"] == ["It was graded without a sandbox."]


def test_a_locked_gradebook_is_one_sentence(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was graded before is kept; afterwards the same command goes on."""
    grade(course, "--student", "ann")
    monkeypatch.setitem(Gradebook.__init__.__kwdefaults__, "wait", 0.1)
    with closing(sqlite3.connect(course / "gradebook.db")) as other:
        other.execute("BEGIN EXCLUSIVE")
        locked = grade(course)
        other.rollback()

    after = grade(course)

    assert (locked.exit_code, after.exit_code) == (1, 0)
    assert "locked" in locked.stderr
    assert "Traceback" not in locked.stderr
    assert scores(course) == {"ann": FULL, "bob": 1.0}


def test_an_unreachable_database_is_one_sentence(course: Path) -> None:
    """Whatever its driver says."""
    make_course(
        course,
        settings='c.CourseDirectory.db_url = "postgresql://no:one@127.0.0.1:1/none"',
    )

    found = grade(course)

    assert (found.exit_code, found.stdout) == (1, "")
    assert "cannot be used" in found.stderr
    assert "no:one" not in found.stderr


def test_a_stopped_run_says_what_is_kept(
    course: Path, engine: PlainEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C is no traceback."""

    def stop(*_: object, **__: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr(Gradebook, "write", stop)

    found = grade(course)

    assert found.exit_code == 130
    assert "Stopped. 0 of 2 submissions are graded and kept" in found.stderr
    assert engine.runs


def test_no_scheduler_is_one_sentence(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its address and what to do."""
    import autograder.cluster  # noqa: PLC0415 - loads Dask

    monkeypatch.setattr(autograder.cluster, "_CONNECT", 0.5)

    found = grade(course, "--cluster", "tcp://127.0.0.1:1")

    assert found.exit_code == 1
    assert "No Dask scheduler answers at tcp://127.0.0.1:1" in found.stderr


def test_an_address_that_is_none_is_wrong_usage(course: Path) -> None:
    """The sentence shows how to write one."""
    found = grade(course, "--cluster", "nonsense://")

    assert found.exit_code == 2
    assert "tcp://host:port" in found.stderr


def test_one_notebook_is_checked_without_a_course(course: Path) -> None:
    """In words, for a person."""
    found = run(
        *("check", course / "submitted" / "bob" / "ps1" / "ps1.ipynb"),
        *("--source", course / "source" / "ps1" / "ps1.ipynb"),
    )

    assert found.exit_code == 0
    assert found.stdout.splitlines()[0] == "ps1: 1 of 3 points (graded)"
    assert not (course / "gradebook.db").exists()


def test_one_notebook_is_checked_as_json(course: Path) -> None:
    """The line that the results file would have."""
    found = run(
        *("check", course / "submitted" / "ann" / "ps1" / "ps1.ipynb", "--json"),
        *("--source", course / "source" / "ps1" / "ps1.ipynb"),
    )

    line = json.loads(found.stdout)
    assert (line["status"], line["score"], line["max_score"]) == ("graded", FULL, FULL)


def test_a_missing_notebook_is_checked_like_any(course: Path) -> None:
    """It scores nought, with a reason."""
    found = run(
        *("check", course / "nothing.ipynb", "--json"),
        *("--source", course / "source" / "ps1" / "ps1.ipynb"),
    )

    line = json.loads(found.stdout)
    assert (found.exit_code, line["status"]) == (0, "unreadable")
    assert line["reason"] == "The notebook is missing."


def test_a_source_that_is_none_is_the_authors_fault(course: Path) -> None:
    """Wrong usage, in a sentence."""
    bad = course / "bad.ipynb"
    bad.write_text("{")

    found = run("check", bad, "--source", bad)

    assert found.exit_code == 2
    assert "cannot be read as a notebook" in found.stderr


@pytest.mark.parametrize("command", ["grade", "check"])
def test_tests_that_nbgrader_cannot_write_are_refused(
    course: Path, command: str
) -> None:
    """They would be comments, which everybody passes; nobody gets a score."""
    path = course / "source" / "ps1" / "ps1.ipynb"
    asked = path.read_text("utf-8").replace("assert square(3) == 9", "# AUTOTEST 1")
    kernel = '"metadata": {"kernelspec": {"name": "python3", "display_name": "P"}},'
    path.write_text(
        asked.replace('"metadata": {},\n "nbformat"', f'{kernel}"nbformat"')
    )
    told = {
        "grade": ("ps1", "--course", course),
        "check": (path, "--source", path),
    }

    found = run(command, *told[command])

    assert (found.exit_code, found.stdout) == (2, "")
    assert f"In {path}, tests are left to nbgrader to write" in found.stderr
    assert not (course / "autograded").exists()


def test_feedback_is_written_for_whoever_was_graded(course: Path) -> None:
    """Where nbgrader looks for it."""
    grade(course)

    found = run("feedback", "ps1", "--course", course, "--student", "ann")

    assert found.exit_code == 0
    assert (course / "feedback" / "ann" / "ps1" / "ps1.html").is_file()
    assert not (course / "feedback" / "bob").exists()
