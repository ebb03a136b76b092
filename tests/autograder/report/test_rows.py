from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from sqlalchemy import Connection, create_engine, event, func, select

from autograder.course import Course
from autograder.report.gradebook import Gradebook
from autograder.report.roster import Leaf, enrol
from autograder.report.rows import COMMENT, GRADE, SUBMITTED, Rows
from tests.autograder.report.school import (
    ASSIGNMENT,
    hand_in,
    reports,
    sheets,
)

CHANGES = ("INSERT", "UPDATE", "DELETE")
BY_HAND = "UPDATE grade SET manual_score = 4, extra_credit = 0.5, auto_score = 9"


@dataclass
class Book:
    """An open gradebook in which one student has been graded, and what it is told."""

    connection: Connection
    leaves: tuple[Leaf, ...]
    submission: str
    changes: list[str] = field(default_factory=list)

    def rows(self) -> Rows:
        """Read the student's rows."""
        return Rows.read(self.connection, self.submission, self.leaves)

    def count(self) -> int:
        """Return how many rows there are, in all three tables."""
        counts = (
            self.connection.scalar(select(func.count()).select_from(table))
            for table in (SUBMITTED, GRADE, COMMENT)
        )
        return sum(count or 0 for count in counts)

    def hear(self, *told: object) -> None:
        """Keep what changes the gradebook."""
        statement = str(told[2])
        if statement.startswith(CHANGES):
            self.changes.append(statement)


@pytest.fixture
def book(school: Course) -> Iterator[Book]:
    """Grade two students and open the gradebook."""
    asked = list(sheets(school).values())
    with Gradebook(school) as gradebook:
        gradebook.enrol(ASSIGNMENT, asked)
        for student in ("full", "half"):
            hand_in(school.root, student)
            gradebook.write(reports(school, student))
    engine = create_engine(school.db_url)
    with engine.connect() as connection:
        leaves = enrol(connection, school.course_id, ASSIGNMENT, asked).leaves
        query = "SELECT id FROM submitted_assignment WHERE student_id = 'half'"
        (found,) = connection.exec_driver_sql(query).scalars()
        book = Book(connection, leaves, str(found))
        event.listen(engine, "before_cursor_execute", book.hear)
        yield book
    engine.dispose()


def _first(book: Book, rows: Rows) -> tuple[str, str]:
    """Return the keys of a graded cell and of the student's notebook."""
    leaf = book.leaves[0]
    notebook = rows.notebook(leaf.key, book.submission)
    return leaf.graded["test_two"], str(notebook["id"])


def test_the_rows_of_a_submission_are_its_own(book: Book) -> None:
    """Of two students who were given the same cells."""
    rows = book.rows()
    cell, notebook = _first(book, rows)

    found = rows.row(GRADE, cell, notebook)

    assert (found["cell_id"], found["notebook_id"]) == (cell, notebook)
    assert rows.notebook(book.leaves[0].key, book.submission)["assignment_id"] == (
        book.submission
    )


def test_what_has_not_changed_is_not_written(book: Book) -> None:
    """A gradebook is left alone when the same is graded again."""
    rows = book.rows()
    row = rows.row(GRADE, *_first(book, rows))
    rows.put(GRADE, row, auto_score=row["auto_score"])

    rows.write(book.connection)

    assert book.changes == []


def test_a_score_is_changed_in_its_own_row_only(book: Book) -> None:
    """One row of one table."""
    before = book.count()
    rows = book.rows()
    row = rows.row(GRADE, *_first(book, rows))
    rows.put(GRADE, row, auto_score=1.25)

    rows.write(book.connection)

    chosen = select(GRADE.c.id).where(GRADE.c.auto_score == 1.25)
    assert book.connection.scalars(chosen).all() == [row["id"]]
    assert (len(book.changes), book.count()) == (1, before)


def test_what_a_person_writes_meanwhile_stays(book: Book) -> None:
    """Only what the grader says is ever put into a row that exists."""
    rows = book.rows()
    row = rows.row(GRADE, *_first(book, rows))
    book.connection.exec_driver_sql(BY_HAND)
    rows.put(GRADE, row, auto_score=1.25)

    rows.write(book.connection)

    chosen = select(GRADE).where(GRADE.c.id == row["id"])
    found = book.connection.execute(chosen).one()
    assert (found.auto_score, found.manual_score, found.extra_credit) == (1.25, 4, 0.5)


def test_rows_that_are_missing_are_made_as_nbgrader_makes_them(book: Book) -> None:
    """Blank, and for a person to look at, until something is put there."""
    rows = Rows()
    cell, notebook = _first(book, rows)

    row = rows.row(GRADE, cell, notebook)

    assert (row["auto_score"], row["manual_score"]) == (None, None)
    assert row["needs_manual_grade"]


def test_a_row_that_is_asked_for_twice_is_made_once(book: Book) -> None:
    """With all that was put there, in one statement for each table."""
    book.connection.exec_driver_sql("DELETE FROM grade")
    book.connection.exec_driver_sql("DELETE FROM comment")
    book.connection.exec_driver_sql("DELETE FROM submitted_notebook")
    book.changes.clear()
    rows = book.rows()
    for score in (1.0, 2.0):
        row = rows.row(GRADE, *_first(book, rows))
        rows.put(GRADE, row, auto_score=score)

    rows.write(book.connection)

    scores = book.connection.scalars(select(GRADE.c.auto_score)).all()
    assert (scores, book.count()) == ([2.0], 2)
    assert len(book.changes) == 2
