"""Grading on the workers of a Dask scheduler.

What a worker gets and gives are values: cells, a plan and files in, a transcript out;
never a path. Each worker process keeps warm engines and lends them to the submissions
that reach it. Dask hands a lost worker's submissions to another worker; only an answer
counts, so each submission is counted once.
"""

import asyncio
import atexit
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Literal
from weakref import WeakValueDictionary

from autograder.errors import CourseError, SandboxError
from autograder.files import Files
from autograder.fingerprint import environment
from autograder.notebook import Cell
from autograder.run.plan import Noted, Plan
from autograder.starting import Setup, starter
from autograder.transcript import Transcript

if TYPE_CHECKING:
    from distributed import Client, Future

    from autograder.engine import Engine

_CONNECT = 10.0
"""How long a scheduler may take to answer (seconds)."""

_WORKERS = 60.0
"""How long there may be no worker at all (seconds)."""

_LOOK = 2.0
"""How often it is looked whether there are workers (seconds)."""

_LARGE = 2**16
"""The size from which a file is sent once rather than with each submission (bytes)."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A scheduler, and how its workers shall grade.

    Parameters
    ----------
    address
        As in tcp://host:port.
    client
        The connection to it.
    """

    address: str
    client: "Client"

    @property
    def jobs(self) -> int:
        """How many submissions to hand over at once: enough to keep workers busy."""
        return 2 * max(1, sum(self.client.ncores().values()))  # type: ignore[no-untyped-call] # Dask's own types are few

    def starter(self, setup: Setup) -> Callable[[], AbstractContextManager["_Remote"]]:
        """Return what gives engines of a setup."""
        return partial(self.engine, setup)

    @contextmanager
    def engine(self, setup: Setup) -> Iterator["_Remote"]:
        """Give what runs cells on whichever worker is free.

        Raises
        ------
        SandboxError
            If the scheduler is gone, or has no workers.
        """
        try:
            self.client.wait_for_workers(1, timeout=_WORKERS)
        except (TimeoutError, OSError, RuntimeError) as error:
            msg = (
                f"The scheduler at {self.address} has no workers, or is gone; start "
                f"some with `dask worker {self.address}`, then run this again."
            )
            raise SandboxError(msg) from error
        yield _Remote(cluster=self, setup=setup)


