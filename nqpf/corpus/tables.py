"""The course's tables, each read through its description.

A reader refuses a file that does not match, in one sentence: which file, what is
wrong, what to do. How a description is written: `nqpf.corpus.description`.
"""

import csv
import hashlib
import io
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from nqpf.corpus.description import Column, Table, describe
from nqpf.errors import DataError
from nqpf.places import data_folder


def documents(*, folder: Path | None = None) -> pd.DataFrame:
    """Return the three bodies of text, a row each.

    Body B's headline and author are missing, and stay so. Here and in the other
    readers, `folder` names another data folder than the course's own.

    Examples
    --------
    >>> documents().set_index("doc")["headline"].isna().to_dict()
    {'A': False, 'B': True, 'C': False}
    """
    return read("documents", folder=folder)


def sentences(*, folder: Path | None = None) -> pd.DataFrame:
    """Return every sentence, sub-headline and note, with its translation.

    The column `translation` is missing where there is none.

    Examples
    --------
    >>> sentences().set_index("sentence_id").loc["C-009", "text"]
    '新质生产力是促进经济增长的稳定器。'
    """
    rows = read("sentences", folder=folder)
    translated = read("translations", folder=folder)[["sentence_id", "translation"]]
    unknown = set(translated["sentence_id"]) - set(rows["sentence_id"])
    if unknown:
        msg = (
            f"translations.csv translates {min(unknown)!r}, which is no sentence of "
            "the page; use a sentence_id of sentences.csv."
        )
        raise DataError(msg)
    return rows.merge(translated, on="sentence_id", how="left")


def furniture(*, folder: Path | None = None) -> pd.DataFrame:
    """Return the detached headlines and bylines, with translations.

    Examples
    --------
    >>> furniture()["first_line"].to_list()
    [2, 3, 271, 272]
    """
    return read("furniture", folder=folder)


def figures(*, folder: Path | None = None) -> pd.DataFrame:
    """Return every number that the page prints, and what it measures.

    Examples
    --------
    >>> "57.1%" in set(figures()["text"])
    True
    """
    return read("figures", folder=folder)


def glossary(*, folder: Path | None = None) -> pd.DataFrame:
    """Return the terms: Chinese, pinyin, English, explanation, first line.

    Examples
    --------
    >>> int(glossary().set_index("term").loc["全要素生产率", "first_line"])
    286
    """
    return read("glossary", folder=folder)


def claims(*, folder: Path | None = None) -> pd.DataFrame:
    """Return what the page claims, coded by kind, part and line.

    Examples
    --------
    >>> claims().query("doc == 'C'")["kind"].value_counts()["shortcoming"]
    np.int64(21)
    """
    return read("claims", folder=folder)


def claim_links(*, folder: Path | None = None) -> pd.DataFrame:
    """Return which measure answers which shortcoming, and which fact backs what.

    The lines are ours: the page draws none. Each end is a claim of `claims`.

    Examples
    --------
    >>> claim_links().query("shared == '核心技术'")["from_id"].item()
    'C-M11'
    """
    rows = read("claim_links", folder=folder)
    known = set(claims(folder=folder)["claim_id"])
    unknown = (set(rows["from_id"]) | set(rows["to_id"])) - known
    if unknown:
        msg = (
            f"claim_links.csv names {min(unknown)!r}, which is no claim; use a "
            "claim_id of claims.csv."
        )
        raise DataError(msg)
    return rows


def clusters(*, folder: Path | None = None) -> pd.DataFrame:
    """Return the 15 clusters of future industries, a row each.

    Examples
    --------
    >>> len(clusters())
    15
    """
    return read("clusters", folder=folder)


def inputs_outputs(*, folder: Path | None = None) -> pd.DataFrame:
    """Return the stylised input–output table: six sectors, no real region's.

    Examples
    --------
    >>> len(inputs_outputs())
    6
    """
    return read("inputs_outputs", folder=folder)


def adoption(*, folder: Path | None = None) -> pd.DataFrame:
    """Return the stylised adoption series: fictional technologies, none real.

    Examples
    --------
    >>> adoption().groupby("technology").size().to_dict()
    {'Fernlatch': 30, 'Glasswing': 30, 'Lampgrass': 30, 'Tidewheel': 30}
    """
    return read("adoption", folder=folder)


def province(*, folder: Path | None = None) -> pd.DataFrame:
    """Return the stylised province: fictional cities, no real place's figures.

    Examples
    --------
    >>> province()["city"].nunique()
    16
    """
    return read("province", folder=folder)


def firms(*, folder: Path | None = None) -> pd.DataFrame:
    """Return the stylised firms and their wedges: no real firm's figures.

    Examples
    --------
    >>> firms()["ownership"].value_counts().to_dict()
    {'private': 350, 'state': 150}
    """
    return read("firms", folder=folder)


