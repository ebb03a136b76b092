"""What the judge is handed, and what it tells."""

import json

import pytest

from autograder.run.job import Event, Job, Task
from autograder.run.plan import Handling, Plan
from autograder.score import Outcome

JOB = Job(
    tasks=(
        Task(role="locked", source="import math", grade_id="setup"),
        Task(role="student", source="名 = '人口'"),
        Task(role="test", source="assert 名", grade_id="check", hidden_line=1),
    ),
    plan=Plan(tests={"check": Handling(judged="kernel", reason="luck")}),
    is_trial=True,
    files={"data.csv": b"\x00\xff", "folder/more": b""},
    seconds=2.5,
)

EVENTS = [
    Event(at=0),
    Event(
        at=3,
        outputs=({"output_type": "stream", "name": "stdout", "text": "立"},),
        outcome=Outcome.FAILED,
        value="2",
        message="no",
        seconds=0.5,
        noted=Handling(
            libraries={"np": ("numpy", "")}, asked=frozenset({"__add__ data"})
        ),
        note="look",
    ),
]


def test_a_job_is_told_whole() -> None:
    """Through JSON, files included."""
    told = json.loads(json.dumps(JOB.to_json()))

    assert Job.from_json(told) == JOB


@pytest.mark.parametrize("event", EVENTS, ids=["empty", "full"])
def test_an_event_is_told_whole(event: Event) -> None:
    """Through JSON, in one line."""
    line = json.dumps(event.to_json())

    assert "\n" not in line
    assert Event.from_json(json.loads(line)) == event


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_can_be_told(outcome: Outcome) -> None:
    """By its word."""
    assert Event.from_json(Event(at=0, outcome=outcome).to_json()).outcome is outcome
