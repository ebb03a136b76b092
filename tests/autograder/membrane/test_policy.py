"""What a stand-in may answer."""

import numpy as np  # noqa: F401 - its methods count where it is loaded
import pandas as pd  # noqa: F401 - so do its
import pytest

from autograder.membrane.policy import Policy, asked, is_weighty

WEIGHTY = ["__eq__", "__lt__", "__sub__", "__rmul__", "__contains__", "equals", "index"]


@pytest.mark.parametrize("name", [*WEIGHTY, "mean", "startswith", "is_integer"])
def test_what_could_be_asked_of_data_is_weighty(name: str) -> None:
    """Such a question could decide a test."""
    assert is_weighty(name)


@pytest.mark.parametrize("name", ["", "__call__", "__len__", "deposit", "__getitem__"])
def test_what_no_data_could_answer_is_not_weighty(name: str) -> None:
    """Such a question is put to whoever has an answer."""
    assert not is_weighty(name)


@pytest.mark.parametrize("name", WEIGHTY)
def test_without_data_every_question_is_put(name: str) -> None:
    """What holds nothing of the test's can tell nothing."""
    policy = Policy(frozenset())

    assert policy.allows(name, carries_data=False)
    assert policy.believes(name, carries_data=False, gives_data=True)


@pytest.mark.parametrize("known", [None, frozenset({"__eq__ data", "__eq__ object"})])
def test_a_comparison_with_data_is_never_put(known: frozenset[str] | None) -> None:
    """Not even where the author's solution was asked."""
    assert not Policy(known).allows("__eq__", carries_data=True)


def test_a_trial_puts_every_other_question_and_takes_note() -> None:
    """What the solution is asked is what others may be asked."""
    policy = Policy(None)

    assert policy.allows("equals", carries_data=True)
    assert policy.believes("equals", carries_data=True, gives_data=True)
    assert policy.noted == {"equals data"}


def test_what_weighs_nothing_so_far_is_noted_too() -> None:
    """It may weigh something once another library is read."""
    policy = Policy(None)

    policy.believes("deposit", carries_data=True, gives_data=True)

    assert policy.noted == {"deposit data"}


def test_what_the_solution_was_not_asked_is_not_put() -> None:
    """An object in the place of a number gets no number to judge."""
    assert not Policy(frozenset({"__add__ data"})).allows("__sub__", carries_data=True)


@pytest.mark.parametrize(
    ("known", "gives_data", "is_believed"),
    [
        ("data", True, True),
        ("data", False, True),
        ("object", True, False),
        ("object", False, True),
    ],
)
def test_an_answer_may_decide_no_more_than_the_solutions(
    known: str,
    gives_data: bool,  # noqa: FBT001 - one of three columns
    is_believed: bool,  # noqa: FBT001
) -> None:
    """Where an object came back, data would be too telling."""
    policy = Policy(frozenset({f"__sub__ {known}"}))

    found = policy.believes("__sub__", carries_data=True, gives_data=gives_data)

    assert found is is_believed


def test_an_error_is_swallowed_only_where_the_solution_did() -> None:
    """Leaving a `with` block must not hide that a test failed."""
    trial = Policy(None)
    assert trial.lets_swallow("ValueError")
    policy = Policy(trial.noted)

    assert policy.lets_swallow("ValueError")
    assert not policy.lets_swallow("AssertionError")


def test_a_question_is_named_with_its_answer() -> None:
    """Data and objects are different answers."""
    assert asked("__add__", gives_data=True) == "__add__ data"
    assert asked("__add__", gives_data=False) == "__add__ object"
