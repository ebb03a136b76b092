"""Tests that nbgrader writes for an author: the same scores, and stable ones."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from shutil import copy, copytree, rmtree

import nbgrader
import pytest
from nbgrader.api import Gradebook

from tests.submissions.beside import (
    Scores,
    run_autograder,
    run_nbgrader,
    scores_found,
    scores_given,
)
from tests.submissions.notebook import answered, build, write

ROOT = Path(__file__).parents[2]
GUIDE = Path(nbgrader.__file__).parent / "docs" / "source" / "user_guide"
EXAMPLE = "ps1_autotest"
OWN = "values"
SOURCE = """
# %%
import numpy as np
import pandas as pd

# %% locked data
numbers = [3, 1, 2]

# %% answer values
whole = 7
half = 0.126
word = "Labour"
order = sorted(numbers)
pair = (1, "a")
table = {"a": 1, "b": 2}
some = {1, 2, 3}
is_so = True
nothing = None
frame = pd.DataFrame({"b": [1, 2], "a": [3.5, None]})

# %% answer functions
def mean(values):
    ### BEGIN SOLUTION
    if not values:
        raise ValueError("no values")
    return sum(values) / len(values)
    ### END SOLUTION

# %% test open_check 2
### AUTOTEST whole; half
### AUTOTEST word

# %% test hashed_check 2
### HASHED AUTOTEST whole; half; word
### HASHED AUTOTEST order

# %% test mixed_check 2
assert len(numbers) == 3
### AUTOTEST order; pair; table
doubled = [2 * number for number in order]
### HASHED AUTOTEST doubled; some

# %% test logic_check 1
    ### AUTOTEST is_so
### AUTOTEST nothing

# %% test frame_check 1
### HASHED AUTOTEST frame
### AUTOTEST frame.shape; list(frame.columns)

# %% test function_check 3
def refuses(values):
    try:
        mean(values)
    except ValueError:
        return True
    return False

### AUTOTEST mean([1, 2, 4]); mean(order)
### BEGIN HIDDEN TESTS
### HASHED AUTOTEST mean([5, 6])
### AUTOTEST refuses([])
### END HIDDEN TESTS
"""
RIGHT = SOURCE.partition("# %% answer values\n")[2].partition("\n\n# %%")[0]
CHANGES = {
    "full": [],
    "number": [("whole = 7", "whole = 8")],
    "kind": [("whole = 7", "whole = np.int64(7)"), ("half = 0.126", "half = 1")],
    "near": [("half = 0.126", "half = 0.1301")],
    "spelling": [('"Labour"', '"labour"')],
    "unsorted": [("sorted(numbers)", "list(numbers)"), ('(1, "a")', '[1, "a"]')],
    "inside": [('"b": 2', '"b": 3'), ("{1, 2, 3}", "{1, 2}"), ("True", "1")],
    "frame": [("[3.5, None]", "[3.5, 4.5]"), ("None", "0")],
    "missing": [("frame = ", "fame = "), ("nothing", "nothings")],
}
STUDENTS = (*CHANGES, "careless", "empty")
RIGHT_ONES = ("full", "near")
"""Those who earn everything: nbgrader rounds numbers before it compares them."""

CASES = [
    *((EXAMPLE, student, "problem1") for student in ("full", "empty")),
    *((OWN, student, OWN) for student in STUDENTS),
]

pytestmark = [pytest.mark.nbgrader, pytest.mark.timeout(1800)]


@dataclass(frozen=True)
class Courses:
    """One course twice: as nbgrader graded it and as the autograder did."""

    theirs: Path
    ours: Path
    given: dict[tuple[str, str, str], Scores]
    found: dict[tuple[str, str, str], Scores]


def _answer(student: str) -> str:
    text = RIGHT
    for old, new in CHANGES[student]:
        assert old in text
        text = text.replace(old, new)
    return text


@pytest.fixture(scope="module")
def courses(tmp_path_factory: pytest.TempPathFactory) -> Courses:
    """Make a course with nbgrader's example and a set of ours; grade it twice."""
    theirs = tmp_path_factory.mktemp("autotest") / "course"
    copytree(GUIDE / "source" / EXAMPLE, theirs / "source" / EXAMPLE)
    copy(GUIDE / "autotests.yml", theirs)
    (theirs / "nbgrader_config.py").write_text(
        'c = get_config()\nc.CourseDirectory.course_id = "school"\n'
    )
    source = build(SOURCE)
    write(source, theirs / "source" / OWN / f"{OWN}.ipynb")
    careless = "def mean(values):\n    return sum(values) / max(len(values), 1)"
    answers = {student: {"values": _answer(student)} for student in CHANGES}
    for student, cells in {**answers, "careless": {"functions": careless}}.items():
        handed_in = answered(source, cells)
        write(handed_in, theirs / "submitted" / student / OWN / f"{OWN}.ipynb")
    copytree(theirs / "source" / EXAMPLE, theirs / "submitted" / "full" / EXAMPLE)
    for name in (EXAMPLE, OWN):
        run_nbgrader(theirs, "generate_assignment", name)
        copytree(theirs / "release" / name, theirs / "submitted" / "empty" / name)
    ours = theirs.with_name("ours")
    copytree(theirs, ours)
    (ours / "gradebook.db").unlink()
    for name in (EXAMPLE, OWN):
        run_nbgrader(theirs, "autograde", name)
    lines = [line for name in (EXAMPLE, OWN) for line in run_autograder(ours, name)]
    return Courses(
        theirs=theirs,
        ours=ours,
        given=dict(scores_given(theirs)),
        found=dict(map(scores_found, lines)),
    )


