"""On which processors pairs run: each host's on another, as long as there are enough.

A pair stays on one processor. Two hosts that choose by themselves would often choose
the same, while another processor has nothing to do.
"""

import mmap
import os

from autograder.sandbox import kernel

_NONE = 0


class Places:
    """What several hosts have chosen, in memory that they share.

    Parameters
    ----------
    seats
        How many hosts there may be.
    """

    def __init__(self, seats: int) -> None:
        self._memory = mmap.mmap(-1, 2 * seats)
        self._taken = memoryview(self._memory).cast("H")

    def hide(self) -> None:
        """Let no process that is forked from here see the memory: it could write."""
        self._memory.madvise(mmap.MADV_DONTFORK)

    def take(self, seat: int) -> int:
        """Choose a processor for a host's pair: this one, unless another's is here."""
        self.leave(seat)
        taken = {number - 1 for number in self._taken if number != _NONE}
        free = sorted(os.sched_getaffinity(0) - taken)
        here = kernel.processor()
        chosen = free[0] if free and here in taken else here
        self._taken[seat] = chosen + 1
        return chosen

    def leave(self, seat: int) -> None:
        """Say that a host's pair has ended."""
        self._taken[seat] = _NONE
