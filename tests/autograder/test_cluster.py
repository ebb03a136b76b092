"""Cells go to the workers of a scheduler, here of one in this very process."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace

import pytest
from distributed import LocalCluster

import autograder.cluster
from autograder.cluster import Cluster, connect
from autograder.errors import SandboxError
from autograder.notebook import Cell, Tag
from autograder.run.plan import Plan
from autograder.sandbox.limits import Limits
from autograder.score import Outcome
from autograder.starting import Setup
from tests.autograder.classroom import PlainEngine

LARGE = b"x" * 2**17
CELLS = (
    Cell(kind="code", source="size = sum(map(len, files.values()))"),
    Cell(
        kind="code",
        source=f"assert size == {len(LARGE) + 1}",
        tag=Tag(grade_id="test_size", grade=True, locked=True, points=1.0),
    ),
)
FILES = {"large.csv": LARGE, "small.csv": b"1"}


class Stock:
    """Engines that were started, and those that were stopped."""

    def __init__(self) -> None:
        self.started: list[PlainEngine] = []
        self.stopped: list[PlainEngine] = []

    def starter(self, _: Setup) -> Callable[[], AbstractContextManager[PlainEngine]]:
        """Return what starts plain engines."""
        return self._start

    @contextmanager
    def _start(self) -> Iterator[PlainEngine]:
        """Start a plain engine."""
        engine = PlainEngine()
        self.started.append(engine)
        try:
            yield engine
        finally:
            self.stopped.append(engine)


@pytest.fixture(scope="module")
def scheduler() -> Iterator[LocalCluster]:
    """Start a scheduler with one worker."""
    with LocalCluster(  # type: ignore[no-untyped-call] # Dask's own types are few
        n_workers=1,
        threads_per_worker=1,
        processes=False,
        dashboard_address="127.0.0.1:0",
    ) as started:
        yield started


@pytest.fixture
def cluster(scheduler: LocalCluster) -> Iterator[Cluster]:
    """Connect to it."""
    with connect(scheduler.scheduler_address) as connected:
        yield connected


@pytest.fixture
def stock(monkeypatch: pytest.MonkeyPatch) -> Stock:
    """Give the worker plain engines, and none that it has already."""
    stock = Stock()
    monkeypatch.setattr(autograder.cluster, "starter", stock.starter)
    monkeypatch.setattr(autograder.cluster, "_shelf", None)
    return stock


def _outcomes(cluster: Cluster, setup: Setup) -> list[Outcome]:
    """Run a notebook; return how its tests ended."""
    with cluster.engine(setup) as engine:
        told = engine.run(CELLS, plan=Plan(), files=FILES, support={})
    return [each.run.outcome for each in told.cells if each.run]


@pytest.mark.usefixtures("stock")
def test_a_notebook_and_its_files_reach_a_worker_whole(cluster: Cluster) -> None:
    """Large files, too, which are sent apart; the transcript comes back."""
    assert _outcomes(cluster, Setup()) == [Outcome.PASSED]


def test_an_engine_stays_warm_for_the_next(cluster: Cluster, stock: Stock) -> None:
    """Starting one costs seconds."""
    for _ in range(3):
        _outcomes(cluster, Setup())

    assert [engine.runs for engine in stock.started] == [3]
    assert stock.stopped == []


def test_another_setup_gets_another_engine(cluster: Cluster, stock: Stock) -> None:
    """The one before it is stopped, so that a worker's memory does not fill up."""
    _outcomes(cluster, Setup())

    _outcomes(cluster, Setup(limits=replace(Limits(), seconds=7.0)))

    first, _ = stock.started
    assert stock.stopped == [first]


def test_an_engine_that_failed_is_not_lent_again(
    cluster: Cluster, stock: Stock
) -> None:
    """The failure is told here as it was there."""
    _outcomes(cluster, Setup())
    stock.started[0].failures = 1

    with pytest.raises(SandboxError, match="the machine is tired"):
        _outcomes(cluster, Setup())

    assert _outcomes(cluster, Setup()) == [Outcome.PASSED]
    assert stock.stopped == stock.started[:1]


def test_an_authors_notebook_is_explored_on_a_worker(
    cluster: Cluster, stock: Stock
) -> None:
    """As calibration asks."""
    with cluster.engine(Setup()) as engine:
        told, _ = engine.explore(CELLS, plan=Plan(), support=FILES)

    assert [each.run.outcome for each in told.cells if each.run] == [Outcome.PASSED]
    assert len(stock.started) == 1


def test_a_worker_with_other_packages_does_not_grade(
    cluster: Cluster, stock: Stock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It might come to other scores."""
    told = iter(["asked from here", "what is there"])
    monkeypatch.setattr(autograder.cluster, "environment", lambda: next(told))

    with pytest.raises(SandboxError, match="install the same everywhere"):
        _outcomes(cluster, Setup())

    assert stock.started == []


def test_enough_is_handed_over_to_keep_workers_busy(cluster: Cluster) -> None:
    """One at work and one at hand for each thread."""
    assert cluster.jobs == 2


def test_a_scheduler_without_workers_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It says how to start one."""
    monkeypatch.setattr(autograder.cluster, "_WORKERS", 0.2)
    with (
        LocalCluster(
            n_workers=0, processes=False, dashboard_address="127.0.0.1:0"
        ) as empty,  # type: ignore[no-untyped-call] # likewise
        connect(empty.scheduler_address) as connected,
        pytest.raises(SandboxError, match="has no workers, or is gone; start some"),
        connected.engine(Setup()),
    ):
        pass
