import os
import socket
from pathlib import Path

import pytest

from autograder.files import Allowance, gather


def test_files_are_taken_from_every_depth(tmp_path: Path) -> None:
    """By their paths, with forward slashes."""
    (tmp_path / "data" / "raw").mkdir(parents=True)
    (tmp_path / "data" / "raw" / "a.csv").write_bytes(b"1")
    (tmp_path / "b.csv").write_bytes(b"2")

    found = gather(tmp_path)

    assert found.files == {"data/raw/a.csv": b"1", "b.csv": b"2"}
    assert found.left_out == ()


def test_what_is_ignored_is_passed_over_in_silence(tmp_path: Path) -> None:
    """Files and whole folders, by their names."""
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "a.txt").write_text("x")
    (tmp_path / "ps1.ipynb").write_text("x")

    found = gather(tmp_path, ignore=["__pycache__", "*.ipynb"])

    assert (found.files, found.left_out) == ({}, ())


def test_what_the_course_has_of_its_own_is_not_read(tmp_path: Path) -> None:
    """However large the student's copy is."""
    (tmp_path / "data.csv").write_bytes(b"x" * 100)

    found = gather(tmp_path, but={"data.csv"}, allowance=Allowance(largest=10))

    assert (found.files, found.left_out) == ({}, ())


@pytest.mark.parametrize("target", ["secret.txt", "folder", "nowhere"])
def test_a_students_links_are_not_followed(tmp_path: Path, target: str) -> None:
    """Neither to files nor to folders nor to nothing."""
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "inner.txt").write_text("secret")
    handed = tmp_path / "handed"
    handed.mkdir()
    (handed / "link").symlink_to(tmp_path / target)

    found = gather(handed)

    assert found.files == {}
    assert "'link'" in found.left_out[0]


def test_a_folder_that_is_a_link_itself_holds_nothing(tmp_path: Path) -> None:
    """A student's folder must not be another student's."""
    (tmp_path / "bob").mkdir()
    (tmp_path / "bob" / "a.txt").write_text("bob's")
    (tmp_path / "eve").symlink_to(tmp_path / "bob")

    found = gather(tmp_path / "eve")

    assert found.files == {}
    assert len(found.left_out) == 1


def test_a_folder_behind_a_link_holds_nothing(tmp_path: Path) -> None:
    """Not the last part of its path alone is a student's own."""
    (tmp_path / "bob" / "ps1").mkdir(parents=True)
    (tmp_path / "bob" / "ps1" / "a.txt").write_text("bob's")
    (tmp_path / "eve").symlink_to(tmp_path / "bob")

    found = gather(tmp_path / "eve" / "ps1", below=tmp_path)

    assert found.files == {}
    assert found.left_out == (
        "The folder is a link, lies behind one or cannot be read.",
    )


def test_above_a_students_part_links_are_followed(tmp_path: Path) -> None:
    """Where submissions lie is the operator's choice."""
    (tmp_path / "disk" / "ann").mkdir(parents=True)
    (tmp_path / "disk" / "ann" / "a.txt").write_text("ann's")
    (tmp_path / "submitted").symlink_to(tmp_path / "disk")
    below = tmp_path / "submitted"

    found = gather(below / "ann", below=below)

    assert found.files == {"a.txt": b"ann's"}


def test_an_authors_links_to_files_are_followed(tmp_path: Path) -> None:
    """Data often lie elsewhere; links to folders are passed over, as in nbgrader."""
    (tmp_path / "data.csv").write_text("1")
    (tmp_path / "many").mkdir()
    source = tmp_path / "source"
    source.mkdir()
    (source / "data.csv").symlink_to(tmp_path / "data.csv")
    (source / "many").symlink_to(tmp_path / "many")

    found = gather(source, allowance=Allowance(is_trusted=True))

    assert found.files == {"data.csv": b"1"}


def test_pipes_and_sockets_are_left_out_without_waiting(tmp_path: Path) -> None:
    """Opening a pipe would wait for somebody to write."""
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket"))

        found = gather(tmp_path)

    assert found.files == {}
    assert len(found.left_out) == 2


def test_a_file_too_large_is_left_out_and_named(tmp_path: Path) -> None:
    """The others stay."""
    (tmp_path / "large").write_bytes(b"x" * 11)
    (tmp_path / "small").write_bytes(b"x" * 10)

    found = gather(tmp_path, allowance=Allowance(largest=10))

    assert list(found.files) == ["small"]
    assert "'large'" in found.left_out[0]


def test_all_files_together_stay_within_the_allowance(tmp_path: Path) -> None:
    """What comes after it is used up is left out."""
    for name in "abc":
        (tmp_path / name).write_bytes(b"x" * 10)

    found = gather(tmp_path, allowance=Allowance(total=25))

    assert list(found.files) == ["a", "b"]


def test_a_folder_of_very_many_files_is_not_read_to_its_end(tmp_path: Path) -> None:
    """And one sentence says so."""
    for number in range(30):
        (tmp_path / f"{number:02}").write_bytes(b"")

    found = gather(tmp_path, allowance=Allowance(number=20))

    assert len(found.files) == 20
    assert found.left_out == ("Of more than 20 files the rest is left out.",)


def test_folders_in_folders_end_somewhere(tmp_path: Path) -> None:
    """A hundred deep is no honest work."""
    (tmp_path.joinpath(*["d"] * 100)).mkdir(parents=True)
    (tmp_path.joinpath(*["d"] * 100) / "a").write_text("x")

    found = gather(tmp_path)

    assert found.files == {}
    assert "lies too deep" in found.left_out[0]


def test_a_name_that_is_no_text_is_left_out(tmp_path: Path) -> None:
    """It could be written into no report."""
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff")).write_text("x")

    found = gather(tmp_path)

    assert found.files == {}
    assert len(found.left_out) == 1


def test_few_sentences_are_said_of_many_files(tmp_path: Path) -> None:
    """A report stays readable."""
    for number in range(100):
        (tmp_path / f"{number:02}").symlink_to("nowhere")

    found = gather(tmp_path)

    assert len(found.left_out) == 21
    assert found.left_out[-1] == "80 more files are left out."


def test_a_folder_that_is_missing_holds_nothing(tmp_path: Path) -> None:
    """A source need not have files of its own."""
    found = gather(tmp_path / "missing")

    assert (found.files, found.left_out) == ({}, ())
