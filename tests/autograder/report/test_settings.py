import pytest
from traitlets.config import Config

from autograder.report.settings import autograded_mode, feedback_mode, is_shared


def test_permissions_are_nbgraders_defaults() -> None:
    """Graded notebooks are read-only, feedback is its owner's to write."""
    modes = (autograded_mode(Config()), feedback_mode(Config()))

    assert modes == (0o444, 0o644)


def test_a_shared_course_lets_the_group_write() -> None:
    """`groupshared` opens both kinds of files to the group."""
    config = Config({"CourseDirectory": {"groupshared": True}})

    assert is_shared(config)
    assert (autograded_mode(config), feedback_mode(config)) == (0o664, 0o664)


@pytest.mark.parametrize("section", ["BaseConverter", "Autograde"])
def test_permissions_can_be_set(section: str) -> None:
    """Nbgrader writes them as decimal digits."""
    config = Config({section: {"permissions": 640}})

    assert autograded_mode(config) == 0o640
