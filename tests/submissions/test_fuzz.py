"""Thousands of mutated notebooks: every one ends in a result."""

import json
import random
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import pytest

from autograder.assignment import Assignment, load
from autograder.calibrate import calibrate
from autograder.engine import Engine
from autograder.errors import BadSubmissionError
from autograder.files import NO_FILES
from autograder.fingerprint import of_cells
from autograder.pipeline import Beside, Ready, Task, grade
from autograder.read import parse
from autograder.restore import Restored, restore
from autograder.results import Result, Status, line
from autograder.results import parse as parsed
from autograder.sandbox import Limits, Zygote
from tests.submissions.notebook import build, write

JUNK: TypeAlias = Any

SOURCE = """
# %%
import math

# %% locked setup
def close(found, wanted):
    assert abs(found - wanted) < 1e-9

# %% answer double
def double(number):
    ### BEGIN SOLUTION
    return 2 * number
    ### END SOLUTION

# %% test double_check 2
assert double(3) == 6
close(double(0.25), 0.5)

# %% text
Now *words*.

# %% answer shout
def shout(word):
    ### BEGIN SOLUTION
    return word.upper() + "!"
    ### END SOLUTION

# %% manual essay 3
# Why?

# %% test shout_check 1
assert shout("wu") == "WU!"
"""

READ = 3_000
"""How many notebooks are read and restored."""

RUN = 200
"""How many of them, all different where it counts, are run."""

CODE = 120
"""How many have mutated code in their cells, and are run."""

PIECES = [
    *("%", "%%", "!", "?", "??", ";", ",f x", "/f", "\\", "\\\n", "\n", "\t", "\0"),
    *('"""', "'", "(", ")", "[", "{", "}", "#", ":", "=", "@", "await ", "lambda:"),
    *("def ", "class ", "return ", "yield ", "global x\n", "nonlocal x\n", "\ufeff"),
    *("%%bash\n", "%time ", "!!", "0x", "1e999", "ä", "名", "\u2028", "\ud800", "\f"),
    *("### BEGIN SOLUTION", "### END SOLUTION", "\r", "    ", "from x import *\n"),
]


