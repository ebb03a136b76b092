"""Start the warm process, behind the outer wall or without it."""

import json
import os
import socket
import stat
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO

from autograder.sandbox import bubble
from autograder.sandbox.walls import SEATS, STUDENT

_NOBODY = 65534
_OUTSIDE = {0: 0, **{STUDENT + at: _NOBODY - at for at in range(2 * SEATS)}}
"""Which users those inside are outside, if grading runs as root: files of root's are
then out of reach, and the kernel counts their processes."""

_ROOT = {0: 0}


def walled(
    module: str, control: socket.socket, errors: IO[bytes], hidden: Iterable[Path]
) -> subprocess.Popen[bytes]:
    """Start a module behind the outer wall.

    Parameters
    ----------
    module
        What to run.
    control
        The socket that it serves.
    errors
        Where it, and bubblewrap, may complain.
    hidden
        What must not be seen.

    Raises
    ------
    SandboxError
        If bubblewrap is not installed.
    """
    is_root = os.geteuid() == 0
    with ExitStack() as stack:
        texts = {}
        for name, text in bubble.settings().items():
            file = stack.enter_context(tempfile.TemporaryFile())
            file.write(text.encode())
            file.seek(0)
            texts[name] = file.fileno()
        told, info = _pipe(stack)
        wait, go = _pipe(stack)
        maps = (info.fileno(), wait.fileno())
        command = bubble.command(hidden, texts=texts, maps=maps if is_root else None)
        passed = [control.fileno(), *texts.values()]
        if is_root:
            # With a reader of its own, bubblewrap outlives a write that nobody else
            # reads, and goes on to where it finds this process gone.
            passed += [told.fileno(), *maps]
        process = _spawn([*command, *_python(module, control)], {}, passed, errors)
        if is_root:
            info.close()
            _map_users(told.read(), _OUTSIDE if _is_open_to_all() else _ROOT)
            go.write(b"!")
    return process


def bare(
    module: str, control: socket.socket, errors: IO[bytes], hidden: Iterable[Path]
) -> subprocess.Popen[bytes]:
    """Start a module without any wall; nothing can be hidden from it."""
    del hidden
    environment = bubble.environment(tempfile.gettempdir())
    passed = [control.fileno()]
    return _spawn(_python(module, control), environment, passed, errors)


def _python(module: str, control: socket.socket) -> list[str]:
    return [sys.executable, "-s", "-P", "-m", module, str(control.fileno())]


def _spawn(
    command: Sequence[str],
    environment: dict[str, str],
    passed: Sequence[int],
    errors: IO[bytes],
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - our own command
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=errors,
        stderr=errors,
        pass_fds=passed,
        start_new_session=True,  # the operator's Ctrl-C is for the main process
    )


def _is_open_to_all() -> bool:
    """Return whether any user may read the interpreter's packages and this one."""
    places = (sys.prefix, sys.base_prefix, sysconfig.get_path("purelib"), __file__)
    return all(os.stat(place).st_mode & stat.S_IROTH for place in places)  # noqa: PTH116


def _map_users(told: bytes, users: Mapping[int, int]) -> None:
    """Map the users of the sandbox that waits for it.

    Within a container some may not exist outside; root alone always does.
    """
    if not told:  # the sandbox has ended already, and said why
        return
    folder = Path("/proc") / str(json.loads(told)["child-pid"])
    for name in ("uid_map", "gid_map"):
        try:
            (folder / name).write_text(_rows(users), encoding="ascii")
        except OSError:
            (folder / name).write_text(_rows(_ROOT), encoding="ascii")


def _rows(users: Mapping[int, int]) -> str:
    return "".join(f"{inside} {outside} 1\n" for inside, outside in users.items())


def _pipe(stack: ExitStack) -> tuple[IO[bytes], IO[bytes]]:
    """Return both ends of a pipe, which are closed with the stack."""
    reader, writer = os.pipe()
    return (
        stack.enter_context(os.fdopen(reader, "rb")),
        stack.enter_context(os.fdopen(writer, "wb", buffering=0)),
    )
