"""Two hosts' pairs run on two processors, if there are two."""

import os

import pytest

from autograder.sandbox import kernel
from autograder.sandbox.places import Places
from tests.autograder.sandbox.asking import SMALL, say, warm


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Be on processor 4 of two."""
    monkeypatch.setattr(kernel, "processor", lambda: 4)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {2, 4})


def test_a_pair_runs_where_its_host_does() -> None:
    """It is there already."""
    assert Places(3).take(0) == 4


def test_another_hosts_pair_runs_elsewhere() -> None:
    """Though the host is on the same processor just then."""
    places = Places(3)

    assert (places.take(0), places.take(1)) == (4, 2)


def test_when_all_are_taken_a_pair_stays_where_its_host_is() -> None:
    """As good a place as any."""
    places = Places(3)

    assert [places.take(seat) for seat in range(3)] == [4, 2, 4]


def test_a_pairs_place_is_free_when_it_has_ended() -> None:
    """For others, and for the host's own next."""
    places = Places(3)
    places.take(0)
    assert places.take(0) == 4

    places.leave(0)

    assert places.take(1) == 4


def test_no_student_sees_the_memory_that_hosts_share() -> None:
    """What one wrote there another could read."""
    with warm() as interpreter:
        look = "say(sum(' rw-s ' in line for line in open('/proc/self/maps')))"
        said = say(interpreter.pair(SMALL), look)

    assert said.text == "0\n"
