"""A value as a table of nodes, and back."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from autograder.wire.book import Book
from autograder.wire.codec import Codec, Data, Decoded, WireError
from autograder.wire.plain import CODECS

MOST_NODES = 2_000_000
"""The largest table that crosses; a value that needs more is refused."""

PLAIN = Book(CODECS)
"""Python's own plain types."""

Refer = Callable[[Any], Data]
"""Names a value that stays where it is; raises WireError if it must not."""

Resolve = Callable[[Data], Any]
"""Returns what stands here for a value that stayed on the other side."""

Node: TypeAlias = tuple[str, Data, list[int]]
"""A kind, what JSON can hold, and the numbers of what a value is made of."""

_REFERENCE = "ref"

REFUSALS = (
    *(TypeError, ValueError, ArithmeticError, LookupError, AttributeError),
    *(RuntimeError, AssertionError, MemoryError, OSError, ImportError, Warning),
    *(SystemError, BufferError, EOFError, StopIteration),
)
"""What constructors raise for contents that no honest value has."""


def encode(
    value: Decoded,
    *,
    codecs: Iterable[Codec] | Book = PLAIN,
    refer: Refer | None = None,
    most: int = MOST_NODES,
    values: list[Any] | None = None,
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
        Names a value that has no codec, or that its codec refuses, which then stays
        where it is.
    most
        The largest number of nodes.
    values
        Is given each node's value, in the same order.

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
    book = codecs if isinstance(codecs, Book) else Book(codecs)
    numbers: dict[int, int] = {id(value): 0}
    waiting: list[Any] = [value]  # also keeps each value, so that no id is used twice
    nodes: list[Data] = []
    for each in waiting:  # grows as it goes
        codec = book.by_type.get(type(each)) or book.of_type(type(each))
        kind, data, parts = _taken(each, codec, refer)
        if not parts:
            nodes.append([kind, data, []])
            continue
        made_of = []
        for part in parts:
            number = numbers.setdefault(id(part), len(waiting))
            if number == len(waiting):
                waiting.append(part)
            made_of.append(number)
        if len(waiting) > most:
            msg = f"the value is made of more than {most:,} others"
            raise WireError(msg)
        nodes.append([kind, data, made_of])
    if values is not None:
        values += waiting
    return nodes


def decode(
    nodes: Data,
    *,
    codecs: Iterable[Codec] | Book = PLAIN,
    resolve: Resolve | None = None,
    twins: Mapping[int, Any] | None = None,
    values: list[Any] | None = None,
) -> Decoded:
    """Put a value together again; believe nothing of what is said.

    Parameters
    ----------
    nodes
        As `encode` gives them, from whoever wrote them.
    codecs
        The types that are agreed.
    resolve
        Returns what stands here for a value that stayed on the other side. Of what it
        raises, only an error of a class of its own comes through unchanged.
    twins
        Values that are here already, by number of node: they are renewed in place.
    values
        Is given each node's value, in the same order.

    Raises
    ------
    WireError
        If the nodes are not what `encode` gives for these types. Twins may then be
        half renewed.
    """
    table = _checked(nodes)
    book = codecs if isinstance(codecs, Book) else Book(codecs)
    try:
        made = _assembled(table, book, resolve, twins or {})
    except WireError:
        raise
    except REFUSALS as error:
        msg = f"what came across is not what was agreed: {type(error).__name__}"
        raise WireError(msg) from error
    if values is not None:
        values += (made[at] for at in range(len(table)))
    return made[0]


def _taken(
    value: object, codec: Codec | None, refer: Refer | None
) -> tuple[str, Data, Sequence[Any]]:
    """Return what a node says of a value, and what it is made of."""
    if codec is not None:
        try:
            return codec.kind, *codec.take(value)
        except WireError:
            if refer is None:
                raise
        except REFUSALS as error:  # of a value that another side half made
            msg = f"a {type(value).__name__} cannot be taken apart"
            raise WireError(msg) from error
    if refer is None:
        msg = f"a {type(value).__name__} is more than data"
        raise WireError(msg)
    return _REFERENCE, refer(value), ()


def _checked(nodes: Data) -> list[Node]:
    """Return the table, if it is one."""
    if type(nodes) is not list or not nodes:
        msg = "a table of nodes was agreed"
        raise WireError(msg)
    size = len(nodes)
    for node in nodes:
        is_node = type(node) is list and len(node) == len(("kind", "data", "parts"))
        if not is_node or type(node[0]) is not str or type(node[2]) is not list:
            msg = "a node is a kind, data and numbers"
            raise WireError(msg)
        for at in node[2]:
            if type(at) is not int or not 0 <= at < size:
                msg = "a node is made of nodes of the table"
                raise WireError(msg)
    return nodes


def _assembled(
    table: Sequence[Node],
    book: Book,
    resolve: Resolve | None,
    twins: Mapping[int, Any],
) -> dict[int, Decoded]:
    """Make all values, those first that others cannot be made without."""
    made: dict[int, Decoded] = {
        at: _twin(table[at], book, twin) for at, twin in twins.items()
    }
    later: list[tuple[int, Codec]] = []
    find = book.by_kind.get
    for at in range(len(table) - 1, -1, -1):  # mostly, parts follow what they make
        kind, data, parts = table[at]
        codec = find(kind)
        if parts or codec is None or codec.fill is not None or at in made:
            _make(at, table, book, resolve, made, later)
        else:
            made[at] = codec.make(data, ())
    for at, codec in later:
        if codec.fill is not None:
            codec.fill(made[at], [made[part] for part in table[at][2]])
    for at, twin in twins.items():
        kind, data, parts = table[at]
        renew = book.by_kind[kind].renew
        if renew is not None:
            renew(twin, data, [made[part] for part in parts])
    return made


def _make(  # noqa: PLR0913, PLR0917 - one step of one loop
    start: int,
    table: Sequence[Node],
    book: Book,
    resolve: Resolve | None,
    made: dict[int, Decoded],
    later: list[tuple[int, Codec]],
) -> None:
    """Make a value and what it cannot be made without, however deep that goes."""
    stack, begun = [start], set[int]()
    while stack:
        at = stack.pop()
        if at in made:
            continue
        kind, data, parts = table[at]
        codec = book.by_kind.get(kind) or book.of_kind(kind)
        if codec is None:
            made[at] = _resolved(kind, data, resolve)
        elif codec.fill is not None:
            made[at] = codec.make(data, ())
            later.append((at, codec))
        elif lacking := [part for part in parts if part not in made]:
            if at in begun:
                msg = "a value that cannot be changed cannot hold itself"
                raise WireError(msg)
            begun.add(at)
            stack += (at, *lacking)
        else:
            made[at] = codec.make(data, [made[part] for part in parts])


def _twin(node: Node, book: Book, twin: Decoded) -> Decoded:
    """Return a value that is here already, if a node can renew it."""
    codec = book.of_type(type(twin))
    if codec is None or codec.kind != node[0] or codec.renew is None:
        msg = f"a {type(twin).__name__} cannot become a {node[0][:40]!r}"
        raise WireError(msg)
    return twin


def _resolved(kind: str, data: Data, resolve: Resolve | None) -> Decoded:
    if kind != _REFERENCE or resolve is None:
        msg = f"nothing was agreed about {kind[:40]!r}"
        raise WireError(msg)
    return resolve(data)
