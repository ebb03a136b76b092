import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

import autograder.sandbox.zygote
from autograder.starting import Setup, begun, beside_packages, to_hide


@dataclass
class Told:
    """What a zygote would have been told; one that is no process."""

    hidden: list[Path]
    is_sandboxed: bool
    calls: list[object] = field(default_factory=list)

    def begin(self) -> None:
        """Note it."""
        self.calls.append("begin")

    def learn(self, imports: Sequence[str]) -> None:
        """Note it."""
        self.calls.append(tuple(imports))

    def end(self) -> None:
        """Note it."""
        self.calls.append("end")


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Told]:
    """Return all zygotes that are made."""
    every: list[Told] = []

    def make(hidden: list[Path], *, is_sandboxed: bool) -> Told:
        every.append(Told(hidden, is_sandboxed))
        return every[-1]

    monkeypatch.setattr(autograder.sandbox.zygote, "Zygote", make)
    return every


def test_what_was_begun_is_used_for_the_imports_that_are_known_later(
    made: list[Told],
) -> None:
    """It is ended in any case."""
    setup = Setup()

    with begun(setup) as starter:
        starter(replace(setup, imports=("import json",)))()

    (early,) = made
    assert early.calls == ["begin", ("import json",), "end"]


def test_what_was_begun_otherwise_than_wanted_is_not_used(
    made: list[Told], tmp_path: Path
) -> None:
    """A course that lies elsewhere must be hidden, too."""
    with begun(Setup()) as starter:
        starter(Setup(hidden=(str(tmp_path),)))()

    early, later = made
    assert early.calls == ["begin", "end"]
    assert (later.hidden, later.calls) == ([tmp_path], [()])


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