def choices(*, folder: Path | None = None) -> pd.DataFrame:
    """Return the stylised choice experiment: simulated answers, no real person's.

    Examples
    --------
    >>> choices().groupby("together")["respondent"].nunique().to_dict()
    {0: 600, 1: 600}
    """
    return read("choices", folder=folder)


def read(name: str, *, folder: Path | None = None) -> pd.DataFrame:
    """Return a table that matches its description.

    Parameters
    ----------
    name
        The table's name: `sentences` for `sentences.csv` and `sentences.toml`.
    folder
        Where the two files are; the course's data folder unless given.

    Raises
    ------
    DataError
        If a file is missing, was changed, or does not match the description.

    Examples
    --------
    >>> read("sentences")["doc"].value_counts().to_dict()
    {'C': 72, 'A': 62, 'B': 34}
    """
    table = describe(name, folder=folder)
    content = _content((folder or data_folder()) / f"{name}.csv")
    if hashlib.sha256(content).hexdigest() != table.sha256:
        msg = (
            f"{name}.csv was changed (its sha256 is not the one in {name}.toml); put "
            "the published file back, or run `python -m nqpf.corpus --seal` if the "
            "change is yours."
        )
        raise DataError(msg)
    return parse(content, table)


def parse(content: bytes, table: Table) -> pd.DataFrame:
    """Return a CSV file's content as a table, in the types of its description.

    Parameters
    ----------
    content
        The bytes of the file: UTF-8, with a header; an empty field is missing.
    table
        The description that it must match.

    Raises
    ------
    DataError
        If a column is missing or undescribed, a value has the wrong type, or two
        rows have the same key.
    """
    header, rows = _split(content, table)
    _check_header(header, table)
    frame = pd.DataFrame(
        {
            name: _series([row[header.index(name)] for row in rows], name, table)
            for name in table.columns
        }
    )
    repeated = frame[frame.duplicated(list(table.key))]
    if not repeated.empty:
        key = ", ".join(str(value) for value in repeated.iloc[0][list(table.key)])
        msg = (
            f"{table.name}.csv has two rows for {' and '.join(table.key)} = {key}; "
            "keep one of them."
        )
        raise DataError(msg)
    return frame


_DTYPES = {
    ("text", False): "str",
    ("text", True): "str",
    ("integer", False): "int64",
    ("integer", True): "Int64",
    ("number", False): "float64",
    ("number", True): "float64",
}
_READERS = {"text": str, "integer": int, "number": float}


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        msg = f"{path.name} cannot be read from {path.parent}; put it back there."
        raise DataError(msg) from problem


def _split(content: bytes, table: Table) -> tuple[list[str], list[list[str]]]:
    """Return the header, and the rows, each as long as the header."""
    try:
        text = io.StringIO(content.decode("utf-8-sig"), newline="")
        header, *rows = csv.reader(text, strict=True)
    except (ValueError, csv.Error) as problem:
        msg = (
            f"{table.name}.csv is not CSV in UTF-8 with a header ({problem}); mend it."
        )
        raise DataError(msg) from problem
    for number, row in enumerate(rows, start=1):
        if len(row) != len(header):
            msg = (
                f"{table.name}.csv, row {number}, has {len(row)} fields instead of "
                f"{len(header)}; quote a text that holds a comma."
            )
            raise DataError(msg)
    return header, rows


def _check_header(header: Sequence[str], table: Table) -> None:
    for name in table.columns:
        if header.count(name) != 1:
            what = "no column" if name not in header else "twice the column"
            msg = (
                f"{table.name}.csv has {what} {name!r}; mend its header, which "
                f"{table.name}.toml describes."
            )
            raise DataError(msg)
    for name in header:
        if name not in table.columns:
            msg = (
                f"{table.name}.csv has a column {name!r} that {table.name}.toml does "
                "not describe; describe it there or remove it."
            )
            raise DataError(msg)


def _series(values: Sequence[str], name: str, table: Table) -> "pd.Series[Any]":
    """Return a column's values in the type that its description gives."""
    column = table.columns[name]
    read_values = []
    for row, value in enumerate(values, start=1):
        problem = _problem(value, column)
        if problem:
            msg = f"{table.name}.csv, row {row}, column {name!r}: {problem}."
            raise DataError(msg)
        read_values.append(_READERS[column.type](value) if value else None)
    return pd.Series(read_values, dtype=_DTYPES[column.type, column.optional])


def _problem(value: str, column: Column) -> str:
    """Return what is wrong with a value and what to do, or nothing."""
    if not value:
        return "" if column.optional else "a value is missing; fill it in"
    if column.choices and value not in column.choices:
        return f"{value!r} is not one of {', '.join(column.choices)}; choose one"
    try:
        number = _READERS[column.type](value)
    except ValueError:
        kind = "a whole number" if column.type == "integer" else "a number"
        return f"{value!r} is not {kind} ({column.unit}); write one"
    if isinstance(number, float) and not math.isfinite(number):
        return f"{value!r} is not a finite number ({column.unit}); write one"
    return ""
