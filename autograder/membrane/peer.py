"""Asking the other side, and answering it, until an answer has come.

Both sides are the same, but for what they let the other ask: the student's side
answers everything, the judge only what a callback needs.
"""

import asyncio
import copy
import inspect
import sys
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import AbstractContextManager, nullcontext
from threading import RLock
from typing import Any, Protocol, TypeAlias

from autograder.membrane.channel import ChannelClosedError
from autograder.membrane.crossing import Codecs, Crossing, named_functions
from autograder.membrane.describe import BINARY, COMPARISONS
from autograder.membrane.policy import OPEN, Policy, is_weighty
from autograder.membrane.remote import RemoteType, Stands
from autograder.membrane.weighing import Scales, refuse
from autograder.wire.codec import WireError

Value: TypeAlias = Any
Answer: TypeAlias = Callable[..., Value]

_VALUE, _RAISED = "value", "raised"
_NONE = frozenset[str]()


class Line(Protocol):
    """Carries messages to and from the other side."""

    def send(self, message: Any, /) -> None:  # noqa: ANN401 - what JSON can hold
        """Send a message; ValueError if it cannot be sent."""

    def receive(self) -> Any:  # noqa: ANN401 - what JSON can hold
        """Wait for a message and return it."""


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
    line
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
    asking
        Is entered while the other side is asked.
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
        line: Line,
        codecs: Codecs,
        *,
        first: int,
        guard: Guard,
        forgets: bool,
        answers: Mapping[str, Answer] | None = None,
        printed: Callable[[], tuple[str, str]] = lambda: ("", ""),
        asking: Callable[[], AbstractContextManager[None]] = nullcontext,
        working: Callable[[], AbstractContextManager[None]] = nullcontext,
        sources: Callable[[str], str | None] = lambda _name: None,
        notices: Callable[[], Sequence[str]] = tuple,
        noticed: Callable[[Sequence[str]], None] = lambda _names: None,
    ) -> None:
        self.raised: BaseException | None = None
        self.is_garbled = False
        self._line = line
        self._lock = RLock()  # a thread's question waits until another's is answered
        self._has_used_libraries = False
        self._replays: dict[int, _Replay] = {}
        self._unused: list[int] = []
        self._unsaid = ["", ""]
        self._rebound: list[str] = []
        self._stands = Stands(self, lambda of: codecs.of_type(of) is not None)
        self._scales = Scales(self._stands)
        self._crossing = Crossing(codecs, self._stands, first=first, forgets=forgets)
        self._forgets = forgets
        self._guard = guard
        self._printed = printed
        self._asking = asking
        self._working = working
        self._sources = sources
        self._notices = notices
        self._noticed = noticed
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
        with self._lock, self._asking():
            self._send(operation, parts)
            while True:
                kind, content = self._take()
                if kind == _VALUE:
                    return content
                if kind == _RAISED:
                    self.raised = _raisable(content)
                    raise self.raised
                self._scales.weigh_place({f"callback {kind}"})
                self._reply(kind, content)

    def serve(self) -> None:
        """Answer the other side until it is gone."""
        while True:
            try:
                question = self._take()
            except MisunderstoodError as error:
                self._send_error(error)
            else:
                self._reply(*question)

    @property
    def policy(self) -> Policy:
        """What the author's solution was asked in this test."""
        return self._scales.policy

    @policy.setter
    def policy(self, policy: Policy) -> None:
        self._scales.policy = policy

    def has_left_changes(self) -> bool:
        """Say whether something that outlives this has been changed there."""
        return self._has_used_libraries or self._crossing.has_left_changes()

    def is_stand(self, value: Value) -> bool:
        """Say whether a value stands for one on the other side."""
        return self._stands.number_of(value) is not None

    def found(self, value: Value, name: str) -> Value:
        """Return a value of the other side that was found under a name."""
        self._stands.lend_source(value, name)
        self._scales.weigh_place({name})
        self._scales.find(value, name)
        return value

    # What stand-ins ask (see `remote.Asks`)

    def call(self, target: Value, args: Value, named: Value, *, method: str) -> Value:
        """Call a callable of the other side."""
        handed = (*args, *named.values())
        names = self._scales.names_of(target, method)
        answer = self._put(
            names, handed, "call", target, tuple(args), tuple(named.items())
        )
        called = self._scales.found_as(target)
        self._scales.weigh_place(names | called, is_free=answer is None)
        return answer

    def special(self, target: Value, name: str, args: Value) -> Value:
        """Call a special method there; NotImplemented where none may be asked."""
        is_known = self._scales.knows_operator(name, target)
        if name == "__exit__":  # a traceback stays where it is
            args = (*args[:2], None)
        # An operator within a class tells nothing of the test, whatever is held.
        is_own = name in BINARY and all(type(each) is type(target) for each in args)
        foreign = () if is_own else args
        if not self._scales.may(name, foreign) or not (is_known or name in OPEN):
            if name == "__contains__":
                return any(each is args[0] or each == args[0] for each in target)
            if name in BINARY | COMPARISONS:
                return NotImplemented
            refuse(name)
        is_call = name == "__call__"
        names = self._scales.names_of(target, name) if is_call else {name}
        answer = self._put(names, foreign, "special", target, name, tuple(args))
        if name in _GIVES_ITEMS:
            self._scales.weigh_place({_ITEMS, *self._scales.came_for(target)})
        else:
            called = self._scales.found_as(target) if is_call else _NONE
            self._scales.weigh_place(names | called)
        if name == "__exit__" and args[0] is not None and answer:
            return self.policy.lets_swallow(args[0].__name__)
        if name == "__iter__" and not is_known and answer is not target:
            return self._replayed(target, answer)
        return answer

    def _replayed(self, target: Value, items: Iterator[Value]) -> Iterator[Value]:
        """Return what an object gave the first time that it was iterated over."""
        number = self._stands.number_of(target)
        if number is None:
            return items
        return iter(self._replays.setdefault(number, _Replay(items)))

    def get(self, target: Value, name: str) -> Value:
        """Return an attribute of something on the other side."""
        is_known = self._scales.knows(name, target)
        if name.startswith(_PROTOCOLS) or not (is_known or not is_weighty(name)):
            msg = f"{name!r} is not asked of an object of the student's own here"
            raise AttributeError(msg)
        answer = self.ask("get", target, name)
        self._scales.weigh_place({name})
        if isinstance(target, RemoteType):
            self._stands.lend_source(answer, f"{target.__qualname__}.{name}")
        self._scales.find(answer, name)
        self._scales.reach(answer, name)
        return answer

    def set(self, target: Value, name: str, value: Value) -> None:
        """Set an attribute there."""
        self.ask("set", target, name, value)

    def delete(self, target: Value, name: str) -> None:
        """Delete an attribute there."""
        self.ask("delete", target, name)

    def copy(self, target: Value, *, deep: bool) -> Value:
        """Copy an object there."""
        answer = self.ask("copy", target, deep)
        self._scales.copied(target, answer)
        return answer

    def knows(self, name: str) -> bool:
        """Say whether an instance that holds data is asked, and not what it holds."""
        return self.policy.knows(name)

    def source(self, qualname: str) -> str | None:
        """Return the text of a function of the other side."""
        return self._sources(qualname)

    def _put(self, names: AbstractSet[str], handed: Value, *question: Value) -> Value:
        """Put a question that could decide a test, and weigh the answer."""
        weighed = self._scales.weigh(names, handed, question[1])
        try:
            answer = self.ask(*question)
        except BaseException:
            self._scales.has_raised(weighed)
            raise
        self._scales.weigh_answer(weighed, answer)
        return answer

    # The line

    def _send(self, kind: str, content: Value) -> None:
        """Send a message, with what has changed here and what was printed."""
        # Held here, so that none is dropped yet; a tuple, so that it is no twin itself.
        changed = tuple(self._crossing.changed())
        self._unused += self._stands.gone()
        if self._forgets:
            self._unused += self._crossing.drop_unused()
        nodes = self._crossing.pack((content, changed))
        self._unsaid = list(map(str.__add__, self._unsaid, self._printed()))
        self._rebound += self._notices()
        try:
            self._line.send([kind, nodes, self._unused, *self._unsaid, self._rebound])
        except ValueError:
            self._crossing.take_back()
            raise
        for number in self._unused:
            self._replays.pop(number, None)
            self._scales.forget(number)
        self._unused, self._unsaid, self._rebound = [], ["", ""], []

    def _take(self) -> tuple[str, Value]:
        message = self._line.receive()
        try:
            kind, nodes, unused, out, err, names = message
            content, _changed = self._crossing.unpack(nodes)
            came = [node[1] for node in nodes if node[0] == "mine"]
            self._scales.come(came, named_functions(nodes))
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
            except ChannelClosedError:
                raise
            except Exception as error:  # noqa: BLE001 - a value may refuse in any way
                self._send_error(error)

    def _send_error(self, error: BaseException) -> None:
        try:
            self._send(_RAISED, error)
        except ChannelClosedError:
            raise
        except Exception:  # noqa: BLE001 - as may an error
            self._send(_RAISED, RuntimeError(type(error).__name__))

    # Answering

    def _answer_call(self, target: Value, args: Value, named: Value) -> Value:
        self._check("call", target, "")
        self._note_use(target)
        return target(*args, **dict(named))

    def _answer_special(self, target: Value, name: str, args: Value) -> Value:
        self._check("special", target, name)
        self._note_use(target)
        if name == "__bool__":  # which a length may answer
            return bool(target)
        if name == "__await__":
            return asyncio.run(_awaited(target))
        return getattr(type(target), name)(target, *args)

    def _answer_get(self, target: Value, name: str) -> Value:
        self._check("get", target, name)
        return getattr(target, name)

    def _answer_set(self, target: Value, name: str, value: Value) -> None:
        self._check_change(target, name)
        setattr(target, name, value)

    def _answer_delete(self, target: Value, name: str) -> None:
        self._check_change(target, name)
        delattr(target, name)

    def _answer_copy(self, target: Value, deep: bool) -> Value:  # noqa: FBT001
        self._check("copy", target, "")
        return copy.deepcopy(target) if deep else copy.copy(target)

    def _note_use(self, target: Value) -> None:
        """Note that a library's own object may have been changed there."""
        if self._forgets and not self._has_used_libraries:
            owner = getattr(target, "__self__", target)
            self._has_used_libraries = _is_of_library(owner)

    def _check_change(self, target: Value, name: str) -> None:
        """Refuse to change what the author's solution left as it was."""
        self._check("set", target, name)
        if not self.policy.knows(f"= {name}") and not _is_field(target, name):
            msg = f"{name!r} of what was handed over cannot be changed"
            raise PermissionError(msg)

    def _check(self, operation: str, target: Value, name: str) -> None:
        """Refuse to use what was never handed over, such as a type known to both."""
        if not self._crossing.has_handed(target):
            msg = "only what was handed over can be used"
            raise PermissionError(msg)
        self._guard(operation, target, name)


