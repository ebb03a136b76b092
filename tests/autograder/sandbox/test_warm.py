"""The warm interpreter's life, and its pairs'."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

import pytest

from autograder.errors import SandboxError
from autograder.sandbox import Warm, watch
from tests.autograder.sandbox.asking import ROOT, SMALL, say, warm

Started: TypeAlias = Callable[[], list[int]]

ENDLESS = "import time; say('here')\nwhile True: time.sleep(1)"


@pytest.fixture(params=[True, False], ids=["walled", "bare"])
def interpreter(request: pytest.FixtureRequest) -> Iterator[Warm]:
    """Give a warm interpreter, with walls and without."""
    with warm(is_sandboxed=request.param) as interpreter:
        yield interpreter


def gone(processes: list[int]) -> bool:
    """Return whether processes end within ten seconds."""
    for process in processes:
        try:
            file = os.pidfd_open(process)
        except ProcessLookupError:
            continue
        is_over = bool(select.select([file], [], [], 10)[0])
        os.close(file)
        if not is_over:
            return False
    return True


def test_a_pair_hands_over_what_is_said(interpreter: Warm) -> None:
    """The student's process gets files, the judge a job, the main process events."""
    said = say(interpreter.pair(SMALL), "say('hello')")

    assert said.text == "hello\n"
    assert (said.ending.reason, said.ending.judge) == ("done", "")


def test_pairs_follow_one_another(interpreter: Warm) -> None:
    """What one sets, the next does not find."""
    say(
        interpreter.pair(SMALL),
        "import builtins, os; builtins.x = os.environ['X'] = '1'",
    )

    said = say(
        interpreter.pair(SMALL),
        "import builtins, os; say(hasattr(builtins, 'x'), 'X' in os.environ)",
    )

    assert said.text == "False False\n"


def test_one_pair_runs_at_a_time(interpreter: Warm) -> None:
    """A second is refused until the first is left."""
    with interpreter.pair(SMALL), pytest.raises(SandboxError, match="still running"):
        interpreter.pair(SMALL)


def test_leaving_a_pair_ends_it(interpreter: Warm) -> None:
    """Even if nobody waited for its end."""
    with interpreter.pair(SMALL) as pair:
        pair.judge.sendall(b"\n")
        pair.student.sendall(ENDLESS.encode())
        pair.student.close()
        assert pair.judge.recv(5) == b"here\n"

    assert say(interpreter.pair(SMALL), "say(1)").text == "1\n"


def test_the_judge_can_interrupt_the_students_process(interpreter: Warm) -> None:
    """As a person would."""
    said = say(
        interpreter.pair(SMALL),
        "try:\n    say('here'); channel.recv(1)\n    import time; time.sleep(60)\n"
        "except KeyboardInterrupt:\n    say('interrupted')",
        job="channel.recv(5); channel.sendall(b'!'); os.write(control, b'i')",
    )

    assert said.text == "interrupted\n"


def test_the_judge_can_end_the_students_process(interpreter: Warm) -> None:
    """Then the reason is that its time was up."""
    said = say(
        interpreter.pair(SMALL), ENDLESS, job="channel.recv(5); os.write(control, b'k')"
    )

    assert said.ending.reason == "time"


def test_a_judge_that_fails_is_told(interpreter: Warm) -> None:
    """It is never the student's fault."""
    ending = say(interpreter.pair(SMALL), ENDLESS, job="os._exit(5)").ending

    assert (ending.reason, ending.judge) == ("done", "exited 5")


def test_a_judge_that_hangs_ends_with_its_time() -> None:
    """A little after the student's process."""
    with warm() as interpreter:
        pair = interpreter.pair(replace(SMALL, seconds=0.2))
        said = say(pair, ENDLESS, job="import time; time.sleep(600)")

    assert said.ending.judge == "the time was up"


def test_each_process_draws_its_own_random_numbers(interpreter: Warm) -> None:
    """Though all were forked from one."""
    draw = "import random, uuid; say(random.random(), uuid.uuid4())"

    first, second = (say(interpreter.pair(SMALL), draw).text for _ in range(2))

    assert not set(first.split()) & set(second.split())


def test_numpy_draws_other_numbers_in_each_process() -> None:
    """Its generator of old keeps its state in memory, which a fork copies."""
    with warm(imports=["import numpy"], is_sandboxed=False) as interpreter:
        draw = "import numpy; say(numpy.random.random())"
        first, second = (say(interpreter.pair(SMALL), draw).text for _ in range(2))

    assert first != second


def test_a_missing_module_is_left_to_the_student() -> None:
    """Whose import fails as it would anywhere."""
    with warm(imports=["import no_such_module"], is_sandboxed=False) as interpreter:
        said = say(interpreter.pair(SMALL), "import no_such_module")

    assert "ModuleNotFoundError" in said.text


