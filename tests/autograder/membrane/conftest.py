"""Both sides of the membrane, for tests that need nothing else of them."""

from collections.abc import Iterator

import pytest

from tests.autograder.membrane.sides import Sides, two_sides


@pytest.fixture
def sides() -> Iterator[Sides]:
    """Give a test's side and a student's; every question is put, as in a trial."""
    with two_sides() as sides:
        yield sides