class _Replay:
    """What came when an object was first iterated over, for every other time."""

    def __init__(self, items: Iterator[Value]) -> None:
        self._items = items
        self._seen: list[Value] = []
        self._is_done = False

    def __iter__(self) -> Iterator[Value]:
        at = 0
        while at < len(self._seen) or self._has_more():
            yield self._seen[at]
            at += 1

    def _has_more(self) -> bool:
        if not self._is_done:
            try:
                self._seen.append(next(self._items))
            except StopIteration:
                self._is_done = True
        return not self._is_done


def allow_all(_operation: str, _target: Value, _name: str) -> None:
    """Let the other side ask anything: the student's side has nothing to hide."""


_ITEMS = "items"
_GIVES_ITEMS = frozenset({"__iter__", "__next__", "__getitem__", "__reversed__"})
"""Special methods by which one goes through what an object holds: one question."""

_PROTOCOLS = (
    *("__array_", "__dlpack", "__arrow_", "__dataframe_", "__cuda_", "__buffer"),
    *("_repr_", "_ipython_", "_render_traceback_"),
)
"""How names begin by which libraries hand over addresses, or hand on questions."""


def _is_field(target: Value, name: str) -> bool:
    """Say whether a name is one for an object's own value, as of a node in a tree.

    So it is in a class of the notebook's, unless that has a method or property of the
    name.
    """
    of = type(target)
    if of.__module__ != "__main__" or isinstance(of, RemoteType):
        return False
    default = inspect.getattr_static(of, name, None)
    is_slot = isinstance(default, types.MemberDescriptorType)
    return is_slot or not (callable(default) or hasattr(type(default), "__get__"))


def _is_of_library(value: Value) -> bool:
    """Say whether a value may be a library's own object, which its methods change."""
    if isinstance(value, types.FunctionType | types.ModuleType | type):
        return False
    if isinstance(value, types.BuiltinFunctionType):  # of a module, which is its owner
        return False
    return type(value).__module__ != "__main__"


async def _awaited(target: Value) -> Value:
    return await target


def _raisable(content: Value) -> BaseException:
    if isinstance(content, BaseException):
        return content
    msg = "the other side raised what is no exception"
    return MisunderstoodError(msg)
