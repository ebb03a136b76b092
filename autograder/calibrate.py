"""Grade the author's own notebook first, and learn from it how to judge each test.

As a submission of itself it must earn everything. A test that it passes only beside
the student's code needs live objects, and is judged there from then on. Released and
untouched, it must earn nothing.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Protocol

from autograder.assignment import Assignment
from autograder.errors import BadAssignmentError
from autograder.files import NO_FILES, Files
from autograder.notebook import Cell
from autograder.run.names import bound_names, imported_names, loaded_names, parse
from autograder.run.plan import Handling, Noted, Plan
from autograder.run.traces import leaves_traces, mindful_names
from autograder.score import Mark, Outcome, mark
from autograder.transcript import Transcript

if TYPE_CHECKING:
    import ast


class Explores(Protocol):
    """Runs notebooks, and notes what tests ask for."""

    def wait(self) -> None:
        """Wait until it can."""

    def run(
        self, cells: Sequence[Cell], *, plan: Plan, files: Files, support: Files
    ) -> Transcript:
        """Run the cells in order."""

    def explore(
        self, cells: Sequence[Cell], *, plan: Plan, support: Files
    ) -> tuple[Transcript, Noted]:
        """Run the cells in order, and note what each test asks for."""


def calibrate(
    assignment: Assignment,
    engine: Explores,
    support: Files = NO_FILES,
    *,
    other: Explores | None = None,
    hidden_mark: str = "BEGIN HIDDEN TESTS",
) -> Plan:
    """Find out how each test of a notebook is judged.

    Parameters
    ----------
    assignment
        The author's notebook.
    engine
        Runs it.
    support
        What the author put beside it.
    other
        Another engine, so that what can runs at the same time.
    hidden_mark
        What the first line has that students do not see of a test.

    Raises
    ------
    BadAssignmentError
        If the author's own solution does not earn everything.
    """
    code = _Code(assignment, support)
    plan = Plan(
        tests=_wishes(assignment),
        assigned=code.assigned,
        answers=code.answers,
        is_traceless=code.is_traceless,
        hidden_mark=hidden_mark,
    )
    for more in code.rounds():
        transcript, noted = engine.explore(assignment.cells, plan=plan, support=support)
        marks = _marks(assignment, transcript)
        if not _lost(marks):
            tests = {**noted.tests, **plan.tests}
            found = replace(plan, tests=tests, modules=noted.modules)
            run = partial(_run, plan=found, support=support)
            notebooks = (assignment.cells, release(assignment.cells))
            with ThreadPoolExecutor(1 if other is None else 2) as pool:
                own, untouched = pool.map(run, (engine, other or engine), notebooks)
            marks = _marks(assignment, own)
            if not _lost(marks):
                notes = _notes(marks, _marks(assignment, untouched))
                return replace(found, notes=notes)
        lost = _lost(marks)
        plan = replace(plan, tests={**_in_kernel(more(lost), marks), **plan.tests})
    name = lost[0]
    msg = (
        f"The author's solution in {assignment.name} does not earn the points of "
        f"{name!r} itself: {marks[name].message or marks[name].outcome.value}"
    )
    raise BadAssignmentError(msg)


def release(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """Return an author's cells without the solutions, as students get them."""
    return tuple(
        replace(cell, source=_without_solution(cell.source))
        if cell.tag is not None and cell.tag.is_answer
        else cell
        for cell in cells
    )


_WISH = re.compile(r"^\s*#\s*autograder:\s*kernel\s*$", re.MULTILINE)


def _wishes(assignment: Assignment) -> dict[str, Handling]:
    """Return the tests that their author wants in the kernel, by a comment."""
    wished = Handling(judged="kernel", reason="its author wants it so")
    return {
        name: wished
        for name in assignment.points
        if _WISH.search(assignment.tagged[name].source)
    }


def _run(
    engine: Explores, cells: Sequence[Cell], *, plan: Plan, support: Files
) -> Transcript:
    """Run cells as a student's will be."""
    return engine.run(cells, plan=plan, files=NO_FILES, support=support)


def _lost(marks: Mapping[str, Mark]) -> list[str]:
    """Return the tests that did not earn what they should; a broken one cannot say."""
    return [
        name
        for name, given in marks.items()
        if given.outcome is not Outcome.BROKEN and given.score < given.max_score
    ]


