"""Everything that can go wrong while grading.

GradingError
├── BadSubmissionError   the student's file cannot be read: tell the student
├── BadAssignmentError   the author's own notebook is malformed: tell the author
├── CourseError          what was asked for is not there: tell who asked
├── SandboxError         the machine failed us: try again, then tell the operator
└── StorageError         what was graded cannot be kept: make room, then go on
"""

from typing import ClassVar


class GradingError(Exception):
    """What went wrong, in one sentence for the one who can act on it."""

    exit_code: ClassVar[int] = 1


class BadSubmissionError(GradingError):
    """A submission is beyond repair; it scores zero and stops nobody else."""


class BadAssignmentError(GradingError):
    """A source notebook cannot serve as the measure of submissions."""

    exit_code = 2


class CourseError(GradingError):
    """There is no such course, assignment or student."""

    exit_code = 2


class SandboxError(GradingError):
    """A submission could not be run as safely as was promised."""


class StorageError(GradingError):
    """A gradebook, a folder or a disk takes nothing more; what it has is kept."""
