import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from nqpf.study.record import Kept, Record, add_guess, decode, encode, open_hint
from nqpf.study.state import PATIENCE, Change, Store, current_store, store_of

WRITE_HINTS = """
import sys
from functools import partial
from pathlib import Path
from nqpf.study.record import open_hint
from nqpf.study.state import Store

store = Store(Path(sys.argv[1]), patience=60)
for number in range(int(sys.argv[3])):
    store.update(partial(open_hint, hint=f"{sys.argv[2]}-{number}", steps=1))
"""
HOLD_LOCK = """
import sys, time
from filelock import FileLock

with FileLock(sys.argv[1]):
    print("held", flush=True)
    time.sleep(600)
"""
WRITE_AS_NOBODY = """
import os, sys
from functools import partial
from pathlib import Path
from nqpf.study.record import open_hint
from nqpf.study.state import Store

if os.geteuid() == 0:
    os.setuid(65534)  # root may write anywhere
store = Store(Path(sys.argv[1]))
for hint in ("a", "b"):
    record = store.update(partial(open_hint, hint=hint, steps=1))
print(sorted(record.hints), sorted(store.read().hints))
print(store.notice())
print(store.notice())
"""


def opened(hint: str) -> Change:
    """Return the change that opens the first step of a hint."""
    return partial(open_hint, hint=hint, steps=1)


def python(code: str, *arguments: object) -> subprocess.Popen[str]:
    """Start a process of its own."""
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


@contextmanager
def held_lock(workspace: Path) -> Iterator[None]:
    """Hold the record's lock in a process that hangs."""
    with python(HOLD_LOCK, workspace / ".nqpf" / "state.lock") as process:
        assert process.stdout is not None
        process.stdout.readline()
        try:
            yield
        finally:
            process.kill()


def test_what_one_kernel_keeps_another_finds(workspace: Path) -> None:
    """A restart, or a second tab, begins where the first left off."""
    guess = Kept(300.0, "2026-05-03T12:00:00+00:00")
    Store(workspace).update(partial(add_guess, prediction="01-lines", guess=guess))

    assert Store(workspace).read().guesses == {"01-lines": (guess,)}


def test_kernels_that_write_at_once_lose_nothing(workspace: Path) -> None:
    """Four processes write a hundred times each; all four hundred are kept."""
    writers = [python(WRITE_HINTS, workspace, name, 100) for name in "abcd"]
    for writer in writers:
        writer.communicate()

    expected = {f"{name}-{number}" for name in "abcd" for number in range(100)}
    assert set(Store(workspace).read().hints) == expected


def test_a_kill_leaves_a_whole_record(workspace: Path) -> None:
    """Whenever a kernel is killed, the file is the one before or the one after."""
    file = workspace / ".nqpf" / "state.json"
    kept = []
    for attempt in range(12):
        with python(WRITE_HINTS, workspace, attempt, 100_000) as writer:
            while not (file.exists() and f"{attempt}-0" in file.read_text()):
                time.sleep(0.005)
            time.sleep(0.003 * attempt)
            writer.send_signal(signal.SIGKILL)
        kept.append(len(decode(file.read_text()).hints))

    assert kept == sorted(kept)
    assert Store(workspace).update(opened("after")).hints["after"] == 1


def test_a_damaged_record_is_set_aside_with_one_sentence(workspace: Path) -> None:
    """The damaged file is kept under a clear name, and work goes on."""
    half = encode(Record(hints={"01-q1": 2}))[:-20]
    (workspace / ".nqpf" / "state.json").write_text(half)
    store = Store(workspace)

    record = store.update(opened("01-q2"))

    assert record == Store(workspace).read() == Record(hints={"01-q2": 1})
    [aside] = (workspace / ".nqpf").glob("state-damaged-*.json")
    assert aside.read_text() == half
    assert f"set aside as {aside.name}" in store.notice()


def test_reading_sets_a_damaged_record_aside_too(workspace: Path) -> None:
    """A learner who only looks is told at once, not at the next answer."""
    (workspace / ".nqpf" / "state.json").write_bytes(b"\xff\x00")
    store = Store(workspace)

    assert store.read() == Record()
    assert "was damaged" in store.notice()
    assert decode((workspace / ".nqpf" / "state.json").read_text()) == Record()


