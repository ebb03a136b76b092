"""What the warm interpreters of one zygote share, and what they do not."""

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace

import pytest

from autograder.errors import SandboxError
from autograder.sandbox import Pair, Warm, watch
from autograder.sandbox.walls import SEATS
from tests.autograder.sandbox.asking import SMALL, say, zygote
from tests.autograder.sandbox.test_warm import ENDLESS, Started, gone

BIRTH = "import builtins, uuid\nbuiltins.birth = uuid.uuid4()"
SAY_BIRTH = "import builtins; say(builtins.birth)"

LISTEN = """
import socket, time
names = [(socket.AF_INET, ("127.0.0.1", 9191)), (socket.AF_UNIX, "\\0here")]
doors = []
for family, name in names:
    door = socket.socket(family)
    door.bind(name)
    door.listen()
    doors.append(door)
say("listening")
time.sleep(60)
"""
KNOCK = """
import socket
names = [(socket.AF_INET, ("127.0.0.1", 9191)), (socket.AF_UNIX, "\\0here")]
for family, name in names:
    with socket.socket(family) as door:
        say(door.connect_ex(name) != 0)
"""
CROWD = """
import os, time
started = 0
try:
    while os.fork():
        started += 1
    time.sleep(60)
except OSError:
    say("full")
    time.sleep(60)
"""


@contextmanager
def two(**more: object) -> Iterator[tuple[Warm, Warm]]:
    """Give two warm interpreters of one zygote."""
    shared = zygote(**more)
    with Warm(shared) as first, Warm(shared) as second:
        yield first, second


@contextmanager
def busy(pair: Pair, text: str) -> Iterator[bytes]:
    """Have a pair's student do something that does not end; give what it says first."""
    with pair:
        pair.judge.sendall(b"\n")
        pair.student.sendall(text.encode())
        pair.student.close()
        yield pair.judge.recv(100)


@pytest.mark.parametrize("is_sandboxed", [True, False], ids=["walled", "bare"])
def test_what_is_imported_is_imported_once(*, is_sandboxed: bool) -> None:
    """All find the same."""
    with two(imports=[BIRTH], is_sandboxed=is_sandboxed) as (first, second):
        found = [say(each.pair(SMALL), SAY_BIRTH).text for each in (first, second)]

    assert found[0] == found[1] != ""


@pytest.mark.parametrize("is_sandboxed", [True, False], ids=["walled", "bare"])
def test_what_is_begun_is_told_later_what_to_import(
    started: Started, *, is_sandboxed: bool
) -> None:
    """It is the one that is used."""
    shared = zygote(is_sandboxed=is_sandboxed)
    shared.begin()
    before = set(started())
    shared.learn([BIRTH])

    with Warm(shared) as first:
        birth = say(first.pair(SMALL), SAY_BIRTH).text
        assert before
        assert before <= set(started())

    assert birth
    shared.end()
    assert gone(started())


@pytest.mark.parametrize("is_sandboxed", [True, False], ids=["walled", "bare"])
def test_what_is_begun_and_not_needed_is_ended(
    started: Started, *, is_sandboxed: bool
) -> None:
    """A run may find that nothing has changed."""
    shared = zygote(is_sandboxed=is_sandboxed)
    shared.begin()
    left = started()

    shared.end()

    assert left
    assert gone(left)


