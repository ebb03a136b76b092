"""What a result depends on, as one number: equal numbers, equal results.

It covers contents only. When a file was written, or where it lies, changes nothing.
"""

import hashlib
import json
import platform
import site
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from functools import cache
from importlib.metadata import distributions
from operator import attrgetter
from pathlib import Path
from typing import TypeAlias

from autograder.files import Files
from autograder.notebook import Cell, Tag

Plain: TypeAlias = (
    bool | int | float | str | Sequence["Plain"] | Mapping[str, "Plain"] | None
)
"""What JSON can hold."""


def fingerprint(*parts: Plain) -> str:
    """Return a number (64 hexadecimal digits) for plain values.

    Examples
    --------
    >>> fingerprint({"a": 1, "b": 2}) == fingerprint({"b": 2, "a": 1})
    True
    >>> fingerprint(["a", "b"]) == fingerprint(["ab"])
    False
    """
    text = json.dumps(parts, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def of_cells(cells: Iterable[Cell]) -> str:
    """Return the fingerprint of a notebook as it will run."""
    return fingerprint([_told(cell) for cell in cells])


def of_files(files: Files) -> str:
    """Return the fingerprint of files' paths and contents."""
    return fingerprint(
        {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}
    )


@cache
def environment() -> str:
    """Return the fingerprint of what grades: Python, all that it has, and this code."""
    # Not sys.path, to which packages add folders of their own when they are imported.
    personal = [site.getusersitepackages()] if site.ENABLE_USER_SITE else []
    found = distributions(path=[*site.getsitepackages(), *personal])
    installed = sorted({f"{each.name}=={each.version}" for each in found})
    own = Path(__file__).parent
    code = {str(path.relative_to(own)): path.read_bytes() for path in own.rglob("*.py")}
    return fingerprint(sys.version, platform.machine(), installed, of_files(code))


_of_tag: Callable[[Tag], tuple[str | bool | float, ...]] = attrgetter(
    *(each.name for each in fields(Tag))
)


def _told(cell: Cell) -> Plain:
    """Return all of a cell that a run or a report depends on."""
    return [
        cell.kind,
        cell.source,
        None if cell.tag is None else _of_tag(cell.tag),
        {name: dict(bundle) for name, bundle in (cell.attachments or {}).items()},
    ]
