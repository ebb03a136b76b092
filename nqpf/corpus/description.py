"""What a table's columns mean and where it came from, kept beside the table.

`data/<name>.toml` describes `data/<name>.csv`:

    description = "What a row is, and how the table was made."
    key = ["sentence_id"]           # the columns that together name a row
    source = "Where the facts come from."
    licence = "What others may do with it."
    sha256 = "…"                    # of the CSV; `python -m nqpf.corpus --seal`

    [columns.first_line]            # one such part for each column, in order
    type = "integer"                # "text", "integer" or "number"
    unit = "line of the page"       # what an integer or a number counts
    meaning = "Where the sentence begins."
    optional = true                 # if a value may be missing (default: false)
    choices = ["A", "B", "C"]       # if only these are allowed (default: any)

So adding a text or a table is adding data, not code.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal, TypeVar, cast, get_args

from nqpf.errors import DataError
from nqpf.places import data_folder

ColumnType = Literal["text", "integer", "number"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """What the values of one column are.

    Parameters
    ----------
    type
        How a value is written.
    meaning
        What a value says.
    unit
        What a number counts or measures; empty for text.
    optional
        Whether values may be missing.
    choices
        The only values allowed; any, if empty.
    """

    type: ColumnType
    meaning: str
    unit: str = ""
    optional: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A data file, what its columns mean and where it came from."""

    name: str
    description: str
    key: tuple[str, ...]
    source: str
    licence: str
    sha256: str
    columns: Mapping[str, Column]


def describe(name: str, *, folder: Path | None = None) -> Table:
    """Return a table's description.

    Parameters
    ----------
    name
        The table's name: `sentences` for `sentences.toml`.
    folder
        Where the file is; the course's data folder unless given.

    Raises
    ------
    DataError
        If the description is missing or incomplete.

    Examples
    --------
    >>> describe("sentences").columns["first_line"].unit
    'line of the page'
    """
    path = (folder or data_folder()) / f"{name}.toml"
    part = _Part(_parsed(path), path.name)
    part.allow_only(Table)
    columns = part.get("columns", dict)
    table = Table(
        name=name,
        description=part.get("description", str),
        key=part.get_texts("key"),
        source=part.get("source", str),
        licence=part.get("licence", str),
        sha256=part.get("sha256", str),
        columns={
            column: _column(_Part(entries, f"{path.name}, column {column!r},"))
            for column, entries in columns.items()
        },
    )
    if not table.key or set(table.key) - set(columns):
        msg = f"{path.name} needs columns that it describes as its key; mend 'key'."
        raise DataError(msg)
    return table


_Value = TypeVar("_Value")
_KINDS = {
    str: "a text",
    list: "a list of texts",
    dict: "a part of its own",
    bool: "true or false",
}


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a description, and how a sentence about it begins."""

    entries: Mapping[str, Any]
    where: str

    def allow_only(self, known: type[Table | Column]) -> None:
        unknown = set(self.entries) - {field.name for field in fields(known)}
        if unknown:
            msg = f"{self.where} has an unknown entry {min(unknown)!r}; remove it."
            raise DataError(msg)

    def get(self, entry: str, kind: type[_Value], default: object = None) -> _Value:
        value = self.entries.get(entry, default)
        if not isinstance(value, kind):
            msg = f"{self.where} needs {_KINDS[kind]} as {entry!r}; add or mend it."
            raise DataError(msg)
        return value

    def get_texts(self, entry: str, default: object = None) -> tuple[str, ...]:
        values = self.get(entry, list, default)
        if not all(isinstance(value, str) for value in values):
            msg = f"{self.where} needs a list of texts as {entry!r}; quote each."
            raise DataError(msg)
        return tuple(values)


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as problem:
        msg = f"{path.name} cannot be read from {path.parent}; put it there."
        raise DataError(msg) from problem
    except ValueError as problem:
        msg = f"{path.name} is not TOML in UTF-8 ({problem}); mend it."
        raise DataError(msg) from problem


def _column(part: _Part) -> Column:
    part.allow_only(Column)
    kind, unit = part.get("type", str), part.get("unit", str, "")
    if kind not in get_args(ColumnType):
        msg = f"{part.where} has the type {kind!r}; use text, integer or number."
        raise DataError(msg)
    if kind != "text" and not unit:
        msg = f"{part.where} holds numbers without a 'unit'; say what they count."
        raise DataError(msg)
    return Column(
        type=cast("ColumnType", kind),
        meaning=part.get("meaning", str),
        unit=unit,
        optional=part.get("optional", bool, default=False),
        choices=part.get_texts("choices", default=[]),
    )