def test_what_cannot_begin_says_so_when_it_is_needed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever grades nothing needs no sandbox."""
    monkeypatch.setenv("PATH", "/nowhere")
    shared = zygote()
    shared.begin()

    with pytest.raises(SandboxError, match="bubblewrap is not installed"):
        shared.line()


def test_imports_may_be_long() -> None:
    """A locked cell may hold a picture."""
    picture = f"import builtins; builtins.picture = len({'x' * 2**21!r})"

    with Warm(zygote(imports=[picture])) as warm:
        said = say(warm.pair(SMALL), "import builtins; say(builtins.picture)").text

    assert said == f"{2**21}\n"


@pytest.mark.parametrize("is_sandboxed", [True, False], ids=["walled", "bare"])
def test_their_pairs_run_at_the_same_time(*, is_sandboxed: bool) -> None:
    """One goes on while the other is waited for."""
    with (
        two(is_sandboxed=is_sandboxed) as (first, second),
        busy(first.pair(SMALL), ENDLESS) as said,
    ):
        assert said == b"here\n"
        assert say(second.pair(SMALL), "say(1)").text == "1\n"


@pytest.mark.parametrize("is_sandboxed", [True, False], ids=["walled", "bare"])
def test_one_that_is_left_leaves_the_other(
    started: Started, *, is_sandboxed: bool
) -> None:
    """Its own processes end; the other's do not."""
    shared = zygote(is_sandboxed=is_sandboxed)
    with Warm(shared) as second:
        say(second.pair(SMALL), "pass")
        before = set(started())
        with Warm(shared) as first, busy(first.pair(SMALL), ENDLESS):
            others = [p for p in started() if p not in before]

        assert len(others) >= 3
        assert gone(others)
        assert say(second.pair(SMALL), "say(2)").text == "2\n"


def test_a_crash_of_one_leaves_the_other(started: Started) -> None:
    """Its students end with it, and its next pair has another host."""
    shared = zygote(imports=[BIRTH])
    with Warm(shared) as first:
        birth = say(first.pair(SMALL), SAY_BIRTH).text
        host = _innermost(started())
        with Warm(shared) as second, second.pair(SMALL) as waiting:
            pair = first.pair(SMALL)
            with busy(pair, ENDLESS):
                family = list(watch.family([host]))
                os.kill(host, signal.SIGKILL)

                with pytest.raises(SandboxError, match="has ended while it was needed"):
                    pair.ended()

                assert len(family) >= 3
                assert gone(family)
            assert say(first.pair(SMALL), SAY_BIRTH).text == birth
            assert say(waiting, SAY_BIRTH).text == birth


def test_students_of_two_do_not_meet() -> None:
    """Neither on the network nor at a local socket."""
    with (
        two() as (first, second),
        busy(first.pair(SMALL), LISTEN) as said,
    ):
        assert said == b"listening\n"
        assert say(second.pair(SMALL), KNOCK).text == "True\nTrue\n"


def test_a_crowd_of_one_leaves_room_for_the_other() -> None:
    """The kernel counts their processes apart."""
    few = replace(SMALL, processes=20)
    with (
        two() as (first, second),
        busy(first.pair(few), CROWD) as said,
    ):
        assert said == b"full\n"
        fork = "import os\nif os.fork() == 0: os._exit(0)\nsay(os.wait()[1])"
        assert say(second.pair(few), fork).text == "0\n"


def test_there_may_be_more_than_have_room_within_one_wall() -> None:
    """Another is built for them."""
    shared = zygote(imports=[BIRTH])
    with ExitStack() as stack:
        every = [stack.enter_context(Warm(shared)) for _ in range(SEATS + 1)]
        births = [say(each.pair(SMALL), SAY_BIRTH).text for each in every]

    assert len(set(births[:SEATS])) == 1
    assert len(set(births)) == 2


def test_nothing_is_left_when_all_are_left(started: Started) -> None:
    """And whoever comes then has a new start."""
    shared = zygote(imports=[BIRTH])
    with Warm(shared) as first:
        before = say(first.pair(SMALL), SAY_BIRTH).text
        left = started()

    assert len(left) >= 4
    assert gone(left)
    with Warm(shared) as second:
        assert say(second.pair(SMALL), SAY_BIRTH).text != before


def _innermost(processes: list[int]) -> int:
    """Return the process that is furthest from this one."""
    level = [os.getpid()]
    while below := [
        child for each in level for child in watch.children(each) if child in processes
    ]:
        level = below
    (innermost,) = level
    return innermost
