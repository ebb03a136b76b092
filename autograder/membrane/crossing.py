"""A value as a message, and back: data as copies, twins in step, the rest by number.

A message is a flat table of nodes, the value first; `parts` are numbers of nodes:

=====================================  =============================================
`[kind, data, parts]`                  data that cannot change
`[kind, data, parts, n]`               data that can change: the twins numbered `n`
`["twin", n]`                          twin `n`, which has not changed since
`["held", [n, kind, data], parts]`     an instance of a class that was made from a
                                       type of data: its class, then what it holds
`["mine", n, parts]`                   a value that stays; at first with what is
                                       told of it
`["yours", n]`                         a value that stayed on the other side
=====================================  =============================================

Nothing in a message is believed: what was not agreed raises `WireError`.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from operator import is_
from typing import Any, NoReturn, Protocol, TypeAlias

from autograder.membrane.describe import bared, describe, held
from autograder.wire.codec import Codec, WireError

Value: TypeAlias = Any
Nodes: TypeAlias = list[Any]
Parts: TypeAlias = Sequence[Any]

MOST_NODES = 2_000_000
"""The largest table; a value that needs more is refused."""


class Codecs(Protocol):
    """Finds a codec by the type of a value, or by a kind that came across."""

    def of_type(self, of: type) -> Codec | None:
        """Return the codec for exactly this type."""

    def of_kind(self, kind: str) -> Codec | None:
        """Return the codec of this name."""


class Builder(Protocol):
    """Makes what stands here for a value that stayed on the other side."""

    def build(self, number: int, told: Value) -> Value:
        """Return the stand-in for a value, from what was told of it."""

    def hold(self, number: int, of: Value, base: Value) -> Value:
        """Return an instance of a class that was made from a type of data."""

    def number_of(self, value: Value) -> int | None:
        """Return the number of a stand-in; None for any other value."""


@dataclass(slots=True)
class _Twin:
    """A value that can change, and what was last agreed of it.

    While it is put together nothing is agreed: its state is None.
    """

    value: Value
    codec: Codec
    state: Value


class _Table:
    """Values on their way out, each with its place; each once."""

    def __init__(self, value: Value) -> None:
        self.waiting: list[Value] = [value]  # keeps each, so that no id is used twice
        self.before: list[tuple[int, Value]] = []  # by number: what was agreed
        self._places: dict[int, int] = {id(value): 0}

    def place(self, value: Value) -> int:
        """Return a value's place."""
        place = self._places.setdefault(id(value), len(self.waiting))
        if place == len(self.waiting):
            self.waiting.append(value)
        return place

    def places(self, values: Parts) -> list[int]:
        """Return the places of several values."""
        return [self.place(value) for value in values]


def named_functions(nodes: Nodes) -> Iterator[tuple[int, str]]:
    """Yield what stays on the other side and is an attribute of data, with its name."""
    for kind, *rest in nodes:
        if kind == "SimpleNamespace":
            half = len(rest[1]) // 2
            pairs = zip(rest[1][:half], rest[1][half:], strict=True)
            for name, value in pairs:
                if nodes[value][0] == "mine":
                    yield nodes[value][1], str(nodes[name][1])


