"""Restored notebooks are sent to a pair of processes, and events come back."""

from collections.abc import Iterator

import pytest

from autograder.engine import Engine
from autograder.notebook import Cell, Tag
from autograder.run.plan import Handling, Plan
from autograder.sandbox import Limits, Zygote
from autograder.score import Outcome
from autograder.transcript import Transcript

SECONDS = 4.0


def cell(source: str, name: str = "", *, kind: str = "code", **tag: object) -> Cell:
    """Return a cell; with a name, one of the author's."""
    roles = {"grade": False, "solution": False, "locked": False, "task": False}
    about = {**roles, "points": 0.0, **tag}
    return Cell(
        kind=kind,  # type: ignore[arg-type]  # one of nbformat's
        source=source,
        tag=Tag(grade_id=name, **about) if name else None,  # type: ignore[arg-type]
    )


def check(source: str, name: str = "check") -> Cell:
    """Return a test."""
    return cell(source, name, grade=True, locked=True, points=1.0)


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    """Give an engine without a sandbox, for cells that end soon."""
    with Engine(Zygote(is_sandboxed=False), limits=Limits(seconds=SECONDS)) as engine:
        yield engine


def outcomes(transcript: Transcript) -> list[Outcome]:
    """Return the outcomes of the tests, in order."""
    return [each.run.outcome for each in transcript.cells if each.run]


def messages(transcript: Transcript) -> list[str]:
    """Return the messages of the tests, in order."""
    return [each.run.message for each in transcript.cells if each.run]


def test_every_cell_comes_back_in_order(engine: Engine) -> None:
    """Those that are not run, too; only tests have a run."""
    cells = [
        cell("# Text", kind="markdown"),
        cell("x = 1\nprint(x)"),
        check("assert x == 1", "right"),
        check("assert x == 2", "wrong"),
    ]

    found = engine.run(cells, plan=Plan())

    assert [each.cell for each in found.cells] == cells
    assert outcomes(found) == [Outcome.PASSED, Outcome.FAILED]
    assert found.cells[1].outputs[0]["text"] == "1\n"
    assert found.cells[0].run is None


def test_who_grades_without_a_sandbox_says_so(engine: Engine) -> None:
    """In every transcript."""
    found = engine.run([cell("x = 1")], plan=Plan())

    assert found.notes == ("It was graded without a sandbox.",)


def test_where_a_test_was_judged_is_told(engine: Engine) -> None:
    """As the plan says."""
    plan = Plan(tests={"live": Handling(judged="kernel")})

    found = engine.run([check("1 / 1", "live"), check("pass", "apart")], plan=plan)

    assert [each.judged for each in found.cells] == ["kernel", "apart"]
    assert found.cells[0].run is not None
    assert found.cells[0].run.value == "1.0"


def test_the_student_has_both_files_and_the_judge_the_authors(engine: Engine) -> None:
    """Where both have one, the author's counts."""
    found = engine.run(
        [
            cell("texts = [open(name).read() for name in ('both', 'mine', 'data')]"),
            check("assert texts == ['author', 'student', 'author']"),
            check(
                "import os\nassert sorted(os.listdir()) == ['both', 'data']", "there"
            ),
        ],
        plan=Plan(),
        files={"both": b"student", "mine": b"student"},
        support={"both": b"author", "data": b"author"},
    )

    assert outcomes(found) == [Outcome.PASSED, Outcome.PASSED], messages(found)


def test_one_notebook_leaves_nothing_to_the_next(engine: Engine) -> None:
    """Neither names, nor files, nor patches."""
    engine.run(
        [cell("import builtins\nx = builtins.y = 1\nopen('f', 'w')")], plan=Plan()
    )

    found = engine.run(
        [cell("import os\nleft = 'x' in globals(), os.listdir()\nprint(y)"),
         check("assert left == (False, [])")],
        plan=Plan(),
    )  # fmt: skip

    assert outcomes(found) == [Outcome.PASSED]
    assert found.cells[0].outputs[0]["ename"] == "NameError"


def test_hidden_lines_begin_at_the_mark(engine: Engine) -> None:
    """What stands above it is the student's to read."""
    source = "assert x != 3\n### BEGIN HIDDEN TESTS\nassert x == 41 + 1"

    shown = engine.run([cell("x = 3"), check(source)], plan=Plan())
    hidden = engine.run([cell("x = 4"), check(source)], plan=Plan())

    assert messages(shown) == ["This check failed: assert x != 3"]
    assert messages(hidden) == ["A check failed."]


