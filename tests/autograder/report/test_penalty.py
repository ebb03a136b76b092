import sys
from types import ModuleType

import pytest
from nbgrader.plugins import BasePlugin
from traitlets.config import Config

from autograder.errors import CourseError
from autograder.report.penalty import Penalties


class Steep(BasePlugin):  # type: ignore[misc] # nbgrader has no types
    """A course's own rule: what it returns is what a test sets."""

    lost: object = 0.0

    def late_submission_penalty(
        self, student_id: str, score: float, total_seconds_late: float
    ) -> object:
        """Return what is set, or ask it."""
        if callable(self.lost):
            return self.lost(student_id, score, total_seconds_late)
        return self.lost


@pytest.fixture
def steep(monkeypatch: pytest.MonkeyPatch) -> Penalties:
    """Name the course's own rule in the settings, as authors do."""
    module = ModuleType("steep")
    module.Steep = Steep  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "steep", module)
    return Penalties(Config({"AssignLatePenalties": {"plugin_class": "steep.Steep"}}))


def test_nothing_is_lost_by_default() -> None:
    """Nbgrader's usual method assigns no penalty."""
    assert Penalties(Config()).penalty("full", score=9.0, late=60.0) is None


def test_the_method_zero_takes_all() -> None:
    """`penalty_method = 'zero'` leaves nothing of a late notebook."""
    config = Config({"LateSubmissionPlugin": {"penalty_method": "zero"}})

    assert Penalties(config).penalty("full", score=9.0, late=60.0) == 9.0


def test_the_method_zero_takes_nothing_in_time() -> None:
    """The plugin is not asked about what is not late."""
    config = Config({"LateSubmissionPlugin": {"penalty_method": "zero"}})

    assert Penalties(config).penalty("full", score=9.0, late=0.0) is None


def test_a_course_may_bring_its_own_rule(
    steep: Penalties, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told who, how much and how late."""
    monkeypatch.setattr(Steep, "lost", lambda _, *told: len(told[0]) + told[2] / 60)

    assert steep.penalty("full", score=9.0, late=120.0) == 6.0


@pytest.mark.parametrize(("lost", "taken"), [(-1.0, 0.0), (99.0, 9.0), (None, None)])
def test_a_penalty_is_from_nothing_to_the_score(
    steep: Penalties, monkeypatch: pytest.MonkeyPatch, lost: object, taken: object
) -> None:
    """As nbgrader, whatever the rule says."""
    monkeypatch.setattr(Steep, "lost", lost)

    assert steep.penalty("full", score=9.0, late=1.0) == taken


@pytest.mark.parametrize("lost", ["much", float("nan"), lambda *_: 1 / 0])
def test_a_rule_that_fails_is_named(
    steep: Penalties, monkeypatch: pytest.MonkeyPatch, lost: object
) -> None:
    """The author reads which plugin it was."""
    monkeypatch.setattr(Steep, "lost", lost)

    with pytest.raises(CourseError, match="Steep, the plugin for late work"):
        steep.penalty("full", score=9.0, late=1.0)


def test_the_rule_can_be_switched_off() -> None:
    """`AssignLatePenalties.enabled = False` leaves penalties alone."""
    config = Config({"AssignLatePenalties": {"enabled": False}})

    assert not Penalties(config).are_assigned
