from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.assignment import load
from autograder.errors import BadAssignmentError
from tests.exercises.proof import SOURCES, questions, read


def written(folder: Path, *cells: nbformat.NotebookNode) -> Path:
    """Write a source notebook and return its path."""
    path = folder / "ps1.ipynb"
    nbformat.write(new_notebook(cells=list(cells)), path)
    return path


def tagged(name: str, **more: object) -> nbformat.NotebookNode:
    """Return a code cell that nbgrader knows."""
    return new_code_cell("1", metadata={"nbgrader": {"grade_id": name, **more}})


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_the_points_of_a_set_are_those_of_its_questions(path: Path) -> None:
    """A second route to the same sum."""
    assert sum(load(path).points.values()) == sum(questions(read(path.stem)).values())


def test_an_answer_that_a_person_reads_is_no_test(tmp_path: Path) -> None:
    """It has points, and no machine gives them."""
    essay = tagged("essay", grade=True, solution=True, points=5)

    found = load(written(tmp_path, essay))

    assert found.points == {}
    assert found.tagged["essay"].tag is not None
    assert found.tagged["essay"].tag.is_answer


def test_a_test_is_locked_even_if_nobody_says_so(tmp_path: Path) -> None:
    """As in nbgrader, which overwrites it."""
    test = tagged("test", grade=True, solution=False, locked=False, points=1)

    tag = load(written(tmp_path, test)).tagged["test"].tag

    assert tag is not None
    assert tag.locked


def test_a_name_alone_leaves_a_cell_to_the_student(tmp_path: Path) -> None:
    """Nbgrader, too, forgets a cell that has no role."""
    assert load(written(tmp_path, tagged("free", grade=False))).tagged == {}


def test_two_cells_of_one_name_are_refused(tmp_path: Path) -> None:
    """Nobody could tell which of them an answer belongs to."""
    twice = [tagged("q1", solution=True), tagged("q1", solution=True)]

    with pytest.raises(BadAssignmentError, match="two cells are called 'q1'"):
        load(written(tmp_path, *twice))


@pytest.mark.parametrize("points", [-1, "many", float("nan"), float("inf"), [2]])
def test_points_must_be_a_number_from_nought(tmp_path: Path, points: object) -> None:
    """The sentence names the cell."""
    test = tagged("test", grade=True, points=points)

    with pytest.raises(BadAssignmentError, match="'test'"):
        load(written(tmp_path, test))


def test_a_source_that_is_no_notebook_is_the_authors_to_mend(tmp_path: Path) -> None:
    """It is never the student's fault."""
    path = tmp_path / "ps1.ipynb"
    path.write_text("{}", encoding="utf-8")

    with pytest.raises(BadAssignmentError, match="cannot be read"):
        load(path)


def test_cells_keep_their_order(tmp_path: Path) -> None:
    """Those without a name too."""
    cells = [new_markdown_cell("a"), tagged("q1", solution=True), new_code_cell("b")]

    found = load(written(tmp_path, *cells)).cells

    assert [cell.source for cell in found] == ["a", "1", "b"]
