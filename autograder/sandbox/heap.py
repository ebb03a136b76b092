"""Memory laid out so that forks of this process are cheap.

A fork copies an entry for every page of memory, and its end drops them all again. Where
large pages fit, an entry stands for five hundred.
"""

import gc
from typing import Final

from autograder.sandbox import kernel

_ARENA: Final = 2**20
"""In pieces of this size Python takes memory for small objects (bytes)."""

_LARGEST: Final = 512
"""Above this size an object is no small one (bytes)."""

_pins: list[bytes] = []


def reserve(arenas: int = 48) -> None:
    """Have Python take much memory for small objects now, to be filled later.

    Taken at once it lies together. Taken piece by piece, it lies scattered among the
    libraries that are loaded meanwhile, where few large pages fit.

    Parameters
    ----------
    arenas
        How many pieces. About half of what pandas and Altair need; what is never
        needed stays taken.
    """
    each = _ARENA // _LARGEST
    filling: list[bytes] = [b""] * (arenas * each)  # a list that grows lies between
    blank = bytes(_LARGEST - b"".__sizeof__())
    for at in range(len(filling)):
        filling[at] = b"%b" % blank
    _pins.extend(filling[:: each // 2])  # one at least in each, which keeps it


def settle() -> None:
    """Lay out memory for the forks to come."""
    gc.freeze()
    kernel.gather_pages()
