"""Write files so that a kill at any moment leaves the old file or the new one."""

import os
import secrets
from itertools import count
from pathlib import Path, PurePosixPath

_DRAFT = ".nqpf-draft"


def write(path: Path, data: bytes) -> None:
    """Put `data` at `path` in one step, over what was there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{secrets.token_hex(6)}{_DRAFT}")
    try:
        with draft.open("xb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def set_aside(path: Path, *, why: str) -> Path:
    """Rename what is at `path` so that it is kept, and return where it is now."""
    names = (path.with_name(another_name(path.name, why, n)) for n in count(1))
    return path.replace(next(free for free in names if not free.exists()))


def another_name(path: str, label: str, number: int) -> str:
    """Return a clear name for another edition of a file, beside it.

    Examples
    --------
    >>> another_name("lessons/01-read-the-page.ipynb", "new version", 1)
    'lessons/01-read-the-page (new version).ipynb'
    >>> another_name("lessons/01-read-the-page.ipynb", "new version", 2)
    'lessons/01-read-the-page (new version 2).ipynb'
    """
    which = f"{label} {number}" if number > 1 else label
    file = PurePosixPath(path)
    return str(file.with_stem(f"{file.stem} ({which})"))


def sweep(folder: Path) -> None:
    """Remove the drafts that a killed process left in a folder."""
    for draft in folder.glob(f".*{_DRAFT}"):
        draft.unlink(missing_ok=True)
