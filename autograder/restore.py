"""Rebuild the notebook to grade from the source and the student's answers.

From the source come the order, the locked cells, the tests (hidden ones included)
and the points. From the submission come the answers, by name, and the student's own
cells, where they stood: each stays behind the named cell that it followed.
"""

from collections import defaultdict
from dataclasses import dataclass, replace

from autograder.assignment import Assignment
from autograder.notebook import Cell
from autograder.read import Submission

START = ""
"""Where a student's own cell stands that no named cell precedes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """A notebook that can be graded.

    Parameters
    ----------
    cells
        In the order in which they run. A cell with a tag is the source's own, or
        an answer to it; one without is the student's.
    repairs
        A sentence on each thing that the submission had lost, changed or doubled.
    """

    cells: tuple[Cell, ...]
    repairs: tuple[str, ...] = ()


def restore(assignment: Assignment, submission: Submission) -> Restored:
    """Put a student's answers and own cells into the source notebook.

    Of cells that share a name the last one counts, as in nbgrader; the others are
    the student's own. Cells of the source without a name are free for the student
    to change or remove, so the student's version of them is what runs.
    """
    source = assignment.tagged
    last = {cell.grade_id: at for at, cell in enumerate(submission.cells)}
    answers: dict[str, Cell] = {}
    own: defaultdict[str, list[Cell]] = defaultdict(list)
    repairs: list[str] = list(submission.repairs)
    behind = START
    for at, cell in enumerate(submission.cells):
        name = cell.grade_id
        if name in source and last[name] == at:
            answers[name] = cell
            behind = name
            continue
        own[behind].append(replace(cell, tag=None))
        if name is not None:
            repairs.append(_stranger(name, is_copy=name in source))
    cells = list(own[START])
    for name, asked in source.items():
        cell, wrong = _put_back(asked, answers.get(name))
        repairs += [f"Cell {name!r} {sentence}" for sentence in wrong]
        cells += [cell, *own[name]]
    return Restored(cells=tuple(cells), repairs=tuple(repairs))


def _stranger(name: str, *, is_copy: bool) -> str:
    shown = ascii(name[:40])
    if is_copy:
        return f"There are several cells {shown}; the last one counts."
    return (
        f"There is no cell {shown} in the assignment; it counts as the student's own."
    )


def _put_back(asked: Cell, handed_in: Cell | None) -> tuple[Cell, list[str]]:
    """Return the cell to run in the place of one of the source's."""
    is_answer = asked.tag is not None and asked.tag.is_answer
    if handed_in is None:
        if is_answer:
            return replace(asked, source=""), ["was missing and counts as empty."]
        return asked, ["was missing and was put back."]
    wrong: list[str] = []
    if handed_in.kind != asked.kind:
        wrong.append(f"had been made a {handed_in.kind} cell.")
    if not is_answer:
        return asked, wrong
    answer = replace(asked, source=handed_in.source, attachments=handed_in.attachments)
    return answer, wrong
