"""What nbgrader's settings say about its output."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from traitlets.config import Config

_READ_ONLY, _OWNERS, _SHARED = 0o444, 0o644, 0o664


def autograded_mode(config: "Config") -> int:
    """Return the permissions of files in autograded/."""
    return _mode(config, "Autograde", _READ_ONLY)


def feedback_mode(config: "Config") -> int:
    """Return the permissions of files in feedback/."""
    return _mode(config, "GenerateFeedback", _OWNERS)


def is_shared(config: "Config") -> bool:
    """Say whether several instructors share the course's folders."""
    return bool(setting(config, "CourseDirectory", "groupshared", default=False))


def setting(
    config: "Config",
    section: str,
    name: str,
    *,
    default: Any,  # noqa: ANN401 - whatever the setting is
) -> Any:  # noqa: ANN401 - likewise
    """Return a setting, or its default."""
    return config.get(section, {}).get(name, default)


def _mode(config: "Config", section: str, usual: int) -> int:
    """Return permissions, which nbgrader's settings write as decimal digits."""
    inherited = setting(config, "BaseConverter", "permissions", default=None)
    digits = setting(config, section, "permissions", default=inherited)
    if digits is not None:
        return int(str(digits), 8)
    return _SHARED if is_shared(config) else usual
