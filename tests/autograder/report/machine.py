"""A disk of its own for a few lines of Python: small, or one that cannot be written."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def on_a_disk(folder: Path, size: str, code: str) -> str:
    """Run code on a fresh disk that is mounted where `folder` is; return its output.

    Parameters
    ----------
    folder
        An empty folder; the code finds it as the only argument.
    size
        How much the disk holds, as `mount` writes it.
    code
        Python.
    """
    script = 'mount -t tmpfs -o "size=$1" tmpfs "$2" && exec "$3" -c "$4" "$2"'
    command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-ec", script]
    arguments = ["sh", size, str(folder), sys.executable, code]
    return _told([*command, *arguments])


def in_a_process(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run code in a process of its own, however that ends."""
    return _run([sys.executable, "-c", code, *arguments])


def _told(command: list[str]) -> str:
    done = _run(command)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env=environment
    )
