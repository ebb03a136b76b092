"""The judge: has the student's cells run, and runs the tests where they are safe.

It shares no memory with the student's code. What a test asks of the student's names
crosses the membrane; what a test decides is decided here.
"""

import ast
import json
import os
import socket
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import cache, cached_property
from pathlib import Path
from time import process_time
from typing import Any, TypeAlias

from autograder.membrane.channel import (
    Channel,
    ChannelClosedError,
    LateError,
    Message,
)
from autograder.membrane.peer import Peer
from autograder.membrane.policy import Policy, is_weighty
from autograder.run.clock import Clock
from autograder.run.guard import protect
from autograder.run.job import Event, Job, Task
from autograder.run.message import (
    LONGEST,
    UNSAID,
    Circumstances,
    message_for,
    message_from_kernel,
)
from autograder.run.modules import further_modules
from autograder.run.names import (
    Names,
    bound_names,
    functions,
    import_statements,
    imported_names,
    parse,
    read_from_before,
    read_in_functions,
    tools,
)
from autograder.run.outputs import checked, clean
from autograder.run.plan import Handling
from autograder.run.shell import (
    Recorder,
    Shell,
    Slate,
    activate,
    last_value,
    make_shell,
    run_cell,
)
from autograder.run.traces import State
from autograder.run.truth import make_strict
from autograder.score import Outcome
from autograder.wire import all_codecs

Value: TypeAlias = Any
Tell: TypeAlias = Callable[[Event], None]

_SHARE = 0.5
"""How much of a submission's time a judge may have used to judge again (`Walls`)."""

GRACE = 1.0
"""How long an interrupted student's process may take to say so (seconds)."""


@cache
def warm_shell() -> Shell:
    """Return the shell that a judge uses; made before its process is forked."""
    return make_shell(Names())


def warm() -> None:
    """Do what every judge would have to do first."""
    warm_shell()
    is_weighty("")


def main(
    channel: socket.socket,
    main: socket.socket,
    control: int,
    limits: Any,  # noqa: ANN401, ARG001 - the sandbox keeps them
) -> bool:
    """Read a job, conduct it, and tell of each cell as it is done.

    Returns
    -------
    bool
        Whether this process is as it was, so that it may judge the same again.
    """
    with channel, main, main.makefile("rwb") as line:
        job = Job.from_json(json.loads(line.readline()))
        _lay_out(job)
        sys.dont_write_bytecode = True  # a cache of the author's modules is a trace
        if sys.path[0]:
            sys.path.insert(0, "")  # as in a kernel; only the author's files lie here

        def tell(event: Event) -> None:
            line.write(json.dumps(event.to_json()).encode() + b"\n")
            line.flush()

        judge = Judge(job, channel, lambda order: _order(control, order))
        judge.conduct(tell)
        is_fresh = process_time() < _SHARE * job.seconds
        stays = job.may_stay and judge.is_smooth and is_fresh and _is_as_before()
        return stays and not judge.has_left_changes()


@cache
def _slate() -> Slate:
    """Return what this process's shell was like before it judged anybody."""
    return Slate(warm_shell())


@cache
def _state() -> State:
    """Return what this process was like before it judged anybody."""
    return State()


def _is_as_before() -> bool:
    """Tidy up, and say whether this process is as if it had not judged anybody."""
    _slate().wipe()
    _state().drop_modules(Path())
    return _state().holds()


