"""The warm process: it imports once, then forks a host for each engine.

Each host is the first process of a process namespace of its own, with a network of
its own: no student's process meets one of another host's, and none outlives its host.
"""

import gc
import json
import os
import select
import signal
import socket
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache, partial
from importlib import import_module
from typing import NoReturn

from autograder.postpone import postpone
from autograder.sandbox import kernel, network
from autograder.sandbox.filter import build
from autograder.sandbox.heap import reserve, settle
from autograder.sandbox.host import Host, Warmth, as_socket, message
from autograder.sandbox.lifeline import tie
from autograder.sandbox.places import Places
from autograder.sandbox.ready import make_ready
from autograder.sandbox.walls import SEATS

_FAREWELL = 5.0
"""How long a host may take to end once its line is closed (seconds)."""


def main() -> None:
    """Serve over the socket whose number is the last argument, until it closes."""
    reserve()
    control = as_socket(int(sys.argv[-1]))
    told = json.loads(control.recv(2**20))
    if told["sandboxed"]:  # else nobody would end what a student has started
        tie(control)
    # Grading may run in the background, where shells have interrupts ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    gc.disable()  # what imports make stays: a third of their time went into looking
    postpone()
    imports = cache(partial(_imports, control))
    found: Warmth | str
    try:
        found = warmth(**told, imports=imports)
    except Exception as error:  # noqa: BLE001 - whatever it is, the operator reads it
        found = f"{type(error).__name__}: {error}"
    imports()  # are told, even if it did not come to them
    while True:
        seat, lines, _, _ = socket.recv_fds(control, 64, 1)
        if not seat:
            break
        _bury()
        with as_socket(*lines) as line:
            if isinstance(found, str):
                line.send(message(failed=found))
            elif os.fork() == 0:
                control.close()
                _keep(line, found, seat=int(seat))
    with suppress(ChildProcessError):
        while True:
            os.wait()


def warmth(
    *, student: str, judge: str, sandboxed: bool, imports: Callable[[], Sequence[str]]
) -> Warmth:
    """Make everything ready.

    Parameters
    ----------
    student, judge
        What the two processes run: "module:function".
    sandboxed
        Whether walls are raised.
    imports
        Waits for the import statements and cells to run once; one that fails is left
        to the student.
    """
    system_calls = build() if sandboxed else None
    entries = [each.partition(":") for each in (student, judge)]
    modules = [import_module(name) for name, _, _ in entries]
    make_ready(imports())
    for module in modules:  # once all are there, so that it can note which are
        getattr(module, "warm", lambda: None)()
    runs = [
        getattr(module, function)
        for module, (_, _, function) in zip(modules, entries, strict=True)
    ]
    settle()
    return Warmth(
        student=runs[0], judge=runs[1], filter=system_calls, places=Places(SEATS)
    )


def _imports(control: socket.socket) -> list[str]:
    """Wait until it is told what to import."""
    _, files, _, _ = socket.recv_fds(control, 64, 1)
    if not files:
        sys.exit()  # nobody asks any more
    with os.fdopen(files[0], "rb") as file:
        imports: list[str] = json.load(file)
    return imports


def _keep(line: socket.socket, found: Warmth, *, seat: int) -> NoReturn:
    """Fork a host, and see to it that it ends when its line is closed."""
    if found.filter is not None:
        kernel.unshare(kernel.NEW_PIDS)
    host = os.fork()
    if host == 0:
        _serve(line, found, seat=seat)
    watched = os.pidfd_open(host)
    poll = select.poll()
    poll.register(line, 0)  # that it is closed is told without being asked for
    poll.register(watched, select.POLLIN)
    poll.poll()
    select.select([watched], [], [], _FAREWELL)
    os.kill(host, signal.SIGKILL)
    os.waitpid(host, 0)
    os._exit(0)


def _serve(line: socket.socket, found: Warmth, *, seat: int) -> NoReturn:
    """Be a host."""
    status = 1
    try:
        if found.filter is not None:
            _move_in()
        host = Host(line, found, seat=seat)
        line.send(message(ready=True))
        host.serve()
        status = 0
    except Exception:  # noqa: BLE001 - the main process quotes the last line of it
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def _move_in() -> None:
    """Have a sight of one's own processes and a network of one's own."""
    kernel.unshare(kernel.NEW_MOUNTS)
    kernel.mount("proc", "/proc", "proc", kernel.NO_SUID | kernel.NO_DEVICES)
    network.renew()


def _bury() -> None:
    """Bury the keepers whose hosts have ended."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


if __name__ == "__main__":
    main()
