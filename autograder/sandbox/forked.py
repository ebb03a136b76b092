"""A pair of processes, from their forks until the last of them is gone."""

import gc
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, NoReturn

from autograder.sandbox import kernel, watch
from autograder.sandbox.limits import Ending, Limits, Reason
from autograder.sandbox.walls import Walls
from autograder.sandbox.watch import Excess

_TICK = 0.05
"""How often the processes are looked at (seconds)."""

_OVERTIME = 2.0
"""How much longer than the student's process the judge may last (seconds)."""

_GRACE = 5.0
"""How long a judge that has finished may take to end, or to say that it stays."""

_FAILED = 70
"""Status of a process whose own code failed."""

Entry = Callable[[], None]


class MainProcessGoneError(Exception):
    """Nobody waits for what comes of a pair any more."""


@dataclass(frozen=True, slots=True)
class Nursery:
    """Where processes are forked from.

    Parameters
    ----------
    nothing
        The null device, open.
    pids
        The process namespace of the warm process, open; none without a sandbox.
    """

    nothing: int
    pids: int | None

    def fork(self, walls: Walls, run: Entry, keep: frozenset[int]) -> tuple[int, int]:
        """Fork a process that raises its walls and then runs `run`.

        Returns
        -------
        tuple of int
            The process, and a pipe that tells what keeps the walls from rising.
        """
        reader, writer = os.pipe()
        if self.pids is not None:
            kernel.unshare(kernel.NEW_PIDS)
        try:
            process = os.fork()
            if process == 0:
                self._live(walls, run, keep, writer)
        finally:
            if self.pids is not None:
                kernel.enter(self.pids, kernel.NEW_PIDS)
            os.close(writer)
        return process, reader

    def _live(
        self, walls: Walls, run: Entry, keep: frozenset[int], trouble: int
    ) -> NoReturn:
        try:
            if self.pids is None:
                kernel.die_with_parent(signal.SIGKILL)
            walls.rise(keep | {trouble}, self.nothing)
        except BaseException as error:  # noqa: BLE001 - nothing may run unwalled
            os.write(trouble, str(error).encode())
            os._exit(_FAILED)
        os.close(trouble)
        status = _FAILED
        try:
            gc.enable()
            _forget_randomness()
            run()
            status = 0
        finally:
            os._exit(status)


class Child:
    """One process of a pair.

    Parameters
    ----------
    process
        Its number.
    trouble
        A pipe that tells what kept its walls from rising, and is closed once they
        stand.
    """

    def __init__(self, process: int, trouble: int) -> None:
        self.process: Final = process
        self.watched: Final = os.pidfd_open(process)
        self.status: int | None = None
        self._trouble = trouble

    def look(self, *, wait: bool = False) -> bool:
        """Return whether the process is gone, having buried it."""
        if self.status is None:
            found, status = os.waitpid(self.process, 0 if wait else os.WNOHANG)
            if found:
                self.status = status
        return self.status is not None

    def send(self, number: int) -> None:
        """Send a signal, unless the process is gone."""
        if self.status is None:
            with suppress(ProcessLookupError):
                os.kill(self.process, number)

    def trouble(self) -> str:
        """Return what kept the walls from rising, if anything."""
        return os.read(self._trouble, 4096).decode(errors="replace")

    def close(self) -> None:
        """Let go of a process that is gone."""
        os.close(self.watched)
        os.close(self._trouble)


class Judge(Child):
    """A judge, which may stay for the next submission.

    Parameters
    ----------
    process, trouble
        As in `Child`.
    desk
        The line over which it is handed submissions and says that it stays.
    sitting
        What it judges, and within which limits; nothing else may be handed to it.
    """

    def __init__(
        self, process: int, trouble: int, *, desk: socket.socket, sitting: object
    ) -> None:
        super().__init__(process, trouble)
        self.desk: Final = desk
        self.sitting: Final = sitting

    def stays(self, patience: float) -> bool:
        """Wait until it has ended, or says that it stays; return whether it does."""
        ready, _, _ = select.select([self.desk], [], [], patience)
        with suppress(ConnectionError):  # it ended before it read what it was handed
            return bool(ready) and bool(self.desk.recv(16))
        return False

    def dismiss(self) -> None:
        """End it, and let go."""
        self.send(signal.SIGKILL)
        self.look(wait=True)
        self.close()

    def close(self) -> None:
        """Let go of a process that is gone."""
        super().close()
        self.desk.close()


