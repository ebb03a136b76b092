"""Put a whole folder in its place at once: a reader sees the old one or the new one.

Killed at any point, a run leaves one or the other; what it had begun is swept away
when the folder is written the next time.
"""

import ctypes
import errno
import os
import secrets
import shutil
from collections.abc import Collection, Mapping
from pathlib import Path

from autograder.errors import StorageError

_SHARED = 0o2770
_AT_FDCWD = -100
_EXCHANGE = 2
_MARK = ".autograder-"


def put(
    folder: Path,
    files: Mapping[str, bytes],
    *,
    mode: int,
    is_shared: bool = False,
    kept: Collection[str] = (),
) -> None:
    """Replace a folder.

    Parameters
    ----------
    folder
        Where.
    files
        All that is to be in it, by path.
    mode
        The files' permissions.
    is_shared
        Whether a group of instructors may write into it, as nbgrader arranges that.
    kept
        Names of files that stay if they are there and `files` has none of the name.

    Raises
    ------
    StorageError
        If it cannot be written; the old folder is then as it was.
    """
    begun = folder.with_name(f".{folder.name}{_MARK}{secrets.token_hex(8)}")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        _sweep(folder)
        begun.mkdir()
        for path, content in files.items():
            _write(begun / path, content, mode)
        for name in kept:
            if name not in files and (folder / name).is_file():
                os.link(folder / name, begun / name)
        if is_shared:
            _share(begun)
        _swap(begun, folder)
    except OSError as error:
        msg = f"The folder {folder} cannot be written: {_why(error)}."
        raise StorageError(msg) from error
    finally:
        shutil.rmtree(begun, ignore_errors=True)


def _write(path: Path, content: bytes, mode: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        os.fchmod(handle, mode)


def _swap(new: Path, old: Path) -> None:
    """Put one folder in the other's place, in one step where the system can."""
    try:
        new.rename(old)  # if there is none, or it is empty
    except OSError as error:
        if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
            raise
    else:
        return
    if not _exchange(new, old):
        aside = new.with_name(f"{new.name}-old")
        old.rename(aside)
        new.rename(old)
        aside.rename(new)


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change places; say whether the system can do that."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    names = (os.fsencode(one), os.fsencode(other))
    done = rename(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _EXCHANGE)
    if done == 0:
        return True
    number = ctypes.get_errno()
    if number in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP):
        return False
    raise OSError(number, os.strerror(number), str(other))


def _sweep(folder: Path) -> None:
    """Take away what earlier runs had begun and not finished."""
    start = f".{folder.name}{_MARK}"
    with os.scandir(folder.parent) as entries:
        left = [entry.path for entry in entries if entry.name.startswith(start)]
    for path in left:
        shutil.rmtree(path, ignore_errors=True)


def _share(folder: Path) -> None:
    """Let the group write, as nbgrader does for shared courses."""
    for inner, _, _ in os.walk(folder):
        place = Path(inner)
        place.chmod((place.stat().st_mode | _SHARED) & 0o2777)


def _why(error: OSError) -> str:
    return error.strerror or str(error)
