import os
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from autograder.errors import StorageError
from autograder.report.database import Database
from tests.autograder.report.machine import in_a_process, on_a_disk
from tests.autograder.report.postgres import Server

KILLED = """
import os, signal, sys
from nbgrader.api import Base
from autograder.report.database import Database

def killed(connection):
    made(connection)
    os.kill(os.getpid(), signal.SIGKILL)

made = Base.metadata.create_all
Base.metadata.create_all = killed
Database(sys.argv[1])
"""

FULL = """
import sys
from sqlalchemy import text
from autograder.errors import StorageError
from autograder.report.database import Database

with Database(f"sqlite:///{sys.argv[1]}/gradebook.db") as database:
    database.change(lambda c: c.execute(text("INSERT INTO course VALUES ('kept')")))
    try:
        name = "x" * 2**20
        insert = text("INSERT INTO course VALUES (:name)")
        database.change(lambda c: c.execute(insert, {"name": name}))
    except StorageError as error:
        print(error)
    print(database.look(lambda c: c.scalars(text("SELECT id FROM course")).all()))
"""

READ_ONLY = """
import subprocess, sys
from autograder.errors import StorageError
from autograder.report.database import Database

subprocess.run(["mount", "-o", "remount,ro", sys.argv[1]], check=True)
try:
    Database(f"sqlite:///{sys.argv[1]}/gradebook.db")
except StorageError as error:
    print(error)
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of a database that does not exist, or is empty."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/gradebook.db"
    server: Server = request.getfixturevalue("postgres")
    return server.database()


def _add(connection: Connection) -> None:
    connection.execute(text("INSERT INTO course (id) VALUES ('one')"))


def _courses(database: Database) -> list[str]:
    chosen = text("SELECT id FROM course ORDER BY id")
    return database.look(lambda c: list(c.scalars(chosen)))


def test_a_database_is_made_as_nbgrader_makes_it(url: str) -> None:
    """Nbgrader's own tables are there, of the newest version."""
    with Database(url) as database:
        chosen = text("SELECT version_num FROM alembic_version")
        version = database.look(lambda c: c.scalar(chosen))

        assert _courses(database) == []
        assert version


def test_a_database_is_opened_again(url: str) -> None:
    """What was written stays."""
    with Database(url) as database:
        database.change(_add)

    with Database(url) as database:
        assert _courses(database) == ["one"]


def test_work_that_fails_leaves_nothing(url: str) -> None:
    """A transaction is whole or is not."""

    def fail(connection: Connection) -> None:
        _add(connection)
        raise ZeroDivisionError

    with Database(url) as database:
        with pytest.raises(ZeroDivisionError):
            database.change(fail)

        assert _courses(database) == []


def test_work_that_another_writer_overtook_is_done_again(url: str) -> None:
    """What the other has written is there the second time."""
    tries = []

    def work(connection: Connection) -> int:
        tries.append(1)
        if len(tries) == 1:
            cause = ValueError("overtaken")
            raise IntegrityError(None, {}, cause)
        _add(connection)
        return len(tries)

    with Database(url) as database:
        assert database.change(work) == 2
        assert _courses(database) == ["one"]


def test_work_that_never_fits_ends_in_one_sentence(url: str) -> None:
    """It is not tried for ever."""
    with Database(url) as database:
        database.change(_add)

        with pytest.raises(StorageError, match="cannot be used"):
            database.change(_add)


def test_a_database_of_another_version_is_refused(url: str) -> None:
    """The operator is told how to bring it up to date."""
    older = text("UPDATE alembic_version SET version_num = '724cde206c17'")
    with Database(url) as database:
        database.change(lambda c: c.execute(older))

    with pytest.raises(StorageError, match="nbgrader db upgrade"):
        Database(url)


def test_a_locked_sqlite_file_is_waited_for_and_then_named(tmp_path: Path) -> None:
    """The wait has a limit, and the sentence says who must act."""
    path = tmp_path / "gradebook.db"
    with Database(f"sqlite:///{path}", wait=0.1) as database:
        with closing(sqlite3.connect(path)) as other:
            other.execute("BEGIN IMMEDIATE")

            with pytest.raises(StorageError, match=r"stayed locked for 0\.1 seconds"):
                database.change(_add)

        assert _courses(database) == []


def test_a_sqlite_file_is_taken_before_it_is_read(tmp_path: Path) -> None:
    """Between what a writer reads and what it writes nobody else writes."""
    url = f"sqlite:///{tmp_path}/gradebook.db"
    with closing(sqlite3.connect(tmp_path / "gradebook.db")) as connection:
        connection.execute("PRAGMA journal_mode = wal")
    with Database(url) as first, Database(url, wait=0.1) as second:

        def work(connection: Connection) -> int:
            found = connection.scalars(text("SELECT id FROM course")).all()
            with pytest.raises(StorageError, match="stayed locked"):
                second.change(_add)
            return len(found)

        assert first.change(work) == 0


def test_a_locked_table_is_waited_for_and_then_named(postgres: Server) -> None:
    """Likewise on PostgreSQL."""
    url = postgres.database()
    with Database(url) as other, Database(url, wait=0.1) as database:

        def hold(connection: Connection) -> None:
            connection.execute(text("LOCK TABLE course IN ACCESS EXCLUSIVE MODE"))
            with pytest.raises(StorageError, match="stayed locked"):
                database.change(_add)

        other.change(hold)


def test_a_server_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    """It names the address, and not the password."""
    url = f"postgresql://grader:secret@/course?host={tmp_path}"

    with pytest.raises(StorageError, match="cannot be used") as caught:
        Database(url)

    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("url", ["", "nonsense", "nosuch://x", "sqlite+nosuch:///x"])
def test_an_address_that_means_nothing_is_one_sentence(url: str) -> None:
    """The setting is named."""
    with pytest.raises(StorageError, match="db_url"):
        Database(url)


def test_a_file_that_is_no_database_is_one_sentence(tmp_path: Path) -> None:
    """Something else lies where the gradebook should."""
    (tmp_path / "gradebook.db").write_bytes(os.urandom(4096))

    with pytest.raises(StorageError, match="file is not a database"):
        Database(f"sqlite:///{tmp_path}/gradebook.db")


def test_a_kill_while_the_tables_are_made_leaves_none(tmp_path: Path) -> None:
    """The next run makes them all."""
    url = f"sqlite:///{tmp_path}/gradebook.db"
    done = in_a_process(KILLED, url)

    with Database(url) as database:
        assert _courses(database) == []
    assert done.returncode == -signal.SIGKILL, done.stderr


def test_a_full_disk_is_one_sentence_and_the_work_so_far_is_kept(
    tmp_path: Path,
) -> None:
    """What had been written before stays readable."""
    said = on_a_disk(tmp_path, "512k", FULL).splitlines()

    assert said[0].endswith("cannot be used: database or disk is full.")
    assert said[1] == "['kept']"


def test_a_read_only_disk_is_one_sentence(tmp_path: Path) -> None:
    """A gradebook cannot be made there."""
    said = on_a_disk(tmp_path, "512k", READ_ONLY)

    assert said.endswith("cannot be used: unable to open database file.\n")
