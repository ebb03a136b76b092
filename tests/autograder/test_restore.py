from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.assignment import Assignment
from autograder.notebook import Cell, Tag
from autograder.read import Submission
from autograder.restore import restore

SETUP = Cell(kind="code", source="import numpy", tag=Tag(grade_id="setup", locked=True))
Q1 = Cell(kind="code", source="x = 2", tag=Tag(grade_id="q1", solution=True))
TEST = Cell(
    kind="code",
    source="assert x == 2",
    tag=Tag(grade_id="q1_test", grade=True, locked=True, points=1.0),
)
ESSAY = Cell(
    kind="markdown",
    source="model answer",
    tag=Tag(grade_id="essay", grade=True, solution=True, points=3.0),
)
ASSIGNMENT = Assignment(name="ps1", cells=(SETUP, Q1, TEST, ESSAY))


def handed(name: str, source: str = "mine", kind: str = "code") -> Cell:
    """Return a named cell as a submission holds it."""
    return Cell(kind=kind, source=source, tag=Tag(grade_id=name))  # type: ignore[arg-type]


def own(source: str) -> Cell:
    """Return a cell of the student's own."""
    return Cell(kind="code", source=source)


HONEST = (
    handed("setup"),
    handed("q1", "x = 1 + 1"),
    handed("q1_test"),
    handed("essay"),
)


def sources(*cells: Cell) -> list[str]:
    """Return what runs when these cells were handed in."""
    return [c.source for c in restore(ASSIGNMENT, Submission(cells=cells)).cells]


def test_answers_are_the_students_and_all_else_is_the_sources() -> None:
    """What was written into a locked cell or a test is gone."""
    assert sources(*HONEST) == ["import numpy", "x = 1 + 1", "assert x == 2", "mine"]


def test_honest_work_needs_no_repair() -> None:
    """Nothing is said where nothing was wrong."""
    cells = (*HONEST[:3], replace(HONEST[3], kind="markdown"))

    assert restore(ASSIGNMENT, Submission(cells=cells)).repairs == ()


def test_a_deleted_test_is_put_back() -> None:
    """Deleting it earns nothing."""
    found = restore(ASSIGNMENT, Submission(cells=HONEST[:2]))

    assert [c.grade_id for c in found.cells] == ["setup", "q1", "q1_test", "essay"]
    assert any("'q1_test' was missing" in sentence for sentence in found.repairs)


def test_a_deleted_answer_counts_as_empty() -> None:
    """The author's solution never stands in for it."""
    found = restore(ASSIGNMENT, Submission(cells=()))

    answers = {c.grade_id: c.source for c in found.cells if c.tag and c.tag.is_answer}
    assert answers == {"q1": "", "essay": ""}


def test_own_cells_run_where_they_stood() -> None:
    """Each stays behind the named cell that it followed, or at the start."""
    cells = (own("a"), HONEST[0], own("b"), HONEST[1], HONEST[2], own("c"), HONEST[3])

    assert sources(*cells) == [
        *["a", "import numpy", "b", "x = 1 + 1", "assert x == 2", "c", "mine"],
    ]


def test_cells_in_another_order_run_in_the_sources() -> None:
    """A test cannot be moved in front of what it tests."""
    assert sources(*reversed(HONEST)) == sources(*HONEST)


def test_of_two_copies_the_last_counts() -> None:
    """As in nbgrader; the first runs as the student's own, in its place."""
    first, second = handed("q1", "x = 1"), handed("q1", "x = 2")

    assert sources(HONEST[0], first, second)[:3] == ["import numpy", "x = 1", "x = 2"]


def test_an_invented_grade_cell_earns_nothing() -> None:
    """It is a cell of the student's own, without a name."""
    found = restore(ASSIGNMENT, Submission(cells=(*HONEST, handed("bonus", "1000"))))

    assert found.cells[-1] == own("1000")
    assert any("'bonus'" in sentence for sentence in found.repairs)


def test_an_answer_made_markdown_is_run_as_code_again() -> None:
    """The kind comes from the source, and the change is said."""
    found = restore(ASSIGNMENT, Submission(cells=(handed("q1", "x = 2", "markdown"),)))

    (answer,) = [c for c in found.cells if c.grade_id == "q1"]
    assert answer.kind == "code"
    assert any("had been made a markdown cell" in said for said in found.repairs)


@given(st.lists(st.sampled_from([*HONEST, own("a"), own("b"), handed("odd")])))
def test_whatever_is_handed_in_the_tests_are_the_authors(cells: list[Cell]) -> None:
    """All of them, once, in order, with their points; and no cell is lost."""
    found = restore(ASSIGNMENT, Submission(cells=tuple(cells))).cells

    tagged = [c for c in found if c.tag is not None]
    assert [c.grade_id for c in tagged] == list(ASSIGNMENT.tagged)
    assert [c for c in tagged if c.tag and c.tag.is_test] == [TEST]
    kept = {c.grade_id for c in cells} & set(ASSIGNMENT.tagged)
    assert len(found) - len(tagged) == len(cells) - len(kept)


@pytest.mark.parametrize("name", ["x" * 5000, "名", "a\nb\u202e"])
def test_a_strange_name_makes_no_strange_sentence(name: str) -> None:
    """What the student invented is shown short and in plain letters."""
    found = restore(ASSIGNMENT, Submission(cells=(handed(name),)))

    assert all(len(said) < 200 and said.isascii() for said in found.repairs)
