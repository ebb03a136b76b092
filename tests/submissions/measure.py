"""A source notebook as the measure of submissions, with a real engine."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from autograder.assignment import Assignment, load
from autograder.calibrate import calibrate
from autograder.engine import Engine
from autograder.files import Files
from autograder.imports import imports
from autograder.read import read
from autograder.restore import restore
from autograder.run.plan import Plan
from autograder.sandbox import Zygote
from autograder.score import Mark, mark


@dataclass(frozen=True)
class Measure:
    """A source notebook, and how its tests are judged."""

    assignment: Assignment
    support: Files
    engine: Engine
    plan: Plan

    def grade(self, path: Path) -> dict[str, Mark]:
        """Return what a submission gets."""
        restored = restore(self.assignment, read(path))
        ran = self.engine.run(restored.cells, plan=self.plan, support=self.support)
        runs = {each.cell.grade_id: each.run for each in ran.cells if each.run}
        points = self.assignment.points
        return {name: mark(runs[name], most) for name, most in points.items()}


@contextmanager
def measure(folder: Path, notebook: str, *, hidden: Path) -> Iterator[Measure]:
    """Calibrate a source notebook; what lies beside it goes along."""
    assignment = load(folder / f"{notebook}.ipynb")
    support = {
        path.name: path.read_bytes()
        for path in folder.iterdir()
        if path.is_file() and path.suffix != ".ipynb"
    }
    warmed = imports(assignment.cells, beside=support)
    with Engine(Zygote(imports=warmed, hidden=[hidden])) as engine:
        plan = calibrate(assignment, engine, support)
        yield Measure(assignment, support, engine, plan)
