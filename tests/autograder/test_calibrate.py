"""The author's own notebook shows how each test is judged."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from autograder.assignment import Assignment, load
from autograder.calibrate import calibrate, release
from autograder.engine import Engine
from autograder.errors import BadAssignmentError
from autograder.files import Files
from autograder.notebook import Cell
from autograder.run.plan import Handling, Noted, Plan
from autograder.sandbox import Limits, Zygote
from autograder.score import Outcome, Run
from autograder.transcript import Executed, Transcript
from tests.submissions.notebook import build, write

LIVE = """
# %%
import random
def throw():
    ### BEGIN SOLUTION
    return random.random()
    ### END SOLUTION

# %% test helper 1
def seeded():
    random.seed(7)
    return throw()

# %% test lucky 1
random.seed(7)
assert throw() == seeded()

# %% test plain 1
assert 0 <= throw() < 1
"""

FULL = """
# %% answer q1
import numpy as np
rate = 2
def f(x):
    ### BEGIN SOLUTION
    return x * rate
    ### END SOLUTION

# %% test check 2
rate = 3
assert np.allclose(f(2), 6)
"""

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"


def assignment(text: str, folder: Path) -> Assignment:
    """Return an author's notebook, written as text."""
    write(build(text), folder / "ps1.ipynb")
    return load(folder / "ps1.ipynb")


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    """Give an engine without a sandbox."""
    with Engine(Zygote(is_sandboxed=False), limits=Limits(seconds=10)) as engine:
        yield engine


class Scripted:
    """An engine in whose runs some tests fail."""

    def __init__(self, fails: Mapping[str, str], *, strict: Sequence[str] = ()) -> None:
        self._fails = fails  # by name: "apart" if only there, or "always"
        self._strict = strict
        self.plans: list[Plan] = []
        self.solved: list[bool] = []

    def run(
        self,
        cells: Sequence[Cell],
        *,
        plan: Plan,
        files: Files,  # noqa: ARG002 - an engine's
        support: Files,  # noqa: ARG002
    ) -> Transcript:
        """Grade; some tests pass a trial only."""
        is_full = any("SOLUTION" in cell.source for cell in cells)
        self.solved.append(is_full)
        return self._ran(cells, plan, self._strict if is_full else None)

    def explore(
        self,
        cells: Sequence[Cell],
        *,
        plan: Plan,
        support: Files,  # noqa: ARG002 - an engine's
    ) -> tuple[Transcript, Noted]:
        """Try; note nothing but that it was tried."""
        self.plans.append(plan)
        names = [each.tag.grade_id for each in cells if each.tag and each.tag.is_test]
        noted = {name: Handling(asked=frozenset({"noted"})) for name in names}
        return self._ran(cells, plan, ()), Noted(tests=noted, modules=("noted",))

    def _ran(
        self, cells: Sequence[Cell], plan: Plan, strict: Sequence[str] | None
    ) -> Transcript:
        executed = []
        for cell in cells:
            run = None
            if cell.tag and cell.tag.is_test:
                name = cell.tag.grade_id
                where = self._fails.get(name)
                is_apart = plan.of(name).judged == "apart"
                fails = strict is None or where == "always"
                fails = fails or (is_apart and (where == "apart" or name in strict))
                outcome = Outcome.FAILED if fails else Outcome.PASSED
                run = Run(outcome=outcome, message="it failed" if fails else "")
            executed.append(Executed(cell=cell, run=run))
        return Transcript(cells=tuple(executed))


def in_kernel(plan: Plan) -> set[str]:
    """Return the tests that are judged in the kernel."""
    return {name for name, each in plan.tests.items() if each.judged == "kernel"}


# With a real engine


def test_a_solution_that_earns_everything_is_judged_apart(
    engine: Engine, tmp_path: Path
) -> None:
    """And what its tests need is noted."""
    plan = calibrate(assignment(FULL, tmp_path), engine)

    assert in_kernel(plan) == set()
    assert plan.tests["check"].libraries == {"np": ("numpy", "")}
    assert plan.tests["check"].followed == {"rate"}
    assert plan.notes == ()


def test_what_needs_live_objects_is_judged_in_the_kernel(
    engine: Engine, tmp_path: Path
) -> None:
    """With the helper that it uses; what does not stays apart."""
    plan = calibrate(assignment(LIVE, tmp_path), engine)

    assert {"lucky"} <= in_kernel(plan) <= {"lucky", "helper"}
    assert plan.tests["plain"].judged == "apart"
    assert plan.tests["lucky"].reason


def test_a_file_beside_the_notebook_is_there(engine: Engine, tmp_path: Path) -> None:
    """For the solution and for its tests."""
    read = "open('data').read()"
    text = f"# %%\nx = {read}\n# %% test check 1\nassert x == {read}"

    plan = calibrate(assignment(text, tmp_path), engine, {"data": b"1"})

    assert in_kernel(plan) == set()


def test_a_solution_that_fails_is_refused_in_one_sentence(
    engine: Engine, tmp_path: Path
) -> None:
    """It says which notebook, which test and why."""
    text = "# %%\nx = 1\n# %% test check 1\nassert x == 2, 'x is two'"

    with pytest.raises(BadAssignmentError) as caught:
        calibrate(assignment(text, tmp_path), engine)

    assert str(caught.value) == (
        "The author's solution in ps1 does not earn the points of 'check' itself: "
        "x is two"
    )


def test_an_untouched_release_that_earns_points_is_noted(
    engine: Engine, tmp_path: Path
) -> None:
    """Its author should know."""
    text = f"{FULL}\n# %% test free 2\nassert True"

    plan = calibrate(assignment(text, tmp_path), engine)

    assert plan.notes == ("The untouched release earns 2 of 2 points in 'free'.",)


