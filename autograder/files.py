"""The files beside a notebook, as values: a course's own, and those of a student.

A student's folder is untrusted: links are not followed, pipes and devices are not
opened, and what is too large, too deep or too many is left out with a sentence.
"""

import os
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import islice
from pathlib import Path, PurePosixPath
from stat import S_ISDIR, S_ISREG
from types import MappingProxyType
from typing import TypeAlias

Files: TypeAlias = Mapping[str, bytes]
"""Contents by path, relative to the notebook's folder, with forward slashes."""

NO_FILES: Files = MappingProxyType({})

_DEEPEST = 32
_SENTENCES = 20
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC
_WAY = os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """How much of a folder is taken.

    Parameters
    ----------
    largest
        The largest file (bytes).
    total
        All files together (bytes).
    number
        How many files and folders.
    is_trusted
        Whether a link to a file is followed, and a file that cannot be read is an
        error, rather than left out.
    """

    largest: int = 100_000_000
    total: int = 100_000_000
    number: int = 10_000
    is_trusted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """A folder's files, and a sentence on each that was left out."""

    files: Files
    left_out: tuple[str, ...] = ()


@contextmanager
def opened(path: Path, flags: int, *, below: Path | None = None) -> Iterator[int]:
    """Open a file or a folder and follow no link of a student's on the way.

    Parameters
    ----------
    path
        Where.
    flags
        As for `os.open`.
    below
        The folder from which on no link is followed; by default the one in which
        the file lies.

    Raises
    ------
    OSError
        If it is a link, lies behind one or cannot be opened.
    """
    top = below or path.parent
    *way, last = path.relative_to(top).parts or (".",)
    with ExitStack() as stack:
        at = os.open(top, _WAY)
        stack.callback(os.close, at)
        for name in way:
            at = os.open(name, _WAY | os.O_NOFOLLOW, dir_fd=at)
            stack.callback(os.close, at)
        handle = os.open(last, flags | os.O_NOFOLLOW, dir_fd=at)
        stack.callback(os.close, handle)
        yield handle


def gather(
    folder: Path,
    *,
    below: Path | None = None,
    ignore: Sequence[str] = (),
    but: Container[str] = (),
    allowance: Allowance | None = None,
) -> Gathered:
    """Read the files below a folder.

    Parameters
    ----------
    folder
        Where to look; a folder that is missing holds no files.
    below
        The folder from which on no link is followed, as for `opened`.
    ignore
        Names to pass over, as nbgrader's `ignore` writes them (globs).
    but
        Paths to pass over.
    allowance
        How much is taken.
    """
    granted = allowance or Allowance()
    search = _Search(
        is_skipped=lambda at: is_ignored(at.name, ignore) or str(at) in but,
        allowance=granted,
    )
    with ExitStack() as stack:
        try:
            # An author's own folder may itself be a link.
            top = folder if granted.is_trusted else below
            handle = stack.enter_context(opened(folder, _FOLDER, below=top))
        except FileNotFoundError:
            return Gathered(files=NO_FILES)
        except OSError:
            if granted.is_trusted:
                raise
            said = "The folder is a link, lies behind one or cannot be read."
            return Gathered(files=NO_FILES, left_out=(said,))
        search.folder(handle, PurePosixPath(), depth=0)
    return Gathered(files=search.files, left_out=_few(search.left_out))


def is_ignored(name: str, patterns: Sequence[str]) -> bool:
    """Say whether a name matches any pattern, as a shell would match it.

    Examples
    --------
    >>> is_ignored("a.pyc", ["*.pyc"]), is_ignored(".a.pyc", ["*.pyc"])
    (True, False)
    """
    return any(
        fnmatchcase(name, pattern)
        and (not name.startswith(".") or pattern.startswith("."))
        for pattern in patterns
    )


class _Search:
    """One walk through a folder, and what it has found so far."""

    def __init__(
        self,
        *,
        is_skipped: Callable[[PurePosixPath], bool],
        allowance: Allowance,
    ) -> None:
        self.files: dict[str, bytes] = {}
        self.left_out: list[str] = []
        self.no_links = 0 if allowance.is_trusted else os.O_NOFOLLOW
        self._is_skipped = is_skipped
        self._allowance = allowance
        self._room = allowance.total
        self._number = allowance.number

    def folder(self, handle: int, at: PurePosixPath, *, depth: int) -> None:
        """Take what lies in an opened folder."""
        with os.scandir(handle) as entries:
            names = sorted(entry.name for entry in islice(entries, self._number + 1))
        for name in names:
            if self._is_skipped(at / name):
                continue
            if self._number == 0:
                most = self._allowance.number
                self.left_out.append(f"Of more than {most} files the rest is left out.")
                return
            self._number -= 1
            try:
                self._entry(handle, name, at / name, depth)
            except (FileNotFoundError, UnicodeError):
                self._leave(at / name, "leads nowhere or has no readable name")
            except OSError:
                if not self.no_links:
                    raise
                self._leave(at / name, "is a link or cannot be read")

    def _entry(self, handle: int, name: str, at: PurePosixPath, depth: int) -> None:
        name.encode()
        kind = os.stat(name, dir_fd=handle, follow_symlinks=not self.no_links).st_mode
        if S_ISDIR(kind):
            self._subfolder(handle, name, at, depth)
        elif S_ISREG(kind):
            self._file(handle, name, at)
        else:
            self._leave(at, "is a link or no file")

    def _subfolder(self, handle: int, name: str, at: PurePosixPath, depth: int) -> None:
        if depth == _DEEPEST:
            self._leave(at, "lies too deep")
            return
        try:
            inner = os.open(name, _FOLDER | os.O_NOFOLLOW, dir_fd=handle)
        except NotADirectoryError:  # a link to a folder, which nbgrader passes over
            return
        try:
            self.folder(inner, at, depth=depth + 1)
        finally:
            os.close(inner)

    def _file(self, handle: int, name: str, at: PurePosixPath) -> None:
        file = os.open(name, _FILE | self.no_links, dir_fd=handle)
        with os.fdopen(file, "rb") as stream:
            found = os.fstat(file)
            if not S_ISREG(found.st_mode):
                self._leave(at, "is a link or no file")
                return
            most = min(self._allowance.largest, self._room)
            content = stream.read(min(found.st_size, most) + 1)
        if len(content) > most:
            self._leave(at, f"is larger than the {most:,} bytes that are left for it")
            return
        self._room -= len(content)
        self.files[str(at)] = content

    def _leave(self, at: PurePosixPath, why: str) -> None:
        self.left_out.append(f"The file {str(at)[:80]!a} {why}; it is left out.")


def _few(sentences: Sequence[str]) -> tuple[str, ...]:
    """Return the first sentences, and how many there are besides."""
    more = len(sentences) - _SENTENCES
    rest = (f"{more} more files are left out.",) if more > 0 else ()
    return (*sentences[:_SENTENCES], *rest)
