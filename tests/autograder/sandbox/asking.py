"""Ask students' processes to do things, as root and as an ordinary user."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from autograder.sandbox import Ending, Limits, Pair, Warm, Zygote

ROOT = Path(__file__).parents[3]
STUDENT = "tests.autograder.sandbox.children:student"
JUDGE = "tests.autograder.sandbox.children:judge"
SMALL = Limits(seconds=20.0, memory=2**29, disk=2**24)
"""Limits within which every test ends soon."""

_NOBODY = 65534


@dataclass(frozen=True)
class Said:
    """What came of a text that a student's process ran."""

    text: str
    ending: Ending


Ask: TypeAlias = Callable[..., Said]
"""Runs a text in a student's process, within limits."""


def zygote(**more: object) -> Zygote:
    """Return a zygote whose students do as they are told."""
    settings = {"student": STUDENT, "judge": JUDGE} | more
    return Zygote(**settings)  # type: ignore[arg-type] # each test gives what it needs


def warm(**more: object) -> Warm:
    """Return a warm interpreter of its own zygote."""
    return Warm(zygote(**more))


def say(pair: Pair, text: str, *, job: str = "") -> Said:
    """Run a text in a pair's student process."""
    with pair:
        pair.judge.sendall(job.encode() + b"\n")
        with suppress(OSError):  # it has ended by itself
            pair.student.sendall(text.encode())
        pair.student.close()
        heard = b""
        while part := pair.judge.recv(65536):
            heard += part
        return Said(heard.decode(), pair.ended())


def users() -> list[str]:
    """Return as whom the tests can run: root is able to be others too."""
    return ["root", "ordinary"] if os.geteuid() == 0 else ["ordinary"]


@contextmanager
def asking(user: str, **more: object) -> Iterator[Ask]:
    """Give a way to ask the student's processes of a warm interpreter."""
    if user == "ordinary" and os.geteuid() == 0:
        with _other(more) as ask:
            yield ask
        return
    with warm(**more) as interpreter:

        def ask(text: str, limits: Limits = SMALL, *, job: str = "") -> Said:
            return say(interpreter.pair(limits), text, job=job)

        yield ask


def as_ordinary_user(*command: str) -> list[str]:
    """Return a command that root runs as somebody else.

    What lies in folders that only root may enter is shown in their place.
    """
    needed = {Path(sys.prefix), Path(sys.base_prefix), ROOT}
    closed = {
        folder
        for place in needed
        for folder in place.parents
        if not folder.stat().st_mode & 0o001
    }
    options = [word for folder in sorted(closed) for word in ("--tmpfs", str(folder))]
    for place in sorted(needed):
        for folder in reversed(place.parents):
            if any(folder.is_relative_to(other) for other in closed):
                options += ["--perms", "0755", "--dir", str(folder)]
        if any(place.is_relative_to(folder) for folder in closed):
            options += ["--bind", str(place), str(place)]
    user = [f"--reuid={_NOBODY}", f"--regid={_NOBODY}", "--clear-groups"]
    return [
        *("bwrap", "--dev-bind", "/", "/", *options, "--chdir", str(ROOT)),
        *("--die-with-parent", "setpriv", *user, *command),
    ]


@contextmanager
def _other(more: dict[str, object]) -> Iterator[Ask]:
    command = [sys.executable, "-m", "tests.autograder.sandbox.asking"]
    with subprocess.Popen(
        as_ordinary_user(*command, json.dumps(more)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None

        def ask(text: str, limits: Limits = SMALL, *, job: str = "") -> Said:
            request = [text, job, {name: getattr(limits, name) for name in _NAMES}]
            print(json.dumps(request), file=process.stdin, flush=True)
            heard, ending = json.loads(process.stdout.readline())
            return Said(heard, Ending(**ending))

        yield ask
        process.stdin.close()


_NAMES = ("seconds", "memory", "processes", "disk", "output")


def _serve() -> None:
    """Ask what is read, and write what is said."""
    with asking("ordinary", **json.loads(sys.argv[1])) as ask:
        for line in sys.stdin:
            text, job, limits = json.loads(line)
            said = ask(text, Limits(**limits), job=job)
            ending = {n: getattr(said.ending, n) for n in ("reason", "detail", "judge")}
            sys.stdout.write(json.dumps([said.text, ending]) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    _serve()