class Running:
    """A student's process and a judge, watched.

    Parameters
    ----------
    student, judge
        The two.
    orders
        A pipe from the judge: "i" interrupts the student's process, "k" ends it, and
        when the pipe closes, the judge has finished.
    is_enclosed
        Whether all that a process starts ends with it.
    """

    def __init__(
        self, student: Child, judge: Judge, *, orders: int, is_enclosed: bool
    ) -> None:
        self._student = student
        self._judge = judge
        self._orders = orders
        self._is_enclosed = is_enclosed
        self._passed: Excess | None = None
        self._judge_passed: Excess | None = None
        self._is_alive = False
        self.is_judge_free = False

    def finish(self, limits: Limits, *, warm: int, main: int) -> Ending:
        """Wait until the judge has finished, then end all that is left.

        Parameters
        ----------
        limits
            What each of the two may use.
        warm
            Memory that both began with (bytes).
        main
            The socket to the main process; if anything comes, the pair is unwanted.

        Raises
        ------
        MainProcessGoneError
            If the main process has ended.
        """
        deadline = time.monotonic() + limits.seconds
        next_look = time.monotonic() + _TICK
        poll = select.poll()
        for file in (main, self._orders, self._judge.watched, self._student.watched):
            poll.register(file, select.POLLIN)
        try:
            while not self._judge.look():
                ready = {file for file, _ in poll.poll(_TICK * 1000)}
                if main in ready:
                    self._dismiss(main)
                if self._orders in ready and not self._obey():
                    break
                if self._student.watched in ready and self._student.look():
                    poll.unregister(self._student.watched)
                    self._end(self._student)  # and with it what it left behind
                now = time.monotonic()
                if now >= next_look:
                    self._look(limits, warm)
                    next_look = now + _TICK
                self._keep_time(now - deadline)
            self._is_alive = not self._student.look()
            self._end(self._student)
            # Without walls, all that is still there is ended.
            self.is_judge_free = self._is_enclosed and self._judge.stays(_GRACE)
            if not self.is_judge_free:
                select.select([self._judge.watched], [], [], _GRACE)
        finally:
            self._end_everything()
        return self._ending()

    def close(self) -> str:
        """Let go of all files, and return what kept the walls from rising, if any."""
        os.close(self._orders)
        trouble = self._student.trouble() or self._judge.trouble()
        self._student.close()
        if not self.is_judge_free:
            self._judge.close()
        return trouble

    def _dismiss(self, main: int) -> None:
        """End the judge early, as the main process wishes or is gone."""
        if not os.read(main, 65536):
            raise MainProcessGoneError
        self._end(self._judge)

    def _obey(self) -> bool:
        """Do as the judge says, and return whether it may say more."""
        orders = os.read(self._orders, 4096)
        if b"k" in orders:
            self._stop_student(Excess("time", "stopped by the judge"))
        elif orders:
            self._student.send(signal.SIGINT)
        return bool(orders)

    def _look(self, limits: Limits, warm: int) -> None:
        found = watch.excess(self._of_student(), limits, warm=warm)
        if found is not None:
            self._stop_student(found)
        found = watch.excess([self._judge.process], limits, warm=warm)
        if found is not None:
            self._stop_judge(found)

    def _of_student(self) -> list[int]:
        """Return the student's process, and without walls also those it left behind."""
        if self._is_enclosed:
            return [self._student.process] if self._student.status is None else []
        return [p for p in watch.children(os.getpid()) if p != self._judge.process]

    def _keep_time(self, late: float) -> None:
        if late > 0:
            self._stop_student(Excess("time", "the time was up"))
        if late > _OVERTIME:
            self._stop_judge(Excess("time", "the time was up"))

    def _stop_student(self, why: Excess) -> None:
        if not self._student.look():
            self._passed = self._passed or why
        self._end(self._student)

    def _stop_judge(self, why: Excess) -> None:
        self._judge_passed = self._judge_passed or why
        self._end(self._judge)

    def _end(self, child: Child) -> None:
        """Kill a process and all that it started."""
        if self._is_enclosed:
            child.send(signal.SIGKILL)
            return
        roots = [child.process] if child is self._judge else self._of_student()
        for process in list(watch.family(roots)):
            _kill(process)

    def _end_everything(self) -> None:
        ended = (self._student, *(() if self.is_judge_free else (self._judge,)))
        for child in ended:
            self._end(child)
        for child in ended:
            child.look(wait=True)
        while not self._is_enclosed and watch.children(os.getpid()):
            self._end(self._student)
            with suppress(ChildProcessError):
                os.waitpid(-1, 0)

    def _ending(self) -> Ending:
        reason, detail = _told(self._student.status or 0)
        if self._is_alive and detail == signal.SIGKILL.name:
            reason, detail = "done", ""
        if self._passed is not None:
            reason, detail = self._passed.reason, self._passed.detail
        return Ending(reason=reason, detail=detail, judge=self._judge_ending())

    def _judge_ending(self) -> str:
        if self._judge_passed is not None:
            return self._judge_passed.detail
        reason, detail = _told(self._judge.status or 0)
        return "" if reason == "done" else f"{reason} {detail}"


def _told(status: int) -> tuple[Reason, str]:
    """Say in words how a process ended."""
    code = os.waitstatus_to_exitcode(status)
    if code == 0:
        return "done", ""
    if code > 0:
        return "exited", str(code)
    with suppress(ValueError):
        return "signal", signal.Signals(-code).name
    return "signal", str(-code)


def _kill(process: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)


def _forget_randomness() -> None:
    """Draw other numbers than every other process that was forked from here."""
    numpy_random = sys.modules.get("numpy.random")
    if numpy_random is not None:
        numpy_random.seed()
