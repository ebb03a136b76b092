"""A value as a table of nodes, and back."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from autograder.wire.codec import Codec, Data, Decoded, WireError
from autograder.wire.plain import CODECS

MOST_NODES = 2_000_000
"""The largest table that crosses; a value that needs more is refused."""

Refer = Callable[[Any], Data]
"""Names a value that stays where it is; raises WireError if it must not."""

Resolve = Callable[[Data], Any]
"""Returns what stands here for a value that stayed on the other side."""

_REFERENCE = "ref"


def encode(
    value: Decoded,
    *,
    codecs: Iterable[Codec] = CODECS,
    refer: Refer | None = None,
    most: int = MOST_NODES,
) -> list[Data]:
    """Take a value apart.

    Parameters
    ----------
    value
        Of types that have codecs, exactly; a subclass may answer otherwise than it
        holds.
    codecs
        The types that cross as data.
    refer
        Names a value of any other type, which then stays where it is.
    most
        The largest number of nodes.

    Returns
    -------
    list
        Nodes `[kind, data, numbers of the nodes it is made of]`, the value first.

    Raises
    ------
    WireError
        If a type has no codec and `refer` is not given or refuses, or there are too
        many nodes.

    Examples
    --------
    >>> encode([True, True])
    [['list', None, [1, 1]], ['bool', True, []]]
    """
    by_type = {codec.type: codec for codec in codecs}
    numbers: dict[int, int] = {id(value): 0}
    waiting: list[Any] = [value]  # also keeps each value, so that no id is used twice
    nodes: list[Data] = []
    while len(nodes) < len(waiting):
        each = waiting[len(nodes)]
        codec = by_type.get(type(each))
        if codec is None:
            nodes.append([_REFERENCE, _referred(each, refer), []])
            continue
        data, parts = codec.take(each)
        for part in parts:
            if id(part) not in numbers:
                numbers[id(part)] = len(waiting)
                waiting.append(part)
        if len(waiting) > most:
            msg = f"the value is made of more than {most:,} others"
            raise WireError(msg)
        nodes.append([codec.kind, data, [numbers[id(part)] for part in parts]])
    return nodes


def decode(
    nodes: Data, *, codecs: Iterable[Codec] = CODECS, resolve: Resolve | None = None
) -> Decoded:
    """Put a value together again; believe nothing of what is said.

    Parameters
    ----------
    nodes
        As `encode` gives them, from whoever wrote them.
    codecs
        The types that are agreed.
    resolve
        Returns what stands here for a value that stayed on the other side.

    Raises
    ------
    WireError
        If the nodes are not what `encode` gives for these types.
    """
    table = _checked(nodes)
    by_kind = {codec.kind: codec for codec in codecs}
    try:
        return _assembled(table, by_kind, resolve)
    except WireError:
        raise
    except (TypeError, ValueError, ArithmeticError, LookupError) as error:
        msg = f"what came across is not what was agreed: {type(error).__name__}"
        raise WireError(msg) from error


def _referred(value: object, refer: Refer | None) -> Data:
    if refer is None:
        msg = f"a {type(value).__name__} is more than data"
        raise WireError(msg)
    return refer(value)


def _checked(nodes: Data) -> list[tuple[str, Data, list[int]]]:
    """Return the table, if it is one."""
    if not isinstance(nodes, list) or not nodes:
        msg = "a table of nodes was agreed"
        raise WireError(msg)
    table = []
    for node in nodes:
        if not isinstance(node, list) or [type(part) for part in node[::2]] != [
            str,
            list,
        ]:
            msg = "a node is a kind, data and numbers"
            raise WireError(msg)
        kind, data, parts = node
        if not all(type(at) is int and 0 <= at < len(nodes) for at in parts):
            msg = "a node is made of nodes of the table"
            raise WireError(msg)
        table.append((kind, data, parts))
    return table


def _assembled(
    table: Sequence[tuple[str, Data, list[int]]],
    by_kind: Mapping[str, Codec],
    resolve: Resolve | None,
) -> Decoded:
    """Make all values, those first that others cannot be made without."""
    made: dict[int, Decoded] = {}
    for start in range(len(table)):
        _make(start, table, by_kind, resolve, made)
    for at, (kind, _data, parts) in enumerate(table):
        codec = by_kind.get(kind)
        if codec is not None and codec.fill is not None:
            codec.fill(made[at], [made[part] for part in parts])
    return made[0]


def _make(
    start: int,
    table: Sequence[tuple[str, Data, list[int]]],
    by_kind: Mapping[str, Codec],
    resolve: Resolve | None,
    made: dict[int, Decoded],
) -> None:
    """Make a value and what it cannot be made without, however deep that goes."""
    stack, begun = [start], set[int]()
    while stack:
        at = stack[-1]
        if at in made:
            stack.pop()
            continue
        kind, data, parts = table[at]
        codec = by_kind.get(kind)
        if codec is None:
            made[at] = _resolved(kind, data, resolve)
        elif codec.fill is not None:
            made[at] = codec.make(data, ())
        elif lacking := [part for part in parts if part not in made]:
            if at in begun:
                msg = "a value that cannot be changed cannot hold itself"
                raise WireError(msg)
            begun.add(at)
            stack += lacking
        else:
            made[at] = codec.make(data, [made[part] for part in parts])


def _resolved(kind: str, data: Data, resolve: Resolve | None) -> Decoded:
    if kind != _REFERENCE or resolve is None:
        msg = f"nothing was agreed about {kind[:40]!r}"
        raise WireError(msg)
    return resolve(data)
