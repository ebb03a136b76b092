"""The student's side of a run."""

import io
import json
import socket
import tarfile
from contextlib import suppress
from pathlib import Path

import pytest

from autograder.run.student import Student, unpack
from tests.autograder.run.conducting import Conductor, check, student


class Shell:
    """Names, without all that IPython does to a process."""

    def __init__(self) -> None:
        self.user_ns = {"x": 1, "np_mean": json.loads, "module": json, "f": lambda: 1}


class Recorder:
    """Something that was printed."""

    def take_text(self) -> tuple[str, str]:
        """Return it."""
        return "out", "err"


@pytest.fixture
def side() -> Student:
    """Give a student's side that defines a few names."""
    return Student(Shell(), Recorder())  # type: ignore[arg-type]  # all that is used


def test_a_name_is_found_with_what_it_stands_for(side: Student) -> None:
    """Or not at all."""
    assert side.find("x") == ("found", 1)
    assert side.find("y") == ("absent",)


def test_a_name_is_bound_and_deleted(side: Student) -> None:
    """As a test does."""
    side.bind("y", 2)
    side.unbind("x")

    assert side.find("y") == ("found", 2)
    assert "x" not in side.names()


def test_where_a_library_defines_something_is_told(side: Student) -> None:
    """A module has no name in itself; what the student made is nowhere."""
    assert side.place("np_mean") == ("library", "json", "loads")
    assert side.place("module") == ("library", "json", "")
    assert side.place("x") == ("found",)
    assert side.place("f") == ("found",)
    assert side.place("y") == ("absent",)


def test_what_was_given_and_then_bound_anew_is_told_once(side: Student) -> None:
    """What was never asked for is nobody's business."""
    side.find("x")
    side.bind("x", 2)
    side.bind("f", 3)

    assert side.rebound() == ["x"]
    assert side.rebound() == []


def test_what_is_printed_is_told(side: Student) -> None:
    """Both streams of it."""
    assert side.printed() == ("out", "err")


def test_between_two_questions_nothing_is_interrupted(side: Student) -> None:
    """There is nothing to stop."""
    side.interrupt(2, None)

    with side.working(), side.asking():
        assert side.find("x") == ("found", 1)


def test_what_runs_is_interrupted(side: Student) -> None:
    """Where it stands."""
    with pytest.raises(KeyboardInterrupt), side.working():
        side.interrupt(2, None)


def test_an_interrupt_waits_until_the_judge_has_answered(side: Student) -> None:
    """A half-read answer would be taken for the next one."""
    read = []

    with suppress(KeyboardInterrupt), side.working():
        with side.asking():
            side.interrupt(2, None)
            read.append("whole")
        read.append("never")

    assert read == ["whole"]


def test_after_a_question_within_a_question_one_is_still_busy(side: Student) -> None:
    """And can be interrupted on."""
    with side.working():
        with side.asking(), side.working():
            pass

        with pytest.raises(KeyboardInterrupt):
            side.interrupt(2, None)


def packed(**files: bytes) -> bytes:
    """Return files as one tar."""
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as archive:
        for name, text in files.items():
            about = tarfile.TarInfo(name.replace("__", "/"))
            about.size = len(text)
            archive.addfile(about, io.BytesIO(text))
    return content.getvalue()


def unpacked(content: bytes, folder: Path) -> None:
    """Send a tar over a socket and have it unpacked."""
    ours, theirs = socket.socketpair()
    with ours:
        ours.sendall(content)
    unpack(theirs, folder)


def test_files_are_unpacked_where_they_belong(tmp_path: Path) -> None:
    """Folders are made."""
    unpacked(packed(data=b"1", folder__more=b"2"), tmp_path)

    assert (tmp_path / "data").read_bytes() == b"1"
    assert (tmp_path / "folder" / "more").read_bytes() == b"2"


def test_no_files_are_nothing(tmp_path: Path) -> None:
    """Not even a tar is needed."""
    unpacked(b"", tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_nothing_is_unpacked_outside_the_folder(tmp_path: Path) -> None:
    """Whatever a name says."""
    folder = tmp_path / "work"
    folder.mkdir()
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("../outside"))

    with pytest.raises(tarfile.OutsideDestinationError):
        unpacked(content.getvalue(), folder)
    assert [*tmp_path.iterdir()] == [folder]


def test_a_cells_prints_are_its_own(conduct: Conductor) -> None:
    """What a cell printed is not printed once more by the next test."""
    went = conduct(
        student("print('cell')\ndef f(): print('called')"),
        check("f()\nprint('test')"),
    )

    assert went.printed(0) == "cell\n"
    assert went.printed(1) == "called\ntest\n"
