"""Write graded notebooks into `autograded/`, where formgrader shows them to people.

They are what nbgrader would write, with one addition: each test says in its metadata
(`autograder`) how it came out, so that the students' pages can be made from the
notebooks and the gradebook alone, whenever that is.
"""

import json
from collections.abc import Mapping, Sequence
from textwrap import indent
from typing import TYPE_CHECKING, Any

from autograder.files import NO_FILES, Files
from autograder.notebook import Cell
from autograder.report import harmless
from autograder.report.folder import put
from autograder.report.report import Report, names
from autograder.report.settings import autograded_mode, is_shared, setting
from autograder.report.sheet import Sheet, marks
from autograder.results import Graded
from autograder.score import Outcome
from autograder.transcript import Executed

if TYPE_CHECKING:
    from autograder.course import Course

ABOUT = "autograder"
"""The key under which the metadata tell what the grader found."""

_LINES = 1000
_TRACES = 100


def write_autograded(
    course: "Course",
    reports: Sequence[Report],
    sheets: Mapping[str, Sheet],
    *,
    own: Files = NO_FILES,
    support: Files = NO_FILES,
) -> None:
    """Write one submission's graded notebooks, and the files that go with them.

    The folder is replaced as a whole; a notebook that was not handed in is not there
    afterwards. Notebooks that are no part of `sheets` stay.

    Parameters
    ----------
    course
        Where.
    reports
        What came of each notebook.
    sheets
        All the sources, by name.
    own
        The student's own files, time stamp and secret included.
    support
        The course's files; they take the place of the student's.

    Raises
    ------
    StorageError
        If the folder cannot be written; the old one is then as it was.
    """
    assignment, student = names(reports)
    folder = course.folder("autograded", assignment, student)
    files = {**own, **support}
    limits = _limits(course)
    for report in reports:
        made = _notebook(report, sheets[report.result.notebook], limits)
        text = json.dumps(made, ensure_ascii=False, indent=1, sort_keys=True)
        files[f"{report.result.notebook}.ipynb"] = f"{text}\n".encode()
    there = folder.glob("*.ipynb") if folder.is_dir() else ()
    put(
        folder,
        files,
        mode=autograded_mode(course.config),
        is_shared=is_shared(course.config),
        kept=[path.name for path in there if path.stem not in sheets],
    )


def _limits(course: "Course") -> tuple[int, int]:
    """Return how many lines are shown of an output, and of an error."""
    lines = setting(course.config, "LimitOutput", "max_lines", default=_LINES)
    traces = setting(course.config, "LimitOutput", "max_traceback", default=_TRACES)
    return int(lines), int(traces)


def _notebook(report: Report, sheet: Sheet, limits: tuple[int, int]) -> dict[str, Any]:
    result, transcript = report.result, report.transcript
    graded = {cell.grade_id: cell for cell in result.cells}
    executed = transcript.cells if transcript else _unread(sheet)
    notes = transcript.notes if transcript else ()
    cells = _remarks([*filter(None, [result.reason]), *report.repairs, *notes])
    count = 0
    for each in executed:
        ran = transcript is not None and each.cell.kind == "code" and _ran(each)
        count += ran
        cells.append(_cell(each, sheet, graded, count if ran else None, limits))
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    about = {
        "status": result.status.value,
        "reason": result.reason,
        "repairs": list(report.repairs),
    }
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {**sheet.metadata, ABOUT: about},
        "cells": cells,
    }


def _unread(sheet: Sheet) -> Sequence[Executed]:
    """Return the source without its solutions, in place of what could not be read."""
    return [
        Executed(
            cell=Cell(
                kind=cell.kind,
                source="" if cell.tag and cell.tag.is_answer else cell.source,
                tag=cell.tag,
                attachments=cell.attachments,
            )
        )
        for cell in sheet.assignment.cells
    ]


def _remarks(sentences: Sequence[str]) -> list[dict[str, Any]]:
    """Return a cell that tells a person what the grader noticed."""
    if not sentences:
        return []
    lines = [f"- {harmless.markdown(' '.join(each.split()))}" for each in sentences]
    source = "\n".join(["**From the grader:**", "", *lines])
    return [{"cell_type": "markdown", "metadata": {ABOUT: {}}, "source": source}]


def _ran(executed: Executed) -> bool:
    return executed.run is None or executed.run.outcome is not Outcome.NOT_RUN


def _cell(
    executed: Executed,
    sheet: Sheet,
    graded: Mapping[str, Graded],
    count: int | None,
    limits: tuple[int, int],
) -> dict[str, Any]:
    cell = executed.cell
    made: dict[str, Any] = {
        "cell_type": "code" if cell.kind == "code" else "markdown",
        "metadata": _metadata(cell, sheet),
        "source": _source(cell),
    }
    found = graded.get(cell.grade_id or "")
    if found is not None:
        made["metadata"][ABOUT] = {
            "outcome": found.mark.outcome.value,
            "message": found.mark.message,
            "judged": found.judged,
        }
    if cell.kind == "code":
        shown = [
            _cut(each, *limits) for each in harmless.outputs(executed.outputs, count)
        ]
        made |= {"execution_count": count, "outputs": shown + _said(found, shown)}
    elif cell.attachments:
        made["attachments"] = harmless.attachments(cell.attachments)
    return made


def _source(cell: Cell) -> str:
    """Return a cell's text; where a student wrote it, it must not do anything."""
    is_course = cell.tag is not None and not cell.tag.is_answer
    if is_course or cell.kind == "code":
        return cell.source
    if cell.kind == "markdown":
        return harmless.markdown(cell.source)
    # formgrader would put a raw cell into its page as it is.
    return harmless.markdown(indent(cell.source, " " * 4, lambda _: True))


def _metadata(cell: Cell, sheet: Sheet) -> dict[str, Any]:
    entries = {entry.name: entry for entry in sheet.entries}
    entry = entries.get(cell.grade_id or "")
    if cell.tag is None or entry is None:
        return {}
    told = {"cell_type": entry.kind, "checksum": entry.checksum}
    fixed = {"deletable": False} | ({"editable": False} if entry.locked else {})
    return {**fixed, "nbgrader": marks(cell.tag) | told}


def _said(found: Graded | None, shown: Sequence[Mapping[str, Any]]) -> list[Any]:
    """Return an output that says why a test failed, if no other does."""
    if found is None or found.mark.outcome is Outcome.PASSED:
        return []
    if any(each["output_type"] == "error" for each in shown):
        return []
    outcome, message = found.mark.outcome.value, found.mark.message
    line = f"{outcome}: {message}" if message else outcome
    told = {"ename": outcome, "evalue": message, "traceback": [line]}
    return [{"output_type": "error", **told}]


def _cut(output: dict[str, Any], lines: int, traces: int) -> dict[str, Any]:
    """Shorten what is too long for a page, as nbgrader does; -1 leaves it whole."""
    if output["output_type"] == "stream" and lines >= 0:
        kept = output["text"].split("\n", lines)
        if len(kept) > lines:
            output["text"] = "\n".join([*kept[:lines], "... Output truncated ..."])
    if output["output_type"] == "error" and 0 <= traces < len(output["traceback"]):
        half = traces // 2
        told = output["traceback"]
        cut = [*told[:half], "... Traceback truncated ...", *told[len(told) - half :]]
        output["traceback"] = cut
    return output