@contextmanager
def connect(address: str) -> Iterator[Cluster]:
    """Connect to a scheduler.

    Raises
    ------
    CourseError
        If the address is none.
    SandboxError
        If nobody answers there.
    """
    from distributed import Client  # noqa: PLC0415

    try:
        client = Client(address, timeout=_CONNECT, set_as_default=False)  # type: ignore[no-untyped-call] # likewise
    except ValueError as error:
        msg = f"{address!r} is no scheduler's address; write it as tcp://host:port."
        raise CourseError(msg) from error
    except OSError as error:  # time-outs included
        msg = (
            f"No Dask scheduler answers at {address} within {_CONNECT:g} seconds; "
            "start one with `dask scheduler`, or grade without --cluster."
        )
        raise SandboxError(msg) from error
    with client:
        yield Cluster(address, client)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Remote:
    """An engine on the workers of a cluster."""

    cluster: Cluster
    setup: Setup
    _large: "WeakValueDictionary[str, Future[bytes]]" = field(
        default_factory=WeakValueDictionary
    )

    def wait(self) -> None:
        """Do nothing: whether there are workers was seen at the start."""

    def run(
        self, cells: Sequence[Cell], *, plan: Plan, files: Files, support: Files
    ) -> Transcript:
        """Have a worker run a notebook."""
        told = {
            "plan": plan,
            "files": self._sent(files),
            "support": self._sent(support),
        }
        transcript: Transcript = self._done("run", cells, told)
        return transcript

    def explore(
        self, cells: Sequence[Cell], *, plan: Plan, support: Files
    ) -> tuple[Transcript, Noted]:
        """Have a worker run the author's notebook."""
        told = {"plan": plan, "support": self._sent(support)}
        found: tuple[Transcript, Noted]
        found = self._done("explore", cells, told)
        return found

    def _done(
        self,
        what: Literal["run", "explore"],
        cells: Sequence[Cell],
        told: dict[str, Any],
    ) -> Any:  # noqa: ANN401 - what the worker's engine returns
        from distributed import KilledWorker  # noqa: PLC0415
        from distributed.comm.core import CommClosedError  # noqa: PLC0415

        submit = self.cluster.client.submit
        try:
            asked = (environment(), self.setup, what, tuple(cells), told)
            return self._answer(submit(_do, *asked, pure=False))
        except KilledWorker as error:
            msg = "Several workers of the cluster ended while they graded it."
            raise SandboxError(msg) from error
        except (asyncio.CancelledError, CommClosedError) as error:
            msg = f"The scheduler at {self.cluster.address} was lost."
            raise SandboxError(msg) from error

    def _sent(self, files: Files) -> dict[str, Any]:
        """Return files to send: of a large one the future that holds it."""
        return {path: self._content(content) for path, content in files.items()}

    def _content(self, content: bytes) -> Any:  # noqa: ANN401 - or where it is
        if len(content) < _LARGE:
            return content
        name = f"file-{sha256(content).hexdigest()}"
        future = self._large.get(name)
        if future is None:
            future = self.cluster.client.submit(_same, content, key=name)
            self._large[name] = future
        return future

    def _answer(self, future: "Future[Any]") -> Any:  # noqa: ANN401 - likewise
        """Wait for a worker's answer, as long as there are workers."""
        seen = time.monotonic()
        while True:
            try:
                return future.result(timeout=_LOOK)
            except TimeoutError as error:
                now = time.monotonic()
                if self.cluster.client.scheduler_info()["workers"]:
                    seen = now
                if now - seen > _WORKERS:
                    msg = f"The scheduler at {self.cluster.address} has no workers."
                    raise SandboxError(msg) from error


class _Shelf:
    """The warm engines of a worker process that nobody is using."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: list[tuple[Setup, Engine, ExitStack]] = []
        atexit.register(self.clear)

    @contextmanager
    def lend(self, setup: Setup) -> Iterator["Engine"]:
        """Lend an engine; one in which something failed is not taken back."""
        found = self._taken(setup)
        if found is None:
            stack = ExitStack()
            found = stack.enter_context(starter(setup)()), stack
        engine, stack = found
        try:
            yield engine
        except BaseException:
            stack.close()
            raise
        with self._lock:
            self._idle.append((setup, engine, stack))

    def clear(self) -> None:
        """Stop all engines."""
        with self._lock:
            old, self._idle = self._idle, []
        for _, _, stack in old:
            stack.close()

    def _taken(self, setup: Setup) -> tuple["Engine", ExitStack] | None:
        """Take an engine of this setup; stop those of earlier runs."""
        with self._lock:
            others = [each for each in self._idle if each[0] != setup]
            fit = [each for each in self._idle if each[0] == setup]
            found = fit.pop() if fit else None
            self._idle = fit
        for _, _, stack in others:
            stack.close()
        return found[1:] if found else None


_shelf: _Shelf | None = None
_shelf_lock = threading.Lock()


def _do(
    expected: str,
    setup: Setup,
    what: Literal["run", "explore"],
    cells: Sequence[Cell],
    told: Mapping[str, Any],
) -> Any:  # noqa: ANN401 - what the engine returns
    """Have an engine of this worker do something.

    Raises
    ------
    SandboxError
        If this machine has other packages than the one that asked, so that it would
        grade otherwise.
    """
    global _shelf  # noqa: PLW0603 - what a process keeps warm is the process's
    if environment() != expected:
        msg = (
            "A worker of the cluster has another Python, other packages or another "
            "autograder than this machine; install the same everywhere."
        )
        raise SandboxError(msg)
    with _shelf_lock:
        _shelf = _shelf or _Shelf()
    with _shelf.lend(setup) as engine:
        return getattr(engine, what)(cells, **told)


def _same(content: bytes) -> bytes:
    return content