@pytest.fixture(scope="module")
def assignment(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    """Return the author's notebook."""
    path = tmp_path_factory.mktemp("source") / "fuzzed.ipynb"
    write(build(SOURCE), path)
    return load(path)


@pytest.fixture(scope="module")
def task(assignment: Assignment, engine: Engine) -> Task:
    """Return it as submissions are measured against it."""
    return Task(
        assignment="fuzzed",
        source=assignment,
        plan=calibrate(assignment, engine),
        support=NO_FILES,
        key="fuzzed",
    )


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    """Open an engine for short runs."""
    limits = Limits(seconds=10.0, memory=2**28, processes=32, disk=2**25)
    with Engine(Zygote(), limits=limits) as opened:
        yield opened


def test_every_mutated_notebook_is_read_or_refused(assignment: Assignment) -> None:
    """Nothing but a sentence for the student keeps a notebook from being graded."""
    for content in _contents(READ, seed=1):
        found = _restored(assignment, content)

        assert isinstance(found, Restored | BadSubmissionError), content


def test_every_restored_notebook_keeps_the_authors_tests(
    assignment: Assignment,
) -> None:
    """Whatever was done to a notebook, tests and locked cells are the source's own."""
    own = [cell for cell in assignment.cells if cell.tag and not cell.tag.is_answer]
    for content in _contents(READ, seed=2):
        found = _restored(assignment, content)
        if isinstance(found, BadSubmissionError):
            continue
        kept = [cell for cell in found.cells if cell.tag and not cell.tag.is_answer]

        assert kept == own, content


def test_every_different_notebook_ends_in_a_result(task: Task, engine: Engine) -> None:
    """What a mutation made of the cells is run to a result."""
    different = list(_different(task, _contents(READ, seed=3), RUN))

    assert len(different) == RUN
    for ready in different:
        assert _is_whole(grade(ready, lambda: engine).result, task), ready.restored


def test_every_mutated_answer_ends_in_a_result(task: Task, engine: Engine) -> None:
    """Code that is none, or none that anybody would write, is run to a result."""
    different = list(_different(task, _codes(2 * CODE, seed=4), CODE))

    assert len(different) == CODE
    for ready in different:
        assert _is_whole(grade(ready, lambda: engine).result, task), ready.restored


def _is_whole(result: Result, task: Task) -> bool:
    """Say whether a result is complete, within bounds, and can be written."""
    names = [cell.grade_id for cell in result.cells]
    return (
        names == list(task.source.points)
        and result.status in {Status.GRADED, Status.UNREADABLE}
        and all(0 <= cell.mark.score <= cell.mark.max_score for cell in result.cells)
        and parsed(line(result)).cells[0].grade_id == names[0]
    )


def _restored(assignment: Assignment, content: bytes) -> Restored | BadSubmissionError:
    try:
        return restore(assignment, parse(content))
    except BadSubmissionError as error:
        return error


def _different(task: Task, contents: Iterator[bytes], most: int) -> Iterator[Ready]:
    """Yield what there is to run, once for all notebooks that come to the same."""
    seen: set[str] = set()
    for content in contents:
        found = _restored(task.source, content)
        key = "" if isinstance(found, BadSubmissionError) else of_cells(found.cells)
        if key in seen or len(seen) == most:
            continue
        seen.add(key)
        ready = Ready(task=task, student="f", beside=Beside())
        yield _made(ready, found)


def _made(ready: Ready, found: Restored | BadSubmissionError) -> Ready:
    whole = isinstance(found, Restored)
    return Ready(
        task=ready.task,
        student=ready.student,
        beside=ready.beside,
        restored=found if whole else None,
        reason="" if whole else str(found),
    )


# Mutations


def _contents(number: int, *, seed: int) -> Iterator[bytes]:
    """Yield mutated notebooks, each as bytes."""
    chance = random.Random(seed)  # noqa: S311 - the same ones every time
    for _ in range(number):
        made = json.loads(json.dumps(build(SOURCE)))
        for _ in range(chance.randint(0, 6)):
            chance.choice(_CHANGES)(made, chance)
        content = json.dumps(made).encode("utf-8")
        for _ in range(chance.choice((0, 0, 0, 1, 3))):
            content = chance.choice(_BYTES)(content, chance)
        yield content


def _codes(number: int, *, seed: int) -> Iterator[bytes]:
    """Yield notebooks with mutated code."""
    chance = random.Random(seed)  # noqa: S311 - the same ones every time
    for _ in range(number):
        made = json.loads(json.dumps(build(SOURCE)))
        for cell in made["cells"]:
            if chance.random() < 0.5:
                cell["source"] = _mutated(cell["source"], chance)
        yield json.dumps(made).encode("utf-8")


def _mutated(text: str, chance: random.Random) -> str:
    for _ in range(chance.randint(1, 5)):
        at = chance.randint(0, len(text))
        end = min(len(text), at + chance.choice((0, 0, 1, 5, 20)))
        text = text[:at] + chance.choice(PIECES) * chance.choice((1, 1, 3)) + text[end:]
    return text


def _places(thing: JUNK) -> list[tuple[JUNK, JUNK]]:
    """Return every place in a JSON value: what holds it, and its key."""
    found, ahead = [], [thing]
    while ahead:
        each = ahead.pop()
        keys = range(len(each)) if isinstance(each, list) else each
        if isinstance(each, list | dict):
            found += [(each, key) for key in keys]
            ahead += [each[key] for key in keys]
    return found


def _junk(chance: random.Random) -> JUNK:
    return chance.choice(
        [
            *(None, True, False, 0, -1, 7, 1e308, 10**30, "", "text", [], {}, [[]]),
            *({"": {}}, ["x", 7], {"nbgrader": 7}, {"nbgrader": {"grade_id": []}}),
            *("code", "markdown", "raw", "double", "double_check", "shout_check"),
            *("\0", "\ud800", "名", "x" * 5000, [None] * 100, {"source": "1 / 0"}),
        ]
    )


def _replace(made: JUNK, chance: random.Random) -> None:
    places = _places(made)
    if places:
        holder, key = chance.choice(places)
        holder[key] = _junk(chance)


def _delete(made: JUNK, chance: random.Random) -> None:
    places = _places(made)
    if places:
        holder, key = chance.choice(places)
        del holder[key]


def _swap(made: JUNK, chance: random.Random) -> None:
    places = _places(made)
    if places:
        (one, key), (other, name) = chance.choice(places), chance.choice(places)
        copy = json.loads(json.dumps(one[key]))
        one[key] = json.loads(json.dumps(other[name]))
        if name in other or isinstance(other, list):
            other[name] = copy


def _cells(made: JUNK) -> list[JUNK]:
    cells = made.get("cells")
    return cells if isinstance(cells, list) else []


def _shuffle(made: JUNK, chance: random.Random) -> None:
    chance.shuffle(_cells(made))


def _copy_cell(made: JUNK, chance: random.Random) -> None:
    cells = _cells(made)
    if cells:
        copy = json.loads(json.dumps(chance.choice(cells)))
        cells.insert(chance.randint(0, len(cells)), copy)


def _drop_cell(made: JUNK, chance: random.Random) -> None:
    cells = _cells(made)
    if cells:
        cells.pop(chance.randrange(len(cells)))


def _rewrite(made: JUNK, chance: random.Random) -> None:
    for cell in _cells(made):
        text = cell.get("source") if isinstance(cell, dict) else None
        if isinstance(text, str) and chance.random() < 0.3:
            cell["source"] = _mutated(text, chance)


_CHANGES: list[Callable[[JUNK, random.Random], None]] = [
    *(_replace, _replace, _replace, _delete, _swap),
    *(_shuffle, _copy_cell, _drop_cell, _rewrite),
]


def _flip(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        if changed:
            changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randint(0, len(content))]


def _remove(content: bytes, chance: random.Random) -> bytes:
    at = chance.randint(0, len(content))
    return content[:at] + content[at + chance.randint(1, 40) :]


def _insert(content: bytes, chance: random.Random) -> bytes:
    at = chance.randint(0, len(content))
    words = (
        b"{",
        b"[",
        b'"',
        b",",
        b"}",
        b"]",
        b"\\",
        b"null",
        b"NaN",
        b"\xff",
        b"9" * 5000,
    )
    return content[:at] + chance.choice(words) * chance.randint(1, 3) + content[at:]


def _repeat(content: bytes, chance: random.Random) -> bytes:
    at = chance.randint(0, len(content))
    end = at + chance.randint(1, 300)
    return content[:end] + content[at:]


_BYTES: list[Callable[[bytes, random.Random], bytes]] = [
    *(_flip, _cut, _remove, _insert, _repeat),
]