def test_modules_are_there_before_the_student() -> None:
    """That is what warm means."""
    with warm(imports=["import colorsys"]) as interpreter:
        said = say(
            interpreter.pair(SMALL), "import sys; say('colorsys' in sys.modules)"
        )

    assert said.text == "True\n"


def test_what_is_hidden_is_not_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even in a project whose packages can be imported."""
    course = tmp_path / "course"
    for name in ("source", "package"):
        (course / name).mkdir(parents=True)
        (course / name / "__init__.py").write_text("found = 1")
    (tmp_path / "pyproject.toml").touch()
    monkeypatch.syspath_prepend(str(tmp_path))

    with warm(hidden=[course / "source"]) as interpreter:
        said = say(
            interpreter.pair(SMALL),
            "import course.package, os; say(course.package.found)\n"
            "say(os.listdir(course.package.__path__[0] + '/../source'))",
        )

    assert said.text == "1\n[]\n"


def test_without_bubblewrap_nothing_is_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence says what to do."""
    monkeypatch.setenv("PATH", "/nowhere")

    with pytest.raises(SandboxError, match=r"autograder doctor.*--no-sandbox"), warm():
        pass


def test_a_sandbox_that_does_not_start_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bubblewrap's own last words are quoted."""
    broken = tmp_path / "bwrap"
    broken.write_text("#!/bin/sh\necho 'bwrap: no namespaces here' >&2\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)

    with warm() as interpreter, pytest.raises(SandboxError, match="no namespaces here"):
        interpreter.pair(SMALL)


def test_a_judge_that_cannot_be_imported_is_told(interpreter: Warm) -> None:
    """Rather than found out with the first submission."""
    del interpreter
    with (
        warm(judge="no.such:judge", is_sandboxed=False) as interpreter,
        pytest.raises(SandboxError, match="No module named 'no'"),
    ):
        interpreter.pair(SMALL)


def test_after_a_crash_there_is_another(started: Started, interpreter: Warm) -> None:
    """The pair that was running is lost, in one sentence; the next is not."""
    say(interpreter.pair(SMALL), "pass")
    with interpreter.pair(SMALL) as pair:
        for process in started():
            os.kill(process, signal.SIGKILL)
        with pytest.raises(SandboxError, match="has ended"):
            pair.ended()

    assert say(interpreter.pair(SMALL), "say(1)").text == "1\n"


def test_nothing_is_left_of_an_interpreter_that_was_left(started: Started) -> None:
    """Of the warm process, of a pair, and of what a student started."""
    with warm() as interpreter:
        pair = interpreter.pair(SMALL)
        pair.judge.sendall(b"\n")
        pair.student.sendall(f"import os; os.fork()\n{ENDLESS}".encode())
        pair.student.close()
        pair.judge.recv(10)
        left = started()
    pair.judge.close()

    assert len(left) >= 4
    assert gone(left)


@pytest.mark.parametrize("sandboxed", [True, False], ids=["walled", "bare"])
def test_all_ends_when_the_main_process_is_killed(*, sandboxed: bool) -> None:
    """At once, and without a word from it."""
    program = (
        "from tests.autograder.sandbox.asking import *\n"
        f"with warm(is_sandboxed={sandboxed}) as interpreter:\n"
        "    with interpreter.pair(SMALL) as pair:\n"
        "        pair.judge.sendall(b'\\n')\n"
        f"        pair.student.sendall({ENDLESS!r}.encode())\n"
        "        pair.student.close()\n"
        "        print(pair.judge.recv(10), flush=True)\n"
        "        pair.judge.recv(10)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"b'here\\n'\n"
        family = list(watch.family([process.pid]))
        process.kill()

    assert len(family) >= 4
    assert gone(family)


def test_without_walls_processes_are_counted_too() -> None:
    """The kernel does not, for root; the watch does."""
    with warm(is_sandboxed=False) as interpreter:
        said = say(
            interpreter.pair(replace(SMALL, processes=20)),
            "import os, time\n"
            "for number in range(40):\n"
            "    if os.fork() == 0: time.sleep(600)\n"
            "time.sleep(600)",
        )

    assert said.ending.reason == "processes"


def test_without_walls_a_daemon_ends_with_its_pair(started: Started) -> None:
    """Though it left its parent and its session."""
    with warm(is_sandboxed=False) as interpreter:
        say(interpreter.pair(SMALL), "pass")
        before = set(started())
        say(
            interpreter.pair(SMALL),
            "import os, time\n"
            "if os.fork() == 0:\n"
            "    os.setsid()\n"
            "    if os.fork() == 0: time.sleep(600)\n"
            "    os._exit(0)\n"
            "os.wait()",
        )

        assert set(started()) == before


def test_without_walls_the_folder_is_gone_afterwards() -> None:
    """Whatever was written into it."""
    with warm(is_sandboxed=False) as interpreter:
        said = say(
            interpreter.pair(SMALL),
            "import os; open('x', 'w').close(); say(os.getcwd())",
        )

    assert said.text.strip()
    assert not Path(said.text.strip()).exists()
