"""How memory lies before anything is forked."""

import subprocess
import sys

TAKEN = """
from pathlib import Path
from autograder.sandbox.heap import reserve


def data():
    rows = Path("/proc/self/status").read_text().splitlines()
    return next(int(row.split()[1]) for row in rows if row.startswith("VmData"))


before = data()
reserve(16)
reserved = data()
kept = [None] * 20_000
listed = data()
for at in range(len(kept)):
    kept[at] = bytes(400)
print(reserved - before, data() - listed)
"""


def test_small_objects_lie_in_what_was_reserved() -> None:
    """Eight megabytes of them take no more memory from the system."""
    told = subprocess.check_output([sys.executable, "-c", TAKEN], text=True)

    reserved, more = map(int, told.split())
    assert reserved >= 16 * 1024
    assert more < 1024
