"""The results file: a line for each notebook, whole whenever it has its name.

Lines are added to a file beside it as they come. It gets its name at the end, so that
a killed run leaves the results of the run before as they were; the next run writes
over what the killed one left.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from autograder.errors import StorageError
from autograder.results import Result, line


class ResultsFile:
    """A file of results; a context manager that gives it its name at the end.

    Parameters
    ----------
    path
        The file. What is no ordinary file (a pipe, a terminal) is written directly.

    Raises
    ------
    StorageError
        If it cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._is_direct = path.exists() and not path.is_file()
        self._part = path if self._is_direct else path.with_name(f"{path.name}.part")
        with self._writing():
            self._file = self._part.open("w", encoding="utf-8")  # closed in __exit__

    def __enter__(self) -> Self:
        """Return the file, empty."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Keep what was added, also if the run ended early."""
        try:
            with self._writing():
                self._file.close()
                if not self._is_direct:
                    self._part.replace(self._path)
        except StorageError:
            if error is None:  # else it has been said already
                raise
        finally:
            if not self._is_direct:
                with suppress(OSError):
                    self._part.unlink(missing_ok=True)

    def add(self, results: Iterable[Result]) -> None:
        """Write the lines of one submission.

        Raises
        ------
        StorageError
            If the disk is full.
        """
        with self._writing():
            for result in results:
                self._file.write(line(result) + "\n")
            self._file.flush()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            msg = f"The results file {self._path} cannot be written: {error.strerror}."
            raise StorageError(msg) from error