class Crossing:
    """One side's view of what has crossed.

    Parameters
    ----------
    codecs
        The types that cross as data.
    builder
        Makes stand-ins for what stayed on the other side.
    first
        Where this side begins to number: 0 on one side and 1 on the other, so that
        no number is given twice.
    forgets
        Whether `drop_unused` is called each time before something is packed.
    """

    def __init__(
        self, codecs: Codecs, builder: Builder, *, first: int, forgets: bool = False
    ) -> None:
        self._codecs = codecs
        self._builder = builder
        self._next = first
        self._forgets = forgets
        self._twins: dict[int, _Twin] = {}
        self._twin_numbers: dict[int, int] = {}
        self._mine: dict[int, Value] = {}
        self._my_numbers: dict[int, int] = {}
        self._before: list[tuple[int, Value]] = []
        self._holding: dict[int, Value] = {}
        self._held_last: list[int] = []
        self._own = first % 2
        self._changed_there: dict[int, Value] = {}

    def pack(self, value: Value) -> Nodes:
        """Take a value apart.

        Raises
        ------
        WireError
            If it is made of too many others; nothing is agreed then.
        """
        table = _Table(value)
        nodes: Nodes = []
        self._held_last = []
        try:
            for each in table.waiting:  # which grows
                nodes.append(self._node(each, table))
                if len(table.waiting) > MOST_NODES:
                    _refuse_many()
        except BaseException:
            self._restore(table.before)
            raise
        self._before = table.before
        return nodes

    def take_back(self) -> None:
        """Agree on nothing that was packed last: it was not sent."""
        self._restore(self._before)

    def unpack(self, nodes: Value) -> Value:
        """Put a value together again.

        Raises
        ------
        WireError
            If the nodes are not what `pack` gives.
        """
        try:
            return self._assembled(_checked(nodes))
        except WireError:
            raise
        except Exception as error:  # whatever a constructor may say
            msg = f"what came across is not what was agreed ({type(error).__name__})"
            raise WireError(msg) from error

    def changed(self) -> list[Value]:
        """Return what is not any more as it was last agreed, or told."""
        twins = [
            twin.value
            for twin in self._twins.values()
            if twin.state is not None and not _same(twin.state, self._state(twin))
        ]
        holding = [
            self._mine[number]
            for number, state in self._holding.items()
            if not _same(state, self._state_held(self._mine[number]))
        ]
        return [*twins, *holding]

    def drop_unused(self) -> list[int]:
        """Forget the twins that nobody here uses any more; return their numbers."""
        unused: list[int] = []
        ahead = [number for number in self._twins if self._is_unused(number)]
        while ahead:
            number = ahead.pop()
            inner = self._twins_within(number)
            self.forget(number)
            unused.append(number)
            ahead += {each for each in inner if self._is_unused(each)}
        return unused

    def has_left_changes(self) -> bool:
        """Say whether anything else uses what was made here and changed there.

        So it is, when a test handed over a list that belongs to a library.
        """
        return any(
            sys.getrefcount(self._changed_there[number])
            > _OWN_REFERENCES + (number in self._twins)
            for number in self._changed_there
        )

    def _is_unused(self, number: int) -> bool:
        twin = self._twins.get(number)
        return twin is not None and sys.getrefcount(twin.value) <= _OWN_REFERENCES

    def _twins_within(self, number: int) -> list[int]:
        """Return the twins that a twin is made of."""
        _data, parts = self._twins[number].state or (None, ())
        found = (self._twin_numbers.get(id(part)) for part in parts)
        return [each for each in found if each is not None]

    def forget(self, number: int) -> None:
        """Drop what was known by a number, if anything."""
        twin = self._twins.pop(number, None)
        if twin is not None:
            del self._twin_numbers[id(twin.value)]
        self._holding.pop(number, None)
        if number in self._mine:
            del self._my_numbers[id(self._mine.pop(number))]

    def has_handed(self, value: Value) -> bool:
        """Say whether a value stays here and was handed to the other side."""
        return id(value) in self._my_numbers

    # What goes out

    def _node(self, value: Value, table: _Table) -> list[Any]:
        codec = self._codecs.of_type(type(value))
        if codec is not None:
            if codec.renew is not None:
                return self._twin_node(codec, value, table)
            try:
                data, parts = codec.take(value)
            except WireError:  # such as a class of the student's own
                pass
            else:
                return [codec.kind, data, table.places(parts) if parts else []]
        number = self._builder.number_of(value)
        if number is not None:
            return ["yours", number]
        bare = bared(value, self._codecs.of_type)
        if bare is not None:
            with suppress(WireError):
                return self._node(bare, table)
        base = held(value, self._codecs.of_type)
        if base is not None:
            codec = self._codecs.of_type(type(base))
            assert codec is not None  # noqa: S101 - `held` looked for it
            data, parts = codec.take(base)
            number = self._number(value, table)[0]
            if codec.fill is not None:
                self._holding[number] = (data, tuple(parts))
                self._held_last.append(number)
            told = [number, codec.kind, data]
            return ["held", told, table.places((type(value), *parts))]
        number, is_new = self._number(value, table)
        return ["mine", number, table.places([describe(value)] if is_new else [])]

    def _twin_node(self, codec: Codec, value: Value, table: _Table) -> list[Any]:
        data, parts = codec.take(value)
        state = self._state_of(codec, data, parts)
        number = self._twin_numbers.get(id(value))
        if number is None:
            number = self._count()
            self._remember(number, codec, value)
        elif _same(self._twins[number].state, state):
            return ["twin", number]
        twin = self._twins[number]
        table.before.append((number, twin.state))
        twin.state = state
        return [codec.kind, data, table.places(parts), number]

    def _number(self, value: Value, table: _Table) -> tuple[int, bool]:
        """Return the number of a value that stays, and whether it is new."""
        known = self._my_numbers.get(id(value))
        if known is not None:
            return known, False
        number = self._count()
        self._mine[number] = value
        self._my_numbers[id(value)] = number
        table.before.append((number, None))
        return number, True

    def _restore(self, before: list[tuple[int, Value]]) -> None:
        """Make the states what they were, and forget what was new."""
        for number in self._held_last:
            self._holding.pop(number, None)
        for number, state in reversed(before):
            if state is None:
                self.forget(number)
            elif number in self._twins:
                self._twins[number].state = state
        before.clear()

    def _count(self) -> int:
        number = self._next
        self._next += 2
        return number

    def _remember(self, number: int, codec: Codec, value: Value) -> None:
        self._twins[number] = _Twin(value, codec, None)
        self._twin_numbers[id(value)] = number

    def _state(self, twin: _Twin) -> Value:
        """Return what a twin is like now."""
        return self._state_of(twin.codec, *twin.codec.take(twin.value))

    def _state_held(self, value: Value) -> Value:
        """Return what an instance of a class made from a container holds now."""
        base = held(value, self._codecs.of_type)
        codec = self._codecs.of_type(type(base))
        assert codec is not None  # noqa: S101 - as when it was told
        data, parts = codec.take(base)
        return data, tuple(parts)

    def _state_of(self, codec: Codec, data: Value, parts: Parts) -> Value:
        """Return what a twin is like, as cheaply as can be told.

        Containers are told by which values they hold; others, whose parts may be made
        anew each time, by all that they are.
        """
        if codec.fill is not None:
            return data, tuple(parts)
        return data, self._spread(parts)

    def _spread(self, parts: Parts) -> list[Value]:
        """Return all that some values are made of, however deep, in a row."""
        table = _Table(None)
        table.places(parts)
        return [self._told(each, table) for each in table.waiting]  # which grows

    def _told(self, value: Value, table: _Table) -> Value:
        """Return what a part itself is, and where the table has what it is made of."""
        codec = self._codecs.of_type(type(value))
        if codec is None:
            return _Same(value)
        try:
            data, parts = codec.take(value)
        except WireError:  # such as a class of the student's own
            return _Same(value)
        return codec.kind, data, table.places(parts) if parts else ()

    # What comes in

    def _assembled(self, table: Sequence[list[Any]]) -> Value:
        made: dict[int, Value] = {}
        later: dict[int, Callable[[], None]] = {}
        for start in range(len(table) - 1, -1, -1):  # mostly, parts follow wholes
            codec = self._codec_of_leaf(table[start])
            if codec is None:
                self._make(start, table, made, later)
            else:
                made[start] = codec.make(table[start][1], ())
        for at in list(later):
            self._finish(at, table, later)
        whole = made[0]
        made.clear()  # else everything would be in use
        for node in table:
            if len(node) == _TWIN_LENGTH and not self._is_dropped_next(node[-1]):
                twin = self._twins[node[-1]]
                twin.state = self._state(twin)
        return whole

    def _codec_of_leaf(self, node: list[Any]) -> Codec | None:
        """Return the codec of a value that nothing is needed for, as most there are."""
        if len(node) != _DATA_LENGTH or node[2]:
            return None
        codec = self._codecs.of_kind(node[0])
        return None if codec is None or codec.renew is not None else codec

    def _is_dropped_next(self, number: int) -> bool:
        """Say whether a twin served only to make another and will not be seen again.

        Such are the arrays of a frame, which holds copies of them.
        """
        return self._forgets and self._is_unused(number)

    def _make(
        self,
        start: int,
        table: Sequence[list[Any]],
        made: dict[int, Value],
        later: dict[int, Callable[[], None]],
    ) -> None:
        """Make a value, and before it what it cannot be made without."""
        stack, begun = [start], set[int]()
        while stack:
            at = stack[-1]
            if at in made:
                stack.pop()
                continue
            lacking = [part for part in self._needs(table[at]) if part not in made]
            if lacking:
                if at in begun:
                    msg = "a value that cannot be changed cannot hold itself"
                    raise WireError(msg)
                begun.add(at)
                stack += lacking
            else:
                made[at] = self._made(at, table[at], made, later)

    def _finish(
        self,
        at: int,
        table: Sequence[list[Any]],
        later: dict[int, Callable[[], None]],
    ) -> None:
        """Fill or renew a value, and before it what it copies from.

        A container only points to its parts; a table copies what they hold.
        """
        finish = later.pop(at, None)
        if finish is None:
            return
        kind, _data, parts, _number = table[at]
        if self._agreed(kind).fill is None:
            for part in parts:
                self._finish(part, table, later)
        finish()

    def _needs(self, node: list[Any]) -> Iterable[int]:
        """Return the nodes without which a node's value cannot be made."""
        kind = node[0]
        if kind in {"twin", "yours"}:
            return ()
        if len(node) == _TWIN_LENGTH:
            codec = self._agreed(kind)
            known = _whole(node[3]) in self._twins
            return () if known or codec.fill is not None else node[2]
        parts: list[int] = node[2]
        return parts

    def _made(
        self,
        at: int,
        node: list[Any],
        made: dict[int, Value],
        later: dict[int, Callable[[], None]],
    ) -> Value:
        kind = node[0]
        if kind == "twin":
            return self._twins[_whole(node[1])].value
        if kind == "yours":
            return self._mine[_whole(node[1])]
        if len(node) == _TWIN_LENGTH:
            return self._made_twin(at, node, made, later)
        parts = [made[part] for part in node[2]]
        if kind == "mine":
            told = parts[0] if parts else None
            return self._builder.build(_whole(node[1]), told)
        if kind == "held":
            number, base_kind, data = node[1]
            codec = self._agreed(base_kind)
            base = codec.make(data, () if codec.fill else parts[1:])
            if codec.fill:
                codec.fill(base, parts[1:])
            return self._builder.hold(_whole(number), parts[0], base)
        codec = self._agreed(kind)
        if _changeable(codec):
            msg = f"a {kind[:40]} needs a number"
            raise WireError(msg)
        return codec.make(node[1], parts)

    def _made_twin(
        self,
        at: int,
        node: list[Any],
        made: dict[int, Value],
        later: dict[int, Callable[[], None]],
    ) -> Value:
        kind, data, parts, number = node
        codec = self._agreed(kind)
        if not _changeable(codec):
            msg = f"a {kind[:40]} cannot change and has no number"
            raise WireError(msg)
        twin = self._twins.get(number)
        if twin is not None:
            if twin.codec.kind != codec.kind or codec.renew is None:
                msg = "a twin keeps its type"
                raise WireError(msg)
            renew, old = codec.renew, twin.value
            if self._forgets and number % 2 == self._own:
                self._changed_there[number] = old
            twin.state = None  # a hash that is asked for meanwhile must not send it
            later[at] = lambda: renew(old, data, [made[part] for part in parts])
            return old
        if codec.fill is None:
            value = codec.make(data, [made[part] for part in parts])
        else:
            value, fill = codec.make(data, ()), codec.fill
            later[at] = lambda: fill(value, [made[part] for part in parts])
        self._remember(number, codec, value)
        return value

    def _agreed(self, kind: Value) -> Codec:
        codec = self._codecs.of_kind(kind) if isinstance(kind, str) else None
        if codec is None:
            msg = f"nothing was agreed about {str(kind)[:40]!r}"
            raise WireError(msg)
        return codec


