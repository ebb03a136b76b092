"""Writing tables: those that are made, and the sums in their descriptions.

Only `python -m nqpf.corpus` (`make data`) comes here; everything else reads.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd

from nqpf.corpus.derive import derive_documents, derive_sentences
from nqpf.corpus.description import describe
from nqpf.corpus.reconstruction import lines, reconstruct
from nqpf.corpus.tables import parse
from nqpf.errors import DataError


def rebuild(folder: Path) -> list[str]:
    """Write the tables that are made anew, with their sums.

    Parameters
    ----------
    folder
        The data folder, which holds the page and the descriptions.

    Returns
    -------
    list of str
        The names of the tables whose content changed.

    Raises
    ------
    DataError
        If the page or a description is missing, or a made table does not match.
    """
    for name, make in MADE.items():
        (folder / f"{name}.csv").write_text(make(folder), "utf-8", newline="\n")
    return [name for name in MADE if _seal(name, folder)]


def seal(folder: Path) -> list[str]:
    """Write the sum of each table into its description, once it matches.

    Parameters
    ----------
    folder
        The data folder.

    Returns
    -------
    list of str
        The names of the tables whose sum changed.

    Raises
    ------
    DataError
        If a table does not match its description; its sum is then left alone.
    """
    names = sorted(path.stem for path in folder.glob("*.toml"))
    return [name for name in names if _seal(name, folder)]


def _documents(folder: Path) -> str:
    return _csv(derive_documents(reconstruct(lines(folder=folder))))


def _sentences(folder: Path) -> str:
    return _csv(derive_sentences(reconstruct(lines(folder=folder))))


def _province(_folder: Path) -> str:
    # The models load when a province is made, not with every table that is read.
    from nqpf.models.province import Province, simulate, to_csv  # noqa: PLC0415

    return to_csv(simulate(Province()))


def _firms(_folder: Path) -> str:
    from nqpf.models.firms import Firms, draw  # noqa: PLC0415 - as for a province
    from nqpf.models.province import to_csv  # noqa: PLC0415

    return to_csv(draw(Firms()))


def _choices(_folder: Path) -> str:
    from nqpf.models.choice import Survey  # noqa: PLC0415 - as for the province
    from nqpf.models.network import Network, interview  # noqa: PLC0415

    return _csv(interview(Network(), Survey()).astype(int))


def _inputs_outputs(_folder: Path) -> str:
    from nqpf.models.province import to_csv  # noqa: PLC0415 - as for the province
    from nqpf.models.sectors import Economy, simulate  # noqa: PLC0415

    return to_csv(simulate(Economy()))


def _adoption(_folder: Path) -> str:
    from nqpf.models.adoption import Records, simulate  # noqa: PLC0415 - likewise
    from nqpf.models.province import to_csv  # noqa: PLC0415

    return to_csv(simulate(Records()))


MADE: dict[str, Callable[[Path], str]] = {
    "documents": _documents,
    "sentences": _sentences,
    "province": _province,
    "adoption": _adoption,
    "inputs_outputs": _inputs_outputs,
    "choices": _choices,
    "firms": _firms,
}
"""The tables that are made, each as the text of a CSV file."""

_SUM = re.compile(r'^sha256 = ".*"$', re.MULTILINE)


def _csv(frame: pd.DataFrame) -> str:
    return frame.to_csv(index=False, lineterminator="\n")


def _seal(name: str, folder: Path) -> bool:
    """Write one table's sum, and tell whether it changed."""
    table = describe(name, folder=folder)
    try:
        content = (folder / f"{name}.csv").read_bytes()
    except OSError as problem:
        msg = f"{name}.toml describes {name}.csv, which is not in {folder}; add it."
        raise DataError(msg) from problem
    parse(content, table)
    found = hashlib.sha256(content).hexdigest()
    path = folder / f"{name}.toml"
    path.write_text(
        _SUM.sub(f'sha256 = "{found}"', path.read_text("utf-8"), count=1),
        "utf-8",
        newline="\n",
    )
    if describe(name, folder=folder) != replace(table, sha256=found):
        msg = f'{name}.toml needs a line `sha256 = ""` of its own; add it.'
        raise DataError(msg)
    return found != table.sha256
