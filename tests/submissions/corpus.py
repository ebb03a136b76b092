"""The hostile submissions, as they are written down beside the sources they answer.

A case says what it is about, which answers and cells it changes, and what it loses by
that: everything else is honest and keeps its points.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell

from tests.submissions.notebook import answered, build, read_cells

FOLDER = Path(__file__).parent / "hostile"
SOURCES = ("numbers", "tables", "accounts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A hostile submission, and what it must get.

    Parameters
    ----------
    name, why
        What is tried, and what holds against it.
    on
        The source that it answers.
    answers
        What stands in the place of answers, by name.
    own
        Cells of its own: the named cell that each follows, and the source.
    files
        What lies beside the notebook.
    loses
        The tests that earn nothing; all others earn everything.
    part
        The tests that earn a part.
    outcomes
        How tests end, where that is to be looked at.
    times
        How often it is handed in.
    is_patient
        Whether it needs more time than most.
    uses_membrane
        Whether its first cell takes hold of the student's side of the line.
    """

    name: str
    why: str
    on: str
    answers: Mapping[str, str] = field(default_factory=dict)
    own: Sequence[tuple[str, str]] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)
    loses: frozenset[str] = frozenset()
    part: Mapping[str, float] = field(default_factory=dict)
    outcomes: Mapping[str, str] = field(default_factory=dict)
    times: int = 1
    is_patient: bool = False
    uses_membrane: bool = False

    @property
    def scores(self) -> dict[str, float]:
        """What each test must give."""
        full = points(self.on)
        lost = dict.fromkeys(self.loses, 0.0)
        return {**full, **lost, **self.part}

    def notebook(self, places: Mapping[str, str]) -> nbformat.NotebookNode:
        """Return what is handed in.

        Parameters
        ----------
        places
            What stands for `@name@` in its code: a folder, a port.
        """
        answers = {name: _filled(text, places) for name, text in self.answers.items()}
        made = answered(source(self.on), answers)
        for after, text in reversed(self.own):
            at = 1 + _place(made, after) if after else 0
            made.cells.insert(at, new_code_cell(_filled(text, places)))
        return made


@cache
def source(name: str) -> nbformat.NotebookNode:
    """Return an author's notebook."""
    return build(_text(name))


@cache
def points(name: str) -> dict[str, float]:
    """Return what each test of a source can give, in order."""
    heads = [head for head, _ in read_cells(_text(name))]
    return {head[1]: float(head[2]) for head in heads if head[:1] == ["test"]}


@cache
def hidden_words(name: str) -> tuple[str, ...]:
    """Return words of a source's hidden tests, which nobody may be told."""
    first = _text(name).partition("\n")[0]
    return tuple(first.removeprefix("hidden:").split())


@cache
def cases() -> tuple[Case, ...]:
    """Return all cases that are written down."""
    return tuple(
        _case(told)
        for path in sorted(FOLDER.glob("*.toml"))
        for told in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
    )


def _text(name: str) -> str:
    return (FOLDER / f"{name}.txt").read_text(encoding="utf-8")


def _case(told: dict[str, Any]) -> Case:
    tests = list(points(told["on"]))
    first = told.pop("dies_at", None)
    later = tests[tests.index(first) :] if first else []
    has_membrane = told.pop("membrane", False)
    return Case(
        own=tuple(_own(told.pop("own", ()), has_membrane=has_membrane)),
        uses_membrane=has_membrane,
        files={name: text.encode() for name, text in told.pop("files", {}).items()},
        loses=frozenset((*told.pop("loses", ()), *later)),
        is_patient=told.pop("patient", False),
        **told,
    )


def _own(
    told: Sequence[dict[str, Any]], *, has_membrane: bool
) -> Iterator[tuple[str, str]]:
    """Yield cells; a long text may be written as a `pattern` and how often it comes."""
    if has_membrane:
        yield "", (FOLDER / "membrane.txt").read_text(encoding="utf-8")
    for each in told:
        text = each.get("code", "")
        if "repeated" in each:
            before, pattern, number, behind = each["repeated"]
            text = before + pattern * number + behind
        for _ in range(each.get("cells", 1)):
            yield each["after"], text


def _place(notebook: nbformat.NotebookNode, name: str) -> int:
    names = [
        cell.metadata.get("nbgrader", {}).get("grade_id") for cell in notebook.cells
    ]
    return names.index(name)


def _filled(text: str, places: Mapping[str, str]) -> str:
    for name, place in places.items():
        text = text.replace(f"@{name}@", place)
    return text
