"""What the outer wall shows."""

import os
from itertools import pairwise
from pathlib import Path

import pytest

from autograder.sandbox import bubble


def words(*hidden: Path) -> list[tuple[str, str]]:
    """Return the options of bubblewrap, each with the word that follows it."""
    command = bubble.command(hidden, texts={}, maps=None)
    return list(pairwise(command))


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a project that is installed for editing, with a course in it."""
    (tmp_path / "pyproject.toml").touch()
    for name in (".git", "package", "data", "course/source"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "notes.txt").touch()
    (tmp_path / "module.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def test_a_projects_folders_and_modules_are_shown(project: Path) -> None:
    """Packages may read data beside them; loose files and dot-names are left out."""
    found = {word for option, word in words() if option == "--ro-bind"}

    inside = {Path(w).name for w in found if Path(w).parent == project}
    assert inside == {"package", "data", "course", "module.py"}


def test_of_any_other_folder_only_what_can_be_imported_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody's home may be on the path, with all that lies in it."""
    (tmp_path / "letters").mkdir()
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))

    found = {word for option, word in words() if option == "--ro-bind"}

    inside = {Path(w).name for w in found if Path(w).parent == tmp_path}
    assert inside == {"package"}


def test_what_is_hidden_is_covered_within_what_is_shown(project: Path) -> None:
    """By an empty folder that cannot be written."""
    source = str(project / "course" / "source")

    found = words(Path(source))

    assert ("--tmpfs", source) in found
    assert ("--remount-ro", source) in found


def test_what_is_hidden_is_not_shown(project: Path) -> None:
    """Nor anything in it."""
    found = words(project / "course")

    assert str(project / "course") not in {word for _, word in found}


def test_a_file_that_is_hidden_is_empty(project: Path) -> None:
    """A gradebook, for one."""
    gradebook = project / "course" / "gradebook.db"
    gradebook.touch()

    command = bubble.command([gradebook], texts={}, maps=None)

    place = command.index(str(gradebook))
    assert command[place - 2 : place] == ["--ro-bind", os.devnull]


def test_nothing_of_the_operators_environment_is_passed_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is cleared, and holds what is written here only."""
    monkeypatch.setenv("OPERATORS_SECRET", "4711")

    command = bubble.command((), texts={}, maps=None)

    assert "--clearenv" in command
    assert not any("4711" in word for word in command)
