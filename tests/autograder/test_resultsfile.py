import io
import os
import threading
from pathlib import Path

import pytest

from autograder.errors import StorageError
from autograder.results import line, unreadable
from autograder.resultsfile import ResultsFile

RESULT = unreadable(
    "It is empty.", points={"t": 1.0}, assignment="ps1", student="王芳", notebook="ps1"
)


def test_the_file_has_its_name_only_when_it_is_whole(tmp_path: Path) -> None:
    """Until then the old one stays."""
    path = tmp_path / "r.jsonl"
    path.write_text("old\n")

    with ResultsFile(path) as file:
        file.add([RESULT])
        during = path.read_text("utf-8")

    assert during == "old\n"
    assert path.read_text("utf-8") == line(RESULT) + "\n"
    assert list(tmp_path.iterdir()) == [path]


def test_lines_can_be_read_while_it_is_written(tmp_path: Path) -> None:
    """Beside its name."""
    with ResultsFile(tmp_path / "r.jsonl") as file:
        file.add([RESULT])

        assert (tmp_path / "r.jsonl.part").read_text("utf-8") == line(RESULT) + "\n"


def test_a_run_that_ends_early_keeps_what_it_has(tmp_path: Path) -> None:
    """The work done so far."""
    path = tmp_path / "r.jsonl"

    def run() -> None:
        with ResultsFile(path) as file:
            file.add([RESULT])
            msg = "the gradebook is gone"
            raise StorageError(msg)

    with pytest.raises(StorageError, match="the gradebook is gone"):
        run()

    assert path.read_text("utf-8") == line(RESULT) + "\n"


def test_what_a_killed_run_left_is_written_over(tmp_path: Path) -> None:
    """Nothing is doubled."""
    (tmp_path / "r.jsonl.part").write_text("half a li")

    with ResultsFile(tmp_path / "r.jsonl") as file:
        file.add([RESULT])

    assert (tmp_path / "r.jsonl").read_text("utf-8") == line(RESULT) + "\n"


def test_a_pipe_is_written_directly(tmp_path: Path) -> None:
    """Whoever reads it gets the lines as they come."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    heard = io.StringIO()
    reader = threading.Thread(target=lambda: heard.write(pipe.read_text("utf-8")))
    reader.start()

    with ResultsFile(pipe) as file:
        file.add([RESULT])
    reader.join()

    assert heard.getvalue() == line(RESULT) + "\n"


@pytest.mark.parametrize("name", ["missing/r.jsonl", "."])
def test_a_file_that_cannot_be_written_is_a_sentence(tmp_path: Path, name: str) -> None:
    """Before anything is graded."""
    with pytest.raises(StorageError, match="cannot be written"):
        ResultsFile(tmp_path / name)


def test_a_full_disk_is_a_sentence() -> None:
    """The device that is always full says so."""
    with (
        pytest.raises(StorageError, match="No space left on device"),
        ResultsFile(Path("/dev/full")) as file,
    ):
        file.add([RESULT])
