"""A student's process and a judge that only find out whether the walls stand."""

import json
import os
import socket
import threading
from collections.abc import Callable
from pathlib import Path

from autograder.sandbox.limits import Limits

_CHUNK = 2**20


def student(channel: socket.socket, files: socket.socket, limits: Limits) -> None:
    """Try to break each promise, and say which of them held."""
    files.close()
    found = {
        "no powers over the machine": _is_powerless(),
        "dangerous system calls refused": _is_filtered(),
        "no network": _is_alone(),
        "no sight of other processes": _is_solitary(),
        "a read-only system": _is_read_only(),
        "a limit on memory": _is_stopped(lambda: bytearray(4 * limits.memory)),
        "a limit on files": _is_stopped(lambda: _fill(limits.disk)),
        "a limit on processes": _is_stopped(lambda: _crowd(limits.processes)),
    }
    channel.sendall(json.dumps(found).encode())
    channel.close()


def judge(
    channel: socket.socket, main: socket.socket, control: int, limits: Limits
) -> None:
    """Pass on what the student's process says."""
    del control, limits
    while said := channel.recv(65536):
        main.sendall(said)


def _is_powerless() -> bool:
    rows = _status()
    sets = {int(rows[name], 16) for name in rows if name.startswith("Cap")}
    return sets == {0} and rows["NoNewPrivs"] == "1"


def _is_filtered() -> bool:
    return _status().get("Seccomp") == "2"


def _is_alone() -> bool:
    with socket.socket() as anybody:
        return anybody.connect_ex(("192.0.2.1", 9)) != 0


def _is_solitary() -> bool:
    return [p.name for p in Path("/proc").iterdir() if p.name.isdigit()] == ["1"]


def _is_read_only() -> bool:
    return all(
        os.statvfs(place).f_flag & os.ST_RDONLY for place in ("/", "/usr", "/proc")
    )


def _is_stopped(flood: Callable[[], object]) -> bool:
    try:
        flood()
    except (MemoryError, OSError, RuntimeError):
        return True
    return False


def _fill(room: int) -> None:
    path = Path("flood")
    try:
        with path.open("wb") as file:
            for _ in range(2 * room // _CHUNK):
                file.write(bytes(_CHUNK))
    finally:
        path.unlink()


def _crowd(most: int) -> None:
    stop = threading.Event()
    try:
        for _ in range(2 * most):
            threading.Thread(target=stop.wait, daemon=True).start()
    finally:
        stop.set()


def _status() -> dict[str, str]:
    rows = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return {name: value.strip() for name, _, value in (r.partition(":") for r in rows)}
