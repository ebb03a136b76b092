"""Nothing outlives the main process, nor the warm one."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from autograder.errors import SandboxError
from autograder.sandbox import watch
from tests.autograder.sandbox.asking import ROOT, SMALL, say, warm
from tests.autograder.sandbox.test_warm import ENDLESS, Started, gone

SETTING_UP = """
import os, signal, time
from autograder.sandbox import launch, watch
from tests.autograder.sandbox.asking import warm

spawn = launch._spawn

def spawn_and_wait(*given):
    process = spawn(*given)
    while len(list(watch.family([process.pid]))) < 2:
        time.sleep(0.0001)
    print("here", flush=True)
    time.sleep(60)

launch._spawn = spawn_and_wait
with warm():
    pass
"""

IMPORTING = """
import time
from tests.autograder.sandbox.asking import warm

endless = "import time\\nwhile True: time.sleep(1)"
with warm(imports=[endless]):
    time.sleep(1)
    print("here", flush=True)
    time.sleep(60)
"""


@pytest.mark.parametrize("program", [SETTING_UP, IMPORTING], ids=["walls", "imports"])
def test_all_ends_when_the_main_process_is_killed_early(program: str) -> None:
    """Before the walls stand, and while imports go on for ever."""
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"here\n"
        family = list(watch.family([process.pid]))
        process.kill()

    assert len(family) >= 3
    assert gone(family)


def test_all_ends_when_the_warm_process_crashes(started: Started) -> None:
    """That is noticed at once, and the next pair has another."""
    with warm() as interpreter:
        assert say(interpreter.pair(SMALL), "say(1)").text == "1\n"
        pair = interpreter.pair(SMALL)
        pair.judge.sendall(b"\n")
        pair.student.sendall(ENDLESS.encode())
        pair.student.close()
        pair.judge.recv(10)
        family = started()
        began = time.monotonic()
        os.kill(_warm_among(family), signal.SIGKILL)

        with pytest.raises(SandboxError, match="has ended while it was needed"):
            pair.ended()

        assert time.monotonic() - began < SMALL.seconds
        assert gone(family)
        pair.judge.close()
        assert say(interpreter.pair(SMALL), "say(2)").text == "2\n"


def _warm_among(processes: list[int]) -> int:
    """Return the process that runs the warm interpreter's program, not its forks."""
    running = [p for p in processes if _runs(p, b"autograder.sandbox.template")]
    forked = {child for p in running for child in watch.children(p)}
    (oldest,) = set(running) - forked
    return oldest


def _runs(process: int, program: bytes) -> bool:
    try:
        words = Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")
    except OSError:  # it has just ended
        return False
    return program in words and b"bwrap" not in words[0]
