"""What is told of a value that stays."""

import abc
import math
from collections import Counter, OrderedDict
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
import pytest

from autograder.membrane.describe import (
    ClassTold,
    Flavour,
    FunctionTold,
    Sort,
    bared,
    describe,
    held,
    parameters,
)
from autograder.wire import all_codecs

Value: TypeAlias = Any


def of_function(value: Value) -> FunctionTold:
    """Return what is told of a function."""
    sort, *told = describe(value)
    assert sort == Sort.FUNCTION.value
    return FunctionTold(*told)


def of_class(value: Value) -> ClassTold:
    """Return what is told of a class."""
    sort, *told = describe(value)
    assert sort == Sort.CLASS.value
    return ClassTold(*told)


def greet(name: str, /, *more: str, times: int = 2, **rest: object) -> str:
    """Greet somebody."""
    return f"{name}{more}{times}{rest}"


async def fetch() -> None:
    """Fetch nothing."""


class Vector:
    """A vector."""

    __hash__ = None  # type: ignore[assignment]  # part of what is told

    def __add__(self, other: object) -> "Vector":
        """Add."""
        return self

    def scaled(self) -> "Vector":
        """Scale."""
        return self


class Longer(Vector):
    """Another vector."""

    def __len__(self) -> int:
        """Return a length."""
        return 2


def test_a_function_tells_its_names_and_its_doc() -> None:
    """They are what the function says of itself."""
    told = of_function(greet)

    assert (told.name, told.qualname, told.doc) == ("greet", "greet", "Greet somebody.")
    assert told.module == __name__
    assert told.returns == (str,)


def test_a_function_tells_its_parameters() -> None:
    """Name, kind, default and annotation of each."""
    assert parameters(greet) == (
        ("name", 0, (), (str,)),
        ("more", 2, (), (str,)),
        ("times", 3, (2,), (int,)),
        ("rest", 4, (), (object,)),
    )


def test_some_functions_do_not_know_their_parameters() -> None:
    """Nothing is told then."""
    assert parameters(math.hypot) is None


@pytest.mark.parametrize(
    ("value", "flavour"),
    [
        (greet, Flavour.PLAIN),
        (fetch, Flavour.COROUTINE),
        (Vector().scaled, Flavour.METHOD),
        (math.sqrt, Flavour.PLAIN),
        ([].append, Flavour.METHOD),
    ],
)
def test_a_function_tells_what_calling_it_does(value: Value, flavour: Flavour) -> None:
    """A method knows its object; a coroutine has to be awaited."""
    assert of_function(value).flavour == flavour.value


def test_a_function_with_attributes_is_an_object() -> None:
    """They may change, and are asked for."""

    def counting() -> None:
        """Count."""

    counting.calls = 0  # type: ignore[attr-defined]  # as students do

    assert describe(counting)[0] == Sort.OBJECT.value


def test_a_class_tells_what_its_objects_can_do() -> None:
    """Operators and the like, whichever of its classes defines them."""
    told = of_class(Longer)

    assert told.name == "Longer"
    assert told.bases == (Vector,)
    assert {"__add__", "__len__"} <= set(told.specials)
    assert not told.is_hashable


def test_a_class_tells_what_the_libraries_give_it() -> None:
    """What an abstract class of the standard library defines is there, too."""

    class Bag(abc.ABC):
        """A bag."""

        @abc.abstractmethod
        def __iter__(self) -> Value:
            """Iterate."""

    assert "__iter__" in of_class(Bag).specials


def test_what_a_type_of_data_can_do_is_not_told() -> None:
    """It is the same on both sides."""

    class Words(list[str]):
        """Words."""

        def append(self, value: str) -> None:
            """Append."""

    told = of_class(Words)

    assert told.bases == (list,)
    assert told.specials == ()
    assert told.overridden == ("append",)


@pytest.mark.parametrize("of", [Counter, OrderedDict])
def test_a_kind_of_dict_is_told_as_a_dict(of: Value) -> None:
    """That is what its instances hold."""
    assert of_class(type("Mine", (of,), {})).bases == (dict,)


def test_a_dataclass_tells_its_fields() -> None:
    """In order; another class has none."""

    @dataclass
    class Point:
        """A point."""

        y: int
        x: int = 0

    assert of_class(Point).fields == ("y", "x")
    assert of_class(Vector).fields is None


def test_an_exception_tells_its_arguments() -> None:
    """And its class."""

    class OddError(ValueError):
        """Something odd."""

    assert describe(OddError("a", 1)) == (Sort.OBJECT.value, OddError, ("a", 1))


def lying(of: type) -> Value:
    """Return a class made from a type, whose own methods lie."""

    def lie(*_args: object) -> Value:
        raise AssertionError

    names = ("__eq__", "__getitem__", "__iter__", "__int__", "__str__", "__float__")
    return type("Liar", (of,), dict.fromkeys(names, lie) | {"__hash__": of.__hash__})


PLAIN: list[Value] = [
    *(3, 2.5, 1j, "text", b"bytes", (1, 2), [1, 2], {"a": 1}),
    *({1}, frozenset({1})),
]


@pytest.mark.parametrize("value", PLAIN, ids=lambda value: type(value).__name__)
def test_what_is_held_is_not_what_is_said(value: Value) -> None:
    """Only the type's own methods are asked."""
    liar = lying(type(value))(value)

    found = held(liar, all_codecs().of_type)

    assert type(found) is type(value)
    assert found == value


def test_an_object_holds_nothing() -> None:
    """Only an instance of a class made from a type of data does."""
    assert held(Vector(), all_codecs().of_type) is None


@pytest.mark.parametrize("of", [np.ndarray, pd.DataFrame, pd.Series])
def test_a_library_s_subclass_is_bared(of: type) -> None:
    """Tables and arrays cross as exactly their library's type."""
    class_ = type("Mine", (of,), {})
    value = np.arange(2).view(class_) if of is np.ndarray else class_([1, 2])

    assert type(bared(value, all_codecs().of_type)) is of


def test_a_masked_array_is_not_bared() -> None:
    """It holds more than its array does."""
    masked = np.ma.masked_array([1, 2], mask=[True, False])

    assert bared(masked, all_codecs().of_type) is None
