"""The warm process: it imports once, then forks a pair for each submission.

It never reads a job, a test or a student's file, since whatever it holds in memory
every later student's process inherits. It is told limits, hands on two sockets that
it does not look into, watches, kills, and reports how the pair ended.
"""

import gc
import importlib
import json
import os
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from shutil import rmtree

from autograder.postpone import postpone
from autograder.sandbox import kernel, network, watch
from autograder.sandbox.filter import build
from autograder.sandbox.forked import MainProcessGoneError, Nursery, Running
from autograder.sandbox.limits import Limits
from autograder.sandbox.ready import import_all, make_ready
from autograder.sandbox.walls import JUDGE, STUDENT, Walls, is_mapped, shown_within_tmp


def main() -> None:
    """Serve over the socket whose number is the last argument, until it closes."""
    control = socket.socket(fileno=int(sys.argv[-1]))
    told = json.loads(control.recv(2**20))
    postpone()
    try:
        template = Template(control, **told)
    except Exception as error:  # noqa: BLE001 - whatever it is, the operator reads it
        control.send(_message(failed=f"{type(error).__name__}: {error}"))
        return
    control.send(_message(ready=True))
    template.serve()


class Template:
    """A process from which pairs are forked.

    Parameters
    ----------
    control
        The socket to the main process.
    imports
        Import statements and cells to run once; one that fails is left to the student.
    student, judge
        What the two processes run: "module:function".
    sandboxed
        Whether walls are raised.
    """

    def __init__(
        self,
        control: socket.socket,
        *,
        imports: list[str],
        student: str,
        judge: str,
        sandboxed: bool,
    ) -> None:
        self._control = control
        self._filter = build() if sandboxed else None
        self._nursery = Nursery(
            nothing=os.open(os.devnull, os.O_RDWR),
            pids=os.open("/proc/self/ns/pid", os.O_RDONLY) if sandboxed else None,
        )
        if not sandboxed:
            kernel.adopt_orphans()
        make_ready(imports)
        self._student = _found(student)
        self._judge = _found(judge)
        self._is_known = is_mapped(STUDENT) and is_mapped(JUDGE)
        self._within_tmp = shown_within_tmp() if sandboxed else ()
        self._traffic = network.traffic()
        self._settle()

    def serve(self) -> None:
        """Fork pairs until the main process is gone."""
        while True:
            request, sockets, _, _ = socket.recv_fds(self._control, 65536, 2)
            if not request:
                return
            told = json.loads(request)
            if "modules" in told:
                import_all(told["modules"])
                self._settle()
                self._control.send(_message(ready=True))
            elif "limits" in told:  # else a wish to end a pair that has just ended
                try:
                    answer = self._pair(Limits(**told["limits"]), *sockets)
                except MainProcessGoneError:
                    return
                self._control.send(answer)

    def _settle(self) -> None:
        """Lay out memory so that forks are cheap, and note how much there is."""
        gc.unfreeze()
        gc.collect()
        gc.freeze()
        kernel.gather_pages()
        self._held = watch.held(os.getpid())
        self._mapped = watch.mapped(os.getpid())

    def _pair(self, limits: Limits, files: int, job: int) -> bytes:
        with _folder(is_needed=self._filter is None) as folder:
            walls = Walls(
                limits=limits,
                mapped=self._mapped,
                user=STUDENT,
                filter=self._filter,
                is_known=self._is_known,
                within_tmp=self._within_tmp,
                folder=folder,
            )
            running = self._fork(walls, files, job)
            try:
                ending = running.finish(
                    limits, warm=self._held, main=self._control.fileno()
                )
            finally:
                trouble = running.close()
        if self._filter is not None and network.traffic() != self._traffic:
            network.renew()
            self._traffic = network.traffic()
        if trouble:
            return _message(failed=trouble)
        return _message(ended=asdict(ending))

    def _fork(self, walls: Walls, files: int, job: int) -> Running:
        ours, theirs = (end.detach() for end in socket.socketpair())
        orders, control = os.pipe()
        # They take turns, and waking each other across processors takes five times
        # as long.
        processor = {kernel.processor()}

        def study() -> None:
            os.sched_setaffinity(0, processor)
            self._student(_socket(theirs), _socket(files), walls.limits)

        def judge() -> None:
            os.sched_setaffinity(0, processor)
            with _socket(job) as main:
                self._judge(_socket(ours), main, control, walls.limits)
            os.close(control)  # so that the student's process ends while this one does

        try:
            return Running(
                self._nursery.fork(walls, study, frozenset({theirs, files})),
                self._nursery.fork(
                    walls.around(JUDGE), judge, frozenset({ours, job, control})
                ),
                orders=orders,
                is_enclosed=self._filter is not None,
            )
        finally:
            for file in (ours, theirs, files, job, control):
                os.close(file)


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


def _found(entry: str) -> Callable[..., object]:
    """Return what an entry point names, once its module has warmed up."""
    name, _, function = entry.partition(":")
    module = importlib.import_module(name)
    getattr(module, "warm", lambda: None)()
    found: Callable[..., object] = getattr(module, function)
    return found


def _socket(number: int) -> socket.socket:
    return socket.socket(fileno=number)


def _message(**told: object) -> bytes:
    return json.dumps(told).encode()


if __name__ == "__main__":
    main()
