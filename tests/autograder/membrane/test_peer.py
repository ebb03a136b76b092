"""Asking the other side, and answering it."""

import contextlib
import gc
import io
import socket
import struct
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from types import FunctionType
from typing import Any

import pytest

from autograder.membrane import channel
from autograder.membrane.channel import Channel, ChannelClosedError
from autograder.membrane.peer import MisunderstoodError, Peer, allow_all
from autograder.wire import all_codecs
from tests.autograder.membrane.sides import Sides, two_sides

LIARS = """
    class Agreeing:
        def __eq__(self, other): return True
        def __ne__(self, other): return False
        def __lt__(self, other): return True
        __le__ = __gt__ = __ge__ = __lt__
        def __sub__(self, other): return 0.0
        __rsub__ = __add__ = __radd__ = __sub__
        def __contains__(self, value): return True
        def __iter__(self): return iter(())
        def equals(self, other): return True
        def __hash__(self): return 0
    liar = Agreeing()

    class Static:
        @staticmethod
        def equals(other): return True

    class Calling:
        def __call__(self, other): return True

    class Bare: pass
    bare, called = Bare(), Bare()
    bare.equals = lambda other: True
    called.equals = Calling()
"""


ASKED = ("__eq__", "__ne__", "__sub__", "__contains__", "equals", "name")


@pytest.fixture
def liars() -> Iterator[Sides]:
    """Give a student's side full of lies; nothing may be asked with data."""
    with two_sides(known=frozenset(f"? {name}" for name in ASKED)) as sides:
        sides.run(LIARS)
        yield sides


# Callbacks


def test_a_callback_is_called_here(sides: Sides) -> None:
    """Every call of it, with what it is handed, in order."""
    sides.run("def each(f, values): return [f(value, twice=True) for value in values]")
    calls = []

    def note(value: int, *, twice: bool) -> int:
        calls.append((value, twice))
        return value * 2

    assert sides["each"](note, [1, 2, 3]) == [2, 4, 6]
    assert calls == [(1, True), (2, True), (3, True)]


def test_what_a_callback_raises_reaches_the_student_and_comes_back(
    sides: Sides,
) -> None:
    """By type, and with what it says."""
    sides.run("""
        seen = []
        def call(f):
            try:
                f()
            except LookupError as error:
                seen.append(type(error).__name__)
                raise
    """)

    def fail() -> None:
        raise KeyError("key")  # noqa: EM101 - its argument comes back

    with pytest.raises(KeyError, match="key"):
        sides["call"](fail)
    assert sides["seen"] == ["KeyError"]


def test_calls_go_back_and_forth(sides: Sides) -> None:
    """A callback may call the student's function that called it."""
    sides.run("def down(n, f): return [n, *(f(n - 1, f) if n else [])]")
    down = sides["down"]

    def call(n: int, f: Any) -> Any:  # noqa: ANN401 - this very function
        return down(n, f)

    assert down(5, call) == [5, 4, 3, 2, 1, 0]


def test_a_callback_can_be_kept_and_called_later(sides: Sides) -> None:
    """Long after the call that handed it over."""
    sides.run("""
        kept = []
        def keep(f): kept.append(f)
        def call(): return [f(1) for f in kept]
    """)
    sides["keep"](lambda value: value + 1)
    gc.collect()

    assert sides["call"]() == [2]


def test_a_function_comes_back_as_itself(sides: Sides) -> None:
    """What was handed over is what returns."""
    sides.run("def same(value): return value")

    def mine() -> None:
        """Do nothing."""

    assert sides["same"](mine) is mine
    assert sides["same"](sides["same"]) is sides["same"]


def test_threads_take_turns(sides: Sides) -> None:
    """Callbacks from a student's threads, calls from a test's."""
    sides.run("""
        from concurrent.futures import ThreadPoolExecutor
        def each(f, values):
            with ThreadPoolExecutor(4) as pool:
                return list(pool.map(f, values))
    """)

    assert sides["each"](lambda value: value + 1, [*range(50)]) == [*range(1, 51)]

    abs_of = sides["each"]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda n: abs_of(abs, [n]), range(-20, 0)))
    assert found == [[n] for n in range(20, 0, -1)]


# In step


def test_what_a_function_does_to_its_argument_is_seen(sides: Sides) -> None:
    """As if both were one process."""
    sides.run("def add(values, more): values.extend(more); more.clear(); return values")
    values, more = [1], [2, 3]

    found = sides["add"](values, more)

    assert found is values
    assert (values, more) == ([1, 2, 3], [])


