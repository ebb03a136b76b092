"""Cells that a course puts around every notebook: the same scores as nbgrader's."""

from pathlib import Path
from shutil import copytree

import pytest

from tests.submissions.beside import (
    run_autograder,
    run_nbgrader,
    scores_found,
    scores_given,
)
from tests.submissions.notebook import answered, build, write

HEADER = """
# %%
import math

# %% locked rounding
def rounded(number):
    return math.floor(10 * number) / 10
"""
SOURCE = """
# %% answer area
def area(radius):
    return rounded(math.pi * radius**2)

# %% test area_check 2
assert area(1) == 3.1
"""
FOOTER = """
# %% test last_check 1
assert rounded(area(2)) == 12.5
"""
CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "school"
c.IncludeHeaderFooter.header = "around/header.ipynb"
c.IncludeHeaderFooter.footer = "around/footer.ipynb"
"""
WRONG = "def area(radius):\n    return 3 * radius"

pytestmark = [pytest.mark.nbgrader, pytest.mark.timeout(900)]


def test_cells_around_every_notebook_are_graded_with_it(tmp_path: Path) -> None:
    """The solution leans on the header, and the footer holds a test."""
    theirs, ours = tmp_path / "theirs", tmp_path / "ours"
    parts = [build(text) for text in (HEADER, SOURCE, FOOTER)]
    for name, part in zip(("header", "source", "footer"), parts, strict=True):
        folder = theirs / ("source/ps1" if name == "source" else "around")
        write(part, folder / ("ps1.ipynb" if name == "source" else f"{name}.ipynb"))
    (theirs / "nbgrader_config.py").write_text(CONFIG)
    run_nbgrader(theirs, "generate_assignment", "ps1")
    parts[1].cells = [cell for part in parts for cell in part.cells]
    write(parts[1], theirs / "submitted/right/ps1/ps1.ipynb")
    write(answered(parts[1], {"area": WRONG}), theirs / "submitted/wrong/ps1/ps1.ipynb")
    copytree(theirs / "release/ps1", theirs / "submitted/empty/ps1")
    copytree(theirs, ours)
    (ours / "gradebook.db").unlink()

    run_nbgrader(theirs, "autograde", "ps1")
    found = dict(map(scores_found, run_autograder(ours, "ps1")))

    assert found == dict(scores_given(theirs))
    assert [sum(each.values()) for each in found.values()] == [0, 3, 0]
