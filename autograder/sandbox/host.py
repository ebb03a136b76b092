"""A host: a fork of the warm process that forks pairs, one after the other.

It never reads a job, a test or a student's file, since whatever it holds in memory
every later student's process inherits. It is told limits, hands on two sockets that
it does not look into, watches, kills, and reports how the pair ended.
"""

import json
import os
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from shutil import rmtree

from autograder.sandbox import kernel, network, watch
from autograder.sandbox.filter import Filter
from autograder.sandbox.forked import (
    Child,
    Judge,
    MainProcessGoneError,
    Nursery,
    Running,
)
from autograder.sandbox.heap import settle
from autograder.sandbox.limits import Limits
from autograder.sandbox.places import Places
from autograder.sandbox.ready import import_all
from autograder.sandbox.walls import JUDGE, STUDENT, Walls, is_mapped, shown_within_tmp


@dataclass(frozen=True, slots=True, kw_only=True)
class Warmth:
    """What the warm process has made ready for all hosts.

    Parameters
    ----------
    student, judge
        What the two processes of a pair run.
    filter
        The system calls that they may not make; none without a sandbox.
    places
        Where the hosts' pairs run, for all hosts to see.
    """

    student: Callable[..., object]
    judge: Callable[..., object]
    filter: Filter | None
    places: Places


class Host:
    """A process from which pairs are forked.

    Parameters
    ----------
    control
        The socket to the main process.
    warmth
        What has been made ready.
    seat
        Which of the hosts within the same walls it is.
    """

    def __init__(self, control: socket.socket, warmth: Warmth, *, seat: int) -> None:
        self._control = control
        self._warmth = warmth
        self._seat = seat
        self._filter = warmth.filter
        warmth.places.hide()
        is_sandboxed = warmth.filter is not None
        self._nursery = Nursery(
            nothing=os.open(os.devnull, os.O_RDWR),
            pids=os.open("/proc/self/ns/pid", os.O_RDONLY) if is_sandboxed else None,
        )
        if not is_sandboxed:
            kernel.adopt_orphans()
        self._is_known = is_mapped(STUDENT, seat) and is_mapped(JUDGE, seat)
        self._within_tmp = shown_within_tmp() if is_sandboxed else ()
        self._traffic = network.traffic()
        self._free: Judge | None = None
        self._measure()

    def serve(self) -> None:
        """Fork pairs until the main process is gone."""
        while True:
            request, sockets, _, _ = socket.recv_fds(self._control, 65536, 2)
            if not request:
                return
            told = json.loads(request)
            if "modules" in told:
                self._dismiss()
                import_all(told["modules"])
                settle()
                self._measure()
                self._control.send(message(ready=True))
            elif "limits" in told:  # else a wish to end a pair that has just ended
                try:
                    limits = Limits(**told["limits"])
                    answer = self._pair(limits, told["sitting"], *sockets)
                except MainProcessGoneError:
                    return
                self._control.send(answer)

    def _measure(self) -> None:
        """Note how much memory everything begins with."""
        self._held = watch.held(os.getpid())
        self._mapped = watch.mapped(os.getpid())

    def _pair(self, limits: Limits, sitting: str, files: int, job: int) -> bytes:
        with _folder(is_needed=self._filter is None) as folder:
            walls = Walls(
                limits=limits,
                mapped=self._mapped,
                user=STUDENT,
                seat=self._seat,
                filter=self._filter,
                is_known=self._is_known,
                within_tmp=self._within_tmp,
                folder=folder,
            )
            judge = self._judge_of(walls, sitting)
            running = self._fork(walls, judge, files, job)
            try:
                ending = running.finish(
                    limits, warm=self._held, main=self._control.fileno()
                )
            finally:
                trouble = running.close()
            self._warmth.places.leave(self._seat)
            if running.is_judge_free:
                self._free = judge
        if self._filter is not None and network.traffic() != self._traffic:
            network.renew()
            self._traffic = network.traffic()
        if trouble:
            return message(failed=trouble)
        return message(ended=asdict(ending))

    def _judge_of(self, walls: Walls, sitting: str) -> Judge:
        """Return the judge that has stayed, if it fits, or a new one."""
        wanted = (sitting, walls.limits)
        free, self._free = self._free, None
        if free is not None:
            grown = watch.held(free.process) - self._held
            fits = free.sitting == wanted and grown < walls.limits.memory // 4
            if fits and not free.look():
                return free
            free.dismiss()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)

        def judge() -> None:
            with theirs:
                _sit(theirs, self._warmth.judge, walls.limits)

        with theirs:
            process, trouble = self._nursery.fork(
                walls.around(JUDGE), judge, frozenset({theirs.fileno()})
            )
        return Judge(process, trouble, desk=ours, sitting=wanted)

    def _dismiss(self) -> None:
        if self._free is not None:
            self._free.dismiss()
        self._free = None

    def _fork(self, walls: Walls, judge: Judge, files: int, job: int) -> Running:
        ours, theirs = (end.detach() for end in socket.socketpair())
        orders, control = os.pipe()
        # They take turns, and waking each other across processors takes five times
        # as long.
        processor = self._warmth.places.take(self._seat)

        def study() -> None:
            os.sched_setaffinity(0, {processor})
            self._warmth.student(as_socket(theirs), as_socket(files), walls.limits)

        try:
            student = Child(
                *self._nursery.fork(walls, study, frozenset({theirs, files}))
            )
            told = str(processor).encode()
            with suppress(OSError):  # it has just ended
                socket.send_fds(judge.desk, [told], [ours, job, control])
        finally:
            for file in (ours, theirs, files, job, control):
                os.close(file)
        is_enclosed = self._filter is not None
        return Running(student, judge, orders=orders, is_enclosed=is_enclosed)


def _sit(desk: socket.socket, judge: Callable[..., object], limits: Limits) -> None:
    """Be a judge, for one submission after another as long as all is well."""
    while True:
        told, files, _, _ = socket.recv_fds(desk, 64, 3)
        if not told:
            return
        line, job, control = files
        os.sched_setaffinity(0, {int(told)})
        with as_socket(job) as main:
            stays = judge(as_socket(line), main, control, limits)
        os.close(control)  # so that the student's process ends while this one does
        if stays is not True:
            return
        desk.send(b"stays")


@contextmanager
def _folder(*, is_needed: bool) -> Iterator[Path | None]:
    """Make a folder to work in for a pair without walls."""
    if not is_needed:
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="autograder-"))
    try:
        for name in ("student", "judge"):
            (folder / name).mkdir()
        yield folder
    finally:
        rmtree(folder, ignore_errors=True)


def as_socket(number: int) -> socket.socket:
    """Return an open socket."""
    return socket.socket(fileno=number)


def message(**told: object) -> bytes:
    """Return what is told to the main process."""
    return json.dumps(told).encode()
