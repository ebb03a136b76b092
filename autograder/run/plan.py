"""What grading the author's own solution has shown of each test."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from autograder.results import Judged


@dataclass(frozen=True, slots=True, kw_only=True)
class Handling:
    """How one test is judged.

    Parameters
    ----------
    judged
        Beside the student's process, or inside it.
    libraries
        Names that the test uses and that the notebook imports: the judge takes them
        from the library itself, whatever the student made of them.
    followed
        Names of the student's that the test sets or deletes: done there, too.
    asked
        Questions with the test's own data that the solution's objects answered.
    reason
        Why it is judged in the kernel, if it is.
    """

    judged: Judged = "apart"
    libraries: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    followed: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()
    reason: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        return {
            "judged": self.judged,
            "libraries": {name: [*place] for name, place in self.libraries.items()},
            "followed": sorted(self.followed),
            "asked": sorted(self.asked),
            "reason": self.reason,
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        """Return what `to_json` was called on."""
        return cls(
            judged=told["judged"],
            libraries={
                name: (module, qualname)
                for name, (module, qualname) in told["libraries"].items()
            },
            followed=frozenset(told["followed"]),
            asked=frozenset(told["asked"]),
            reason=told["reason"],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """What a trial of the author's own solution has shown.

    Parameters
    ----------
    tests
        What is known of each test, by name.
    modules
        What was imported beyond the notebook's own import statements, in order.
    """

    tests: Mapping[str, Handling] = field(default_factory=dict)
    modules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How a notebook is run.

    Parameters
    ----------
    tests
        How each test is judged, by name.
    assigned
        Names that the author's notebook binds in other ways than by import.
    answers
        Names that each of its answers binds in any way.
    modules
        What is imported before anything runs, so that nobody waits for it.
    is_traceless
        Whether nothing that the author wrote says that it changes what outlives it.
    hidden_mark
        What the first line has that students do not see of a test.
    notes
        A sentence for the author on each thing that should be looked at.
    """

    tests: Mapping[str, Handling] = field(default_factory=dict)
    assigned: frozenset[str] = frozenset()
    answers: Mapping[str, frozenset[str]] = field(default_factory=dict)
    modules: tuple[str, ...] = ()
    is_traceless: bool = False
    hidden_mark: str = "BEGIN HIDDEN TESTS"
    notes: tuple[str, ...] = ()

    @property
    def answered(self) -> frozenset[str]:
        """The names that any answer binds."""
        return frozenset(name for each in self.answers.values() for name in each)

    def of(self, grade_id: str) -> Handling:
        """Return how a test is judged."""
        return self.tests.get(grade_id, Handling())

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        return {
            "tests": {name: each.to_json() for name, each in self.tests.items()},
            "assigned": sorted(self.assigned),
            "answers": {name: sorted(each) for name, each in self.answers.items()},
            "modules": list(self.modules),
            "is_traceless": self.is_traceless,
            "hidden_mark": self.hidden_mark,
            "notes": list(self.notes),
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        """Return what `to_json` was called on.

        Examples
        --------
        >>> plan = Plan(tests={"q1": Handling(followed=frozenset({"data"}))})
        >>> Plan.from_json(plan.to_json()) == plan
        True
        """
        tests = {n: Handling.from_json(each) for n, each in told["tests"].items()}
        return cls(
            tests=tests,
            assigned=frozenset(told["assigned"]),
            answers={name: frozenset(each) for name, each in told["answers"].items()},
            modules=tuple(told["modules"]),
            is_traceless=told["is_traceless"],
            hidden_mark=told["hidden_mark"],
            notes=tuple(told["notes"]),
        )
