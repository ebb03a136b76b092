"""What a late submission loses, by nbgrader's plugin as it is configured."""

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nbgrader.preprocessors import AssignLatePenalties

from autograder.errors import CourseError

if TYPE_CHECKING:
    from traitlets.config import Config


@dataclass(frozen=True, slots=True)
class Penalties:
    """The rule for late work that a course's settings name."""

    config: "Config"
    _rule: Any = field(init=False)

    def __post_init__(self) -> None:
        rule = AssignLatePenalties(config=self.config)
        rule.init_plugin()
        object.__setattr__(self, "_rule", rule)

    @property
    def are_assigned(self) -> bool:
        """Whether nbgrader would look at lateness at all."""
        return bool(self._rule.enabled)

    def penalty(self, student: str, *, score: float, late: float) -> float | None:
        """Return what a notebook loses.

        Parameters
        ----------
        student
            Whose it is.
        score
            What it earned (points).
        late
            How late it was handed in (seconds).

        Returns
        -------
        float | None
            Points, from 0 to the score; None if it is not late or nothing is said.

        Raises
        ------
        CourseError
            If the course's own plugin fails.
        """
        if late <= 0:
            return None
        plugin = self._rule.plugin_inst
        try:
            lost = plugin.late_submission_penalty(student, score, late)
            lost = lost if lost is None else float(lost)
        except Exception as error:
            shown = " ".join(f"{type(error).__name__}: {error}".split())
            msg = f"{_name(plugin)}, the plugin for late work, failed ({shown})."
            raise CourseError(msg) from error
        if lost is None:
            return None
        if math.isnan(lost):
            msg = f"{_name(plugin)}, the plugin for late work, gave no number."
            raise CourseError(msg)
        return min(max(lost, 0.0), score)


def _name(plugin: object) -> str:
    return f"{type(plugin).__module__}.{type(plugin).__qualname__}"
