import shutil
from pathlib import Path

import pytest

from nqpf.corpus.tables import read
from nqpf.corpus.upkeep import MADE, rebuild, seal
from nqpf.errors import DataError
from nqpf.places import data_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the course's data that a test may damage."""
    return shutil.copytree(data_folder(), tmp_path / "data")


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("name", MADE)
def test_a_made_table_is_what_the_page_and_the_model_give(name: str) -> None:
    """What is in git is what making it again gives, byte for byte."""
    committed = (data_folder() / f"{name}.csv").read_bytes()

    assert MADE[name](data_folder()).encode() == committed


def test_rebuilding_what_is_current_changes_no_file(folder: Path) -> None:
    """`make data` twice is `make data` once."""
    before = _contents(folder)

    changed = rebuild(folder)

    assert changed == []
    assert _contents(folder) == before


def test_rebuilding_mends_a_damaged_table(folder: Path) -> None:
    """A made table that was changed is made again, and its sum fits."""
    before = _contents(folder)
    (folder / "sentences.csv").write_text("oops", encoding="utf-8")
    (folder / "documents.csv").unlink()

    rebuild(folder)

    assert _contents(folder) == before


def test_rebuilding_without_the_page_writes_nothing(folder: Path) -> None:
    """The page is needed first; what is there stays."""
    (folder / "page.txt").unlink()
    before = _contents(folder)

    with pytest.raises(DataError, match=r"page\.txt"):
        rebuild(folder)

    assert _contents(folder) == before


def test_sealing_accepts_a_change_that_was_meant(folder: Path) -> None:
    """A changed table can be read again, and only its sum is written."""
    path = folder / "clusters.csv"
    rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(rows[:-1]) + "\n", encoding="utf-8", newline="\n")

    changed = seal(folder)

    assert changed == ["clusters"]
    assert len(read("clusters", folder=folder)) == len(rows) - 2


def test_sealing_refuses_a_table_that_does_not_match(folder: Path) -> None:
    """A faulty table keeps its old sum, so it still cannot be read."""
    path = folder / "glossary.csv"
    rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*rows, rows[-1]]) + "\n", encoding="utf-8")
    description = (folder / "glossary.toml").read_bytes()

    with pytest.raises(DataError, match=r"glossary\.csv has two rows for term"):
        seal(folder)

    assert (folder / "glossary.toml").read_bytes() == description


def test_sealing_names_a_description_without_a_table(folder: Path) -> None:
    """One sentence: which file is missing."""
    (folder / "glossary.csv").unlink()

    with pytest.raises(DataError, match=r"describes glossary\.csv, which is not in"):
        seal(folder)


def test_sealing_needs_a_place_for_the_sum(folder: Path) -> None:
    """A sum written in another style is not silently left as it was."""
    path = folder / "clusters.toml"
    text = path.read_text(encoding="utf-8").replace('sha256 = "', 'sha256="')
    path.write_text(text, encoding="utf-8")
    with (folder / "clusters.csv").open("a", encoding="utf-8") as file:
        file.write("青岛,Qingdao,海,sea,none,Nobody,2023-12-14,checked\n")

    with pytest.raises(DataError, match=r"clusters\.toml needs a line"):
        seal(folder)
