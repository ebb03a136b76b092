"""Time that is left.

Alarms belong to a whole process, so each test has one of its own.
"""

import subprocess
import sys
import textwrap

import pytest

BEGIN = """
    import os
    import signal

    from autograder.run.clock import Clock, TimeUpError

    def ring():
        os.kill(os.getpid(), signal.SIGALRM)

"""


def said(source: str) -> str:
    """Return what a text prints, run in a process of its own."""
    text = textwrap.dedent(BEGIN) + textwrap.dedent(source)
    done = subprocess.run(
        [sys.executable, "-c", text], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_a_cell_is_ended_where_it_stands() -> None:
    """An endless loop is left by an error."""
    found = said("""
        clock = Clock(0.2)
        try:
            with clock.cell():
                while True:
                    pass
        except TimeUpError:
            print("ended", clock.is_up)
    """)

    assert found == "ended True"


def test_no_test_catches_the_end_by_chance() -> None:
    """It is no `Exception`, but it is an interrupt."""
    found = said("print(issubclass(TimeUpError, Exception), TimeUpError.__mro__[1])")

    assert found == "False <class 'KeyboardInterrupt'>"


def test_a_cell_that_catches_its_end_is_ended_again() -> None:
    """And again, until it gives in."""
    found = said("""
        clock, caught = Clock(0.2), 0
        with clock.cell():
            while caught < 3:
                try:
                    while True:
                        pass
                except BaseException:
                    caught += 1
        print(caught)
    """)

    assert found == "3"


def test_a_cell_may_take_half_of_what_is_left() -> None:
    """So something is left for every cell that follows."""
    found = said("""
        import time
        clock = Clock(1000)
        begun = time.monotonic()
        for _ in range(3):
            with clock.cell():
                print(400 < clock.deadline - begun <= 500.1)
    """)

    assert found.split() == ["True"] * 3


def test_even_the_last_cell_may_take_a_little() -> None:
    """Nothing is left, and yet it begins."""
    found = said("""
        clock = Clock(-1000)
        with clock.cell():
            print("begun")
    """)

    assert found == "begun"


def test_an_alarm_rings_for_its_cell_only() -> None:
    """After it, whoever had the signal before has it again."""
    found = said("""
        signal.signal(signal.SIGALRM, lambda *_: print("before"))
        clock = Clock(1000)
        with clock.cell():
            pass
        ring()
        print(clock.is_up, signal.getitimer(signal.ITIMER_REAL))
    """)

    assert found.splitlines() == ["before", "False (0.0, 0.0)"]


def test_no_alarm_tears_a_message_apart() -> None:
    """It is remembered, and ends whoever would wait once more."""
    found = said("""
        clock = Clock(1000)
        with clock.cell():
            with clock.waiting():
                ring()
                print("whole", clock.is_up)
            try:
                with clock.waiting():
                    print("never")
            except TimeUpError:
                print("ended")
    """)

    assert found.splitlines() == ["whole True", "ended"]


def test_an_alarm_rings_while_something_is_done_for_whom_we_wait_for() -> None:
    """A callback of the test's may loop for ever, too."""
    found = said("""
        clock = Clock(1000)
        with clock.cell(), clock.waiting():
            try:
                with clock.working():
                    ring()
            except TimeUpError:
                print("ended")
            ring()
            print("whole")
    """)

    assert found.splitlines() == ["ended", "whole"]


@pytest.mark.parametrize("first", ["ring()", "pass"])
def test_each_cell_begins_in_time(first: str) -> None:
    """What an earlier one took is forgotten."""
    found = said(f"""
        clock = Clock(1000)
        try:
            with clock.cell():
                {first}
        except TimeUpError:
            pass
        with clock.cell():
            print(clock.is_up)
    """)

    assert found == "False"
