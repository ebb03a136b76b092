"""nbgrader's database: opened, made if there is none, written in whole transactions.

SQLite's file and PostgreSQL's server are both shared with other programs, so a
transaction waits for them, with a limit; what does not become whole is taken back.
"""

import time
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Self, TypeVar

import nbgrader
from alembic.script import ScriptDirectory
from nbgrader.api import Base
from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

from autograder.errors import StorageError
from autograder.report.journal import log_ahead, log_as_before

T = TypeVar("T")

WAIT = 30.0
"""How long another program may keep the database to itself (seconds)."""

_ATTEMPTS = 5
_PAUSE = 0.05
_AGAIN = {"40001", "40P01", "42P07", "42710", "23505"}
"""PostgreSQL's codes for two writers in each other's way; one of them goes first."""
_BUSY = {"55P03", "57014"}
_VERSIONS = Path(nbgrader.__file__).parent / "alembic"


class Database:
    """A connection to nbgrader's gradebook; a context manager.

    Parameters
    ----------
    url
        nbgrader's `db_url`.
    wait
        How long another program may keep it to itself (seconds).

    Raises
    ------
    StorageError
        If it cannot be opened, or another version of nbgrader made it.
    """

    def __init__(self, url: str, *, wait: float = WAIT) -> None:
        self._wait = wait
        self._usual: str | None = None
        try:
            self._url = _with_driver(make_url(url))
            self._engine = _engine(self._url, wait)
        except (SQLAlchemyError, ImportError) as error:
            msg = f"The gradebook's address (db_url) cannot be used: {_first(error)}."
            raise StorageError(msg) from error
        try:
            if not self.look(_is_made):
                self.change(_make)
        except StorageError:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let the database go."""
        self._engine.dispose()
        if self._usual is not None and self._url.database:
            log_as_before(Path(self._url.database), self._usual)

    def hasten(self) -> None:
        """Get ready for many changes, until the database is closed."""
        if self._usual is None and self._url.get_backend_name() == "sqlite":
            self._usual = log_ahead(Path(self._url.database or ""))

    def change(self, work: Callable[[Connection], T]) -> T:
        """Do `work` in one transaction: all of it is kept, or nothing.

        It may be done several times, if other writers are in the way.

        Raises
        ------
        StorageError
            If the database stays busy or cannot be written.
        """
        return self._transact(work, is_reading=False)

    def look(self, work: Callable[[Connection], T]) -> T:
        """Do `work`, which only reads, in one transaction.

        Raises
        ------
        StorageError
            If the database cannot be read.
        """
        return self._transact(work, is_reading=True)

    def _transact(self, work: Callable[[Connection], T], *, is_reading: bool) -> T:
        end = time.monotonic() + self._wait
        attempt = 1
        while True:
            try:
                with self._engine.connect() as connection:
                    options = {"autograder_reads": is_reading}
                    with connection.execution_options(**options).begin():
                        return work(connection)
            except SQLAlchemyError as error:
                late = time.monotonic() > end or attempt == _ATTEMPTS
                if late or not _may_pass(error):
                    raise self._failure(error) from error
            time.sleep(_PAUSE * 2**attempt)
            attempt += 1

    def _failure(self, error: SQLAlchemyError) -> StorageError:
        where = self._url.render_as_string(hide_password=True)
        if _is_busy(error):
            return StorageError(
                f"The gradebook {where} stayed locked for {self._wait:g} seconds; "
                "close what is writing to it and run this again."
            )
        return StorageError(f"The gradebook {where} cannot be used: {_first(error)}.")


def _with_driver(url: URL) -> URL:
    """Name the driver that is there, where an address leaves that open."""
    is_open = url.drivername == "postgresql" and find_spec("psycopg") is None
    return url.set(drivername="postgresql+psycopg2") if is_open else url


def _engine(url: URL, wait: float) -> Engine:
    """Return an engine whose transactions are whole, and wait no longer than `wait`."""
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, connect_args={"timeout": wait})
        event.listen(engine, "connect", _leave_transactions_to_us)
        event.listen(engine, "begin", _begin)
        return engine
    driver = url.get_driver_name()
    given: dict[str, Any] = {}
    if driver in {"psycopg", "psycopg2"} and "connect_timeout" not in url.query:
        given["connect_args"] = {"connect_timeout": max(2, int(wait))}
    if driver == "psycopg2":
        given["executemany_mode"] = "values_plus_batch"
    engine = create_engine(url, **given)
    if url.get_backend_name() == "postgresql":

        @event.listens_for(engine, "connect")
        def _(connection: Any, _record: object) -> None:  # noqa: ANN401 - a driver's
            cursor = connection.cursor()
            cursor.execute(f"SET lock_timeout = {int(wait * 1000)}")
            cursor.close()
            connection.commit()

    return engine


def _leave_transactions_to_us(connection: Any, _record: object) -> None:  # noqa: ANN401
    """Stop Python's driver from beginning transactions as late as it likes."""
    connection.isolation_level = None


def _begin(connection: Connection) -> None:
    """Take SQLite's lock before reading what will be changed."""
    is_reading = connection.get_execution_options().get("autograder_reads", False)
    connection.exec_driver_sql("BEGIN" if is_reading else "BEGIN IMMEDIATE")


def _make(connection: Connection) -> None:
    """Make nbgrader's tables, unless another program has just made them."""
    if _is_made(connection):
        return
    Base.metadata.create_all(connection)
    column = "version_num VARCHAR(32) NOT NULL"
    connection.execute(text(f"CREATE TABLE alembic_version ({column})"))
    made = text("INSERT INTO alembic_version (version_num) VALUES (:newest)")
    connection.execute(made, {"newest": _newest()})


def _is_made(connection: Connection) -> bool:
    """Say whether there are tables; they must be of the nbgrader that is installed."""
    tables = inspect(connection).get_table_names()
    if not tables:
        return False
    found = None
    if "alembic_version" in tables:
        chosen = text("SELECT version_num FROM alembic_version")
        found = connection.execute(chosen).scalar()
    if found != _newest():
        where = connection.engine.url.render_as_string(hide_password=True)
        msg = (
            f"The gradebook {where} was made by another version of nbgrader; back it "
            "up, then run `nbgrader db upgrade`."
        )
        raise StorageError(msg)
    return True


@cache
def _newest() -> str | None:
    """Return the version of the tables that the installed nbgrader knows."""
    return ScriptDirectory(str(_VERSIONS)).get_current_head()


def _may_pass(error: SQLAlchemyError) -> bool:
    """Say whether the same work may succeed when it is done again."""
    if isinstance(error, IntegrityError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    return error.connection_invalidated or _code(error) in _AGAIN


def _is_busy(error: SQLAlchemyError) -> bool:
    code = _code(error)
    return code in _BUSY or (code is None and "is locked" in str(error))


def _code(error: SQLAlchemyError) -> str | None:
    """Return PostgreSQL's code for an error."""
    cause = getattr(error, "orig", None)
    return getattr(cause, "pgcode", None) or getattr(cause, "sqlstate", None)


def _first(error: Exception) -> str:
    """Return what the database itself said, on one line."""
    said = str(getattr(error, "orig", None) or error)
    return " ".join(said.split()).rstrip(".")
