import os
from pathlib import Path

import pytest

from nqpf.study import files


def test_a_write_makes_the_folders_it_needs(tmp_path: Path) -> None:
    """Nobody has to make a folder first."""
    files.write(tmp_path / "a" / "b.txt", b"new")

    assert (tmp_path / "a" / "b.txt").read_bytes() == b"new"


def test_a_write_that_fails_leaves_the_old_file_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk shows before the file is replaced, and no draft stays behind."""

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    (tmp_path / "work.txt").write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(OSError, match="No space"):
        files.write(tmp_path / "work.txt", b"new")

    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"old"]


def test_a_file_set_aside_never_covers_another(tmp_path: Path) -> None:
    """The second damaged file gets the second name."""
    for content in ("first", "second"):
        (tmp_path / "work.txt").write_text(content)
        files.set_aside(tmp_path / "work.txt", why="damaged")

    assert (tmp_path / "work (damaged).txt").read_text() == "first"
    assert (tmp_path / "work (damaged 2).txt").read_text() == "second"


def test_sweeping_takes_only_drafts(tmp_path: Path) -> None:
    """A learner's hidden files are not ours to remove."""
    draft, own = tmp_path / ".0123456789ab.nqpf-draft", tmp_path / ".notes"
    draft.touch()
    own.touch()

    files.sweep(tmp_path)

    assert list(tmp_path.iterdir()) == [own]
