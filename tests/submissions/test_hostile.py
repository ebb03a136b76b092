"""Hostile and broken work gets what it earned, and touches nothing else."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.results import Result, Status, line
from tests.submissions.arena import MORE_SECONDS, SECONDS, Arena, arena
from tests.submissions.broken import FILES, ON, PLACES, File, Place, honest
from tests.submissions.corpus import SOURCES, Case, cases, hidden_words, points

GRACE = 12.0
"""How much longer than its limit a case may take: to be ended, on a busy machine."""

FEWEST = 80

pytestmark = pytest.mark.timeout(900)

every_case = pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
every_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
every_place = pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)


@pytest.fixture(scope="module")
def ring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Arena]:
    """Open an arena."""
    with arena(tmp_path_factory.mktemp("arena")) as opened:
        yield opened


@pytest.fixture
def path(ring: Arena, tmp_path: Path) -> Path:
    """Return where a file is handed in."""
    assert ring.folder.is_dir()
    return tmp_path / f"{ON}.ipynb"


def _scores(result: Result) -> dict[str, float]:
    return {each.grade_id: each.mark.score for each in result.cells}


def _whole(name: str) -> Case:
    return Case(name=name, why="", on=ON)


@pytest.mark.parametrize("name", SOURCES)
def test_every_test_of_the_sources_is_judged_apart(ring: Arena, name: str) -> None:
    """No case is lost or won because a test shares the student's process."""
    plan = ring.tasks[name].plan

    assert {plan.of(test).judged for test in points(name)} == {"apart"}


@pytest.mark.parametrize("name", SOURCES)
def test_the_sources_give_nothing_away(ring: Arena, name: str) -> None:
    """The untouched release earns nothing from any test."""
    notes = ring.tasks[name].plan.notes

    assert not notes


def test_there_are_many_cases() -> None:
    """The corpus is as large as was asked for, and every case has a name of its own."""
    names = [each.name for each in (*cases(), *FILES, *PLACES)]

    assert len(set(names)) == len(names) >= FEWEST


@every_case
def test_a_case_gets_what_it_earned_and_no_more(ring: Arena, case: Case) -> None:
    """What was attacked earns nothing; what was honest earns its points."""
    result = ring.run(case).result

    assert _scores(result) == case.scores


@every_case
def test_a_case_needs_nobody_to_look_at_it(ring: Arena, case: Case) -> None:
    """No case breaks the grader, and its tests end as they should."""
    result = ring.run(case).result

    outcomes = {each.grade_id: each.mark.outcome.value for each in result.cells}
    assert result.status is Status.GRADED
    assert outcomes == outcomes | dict(case.outcomes)


@every_case
def test_a_case_is_told_nothing_hidden(ring: Arena, case: Case) -> None:
    """No word of a hidden test is in what a student gets back."""
    result = ring.run(case).result

    told = line(result)
    assert not [word for word in hidden_words(case.on) if word in told]


@every_case
def test_a_case_leaves_no_process(ring: Arena, case: Case) -> None:
    """Whatever a case has started is gone with it."""
    left = ring.run(case).left

    assert not left


@every_case
def test_the_next_submission_is_not_touched(ring: Arena, case: Case) -> None:
    """An honest submission right after a case gets everything."""
    after = ring.run(case).honest

    assert _scores(after) == points(case.on)


@every_case
def test_a_case_costs_its_time_and_no_more(ring: Arena, case: Case) -> None:
    """A case takes its limit at most, and the time to end it."""
    result = ring.run(case).result

    assert result.seconds < (MORE_SECONDS if case.is_patient else SECONDS) + GRACE


@pytest.mark.parametrize(
    "case",
    [case for case in cases() if case.uses_membrane],
    ids=lambda case: case.name,
)
def test_a_forgery_finds_what_it_forges_with(ring: Arena, case: Case) -> None:
    """A case that speaks for the student's side has really got hold of it."""
    transcript = ring.run(case).transcript

    assert transcript is not None
    kinds = [each["output_type"] for each in transcript.cells[0].outputs]
    assert "error" not in kinds


@every_file
def test_a_file_gets_what_its_answers_earn(ring: Arena, path: Path, file: File) -> None:
    """What was done to a file changes nothing but what it took away."""
    path.write_bytes(file.content())

    result, _ = ring.grade(path, _whole(file.name))

    assert _scores(result) == file.scores


@every_file
def test_a_file_is_graded_or_unreadable(ring: Arena, path: Path, file: File) -> None:
    """A file that cannot be read says so in a sentence; no file breaks the grader."""
    path.write_bytes(file.content())

    result, _ = ring.grade(path, _whole(file.name))

    wanted = Status.GRADED if file.is_readable else Status.UNREADABLE
    assert (result.status, bool(result.reason)) == (wanted, not file.is_readable)


@every_place
def test_what_is_no_file_is_unreadable(ring: Arena, path: Path, place: Place) -> None:
    """Links are not followed, pipes not waited for, and nothing is earned."""
    place.put(path, honest())

    result, _ = ring.grade(path, _whole(place.name))

    assert (result.status, result.score) == (Status.UNREADABLE, 0.0)
    assert result.reason


def test_a_pipe_is_left_at_once(ring: Arena, path: Path) -> None:
    """A pipe that somebody holds open for writing is not read."""
    os.mkfifo(path)
    writer = threading.Thread(target=lambda: path.open("wb").close(), daemon=True)
    writer.start()

    result, _ = ring.grade(path, _whole("a pipe with a writer"))

    assert result.status is Status.UNREADABLE