def _notes(marks: Mapping[str, Mark], untouched: Mapping[str, Mark]) -> tuple[str, ...]:
    """Note each test that is broken, and each that the untouched release passes."""
    broken = [
        f"The test {name!r} is broken: {each.message}"
        for name, each in marks.items()
        if each.outcome is Outcome.BROKEN
    ]
    given = [
        f"The untouched release earns {each.score:g} of {each.max_score:g} points "
        f"in {name!r}."
        for name, each in untouched.items()
        if each.score > 0
    ]
    return (*broken, *given)


def _marks(assignment: Assignment, transcript: Transcript) -> dict[str, Mark]:
    runs = {cell.cell.grade_id: cell.run for cell in transcript.cells if cell.run}
    return {
        name: mark(runs[name], points)
        for name, points in assignment.points.items()
        if name in runs
    }


def _in_kernel(names: Sequence[str], marks: Mapping[str, Mark]) -> dict[str, Handling]:
    return {
        name: Handling(
            judged="kernel",
            reason=marks[name].message or "another test needs it",
        )
        for name in names
    }


class _Code:
    """What can be said of an author's code without running it."""

    def __init__(self, assignment: Assignment, support: Files) -> None:
        self._tests: dict[str, ast.AST] = {}
        assigned: set[str] = set()
        self.answers: dict[str, frozenset[str]] = {}
        for cell in assignment.cells:
            if cell.kind != "code":
                continue
            tree, _text = parse(cell.source)
            if cell.tag is not None and cell.tag.is_test:
                self._tests[cell.tag.grade_id] = tree
                continue
            assigned |= bound_names(tree)
            if cell.tag is None or cell.tag.is_answer:
                name = cell.grade_id or ""
                bound = bound_names(tree) | imported_names(tree)
                self.answers[name] = self.answers.get(name, frozenset()) | bound
        self.assigned = frozenset(assigned)
        own = {path.partition("/")[0].removesuffix(".py") for path in support}
        mindful = frozenset[str]().union(
            *(
                mindful_names(parse(text)[0], own)
                for text in _of_all(assignment, support)
            )
        )
        self.is_traceless = not any(
            leaves_traces(parse(text)[0], mindful)
            for text in _of_author(assignment, support)
        )

    def rounds(self) -> "Iterator[_More]":
        """Yield ways to say which tests need the kernel, from few to all."""
        yield list
        yield list
        yield self._with_helpers
        yield lambda _lost: list(self._tests)
        yield lambda _lost: list(self._tests)

    def _with_helpers(self, lost: Sequence[str]) -> list[str]:
        """Add the earlier tests that define what these use."""
        wanted = set(lost)
        for name, tree in reversed(self._tests.items()):
            used = {n for each in wanted for n in loaded_names(self._tests[each])}
            if (bound_names(tree) | imported_names(tree)) & used:
                wanted.add(name)
        return [name for name in self._tests if name in wanted]


def _of_author(assignment: Assignment, support: Files) -> Iterator[str]:
    """Yield all code that runs beside the tests and is not a student's."""
    for cell in assignment.cells:
        tag = cell.tag
        if cell.kind == "code" and tag is not None and (tag.locked or tag.is_test):
            yield cell.source
    yield from _modules(support)


def _of_all(assignment: Assignment, support: Files) -> Iterator[str]:
    """Yield all code, also that which the author's solution stands in."""
    yield from (cell.source for cell in assignment.cells if cell.kind == "code")
    yield from _modules(support)


def _modules(support: Files) -> Iterator[str]:
    for path, content in support.items():
        if path.endswith(".py"):
            yield content.decode(errors="replace")


class _More(Protocol):
    def __call__(self, lost: Sequence[str], /) -> list[str]: ...


_BEGIN = re.compile(r"^(\s*).*BEGIN SOLUTION")
_END = re.compile(r"END SOLUTION")
_STUB = "raise NotImplementedError()"


def _without_solution(source: str) -> str:
    """Put a stub in the place of each solution; a cell without marks is all one."""
    kept: list[str] = []
    indent: str | None = None
    found = False
    for line in source.splitlines():
        begins = _BEGIN.search(line)
        if indent is None and begins:
            indent, found = begins[1], True
            kept.append(f"{indent}{_STUB}")
        elif indent is not None and _END.search(line):
            indent = None
        elif indent is None:
            kept.append(line)
    return "\n".join(kept) if found else _STUB
