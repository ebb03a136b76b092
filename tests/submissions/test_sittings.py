"""A judge may judge several submissions, as long as each leaves it as it was."""

from collections.abc import Iterator

import pytest

from autograder.engine import Engine
from autograder.notebook import Cell, Tag
from autograder.run.plan import Plan
from autograder.sandbox import Limits, Zygote
from autograder.transcript import Transcript

LOOK = "import encodings\nencodings._cache.setdefault('of this test', []).append(0)"
COUNT = "len(encodings._cache['of this test'])"
"""What no comparison sees: how many tests this very process has run."""

PLAN = Plan(is_traceless=True)


def check(source: str, name: str) -> Cell:
    """Return a test of a point."""
    tag = Tag(
        grade_id=name, grade=True, solution=False, locked=True, task=False, points=1.0
    )
    return Cell(kind="code", source=source, tag=tag)


@pytest.fixture
def engine() -> Iterator[Engine]:
    """Give an engine whose first judge has not judged anybody."""
    with Engine(Zygote(), limits=Limits(seconds=20.0)) as engine:
        yield engine


def values(transcript: Transcript) -> list[str | None]:
    """Return the last value of each test."""
    return [each.run.value for each in transcript.cells if each.run]


def graded(engine: Engine, *tests: str, student: str = "x = 1") -> str | None:
    """Grade a submission; return how many tests its judge had run until the last."""
    cells = [check(text, f"check_{at}") for at, text in enumerate((*tests, ""))]
    cells[-1] = check(f"{LOOK}\n{COUNT}", "count")
    found = engine.run([Cell(kind="code", source=student), *cells], plan=PLAN)
    assert not found.notes
    return values(found)[-1]


def test_who_leaves_nothing_is_followed_by_another(engine: Engine) -> None:
    """Before the same judge."""
    counts = [graded(engine, "assert x == 1") for _ in range(3)]

    assert counts == ["1", "2", "3"]


def test_after_a_failure_another_judge_comes(engine: Engine) -> None:
    """A test that was left half-way may not have put right what it changed."""
    text = "assert x == 1"

    counts = [graded(engine, text, student=f"x = {x}") for x in (1, 2, 1, 1)]

    assert counts == ["1", "2", "1", "2"]


@pytest.mark.parametrize(
    "trace",
    [
        "import os; os.environ['A_TEST'] = '1'",
        "open('left.txt', 'w').write('x')",
        "import math; math.__dict__.update(pi=3)",
        "import random; random.seed(1)",
        "import tabnanny",
    ],
)
def test_after_a_trace_another_judge_comes(engine: Engine, trace: str) -> None:
    """Though all tests have passed."""
    counts = [graded(engine, trace) for _ in range(2)]

    assert counts == ["1", "1"]


def test_another_assignment_has_another_judge(engine: Engine) -> None:
    """Also if only a test's text differs."""
    counts = [graded(engine, f"assert x == 1  # {text}") for text in "aba"]

    assert counts == ["1", "1", "1"]


def test_a_plan_that_does_not_allow_it_has_a_judge_each(engine: Engine) -> None:
    """As where a test's text sets attributes."""
    cells = [check(f"{LOOK}\n{COUNT}", "count")]

    found = [values(engine.run(cells, plan=Plan())) for _ in range(2)]

    assert found == [["1"], ["1"]]


def test_nothing_of_one_is_found_by_the_next(engine: Engine) -> None:
    """No name, no history, no file, no state of the author's own modules."""
    support = {"tally.py": b"count = []", "data.txt": b"1"}
    look = [
        *("'mine' in dir()", "len(Out)", "len(In)", "'_1' in dir()"),
        *("len(tally.count)", "open('data.txt').read()", "get_ipython().user_ns['x']"),
    ]
    text = f"{LOOK}\nimport tally\nfound = [{', '.join(look)}]\n"
    change = "mine = 1\ntally.count.append(1)\nopen('data.txt', 'w').write('2')\n"
    cells = [
        check(f"{text}{change}found", "first"),
        check(COUNT, "count"),
    ]

    found = [
        values(
            engine.run(
                [Cell(kind="code", source=f"x = {x}"), *cells],
                plan=PLAN,
                support=support,
            )
        )
        for x in (1, 2)
    ]

    (first, one), (second, two) = found
    assert (one, two) == ("1", "2")
    assert first is not None
    assert second == first.replace(", 1]", ", 2]")


def test_a_hung_judge_does_not_stay() -> None:
    """It is stopped, and the next submission has another."""
    hangs = "import time\nwhile x: time.sleep(0.1)"
    counts = []

    with Engine(Zygote(), limits=Limits(seconds=2.0)) as engine:
        for x in (0, 1, 0):
            cells = [
                Cell(kind="code", source=f"x = {x}"),
                check(hangs, "hangs"),
                check(f"{LOOK}\n{COUNT}", "count"),
            ]
            counts.append(values(engine.run(cells, plan=PLAN))[-1])

    assert counts[0] == "1"
    assert counts[2] == "1"


SORT = """
def smallest(values):
    values.sort(key=len)
    return values[0]
"""


def test_who_changes_what_the_test_made_is_followed_by_another(engine: Engine) -> None:
    """Before the same judge: the list has gone with the test."""
    text = "words = ['aa', 'b']; assert smallest(words) == words[0] == 'b'"

    counts = [graded(engine, text, student=SORT) for _ in range(3)]

    assert counts == ["1", "2", "3"]


def test_what_a_test_imports_from_the_future_goes_with_it(engine: Engine) -> None:
    """The next submission's tests are compiled as the first one's were."""
    first = "def f(a: int): pass\nassert f.__annotations__ == {'a': int}"
    last = "from __future__ import annotations"

    counts = [graded(engine, first, last) for _ in range(3)]

    assert counts == ["1", "2", "3"]


@pytest.mark.parametrize("hands_over", ["keyword.kwlist", "[keyword.kwlist][0]"])
def test_after_a_change_to_a_librarys_list_another_judge_comes(
    engine: Engine, hands_over: str
) -> None:
    """Who comes next finds the library as it was."""
    text = f"import keyword; assert smallest({hands_over}) in ('as', 'if')"
    last = "assert keyword.kwlist[0] in ('False', 'as', 'if')"

    counts = [graded(engine, text, last, student=SORT) for _ in range(2)]

    assert counts == ["1", "1"]


@pytest.mark.parametrize(
    ("hands_over", "changes"),
    [
        ("__import__('calendar').TextCalendar()", "setfirstweekday(6)"),
        ("__import__('logging').getLogger('zz')", "setLevel(10)"),
        ("__import__('keyword').softkwlist.append", "__call__('zz')"),
    ],
)
def test_after_a_librarys_object_was_used_another_judge_comes(
    engine: Engine, hands_over: str, changes: str
) -> None:
    """What its methods have changed is compared by nobody."""
    text = f"touch({hands_over})"
    student = f"def touch(value):\n    value.{changes}\n    return 1"

    counts = [graded(engine, text, student=student) for _ in range(2)]

    assert counts == ["1", "1"]
