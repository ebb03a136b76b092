"""A run that is killed anywhere is taken up where it was."""

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.autograder.classroom import (
    FULL,
    NAME,
    RIGHT,
    WRONG,
    hand_in,
    left_over,
    make_course,
    scores,
    told,
)

ROOT = Path(__file__).parents[2]
STUDENTS = [f"s{number:02}" for number in range(30)]
KILLS = 32


class Nursery:
    """Runs of `autograder grade` that may be killed."""

    def __init__(self, course: Path) -> None:
        self._course = course
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.submissions.nursery"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, seconds: float | None = None) -> dict[str, Any]:
        """Grade until the end, or until the kill after some seconds."""
        assert self._process.stdin
        assert self._process.stdout
        results = str(self._course / "results.jsonl")
        arguments = ["grade", NAME, "--course", str(self._course), "--jobs", "2"]
        asked = {
            "arguments": [*arguments, "--results", results],
            "log": str(self._course.parent / "log"),
            "seconds": seconds,
        }
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        found: dict[str, Any] = json.loads(self._process.stdout.readline())
        return found

    def close(self) -> None:
        """End it."""
        self._process.communicate(timeout=60)


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """Return a course without submissions."""
    (tmp_path / "course").mkdir()
    return make_course(tmp_path / "course")


@pytest.fixture
def nursery(course: Path) -> Iterator[Nursery]:
    """Return where runs of the course's grading are started and killed."""
    nursery = Nursery(course)
    yield nursery
    nursery.close()


def _hand_in_all(course: Path, week: int) -> dict[str, float]:
    """Let everybody hand in something new; return what each must get."""
    expected = {}
    for number, student in enumerate(STUDENTS):
        answer = RIGHT if (number + week) % 3 else WRONG
        hand_in(course, student, f"{answer}\nweek = {week}")
        expected[student] = FULL if answer == RIGHT else 1.0
    return expected


@pytest.mark.timeout(900)
def test_a_run_killed_anywhere_is_taken_up_where_it_was(
    course: Path, nursery: Nursery
) -> None:
    """However often: each is graded once, and nothing is lost, doubled or left over."""
    chance = random.Random(20260301)  # noqa: S311 - when to kill is no secret
    week, kills, orphans = 0, 0, []
    expected = _hand_in_all(course, week)
    whole = nursery.run()
    while kills < KILLS:
        week += 1
        expected = _hand_in_all(course, week)
        while kills < KILLS:
            found = nursery.run(chance.uniform(0, 0.9) * whole["seconds"])
            orphans += found["orphans"]
            if found["status"] >= 0:  # it was faster than the kill
                break
            kills += 1

    end = nursery.run()

    lines = told(course / "results.jsonl")
    assert (whole["status"], end["status"]) == (0, 0)
    assert orphans == []
    assert [line["student"] for line in lines] == STUDENTS
    assert {line["student"]: line["score"] for line in lines} == expected
    assert scores(course) == expected
    assert left_over(course) == []
    for student in STUDENTS:
        graded = course / "autograded" / student / NAME / f"{NAME}.ipynb"
        assert f"week = {week}" in graded.read_text("utf-8")
