"""What has been graded already: a file that only grows, a line at a time.

It may be cut off anywhere by a kill and is whole again when it is next opened: a line
that was only partly written counts as never written. Removing it loses nothing but
time, as everything is then graded again.
"""

import fcntl
import json
import os
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeAlias

from autograder.errors import StorageError

Name: TypeAlias = tuple[str, str]
"""What kind of thing a line keeps, and whose it is."""

_PATIENCE = 5.0
"""How long a killed predecessor's children may still hold the file (seconds)."""

_WASTE = 2**20
"""How many bytes may be outdated before the file is written anew."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a line lies, and the fingerprint that it was kept under."""

    key: str
    start: int
    length: int


class Ledger:
    """A file of values by name, each kept under the fingerprint of its causes.

    A context manager; while it is open no other process can open it.

    Parameters
    ----------
    path
        The file; it is made when needed, with its folder.

    Raises
    ------
    StorageError
        If it cannot be written, or another process has it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._places: dict[Name, _Place] = {}
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._handle = _locked(path)
            self._new.unlink(missing_ok=True)
            self._size = self._read()
            used = sum(place.length for place in self._places.values())
            if self._size - used > _WASTE:
                self._rewrite()
        except OSError as error:
            raise _cannot_write(path, error) from error

    def __enter__(self) -> Self:
        """Return the ledger."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the file and let others open it."""
        os.close(self._handle)

    def has(self, name: Name) -> bool:
        """Say whether anything is kept by a name, whatever its causes were."""
        return name in self._places

    def get(self, name: Name, key: str) -> Any:  # noqa: ANN401 - whatever was kept
        """Return what is kept by a name, or None if its causes have changed."""
        place = self._places.get(name)
        if place is None or place.key != key:
            return None
        raw = os.pread(self._handle, place.length, place.start)
        return json.loads(raw)["value"]

    def keep(self, name: Name, key: str, value: object) -> None:
        """Keep a value; it is there after a kill as soon as this returns."""
        told = {"kind": name[0], "name": name[1], "key": key, "value": value}
        line = json.dumps(told, ensure_ascii=True).encode() + b"\n"
        try:
            _write(self._handle, line)
        except OSError as error:
            os.ftruncate(self._handle, self._size)
            raise _cannot_write(self._path, error) from error
        self._places[name] = _Place(key, self._size, len(line))
        self._size += len(line)

    @property
    def _new(self) -> Path:
        return self._path.with_name(f"{self._path.name}.new")

    def _read(self) -> int:
        """Find every whole line, cut off what stands behind, and return the end."""
        end = 0
        with os.fdopen(os.dup(self._handle), "rb") as file:
            for line in file:
                if not line.endswith(b"\n"):
                    break
                if (found := _told(line)) is not None:
                    name, key = found
                    self._places[name] = _Place(key, end, len(line))
                end += len(line)
        os.ftruncate(self._handle, end)
        return end

    def _rewrite(self) -> None:
        """Leave the outdated lines behind, so that a kill finds the old or the new."""
        flags = os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND | os.O_CLOEXEC
        old, old_places = self._handle, self._places
        new = os.open(self._new, flags, 0o600)
        fcntl.flock(new, fcntl.LOCK_EX | fcntl.LOCK_NB)
        self._places, at = {}, 0
        for name, place in old_places.items():
            _write(new, os.pread(old, place.length, place.start))
            self._places[name] = _Place(place.key, at, place.length)
            at += place.length
        self._new.replace(self._path)
        self._handle, self._size = new, at
        os.close(old)


def _cannot_write(path: Path, error: OSError) -> StorageError:
    return StorageError(f"The file {path} cannot be written: {error.strerror}.")


def _told(line: bytes) -> tuple[Name, str] | None:
    """Return what a line keeps, or None if it is damaged."""
    with suppress(ValueError, KeyError, TypeError):
        found = json.loads(line)
        if "value" in found:
            return (str(found["kind"]), str(found["name"])), str(found["key"])
    return None


def _write(handle: int, content: bytes) -> None:
    """Write all of it, which may take several calls."""
    while content:
        content = content[os.write(handle, content) :]


def _locked(path: Path) -> int:
    """Open a file for this process alone."""
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
    deadline = time.monotonic() + _PATIENCE
    while True:
        handle = os.open(path, flags, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(handle)
            if time.monotonic() > deadline:
                msg = (
                    f"Another run is grading {path.stem!r} in {path.parents[1]}; "
                    "wait for its end, then run this again."
                )
                raise StorageError(msg) from error
            time.sleep(0.05)
            continue
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(handle), path.stat()):
                return handle
        os.close(handle)
