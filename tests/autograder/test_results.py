import json
from dataclasses import replace

import pytest

from autograder.results import (
    Graded,
    Result,
    Status,
    broken,
    exit_status,
    line,
    parse,
    unreadable,
)
from autograder.score import Mark, Outcome

NAMES = {"assignment": "ps1", "student": "王芳", "notebook": "ps1"}


def cell(outcome: Outcome, score: float = 0.0) -> Graded:
    """Return a test of two points that ended so."""
    mark = Mark(outcome=outcome, score=score, max_score=2.0, message="why")
    return Graded(grade_id=f"test_{outcome.name}", mark=mark)


PASSED, FAILED = cell(Outcome.PASSED, 2.0), cell(Outcome.FAILED)
BROKEN = cell(Outcome.BROKEN)


def test_a_line_holds_what_the_format_promises() -> None:
    """Names, status, sums, and each test with its outcome."""
    told = json.loads(line(Result.of([PASSED, FAILED], **NAMES, seconds=0.04109)))

    assert told == {
        **NAMES,
        "status": "graded",
        "score": 2.0,
        "max_score": 4.0,
        "seconds": 0.0411,
        "cells": [
            {
                "grade_id": "test_PASSED",
                "outcome": "passed",
                "score": 2.0,
                "max_score": 2.0,
                "judged": "apart",
                "message": "why",
                "seconds": 0.0,
            },
            {
                "grade_id": "test_FAILED",
                "outcome": "failed",
                "score": 0.0,
                "max_score": 2.0,
                "judged": "apart",
                "message": "why",
                "seconds": 0.0,
            },
        ],
    }


@pytest.mark.parametrize("name", ["a\nb", '"', "\u2028", "王芳"])
def test_a_line_is_one_line(name: str) -> None:
    """Whatever a student is called."""
    text = line(Result.of([PASSED], **{**NAMES, "student": name}))

    assert len(text.split("\n")) == 1
    assert json.loads(text)["student"] == name


def test_one_broken_test_makes_the_submission_one_for_a_person() -> None:
    """What the others earned stays."""
    found = Result.of([PASSED, BROKEN], **NAMES)

    assert (found.status, found.score) == (Status.BROKEN, 2.0)


def test_what_cannot_be_read_scores_nought_of_all() -> None:
    """And the reason stands beside it."""
    points = {"t1": 2.0, "t2": 3.0}

    found = unreadable("The notebook is empty.", points=points, **NAMES)

    assert (found.score, found.max_score) == (0.0, 5.0)
    assert json.loads(line(found))["reason"] == "The notebook is empty."


def test_only_the_graders_faults_show_in_the_exit_status() -> None:
    """A student who fails, or hands in rubbish, breaks nothing."""
    failed = Result.of([FAILED], **NAMES)
    rubbish = unreadable("The notebook is empty.", points={}, **NAMES)

    assert exit_status([failed, rubbish]) == 0
    assert exit_status([failed, Result.of([BROKEN], **NAMES)]) == 1


def test_what_the_grader_failed_on_is_for_a_person() -> None:
    """Every test is broken, and the exit status says so."""
    lost = unreadable("The disk is full.", points={"t1": 2.0}, **NAMES)

    found = broken(lost)

    assert [each.mark.outcome for each in found.cells] == [Outcome.BROKEN]
    assert (found.score, found.max_score) == (0.0, 2.0)
    assert (found.reason, exit_status([found])) == ("The disk is full.", 1)


def test_notes_stand_in_the_line_only_if_there_are_any() -> None:
    """What was put right, or that there was no sandbox."""
    plain, noted = (
        json.loads(line(replace(Result.of([PASSED], **NAMES), notes=notes)))
        for notes in ((), ("There was no sandbox.",))
    )

    assert "notes" not in plain
    assert noted["notes"] == ["There was no sandbox."]


@pytest.mark.parametrize("cells", [[PASSED, FAILED], [PASSED, BROKEN], []])
def test_a_line_is_read_back_as_it_was_written(cells: list[Graded]) -> None:
    """So that a result can be kept and told again."""
    result = replace(Result.of(cells, **NAMES), notes=("A note.",), seconds=0.5)

    assert parse(line(result)) == result
