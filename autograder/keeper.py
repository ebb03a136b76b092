"""Where graded submissions of one assignment go: the gradebook and autograded/."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.course import Course
from autograder.files import Files
from autograder.report.report import Report

if TYPE_CHECKING:
    from autograder.report.gradebook import Gradebook
    from autograder.report.sheet import Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeper:
    """The gradebook and the folder of one assignment.

    Parameters
    ----------
    course, assignment
        Whose.
    sheets
        Its notebooks as nbgrader records them, by name.
    gradebook
        Open, with the assignment enrolled.
    """

    course: Course
    assignment: str
    sheets: Mapping[str, "Sheet"]
    gradebook: "Gradebook"
    _students: set[str] = field(default_factory=set, init=False)

    def __post_init__(self) -> None:
        self._students.update(self.gradebook.students(self.assignment))

    def has(self, student: str) -> bool:
        """Say whether a submission's score is in the gradebook."""
        return student in self._students

    def has_notebooks(self, student: str) -> bool:
        """Say whether every notebook of a submission lies in autograded/."""
        folder = self._folder(student)
        return all((folder / f"{name}.ipynb").is_file() for name in self.sheets)

    def write(self, reports: Sequence[Report]) -> None:
        """Keep the scores of one submission; again changes nothing."""
        self.gradebook.write(reports)
        self._students.add(reports[0].result.student)

    def write_notebooks(
        self, reports: Sequence[Report], *, own: Files, support: Files
    ) -> None:
        """Keep the notebooks of one submission, and the files beside them."""
        from autograder.report.autograded import write_autograded  # noqa: PLC0415

        write_autograded(self.course, reports, self.sheets, own=own, support=support)

    def _folder(self, student: str) -> Path:
        return self.course.folder("autograded", self.assignment, student)
