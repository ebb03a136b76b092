import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from nqpf.corpus import __main__ as command
from nqpf.places import data_folder


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let the command work on a copy of the course's data."""
    copy = shutil.copytree(data_folder(), tmp_path / "data")
    monkeypatch.setattr(command, "data_folder", lambda: copy)
    return copy


def test_making_says_what_changed(folder: Path) -> None:
    """A table that had been damaged is named."""
    (folder / "sentences.csv").write_text("oops", encoding="utf-8")
    (folder / "sentences.toml").write_text(
        (folder / "sentences.toml")
        .read_text(encoding="utf-8")
        .replace('sha256 = "', 'sha256 = "0'),
        encoding="utf-8",
    )

    result = CliRunner().invoke(command.main)

    assert (result.exit_code, result.output) == (0, "Changed: sentences.\n")


def test_sealing_leaves_the_rows_alone(folder: Path) -> None:
    """With --seal no table is made again."""
    path = folder / "sentences.csv"
    rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(rows[:-1]) + "\n", encoding="utf-8")

    result = CliRunner().invoke(command.main, ["--seal"])

    assert (result.exit_code, result.output) == (0, "Changed: sentences.\n")
    assert path.read_text(encoding="utf-8").splitlines() == rows[:-1]


@pytest.mark.usefixtures("folder")
def test_nothing_to_do_is_said() -> None:
    """Current tables are left as they are."""
    result = CliRunner().invoke(command.main, ["--seal"])

    assert (result.exit_code, result.output) == (0, "Changed: nothing.\n")


def test_a_problem_is_one_sentence(folder: Path) -> None:
    """A missing page ends with status 1 and a sentence, without a traceback."""
    (folder / "page.txt").unlink()

    result = CliRunner().invoke(command.main)

    assert result.exit_code == 1
    assert result.stderr.startswith("Error: The page cannot be read from ")
    assert result.stderr.count("\n") == 1
