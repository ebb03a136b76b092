"""A program that runs `autograder` in children, kills them, and counts their orphans.

A child is forked with all imports done, so that a run costs no start-up. Whatever a
killed child leaves behind becomes a child of this program, where none can hide.
"""

import ctypes
import json
import os
import select
import signal
import sys
import time
from pathlib import Path
from typing import Any

_SUBREAPER = 36
"""Linux's name for adopting orphans (PR_SET_CHILD_SUBREAPER)."""

_PATIENCE = 20.0
"""How long orphans may take to end (seconds)."""


def main() -> None:
    """Answer each line of standard input: a run, and when to kill it."""
    import autograder.calibrate  # noqa: PLC0415
    import autograder.cli  # noqa: PLC0415
    import autograder.command  # noqa: PLC0415
    import autograder.report.autograded  # noqa: PLC0415
    import autograder.report.gradebook  # noqa: F401, PLC0415

    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    for line in sys.stdin:
        print(json.dumps(_ran(**json.loads(line))), flush=True)  # noqa: T201


def _ran(arguments: list[str], log: str, seconds: float | None) -> dict[str, Any]:
    """Run a child to its end, or kill it; return its status, time and orphans."""
    start = time.monotonic()
    child = os.fork()
    if child == 0:
        _run(arguments, log)
    handle = os.pidfd_open(child)
    ended, _, _ = select.select([handle], [], [], seconds)
    if not ended:
        os.kill(child, signal.SIGKILL)
    os.close(handle)
    _, status = os.waitpid(child, 0)
    return {
        "status": os.waitstatus_to_exitcode(status),
        "seconds": time.monotonic() - start,
        "orphans": _orphans(),
    }


def _run(arguments: list[str], log: str) -> None:
    from autograder.cli import main as autograder  # noqa: PLC0415

    with Path(log).open("ab", buffering=0) as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    status = 1
    try:
        autograder(arguments, prog_name="autograder")
    except SystemExit as error:
        status = int(error.code or 0)
    finally:
        os._exit(status)


def _orphans() -> list[str]:
    """Bury what ends by itself; return the command lines of what does not."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        try:
            ended, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return []
        if ended == 0:
            time.sleep(0.01)
    me = os.getpid()
    children = Path(f"/proc/{me}/task/{me}/children").read_text("ascii").split()
    return [Path(f"/proc/{child}/cmdline").read_text("utf-8") for child in children]


if __name__ == "__main__":
    main()
