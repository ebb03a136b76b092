"""Which questions may decide a test, and which answers count.

Weighed is what the policy cannot see: whether a question carries data, under which
names an object was found, and whether it stands where the author's solution gave data.
"""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, NoReturn, TypeAlias

from autograder.membrane.policy import Policy, is_weighty
from autograder.membrane.remote import Stands, is_holding

Value: TypeAlias = Any

_NONE = frozenset[str]()


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was weighed before it was put.

    Parameters
    ----------
    weighty
        Its names under which it could be put to data, and so decide a test.
    carries_data
        Whether it hands over what the test knows.
    """

    weighty: tuple[str, ...]
    carries_data: bool


class Scales:
    """Weighs questions to the objects of the other side, and their answers.

    Parameters
    ----------
    stands
        What stands here for those objects.

    Attributes
    ----------
    policy
        What the author's solution was asked in this test.
    """

    def __init__(self, stands: Stands) -> None:
        self.policy = Policy(known=frozenset())
        self._stands = stands
        self._reached: dict[int, frozenset[str]] = {}
        self._found: dict[int, str] = {}
        self._came: Sequence[int] = ()
        self._came_for: dict[int, frozenset[str]] = {}
        self._misplaced: set[int] = set()

    # Where objects come from

    def come(self, objects: Sequence[int], named: Iterable[tuple[int, str]]) -> None:
        """Note which objects a message has brought, and the names of functions."""
        self._came = objects
        for number, name in named:
            self._reach(number, name)

    def find(self, value: Value, name: str) -> None:
        """Note the name under which a value was found."""
        number = self._stands.number_of(value)
        if number is not None:
            self._found[number] = name

    def reach(self, value: Value, name: str) -> None:
        """Note the name of an attribute that may be called, like a method of data's."""
        number = self._stands.number_of(value)
        if number is not None:
            self._reach(number, name)

    def copied(self, target: Value, copy: Value) -> None:
        """Note that a copy stands where its original does."""
        if self._is_misplaced(target):
            self._misplaced.add(self._number(copy))

    def forget(self, number: int) -> None:
        """Forget what is of no more use."""
        for known in (self._reached, self._found, self._came_for):
            known.pop(number, None)
        self._misplaced.discard(number)

    def names_of(self, target: Value, name: str) -> AbstractSet[str]:
        """Return under which names a callable was reached.

        A method says its own name; that of the attribute counts, where it was one.
        """
        number = self._number(target)
        own = self._found.get(number, name) if name else name
        return self._reached.get(number, _NONE) | {own}

    def found_as(self, target: Value) -> AbstractSet[str]:
        """Return the name under which a callable was found, if under any."""
        found = self._found.get(self._number(target))
        return _NONE if found is None else {found}

    def came_for(self, target: Value) -> AbstractSet[str]:
        """Return the questions that an object came in answer to."""
        return self._came_for.get(self._number(target), _NONE)

    def weigh_place(
        self, questions: AbstractSet[str], *, is_free: bool = False
    ) -> None:
        """Note which objects have come where the author's solution gave data.

        They could be anything that a test hopes for; nothing is reckoned with them.
        Where the solution gave nothing at all (`is_free`), an object may come.
        """
        objects = [number for number in self._came if self._stands.is_object(number)]
        names = frozenset(questions - {""} or questions)  # nameless if nothing has one
        is_asked = objects or is_free
        known = [self.policy.knows(f"> {each}") for each in names if is_asked]
        for number in objects:
            self._came_for[number] = names
        if not any(known):
            self._misplaced.update(objects)

    # Which questions may be put

    def knows(self, name: str, target: Value) -> bool:
        """Say whether an attribute was asked of the solution's, which stood here."""
        return self.policy.knows(name) and not self._is_misplaced(target)

    def knows_operator(self, name: str, target: Value) -> bool:
        """Say likewise of an operator; Python may ask it the other way round."""
        return self._is_met(name) and not self._is_misplaced(target)

    def may(self, name: str, handed: Value) -> bool:
        """Say whether a question may be put with what it hands over."""
        carries_data = is_weighty(name) and self._carries_data(handed)
        return self.policy.allows(name, carries_data=carries_data)

    def weigh(self, names: AbstractSet[str], handed: Value, target: Value) -> Question:
        """Weigh a question, under all its names, before it is put.

        Raises
        ------
        TypeError
            If it may not be put.
        """
        # In a trial all are: some become weighty when a library is read later.
        reached = self._reached.get(self._number(target), _NONE)
        weighty = tuple(
            name
            for name in names
            if name and (self._is_trial or name in reached or is_weighty(name))
        )
        carries_data = bool(weighty) and self._carries_data(handed)
        for name in weighty:
            if not self.policy.allows(name, carries_data=carries_data):
                refuse(name)
        return Question(weighty, carries_data)

    def has_raised(self, question: Question) -> None:
        """Note that a question got no answer: who may raise here may answer, too."""
        if self._is_trial:
            self._believes(question, gives_data=True)

    def weigh_answer(self, question: Question, answer: Value) -> None:
        """Weigh what a question was answered.

        Raises
        ------
        TypeError
            If the answer does not count.
        """
        gives_data = answer is not NotImplemented and self._is_data(answer)
        disbelieved = self._believes(question, gives_data=gives_data)
        if disbelieved:
            refuse(disbelieved)

    @property
    def _is_trial(self) -> bool:
        return self.policy.known is None

    def _believes(self, question: Question, *, gives_data: bool) -> str:
        """Return the first name under which an answer does not count, if any."""
        for name in question.weighty:
            if not self.policy.believes(
                name, carries_data=question.carries_data, gives_data=gives_data
            ):
                return name
        return ""

    def _is_met(self, name: str) -> bool:
        if self.policy.knows(name):
            return True
        mirrored = _MIRRORED.get(name)
        return mirrored is not None and self.policy.knows(mirrored)

    def _is_misplaced(self, value: Value) -> bool:
        return self._number(value) in self._misplaced

    def _carries_data(self, handed: Value) -> bool:
        return any(map(self._is_data, handed))

    def _is_data(self, value: Value) -> bool:
        """Say whether a value is data, be it held by an instance of a student's."""
        return self._stands.number_of(value) is None or is_holding(value)

    def _reach(self, number: int, name: str) -> None:
        self._reached[number] = self._reached.get(number, _NONE) | {name}

    def _number(self, value: Value) -> int:
        number = self._stands.number_of(value)
        return -1 if number is None else number


def refuse(name: str) -> NoReturn:
    """Refuse to put a question, or to take its answer."""
    msg = f"{name!r} of an object of the student's own may not judge test data"
    raise TypeError(msg)


_MIRRORED = {
    "__eq__": "__ne__",
    "__lt__": "__gt__",
    "__le__": "__ge__",
    "__ne__": "__eq__",
    "__gt__": "__lt__",
    "__ge__": "__le__",
}
"""Comparisons that Python asks of the other value where the first has none."""
