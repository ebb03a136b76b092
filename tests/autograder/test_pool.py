import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

from autograder.errors import SandboxError
from autograder.pool import Pool, Seat


class Engines:
    """Engines that are numbers; it remembers which were started and stopped."""

    def __init__(self) -> None:
        self.started: list[int] = []
        self.waited: list[int] = []
        self.stopped: list[int] = []

    def __call__(self) -> AbstractContextManager[int]:
        """Start the next engine."""
        return self._next()

    @contextmanager
    def _next(self) -> Iterator[int]:
        number = len(self.started)
        self.started.append(number)
        yield number
        self.stopped.append(number)


def double(item: int, seat: Seat[int]) -> int:
    """Work that needs an engine, and fails on 13."""
    seat()
    if item == 13:
        msg = "thirteen"
        raise ValueError(msg)
    return 2 * item


def blame(item: int, error: Exception) -> int:
    """Return what stands for work that failed."""
    return -item if str(error) else 0


def seats(engines: Engines, jobs: int) -> list[Seat[int]]:
    """Return empty seats for engines."""
    return [Seat(engines, engines.waited.append) for _ in range(jobs)]


def drained(pool: Pool[int, int, int], items: list[int]) -> list[int]:
    """Return everything that comes of items, sorted."""
    for item in items:
        pool.put(item)
    return sorted(pool.take() for _ in items)


def test_a_seat_waits_for_its_engine_once() -> None:
    """And not before the engine is needed."""
    engines = Engines()
    [seat] = seats(engines, 1)

    seat.begin()
    before = list(engines.waited)
    seat()
    seat()

    assert (before, engines.started, engines.waited) == ([], [0], [0])


def test_a_seat_that_was_cleared_waits_again() -> None:
    """Its next engine is another one."""
    engines = Engines()
    [seat] = seats(engines, 1)
    seat()

    seat.clear()
    seat()

    assert engines.waited == [0, 1]


@pytest.mark.parametrize("jobs", [1, 3])
def test_everything_that_is_put_comes_back_once(jobs: int) -> None:
    """In whatever order it was finished."""
    with Pool(seats(Engines(), jobs), double, blame) as pool:
        found = drained(pool, list(range(10)))

    assert found == [2 * item for item in range(10)]


def test_what_fails_comes_back_too_and_stops_nobody() -> None:
    """Its rescue stands for it."""
    with Pool(seats(Engines(), 2), double, blame) as pool:
        found = drained(pool, [12, 13, 14])

    assert found == [-13, 24, 28]


def test_an_engine_in_which_something_failed_is_replaced() -> None:
    """Nobody is graded by what may be damaged."""
    engines = Engines()

    with Pool(seats(engines, 1), double, blame) as pool:
        drained(pool, [13, 1])

    assert engines.started == [0, 1]


def test_every_engine_is_stopped_at_the_end() -> None:
    """Also the replaced ones, each once."""
    engines = Engines()

    with Pool(seats(engines, 3), double, blame) as pool:
        drained(pool, [1, 13, 2, 13, 3, 4])

    assert sorted(engines.stopped) == sorted(engines.started)


def test_no_engine_is_started_for_nothing() -> None:
    """A run in which nothing changed costs no warm-up."""
    engines = Engines()

    with Pool(seats(engines, 2), double, blame):
        pass

    assert engines.started == []


def test_no_more_engines_work_than_there_are_jobs() -> None:
    """However much there is to do."""
    engines = Engines()

    with Pool(seats(engines, 2), double, blame) as pool:
        drained(pool, list(range(10)))

    assert len(engines.started) <= 2


def test_two_items_a_job_are_under_way_at_most() -> None:
    """It says when to take before putting more."""
    held = threading.Event()

    def wait(item: int, _: Seat[int]) -> int:
        held.wait()
        return item

    with Pool(seats(Engines(), 2), wait, blame) as pool:
        for item in range(4):
            pool.put(item)
        is_full = pool.is_full
        held.set()
        for _ in range(4):
            pool.take()

    assert is_full
    assert pool.under_way == 0


def test_an_engine_that_fails_to_stop_fails_nobody() -> None:
    """It has failed already."""

    @contextmanager
    def stubborn() -> Iterator[int]:
        yield 1
        msg = "it does not stop"
        raise SandboxError(msg)

    seat = Seat(stubborn, str)
    seat()

    seat.clear()

    assert seat() == 1


def test_an_engine_that_cannot_be_started_ends_the_work() -> None:
    """Nobody could be graded, so nobody is called broken."""

    @contextmanager
    def refusing() -> Iterator[int]:
        msg = "there is no sandbox"
        raise SandboxError(msg)
        yield 1

    with Pool([Seat(refusing, str)], double, blame) as pool:
        pool.put(1)

        with pytest.raises(SandboxError, match="there is no sandbox"):
            pool.take()
