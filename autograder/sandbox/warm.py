"""A warm interpreter, from which pairs of processes are forked."""

import socket
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from types import TracebackType
from typing import Self

from autograder.errors import SandboxError
from autograder.sandbox.limits import Ending, Limits
from autograder.sandbox.zygote import Line, Zygote

_WARM_UP = 300.0
"""How long the imports of a course may take (seconds)."""

_LATE = 30.0
"""How long after its time limit a pair's end is waited for (seconds)."""

_AT_ONCE = 500
"""How many modules' names go into one message, whose length is limited."""


class Warm:
    """A warm interpreter: a context manager that starts it and ends it.

    Parameters
    ----------
    zygote
        What it is forked from, and others may be, too.
    """

    def __init__(self, zygote: Zygote) -> None:
        self._zygote = zygote
        self._modules: dict[str, None] = {}
        self._host: _Host | None = None
        self._pair: Pair | None = None

    def __enter__(self) -> Self:
        """Start to warm up, without waiting for it."""
        self._host = _Host(self._zygote.line())
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
        if self._host is not None and not self._host.line.is_alive:
            self._end()
        if self._host is None:
            self._host = _Host(self._zygote.line())
        try:
            self._host.learn(tuple(self._modules))
            self._pair = self._host.pair(limits, sitting)
        except SandboxError:
            self._end()
            raise
        return self._pair

    def learn(self, modules: Sequence[str]) -> None:
        """Import further modules before the next pair; one that fails is no error."""
        self._modules |= dict.fromkeys(modules)

    def _end(self) -> None:
        if self._host is not None:
            self._host.line.leave()
        self._host = None


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
        host: "_Host",
        limits: Limits,
        student: socket.socket,
        judge: socket.socket,
    ) -> None:
        self.student = student
        self.judge = judge
        self.is_over = False
        self._host = host
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
            self._host.dismiss()
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
            self._ending = self._host.ending(self._limits.seconds + _LATE)
        return self._ending


class _Host:
    """The main process's side of a process that forks pairs."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self._learned = 0

    def learn(self, modules: Sequence[str]) -> None:
        """Have those modules imported that are new since the last time."""
        self.line.wait(_WARM_UP)
        for at in range(self._learned, len(modules), _AT_ONCE):
            with suppress(OSError):  # if it has ended, the wait for its answer says so
                self.line.send({"modules": modules[at : at + _AT_ONCE]})
            self.line.receive("the warm process has ended", _WARM_UP)
        self._learned = len(modules)

    def pair(self, limits: Limits, sitting: str) -> Pair:
        """Have a pair forked."""
        student, files = socket.socketpair()
        judge, job = socket.socketpair()
        with files, job:
            try:
                told = {"limits": asdict(limits), "sitting": sitting}
                self.line.send(told, (files, job))
            except OSError as error:
                student.close()
                judge.close()
                msg = "the warm process has ended"
                raise self.line.failure(msg) from error
        return Pair(self, limits, student, judge)

    def ending(self, seconds: float) -> Ending:
        """Wait for the end of a pair."""
        failing = "the warm process has ended while it was needed"
        return Ending(**self.line.receive(failing, seconds)["ended"])

    def dismiss(self) -> None:
        """Ask for a pair to be ended."""
        with suppress(OSError):
            self.line.send({})
