"""Have nbgrader itself write the tests that an author left to it.

Its own preprocessor runs the author's notebook in a kernel, as `nbgrader
generate_assignment` does, and writes down what the solution gives. The kernel works in
a folder of its own with copies of the files beside the notebook, so that nothing that
the notebook writes is taken for the course's.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from subprocess import DEVNULL
from tempfile import TemporaryDirectory
from typing import Any

from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager, start_new_kernel
from nbclient.exceptions import CellExecutionError
from nbformat.notebooknode import NotebookNode, from_dict
from nbgrader.preprocessors import InstantiateTests, instantiatetests

from autograder.autotest import Recipe
from autograder.errors import BadAssignmentError
from autograder.files import Files
from autograder.notebook import Cell

_LONGEST = 300
"""How much is told of what went wrong (characters)."""


def instantiate(
    cells: Sequence[Cell],
    path: Path,
    *,
    kernel: str,
    support: Files,
    recipe: Recipe,
) -> list[str]:
    """Return the text of every cell, with tests where the author left them out.

    Parameters
    ----------
    cells, path
        The author's notebook, and where it lies.
    kernel
        The name of the kernel that it asks for.
    support
        What lies beside the notebook.
    recipe
        Where the templates are, what the settings, and how long anything may run.

    Raises
    ------
    BadAssignmentError
        If the notebook fails, or the templates cannot be used.
    """
    notebook: NotebookNode = from_dict(  # type: ignore[no-untyped-call]
        {
            "cells": [_node(cell) for cell in cells],
            "metadata": {"kernelspec": {"name": kernel}},
        }
    )
    templates = recipe.templates(path)
    told = _Told()
    # An absolute path, as nbgrader looks for a relative one in the current folder.
    writer = _Writer(
        config=recipe.config, log=told.log, autotest_filename=str(templates.absolute())
    )
    try:
        with TemporaryDirectory(prefix="autograder-") as name, _kernels(recipe.seconds):
            _lay_out(support, Path(name))
            writer(notebook, {"metadata": {"path": name}})
    except Exception as error:
        msg = (
            f"In {path}, nbgrader {_failed(cells, writer.at)} tests with {templates} "
            f"({_reason(error, told.last)}); mend one or the other until `nbgrader "
            "generate_assignment` succeeds."
        )
        raise BadAssignmentError(msg) from error
    return [str(cell.source) for cell in notebook.cells]


class _Writer(InstantiateTests):  # type: ignore[misc] # nbgrader is untyped
    """nbgrader's own preprocessor, which notes how far it has come."""

    at: int | None = None

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Write the tests of one cell."""
        self.at = index
        done: tuple[NotebookNode, dict[str, Any]]
        done = super().preprocess_cell(cell, resources, index)
        return done


class _Told(logging.Handler):
    """What nbgrader last called an error; some it raises without a word."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.last = ""
        # Not one of the process's loggers, so nothing is printed.
        self.log = logging.Logger("nbgrader")  # noqa: LOG001
        self.log.addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Take down a message."""
        self.last = record.getMessage()


class _Client:
    """A kernel as nbgrader asks it, which may not take for ever."""

    def __init__(self, client: BlockingKernelClient, seconds: float) -> None:
        self._client = client
        self._seconds = seconds

    def execute_interactive(
        self, code: str, *, output_hook: Callable[[dict[str, Any]], None]
    ) -> None:
        """Run code to its end; nobody is there to answer its questions."""
        try:
            self._client.execute_interactive(
                code,
                allow_stdin=False,
                output_hook=output_hook,
                timeout=self._seconds,
            )
        except TimeoutError as error:
            is_alive = self._client.is_alive()
            took = f"it takes more than {self._seconds:g} seconds"
            raise TimeoutError(took if is_alive else "its kernel ended") from error


@contextmanager
def _kernels(seconds: float) -> Iterator[None]:
    """Let the kernels that nbgrader starts be silent, patient and ended."""
    started: list[tuple[KernelManager, BlockingKernelClient]] = []

    def start(kernel_name: str, cwd: str) -> tuple[KernelManager, _Client]:
        quiet = {"stdout": DEVNULL, "stderr": DEVNULL}
        manager, client = start_new_kernel(kernel_name=kernel_name, cwd=cwd, **quiet)
        started.append((manager, client))
        return manager, _Client(client, seconds)

    # nbgrader leaves no other way to choose how a kernel is started.
    instantiatetests.start_new_kernel = start
    try:
        yield
    finally:
        instantiatetests.start_new_kernel = start_new_kernel
        for manager, client in started:
            client.stop_channels()
            client.context.destroy()
            manager.shutdown_kernel(now=True)


def _node(cell: Cell) -> dict[str, Any]:
    """Return as much of a cell as tests are made of."""
    is_graded = cell.tag is not None and cell.tag.grade
    metadata = {"nbgrader": {"grade": True}} if is_graded else {}
    return {"cell_type": cell.kind, "source": cell.source, "metadata": metadata}


def _lay_out(files: Files, folder: Path) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _failed(cells: Sequence[Cell], at: int | None) -> str:
    """Return what nbgrader failed to do, and at which cell if it had come to any."""
    if at is None:
        return "cannot write"
    return f"stops at cell {cells[at].grade_id or at + 1!r} as it writes"


def _reason(error: Exception, told: str) -> str:
    """Return what went wrong in a line."""
    if isinstance(error, AttributeError) and isinstance(error.__context__, Exception):
        error = error.__context__  # nbgrader fails as it reports what is no YAML
    if isinstance(error, CellExecutionError):
        shown = f"{error.ename}: {error.evalue}"
    elif isinstance(error, TimeoutError):
        shown = str(error)
    elif str(error):
        shown = f"{type(error).__name__}: {error}"
    else:
        shown = told or type(error).__name__
    return " ".join(shown.split())[:_LONGEST]
