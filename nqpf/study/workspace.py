"""Prepare the learner's workspace: lessons and released exercises, never sources.

What the learner has not touched is updated, with the outputs of unchanged
cells; what the learner changed is kept, and our new version is put beside it.
A file that was deleted comes back, a file that we withdraw stays, and what
cannot be read is set aside under a name that says so. `.nqpf/manifest.json`
remembers what was delivered; a kill at any moment loses nothing.
"""

import errno
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from filelock import FileLock, Timeout

from nqpf import places
from nqpf.errors import WorkspaceError
from nqpf.study import editions, files, trust
from nqpf.study.manifest import Manifest, Record, read_manifest, write_manifest
from nqpf.study.publication import Published, published
from nqpf.study.report import Change, Event, Prepared

PATIENCE = 60.0
"""How long to wait while another start prepares the same workspace (in seconds)."""

_READ_ONLY = {errno.EACCES, errno.EPERM, errno.EROFS}
_FULL = {errno.ENOSPC, errno.EDQUOT}
_NO_FOLDER = {errno.EEXIST, errno.ENOTDIR}


def prepare(
    folder: Path,
    *,
    lessons: Path | None = None,
    sources: Path | None = None,
    cache: Path | None = None,
) -> Prepared:
    """Bring a workspace up to date without touching the learner's work.

    Parameters
    ----------
    folder
        The workspace; made if it is not there.
    lessons
        The folder of our lessons; the course's own by default.
    sources
        The folder of the exercises' sources; the course's own by default.
    cache
        Where released exercises are kept between starts.

    Raises
    ------
    WorkspaceError
        If the folder cannot be made or written, and was not prepared before.
    """
    lessons = lessons or places.lessons_folder()
    sources = sources or places.exercises_folder() / "source"
    _refuse_our_own(folder, lessons)
    ours, notices = published(
        lessons=lessons, sources=sources, cache=cache or places.cache_folder()
    )
    try:
        return _deliver_all(folder, ours, notices)
    except Timeout as error:
        msg = (
            f"Another start has been preparing {folder} for {PATIENCE:.0f} seconds; "
            "wait for it or stop it, and try again."
        )
        raise WorkspaceError(msg) from error
    except OSError as error:
        if error.errno in _READ_ONLY and _was_prepared(folder, ours):
            return Prepared(
                folder=folder, notices=(_read_only(folder),), read_only=True
            )
        raise WorkspaceError(_sentence(folder, error)) from error


def _deliver_all(
    folder: Path, ours: list[Published], notices: tuple[str, ...]
) -> Prepared:
    state = folder / places.STATE_FOLDER
    state.mkdir(parents=True, exist_ok=True)
    with FileLock(state / "manifest.lock", timeout=PATIENCE):
        for place in {state, *((folder / file.path).parent for file in ours)}:
            files.sweep(place)
        manifest, damage = read_manifest(state / "manifest.json")
        events: list[Event] = []
        for file in ours:
            before = dict(manifest)
            events += _deliver(folder, file, manifest)
            if manifest != before:
                write_manifest(state / "manifest.json", manifest)
    return Prepared(folder=folder, events=tuple(events), notices=notices + damage)


def _deliver(folder: Path, ours: Published, manifest: Manifest) -> list[Event]:
    """Bring one file up to date, under the first name that is not the learner's."""
    now = Record(edition=ours.edition, content=ours.content)
    for name in _names(ours.path):
        found, events = _read(folder, name)
        record = manifest.get(name)
        if _is_settled(found, record, ours, is_beside=name != ours.path):
            return events
        known = {ours.content, *(delivered.content for delivered in manifest.values())}
        if found is not None and editions.content(name, found) not in known:
            if not (record and record.content == ours.content):
                continue
            manifest[name] = now  # only metadata is new: not worth a second file
            return events
        _put(folder / name, ours, found)
        manifest[name] = now
        return events or _event(name, found, record, ours)
    raise AssertionError  # the names never end


def _names(path: str) -> Iterator[str]:
    """Yield the name of a file, then those of its new versions."""
    yield path
    yield from (files.another_name(path, "new version", n) for n in count(1))


def _read(folder: Path, name: str) -> tuple[bytes | None, list[Event]]:
    """Return what is there; what cannot be read is set aside first."""
    path = folder / name
    if not path.exists():
        return None, []
    if path.is_file() and editions.readable(name, found := path.read_bytes()):
        return found, []
    aside = files.set_aside(path, why="unreadable")
    return None, [Event(Change.SET_ASIDE, name, aside.name)]


def _is_settled(
    found: bytes | None, record: Record | None, ours: Published, *, is_beside: bool
) -> bool:
    """Say whether this edition was delivered here, whatever became of it."""
    if record is None:
        return False
    if found is None:  # a new version that was removed is not wanted again
        return is_beside and record.content == ours.content
    return record.edition == ours.edition


def _put(path: Path, ours: Published, found: bytes | None) -> None:
    """Write our edition with the outputs of what it replaces, signed as trusted."""
    data = ours.data
    if path.suffix == ".ipynb":
        data = editions.with_outputs(data, of=found) if found else data
        trust.sign(data, outputs_of=None if data == ours.data else found)
    if data != found:
        files.write(path, data)


def _event(
    name: str, found: bytes | None, record: Record | None, ours: Published
) -> list[Event]:
    if name != ours.path:
        return [Event(Change.BESIDE, ours.path, Path(name).name)]
    if found is not None:
        return [Event(Change.UPDATED, name)]
    return [Event(Change.RESTORED if record else Change.NEW, name)]


def _was_prepared(folder: Path, ours: list[Published]) -> bool:
    return all((folder / file.path).is_file() for file in ours[:1])


def _refuse_our_own(folder: Path, lessons: Path) -> None:
    if (folder / "lessons").resolve() == lessons.resolve():
        msg = (
            f"{folder} holds the course itself; choose another folder for your work "
            "with --workspace."
        )
        raise WorkspaceError(msg)


def _read_only(folder: Path) -> str:
    return (
        f"{folder} is read-only: you can read and run everything, but nothing is "
        "saved or updated; make it writable or choose another with --workspace."
    )


def _sentence(folder: Path, error: OSError) -> str:
    """Return what is wrong with the workspace, and what to do."""
    if error.errno in _READ_ONLY:
        return (
            f"{folder} cannot be written; choose a folder of your own with --workspace."
        )
    if error.errno in _FULL:
        return (
            f"The disk of {folder} is full; free some space and start again. "
            "Nothing of yours was changed."
        )
    if error.errno in _NO_FOLDER:
        return (
            f"{_obstacle(Path(error.filename or folder))} is a file where a folder "
            "must be; move it away, or choose another folder with --workspace."
        )
    reason = error.strerror or type(error).__name__
    return f"{folder} cannot be prepared: {reason.lower()}."


def _obstacle(path: Path) -> Path:
    """Return the file on the way to a path that keeps it from being made."""
    return next((p for p in (path, *path.parents) if p.is_file()), path)
