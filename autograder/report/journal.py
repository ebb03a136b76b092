"""SQLite's journal while many submissions are written: one wait for the disk each.

As nbgrader leaves it, SQLite waits for the disk four times or so in a transaction;
with a write-ahead log once, and what is written is just as safe. Such a log needs a
file system of this machine, so elsewhere the journal stays as it is; and when grading
ends the gradebook is one file again.
"""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

_LOCAL = {"bcachefs", "btrfs", "ext2", "ext3", "ext4", "f2fs", "overlay", "tmpfs"}
_LOCAL |= {"xfs", "zfs"}
_MOUNTS = Path("/proc/self/mountinfo")


def log_ahead(database: Path) -> str | None:
    """Give a database a write-ahead log, if that is safe; return what it had before."""
    if not _is_local(database):
        return None
    usual = _set(database, "journal_mode")
    if usual is None or usual == "wal" or _set(database, "journal_mode = wal") != "wal":
        return None
    return usual


def log_as_before(database: Path, usual: str) -> None:
    """Take the log away again, unless another program is using it."""
    _set(database, f"journal_mode = {usual}")


def _set(database: Path, pragma: str) -> str | None:
    """Read or set the journal; None if that cannot be done now."""
    try:
        with closing(sqlite3.connect(database, timeout=0)) as connection:
            return str(connection.execute(f"PRAGMA {pragma}").fetchone()[0])
    except sqlite3.Error:
        return None


def _is_local(path: Path) -> bool:
    """Say whether a file lies on a disk of this machine, as far as can be told."""
    try:
        mounts = _MOUNTS.read_text(encoding="utf-8").splitlines()
        real = path.resolve()
    except (OSError, ValueError):
        return False
    kinds = {}
    for mount in mounts:
        before, _, after = mount.partition(" - ")
        place = re.sub(r"\\(\d{3})", lambda m: chr(int(m[1], 8)), before.split()[4])
        kinds[Path(place)] = after.split()[0]
    nearest = next((folder for folder in real.parents if folder in kinds), None)
    return nearest is not None and kinds[nearest] in _LOCAL
