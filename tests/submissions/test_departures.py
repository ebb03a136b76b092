"""Where scores differ from nbgrader's, they differ as the README says."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import nbformat
import pytest

import autograder
from autograder.assignment import Assignment, load
from autograder.calibrate import calibrate
from autograder.course import open_course
from autograder.engine import Engine
from autograder.errors import BadSubmissionError
from autograder.imports import imports
from autograder.read import parse, read
from autograder.restore import restore
from autograder.results import Status, unreadable
from autograder.run.plan import Plan
from autograder.sandbox import Limits, Zygote
from autograder.score import Mark, Outcome, mark
from tests.autograder.classroom import hand_in, make_course
from tests.submissions.notebook import answered, build, write

README = Path(autograder.__file__).with_name("README.md")

SOURCE = """
# %% locked setup
import sys
import numpy as np

# %% answer first
### BEGIN SOLUTION
def double(x):
    return 2 * x
### END SOLUTION

# %% test first_check 2
assert double(4) == 8
assert sum([double(1), double(2)]) == 6
assert np.allclose(double(1.5), 3)

# %% answer second
### BEGIN SOLUTION
bonus = 1.5
### END SOLUTION

# %% test second_check 1.5
bonus

# %% answer third
### BEGIN SOLUTION
name = "Wu"
### END SOLUTION

# %% test third_check 1
assert name == "Wu"

# %% answer fourth
### BEGIN SOLUTION
def report(spy):
    spy.send("done")
### END SOLUTION

# %% test fourth_check 1
import unittest
from unittest.mock import Mock

class Reporting(unittest.TestCase):
    def test_it(self):
        spy = Mock()
        report(spy)
        spy.send.assert_called_once_with("done")

tests = unittest.TestLoader().loadTestsFromTestCase(Reporting)
assert tests.run(unittest.TestResult()).wasSuccessful()
"""

FULL = {
    "first_check": 2.0,
    "second_check": 1.5,
    "third_check": 1.0,
    "fourth_check": 1.0,
}

Grade = Callable[[nbformat.NotebookNode], dict[str, Mark]]


@pytest.fixture(scope="module")
def grade(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Grade]:
    """Return what grades a submission of the assignment above."""
    path = tmp_path_factory.mktemp("departures") / "ps.ipynb"
    write(build(SOURCE), path)
    assignment = load(path)
    limits = Limits(seconds=12.0)
    with Engine(Zygote(imports=imports(assignment.cells)), limits=limits) as engine:
        yield partial(_marks, assignment, engine, calibrate(assignment, engine))


def _marks(
    assignment: Assignment, engine: Engine, plan: Plan, notebook: nbformat.NotebookNode
) -> dict[str, Mark]:
    submission = parse(nbformat.writes(notebook).encode())
    ran = engine.run(restore(assignment, submission).cells, plan=plan)
    runs = {each.cell.grade_id: each.run for each in ran.cells if each.run}
    return {name: mark(runs[name], most) for name, most in assignment.points.items()}


def _scores(marks: dict[str, Mark]) -> dict[str, float]:
    return {name: each.score for name, each in marks.items()}


def _handed_in(**answers: str) -> nbformat.NotebookNode:
    return answered(build(SOURCE), answers)


def _at(notebook: nbformat.NotebookNode, name: str) -> int:
    tags = [cell.metadata.get("nbgrader", {}) for cell in notebook.cells]
    return [tag.get("grade_id") for tag in tags].index(name)


def test_every_departure_of_the_table_has_its_test() -> None:
    """The README's last column names tests of this module, and all of them."""
    rows = re.findall(r"^\|.*\| `(test_\w+)` \|$", README.read_text(), re.MULTILINE)

    ours = {name for name in globals() if name.startswith("test_")}
    others = {test_every_departure_of_the_table_has_its_test.__name__}
    assert set(rows) == ours - others


def test_standard_error_costs_nothing(grade: Grade) -> None:
    """A function that warns on standard error earns its points."""
    noisy = "def double(x):\n    print('slow', file=sys.stderr)\n    return 2 * x"

    assert _scores(grade(_handed_in(first=noisy))) == FULL


@pytest.mark.parametrize("value", ["'well done'", "-1.0", "float('nan')", "3.0"])
def test_partial_credit_that_is_none_is_broken(grade: Grade, value: str) -> None:
    """Text, a negative number, NaN and too much: a person must look."""
    marks = grade(_handed_in(second=f"bonus = {value}"))

    assert marks["second_check"].outcome is Outcome.BROKEN
    assert marks["second_check"].score == 0


def test_a_deleted_test_is_put_back(grade: Grade) -> None:
    """Without its test a wrong answer earns nothing."""
    notebook = _handed_in(third="name = 'Lin'")
    del notebook.cells[_at(notebook, "third_check")]

    assert grade(notebook)["third_check"].outcome is Outcome.FAILED


