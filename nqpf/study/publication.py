"""What we publish: lessons as they are, exercises as released, never sources."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from nqpf.errors import DataError
from nqpf.study import editions
from nqpf.study.release import released


@dataclass(frozen=True, slots=True)
class Published:
    """A file as we publish it now.

    Parameters
    ----------
    path
        Its place in a workspace.
    data
        The file.
    """

    path: str
    data: bytes
    edition: str = field(init=False)
    """The sum of the whole file: another one is something to deliver."""
    content: str = field(init=False)
    """The digest of what a learner could change in it."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "edition", hashlib.sha256(self.data).hexdigest())
        object.__setattr__(self, "content", editions.content(self.path, self.data))


def published(
    *, lessons: Path, sources: Path, cache: Path
) -> tuple[list[Published], tuple[str, ...]]:
    """Return what we publish, and a sentence on each thing that we cannot.

    Parameters
    ----------
    lessons
        The folder of the lessons.
    sources
        The folder of the exercises' sources, a folder each.
    cache
        Where released exercises are kept between starts.
    """
    found, notices = [], []
    for path in sorted(lessons.glob("*.ipynb")):
        try:
            found.append(_lesson(path))
        except DataError as error:
            notices.append(f"The lesson {path.stem} is left out: {error}")
    for folder in sorted(filter(Path.is_dir, sources.glob("*"))):
        if _is_private(folder.name):
            continue
        try:
            found += list(_exercise(folder, cache))
        except DataError as error:
            notices.append(f"The exercise {folder.name} is left out: {error}")
    return found, tuple(notices)


def _lesson(path: Path) -> Published:
    data = path.read_bytes()
    if not editions.readable(path, data):
        msg = f"{path.name} is not a notebook."
        raise DataError(msg)
    return Published(f"lessons/{path.name}", data)


def _exercise(folder: Path, cache: Path) -> Iterator[Published]:
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.is_dir() or any(map(_is_private, inside.parts)):
            continue
        is_notebook = path.suffix == ".ipynb"
        data = released(path, cache=cache) if is_notebook else path.read_bytes()
        yield Published(f"exercises/{folder.name}/{inside.as_posix()}", data)


def _is_private(name: str) -> bool:
    return name.startswith((".", "__pycache__"))
