"""Where hostile submissions are graded: real engines, with real secrets around them."""

import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from autograder.assignment import load
from autograder.calibrate import calibrate
from autograder.engine import Engine
from autograder.files import NO_FILES
from autograder.pipeline import Beside, Task, grade, prepare
from autograder.results import Result
from autograder.run.plan import Plan
from autograder.sandbox import Limits, Zygote
from autograder.transcript import Transcript
from tests.submissions.corpus import SOURCES, Case, source
from tests.submissions.notebook import write

IMPORTS = ("import altair", "import numpy as np", "import pandas as pd")
TOKEN = "operators-own-token"  # noqa: S105 - what must not be found
SECONDS = 6.0
MORE_SECONDS = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """What came of a case.

    Parameters
    ----------
    result
        Its result.
    transcript
        What its cells printed; None if nothing ran.
    left
        The processes that it left behind.
    honest
        The result of an honest submission right after it.
    """

    result: Result
    transcript: Transcript | None
    left: frozenset[int]
    honest: Result


class Arena:
    """Engines with a course around them that no student may see.

    Parameters
    ----------
    folder
        Where the course and the submissions lie.
    places
        What stands for `@name@` in a case.
    """

    def __init__(self, folder: Path, places: Mapping[str, str]) -> None:
        self.folder = folder
        self.places = places
        self._opened = ExitStack()
        self._done: dict[str, Graded] = {}

    def close(self) -> None:
        """End all engines."""
        self._opened.close()

    @cached_property
    def quick(self) -> Engine:
        """The engine for most."""
        return self._engine(SECONDS)

    @cached_property
    def patient(self) -> Engine:
        """An engine with more time."""
        return self._engine(MORE_SECONDS)

    @cached_property
    def tasks(self) -> dict[str, Task]:
        """The sources, calibrated."""
        return {name: self._task(name) for name in SOURCES}

    def run(self, case: Case) -> Graded:
        """Hand a case in as often as it says, once for all who ask what came of it."""
        if case.name not in self._done:
            path = self.folder / "submitted" / "h" / case.on / f"{case.on}.ipynb"
            write(case.notebook(self.places), path)
            for _ in range(case.times - 1):
                self.grade(path, case)
            self._done[case.name] = self.graded(path, case)
        return self._done[case.name]

    def graded(self, path: Path, case: Case) -> Graded:
        """Grade a file that is there, and an honest submission after it."""
        self._ready(case)  # so that no process of its own is taken for a case's
        before = _processes()
        result, transcript = self.grade(path, case)
        left = _processes() - before
        honest = Case(name="honest", why="", on=case.on, is_patient=case.is_patient)
        good = self.folder / "submitted" / "full" / case.on / f"{case.on}.ipynb"
        write(source(case.on), good)
        after, _ = self.grade(good, honest)
        return Graded(result=result, transcript=transcript, left=left, honest=after)

    def grade(self, path: Path, case: Case) -> tuple[Result, Transcript | None]:
        """Grade a file as the command does."""
        beside = Beside(files=case.files)
        engine, task = self._ready(case)
        ready = prepare(path, task=task, student="h", beside=beside)
        report = grade(ready, lambda: engine)
        return report.result, report.transcript

    def _ready(self, case: Case) -> tuple[Engine, Task]:
        """Return what runs a case, and what it is measured against."""
        return self.patient if case.is_patient else self.quick, self.tasks[case.on]

    def _engine(self, seconds: float) -> Engine:
        limits = Limits(
            seconds=seconds, memory=256 * 2**20, processes=32, disk=32 * 2**20
        )
        engine = Engine(Zygote(imports=IMPORTS, hidden=(self.folder,)), limits=limits)
        self._opened.enter_context(engine)
        engine.run((), plan=Plan())  # waits until it is warm
        return engine

    def _task(self, name: str) -> Task:
        path = self.folder / "source" / name / f"{name}.ipynb"
        write(source(name), path)
        assignment = load(path)
        return Task(
            assignment=name,
            source=assignment,
            plan=calibrate(assignment, self.patient),
            support=NO_FILES,
            key=name,
        )


@contextmanager
def arena(folder: Path) -> Iterator[Arena]:
    """Open an arena in a folder: a course, listeners, a secret in the environment."""
    course = folder / "course"
    for name in ("source/ps1/ps1.ipynb", "submitted/other/ps1/ps1.ipynb"):
        path = course / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("HIDDEN TESTS", encoding="utf-8")
    (course / "gradebook.db").write_text("everybody's scores", encoding="utf-8")
    before = os.environ.get("OPERATORS_TOKEN")
    os.environ["OPERATORS_TOKEN"] = TOKEN
    with ExitStack() as opened:
        port = _listen(opened, socket.AF_INET, ("127.0.0.1", 0))[1]
        local = _listen(opened, socket.AF_UNIX, str(folder / "line"))
        abstract = f"autograder-{os.getpid()}"
        _listen(opened, socket.AF_UNIX, f"\0{abstract}")
        places = {
            "course": str(course),
            "token": TOKEN,
            "port": str(port),
            "socket": str(local),
            "abstract": abstract,
        }
        made = Arena(course, places)
        try:
            yield made
        finally:
            made.close()
            if before is None:
                del os.environ["OPERATORS_TOKEN"]
            else:
                os.environ["OPERATORS_TOKEN"] = before


def _listen(opened: ExitStack, family: int, place: object) -> tuple[str, int]:
    line = opened.enter_context(socket.socket(family, socket.SOCK_STREAM))
    line.bind(place)  # type: ignore[arg-type]  # of its family's form
    line.listen()
    found: tuple[str, int] = line.getsockname()
    return found


def _processes() -> frozenset[int]:
    """Return this process's descendants, those in other namespaces included."""
    ahead, found = [os.getpid()], set[int]()
    while ahead:
        process = ahead.pop()
        for task in Path(f"/proc/{process}/task").glob("*/children"):
            try:
                children = [int(word) for word in task.read_text("ascii").split()]
            except OSError:
                continue
            found.update(children)
            ahead += children
    return frozenset(found)
