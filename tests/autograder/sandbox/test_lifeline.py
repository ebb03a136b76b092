"""Nothing outlives a main process that is killed while it starts a sandbox."""

import subprocess
import sys

import pytest

from autograder.sandbox import watch
from tests.autograder.sandbox.asking import ROOT
from tests.autograder.sandbox.test_warm import gone

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
with warm(imports=[endless]) as interpreter:
    time.sleep(1)
    print("here", flush=True)
    interpreter.wait()
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
