"""A run on the workers of a real Dask scheduler, one of which is lost on the way."""

import json
import os
import re
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest
from distributed import Client

from tests.autograder.classroom import (
    FULL,
    NAME,
    RIGHT,
    WRONG,
    hand_in,
    left_over,
    make_course,
    scores,
)

ROOT = Path(__file__).parents[2]
STUDENTS = 200
BEFORE = 60
"""How many submissions are graded before a worker is stopped."""

MEANWHILE = 10
"""How many the other grades before the stopped one is killed."""

PATIENCE = 30.0
"""How long what a killed worker had started may take to end (seconds)."""


@contextmanager
def program(log: Path, *command: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program of Python's until the end of the block."""
    with (
        log.open("wb") as file,
        subprocess.Popen(
            [sys.executable, "-m", *command], cwd=ROOT, stdout=file, stderr=file
        ) as process,
    ):
        try:
            yield process
        finally:
            process.kill()


@contextmanager
def scheduler() -> Iterator[str]:
    """Run a scheduler; give its address."""
    command = ("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0")
    with subprocess.Popen(
        [sys.executable, "-m", *command, "--no-dashboard"],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr
        try:
            found = (re.search(r"tcp://[\d.]+:\d+", line) for line in process.stderr)
            yield next(match[0] for match in found if match)
        finally:
            process.kill()


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """Return a course in which everybody has handed in."""
    (tmp_path / "course").mkdir()
    course = make_course(tmp_path / "course")
    for number in range(STUDENTS):
        answer = RIGHT if number % 3 else WRONG
        hand_in(course, f"s{number:03}", f"{answer}\nnumber = {number}")
    return course


def _held(address: str, worker: str) -> list[str]:
    """Return the submissions that a scheduler believes a worker to have."""
    with Client(address, set_as_default=False) as client:  # type: ignore[no-untyped-call] # Dask's own types are few
        known = client.scheduler_info()["workers"]  # type: ignore[no-untyped-call] # likewise
        (where,) = (at for at, told in known.items() if told["name"] == worker)
        return list(client.processing()[where])  # type: ignore[no-untyped-call] # likewise


def _started_by(process: int) -> list[int]:
    """Return handles of all processes that one has started, in whatever namespaces."""
    ahead, found = [process], []
    while ahead:
        for task in Path(f"/proc/{ahead.pop()}/task").glob("*/children"):
            with suppress(OSError):  # it has just ended
                for child in map(int, task.read_text("ascii").split()):
                    found.append(os.pidfd_open(child))
                    ahead.append(child)
    return found


def _has_ended(handle: int) -> bool:
    ended, _, _ = select.select([handle], [], [], PATIENCE)
    os.close(handle)
    return bool(ended)


@pytest.mark.timeout(600)
def test_a_lost_workers_submissions_are_graded_by_another_once(
    course: Path, tmp_path: Path
) -> None:
    """Two workers, one is killed while it holds submissions; every score is right.

    It is stopped first, so that what it holds then is surely not graded by it.
    """
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ExitStack() as stack:
        address = stack.enter_context(scheduler())
        worker = ("distributed.cli.dask_worker", address, "--nthreads", "1")
        alone = ("--no-nanny", "--no-dashboard", "--name")
        own = {
            name: stack.enter_context(program(tmp_path / name, *worker, *alone, name))
            for name in ("lost", "kept")
        }
        grading = stack.enter_context(
            program(
                tmp_path / "log",
                *("autograder", "grade", NAME, "--course", str(course)),
                *("--cluster", address, "--results", str(pipe)),
            )
        )
        with pipe.open(encoding="utf-8") as lines:
            first = [next(lines) for _ in range(BEFORE)]
            own["lost"].send_signal(signal.SIGSTOP)
            first += [next(lines) for _ in range(MEANWHILE)]
            held = _held(address, "lost")
            started = _started_by(own["lost"].pid)
            own["lost"].send_signal(signal.SIGKILL)
            rest = list(lines)
        status = grading.wait()
        ended = [_has_ended(handle) for handle in started]

    graded = [json.loads(line) for line in [*first, *rest]]
    expected = {
        f"s{number:03}": FULL if number % 3 else 1.0 for number in range(STUDENTS)
    }
    assert status == 0, (tmp_path / "log").read_text("utf-8")
    assert held
    assert all(ended)
    assert ended
    assert len(graded) == STUDENTS
    assert {line["student"]: line["score"] for line in graded} == expected
    assert scores(course) == expected
    assert left_over(course) == []
