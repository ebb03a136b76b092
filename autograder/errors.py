"""Everything that can go wrong while grading.

GradingError
├── BadSubmissionError   the student's file cannot be read: tell the student
├── BadAssignmentError   the author's own notebook is malformed: tell the author
└── SandboxError         the machine failed us: try again, then tell the operator
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


class SandboxError(GradingError):
    """A submission could not be run as safely as was promised."""
