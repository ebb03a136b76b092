"""What a stand-in may answer in a test, so that no object can lie its way through.

An object of the student's that is handed what the test knows could answer what the
test hopes for: a difference of nought to any number, "equal" to any frame. So a
question that carries the test's own data to such an object is put only where the
author's solution was asked the same question in the same test. Comparisons with the
test's data are never put.

Even without the test's data, an object in the place of a list or a number could show
another face to each question: three items long, and none in it. So what data would
answer by themselves is asked of an object only where it was asked of the solution's.
"""

from collections.abc import Set as AbstractSet
from functools import cache
from sys import modules
from typing import Any, TypeAlias

from autograder.membrane.describe import BINARY, COMPARISONS

Value: TypeAlias = Any


class Policy:
    """Decides which questions are put to the student's objects.

    Parameters
    ----------
    known
        What the author's solution was asked in this test, as `asked` names it; None
        to put every question but comparisons, and to take note.
    """

    def __init__(self, known: AbstractSet[str] | None) -> None:
        self.known = known
        self.noted: set[str] = set()

    def allows(self, name: str, *, carries_data: bool) -> bool:
        """Say whether a question may be put."""
        if not carries_data:
            return True
        if name in COMPARISONS:
            return False
        if self.known is None:
            return True
        return any(each.startswith(f"{name} ") for each in self.known)

    def believes(self, name: str, *, carries_data: bool, gives_data: bool) -> bool:
        """Say whether an answer counts, after the question was put."""
        if not carries_data:
            return True
        question = asked(name, gives_data=gives_data)
        if self.known is None:
            self.noted.add(question)
            return True
        # Who may answer with data could have answered anything at all.
        return not self.known.isdisjoint({question, asked(name, gives_data=True)})

    def knows(self, question: str) -> bool:
        """Say whether the author's solution met this question in this test.

        Parameters
        ----------
        question
            The name of an attribute or a method that is asked for; behind "= ", of an
            attribute of the test's that is set.
        """
        noted = f"? {question}"
        if self.known is None:
            self.noted.add(noted)
            return True
        return noted in self.known

    def lets_swallow(self, error: str) -> bool:
        """Say whether leaving a `with` block may swallow an error of this name."""
        question = f"__exit__ {error}"
        if self.known is None:
            self.noted.add(question)
            return True
        return question in self.known


OPEN = frozenset(
    f"__{name}__"
    for name in (
        *("call", "iter", "next", "await", "aiter", "anext", "hash", "bool", "fspath"),
        *("enter", "exit", "aenter", "aexit", "repr", "str", "format", "dir"),
    )
)
"""Special methods that may be asked of any object: with them no value is compared."""


def asked(name: str, *, gives_data: bool) -> str:
    """Name a question that carries data, and what kind of answer it got."""
    return f"{name} {'data' if gives_data else 'object'}"


def is_weighty(name: str) -> bool:
    """Say whether a question could be put to plain data, and so decide a test."""
    return (
        name in COMPARISONS
        or name in BINARY
        or name == "__contains__"
        or name in _data_methods(tuple(each in modules for each in _LIBRARIES))
    )


_LIBRARIES = ("numpy", "pandas", "altair")


@cache
def _data_methods(loaded: tuple[bool, ...]) -> frozenset[str]:
    """Return the public methods of the types that cross as data."""
    types: list[type] = [str, bytes, int, float, complex, list, tuple, dict, set]
    numpy, pandas, altair = map(modules.get, _LIBRARIES)
    has_numpy, has_pandas, has_altair = loaded
    if numpy and has_numpy:
        types += [numpy.ndarray, numpy.generic]
    if pandas and has_pandas:
        types += [pandas.DataFrame, pandas.Series, pandas.Index]
    if altair and has_altair:
        types += [altair.Chart]
    names = {name for each in types for name in dir(each) if not name.startswith("_")}
    return frozenset(names - _OF_ANYTHING)


_OF_ANYTHING = {"data", "name"}
"""What an array and a series have, and many a class of a course's."""
