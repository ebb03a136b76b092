"""The page reader: the page as printed beside the page as reconstructed.

A sentence chosen on the right shows on the left where it stands, line by line, and
below what we know of it: translation, terms, figures, and the lessons that quote
it. Everything goes to the browser once, so reading and searching need no Python.
"""

import ast
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import anywidget
import pandas as pd
import traitlets

from nqpf import corpus, text
from nqpf.places import lessons_folder

_HERE = Path(__file__).parent
_QUOTES = {"read_page", "quote"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """Lines of the page that a lesson quotes."""

    lesson: str
    """The lesson's title."""
    first_line: int
    last_line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """All that the reader shows: the page, the tables made from it, the lessons.

    Parameters
    ----------
    lines
        The page as printed.
    sentences, documents, furniture, glossary, figures
        As `nqpf.corpus` gives them.
    uses
        Where lessons quote the page.
    """

    lines: Sequence[str]
    sentences: pd.DataFrame
    documents: pd.DataFrame
    furniture: pd.DataFrame
    glossary: pd.DataFrame
    figures: pd.DataFrame
    uses: Sequence[Use]


class PageReader(anywidget.AnyWidget):
    """The page, to be read and searched.

    Made by `read_page`.

    Attributes
    ----------
    chosen
        The sentence that is looked at (its `sentence_id`), else empty.
    """

    _esm: ClassVar[Path] = _HERE / "reader.js"
    _css: ClassVar[Path] = _HERE / "reader.css"
    _page = traitlets.Dict().tag(sync=True)
    _focus: traitlets.List[int] = traitlets.List().tag(sync=True)

    chosen = traitlets.Unicode().tag(sync=True)

    def __repr__(self) -> str:
        """Say what it is and how to open it."""
        where = " at lines {}–{}".format(*self._focus) if self._focus else ""
        return f"The page reader, open{where} (run this cell to see it)"


def read_page(focus: tuple[int, int] | None = None) -> PageReader:
    """Open the page reader.

    Parameters
    ----------
    focus
        First and last line to open at (lines of the page, from 1).

    Raises
    ------
    ValueError
        If there are no such lines.

    Examples
    --------
    >>> reader = read_page(focus=(284, 288))
    >>> reader.chosen
    'C-004'
    """
    page = _whole_page()
    if focus is None:
        return PageReader(_page=page)
    end = len(page["lines"])
    match focus:
        case (int(first), int(last)) if 1 <= first <= last <= end:
            chosen = _nearest(page["units"], first, last)
            return PageReader(_page=page, _focus=[first, last], chosen=chosen)
    msg = f"focus must be a first and a last line from 1 to {end}, not {focus!r}"
    raise ValueError(msg)


def contents(material: Material) -> dict[str, Any]:
    """Return the page and all that is known of it, as the browser reads it.

    Returns
    -------
    dict
        `lines`; `documents` (name, headline, author, the evidence for both);
        `units` (everything that can be chosen, in the order of the
        reconstruction: headlines and bylines before their document's sentences);
        `terms` by term. Plain JSON.
    """
    found = text.terms(material.sentences)
    terms = found.groupby("sentence_id")["term"].unique().to_dict()
    figures = dict(_figures(material.figures))
    known = set(found["term"])
    units = [*_headlines(material), *_sentences(material.sentences)]
    for unit in units:
        unit["terms"] = list(terms.get(unit["id"], []))
        unit["figures"] = figures.get(unit["id"], [])
        unit["lessons"] = _lessons(material.uses, unit["first"], unit["last"])
    return {
        "lines": list(material.lines),
        "documents": [_document(row) for row in _rows(material.documents)],
        "units": sorted(units, key=_place),
        "terms": {
            row["term"]: [row["pinyin"], row["english"], row["explanation"]]
            for row in _rows(material.glossary)
            if row["term"] in known
        },
    }


def lesson_uses(notebooks: Iterable[Path]) -> list[Use]:
    """Return which lines the notebooks quote, by `quote` or by `read_page`.

    Examples
    --------
    >>> lesson_uses([])
    []
    """
    return [
        Use(lesson=title, first_line=first, last_line=last)
        for title, code in map(_read, sorted(notebooks))
        for source in code
        for first, last in _quoted(source)
    ]


@cache
def _whole_page() -> dict[str, Any]:
    """Return the contents of our page."""
    return contents(
        Material(
            lines=corpus.lines(),
            sentences=corpus.sentences(),
            documents=corpus.documents(),
            furniture=corpus.furniture(),
            glossary=corpus.glossary(),
            figures=corpus.figures(),
            uses=lesson_uses(lessons_folder().glob("*.ipynb")),
        )
    )


def _sentences(sentences: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Return sub-headlines, sentences and notes as units."""
    for row in _rows(sentences):
        yield {
            "id": row["sentence_id"],
            "doc": row["doc"],
            "kind": row["kind"],
            "section": row["section_title"] or "",
            "paragraph": row["paragraph"] or 0,
            **_wording(row),
        }


def _headlines(material: Material) -> Iterator[dict[str, Any]]:
    """Return headlines and bylines as units of the document they are inferred of."""
    of_line = {
        line: document["doc"]
        for document in _rows(material.documents)
        for line in (document["headline_line"], document["author_line"])
        if line is not None
    }
    for row in _rows(material.furniture):
        yield {
            "id": f"{row['kind']}-{row['first_line']}",
            "doc": of_line.get(row["first_line"], ""),
            "kind": row["kind"],
            "section": "",
            "paragraph": 0,
            **_wording(row),
        }


def _wording(row: dict[str, Any]) -> dict[str, Any]:
    """Return what any unit says, and where."""
    return {
        "text": row["text"],
        "translation": row["translation"] or "",
        "first": row["first_line"],
        "last": row["last_line"],
    }


def _place(unit: dict[str, Any]) -> tuple[str, bool, int]:
    """Return what units are ordered by: headlines lead their document."""
    return unit["doc"], unit["kind"] not in ("headline", "byline"), unit["first"]


def _document(row: dict[str, Any]) -> dict[str, Any]:
    """Return what stands above a document."""
    return {
        "name": row["doc"],
        "first": row["first_line"],
        "last": row["last_line"],
        "headline": row["headline"] or "",
        "author": row["author"] or "",
        "status": row["status"],
        "evidence": row["evidence"],
    }


def _figures(figures: pd.DataFrame) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Return each sentence's figures."""
    shown = ["text", "measures", "status", "note"]
    for name, rows in figures.groupby("sentence_id"):
        yield str(name), _rows(rows[shown])


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a table's rows as plain values, None where there is none."""
    plain = table.astype(object).where(table.notna(), None)
    return [
        {str(name): getattr(v, "item", lambda v=v: v)() for name, v in row.items()}
        for row in plain.to_dict("records")
    ]


def _lessons(uses: Sequence[Use], first: int, last: int) -> list[str]:
    """Return the lessons that quote any of these lines, each once."""
    quoting = (u.lesson for u in uses if u.first_line <= last and first <= u.last_line)
    return list(dict.fromkeys(quoting))


def _nearest(units: Sequence[dict[str, Any]], first: int, last: int) -> str:
    """Return the unit that covers most of the lines; the first of equals."""

    def shared(unit: dict[str, Any]) -> int:
        start, end = max(unit["first"], first), min(unit["last"], last)
        return int(end - start + 1)

    best = max(units, key=shared)
    return str(best["id"]) if shared(best) > 0 else ""


def _read(notebook: Path) -> tuple[str, list[str]]:
    """Return a notebook's first heading and the sources of its code cells."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    sources = [(cell["cell_type"], "".join(cell["source"])) for cell in cells]
    words = "\n".join(source for kind, source in sources if kind == "markdown")
    heading = next((ln for ln in words.splitlines() if ln.startswith("#")), "")
    return heading.lstrip("# "), [source for kind, source in sources if kind == "code"]


def _quoted(source: str) -> Iterator[tuple[int, int]]:
    """Return the lines that the calls in a cell quote, where they are numbers."""
    for node in ast.walk(_parsed(source)):
        if not isinstance(node, ast.Call) or _name(node.func) not in _QUOTES:
            continue
        given = [*node.args, *(keyword.value for keyword in node.keywords)]
        numbers = [line for argument in given for line in _numbers(argument)]
        if numbers:
            yield min(numbers), max(numbers)


def _parsed(source: str) -> ast.AST:
    """Return a cell as a tree; an empty one where it is not plain Python."""
    try:
        return ast.parse(source)
    except SyntaxError:
        return ast.Module(body=[], type_ignores=[])


def _name(function: ast.expr) -> str:
    """Return the last part of the name by which a function is called."""
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def _numbers(argument: ast.expr) -> Iterator[int]:
    """Return the whole numbers written in an argument."""
    for node in ast.walk(argument):
        if isinstance(node, ast.Constant) and type(node.value) is int:
            yield node.value
