"""What is known of the other side's objects, and what that lets them answer."""

from typing import Any

import pytest

from autograder.membrane.policy import Policy
from autograder.membrane.weighing import Scales


class Thing:
    """Stands for an object of the other side."""


class Numbered:
    """Knows the number of each thing, and takes none for data."""

    def __init__(self, *things: Thing) -> None:
        self._numbers = {id(thing): at for at, thing in enumerate(things)}

    def number_of(self, value: object) -> int | None:
        """Return the number of a thing."""
        return self._numbers.get(id(value))

    def is_object(self, number: int) -> bool:
        """Say that each is an object."""
        return number in self._numbers.values()


def scales(*things: Thing, known: set[str] | None) -> Scales:
    """Return scales for some things, by what the solution was asked."""
    stands: Any = Numbered(*things)
    made = Scales(stands)
    made.policy = Policy(known)
    return made


def test_a_question_with_data_is_put_where_the_solution_was_asked_it() -> None:
    """And nowhere else."""
    thing = Thing()
    asked = scales(thing, known={"__add__ data"})

    question = asked.weigh({"__add__"}, (3,), thing)

    assert question.carries_data
    with pytest.raises(TypeError, match="'__sub__' of an object"):
        asked.weigh({"__sub__"}, (3,), thing)


def test_a_question_between_objects_may_be_put() -> None:
    """It tells nothing of what the test knows."""
    one, other = Thing(), Thing()

    question = scales(one, other, known=set()).weigh({"__add__"}, (other,), one)

    assert not question.carries_data


def test_an_answer_of_data_does_not_count_where_the_solution_gave_an_object() -> None:
    """Data could have been anything at all."""
    thing = Thing()
    asked = scales(thing, known={"__add__ object"})
    question = asked.weigh({"__add__"}, (3,), thing)

    asked.weigh_answer(question, thing)

    with pytest.raises(TypeError, match="'__add__'"):
        asked.weigh_answer(question, 4)


def test_a_trial_notes_what_was_asked_and_what_it_gave() -> None:
    """So that a student's may be asked and give the same."""
    thing = Thing()
    trial = scales(thing, known=None)

    trial.weigh_answer(trial.weigh({"__add__"}, (3,), thing), thing)
    trial.has_raised(trial.weigh({"__sub__"}, (3,), thing))

    assert trial.policy.noted == {"__add__ object", "__sub__ data"}


def test_an_object_where_the_solution_gave_data_is_misplaced() -> None:
    """It is asked no operator; nor is its copy."""
    thing, copy = Thing(), Thing()
    asked = scales(thing, copy, known={"? __len__"})
    asked.come([0], ())
    asked.weigh_place({"made"})
    asked.copied(thing, copy)

    assert not asked.knows_operator("__len__", thing)
    assert not asked.knows("__len__", copy)


def test_an_object_where_the_solution_gave_one_is_not() -> None:
    """What it was asked, it may be asked."""
    thing = Thing()
    asked = scales(thing, known={"? __len__", "? > made"})
    asked.come([0], ())
    asked.weigh_place({"made"})

    assert asked.knows("__len__", thing)
    assert asked.came_for(thing) == {"made"}


def test_a_comparison_may_be_asked_the_other_way_round() -> None:
    """As Python does where the first value has none."""
    thing = Thing()

    asked = scales(thing, known={"? __lt__"})

    assert asked.knows_operator("__gt__", thing)
    assert not asked.knows_operator("__ge__", thing)


def test_a_callable_has_the_names_under_which_it_was_reached() -> None:
    """Its own counts only as long as none is known."""
    thing = Thing()
    asked = scales(thing, known=set())

    assert asked.names_of(thing, "own") == {"own"}
    asked.find(thing, "found")
    asked.reach(thing, "attribute")
    assert asked.names_of(thing, "own") == {"found", "attribute"}
    asked.forget(0)
    assert asked.names_of(thing, "own") == {"own"}
