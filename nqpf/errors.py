"""Everything that can go wrong in the course, each in one clear sentence.

CourseError
├── DataError        a data file is missing, changed or malformed
├── TextError        a term or a text that cannot be measured
└── WorkspaceError   the learner's folder cannot be read or written
"""

from types import TracebackType


class CourseError(Exception):
    """A problem that a learner can act on: what, where, and what to do."""

    def _render_traceback_(
        self,
        _kind: type[BaseException] | None = None,
        _value: BaseException | None = None,
        _traceback: TracebackType | None = None,
    ) -> list[str]:
        """Show only the sentence in a notebook, as IPython asks for it."""
        return [str(self)]


class DataError(CourseError):
    """A data file is missing, was changed, or does not match its description."""


class TextError(CourseError):
    """A term or a text cannot be measured as asked."""


class WorkspaceError(CourseError):
    """The learner's folder cannot be prepared, read or written."""
