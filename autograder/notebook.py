"""A notebook as grading sees it: cells in order, and what nbgrader says of each.

Outputs, execution counts and other metadata are left behind on the way in: what a
submission says about them cannot be believed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["code", "markdown", "raw"]
Attachments: TypeAlias = Mapping[str, Mapping[str, str]]

KINDS: tuple[Kind, ...] = ("code", "markdown", "raw")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """What nbgrader's metadata say of a cell.

    Parameters
    ----------
    grade_id
        The cell's name, unique in its notebook.
    grade
        Whether the cell earns points: a test, or an answer that a person reads.
    solution
        Whether the student writes in it.
    locked
        Whether the student must leave it as it is.
    task
        Whether it sets a task, solved in cells of the student's own, that a person
        grades.
    points
        What it earns at most; 0 for a cell that earns nothing.
    """

    grade_id: str
    grade: bool = False
    solution: bool = False
    locked: bool = False
    task: bool = False
    points: float = 0.0

    @property
    def is_test(self) -> bool:
        """Whether the cell is graded by running it."""
        return self.grade and not self.solution

    @property
    def is_answer(self) -> bool:
        """Whether what the student wrote in the cell counts."""
        return self.solution


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell of a notebook.

    Parameters
    ----------
    kind
        "code", "markdown" or "raw".
    source
        Its text.
    tag
        What nbgrader says of it, if anything.
    attachments
        Pictures of a Markdown cell: name to media type to content (base64).
    """

    kind: Kind
    source: str
    tag: Tag | None = None
    attachments: Attachments | None = None

    @property
    def grade_id(self) -> str | None:
        """The cell's name, if it has one."""
        return None if self.tag is None else self.tag.grade_id
