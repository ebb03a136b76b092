"""Write the pages that students get back, where `nbgrader release_feedback` looks.

A page is made from the graded notebook and the gradebook, manual work included. No
output of any cell is on it, as a student's code may print what a hidden test gave it;
of a test's source only what was released. HTML that a student wrote, printed or raised
is text there, and the page forbids the browser to run or load anything.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, Template
from markupsafe import Markup

from autograder.errors import StorageError
from autograder.report import prose
from autograder.report.autograded import ABOUT
from autograder.report.folder import put
from autograder.report.gradebook import Gradebook
from autograder.report.settings import feedback_mode, is_shared, setting
from autograder.report.standing import Earned, Standing
from autograder.score import Outcome

if TYPE_CHECKING:
    from traitlets.config import Config

    from autograder.course import Course

_CARRIED = ("timestamp.txt", "submission_secret.txt")
"""What `nbgrader release_feedback` reads beside the pages."""

_LONGEST = 2000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""What no page may hold: characters that only tell a terminal what to do."""

_WORDS = {
    Outcome.PASSED: ("✓ Passed", "passed"),
    Outcome.FAILED: ("✗ Not passed", "failed"),
    Outcome.TIMED_OUT: ("✗ Took too long", "failed"),
    Outcome.NOT_RUN: ("✗ Not run", "failed"),
    Outcome.BROKEN: ("… Could not be checked; a person has to look", "open"),
}


def write_feedback(
    course: "Course", gradebook: Gradebook, assignment: str, student: str
) -> tuple[str, ...]:
    """Write a student's pages, one for each notebook of an assignment.

    Returns
    -------
    tuple[str, ...]
        A sentence on each thing without which nbgrader cannot release them.

    Raises
    ------
    StorageError
        If a graded notebook cannot be read or a page cannot be written.
    """
    graded = course.folder("autograded", assignment, student)
    hidden = _Hidden.of(course.config)
    files = {
        f"{name}.html": page(
            assignment, name, _read(graded / f"{name}.ipynb"), standing, hidden
        ).encode()
        for name, standing in gradebook.standings(assignment, student).items()
    }
    lacking = []
    for name in _CARRIED:
        path = graded / name
        if path.is_file() and not path.is_symlink():
            files[name] = path.read_bytes()
        else:
            lacking.append(
                f"The submission of {student!r} has no {name}; nbgrader cannot release "
                "its feedback."
            )
    put(
        course.folder("feedback", assignment, student),
        files,
        mode=feedback_mode(course.config),
        is_shared=is_shared(course.config),
    )
    return tuple(lacking)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hidden:
    """The marks between which a source is not for students' eyes."""

    marks: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, config: "Config") -> "_Hidden":
        """Take them from nbgrader's settings."""
        parts = (
            ("ClearHiddenTests", "test_delimeter", "HIDDEN TESTS"),
            ("ClearMarkScheme", "mark_scheme_delimeter", "MARK SCHEME"),
        )
        return cls(
            marks=tuple(
                (
                    setting(config, section, f"begin_{name}", default=f"BEGIN {usual}"),
                    setting(config, section, f"end_{name}", default=f"END {usual}"),
                )
                for section, name, usual in parts
            )
        )

    def removed(self, source: str) -> str:
        """Return a source without what is hidden; an open mark hides all the rest."""
        for begin, end in self.marks:
            kept, is_hidden = [], False
            for line in source.split("\n"):
                if begin in line:
                    is_hidden = True
                elif end in line:
                    is_hidden = False
                elif not is_hidden:
                    kept.append(line)
            source = "\n".join(kept)
        return source


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A graded cell: how it came out, in words."""

    name: str
    outcome: str
    tone: str
    points: str
    message: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A cell as it stands on the page."""

    content: Markup
    anchor: str
    row: _Row | None = None
    comment: str = ""
    is_cut: bool = False