def test_what_is_done_to_a_result_is_seen_there(sides: Sides) -> None:
    """A list that the student's code keeps is the one that a test holds."""
    sides.run("items = []\ndef count(): return len(items)")

    sides["items"].append("new")

    assert sides["count"]() == 1


def test_a_callback_sees_what_has_changed_so_far(sides: Sides) -> None:
    """And changes it for the student's code, in the middle of a call."""
    sides.run("""
        def work(values, f):
            values.append(1)
            f()
            values.append(len(values))
    """)
    values: list[int] = []
    seen = []

    def look() -> None:
        seen.append(list(values))
        values.append(7)

    sides["work"](values, look)

    assert seen == [[1]]
    assert values == [1, 7, 2]


def test_what_later_code_changes_is_seen(sides: Sides) -> None:
    """A result is still the student's."""
    sides.run("data = {'a': 1}")
    data = sides["data"]

    sides.run("data['b'] = 2")

    assert data == {"a": 1, "b": 2}


def test_a_set_of_objects_arrives_whole_and_stays_whole(sides: Sides) -> None:
    """Though their hashes are asked for while it is put together."""
    sides.run("""
        class Key:
            def __init__(self, n): self.n = n
            def __hash__(self): return hash(self.n)
            def __eq__(self, other): return self.n == other.n
        keys = {Key(1), Key(2), Key(3)}
        def count(): return len(keys)
        def grow(): keys.add(Key(4))
    """)
    keys = sides["keys"]

    assert (len(keys), sides["count"]()) == (3, 3)

    sides["grow"]()
    assert (len(keys), sides["count"]()) == (4, 4)


@pytest.mark.parametrize(
    "call",
    [
        "lambda f: f([1, [2]], {'a': []}, lambda: 1)",
        "lambda f: f('text', 2.5, (1, 2))",
        "lambda f: f.__globals__ if 0 else f([]).append(1)",
    ],
)
def test_calls_leave_nothing_behind(sides: Sides, call: str) -> None:
    """Thousands of calls need no more memory than ten."""
    sides.run("def f(*values): return [*values]")
    f, work = sides["f"], eval(call)  # noqa: S307 - one of three above

    def known() -> int:
        gc.collect()
        sides.run("")
        return sum(
            len(vars(peer._crossing)[name])  # noqa: SLF001 - what is remembered
            for peer in (sides.here, sides.far)
            for name in ("_twins", "_mine")
        )

    for _ in range(10):
        work(f)
    before = known()
    for _ in range(2_000):
        work(f)

    assert known() <= before


def test_objects_that_nobody_uses_are_forgotten(sides: Sides) -> None:
    """On both sides, be they objects, functions or instances that hold data."""
    sides.run("""
        from collections import namedtuple
        City = namedtuple("City", "name")
        class Thing: pass
        def make(): return Thing(), City("a"), lambda: 1
    """)
    make = sides["make"]
    make()
    gc.collect()
    sides.run("")
    before = len(sides.far._crossing._mine)  # noqa: SLF001 - what is remembered

    for _ in range(500):
        make()
    gc.collect()
    sides.run("")
    sides.run("")

    assert len(sides.far._crossing._mine) <= before + 3  # noqa: SLF001


# Errors


@pytest.mark.parametrize(
    ("raised", "of", "args"),
    [
        ("ValueError('odd', 1)", ValueError, ("odd", 1)),
        ("KeyError('k')", KeyError, ("k",)),
        ("StopIteration(3)", StopIteration, (3,)),
        ("ZeroDivisionError()", ZeroDivisionError, ()),
    ],
)
def test_an_error_is_raised_here(
    sides: Sides, raised: str, of: type[BaseException], args: tuple[Any, ...]
) -> None:
    """Of its own type, with its arguments."""
    sides.run(f"def fail(): raise {raised}")

    with pytest.raises(of) as caught:
        sides["fail"]()

    assert type(caught.value) is of
    assert caught.value.args == args
    assert sides.here.raised is caught.value


def test_a_students_own_error_is_caught_by_its_class(sides: Sides) -> None:
    """And by its bases, with what it holds."""
    sides.run("""
        class EmptyError(ValueError):
            def __init__(self, text, code):
                super().__init__(text)
                self.code = code
            def __str__(self): return f"empty: {self.args[0]}"
        def fail(): raise EmptyError("no values", 3)
    """)

    with pytest.raises(sides["EmptyError"]) as caught:
        sides["fail"]()

    error: Any = caught.value
    assert isinstance(error, ValueError)
    assert (error.args, error.code) == (("no values",), 3)
    assert str(error) == "empty: no values"


