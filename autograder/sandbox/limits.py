"""What a student's process may use, and how it ended."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Reason: TypeAlias = Literal["done", "exited", "signal", "memory", "processes", "time"]
"""How a process ended: by itself, by a status, by a signal, or over a limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one submission may use.

    Parameters
    ----------
    seconds
        Time until everything of the student's is killed (seconds).
    memory
        Memory of all its processes together, beyond what was warm (bytes).
    processes
        Processes and threads at any one time.
    disk
        Everything it writes to files, and the largest file (bytes).
    output
        Text that it may print (bytes).

    Examples
    --------
    >>> Limits(seconds=5.0).processes
    64
    >>> Limits(memory=0)
    Traceback (most recent call last):
    ValueError: memory must lie above zero, not 0
    """

    seconds: float = 60.0
    memory: int = 2 * 2**30
    processes: int = 64
    disk: int = 256 * 2**20
    output: int = 2**20

    def __post_init__(self) -> None:
        for name in ("seconds", "memory", "processes", "disk", "output"):
            value = getattr(self, name)
            if not value > 0:
                msg = f"{name} must lie above zero, not {value!r}"
                raise ValueError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How the two processes of a pair ended.

    Parameters
    ----------
    reason
        How the student's process ended; "done" if it was alive until the judge had
        finished, or left with status 0.
    detail
        A status, the name of a signal, or the limit that was passed.
    judge
        How the judge ended, in words; empty if all was well.
    """

    reason: Reason
    detail: str = ""
    judge: str = ""