def page(
    assignment: str,
    name: str,
    notebook: Mapping[str, Any] | None,
    standing: Standing,
    hidden: _Hidden,
) -> str:
    """Return a notebook's page."""
    about = _about(notebook or {})
    cells = [cell for cell in (notebook or {}).get("cells", ()) if not _is_ours(cell)]
    language = _language(notebook or {})
    parts = [
        _part(cell, f"cell-{number}", standing, hidden, language)
        for number, cell in enumerate(cells, start=1)
    ]
    rows = [part.row for part in parts if part.row]
    shown = {row.name for row in rows}
    left = [each for each in standing.grades if each not in shown]
    rows += [_row(each, {}, standing.grades[each], "") for each in left]
    lost = standing.penalty
    reason = about.get("reason", "")
    made = _template().render(
        page={
            "assignment": assignment,
            "notebook": name,
            "total": _of(standing.score - lost, standing.max_score) + " points",
            "penalty": f"{lost:g} points were taken off for lateness." if lost else "",
            "is_open": any(each.needs_a_person for each in standing.grades.values()),
            "reason": reason if notebook else "This notebook was not handed in.",
            "repairs": about.get("repairs", ()),
            "rows": rows,
            "parts": parts,
        }
    )
    return _CONTROL.sub("\ufffd", made)


@cache
def _template() -> Template:
    here = Path(__file__).parent
    pages = Environment(loader=FileSystemLoader(here), autoescape=True)
    return pages.get_template("page.html.j2")


def _read(path: Path) -> Mapping[str, Any] | None:
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        msg = f"The graded notebook {path} cannot be read; grade it again."
        raise StorageError(msg) from error
    return notebook if isinstance(notebook, dict) else None


def _about(thing: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what the grader noted, if it is anything that the grader notes."""
    about = thing.get("metadata", {}).get(ABOUT)
    return about if isinstance(about, dict) else {}


def _is_ours(cell: Mapping[str, Any]) -> bool:
    """Say whether a cell is the grader's own remark to the instructor."""
    metadata = cell.get("metadata", {})
    return ABOUT in metadata and "nbgrader" not in metadata


def _language(notebook: Mapping[str, Any]) -> str:
    metadata = notebook.get("metadata", {})
    return str(metadata.get("kernelspec", {}).get("language") or "python")


def _part(
    cell: Mapping[str, Any],
    anchor: str,
    standing: Standing,
    hidden: _Hidden,
    language: str,
) -> _Part:
    source = _joined(cell.get("source", ""))
    tag = cell.get("metadata", {}).get("nbgrader") or {}
    name = str(tag.get("grade_id", ""))
    released = source if tag.get("solution") else hidden.removed(source)
    earned = standing.grades.get(name)
    return _Part(
        anchor=anchor,
        content=_content(cell, released, language, below=2 if earned is None else 3),
        row=_row(name, cell, earned, anchor) if earned else None,
        comment=standing.comments.get(name, "") if name else "",
        is_cut=released != source,
    )


def _content(
    cell: Mapping[str, Any], source: str, language: str, *, below: int
) -> Markup:
    if not source.strip():
        return Markup()
    if cell.get("cell_type") == "code":
        return prose.code(source, language)
    if cell.get("cell_type") == "markdown":
        pictures = cell.get("attachments") or {}
        return prose.markdown(source, pictures, below=below)
    return prose.plain(source)


def _row(name: str, cell: Mapping[str, Any], earned: Earned, anchor: str) -> _Row:
    about = _about(cell)
    is_by_hand = earned.manual is not None
    outcome, tone = _outcome(about, earned)
    message = str(about.get("message", ""))
    return _Row(
        name=name,
        outcome=outcome,
        tone=tone,
        points=_of(earned.score, earned.max_score),
        message="" if is_by_hand else message[:_LONGEST],
        anchor=anchor,
    )


def _outcome(about: Mapping[str, Any], earned: Earned) -> tuple[str, str]:
    """Return how a cell came out, in words, and the tone to say it in."""
    if earned.manual is not None:
        return "Graded by a person", "open" if earned.needs_a_person else "passed"
    if earned.auto is None:
        return "… To be graded by a person", "open"
    is_whole = earned.auto >= earned.max_score
    usual = Outcome.PASSED if earned.auto > 0 or is_whole else Outcome.FAILED
    told = about.get("outcome")
    outcome = next((each for each in Outcome if each.value == told), usual)
    if outcome is Outcome.PASSED and not is_whole:
        return "◐ Partly passed", "open"
    return _WORDS[outcome]


def _of(score: float, max_score: float) -> str:
    return f"{score:g} of {max_score:g}"


def _joined(source: str | Sequence[str]) -> str:
    """Return a source, which may be given line by line."""
    return source if isinstance(source, str) else "".join(source)
