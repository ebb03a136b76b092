"""Conduct short notebooks in processes of their own, and see what came of each cell."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from autograder.run.job import Event, Job, Task
from autograder.run.plan import Handling, Plan
from autograder.sandbox import Ending, Limits, Warm

SECONDS = 20.0
"""Time for a notebook that is not meant to run out of it."""

Conduct: TypeAlias = "Conductor"


@dataclass(frozen=True)
class Went:
    """What came of a notebook."""

    events: tuple[Event, ...]
    ending: Ending

    @property
    def outcomes(self) -> list[str]:
        """The tests' outcomes, in order."""
        return [each.outcome.value for each in self.events if each.outcome]

    @property
    def messages(self) -> list[str]:
        """The tests' messages, in order."""
        return [each.message for each in self.events if each.outcome]

    @property
    def noted(self) -> list[Handling]:
        """What was found out about the tests, in order."""
        return [each.noted for each in self.events if each.noted]

    def printed(self, at: int) -> str:
        """Return what the cell at a place printed."""
        found = [each for each in self.events if each.at == at]
        texts = [each.get("text", "") for each in found[0].outputs]
        return "".join(texts)


def student(source: str) -> Task:
    """Return a cell that the student wrote."""
    return Task(role="student", source=source)


def answer(source: str, grade_id: str = "answer") -> Task:
    """Return a cell that the author asked the student to fill in."""
    return Task(role="student", source=source, grade_id=grade_id)


def locked(source: str) -> Task:
    """Return a cell of the author's that is no test."""
    return Task(role="locked", source=source, grade_id="locked")


def check(source: str, grade_id: str = "check", *, hidden_line: int = 0) -> Task:
    """Return a test."""
    return Task(role="test", source=source, grade_id=grade_id, hidden_line=hidden_line)


class Conductor:
    """Conducts notebooks with processes forked from one warm interpreter."""

    def __init__(self, interpreter: Warm) -> None:
        self._interpreter = interpreter

    def __call__(
        self,
        *tasks: Task,
        plan: Plan | None = None,
        is_trial: bool = False,
        files: Mapping[str, bytes] | None = None,
        seconds: float = SECONDS,
    ) -> Went:
        """Conduct a notebook; every test is judged as a plan says, or apart."""
        job = Job(
            tasks=tasks,
            plan=plan or Plan(),
            is_trial=is_trial,
            files=files or {},
            seconds=seconds,
        )
        with self._interpreter.pair(Limits(seconds=seconds + 20)) as pair:
            pair.student.close()
            events = tuple(_heard(pair.judge, job))
            return Went(events, pair.ended())

    def graded(self, author: Sequence[Task], *students: Task, **more: Any) -> Went:  # noqa: ANN401
        """Conduct a student's cells as the trial of an author's says.

        A student's notebook is the author's with its first cells replaced.
        """
        tests = [task for task in author if task.role == "test"]
        trial = self(*author, is_trial=True, **more)
        assert trial.outcomes == ["passed"] * len(tests), trial.messages
        noted = zip(tests, trial.noted, strict=True)
        plan = Plan(tests={task.grade_id: each for task, each in noted})
        own = [task for task in author if task.role != "test"]
        handed_in = [*students, *author[len(students) :]] if own else list(author)
        return self(*handed_in, plan=plan, **more)


def _heard(line: Any, job: Job) -> list[Event]:  # noqa: ANN401 - a socket
    with line.makefile("rwb") as stream:
        stream.write(json.dumps(job.to_json()).encode() + b"\n")
        stream.flush()
        return [Event.from_json(json.loads(told)) for told in stream]
