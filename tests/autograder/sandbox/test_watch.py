"""How processes and their memory are counted."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from autograder.sandbox import Limits, watch

HOLD = """
import os, sys
block = bytearray(b"x" * (100 * 2**20))
for number in range(2):
    if os.fork() == 0:
        break
print("ready", flush=True)
sys.stdin.read()
"""


@contextmanager
def holding() -> Iterator[int]:
    """Run three processes that share 100 MiB, and give the first."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        for _ in range(3):
            process.stdout.readline()
        yield process.pid
        process.stdin.close()


def test_all_descendants_are_found() -> None:
    """The process itself first."""
    with holding() as process:
        family = list(watch.family([process]))

    assert family[0] == process
    assert len(family) == 3


@pytest.mark.parametrize(("most", "reason"), [(2, "processes"), (3, None)])
def test_too_many_processes_are_noticed(most: int, reason: str | None) -> None:
    """As many as are allowed are not too many."""
    with holding() as process:
        found = watch.excess([process], Limits(processes=most), warm=0)

    assert (found.reason if found else None) == reason


@pytest.mark.parametrize(("mebi", "reason"), [(40, "memory"), (160, None)])
def test_shared_memory_counts_once(mebi: int, reason: str | None) -> None:
    """Three processes with the same 100 MiB hold little more than one."""
    with holding() as process:
        found = watch.excess([process], Limits(memory=mebi * 2**20), warm=0)

    assert (found.reason if found else None) == reason


def test_what_was_warm_is_free() -> None:
    """A student pays for what was added only."""
    with holding() as process:
        found = watch.excess([process], Limits(memory=2**20), warm=160 * 2**20)

    assert found is None


def test_a_process_that_is_gone_uses_nothing() -> None:
    """It may go at any moment."""
    with holding() as process:
        pass

    assert watch.held(process) == 0
    assert watch.excess([process], Limits(), warm=0) is None


def test_this_process_holds_some_memory() -> None:
    """And has mapped more than it holds."""
    assert 0 < watch.held(os.getpid()) < watch.mapped(os.getpid())