def test_each_damaged_record_keeps_a_name_of_its_own(workspace: Path) -> None:
    """A second accident in the same second does not overwrite the first."""
    for text in ("one", "two", "three"):
        (workspace / ".nqpf" / "state.json").write_text(text)
        Store(workspace).read()

    aside = (workspace / ".nqpf").glob("state-damaged-*.json")
    assert sorted(path.read_text() for path in aside) == ["one", "three", "two"]


def test_without_a_workspace_the_record_lives_in_memory() -> None:
    """In a grader's folder the tools work, write nothing and say so once."""
    store = Store(None)

    store.update(opened("01-q1"))
    store.update(opened("01-q2"))

    assert store.read() == Record(hints={"01-q1": 1, "01-q2": 1})
    assert "not in a course folder" in store.notice()
    assert store.notice() == ""


def test_a_workspace_that_cannot_be_written_is_said_once() -> None:
    """A read-only folder costs one sentence, and nothing done is lost meanwhile."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder)
        (workspace / ".nqpf").mkdir()
        (workspace / ".nqpf" / "state.json").write_text(
            encode(Record(hints={"before": 1}))
        )
        (workspace / ".nqpf").chmod(0o555)
        workspace.chmod(0o755)

        shown, _ = python(WRITE_AS_NOBODY, workspace).communicate()
        (workspace / ".nqpf").chmod(0o755)

    hints, sentence, again = shown.splitlines()
    assert hints == "['a', 'b', 'before'] ['a', 'b', 'before']"
    assert "cannot be written" in sentence
    assert "permission denied" in sentence
    assert again == ""


@pytest.mark.parametrize("block", ["a file in the folder's place", "no workspace"])
def test_a_folder_that_cannot_be_made_is_said(block: str, tmp_path: Path) -> None:
    """A wrong NQPF_WORKSPACE does not stop a lesson."""
    workspace = tmp_path / "study"
    if block == "a file in the folder's place":
        workspace.mkdir()
        (workspace / ".nqpf").write_text("not a folder")
    store = Store(workspace)

    record = store.update(opened("01-q1"))

    assert record == store.read() == Record(hints={"01-q1": 1})
    assert "cannot be written" in store.notice()


def test_a_hung_kernel_does_not_hang_this_one(workspace: Path) -> None:
    """A change waits for the lock about two seconds, then is kept in memory."""
    store = Store(workspace)
    with held_lock(workspace):
        start = time.monotonic()
        record = store.update(opened("01-q1"))
        first = time.monotonic() - start
        store.update(opened("01-q2"))
        second = time.monotonic() - start - first

    assert record == Record(hints={"01-q1": 1})
    assert PATIENCE <= first < 3 * PATIENCE
    assert second < PATIENCE
    assert "Another program holds your record" in store.notice()


def test_what_waited_is_written_with_the_next_change(workspace: Path) -> None:
    """Nothing done while the lock was held is lost once it is free."""
    store = Store(workspace, patience=0.05)
    with held_lock(workspace):
        store.update(opened("while held"))
    Store(workspace).update(opened("elsewhere"))

    store.update(opened("after"))

    hints = Store(workspace).read().hints
    assert set(hints) == {"while held", "elsewhere", "after"}


def test_what_is_written_is_not_written_again(workspace: Path) -> None:
    """A change that was made does not come back over another kernel's."""
    here, there = Store(workspace), Store(workspace)
    for store, value in ((here, 300.0), (there, 700.0)):
        guess = Kept(value, "2026-05-03T12:00:00+00:00")
        store.update(partial(add_guess, prediction="01-lines", guess=guess))

    record = here.update(opened("01-q1"))

    assert [guess.value for guess in record.guesses["01-lines"]] == [300, 700]


def test_the_lock_of_a_dead_process_is_free(workspace: Path) -> None:
    """The system lets go of a lock whose holder was killed."""
    with held_lock(workspace):
        pass
    store = Store(workspace, patience=0.05)

    store.update(opened("01-q1"))

    assert store.notice() == ""
    assert Store(workspace).read().hints == {"01-q1": 1}


def test_a_change_that_changes_nothing_writes_nothing(workspace: Path) -> None:
    """Looking at a card again leaves the file alone."""
    store = Store(workspace)
    store.update(opened("01-q1"))
    file = workspace / ".nqpf" / "state.json"
    os.utime(file, (0, 0))

    store.update(opened("01-q1"))

    assert file.stat().st_mtime == 0


def test_a_kernel_has_one_store_of_a_workspace(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is kept in memory is shared by all cards, however the folder is named."""
    monkeypatch.chdir(workspace.parent)

    assert current_store() is store_of(Path("study"))
    assert current_store() is not store_of(None)
