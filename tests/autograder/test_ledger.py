from pathlib import Path

import pytest

from autograder import ledger as module
from autograder.errors import StorageError
from autograder.ledger import Ledger

ANN, BOB = ("graded", "ann"), ("graded", "bob")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where a ledger may lie."""
    return tmp_path / ".autograder" / "ps1.jsonl"


def test_what_is_kept_is_there_when_it_is_opened_again(path: Path) -> None:
    """Under its fingerprint."""
    with Ledger(path) as ledger:
        ledger.keep(ANN, "k1", {"score": 1.5, "name": "王芳"})

    with Ledger(path) as ledger:
        assert ledger.get(ANN, "k1") == {"score": 1.5, "name": "王芳"}


def test_what_was_kept_for_other_causes_is_not_told(path: Path) -> None:
    """A changed answer is graded again."""
    with Ledger(path) as ledger:
        ledger.keep(ANN, "k1", 1)

        assert ledger.get(ANN, "k2") is None
        assert ledger.get(BOB, "k1") is None


def test_the_last_that_was_kept_counts(path: Path) -> None:
    """Also within one run."""
    with Ledger(path) as ledger:
        ledger.keep(ANN, "k1", 1)
        ledger.keep(ANN, "k2", 2)

        assert (ledger.get(ANN, "k1"), ledger.get(ANN, "k2")) == (None, 2)


def test_cut_off_anywhere_it_has_what_stood_before(path: Path) -> None:
    """As a kill may cut it; and it can be written on."""
    with Ledger(path) as ledger:
        ledger.keep(ANN, "k", 1)
        whole = len(path.read_bytes())
        ledger.keep(BOB, "k", 2)
    content = path.read_bytes()

    for end in range(whole, len(content)):
        path.write_bytes(content[:end])
        with Ledger(path) as ledger:
            assert (ledger.get(ANN, "k"), ledger.get(BOB, "k")) == (1, None)
            ledger.keep(BOB, "k", 3)
        with Ledger(path) as ledger:
            assert (ledger.get(ANN, "k"), ledger.get(BOB, "k")) == (1, 3)


@pytest.mark.parametrize("line", [b"\0\0\0\n", b"[1]\n", b'{"kind": 1}\n', b"\xff\n"])
def test_a_damaged_line_counts_as_never_written(path: Path, line: bytes) -> None:
    """The lines around it count."""
    with Ledger(path) as ledger:
        ledger.keep(ANN, "k", 1)
    path.write_bytes(line + path.read_bytes() + line)

    with Ledger(path) as ledger:
        assert ledger.get(ANN, "k") == 1


def test_two_runs_cannot_have_it_at_once(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second says whose turn it is."""
    monkeypatch.setattr(module, "_PATIENCE", 0.0)

    with (
        Ledger(path),
        pytest.raises(StorageError, match="Another run is grading 'ps1'"),
    ):
        Ledger(path)


def test_outdated_lines_are_left_behind(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file does not grow for ever, and nothing that counts is lost."""
    monkeypatch.setattr(module, "_WASTE", 1000)
    with Ledger(path) as ledger:
        ledger.keep(BOB, "k", "bob")
        for number in range(100):
            ledger.keep(ANN, f"k{number}", number)
    before = path.stat().st_size

    with Ledger(path) as ledger:
        assert (ledger.get(ANN, "k99"), ledger.get(BOB, "k")) == (99, "bob")
        ledger.keep(ANN, "new", 1)

    assert path.stat().st_size < before / 10
    with Ledger(path) as ledger:
        assert (ledger.get(ANN, "new"), ledger.get(BOB, "k")) == (1, "bob")


def test_what_a_killed_rewrite_began_is_taken_away(path: Path) -> None:
    """It never got its name."""
    path.parent.mkdir()
    half = path.with_name("ps1.jsonl.new")
    half.write_bytes(b"half")

    with Ledger(path):
        pass

    assert not half.exists()


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    """It names the file and the reason."""
    (tmp_path / "file").write_text("")

    with pytest.raises(StorageError, match=r"ps1\.jsonl cannot be written: File exi"):
        Ledger(tmp_path / "file" / "ps1.jsonl")