class Judge:
    """Conducts one notebook.

    Parameters
    ----------
    job
        The notebook.
    channel
        The line to the student's process.
    order
        Sends b"i" to interrupt the student's process, or b"k" to end it.
    """

    def __init__(
        self, job: Job, channel: socket.socket, order: Callable[[bytes], None]
    ) -> None:
        self._job = job
        self._clock = Clock(job.seconds)
        self._line = _Line(Channel(channel), self._clock, order)
        self._shell = warm_shell()
        self._recorder = Recorder()
        self.is_smooth = True
        self._texts: dict[str, str] = {}
        self._has_shown_hidden = False
        codecs = all_codecs()
        codecs.when_read = make_strict
        make_strict()
        self._peer = Peer(
            self._line,
            codecs,
            first=0,
            guard=protect,
            forgets=True,
            asking=self._clock.waiting,
            working=self._clock.working,
            sources=self._texts.get,
            noticed=self._names.forget,
        )

    @property
    def _names(self) -> Names:
        names: Names = self._shell.user_ns
        return names

    def conduct(self, tell: Tell) -> None:
        """Run all cells and tell of each."""
        activate(self._shell, self._recorder)
        if self._job.may_stay:
            _slate(), _state()
        for at, task in enumerate(self._job.tasks):
            if task.role == "text":
                continue
            began = time.monotonic()
            try:
                event = self._event(at, task)
            except Exception as error:  # noqa: BLE001 - the judge's edge
                event = _broken(at, task, error)
            seconds = time.monotonic() - began
            if event.outcome not in {None, Outcome.PASSED} or event.note:
                self.is_smooth = False
            tell(replace(event, seconds=seconds, modules=self._modules()))

    def has_left_changes(self) -> bool:
        """Say whether the student's code has changed what outlives the notebook."""
        return self._peer.has_left_changes()

    def _event(self, at: int, task: Task) -> Event:
        return self._test(at, task) if task.role == "test" else self._run(at, task)

    def _modules(self) -> tuple[str, ...]:
        """Return, on a trial, what both sides have imported."""
        if not self._job.is_trial or self._is_spoiled:
            return ()
        mine = further_modules(but=Path())
        theirs: tuple[str, ...] = self._peer.ask("modules")
        return tuple(dict.fromkeys((*theirs, *mine)))

    # The student's cells

    def _run(self, at: int, task: Task) -> Event:
        if self._line.is_gone:
            return Event(at=at)
        outputs: Value = ()
        match self._told("cell", task.source):
            case (outputs, _failed):
                pass
        tree, text = parse(task.source)
        self._texts.update(functions(tree, text))
        self._make_way(task, tree)
        if task.role == "locked":
            self._learn_tools(tree)
        return Event(at=at, outputs=checked(outputs), note=self._note())

    def _told(self, operation: str, source: str) -> Value:
        """Return what the student's process tells of a cell that it runs; or None.

        Nothing that it does or says ends the judge.
        """
        try:
            with self._clock.cell():
                told = self._peer.ask(operation, source)
            return told if type(told) is tuple else None  # what holds one could act
        except (Exception, KeyboardInterrupt, SystemExit, GeneratorExit):  # noqa: BLE001 - as it raises
            return None

    def _make_way(self, task: Task, tree: ast.Module) -> None:
        """Drop names of earlier tests that the author's notebook binds here anew."""
        is_locked = task.role == "locked"
        bound = bound_names(tree) if is_locked else frozenset[str]()
        for name in bound | self._job.plan.answers.get(task.grade_id, frozenset()):
            self._names.pop(name, None)

    def _learn_tools(self, tree: ast.Module) -> None:
        """Take over what the author's own cell imports, defines and holds constant."""
        for code in tools(tree, self._job.plan.answered, self._bound_by_tests):
            with suppress(Exception):
                exec(code, self._names)  # noqa: S102 - the author's code, locked

    @cached_property
    def _bound_by_tests(self) -> frozenset[str]:
        tests = (task for task in self._job.tasks if task.role == "test")
        return frozenset().union(*(bound_names(parse(t.source)[0]) for t in tests))

    # The tests

    def _test(self, at: int, task: Task) -> Event:
        if self._line.is_gone:
            return Event(
                at=at,
                outcome=Outcome.NOT_RUN,
                message="An earlier cell ended the student's process.",
            )
        handling = self._job.plan.of(task.grade_id)
        hidden_before = self._has_shown_hidden
        self._has_shown_hidden |= bool(task.hidden_line)
        if handling.judged == "kernel":
            return self._test_there(at, task)
        known = None if self._job.is_trial else handling
        return self._test_here(at, task, known, hidden_before=hidden_before)

    def _test_there(self, at: int, task: Task) -> Event:
        """Run a test in the student's process, as a kernel does."""
        outputs: Value = ()
        error: Value = ("", "")
        value: Value = None
        match self._told("test", task.source):
            case (outputs, error, value):
                pass
        if error is None and not self._is_spoiled:
            text = clean(value)[:LONGEST] if type(value) is str else None
            return Event(
                at=at, outcome=Outcome.PASSED, value=text, outputs=checked(outputs)
            )
        return Event(
            at=at,
            outcome=self._outcome(Outcome.FAILED),
            message=self._note() or message_from_kernel(error, task.source),
            outputs=checked(outputs),
        )

    def _test_here(
        self, at: int, task: Task, handling: Handling | None, *, hidden_before: bool
    ) -> Event:
        """Run a test in this process."""
        self._peer.policy = Policy(None if handling is None else handling.asked)
        self._recorder.take()
        message: str | None = UNSAID
        with suppress(KeyboardInterrupt), self._clock.cell():
            error = self._tried(at, task, handling)
            told = Circumstances(
                source=task.source,
                hidden_line=task.hidden_line,
                is_students=error is not None and error is self._peer.raised,
                hidden_before=hidden_before,
            )
            message = None if error is None else message_for(error, told)
            _let_go(error)
        self._names.end()
        outputs = checked(self._recorder.take())
        noted = self._noted() if handling is None else None
        if message is None and not self._is_spoiled:
            return Event(
                at=at,
                outcome=Outcome.PASSED,
                value=last_value(outputs),
                outputs=outputs,
                noted=noted,
            )
        return Event(
            at=at,
            outcome=self._outcome(Outcome.FAILED),
            message=self._note() or message or UNSAID,
            outputs=outputs,
            noted=noted,
        )

    def _tried(
        self, at: int, task: Task, handling: Handling | None
    ) -> BaseException | None:
        """Run a test among the names that it sees, and return its error, if any."""
        tree, _text = parse(task.source)
        is_read = handling is None or handling.followed
        try:
            self._lend_imports(at, tree)
            self._names.begin(
                handling,
                self._peer,
                assigned=self._job.plan.assigned,
                bound=bound_names(tree),
                read=self._read_after(at) if is_read else frozenset(),
            )
            return run_cell(self._shell, task.source)
        except (Exception, SystemExit, GeneratorExit) as error:  # noqa: BLE001 - a student's, that cannot even be shown
            return error

    def _lend_imports(self, at: int, tree: ast.Module) -> None:
        """Have imported there, too, what the student's code takes from a test."""
        if names := imported_names(tree):
            read = self._read_after(at)
            for name, statement in import_statements(tree, names & read).items():
                self._peer.ask("lend", name, statement)

    def _read_after(self, at: int) -> set[str]:
        """Return the names that the student's code reads once a test has run."""
        read: set[str] = set()
        for place, task in enumerate(self._job.tasks):
            if task.role not in {"student", "locked"}:
                continue
            tree, text = parse(task.source)
            read |= read_in_functions(text)
            if place > at:
                read |= read_from_before(tree)
        return read

    def _noted(self) -> Handling:
        return Handling(
            libraries=dict(self._names.noted_libraries),
            followed=frozenset(self._names.noted_followed),
            asked=frozenset(self._peer.policy.noted),
        )

    # Trouble

    @property
    def _is_spoiled(self) -> bool:
        """Whether the cell cannot have passed, whatever its code made of it."""
        return self._line.is_gone or self._peer.is_garbled or self._clock.is_up

    def _outcome(self, otherwise: Outcome) -> Outcome:
        return Outcome.TIMED_OUT if self._clock.is_up else otherwise

    def _note(self) -> str:
        if self._clock.is_up:
            return "It took too long and was stopped."
        if self._line.is_gone:
            return "The student's process ended."
        if self._peer.is_garbled:
            self._peer.is_garbled = False
            return "The student's code gave a value that cannot be checked."
        return ""


