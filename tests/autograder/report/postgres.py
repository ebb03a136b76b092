"""A PostgreSQL server of our own: in a folder, behind a socket, gone afterwards."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from threading import Thread

import psycopg

READY = "ready to accept connections"


class Server:
    """A running server, in which every caller gets a database to itself."""

    def __init__(self, socket: Path) -> None:
        self._socket = socket
        self._numbers = count()

    def database(self) -> str:
        """Make an empty database; return its address as SQLAlchemy writes it."""
        name = f"course_{next(self._numbers)}"
        address = self._dsn("postgres")
        with closing(psycopg.connect(address, autocommit=True)) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return f"postgresql://grader@/{name}?host={self._socket}"

    def _dsn(self, name: str) -> str:
        return f"host={self._socket} user=grader dbname={name}"


@contextmanager
def server() -> Iterator[Server]:
    """Start a server as a user that is not root; stop it at the end."""
    # A socket's path must be short, so it does not lie in pytest's own folder.
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    try:
        lower = _lowered(folder)
        programs, data = _programs(), folder / "data"
        initdb = [programs / "initdb", "-D", data, "-U", "grader", "-A", "trust"]
        subprocess.run(
            [*lower, *initdb, "--no-sync", "-E", "UTF8", "--locale=C"],
            check=True,
            capture_output=True,
            cwd=folder,
        )
        settings = ["-c", "listen_addresses=", "-c", "fsync=off"]
        started = subprocess.Popen(
            [*lower, programs / "postgres", "-D", data, "-k", folder, *settings],
            stderr=subprocess.PIPE,
            text=True,
            cwd=folder,
        )
        with started:
            try:
                _wait(started)
                yield Server(folder)
            finally:
                started.send_signal(signal.SIGINT)
    finally:
        shutil.rmtree(folder)


def _wait(started: "subprocess.Popen[str]") -> None:
    """Read what the server says until it is ready, and from then on in a thread."""
    assert started.stderr is not None
    said = []
    for line in started.stderr:
        said.append(line)
        if READY in line:
            Thread(target=started.stderr.read, daemon=True).start()
            return
    raise AssertionError("".join(said))


def _lowered(folder: Path) -> list[str]:
    """Return the command that gives root's rights away, which PostgreSQL demands."""
    if os.geteuid() != 0:
        return []
    users = {each.pw_name: each for each in pwd.getpwall()}
    user = users.get("postgres") or users["nobody"]
    os.chown(folder, user.pw_uid, user.pw_gid)
    ids = [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}"]
    return ["setpriv", *ids, "--clear-groups"]


def _programs() -> Path:
    """Return the folder of the server's programs: Debian's, else what is found."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = shutil.which("initdb")
    others = [Path(found).parent] if found else []
    for folder in [*debian, *others]:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    msg = "There is no PostgreSQL server; install Debian's package postgresql."
    raise AssertionError(msg)
