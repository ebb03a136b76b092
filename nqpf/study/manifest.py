"""What was delivered into a workspace, kept in `.nqpf/manifest.json`."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeAlias

from nqpf.study import files


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What we last delivered under a name.

    Parameters
    ----------
    edition
        The sum of the file as published.
    content
        The digest of what a learner could change in it.
    """

    edition: str
    content: str


Manifest: TypeAlias = dict[str, Record]


def read_manifest(file: Path) -> tuple[Manifest, tuple[str, ...]]:
    """Return the manifest; a damaged one is set aside, with a sentence."""
    try:
        rows = json.loads(file.read_bytes())["files"]
        return {path: _record(row) for path, row in rows.items()}, ()
    except FileNotFoundError:
        return {}, ()
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        aside = files.set_aside(file, why="damaged")
        notice = (
            f"The list of delivered files was damaged and is set aside as {aside.name} "
            f"in {file.parent}; your notebooks are untouched."
        )
        return {}, (notice,)


def write_manifest(file: Path, manifest: Manifest) -> None:
    """Replace the manifest in one step."""
    rows = {path: asdict(record) for path, record in sorted(manifest.items())}
    files.write(file, f"{json.dumps({'files': rows}, indent=1)}\n".encode())


def _record(row: object) -> Record:
    match row:
        case {"edition": str() as edition, "content": str() as content}:
            return Record(edition=edition, content=content)
    msg = f"a file must have an edition and a content: {row!r}"
    raise ValueError(msg)
