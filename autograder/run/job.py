"""What the judge is handed, and what it tells: values that JSON can hold."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Self, TypeAlias

from autograder.run.plan import Handling, Plan
from autograder.score import Outcome

Role: TypeAlias = Literal["student", "locked", "test", "text"]
"""Who wrote a cell and what it is for; text is not run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A cell to run.

    Parameters
    ----------
    role
        Who wrote it and what it is for.
    source
        Its text.
    grade_id
        Its name; empty for a cell of the student's own.
    hidden_line
        The first line of a test that students do not see, from 1; 0 if they see all.
    """

    role: Role
    source: str
    grade_id: str = ""
    hidden_line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A notebook to run.

    Parameters
    ----------
    tasks
        Its cells in order.
    plan
        How each test is judged.
    is_trial
        Whether to find out what a plan needs to know of each test.
    files
        What the author put beside the notebook: path to content.
    seconds
        The time for everything.
    may_stay
        Whether the judge may judge the same again, if it is as it was.
    """

    tasks: tuple[Task, ...]
    plan: Plan = field(default_factory=Plan)
    is_trial: bool = False
    files: Mapping[str, bytes] = field(default_factory=dict)
    seconds: float = 60.0
    may_stay: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        return {
            "tasks": [
                [task.role, task.source, task.grade_id, task.hidden_line]
                for task in self.tasks
            ],
            "plan": self.plan.to_json(),
            "is_trial": self.is_trial,
            "files": {
                path: base64.b64encode(content).decode("ascii")
                for path, content in self.files.items()
            },
            "seconds": self.seconds,
            "may_stay": self.may_stay,
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        """Return what `to_json` was called on."""
        return cls(
            tasks=tuple(
                Task(role=role, source=source, grade_id=name, hidden_line=line)
                for role, source, name, line in told["tasks"]
            ),
            plan=Plan.from_json(told["plan"]),
            is_trial=told["is_trial"],
            files={
                path: base64.b64decode(content)
                for path, content in told["files"].items()
            },
            seconds=told["seconds"],
            may_stay=told["may_stay"],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What came of a cell.

    Parameters
    ----------
    at
        The cell's place in the job, from 0.
    outputs
        As nbformat writes them.
    outcome, value, message
        How a test ended; None and empty for other cells.
    seconds
        How long it took.
    noted
        What was found out about a test on a trial.
    modules
        What was imported until then, on a trial, beyond the warm interpreter's.
    note
        A sentence for a person, if there is something to know.
    """

    at: int
    outputs: tuple[Mapping[str, Any], ...] = ()
    outcome: Outcome | None = None
    value: str | None = None
    message: str = ""
    seconds: float = 0.0
    noted: Handling | None = None
    modules: tuple[str, ...] = ()
    note: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        return {
            "at": self.at,
            "outputs": list(self.outputs),
            "outcome": None if self.outcome is None else self.outcome.value,
            "value": self.value,
            "message": self.message,
            "seconds": self.seconds,
            "noted": None if self.noted is None else self.noted.to_json(),
            "modules": list(self.modules),
            "note": self.note,
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        """Return what `to_json` was called on."""
        outcome, noted = told["outcome"], told["noted"]
        return cls(
            at=told["at"],
            outputs=tuple(told["outputs"]),
            outcome=None if outcome is None else Outcome(outcome),
            value=told["value"],
            message=told["message"],
            seconds=told["seconds"],
            noted=None if noted is None else Handling.from_json(noted),
            modules=tuple(told["modules"]),
            note=told["note"],
        )
