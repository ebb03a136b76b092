"""A warm interpreter for the tests of what runs."""

from collections.abc import Iterator

import pytest

from autograder.sandbox import Warm, Zygote
from tests.autograder.run.conducting import Conductor


@pytest.fixture(scope="session")
def conduct() -> Iterator[Conductor]:
    """Give a way to conduct notebooks, without walls, in their own processes."""
    with Warm(
        Zygote(imports=["import numpy, pandas"], is_sandboxed=False)
    ) as interpreter:
        yield Conductor(interpreter)