@pytest.mark.parametrize(("name", "student", "notebook"), CASES)
def test_each_cell_gets_what_nbgrader_gives_it(
    courses: Courses, name: str, student: str, notebook: str
) -> None:
    """Whether the value that is asked for stands in the test or its hash does."""
    found = courses.found[name, student, notebook]

    given = courses.given[name, student, notebook]
    assert found == {grade_id: given[grade_id] for grade_id in found}
    assert sum(found.values()) > 0 or student == "empty"


@pytest.mark.parametrize("student", STUDENTS)
def test_only_who_is_right_earns_everything(courses: Courses, student: str) -> None:
    """No test is a comment that everybody passes."""
    found = courses.found[OWN, student, OWN]

    assert (sum(found.values()) == 11) == (student in RIGHT_ONES)


def test_the_gradebook_has_the_tests_that_were_released(courses: Courses) -> None:
    """So that nbgrader itself would grade with the same, hashes included."""
    texts = []
    for course in (courses.theirs, courses.ours):
        with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
            notebook = gradebook.find_notebook(OWN, OWN)
            texts.append({cell.name: cell.source for cell in notebook.source_cells})

    theirs, ours = texts

    assert ours == theirs
    assert "sha1" in ours["hashed_check"]


def test_nothing_is_graded_again_that_has_not_changed(courses: Courses) -> None:
    """The tests are made once; a new run finds them, and every submission, as is."""
    before = run_autograder(courses.ours, OWN)

    after = run_autograder(courses.ours, OWN)

    assert after == before
    ledger = courses.ours / ".autograder" / f"{OWN}.jsonl"
    kept = [json.loads(line) for line in ledger.read_text("utf-8").splitlines()]
    assert sum(line["kind"] == "tests" for line in kept) == 1
    assert sum(line["kind"] == "graded" for line in kept) == len(STUDENTS)


def test_tests_that_are_made_anew_are_the_same(courses: Courses) -> None:
    """A lost ledger changes none of nbgrader's salts, nor thereby any score."""
    course = courses.ours.with_name("anew")
    copytree(courses.ours, course)
    rmtree(course / ".autograder")

    run_autograder(course, OWN)

    kinds = []
    for folder in (courses.ours, course):
        ledger = folder / ".autograder" / f"{OWN}.jsonl"
        kept = [json.loads(line) for line in ledger.read_text("utf-8").splitlines()]
        kinds.append([line["value"] for line in kept if line["kind"] == "tests"])
    assert kinds[0] == kinds[1]


def test_one_notebook_is_checked_with_the_tests_of_its_course(
    courses: Courses,
) -> None:
    """The file of templates is found above the source."""
    submission = courses.ours / "submitted" / "number" / OWN / f"{OWN}.ipynb"
    source = courses.ours / "source" / OWN / f"{OWN}.ipynb"

    done = subprocess.run(
        [
            *(sys.executable, "-m", "autograder", "check", str(submission)),
            *("--source", str(source), "--json"),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    line = json.loads(done.stdout)
    found = {cell["grade_id"]: cell["score"] for cell in line["cells"]}
    assert found == courses.found[OWN, "number", OWN]
    assert done.stderr == ""
