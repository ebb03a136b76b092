"""A warm interpreter, from which pairs of processes are forked."""

import json
import socket
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from autograder.errors import SandboxError
from autograder.sandbox.launch import bare, walled
from autograder.sandbox.limits import Ending, Limits

_WARM_UP = 300.0
"""How long the imports of a course may take (seconds)."""

_ADVICE = "run `autograder doctor`, or give --no-sandbox"

_LATE = 30.0
"""How long after its time limit a pair's end is waited for (seconds)."""

_FAREWELL = 5.0
"""How long the warm process may take to end once its line is closed (seconds)."""

_AT_ONCE = 500
"""How many modules' names go into one message, whose length is limited."""

_PROGRAM = "autograder.sandbox.template"


class Warm:
    """A warm interpreter: a context manager that starts it and ends it.

    Parameters
    ----------
    imports
        Import statements and cells that are run once, before anything of a student's;
        one that fails is no error. What they leave in memory every student can find:
        never a solution or a test.
    hidden
        Files and folders that no student may see, even within folders that hold the
        interpreter's packages: the course, above all. Each must exist.
    sandboxed
        Whether walls are raised. Without them a student's code can do whatever the
        operator can.
    student, judge
        What the two processes of a pair run, as "module:function".
    """

    def __init__(
        self,
        *,
        imports: Sequence[str],
        hidden: Sequence[Path] = (),
        sandboxed: bool = True,
        student: str = "autograder.run.student:main",
        judge: str = "autograder.run.judge:main",
    ) -> None:
        self._told = {
            "imports": list(imports),
            "student": student,
            "judge": judge,
            "sandboxed": sandboxed,
        }
        self._modules: dict[str, None] = {}
        self._hidden = tuple(hidden)
        self._sandboxed = sandboxed
        self._template: _Template | None = None
        self._pair: Pair | None = None

    def __enter__(self) -> Self:
        """Start to warm up, without waiting for it."""
        self._template = self._start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End the warm process and everything that it started."""
        self._end()

    def pair(self, limits: Limits, sitting: str = "") -> "Pair":
        """Fork a student's process and a judge; one pair at a time.

        Parameters
        ----------
        limits
            What each of the two may use.
        sitting
            What the judge will judge. One that has judged the same, within the same
            limits, and found nothing changed in itself may come again.

        Raises
        ------
        SandboxError
            If the warm process cannot be started, or has ended; the next call starts
            another.
        """
        if self._pair is not None and not self._pair.is_over:
            msg = "a pair of this warm interpreter is still running; leave it first"
            raise SandboxError(msg)
        if self._template is not None and not self._template.is_alive:
            self._end()
        if self._template is None:
            self._template = self._start()
        try:
            self._template.learn(tuple(self._modules))
            self._pair = self._template.pair(limits, sitting)
        except SandboxError:
            self._end()
            raise
        return self._pair

    def learn(self, modules: Sequence[str]) -> None:
        """Import further modules before the next pair; one that fails is no error."""
        self._modules |= dict.fromkeys(modules)

    def _start(self) -> "_Template":
        return _Template.start(self._told, self._hidden, sandboxed=self._sandboxed)

    def _end(self) -> None:
        if self._template is not None:
            self._template.close()
        self._template = None


class Pair:
    """A student's process and its judge: a context manager that ends both.

    Attributes
    ----------
    student
        Takes the student's files.
    judge
        Takes the job and gives events until its end.
    """

    def __init__(
        self,
        template: "_Template",
        limits: Limits,
        student: socket.socket,
        judge: socket.socket,
    ) -> None:
        self.student = student
        self.judge = judge
        self.is_over = False
        self._template = template
        self._limits = limits
        self._ending: Ending | None = None

    def __enter__(self) -> Self:
        """Return the pair, which already runs."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End and bury everything of both."""
        self.student.close()
        self.judge.close()
        if not self.is_over:
            self._template.dismiss()
            with suppress(SandboxError):
                self.ended()

    def ended(self) -> Ending:
        """Wait for the judge to finish, and return how both ended.

        Raises
        ------
        SandboxError
            If the warm process is gone, or could not raise the walls.
        """
        if self._ending is None:
            self.is_over = True
            self._ending = self._template.ending(self._limits.seconds + _LATE)
        return self._ending


