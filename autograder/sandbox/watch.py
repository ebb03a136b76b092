"""How many processes a student has, and how much memory they hold."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.sandbox.limits import Limits, Reason

_KIBI = 1024

_SPARE = 32 * 2**20
"""A single process has its own limit, which it reaches first: an error, not an end."""

_HELD = re.compile(rb"^(?:RssAnon|RssShmem):\s*(\d+)", re.MULTILINE)
_THREADS = re.compile(rb"^Threads:\s*(\d+)", re.MULTILINE)
_SHARE = re.compile(rb"^(?:Pss_Anon|Pss_Shmem):\s*(\d+)", re.MULTILINE)
_MAPPED = re.compile(rb"^VmSize:\s*(\d+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Excess:
    """A limit that was passed."""

    reason: Reason
    detail: str


def excess(roots: list[int], limits: Limits, *, warm: int) -> Excess | None:
    """Return which limit these processes and all their descendants have passed.

    Parameters
    ----------
    roots
        The first processes.
    limits
        What they may use together.
    warm
        Memory of the warm process (bytes), which all of them began with.
    """
    tasks = held = 0
    members = list(family(roots))
    for process in members:
        status = _read(process, "status")
        tasks += _sum(_THREADS, status)
        held += _sum(_HELD, status) * _KIBI
    if tasks > limits.processes:
        return Excess("processes", f"more than {limits.processes} processes")
    most = limits.memory + warm + _SPARE
    # What several processes share is counted once, but that takes longer to find out.
    if held > most and _shared(members) > most:
        return Excess("memory", f"more than {limits.memory // 2**20} MiB")
    return None


def held(process: int) -> int:
    """Return the memory that a process holds for itself (bytes)."""
    return _sum(_HELD, _read(process, "status")) * _KIBI


def mapped(process: int) -> int:
    """Return the memory that a process has mapped (bytes)."""
    return _sum(_MAPPED, _read(process, "status")) * _KIBI


def children(process: int) -> list[int]:
    """Return the processes that a process has started and not yet buried."""
    found: list[int] = []
    try:
        threads = list(Path(f"/proc/{process}/task").iterdir())
    except OSError:
        return found
    for thread in threads:
        try:
            found += map(int, (thread / "children").read_bytes().split())
        except OSError:
            continue
    return found


def family(roots: list[int]) -> Iterator[int]:
    """Yield processes and all their descendants."""
    ahead = list(roots)
    seen: set[int] = set()
    while ahead:
        process = ahead.pop()
        if process not in seen:
            seen.add(process)
            yield process
            ahead += children(process)


def _shared(members: list[int]) -> int:
    return sum(_sum(_SHARE, _read(p, "smaps_rollup")) * _KIBI for p in members)


def _sum(pattern: re.Pattern[bytes], text: bytes) -> int:
    return sum(map(int, pattern.findall(text)))


def _read(process: int, name: str) -> bytes:
    """Return a file on a process; nothing if the process has just gone."""
    try:
        return Path(f"/proc/{process}/{name}").read_bytes()
    except OSError:
        return b""
