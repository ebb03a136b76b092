"""Keep a learner's record in the workspace, whatever happens.

`.nqpf/state.json` is read, changed and replaced as one step under a lock, so
two kernels at once lose nothing and a kill leaves the old file or the new
one, never half of one. Nothing here raises at a learner: what cannot be
written is kept in memory, tried again with the next change, and said once, in
a sentence that the next card shows.
"""

import os
import threading
from collections.abc import Callable
from datetime import datetime
from functools import cache, reduce
from pathlib import Path
from typing import TypeAlias

from filelock import FileLock, Timeout

from nqpf import places
from nqpf.study.record import Record, decode, encode

PATIENCE = 2.0
"""How long a change waits for the lock (in seconds)."""

_SHORT_PATIENCE = 0.2  # once the lock has proved stuck, a click should not hang again

Change: TypeAlias = Callable[[Record], Record]

_NO_WORKSPACE = (
    "This notebook is not in a course folder, so what you do here is remembered "
    "only until the kernel stops; start the course with “nqpf lab” to keep it."
)
_NOT_WRITABLE = (
    "Your record cannot be written in {folder} ({reason}), so what you do here is "
    "remembered only until the kernel stops; make the folder writable to keep it."
)
_LOCKED = (
    "Another program holds your record ({file}), so what you do here is remembered "
    "in this notebook until it lets go; if it stays so, close other course windows."
)
_SET_ASIDE = (
    "Your record of answers and predictions was damaged: it is set aside as {name} "
    "in {folder} and a new one is begun; your notebooks are untouched."
)


class Store:
    """The record of one workspace, as this kernel sees it.

    Parameters
    ----------
    workspace
        The learner's folder, or None where there is none: then the record
        lives in memory.
    patience
        How long a change waits for another kernel's (in seconds).
    """

    def __init__(self, workspace: Path | None, *, patience: float = PATIENCE) -> None:
        self._folder = workspace and workspace / places.STATE_FOLDER
        self._patience = patience
        self._waits = patience
        self._pending: list[Change] = []
        self._untold: list[str] = []
        self._told: set[str] = set()
        self._threads = threading.RLock()

    def read(self) -> Record:
        """Return the record with what other kernels wrote and what still waits."""
        with self._threads:
            try:
                return self._with_pending(self._on_disk())
            except ValueError:
                return self._write_pending()
            except OSError as error:
                self._cannot_write(error)
                return self._with_pending(Record())

    def update(self, change: Change) -> Record:
        """Change the record, and return it as it is afterwards."""
        with self._threads:
            self._pending.append(change)
            return self._write_pending()

    def notice(self) -> str:
        """Return what the learner must be told; each sentence only once."""
        with self._threads:
            told = " ".join(self._untold)
            self._told.update(self._untold)
            self._untold.clear()
            return told

    def _write_pending(self) -> Record:
        """Write what waits; if that cannot be, keep it waiting and say so."""
        if self._folder is None:
            self._say(_NO_WORKSPACE)
            return self._with_pending(Record())
        try:
            record = self._replace_file(self._folder / "state.json")
        except Timeout as error:
            self._waits = min(self._patience, _SHORT_PATIENCE)
            self._say(_LOCKED.format(file=error.lock_file))
            return self._with_pending(self._peek())
        except OSError as error:
            self._cannot_write(error)
            return self._with_pending(self._peek())
        self._pending.clear()
        self._waits = self._patience
        return record

    def _replace_file(self, file: Path) -> Record:
        """Read, change and replace the file while no other kernel does."""
        file.parent.mkdir(exist_ok=True)
        with FileLock(file.with_suffix(".lock"), timeout=self._waits):
            before = self._undamaged(file)
            after = self._with_pending(before or Record())
            if after != before:
                part = file.with_suffix(".part")
                with part.open("w", encoding="utf-8", newline="\n") as out:
                    out.write(encode(after))
                    out.flush()
                    os.fsync(out.fileno())
                part.replace(file)
        return after

    def _undamaged(self, file: Path) -> Record | None:
        """Return what the file holds; set it aside if that is not a record."""
        try:
            return self._on_disk()
        except ValueError:
            aside = _free_name(file)
            file.replace(aside)
            self._say(_SET_ASIDE.format(name=aside.name, folder=file.parent))
            return None

    def _on_disk(self) -> Record:
        if self._folder is None:
            return Record()
        try:
            return decode((self._folder / "state.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            return Record()

    def _peek(self) -> Record:
        """Return what can be read of the file without touching it."""
        try:
            return self._on_disk()
        except (OSError, ValueError):
            return Record()

    def _with_pending(self, record: Record) -> Record:
        return reduce(lambda before, change: change(before), self._pending, record)

    def _cannot_write(self, error: OSError) -> None:
        reason = error.strerror or type(error).__name__
        self._say(_NOT_WRITABLE.format(folder=self._folder, reason=reason.lower()))

    def _say(self, sentence: str) -> None:
        if sentence not in self._told and sentence not in self._untold:
            self._untold.append(sentence)


def current_store() -> Store:
    """Return the store of the workspace that this notebook is in."""
    return store_of(places.workspace())


def store_of(workspace: Path | None) -> Store:
    """Return this process's one store of a workspace: memory must be shared."""
    return _store(workspace and workspace.resolve())


@cache
def _store(workspace: Path | None) -> Store:
    return Store(workspace)


def _free_name(file: Path) -> Path:
    """Return a name beside `file` that says what it is and is not taken."""
    stamp = datetime.now().astimezone().strftime("%Y-%m-%d-%H%M%S")
    first = file.with_name(f"{file.stem}-damaged-{stamp}{file.suffix}")
    more = (first.with_stem(f"{first.stem}-{n}") for n in range(2, 1000))
    return next((path for path in (first, *more) if not path.exists()), first)
