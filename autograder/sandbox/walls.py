"""The walls that a forked process raises around itself before it runs anything.

It begins with the powers of the warm process (over its own namespaces, not over the
machine) and ends with none. What it can reach then: a read-only system, a folder of
its own in memory, itself and its own children.
"""

import os
import re
import resource
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.sandbox import kernel
from autograder.sandbox.filter import Filter
from autograder.sandbox.limits import Limits

OWN = "/sandbox"
"""Where what a process may write is mounted; nothing else ever lies there."""

HOME = f"{OWN}/student"
"""Home of the student's process and of the judge, each with its own."""

WORK = f"{HOME}/work"
"""The folder in which their code runs, empty when it starts."""

STUDENT, JUDGE = 1000, 1001
"""Their users, as seen from inside; those of the next host are two further."""

SEATS = 7
"""How many hosts there may be within one outer wall, each with users of its own.

The kernel counts processes by user, so that two hosts must not share one."""

_FILES = 512
"""Files and sockets that a process may have open."""

_BYTES_A_FILE = 16384
"""Files are counted as if each took this much of the disk."""

_LOCKED = 65536
"""Memory that may be locked (bytes)."""

_SPARE_SECONDS = 5
"""The processor's time is limited after the clock's, as a backstop."""

_SHARE_OF_JUDGE = 1.5
"""Half of its time a judge may have used before it judges again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Walls:
    """The walls around one of the processes of a pair.

    Parameters
    ----------
    limits
        What it may use.
    mapped
        Data of the warm process (bytes), which comes on top.
    user
        What it is: `STUDENT` or `JUDGE`.
    seat
        Which host's it is.
    filter
        The system calls that it may not make; none without a sandbox.
    is_known
        Whether its user exists outside; else it is mapped to the operator.
    within_tmp
        What the outer wall shows below the folder for temporary files.
    folder
        Where it works when there is no sandbox.
    """

    limits: Limits
    mapped: int
    user: int
    filter: Filter | None
    seat: int = 0
    is_known: bool = False
    within_tmp: tuple[str, ...] = ()
    folder: Path | None = None

    def around(self, user: int) -> "Walls":
        """Return the same walls around the other process of a pair."""
        return replace(self, user=user)

    def rise(self, keep: Collection[int], nothing: int) -> None:
        """Enclose the calling process, which leads its own process namespace.

        Parameters
        ----------
        keep
            Open files that stay; every other is closed.
        nothing
            The null device, open: where it reads from and writes to.
        """
        os.setsid()
        for stream in range(3):
            os.dup2(nothing, stream)
        _close_all_but(keep)
        if self.filter is None:
            self._stand_free()
        else:
            self._enclose(self.filter)

    def _enclose(self, system_calls: Filter) -> None:
        kernel.unshare(kernel.NEW_MOUNTS | kernel.NEW_IPC)
        owner = number(self.user, self.seat) if self.is_known else 0
        _furnish(self.limits.disk, owner, self.within_tmp)
        outer = os.open("/proc/self", os.O_PATH | os.O_DIRECTORY)
        kernel.mount("proc", "/proc", "proc", _PLAIN | kernel.READ_ONLY)
        self._limit(is_enclosed=True)
        if self.is_known:
            kernel.lock_privileges()
            os.setgroups([])
            os.setresgid(owner, owner, owner)
            os.setresuid(owner, owner, owner)
        else:
            kernel.unshare(kernel.NEW_USER)
            _map(self.user, outer)
            kernel.lock_privileges()
        os.close(outer)
        kernel.drop_privileges()
        kernel.set_dumpable(on=self.user == STUDENT)
        os.chdir(WORK)
        system_calls.install()

    def _stand_free(self) -> None:
        if self.folder is not None:
            os.chdir(self.folder / ("student" if self.user == STUDENT else "judge"))
        self._limit(is_enclosed=False)

    def _limit(self, *, is_enclosed: bool) -> None:
        share = 1.0 if self.user == STUDENT else _SHARE_OF_JUDGE
        seconds = int(self.limits.seconds * share) + _SPARE_SECONDS
        bounds = {
            # Not the address space: V8, which draws charts, reserves terabytes of it.
            resource.RLIMIT_DATA: self.mapped + self.limits.memory,
            resource.RLIMIT_FSIZE: self.limits.disk,
            resource.RLIMIT_NOFILE: _FILES,
            resource.RLIMIT_CPU: seconds,
            # One byte, not none: a dump to a program outside ignores none.
            resource.RLIMIT_CORE: 1,
            resource.RLIMIT_MEMLOCK: _LOCKED,
        }
        if is_enclosed:  # outside, it would count all of the user's processes
            bounds[resource.RLIMIT_NPROC] = self.limits.processes
        for kind, bound in bounds.items():
            _lower(kind, bound)
        os.setpriority(os.PRIO_PROCESS, 0, os.getpriority(os.PRIO_PROCESS, 0) + 5)


_TMP = "/tmp"  # noqa: S108 - its own

_PLAIN = kernel.NO_SUID | kernel.NO_DEVICES


def _furnish(disk: int, owner: int, within_tmp: Iterable[str]) -> None:
    """Mount what can be written: one file system, so that one limit holds for all."""
    room = f"size={disk},nr_inodes={disk // _BYTES_A_FILE + 64},mode=755"
    kernel.mount("tmpfs", OWN, "tmpfs", _PLAIN, room)
    folders = (HOME, WORK, f"{OWN}{_TMP}", f"{OWN}/shm")
    for folder in folders:
        os.mkdir(folder)  # noqa: PTH102 - every microsecond is paid for each student
    for shown in within_tmp:
        place = Path(f"{OWN}{shown}")
        if Path(shown).is_dir():
            place.mkdir(parents=True)
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.touch()
        with suppress(FileNotFoundError):  # its owner has removed it meanwhile
            kernel.mount(shown, str(place), "", kernel.BIND | kernel.ALL_BELOW)
    for folder in folders:
        os.chown(folder, owner, owner)
    kernel.mount(f"{OWN}{_TMP}", _TMP, "", kernel.BIND | kernel.ALL_BELOW)
    kernel.mount(f"{OWN}/shm", "/dev/shm", "", kernel.BIND)  # noqa: S108 - its own


def shown_within_tmp() -> tuple[str, ...]:
    """Return what is mounted just below the folder for temporary files."""
    rows = Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines()
    places = sorted(
        re.sub(r"\\(\d{3})", lambda code: chr(int(code[1], 8)), row.split()[4])
        for row in rows
    )
    found: list[str] = []
    for place in places:
        if place.startswith(f"{_TMP}/") and not (
            found and place.startswith(f"{found[-1]}/")
        ):
            found.append(place)
    return tuple(found)


def number(user: int, seat: int) -> int:
    """Return the number that a host's student or judge has.

    Examples
    --------
    >>> number(STUDENT, 0), number(JUDGE, 0), number(STUDENT, 1)
    (1000, 1001, 1002)
    """
    return user + 2 * seat


def is_mapped(user: int, seat: int) -> bool:
    """Return whether a host's student or judge exists in this user namespace."""
    rows = Path("/proc/self/uid_map").read_text(encoding="utf-8").splitlines()
    spans = [(int(row.split()[0]), int(row.split()[2])) for row in rows]
    own = number(user, seat)
    return any(first <= own < first + length for first, length in spans)


def _map(user: int, folder: int) -> None:
    """Give the calling process another number in a user namespace of its own."""
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{user} 0 1"),
        ("gid_map", f"{user} 0 1"),
    ):
        file = os.open(name, os.O_WRONLY, dir_fd=folder)
        os.write(file, text.encode())
        os.close(file)


def _lower(kind: int, bound: int) -> None:
    """Set a limit, unless a lower one holds."""
    most = resource.getrlimit(kind)[1]
    if most != resource.RLIM_INFINITY:
        bound = min(bound, most)
    resource.setrlimit(kind, (bound, bound))


def _close_all_but(keep: Collection[int]) -> None:
    first = 3
    for kept in sorted(keep):
        os.closerange(first, kept)
        first = kept + 1
    os.closerange(first, os.sysconf("SC_OPEN_MAX"))