def test_a_librarys_error_is_caught_by_its_class(sides: Sides) -> None:
    """Both sides have the library."""
    sides.run("import json\ndef fail(): json.loads('{')")
    import json  # noqa: PLC0415 - as a test would

    with pytest.raises(json.JSONDecodeError):
        sides["fail"]()


def test_what_cannot_cross_is_an_error_of_the_call(
    sides: Sides, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line is as good as before, on both sides."""
    sides.run("kept = []\ndef f(n):\n  kept.append('x' * n)\n  return kept")
    sides.far._line._largest = 10_000  # type: ignore[attr-defined]  # noqa: SLF001
    monkeypatch.setattr(channel, "LARGEST", 10_000)

    with pytest.raises(ValueError, match="cannot cross"):
        sides["f"](20_000)
    sides.run("kept.clear()")

    assert sides["f"](1) == ["x"]


def test_an_object_that_refuses_to_be_described_is_an_error(sides: Sides) -> None:
    """The student's side goes on to answer."""
    sides.run("""
        class Meta(type):
            @property
            def __doc__(cls): raise RuntimeError("no")
        class Odd(metaclass=Meta): pass
        def f(): return Odd
    """)

    with pytest.raises(RuntimeError):
        sides["f"]()
    assert sides["said"] == []


# Printing


def test_what_is_printed_appears_here_in_order(
    sides: Sides, capsys: pytest.CaptureFixture[str]
) -> None:
    """Between what the test itself prints."""
    sides.run("def greet(f):\n  say('one ')\n  f()\n  say('three ')")
    greet = sides["greet"]

    greet(lambda: sys.stdout.write("two "))
    sys.stdout.write("four")

    assert capsys.readouterr().out == "one two three four"


def test_what_is_printed_is_captured(sides: Sides) -> None:
    """As a test captures it."""
    sides.run("def greet(): say('hello')")
    greet = sides["greet"]

    with contextlib.redirect_stdout(io.StringIO()) as shown:
        greet()

    assert shown.getvalue() == "hello"


# Lies


@pytest.mark.parametrize(
    "claim",
    [
        "liar == 3",
        "3 == liar",
        "not liar != 3",
        "liar < 3",
        "liar in [1, 2]",
        "3 in liar",
        "not [1] != [liar]",
    ],
)
def test_no_object_compares_with_the_tests_data(liars: Sides, claim: str) -> None:
    """Whatever its class says."""
    liar = liars["liar"]

    try:
        found = eval(claim, {"liar": liar})  # noqa: S307 - one of those above
    except TypeError:
        found = False

    assert not found


@pytest.mark.parametrize("name", ["liar", "Static", "bare", "called"])
def test_no_object_says_that_it_equals_the_tests_data(liars: Sides, name: str) -> None:
    """However it came by its method, and whatever that says of itself."""
    found = liars[name]

    with pytest.raises(TypeError, match="may not judge test data"):
        found.equals([1, 2])


@pytest.mark.parametrize("claim", ["liar - 3", "3 - liar", "liar + 3", "3.5 + liar"])
def test_no_object_reckons_with_the_tests_data(liars: Sides, claim: str) -> None:
    """A difference of nought would pass for right."""
    with pytest.raises(TypeError):
        eval(claim, {"liar": liars["liar"]})  # noqa: S307 - one of those above


def test_no_object_compares_with_what_an_instance_holds(liars: Sides) -> None:
    """Data in a named tuple of the student's are data."""
    liars.run("from collections import namedtuple\nCity = namedtuple('City', 'name')")

    assert liars["liar"] != liars["City"]("Anshan")


def test_objects_of_the_students_compare_among_themselves(liars: Sides) -> None:
    """That tells nothing of the test."""
    assert liars["liar"] == liars["bare"]


def test_what_the_solution_was_asked_is_asked() -> None:
    """A trial takes note; from then on the question is put."""
    with two_sides(known=None) as sides:
        sides.run(LIARS)
        assert sides["liar"].equals([1, 2])
        known = frozenset(sides.here.policy.noted)

    assert "equals data" in known
    with two_sides(known=known) as sides:
        sides.run(LIARS)

        assert sides["liar"].equals([1, 2])


def test_no_object_swallows_a_tests_error(liars: Sides) -> None:
    """Leaving a `with` block of the student's is not the end of it."""
    liars.run("""
        class Quiet:
            def __enter__(self): return self
            def __exit__(self, *error): return True
    """)

    with pytest.raises(AssertionError, match="wrong"), liars["Quiet"]():
        raise AssertionError("wrong")  # noqa: EM101 - what is looked for


# What the student's side may ask


@pytest.mark.parametrize(
    "target",
    [
        "type",
        "object",
        "functools.partial",
        "pathlib.Path('x')",
        "int",
        "types.FunctionType",
    ],
)
def test_only_what_was_handed_over_is_used(sides: Sides, target: str) -> None:
    """No type or path that both sides know is called or asked here."""
    sides.run(f"import functools, pathlib, types\ntarget = {target}")
    target_there = sides.there["target"]
    refused: list[str] = []

    def ask() -> None:
        for question in (("call", target_there, (), {}), ("get", target_there, "name")):
            try:
                sides.far.ask(*question)
            except PermissionError as error:
                refused.append(str(error))

    sides.there["ask"] = ask
    sides.run("ask()")

    assert refused == ["only what was handed over can be used"] * 2


def test_the_guard_is_asked(sides: Sides) -> None:  # noqa: ARG001 - beside one without
    """Before anything that is here is used."""
    asked: list[tuple[str, str]] = []

    def guard(operation: str, _target: object, name: str) -> None:
        asked.append((operation, name))
        raise PermissionError

    with two_sides(guard=guard) as guarded:
        guarded.run("def use(thing):\n  thing.name")
        with pytest.raises(PermissionError):
            guarded["use"](type("Thing", (), {"name": 1})())

    assert asked == [("get", "name")]


# Garbage


@pytest.fixture
def alone() -> Iterator[tuple[Peer, socket.socket]]:
    """Give a side whose other side writes whatever it likes."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield (
            Peer(Channel(ours), all_codecs(), first=0, guard=allow_all, forgets=True),
            theirs,
        )


NODES = [["tuple", None, [1, 2]], ["NoneType", None, []], ["list", None, [], 1]]

GARBAGE: dict[str, bytes] = {
    "no list": b"3",
    "too short": b'["value", []]',
    "no nodes": b'["value", [], [], "", "", []]',
    "unhashable kind": b'[[], [["NoneType", null, []]], [], "", "", []]',
    "unused no list": b'["value", [["NoneType", null, []]], 3, "", "", []]',
    "names no list": b'["value", [["NoneType", null, []]], [], "", "", 3]',
    "not a pair": b'["value", [["NoneType", null, []]], [], "", "", []]',
}


@pytest.mark.parametrize("told", GARBAGE.values(), ids=GARBAGE)
def test_garbage_is_misunderstood(
    alone: tuple[Peer, socket.socket], told: bytes
) -> None:
    """It is no answer, and it is remembered that there was some."""
    peer, other = alone
    other.sendall(struct.pack(">Q", len(told)) + told)

    with pytest.raises(MisunderstoodError):
        peer.ask("find", "x")

    assert peer.is_garbled


def test_an_unheard_of_question_is_answered_with_an_error(
    alone: tuple[Peer, socket.socket],
) -> None:
    """And the answer is waited for on."""
    peer, other = alone
    line = Channel(other)
    line.send(["open the door", NODES, [], "", "", []])
    line.send(["value", NODES, [], "", "", []])

    peer.ask("find", "x")

    question, answer = line.receive(), line.receive()
    assert (question[0], answer[0]) == ("find", "raised")


def test_who_raises_what_is_no_exception_is_misunderstood(
    alone: tuple[Peer, socket.socket],
) -> None:
    """Nothing but an exception can be raised here."""
    peer, other = alone
    Channel(other).send(["raised", NODES, [], "", "", []])

    with pytest.raises(MisunderstoodError):
        peer.ask("find", "x")


def test_a_side_that_is_gone_is_gone(alone: tuple[Peer, socket.socket]) -> None:
    """Nobody waits for it."""
    peer, other = alone
    other.close()

    with pytest.raises(ChannelClosedError):
        peer.ask("find", "x")


def test_a_stand_is_told_from_what_is_here(sides: Sides) -> None:
    """By number, not by what it says of itself."""
    sides.run("def f(): pass")

    assert sides.here.is_stand(sides["f"])
    assert not sides.here.is_stand(FunctionType)
    assert not sides.here.is_stand(3)
