"""The student's side: runs the student's cells and answers what the tests ask.

Everything here shares a process with the student's code, so nothing that it says
about itself is believed on the other side.
"""

import io
import signal
import socket
import sys
import tarfile
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any, TypeAlias

from autograder.membrane.channel import Channel, ChannelClosedError
from autograder.membrane.peer import Peer, allow_all
from autograder.membrane.policy import Policy
from autograder.run.modules import further_modules, warm_modules
from autograder.run.names import ABSENT, FOUND, LIBRARY
from autograder.run.shell import (
    Recorder,
    Shell,
    activate,
    make_formatters,
    make_shell,
    rehearse,
    run_cell,
)
from autograder.run.shell import last_value as shown_value
from autograder.wire import all_codecs

Value: TypeAlias = Any


@cache
def warm_shell() -> Shell:
    """Return the shell that a student's process uses; made before it is forked."""
    return make_shell()


def warm() -> None:
    """Do what every student's process would have to do first."""
    make_formatters(warm_shell())
    all_codecs().read()
    rehearse()
    warm_modules()


def main(channel: socket.socket, files: socket.socket, limits: Any) -> None:  # noqa: ANN401, ARG001
    """Unpack the student's files here, then serve until the judge is gone."""
    unpack(files, Path())
    sys.path.insert(0, "")  # as in a kernel: a student's own modules
    serve(channel)


def serve(channel: socket.socket, recorder: Recorder | None = None) -> None:
    """Answer the judge's questions until it is gone."""
    student = Student(warm_shell(), recorder or Recorder())
    activate(student.shell, student.recorder)
    signal.signal(signal.SIGINT, student.interrupt)
    peer = Peer(
        Channel(channel),
        all_codecs(),
        first=1,
        guard=allow_all,
        forgets=False,
        answers=student.answers,
        printed=student.printed,
        working=student.working,
        asking=student.asking,
        notices=student.rebound,
    )
    peer.policy = Policy(known=None)  # what a test hands over may answer anything
    try:
        peer.serve()
    except ChannelClosedError:
        return


def unpack(files: socket.socket, folder: Path) -> None:
    """Unpack a tar that comes over a socket into a folder, to its end."""
    with files, files.makefile("rb") as stream:
        content = stream.read()
    if content:
        with tarfile.open(fileobj=io.BytesIO(content)) as archive:
            archive.extractall(folder, filter="data")


class Student:
    """The names that a student's cells have defined, and how they are reached."""

    def __init__(self, shell: Shell, recorder: Recorder) -> None:
        self.shell = shell
        self.recorder = recorder
        self._is_in_cell = False
        self._is_busy = False
        self._is_asking = False
        self._is_interrupted = False
        self._given: dict[str, Value] = {}
        self.answers: dict[str, Callable[..., Value]] = {
            "cell": self.run_cell,
            "test": self.run_test,
            "find": self.find,
            "place": self.place,
            "names": self.names,
            "modules": self.modules,
            "bind": self.bind,
            "unbind": self.unbind,
            "lend": self.lend,
        }

    @property
    def _names(self) -> dict[str, Value]:
        names: dict[str, Value] = self.shell.user_ns
        return names

    def printed(self) -> tuple[str, str]:
        """Return what was printed since last asked; a cell keeps its own."""
        return ("", "") if self._is_in_cell else self.recorder.take_text()

    @contextmanager
    def working(self) -> Iterator[None]:
        """Be open to interrupts while something is done for the judge."""
        before = self._is_busy, self._is_asking
        self._is_interrupted = self._is_interrupted and self._is_busy
        self._is_busy, self._is_asking = True, False
        try:
            yield
        finally:
            self._is_busy, self._is_asking = before

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Put interrupts off while the judge is asked: its answer must be read."""
        before, self._is_asking = self._is_asking, True
        try:
            yield
        finally:
            self._is_asking = before
        if self._is_interrupted and not before:
            self._is_interrupted = False
            raise KeyboardInterrupt

    def interrupt(self, _signal: int, _frame: FrameType | None) -> None:
        """Interrupt what runs; between two questions nothing does."""
        self._is_interrupted = self._is_busy
        if self._is_busy and not self._is_asking:
            self._is_interrupted = False
            raise KeyboardInterrupt

    def run_cell(self, source: str) -> tuple[list[Value], bool]:
        """Run one of the student's cells; return its outputs and whether it failed."""
        self.recorder.take()
        self._is_in_cell = True
        try:
            error = run_cell(self.shell, source)
        finally:
            self._is_in_cell = False
        return self.recorder.take(), error is not None

    def run_test(self, source: str) -> tuple[list[Value], Value, str | None]:
        """Run a test among the student's names: outputs, error, last value."""
        self.recorder.take()
        self._is_in_cell = True
        try:
            error = run_cell(self.shell, source)
        finally:
            self._is_in_cell = False
        outputs = self.recorder.take()
        told = None if error is None else (type(error).__name__, str(error))
        return outputs, told, shown_value(outputs)

    def find(self, name: str) -> tuple[Value, ...]:
        """Return what a name stands for."""
        if name not in self._names:
            return ABSENT
        self._given[name] = self._names[name]
        return FOUND, self._names[name]

    def rebound(self) -> list[str]:
        """Return the names that stand for something else than the judge was given."""
        names = self._names
        found = [
            name for name, value in self._given.items() if names.get(name) is not value
        ]
        for name in found:
            del self._given[name]
        return found

    def place(self, name: str) -> tuple[str, ...]:
        """Return where a library defines what a name stands for, if one does."""
        if name not in self._names:
            return ABSENT
        place = _place(self._names[name])
        return (LIBRARY, *place) if place else (FOUND,)

    def names(self) -> tuple[str, ...]:
        """Return all names."""
        return tuple(name for name in self._names if type(name) is str)

    def modules(self) -> tuple[str, ...]:
        """Return the modules that were imported for the notebook."""
        return further_modules(but=Path())

    def bind(self, name: str, value: Value) -> None:
        """Let a name stand for a value."""
        self._names[name] = value

    def unbind(self, name: str) -> None:
        """Delete a name."""
        del self._names[name]

    def lend(self, name: str, statement: str) -> None:
        """Import what a test has imported, unless the name stands for something."""
        if name not in self._names:
            lent: dict[str, Value] = {}
            with suppress(ImportError):
                exec(statement, lent)  # noqa: S102 - an import of the author's
                self._names[name] = lent[name]


def _place(value: Value) -> tuple[str, str] | None:
    """Return module and name of what a library defines; a module has no name."""
    if isinstance(value, types.ModuleType):
        return value.__name__, ""
    module = getattr(value, "__module__", None)
    name = getattr(value, "__qualname__", None) or getattr(value, "__name__", None)
    if type(module) is not str or type(name) is not str or module == "__main__":
        return None
    found: Value = sys.modules.get(module)
    for part in name.split("."):
        found = getattr(found, part, None)
    return (module, name) if found is value else None
