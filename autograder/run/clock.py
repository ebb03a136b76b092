"""Time that is left: a cell may take half of it, so that no cell takes it all."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_AGAIN = 0.2
"""How soon a cell that caught its first end is ended again (seconds)."""

_LEAST = 0.05
"""What even the last cell may take (seconds)."""


class TimeUpError(KeyboardInterrupt):
    """The cell took too long; no `except Exception` of a test stops this."""


class Clock:
    """Ends cells that take too long, with an alarm.

    Parameters
    ----------
    seconds
        The time for everything.
    """

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds
        self._is_waiting = False
        self.deadline = self._end
        self.is_up = False

    @contextmanager
    def cell(self) -> Iterator[None]:
        """Allow a cell half of what is left.

        Raises
        ------
        TimeUpError
            Where the cell stands when its time is up.
        """
        now = time.monotonic()
        allowed = max(_LEAST, (self._end - now) / 2)
        self.deadline, self.is_up = now + allowed, False
        before = signal.signal(signal.SIGALRM, self._ring)
        signal.setitimer(signal.ITIMER_REAL, allowed, _AGAIN)
        try:
            try:
                yield
            finally:
                self._is_waiting = True  # no alarm rings from here on
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
            self._is_waiting = False

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Let no alarm tear a message apart; whoever waits keeps the deadline.

        Raises
        ------
        TimeUpError
            If the cell's time is up already.
        """
        if self.is_up and not self._is_waiting:
            raise TimeUpError
        with self._set(is_waiting=True):
            yield

    @contextmanager
    def working(self) -> Iterator[None]:
        """Let alarms ring again while something is done for whom we wait for."""
        with self._set(is_waiting=False):
            yield

    @contextmanager
    def _set(self, *, is_waiting: bool) -> Iterator[None]:
        before, self._is_waiting = self._is_waiting, is_waiting
        try:
            yield
        finally:
            self._is_waiting = before

    def _ring(self, _signal: int, _frame: FrameType | None) -> None:
        self.is_up = True
        if not self._is_waiting:
            raise TimeUpError
