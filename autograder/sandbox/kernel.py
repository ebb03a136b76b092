"""The few calls to Linux that Python 3.11 has no name for."""

import ctypes
import os

NEW_MOUNTS = 0x00020000
NEW_USER = 0x10000000
NEW_NETWORK = 0x40000000
NEW_PIDS = 0x20000000
NEW_IPC = 0x08000000

READ_ONLY = 1
NO_SUID = 2
NO_DEVICES = 4
NO_EXEC = 8
BIND = 4096
ALL_BELOW = 16384

_LAST_CAPABILITY = 63
_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_PR_CAPBSET_DROP = 24
_PR_SET_SECUREBITS = 28
_PR_SET_CHILD_SUBREAPER = 36
_PR_SET_NO_NEW_PRIVS = 38
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_CLEAR_ALL = 4
_NO_ROOT_LOCKED = 0x2F
"""Root has no powers of its own, nor keeps any, and this cannot be changed."""

_CAPABILITY_VERSION = 0x20080522
_COLLAPSE = 25

_libc = ctypes.CDLL(None, use_errno=True)


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Sets(ctypes.Structure):
    _fields_ = (
        ("effective", ctypes.c_uint32),
        ("permitted", ctypes.c_uint32),
        ("inheritable", ctypes.c_uint32),
    )


def unshare(flags: int) -> None:
    """Give the calling process namespaces of its own."""
    _checked("unshare", _libc.unshare(flags))


def enter(namespace: int, kind: int) -> None:
    """Enter the namespace that a file descriptor names."""
    _checked("setns", _libc.setns(namespace, kind))


def mount(source: str, target: str, kind: str, flags: int, options: str = "") -> None:
    """Mount a file system."""
    _checked(
        f"mount {target}",
        _libc.mount(
            source.encode(),
            target.encode(),
            kind.encode(),
            ctypes.c_ulong(flags),
            options.encode(),
        ),
    )


def processor() -> int:
    """Return the number of the processor that this process runs on."""
    number: int = _libc.sched_getcpu()
    return number


def die_with_parent(signal: int) -> None:
    """Ask for a signal when the parent ends."""
    _prctl(_PR_SET_PDEATHSIG, signal)


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent ends."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def set_dumpable(*, on: bool) -> None:
    """Say whether others of the same user may look into this process."""
    _prctl(_PR_SET_DUMPABLE, int(on))


def lock_privileges() -> None:
    """Give up every capability for good; needs some of them to do so."""
    for capability in range(_LAST_CAPABILITY + 1):
        if _libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0) < 0:
            break
    _prctl(_PR_SET_SECUREBITS, _NO_ROOT_LOCKED)


def drop_privileges() -> None:
    """Empty every set of capabilities, and never gain any by starting a program."""
    _prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL)
    header = _Header(_CAPABILITY_VERSION, 0)
    _checked("capset", _libc.capset(ctypes.byref(header), (_Sets * 2)()))
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)


def gather_pages() -> int:
    """Gather this process's own memory in large pages, and return how many.

    A fork copies an entry for every page: five hundred times fewer after this.
    """
    huge = 2 * 2**20
    gathered = 0
    with open("/proc/self/maps", encoding="utf-8") as maps:  # noqa: PTH123 - quick
        rows = [row.split() for row in maps]
    for row in rows:
        if row[1] != "rw-p" or row[4] != "0":
            continue
        start, end = (int(bound, 16) for bound in row[0].split("-"))
        for place in range(-(-start // huge) * huge, end - huge + 1, huge):
            done = _libc.madvise(
                ctypes.c_void_p(place), ctypes.c_size_t(huge), _COLLAPSE
            )
            gathered += done == 0
    return gathered


def _prctl(option: int, value: int) -> None:
    _checked(f"prctl {option}", _libc.prctl(option, value, 0, 0, 0))


def _checked(what: str, result: int) -> None:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
