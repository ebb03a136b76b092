"""Which processes a test has started."""

import os
from collections.abc import Callable

import pytest

from autograder.sandbox import watch


@pytest.fixture(autouse=True)
def started() -> Callable[[], list[int]]:
    """Give a way to list the processes that a test has started, and theirs.

    Before all else, since interpreters of other tests may still be running.
    """
    before = set(_descendants())
    return lambda: [p for p in _descendants() if p not in before]


def _descendants() -> list[int]:
    return [p for p in watch.family([os.getpid()]) if p != os.getpid()]
