"""What came of running a restored notebook, cell by cell."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from autograder.notebook import Cell
from autograder.results import Judged
from autograder.score import Run

Output: TypeAlias = Mapping[str, Any]
"""An output as nbformat 4 writes it: stream, display_data, execute_result, error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Executed:
    """A cell, and what came of running it.

    Parameters
    ----------
    cell
        The cell of the restored notebook.
    outputs
        What it printed and showed, for the instructor: never for a student, as the
        student's code may show what an earlier hidden test handed to it.
    run
        How a test ended; None for any other cell.
    judged
        Where a test ran.
    seconds
        How long it took.
    """

    cell: Cell
    outputs: tuple[Output, ...] = ()
    run: Run | None = None
    judged: Judged = "apart"
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """All cells of a restored notebook as they ran.

    Parameters
    ----------
    cells
        In the order in which they ran.
    notes
        A sentence on each thing that a person should know: the student's process
        ended early, output was cut, grading ran without a sandbox.
    """

    cells: tuple[Executed, ...]
    notes: tuple[str, ...] = ()
