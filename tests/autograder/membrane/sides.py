"""Two sides of the membrane: a test's here, a student's in a thread."""

import socket
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any, TypeAlias

from autograder.membrane.channel import Channel, ChannelClosedError
from autograder.membrane.peer import Peer, allow_all
from autograder.membrane.policy import Policy
from autograder.wire import all_codecs

Value: TypeAlias = Any


class Sides:
    """Both sides.

    Parameters
    ----------
    ours, theirs
        The ends of the line.
    known
        What stand-ins may be asked; None for everything, as in a trial.
    texts
        The functions' texts, by full name.
    """

    def __init__(
        self,
        ours: socket.socket,
        theirs: socket.socket,
        *,
        known: frozenset[str] | None = None,
        texts: dict[str, str] | None = None,
        guard: Callable[..., None] = allow_all,
    ) -> None:
        self.there: dict[str, Value] = {"__name__": "__main__", "said": []}
        self.end = theirs
        self.here = Peer(
            Channel(ours),
            all_codecs(),
            first=0,
            guard=guard,
            forgets=True,
            sources=(texts or {}).get,
        )
        self.here.policy = Policy(known)
        self.far = Peer(
            Channel(theirs),
            all_codecs(),
            first=1,
            guard=allow_all,
            forgets=False,
            answers={"run": self._run, "find": self.there.__getitem__},
            printed=self._printed,
        )
        self.far.policy = Policy(None)

    def __getitem__(self, name: str) -> Value:
        """Return what a name stands for on the student's side."""
        return self.here.ask("find", name)

    def run(self, source: str) -> None:
        """Run a student's code; its `say` prints."""
        self.here.ask("run", textwrap.dedent(source))

    def serve(self) -> None:
        """Answer until the line is closed."""
        try:
            self.far.serve()
        except ChannelClosedError:
            return

    def _run(self, source: str) -> None:
        self.there["say"] = self.there["said"].append
        exec(source, self.there)  # noqa: S102 - it stands for a student's code

    def _printed(self) -> tuple[str, str]:
        said = "".join(self.there["said"])
        self.there["said"].clear()
        return said, ""


@contextmanager
def two_sides(**more: Any) -> Iterator[Sides]:  # noqa: ANN401
    """Give both sides, and end the student's with the test."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        sides = Sides(ours, theirs, **more)
        thread = Thread(target=sides.serve)
        thread.start()
        try:
            yield sides
        finally:
            ours.shutdown(socket.SHUT_RDWR)
            thread.join()
