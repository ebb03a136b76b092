"""Several engines at work at once, each in a thread of its own.

The threads spend their time waiting for their engine's processes, so that they share
one interpreter well. An engine is started when there is work for it, lives as long as
its thread, and is replaced when something went wrong in it.
"""

import queue
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Generic, Self, TypeVar

from autograder.errors import GradingError

Engine = TypeVar("Engine")
Item = TypeVar("Item")
Done = TypeVar("Done")

_FAREWELL = 5.0
"""How long an engine that is still at work may take to stop (seconds)."""


class Seat(Generic[Engine]):
    """A place for one engine: filled when asked for, emptied when it failed.

    Parameters
    ----------
    start
        Starts an engine, which may then still take its time to be of use.
    wait
        Waits until it is.
    """

    def __init__(
        self,
        start: Callable[[], AbstractContextManager[Engine]],
        wait: Callable[[Engine], object],
    ) -> None:
        self._start = start
        self._wait = wait
        self._stack = ExitStack()
        self._engine: Engine | None = None
        self._is_ready = False
        self.failure: Exception | None = None

    @property
    def is_begun(self) -> bool:
        """Whether there is an engine, be it of use yet or not."""
        return self._engine is not None

    def begin(self) -> Engine:
        """Return the engine, started if there is none, before it is of use.

        Raises
        ------
        GradingError
            If it cannot be started; the error is `failure` from then on.
        """
        if self._engine is None:
            with self._noting():
                self._engine = self._stack.enter_context(self._start())
        return self._engine

    def __call__(self) -> Engine:
        """Return the engine as soon as it is of use.

        Raises
        ------
        GradingError
            As `begin` does.
        """
        engine = self.begin()
        if not self._is_ready:
            with self._noting():
                self._wait(engine)
            self._is_ready = True
        return engine

    @contextmanager
    def _noting(self) -> Iterator[None]:
        try:
            yield
        except GradingError as error:
            self.failure = error
            raise

    def clear(self) -> None:
        """Stop the engine, if there is one, even if it fails at that too."""
        self._engine = None
        self._is_ready = False
        with suppress(GradingError, OSError):
            self._stack.close()


@dataclass(frozen=True, slots=True)
class _Stop:
    """Why nothing more can be done."""

    error: Exception


class Pool(Generic[Engine, Item, Done]):
    """Work that is done by several engines; a context manager.

    Parameters
    ----------
    seats
        The engines' places, one for each that may work at the same time.
    work
        What is done with an item at a seat.
    rescue
        What stands for an item whose work raised an error.
    """

    def __init__(
        self,
        seats: Iterable[Seat[Engine]],
        work: Callable[[Item, Seat[Engine]], Done],
        rescue: Callable[[Item, Exception], Done],
    ) -> None:
        self._work = work
        self._rescue = rescue
        self._free = deque(seats)
        self._jobs = len(self._free)
        self._threads: list[threading.Thread] = []
        self._todo: queue.SimpleQueue[Item | None] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[Done | _Stop] = queue.SimpleQueue()
        self._stopped = False
        self.under_way = 0

    def __enter__(self) -> Self:
        """Return the pool, without an engine so far."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop all engines; what is still to do is dropped."""
        self._stopped = True
        for _ in self._threads:
            self._todo.put(None)
        for thread in self._threads:
            thread.join(None if error is None else _FAREWELL)
        for seat in self._free:
            seat.clear()

    @property
    def is_full(self) -> bool:
        """Whether to take before putting more, so that memory stays flat."""
        return self.under_way >= 2 * self._jobs

    def put(self, item: Item) -> None:
        """Add an item to what is under way."""
        if self._free:
            seat = self._free.popleft()
            thread = threading.Thread(target=self._serve, args=(seat,), daemon=True)
            self._threads.append(thread)
            thread.start()
        self.under_way += 1
        self._todo.put(item)

    def take(self) -> Done:
        """Wait for the next item to be finished and return what came of it.

        Raises
        ------
        GradingError
            If an engine cannot be started, so that nothing more can be done.
        """
        done = self._done.get()
        self.under_way -= 1
        if isinstance(done, _Stop):
            raise done.error
        return done

    def _serve(self, seat: Seat[Engine]) -> None:
        try:
            while (item := self._todo.get()) is not None and not self._stopped:
                self._done.put(self._safely(item, seat))
        finally:
            seat.clear()

    def _safely(self, item: Item, seat: Seat[Engine]) -> Done | _Stop:
        """Do the work; the grader's own faults end here and stop nobody else."""
        try:
            return self._work(item, seat)
        except Exception as error:  # noqa: BLE001 - the one edge where all faults end
            seat.clear()
            if error is seat.failure:
                return _Stop(error)
            return self._rescue(item, error)
