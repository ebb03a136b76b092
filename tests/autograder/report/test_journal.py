import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from autograder.report import journal
from autograder.report.journal import log_ahead, log_as_before


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Return a database as SQLite makes it."""
    path = tmp_path / "gradebook.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE a (b)")
    return path


@pytest.fixture
def mounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Say what is mounted, in a file of our own."""
    path = tmp_path / "mountinfo"
    monkeypatch.setattr(journal, "_MOUNTS", path)
    return path


def _mode(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return str(connection.execute("PRAGMA journal_mode").fetchone()[0])


def test_a_log_is_given_and_taken_again(database: Path, mounts: Path) -> None:
    """Afterwards the gradebook is one file, as before."""
    mounts.write_text("1 0 8:1 / / rw - ext4 /dev/sda rw\n")

    usual = log_ahead(database)
    during = _mode(database)
    log_as_before(database, str(usual))

    assert (usual, during, _mode(database)) == ("delete", "wal", "delete")


def test_a_database_of_another_machine_is_left_alone(
    database: Path, mounts: Path
) -> None:
    """A log in shared memory is none for a network's file system."""
    mine, theirs = "1 0 8:1 / / rw - ext4 a rw", "- nfs4 server:/ rw"
    mounts.write_text(f"{mine}\n2 1 0:4 / {database.parent} rw shared:1 {theirs}\n")

    assert log_ahead(database) is None
    assert _mode(database) == "delete"


def test_a_log_that_was_there_before_stays(database: Path, mounts: Path) -> None:
    """What the instructor has set up is not taken away."""
    mounts.write_text("1 0 8:1 / / rw - ext4 /dev/sda rw\n")
    log_ahead(database)

    assert log_ahead(database) is None


def test_a_database_in_use_keeps_its_journal(database: Path, mounts: Path) -> None:
    """Nobody is waited for."""
    mounts.write_text("1 0 8:1 / / rw - ext4 /dev/sda rw\n")

    with closing(sqlite3.connect(database)) as other:
        other.execute("BEGIN EXCLUSIVE")
        found = log_ahead(database)

    assert found is None
