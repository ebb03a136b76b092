"""A course in a folder, and a PostgreSQL server for those who need one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.course import Course, open_course
from tests.autograder.report.postgres import Server, server
from tests.autograder.report.school import make_course


@pytest.fixture
def school(tmp_path: Path) -> Course:
    """Return a small course in which nothing has been released or handed in."""
    return open_course(make_course(tmp_path / "school"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """Return a PostgreSQL server."""
    with server() as started:
        yield started