def test_the_mark_is_the_courses(engine: Engine) -> None:
    """As nbgrader is told."""
    plan = Plan(hidden_mark="SECRET")

    found = engine.run([check("# SECRET\nassert 1 == 2")], plan=plan)

    assert messages(found) == ["A check failed."]


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("import os\ndef f(): os._exit(3)", "it left by itself"),
        ("import os\ndef f(): os.kill(os.getpid(), 11)", "it was stopped by SIGSEGV"),
    ],
)
def test_why_a_process_ended_is_told(engine: Engine, source: str, why: str) -> None:
    """To the student in the message, to a person in a note."""
    found = engine.run([cell(source), check("f()"), check("1", "next")], plan=Plan())

    assert outcomes(found) == [Outcome.FAILED, Outcome.NOT_RUN]
    assert messages(found)[0] == f"The student's process ended: {why}."
    assert found.notes[0].startswith("The student's process ended: ")


def test_too_much_memory_is_an_error_where_python_notices(engine: Engine) -> None:
    """The notebook goes on."""
    source = "def f(): bytearray(2**44)"

    found = engine.run([cell(source), check("f()"), check("pass", "next")], plan=Plan())

    assert outcomes(found) == [Outcome.FAILED, Outcome.PASSED]
    assert messages(found)[0].startswith("Your code raised MemoryError")


def test_a_test_that_takes_too_long_is_timed_out(engine: Engine) -> None:
    """And what follows is run."""
    found = engine.run(
        [cell("def f():\n  while True: pass"), check("f()"), check("pass", "next")],
        plan=Plan(),
    )

    assert outcomes(found) == [Outcome.TIMED_OUT, Outcome.PASSED]


def test_a_judge_that_is_stuck_is_out_of_time(engine: Engine) -> None:
    """Where no alarm reaches it; what came before stays."""
    stuck = "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})"
    found = engine.run(
        [check("pass", "before"), check(f"{stuck}\nwhile True: pass"), check("1", "c")],
        plan=Plan(),
    )

    assert outcomes(found) == [Outcome.PASSED, Outcome.TIMED_OUT, Outcome.TIMED_OUT]
    assert any(note.startswith("The judge ended") for note in found.notes)


def test_a_judge_that_is_killed_leaves_broken_tests(engine: Engine) -> None:
    """A person must look: no answer of the student's was judged."""
    found = engine.run(
        [check("pass", "before"), check("import os; os.kill(os.getpid(), 9)")],
        plan=Plan(),
    )

    assert outcomes(found) == [Outcome.PASSED, Outcome.BROKEN]
    assert "SIGKILL" in messages(found)[1]


def test_exploring_tells_what_was_noted(engine: Engine) -> None:
    """By each test's name."""
    _, noted = engine.explore(
        [cell("import math"), check("math.pi", "one"), check("pass", "two")],
        plan=Plan(),
        support={},
    )

    assert noted.tests["one"].libraries == {"math": ("math", "")}
    assert noted.tests["two"] == Handling()


def test_exploring_tells_what_was_imported(engine: Engine) -> None:
    """On either side, but not what lies beside the notebook."""
    _, noted = engine.explore(
        [cell("import this, own"), check("import stringprep", "one")],
        plan=Plan(),
        support={"own.py": b""},
    )

    assert {"this", "stringprep"} <= set(noted.modules)
    assert "own" not in noted.modules


def test_exploring_goes_on_after_a_cell_that_takes_too_long(engine: Engine) -> None:
    """It is told that it did, and nothing is asked of it."""
    found, noted = engine.explore(
        [cell("import math"), cell("while True: pass"), check("math.pi", "one")],
        plan=Plan(),
        support={},
    )

    assert outcomes(found) == [Outcome.PASSED]
    assert noted.tests["one"].libraries == {"math": ("math", "")}


def test_a_plans_modules_are_there_before_the_student(engine: Engine) -> None:
    """One that cannot be imported is left out."""
    text = "import sys; found = 'tabnanny' in sys.modules"

    found = engine.run(
        [cell(text), check("assert found")],
        plan=Plan(modules=("tabnanny", "no_such_module")),
    )

    assert outcomes(found) == [Outcome.PASSED]


def test_a_locked_cells_tools_are_the_judges(engine: Engine) -> None:
    """A cell of the author's that is neither test nor answer."""
    found = engine.run(
        [
            cell("def close(a, b): return a == b", "tools", locked=True),
            cell("def close(a, b): return True\nx = 1"),
            check("assert close(x, 2)"),
        ],
        plan=Plan(),
    )

    assert outcomes(found) == [Outcome.FAILED]