class _Template:
    """The main process's side of a warm process."""

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        control: socket.socket,
        errors: IO[bytes],
    ) -> None:
        self._process = process
        self._control = control
        self._errors = errors
        self._learned = 0
        self._is_ready = False
        self._is_lost = False

    @property
    def is_alive(self) -> bool:
        """Whether another pair can be asked for."""
        return not self._is_lost and self._process.poll() is None

    @classmethod
    def start(
        cls, told: dict[str, Any], hidden: Sequence[Path], *, sandboxed: bool
    ) -> Self:
        errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the template
        control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        start = walled if sandboxed else bare
        try:
            with theirs:
                process = start(_PROGRAM, theirs, errors, hidden)
        except BaseException:
            control.close()
            errors.close()
            raise
        template = cls(process, control, errors)
        with suppress(OSError):  # if it has ended, the wait for its answer says so
            control.send(json.dumps(told).encode())
        return template

    def learn(self, modules: Sequence[str]) -> None:
        """Have those modules imported that are new since the last time."""
        self._wait()
        for at in range(self._learned, len(modules), _AT_ONCE):
            told = {"modules": modules[at : at + _AT_ONCE]}
            with suppress(OSError):  # if it has ended, the wait for its answer says so
                self._control.send(json.dumps(told).encode())
            self._receive("the warm process has ended", _WARM_UP)
        self._learned = len(modules)

    def _wait(self) -> None:
        if not self._is_ready:
            self._receive("the warm process could not be started", _WARM_UP)
            self._is_ready = True

    def pair(self, limits: Limits, sitting: str) -> Pair:
        """Have a pair forked."""
        self._wait()
        told = {"limits": asdict(limits), "sitting": sitting}
        request = json.dumps(told).encode()
        student, files = socket.socketpair()
        judge, job = socket.socketpair()
        with files, job:
            try:
                socket.send_fds(
                    self._control, [request], [files.fileno(), job.fileno()]
                )
            except OSError as error:
                student.close()
                judge.close()
                msg = "the warm process has ended"
                raise self._failure(msg) from error
        return Pair(self, limits, student, judge)

    def ending(self, seconds: float) -> Ending:
        """Wait for the end of a pair."""
        return Ending(
            **self._receive("the warm process has ended while it was needed", seconds)[
                "ended"
            ]
        )

    def dismiss(self) -> None:
        """Ask for a pair to be ended."""
        with suppress(OSError):
            self._control.send(b"{}")

    def close(self) -> None:
        """End the process and all that it started."""
        self._control.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_FAREWELL)
        self._process.kill()
        self._process.wait()
        self._errors.close()

    def _receive(self, failing: str, seconds: float) -> dict[str, Any]:
        """Return what the process tells next, or raise an error that says `failing`."""
        self._control.settimeout(seconds)
        try:
            answer = self._control.recv(65536)
        except ConnectionError:
            answer = b""
        except TimeoutError as error:
            msg = f"the warm process did not answer within {seconds:.0f} s"
            raise self._failure(msg) from error
        if not answer:
            raise self._failure(failing)
        told: dict[str, Any] = json.loads(answer)
        if "failed" in told:
            msg = f"the sandbox failed: {told['failed']}"
            raise SandboxError(msg)
        return told

    def _failure(self, what: str) -> SandboxError:
        """Return an error that quotes the last thing the process said."""
        self._is_lost = True
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(1)
        self._errors.seek(0)
        lines = self._errors.read().decode(errors="replace").split("\n")
        said = next((line for line in reversed(lines) if line.strip()), "")
        advice = "" if self._is_ready else f": {_ADVICE}"
        return SandboxError(f"{what} ({said or 'it said nothing'}){advice}")