class _Line:
    """The line to the student's process; it ends what takes too long."""

    def __init__(
        self, channel: Channel, clock: Clock, order: Callable[[bytes], None]
    ) -> None:
        self.is_gone = False
        self._channel = channel
        self._clock = clock
        self._order = order

    def send(self, message: Message, /) -> None:
        try:
            self._channel.send(message, deadline=self._latest)
        except ChannelClosedError:
            self.is_gone = True
            raise

    def receive(self) -> Message:
        """Wait for the student's process, until the cell's time is up."""
        try:
            return self._channel.receive(deadline=self._clock.deadline)
        except LateError:
            self._clock.is_up = True
            return self._interrupted()
        except ChannelClosedError:
            self.is_gone = True
            raise

    def _interrupted(self) -> Message:
        """Interrupt the student's process and return what it says to that."""
        self._order(b"i")
        try:
            return self._channel.receive(deadline=self._latest)
        except (LateError, ChannelClosedError) as error:
            self._order(b"k")
            self.is_gone = True
            msg = "the student's process does not stop"
            raise ChannelClosedError(msg) from error

    @property
    def _latest(self) -> float:
        """When the student's process is ended if it has still not answered."""
        return self._clock.deadline + GRACE


def _let_go(error: BaseException | None) -> None:
    """Drop what an error's frames hold: what is held is kept in step, at a cost."""
    while error is not None:
        for frame, _line in traceback.walk_tb(error.__traceback__):
            with suppress(RuntimeError):  # it is still running
                frame.clear()
                _ = frame.f_locals  # a copy that a traceback made, and that follows
        error = error.__context__


def _broken(at: int, task: Task, error: Exception) -> Event:
    """Return what is told of a cell that the judge itself could not manage."""
    outcome = Outcome.BROKEN if task.role == "test" else None
    said = traceback.format_exception(error)
    note = f"The judge failed in cell {at}: {clean(''.join(said))}"
    message = "The grader could not judge this; a person must look."
    return Event(at=at, outcome=outcome, message=message if outcome else "", note=note)


def _lay_out(job: Job) -> None:
    """Put the author's files where the tests look for them."""
    for name, content in job.files.items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _order(control: int, order: bytes) -> None:
    with suppress(OSError):
        os.write(control, order)