_DATA_LENGTH, _TWIN_LENGTH = 3, 4
_OWN_REFERENCES = 2  # the twin's own, and the one that is counting
_LENGTHS = {"twin": (2,), "yours": (2,)}
_WITH_PARTS = (_DATA_LENGTH, _TWIN_LENGTH)


class _Same:
    """Equal only to the very same value."""

    def __init__(self, value: Value) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.value is other.value

    __hash__ = None  # type: ignore[assignment]  # it is compared, never looked up


def _changeable(codec: Codec) -> bool:
    return codec.renew is not None


def _same(one: Value, other: Value) -> bool:
    """Compare two states: the data by value, what a container holds by identity."""
    if one is None or other is None:
        return False
    (data, parts), (other_data, other_parts) = one, other
    if data != other_data or len(parts) != len(other_parts):
        return False
    if isinstance(parts, list):
        return bool(parts == other_parts)
    return all(map(is_, parts, other_parts))


def _refuse_many() -> NoReturn:
    msg = f"a value made of more than {MOST_NODES:,} others cannot cross"
    raise WireError(msg)


def _whole(number: Value) -> int:
    if type(number) is not int:
        msg = "a number was agreed"
        raise WireError(msg)
    return number


def _are_places(parts: list[Any], nodes: list[Any]) -> bool:
    size = len(nodes)
    return all(type(at) is int and 0 <= at < size for at in parts)


def _checked(nodes: Value) -> list[list[Any]]:
    """Return the table, if it is one."""
    if not isinstance(nodes, list) or not nodes or len(nodes) > MOST_NODES:
        msg = "a table of nodes was agreed"
        raise WireError(msg)
    for node in nodes:
        if not isinstance(node, list) or not node or not isinstance(node[0], str):
            msg = "a node begins with its kind"
            raise WireError(msg)
        if len(node) not in _LENGTHS.get(node[0], _WITH_PARTS):
            msg = "a node is as long as its kind needs"
            raise WireError(msg)
        parts = node[2] if len(node) in _WITH_PARTS else []
        if not isinstance(parts, list) or (parts and not _are_places(parts, nodes)):
            msg = "a node is made of nodes of the table"
            raise WireError(msg)
    return nodes
