from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from nbformat.v4 import new_raw_cell as raw_cell
from traitlets.config import Config

from autograder.assignment import load
from autograder.course import Course
from autograder.errors import BadAssignmentError
from autograder.report.sheet import Sheet, sheet
from tests.autograder.report.school import KERNEL, sheets


def _sheet(path: Path, cell: object, config: Config | None = None) -> Sheet:
    nbformat.write(new_notebook(cells=[cell]), path)
    return sheet(load(path), path, config or Config())


def _answer(source: str) -> object:
    marks = {"grade_id": "a", "solution": True, "schema_version": 3}
    return new_code_cell(source, metadata={"nbgrader": marks})


def test_a_solution_is_recorded_as_its_stub(school: Course) -> None:
    """What students get is what an unchanged answer is measured against."""
    square = sheets(school)["first"].entries[1]

    assert "return" not in square.source
    assert "raise NotImplementedError()" in square.source


def test_a_hidden_test_is_recorded_whole(school: Course) -> None:
    """Nbgrader's gradebook keeps the hidden part, too."""
    many = next(e for e in sheets(school)["first"].entries if e.name == "test_many")

    assert "square(123)" in many.source


def test_the_kernel_is_the_sources(school: Course) -> None:
    """The notebook's own metadata come from the source."""
    assert sheets(school)["first"].metadata["kernelspec"] == KERNEL


def test_the_stub_is_as_configured(tmp_path: Path) -> None:
    """The course's settings say what stands in place of a solution."""
    config = Config({"ClearSolutions": {"code_stub": {"python": "..."}}})

    made = _sheet(tmp_path / "a.ipynb", _answer("x = 1"), config)

    assert made.entries[0].source == "..."


def test_a_solution_that_is_never_closed_is_refused(tmp_path: Path) -> None:
    """Better no record than one that holds the answer."""
    with pytest.raises(BadAssignmentError, match="cannot be taken out"):
        _sheet(tmp_path / "a.ipynb", _answer("### BEGIN SOLUTION\nx = 1"))


def test_a_raw_cell_cannot_have_a_name(tmp_path: Path) -> None:
    """Nbgrader's gradebook knows code and Markdown only."""
    marks = {"grade_id": "a", "locked": True, "schema_version": 3}

    with pytest.raises(BadAssignmentError, match="raw cell"):
        _sheet(tmp_path / "a.ipynb", raw_cell("a", metadata={"nbgrader": marks}))