# Whatever the engine


def test_what_fails_apart_only_goes_to_the_kernel(tmp_path: Path) -> None:
    """And says why."""
    plan = calibrate(assignment(LIVE, tmp_path), Scripted({"lucky": "apart"}))

    assert in_kernel(plan) == {"lucky"}
    assert plan.tests["lucky"].reason == "it failed"
    assert plan.tests["plain"].asked == {"noted"}


def test_what_passes_a_trial_and_fails_when_graded_goes_to_the_kernel(
    tmp_path: Path,
) -> None:
    """Grading is stricter: the author's own solution must pass it, too."""
    plan = calibrate(assignment(LIVE, tmp_path), Scripted({}, strict=["plain"]))

    assert in_kernel(plan) == {"plain"}


def test_a_tests_helpers_go_with_it(tmp_path: Path) -> None:
    """Where it still fails alone in the kernel."""

    class Needing(Scripted):
        """An engine where a test needs its helper beside it."""

        def _ran(
            self, cells: Sequence[Cell], plan: Plan, strict: Sequence[str] | None
        ) -> Transcript:
            is_helped = plan.of("helper").judged == "kernel"
            self._fails = {} if is_helped else {"lucky": "always"}
            return super()._ran(cells, plan, strict)

    plan = calibrate(assignment(LIVE, tmp_path), Needing({}))

    assert in_kernel(plan) == {"lucky", "helper"}
    assert plan.tests["helper"].reason == "another test needs it"


def test_at_last_all_tests_are_tried_in_the_kernel(tmp_path: Path) -> None:
    """Before a solution is refused."""
    engine = Scripted({"plain": "always"})

    with pytest.raises(BadAssignmentError, match="'plain'"):
        calibrate(assignment(LIVE, tmp_path), engine)

    assert in_kernel(engine.plans[0]) == set()
    assert in_kernel(engine.plans[-1]) == {"helper", "lucky", "plain"}


def test_an_author_may_ask_for_the_kernel(tmp_path: Path) -> None:
    """With a comment in the test."""
    text = LIVE.replace("assert 0 <=", "# autograder: kernel\nassert 0 <=")

    plan = calibrate(assignment(text, tmp_path), Scripted({}))

    assert in_kernel(plan) == {"plain"}
    assert plan.tests["plain"].reason == "its author wants it so"


def test_another_engine_runs_the_untouched_release(tmp_path: Path) -> None:
    """Neither waits for the other; what is found is the same."""
    ours, other = Scripted({}), Scripted({})

    plan = calibrate(assignment(FULL, tmp_path), ours, other=other)

    assert plan == calibrate(assignment(FULL, tmp_path), Scripted({}))
    assert (ours.solved, other.solved) == ([True], [False])


def test_a_plan_knows_what_the_solution_imported(tmp_path: Path) -> None:
    """So that it is imported once for everybody."""
    plan = calibrate(assignment(FULL, tmp_path), Scripted({}))

    assert plan.modules == ("noted",)


def test_a_plan_knows_what_the_notebook_binds(tmp_path: Path) -> None:
    """Assigned names, and the names of each answer."""
    plan = calibrate(assignment(FULL, tmp_path), Scripted({}), hidden_mark="SECRET")

    assert plan.assigned == {"rate", "f"}
    assert plan.answers == {"q1": {"np", "rate", "f"}}
    assert plan.hidden_mark == "SECRET"


@pytest.mark.parametrize(
    ("text", "is_traceless"),
    [(b"rate = 1", True), (b"import math; math.pi = 3", False)],
)
def test_a_module_beside_the_notebook_may_leave_traces(
    tmp_path: Path, text: bytes, *, is_traceless: bool
) -> None:
    """As it runs within the judge, too, if a test imports it."""
    support = {"own.py": text, "data.csv": b"math.pi = 3"}

    plan = calibrate(assignment(FULL, tmp_path), Scripted({}), support)

    assert plan.is_traceless is is_traceless


@pytest.mark.parametrize(("used", "is_traceless"), [("f", True), ("log", False)])
def test_a_test_may_not_use_what_the_solution_imported_and_may_remember(
    tmp_path: Path, used: str, *, is_traceless: bool
) -> None:
    """The library is the judge's own, however the student's code came by it."""
    text = FULL.replace("import numpy", "import logging as log, numpy")
    text = text.replace("assert np", f"assert {used}\nassert np")

    plan = calibrate(assignment(text, tmp_path), Scripted({}))

    assert plan.is_traceless is is_traceless


@pytest.mark.parametrize(
    ("source", "released"),
    [
        ("return 1", "raise NotImplementedError()"),
        ("a\n  # BEGIN SOLUTION\n  b\n  # END SOLUTION\nc",
         "a\n  raise NotImplementedError()\nc"),
        (
            f"{BEGIN}\na\n{END}\nb\n{BEGIN}\nc\n{END}",
            "raise NotImplementedError()\nb\nraise NotImplementedError()",
        ),
    ],
    ids=["whole", "indented", "twice"],
)  # fmt: skip
def test_a_release_holds_no_solution(
    tmp_path: Path, source: str, released: str
) -> None:
    """A stub stands where it stood; other cells stay."""
    text = f"# %% answer q1\n{source}\n# %% test check 1\n# BEGIN SOLUTION"
    cells = assignment(text, tmp_path).cells

    found = release(cells)

    assert found[0].source == released
    assert found[1] == cells[1]
