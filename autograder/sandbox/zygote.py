"""The process from which all others are forked, seen from the main process."""

import json
import os
import socket
import subprocess
import tempfile
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Final, Self

from autograder.errors import SandboxError
from autograder.sandbox.launch import bare, walled
from autograder.sandbox.walls import SEATS

_FAREWELL = 5.0
"""How long a process may take to end once its line is closed (seconds)."""

_ADVICE = "run `autograder doctor`, or give --no-sandbox"

_PROGRAM = "autograder.sandbox.template"


class Zygote:
    """An interpreter in which a course's imports are done once for all engines.

    It is started when the first line is asked for, unless it was begun earlier, and
    ended when the last is given back.

    Parameters
    ----------
    imports
        Import statements and cells that are run once, before anything of a student's;
        one that fails is no error. What they leave in memory every student can find:
        never a solution or a test.
    hidden
        Files and folders that no student may see, even within folders that hold the
        interpreter's packages: the course, above all. Each must exist.
    is_sandboxed
        Whether walls are raised. Without them a student's code can do whatever the
        operator can.
    student, judge
        What the two processes of a pair run, as "module:function".
    """

    def __init__(
        self,
        *,
        imports: Sequence[str] = (),
        hidden: Sequence[Path] = (),
        is_sandboxed: bool = True,
        student: str = "autograder.run.student:main",
        judge: str = "autograder.run.judge:main",
    ) -> None:
        self.is_sandboxed: Final = is_sandboxed
        self._imports = tuple(imports)
        self._told = {"student": student, "judge": judge, "sandboxed": is_sandboxed}
        self._hidden = tuple(hidden)
        self._lock = threading.Lock()
        self._early: _Process | None = None
        self._processes: list[_Process] = []

    def begin(self) -> None:
        """Start already, before it may be known what is to be imported.

        What does not depend on that is made ready in the meantime. Whether it can be
        started at all is told whoever asks for a line.
        """
        with self._lock, suppress(SandboxError, OSError):
            self._early = self._early or self._start()

    def learn(self, imports: Sequence[str]) -> None:
        """Say what is to be imported, before the first line is asked for."""
        self._imports = tuple(imports)

    def end(self) -> None:
        """End what was begun and never asked for a line."""
        with self._lock:
            if self._early is not None:
                self._early.close()
            self._early = None

    def line(self) -> "Line":
        """Return a line to a process of its own, which is as warm, or will be soon.

        Raises
        ------
        SandboxError
            If no process can be started.
        """
        with self._lock:
            for process in self._processes:
                if process.seats and process.is_alive:
                    return Line(self, process)
            process, self._early = self._early or self._start(), None
            process.learn(self._imports)
            self._processes.append(process)
            return Line(self, process)

    def take_back(self, line: "Line") -> None:
        """End what a line led to; with the last line, everything."""
        with self._lock:
            line.close()
            if line.process.is_unused:
                self._processes.remove(line.process)
                line.process.close()

    def _start(self) -> "_Process":
        return _Process.start(self._told, self._hidden, is_sandboxed=self.is_sandboxed)


class Line:
    """A line to a process that forks pairs.

    Parameters
    ----------
    zygote
        Whose it is.
    process
        Which of its processes to fork from.
    """

    def __init__(self, zygote: Zygote, process: "_Process") -> None:
        self.process: Final = process
        self._zygote = zygote
        self._is_ready = False
        self._is_lost = False
        self._seat = process.seats.pop(0)
        self._end, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            process.fork(theirs, self._seat)

    @property
    def is_alive(self) -> bool:
        """Whether it is of any more use."""
        return not self._is_lost and self.process.is_alive

    def wait(self, seconds: float) -> None:
        """Wait until the process at the other end is warm.

        Raises
        ------
        SandboxError
            If it cannot be, or not in time.
        """
        if not self._is_ready:
            self.receive("the warm process could not be started", seconds)
            self._is_ready = True

    def send(self, told: dict[str, Any], sockets: Sequence[socket.socket] = ()) -> None:
        """Tell the process something, and hand over sockets.

        Raises
        ------
        OSError
            If it is gone.
        """
        message = json.dumps(told).encode()
        socket.send_fds(self._end, [message], [each.fileno() for each in sockets])

    def receive(self, failing: str, seconds: float) -> dict[str, Any]:
        """Return what the process tells next, or raise an error that says `failing`.

        Raises
        ------
        SandboxError
            If it tells nothing, or of a failure of its own.
        """
        self._end.settimeout(seconds)
        try:
            answer = self._end.recv(65536)
        except ConnectionError:
            answer = b""
        except TimeoutError as error:
            msg = f"the warm process did not answer within {seconds:.0f} s"
            raise self.failure(msg) from error
        if not answer:
            raise self.failure(failing)
        told: dict[str, Any] = json.loads(answer)
        if "failed" in told:
            msg = f"the sandbox failed: {told['failed']}"
            raise SandboxError(msg)
        return told

    def failure(self, what: str) -> SandboxError:
        """Return an error that quotes the last thing the process said."""
        self._is_lost = True
        advice = "" if self._is_ready else f": {_ADVICE}"
        return SandboxError(f"{what} ({self.process.last_words()}){advice}")

    def leave(self) -> None:
        """Give it back: its process ends, and all that it has started."""
        self._zygote.take_back(self)

    def close(self) -> None:
        """Close it, and leave the seat to another."""
        self._end.close()
        self.process.seats.append(self._seat)


class _Process:
    """A zygote's process, within walls of its own or none.

    Attributes
    ----------
    seats
        Numbers of the lines that it has room for.
    """

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        control: socket.socket,
        errors: IO[bytes],
    ) -> None:
        self.seats = list(range(SEATS))
        self._process = process
        self._control = control
        self._errors = errors

    @classmethod
    def start(
        cls, told: dict[str, Any], hidden: Sequence[Path], *, is_sandboxed: bool
    ) -> Self:
        errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        start = walled if is_sandboxed else bare
        try:
            with theirs:
                process = start(_PROGRAM, theirs, errors, hidden)
        except BaseException:
            control.close()
            errors.close()
            raise
        with suppress(OSError):  # if it has ended, the wait for its answer says so
            control.send(json.dumps(told).encode())
        return cls(process, control, errors)

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    @property
    def is_unused(self) -> bool:
        return len(self.seats) == SEATS

    def learn(self, imports: Sequence[str]) -> None:
        """Tell it what to import, in a file, since a message has its limit."""
        with os.fdopen(os.memfd_create("imports"), "w+b") as file:
            file.write(json.dumps(imports).encode())
            file.seek(0)
            with suppress(OSError):  # if it has ended, the wait for its answer says so
                socket.send_fds(self._control, [b"imports"], [file.fileno()])

    def fork(self, line: socket.socket, seat: int) -> None:
        """Have a process forked that serves a line."""
        with suppress(OSError):  # likewise
            socket.send_fds(self._control, [str(seat).encode()], [line.fileno()])

    def last_words(self) -> str:
        """Return the last line that was written to the standard error."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(1)
        file = self._errors.fileno()
        said = os.pread(file, os.fstat(file).st_size, 0).decode(errors="replace")
        lines = (line for line in reversed(said.split("\n")) if line.strip())
        return next(lines, "it said nothing")

    def close(self) -> None:
        """End the process and all that it started."""
        self._control.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_FAREWELL)
        self._process.kill()
        self._process.wait()
        self._errors.close()
