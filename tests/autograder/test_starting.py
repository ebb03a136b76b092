import sys
from pathlib import Path

import pytest

from autograder.starting import beside_packages, to_hide


def test_a_course_is_hidden_as_a_whole(tmp_path: Path) -> None:
    """Whatever is or will be in it."""
    (tmp_path / "source").mkdir()

    assert to_hide(tmp_path) == (str(tmp_path),)


def test_an_environment_within_the_course_stays_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All that lies beside it is hidden."""
    for name in ("source", "submitted", "tools/.venv/lib", "tools/notes"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "gradebook.db").write_text("")
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "tools" / ".venv"))

    hidden = {Path(path).relative_to(tmp_path) for path in to_hide(tmp_path)}

    assert hidden == {
        Path("source"),
        Path("submitted"),
        Path("gradebook.db"),
        Path("tools/notes"),
    }


def test_a_course_on_pythons_own_path_is_hidden(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The current folder may stand there."""
    (tmp_path / "source").mkdir()
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])

    assert to_hide(tmp_path) == (str(tmp_path),)


def test_a_course_in_a_checkout_of_packages_is_hidden(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever course is graded, and once however often the path is named."""
    for name in ("package", "exercises"):
        (tmp_path / name).mkdir()
    (tmp_path / "exercises" / "nbgrader_config.py").touch()
    monkeypatch.setattr(sys, "path", ["", str(tmp_path), str(tmp_path)])

    assert beside_packages() == (str(tmp_path / "exercises"),)
