import os
import signal
import stat
from pathlib import Path

import pytest

from autograder.errors import StorageError
from autograder.report import folder as folder_module
from autograder.report.folder import put
from tests.autograder.report.machine import in_a_process, on_a_disk

KILLED = """
import os, signal, sys
from pathlib import Path
from autograder.report import folder

folder._{step} = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
folder.put(Path(sys.argv[1]), {{"a.txt": b"new"}}, mode=0o644)
"""

FULL = """
import sys
from pathlib import Path
from autograder.errors import StorageError
from autograder.report.folder import put

place = Path(sys.argv[1]) / "student"
put(place, {"a.txt": b"old"}, mode=0o644)
try:
    put(place, {"a.txt": b"x" * 2**20}, mode=0o644)
except StorageError as error:
    print(error)
print(sorted(path.name for path in place.parent.iterdir()))
print((place / "a.txt").read_text())
"""

READ_ONLY = """
import subprocess, sys
from pathlib import Path
from autograder.errors import StorageError
from autograder.report.folder import put

subprocess.run(["mount", "-o", "remount,ro", sys.argv[1]], check=True)
try:
    put(Path(sys.argv[1]) / "student", {"a.txt": b""}, mode=0o644)
except StorageError as error:
    print(error)
"""


def _content(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_text() for path in files}


def test_a_folder_is_made_with_all_that_leads_to_it(tmp_path: Path) -> None:
    """Files lie where their paths say."""
    put(tmp_path / "a/b", {"c.txt": b"1", "d/e.txt": b"2"}, mode=0o644)

    assert _content(tmp_path / "a/b") == {"c.txt": "1", "d/e.txt": "2"}


def test_what_was_there_before_is_gone(tmp_path: Path) -> None:
    """The new folder holds what it is given and nothing of the old one."""
    put(tmp_path / "a", {"old.txt": b"", "b": b"a file"}, mode=0o444)

    put(tmp_path / "a", {"new.txt": b"", "b/c.txt": b"in a folder"}, mode=0o444)

    assert _content(tmp_path / "a") == {"new.txt": "", "b/c.txt": "in a folder"}


def test_a_file_that_is_to_stay_stays(tmp_path: Path) -> None:
    """Other notebooks of the assignment are left in place."""
    put(tmp_path / "a", {"b.ipynb": b"1"}, mode=0o444)

    put(tmp_path / "a", {"c.ipynb": b"2"}, mode=0o444, kept=["b.ipynb", "none.ipynb"])

    assert _content(tmp_path / "a") == {"b.ipynb": "1", "c.ipynb": "2"}


def test_files_get_the_permissions(tmp_path: Path) -> None:
    """As nbgrader sets them."""
    put(tmp_path / "a", {"b.txt": b""}, mode=0o444)

    assert stat.S_IMODE((tmp_path / "a/b.txt").stat().st_mode) == 0o444


def test_a_shared_folder_is_the_groups(tmp_path: Path) -> None:
    """Group members may write, and what they make is the group's."""
    put(tmp_path / "a", {"b/c.txt": b""}, mode=0o664, is_shared=True)

    modes = [(tmp_path / name).stat().st_mode & 0o2770 for name in ("a", "a/b")]
    assert modes == [0o2770, 0o2770]


@pytest.mark.parametrize("step", ["write", "swap"])
def test_a_kill_leaves_the_old_folder(tmp_path: Path, step: str) -> None:
    """Killed while it writes, a run leaves what was there, whole."""
    put(tmp_path / "a", {"a.txt": b"old"}, mode=0o644)

    done = in_a_process(KILLED.format(step=step), str(tmp_path / "a"))

    assert done.returncode == -signal.SIGKILL, done.stderr
    assert _content(tmp_path / "a") == {"a.txt": "old"}


def test_what_a_killed_run_had_begun_is_swept_away(tmp_path: Path) -> None:
    """The next run leaves nothing beside the folder."""
    in_a_process(KILLED.format(step="swap"), str(tmp_path / "a"))
    begun = os.listdir(tmp_path)  # noqa: PTH208 - names are enough

    put(tmp_path / "a", {"a.txt": b"new"}, mode=0o644)

    assert begun != []
    assert os.listdir(tmp_path) == ["a"]  # noqa: PTH208 - likewise


def test_a_system_without_exchange_puts_the_folder_in_place_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Elsewhere it takes three steps; the end is the same."""
    monkeypatch.setattr(folder_module, "_exchange", lambda *_: False)
    put(tmp_path / "a", {"a.txt": b"old"}, mode=0o644)

    put(tmp_path / "a", {"a.txt": b"new"}, mode=0o644)

    assert _content(tmp_path) == {"a/a.txt": "new"}


def test_a_full_disk_is_one_sentence_and_the_old_folder_stays(tmp_path: Path) -> None:
    """Nothing half-written is left, and the sentence says what is wrong."""
    said = on_a_disk(tmp_path, "256k", FULL).splitlines()

    assert said[0].endswith("cannot be written: No space left on device.")
    assert said[1:] == ["['student']", "old"]


def test_a_read_only_disk_is_one_sentence(tmp_path: Path) -> None:
    """It names the folder and the reason."""
    said = on_a_disk(tmp_path, "256k", READ_ONLY)

    assert said == (
        f"The folder {tmp_path / 'student'} cannot be written: Read-only file system.\n"
    )


def test_a_file_in_the_way_is_one_sentence(tmp_path: Path) -> None:
    """Where a folder must lie lies a file."""
    (tmp_path / "a").write_text("")

    with pytest.raises(StorageError, match="cannot be written"):
        put(tmp_path / "a/b", {}, mode=0o644)