def test_a_copied_cell_harms_nobody(grade: Grade) -> None:
    """Of two answers with one name the last counts, and everything is graded."""
    notebook = _handed_in(third="name = 'Lin'")
    copy = nbformat.from_dict(notebook.cells[_at(notebook, "third")])
    copy.update(source="name = 'Wu'", id="copy")
    notebook.cells.insert(_at(notebook, "third") + 1, copy)

    assert _scores(grade(notebook)) == FULL


def test_what_was_earned_before_the_end_is_kept(grade: Grade) -> None:
    """A process that ends in the middle keeps what was earned until then."""
    marks = grade(_handed_in(second="import os\nos._exit(3)"))

    assert marks["first_check"].score == FULL["first_check"]
    assert marks["second_check"].outcome is Outcome.NOT_RUN
    assert marks["third_check"].outcome is Outcome.NOT_RUN


def test_after_an_endless_cell_the_rest_still_counts(grade: Grade) -> None:
    """A loop takes half of the time; the next question is graded in the rest."""
    marks = grade(_handed_in(second="while True:\n    pass"))

    assert marks["second_check"].score == 0
    assert marks["third_check"].score == FULL["third_check"]


def test_a_file_that_is_no_notebook_gets_zero_and_a_sentence() -> None:
    """Every submission has a result, also a picture called .ipynb."""
    names = {"assignment": "ps", "student": "s", "notebook": "ps"}

    with pytest.raises(BadSubmissionError) as caught:
        parse(b"\x89PNG\r\n")

    result = unreadable(str(caught.value), points=FULL, **names)
    assert result.status is Status.UNREADABLE
    assert (result.score, result.max_score) == (0.0, sum(FULL.values()))
    assert result.reason.endswith(".")


def test_a_shadowed_builtin_does_not_reach_the_tests(grade: Grade) -> None:
    """A variable called `sum` costs nothing."""
    slip = "sum = 0\n\ndef double(x):\n    return 2 * x"

    assert _scores(grade(_handed_in(first=slip))) == FULL


def test_a_replaced_library_fails_the_test(grade: Grade) -> None:
    """A test that uses `np` fails where `np` is something of the student's."""
    cheat = (
        "class np:\n    allclose = staticmethod(lambda *_: True)\n\n"
        "def double(x):\n    return {4: 8, 1: 2, 2: 4}.get(x, 0)"
    )

    assert grade(_handed_in(first=cheat))["first_check"].outcome is Outcome.FAILED


def test_an_object_that_is_always_equal_earns_nothing(grade: Grade) -> None:
    """What says that it equals anything equals nothing of the test's."""
    liar = (
        "class Liar:\n    def __eq__(self, other):\n        return True\n\n"
        "name = Liar()"
    )

    assert grade(_handed_in(third=liar))["third_check"].outcome is Outcome.FAILED


def test_an_object_in_the_place_of_data_has_no_operators(grade: Grade) -> None:
    """An honest number of the student's own class cannot be added up by a test."""
    own = (
        "class Number:\n"
        "    def __init__(self, value):\n        self.value = value\n\n"
        "    def __eq__(self, other):\n        return self.value == other\n\n"
        "    def __radd__(self, other):\n        return Number(other + self.value)\n\n"
        "def double(x):\n    return Number(2 * x)"
    )

    assert grade(_handed_in(first=own))["first_check"].outcome is Outcome.FAILED


@pytest.mark.parametrize(
    "value",
    ["pd.array(['x'])", "pd.array(['Wu', 'Wu'])", "alt.datum.x", "alt.param(name='x')"],
)
def test_what_equals_everything_is_not_true(grade: Grade, value: str) -> None:
    """Though the author's notebook has neither pandas nor Altair."""
    given = f"import altair as alt\nimport pandas as pd\nname = {value}"

    assert grade(_handed_in(third=given))["third_check"].outcome is Outcome.FAILED


def test_who_skips_a_test_has_not_passed_it(grade: Grade) -> None:
    """Its own runner would count it among those that went well."""
    skip = "def report(spy):\n    import unittest\n    raise unittest.SkipTest('no')"

    assert grade(_handed_in(fourth=skip))["fourth_check"].outcome is Outcome.FAILED


@pytest.mark.parametrize(
    "change",
    [
        "spy.send.configure_mock(assert_called_once_with=print)",
        "spy.configure_mock(send=print)",
        "spy.send.mock_calls.append(0)",
    ],
)
def test_a_mocks_record_is_the_tests(grade: Grade, change: str) -> None:
    """To change it earns nothing."""
    cheat = f"def report(spy):\n    {change}"

    assert grade(_handed_in(fourth=cheat))["fourth_check"].outcome is Outcome.FAILED


def test_a_link_is_no_submission(tmp_path: Path) -> None:
    """A student who hands in a link to another's folder is told to hand in work."""
    hand_in(make_course(tmp_path), "ann")
    (tmp_path / "submitted" / "eve").symlink_to("ann")
    (eve,) = open_course(tmp_path).handed_in("ps1", ["eve"])

    with pytest.raises(BadSubmissionError, match="lies behind a link"):
        read(eve.folder / "ps1.ipynb", below=eve.below)
