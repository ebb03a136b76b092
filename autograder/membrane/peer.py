"""Asking the other side, and answering it, until an answer has come.

Both sides are the same, but for what they let the other ask: the student's side
answers everything, the judge only what a callback needs.
"""

import asyncio
import copy
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Protocol, TypeAlias

from autograder.membrane.channel import Channel
from autograder.membrane.crossing import Codecs, Crossing
from autograder.membrane.policy import Policy
from autograder.membrane.remote import Stands
from autograder.wire.codec import WireError

Value: TypeAlias = Any
Answer: TypeAlias = Callable[..., Value]

_VALUE, _RAISED = "value", "raised"


class Guard(Protocol):
    """Decides what the other side may ask."""

    def __call__(self, operation: str, target: Value, name: str, /) -> None:
        """Raise PermissionError if it may not."""


class MisunderstoodError(Exception):
    """The other side sent what cannot be put together."""


class Peer:
    """One side of the membrane.

    Parameters
    ----------
    channel
        The line to the other side.
    codecs
        The types that cross as data.
    first
        0 on one side and 1 on the other.
    guard
        What the other side may ask of what is here.
    forgets
        Whether this side decides when twins are no longer needed.
    answers
        Further operations that the other side may ask for, by name.
    printed
        Returns what was printed here since it was last asked: text for the standard
        output and for the standard error.
    working
        Is entered while a question of the other side is answered.
    sources
        Returns the text of a function of the other side, if it is known.
    notices
        Returns the names that were bound anew here since the other side asked.
    noticed
        Is told of those of the other side.
    """

    def __init__(  # noqa: PLR0913 - each is one thing that the sides differ in
        self,
        channel: Channel,
        codecs: Codecs,
        *,
        first: int,
        guard: Guard,
        forgets: bool,
        answers: Mapping[str, Answer] | None = None,
        printed: Callable[[], tuple[str, str]] = lambda: ("", ""),
        working: Callable[[], AbstractContextManager[None]] = nullcontext,
        sources: Callable[[str], str | None] = lambda _name: None,
        notices: Callable[[], Sequence[str]] = tuple,
        noticed: Callable[[Sequence[str]], None] = lambda _names: None,
    ) -> None:
        self.channel = channel
        self.policy = Policy(known=frozenset())
        self.raised: BaseException | None = None
        self.is_garbled = False
        self.receive: Callable[[], Any] = channel.receive
        self._stands = Stands(self, lambda of: codecs.of_type(of) is not None)
        self._crossing = Crossing(codecs, self._stands, first=first)
        self._guard = guard
        self._printed = printed
        self._working = working
        self._sources = sources
        self._notices = notices
        self._noticed = noticed
        self._forgets = forgets
        self._answers: dict[str, Answer] = {
            "call": self._answer_call,
            "special": self._answer_special,
            "get": self._answer_get,
            "set": self._answer_set,
            "delete": self._answer_delete,
            "copy": self._answer_copy,
            **(answers or {}),
        }

    # Asking

    def ask(self, operation: str, *parts: Value) -> Value:
        """Ask for an operation and return its answer.

        Raises
        ------
        BaseException
            Whatever the operation raised on the other side.
        MisunderstoodError
            If what comes back is not what was agreed.
        """
        self._send(operation, parts)
        while True:
            kind, content = self._take()
            if kind == _VALUE:
                return content
            if kind == _RAISED:
                self.raised = _raisable(content)
                raise self.raised
            self._reply(kind, content)

    def serve(self) -> None:
        """Answer the other side until it is gone."""
        while True:
            self._reply(*self._take())

    def is_stand(self, value: Value) -> bool:
        """Say whether a value stands for one on the other side."""
        return self._stands.number_of(value) is not None

    # What stand-ins ask (see `remote.Asks`)

    def call(self, target: Value, args: Value, named: Value, *, method: str) -> Value:
        """Call a callable of the other side."""
        if not method:
            return self.ask("call", target, tuple(args), dict(named))
        handed = (*args, *named.values())
        return self._put(method, handed, "call", target, tuple(args), dict(named))

    def special(self, target: Value, name: str, args: Value) -> Value:
        """Call a special method there; NotImplemented where none may be asked."""
        if name == "__contains__" and not self._may(name, args):
            return any(each is args[0] or each == args[0] for each in target)
        if not self._may(name, args):
            return NotImplemented
        return self._put(name, args, "special", target, name, tuple(args))

    def get(self, target: Value, name: str) -> Value:
        """Return an attribute of something on the other side."""
        return self.ask("get", target, name)

    def set(self, target: Value, name: str, value: Value) -> None:
        """Set an attribute there."""
        self.ask("set", target, name, value)

    def delete(self, target: Value, name: str) -> None:
        """Delete an attribute there."""
        self.ask("delete", target, name)

    def copy(self, target: Value, *, deep: bool) -> Value:
        """Copy an object there."""
        return self.ask("copy", target, deep)

    def source(self, qualname: str) -> str | None:
        """Return the text of a function of the other side."""
        return self._sources(qualname)

    def _may(self, name: str, handed: Value) -> bool:
        return self.policy.allows(name, carries_data=self._carries_data(handed))

    def _put(self, name: str, handed: Value, *question: Value) -> Value:
        """Put a question that could decide a test, and weigh the answer."""
        carries_data = self._carries_data(handed)
        if not self.policy.allows(name, carries_data=carries_data):
            msg = f"'{name}' of an object of the student's own may not judge test data"
            raise TypeError(msg)
        answer = self.ask(*question)
        gives_data = not self.is_stand(answer) and answer is not NotImplemented
        if not self.policy.believes(
            name, carries_data=carries_data, gives_data=gives_data
        ):
            msg = f"'{name}' of an object of the student's own may not judge test data"
            raise TypeError(msg)
        return answer

    def _carries_data(self, handed: Value) -> bool:
        return any(not self.is_stand(each) for each in handed)

    # The line

    def _send(self, kind: str, content: Value) -> None:
        """Send a message, with what has changed here and what was printed."""
        changed = self._crossing.changed()  # held here, so that none is dropped yet
        unused = self._stands.gone()
        if self._forgets:
            unused += self._crossing.drop_unused()
        nodes = self._crossing.pack((content, changed))
        told = [*self._printed(), list(self._notices())]
        self.channel.send([kind, nodes, unused, *told])

    def _take(self) -> tuple[str, Value]:
        message = self.receive()
        try:
            kind, nodes, unused, out, err, names = message
            content, _changed = self._crossing.unpack(nodes)
            for number in unused:
                self._crossing.forget(number)
            self._noticed(names)
        except (WireError, ValueError, TypeError) as error:
            self.is_garbled = True
            msg = f"the answer cannot be taken over: {error}"
            raise MisunderstoodError(msg) from error
        for stream, text in ((sys.stdout, out), (sys.stderr, err)):
            if text and isinstance(text, str):
                stream.write(text)
        return str(kind), content

    def _reply(self, operation: str, parts: Value) -> None:
        """Answer a question, whatever comes of it."""
        try:
            with self._working():
                answer = self._answers[operation](*parts)
        except BaseException as error:  # noqa: BLE001 - it belongs to whoever asked
            self._send_error(error)
        else:
            try:
                self._send(_VALUE, answer)
            except (WireError, ValueError, RecursionError) as error:
                self._send_error(error)

    def _send_error(self, error: BaseException) -> None:
        try:
            self._send(_RAISED, error)
        except (WireError, ValueError, TypeError, RecursionError):
            self._send(_RAISED, RuntimeError(type(error).__name__))

    # Answering

    def _answer_call(self, target: Value, args: Value, named: Value) -> Value:
        self._guard("call", target, "")
        return target(*args, **named)

    def _answer_special(self, target: Value, name: str, args: Value) -> Value:
        self._guard("special", target, name)
        if name == "__await__":
            return asyncio.run(_awaited(target))
        return getattr(type(target), name)(target, *args)

    def _answer_get(self, target: Value, name: str) -> Value:
        self._guard("get", target, name)
        return getattr(target, name)

    def _answer_set(self, target: Value, name: str, value: Value) -> None:
        self._guard("set", target, name)
        setattr(target, name, value)

    def _answer_delete(self, target: Value, name: str) -> None:
        self._guard("set", target, name)
        delattr(target, name)

    def _answer_copy(self, target: Value, deep: bool) -> Value:  # noqa: FBT001
        self._guard("copy", target, "")
        return copy.deepcopy(target) if deep else copy.copy(target)


def allow_all(_operation: str, _target: Value, _name: str) -> None:
    """Let the other side ask anything: the student's side has nothing to hide."""


async def _awaited(target: Value) -> Value:
    return await target


def _raisable(content: Value) -> BaseException:
    if isinstance(content, BaseException):
        return content
    msg = "the other side raised what is no exception"
    return MisunderstoodError(msg)
