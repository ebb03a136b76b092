"""How one type crosses the line."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

Data: TypeAlias = Any
"""What JSON can hold."""

Decoded: TypeAlias = Any
"""A value of any of the types that cross."""


class WireError(ValueError):
    """A value cannot cross, or what came across is not what was agreed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Codec:
    """How the values of exactly one type are taken apart and put together.

    Parameters
    ----------
    kind
        The type's name on the wire.
    type
        The type; values of a subclass are not meant, they may answer otherwise.
    take
        Returns what JSON can hold of a value, and the values it is made of.
    make
        Returns a value from both. If there is a `fill`, it is called without the
        values that it is made of, which may not be there yet.
    fill
        Puts into a value what it is made of, where that can be done later: so may
        a list hold itself. What it is made of may itself not be filled yet.
    renew
        Makes a value that is there already equal to what came across, and leaves it
        the same object. A type without it cannot be changed.
    """

    kind: str
    type: type
    take: Callable[[Any], tuple[Data, Sequence[Decoded]]]
    make: Callable[[Data, Sequence[Decoded]], Decoded]
    fill: Callable[[Any, Sequence[Decoded]], None] | None = None
    renew: Callable[[Any, Data, Sequence[Decoded]], None] | None = None
