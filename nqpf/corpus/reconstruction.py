"""From the printed lines of a page to its documents, sections and sentences.

A text layer gives lines in the order in which a program met them, not the page.
The steps that undo this are public, because lesson 01 teaches them:

lines()      the lines as found
despace()    one line without the spaces that justification put into it
join()       lines as running text
reconstruct  blocks, sub-headlines, paragraphs, notes and detached headlines

Nothing is corrected and nothing is lost: each non-space character of the page is
in exactly one sentence or in one piece of furniture, in the page's own order.
"""

import hashlib
import re
import string
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from pathlib import Path
from typing import Literal, NamedTuple

from nqpf.errors import DataError
from nqpf.places import data_folder

PAGE_SHA256 = "5a4f34dfec3d5439b04562b5773b8ecd55a84094a30a726073615ab58bd6f724"
"""The sum of `data/page.txt` as it was found."""

HAN = "\u4e00-\u9fff"
"""The range of Chinese characters, for use inside a regular expression's []."""

SentenceKind = Literal["heading", "sentence", "note"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """The smallest unit: a sentence, a sub-headline or an author's note.

    Parameters
    ----------
    text
        The text as printed, line breaks and justification undone.
    kind
        What it is on the page.
    first_line, last_line
        Where it stands (lines of the page, from 1).
    """

    text: str
    kind: SentenceKind
    first_line: int
    last_line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Sentences under one indentation."""

    sentences: tuple[Sentence, ...]

    @property
    def first_line(self) -> int:
        """The line of the page on which the paragraph begins."""
        return self.sentences[0].first_line

    @property
    def last_line(self) -> int:
        """The line of the page on which the paragraph ends."""
        return self.sentences[-1].last_line

    @property
    def text(self) -> str:
        """The paragraph as running text."""
        return "".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Paragraphs under one sub-headline; the first section has none."""

    heading: Sentence | None
    paragraphs: tuple[Paragraph, ...]

    @property
    def first_line(self) -> int:
        """The line of the page on which the section begins."""
        first = self.heading or self.paragraphs[0]
        return first.first_line

    @property
    def last_line(self) -> int:
        """The line of the page on which the section ends."""
        return self.paragraphs[-1].last_line


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One body of text: its sections and the note that ends it.

    A document has no headline of its own: headlines are furniture until an
    argument ties them to a body (see `nqpf.corpus.attribution`).
    """

    name: str
    sections: tuple[Section, ...]
    note: Sentence | None

    @property
    def first_line(self) -> int:
        """The line of the page on which the document begins."""
        return self.sections[0].first_line

    @property
    def last_line(self) -> int:
        """The line of the page on which the document ends."""
        last = self.note or self.sections[-1]
        return last.last_line

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Sub-headlines, sentences and the note, in the order of the page."""
        return tuple(_sentences(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class Furniture:
    """What is printed on the page and belongs to no body by its place alone."""

    text: str
    kind: Literal["headline", "byline"]
    first_line: int
    last_line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Documents and furniture, each in the order of the page."""

    documents: tuple[Document, ...]
    furniture: tuple[Furniture, ...]

    @property
    def headlines(self) -> tuple[tuple[Furniture, Furniture], ...]:
        """Each detached headline with the byline below it."""
        return tuple(zip(self.furniture[::2], self.furniture[1::2], strict=True))


def page() -> Page:
    """Return the course's page, reconstructed from its lines.

    Examples
    --------
    >>> [(d.name, d.first_line, d.last_line) for d in page().documents]
    [('A', 5, 159), ('B', 161, 269), ('C', 273, 513)]
    """
    return reconstruct(lines())


def lines(*, folder: Path | None = None) -> tuple[str, ...]:
    """Return the page's lines as found: line 1 of the page is `lines()[0]`.

    Parameters
    ----------
    folder
        Where `page.txt` is; the course's data folder unless given.

    Raises
    ------
    DataError
        If the file is missing, or is not the page as it was found.

    Examples
    --------
    >>> lines()[12]
    '值 创 造 ， 力 促 商 业 模 式 创 新 的 价 值'
    """
    path = (folder or data_folder()) / "page.txt"
    try:
        content = path.read_bytes()
    except OSError as problem:
        msg = f"The page cannot be read from {path}; put page.txt back as published."
        raise DataError(msg) from problem
    if hashlib.sha256(content).hexdigest() != PAGE_SHA256:
        msg = (
            f"{path} is not the page as it was found (its sha256 differs); put "
            "page.txt back as published, or pass your own lines to reconstruct()."
        )
        raise DataError(msg)
    return tuple(content.decode().split("\n"))


def despace(line: str) -> str:
    """Return a line without the spaces that the extraction put into it.

    A space goes where it stands beside a single character, as in a justified
    line, or beside a figure or a mark of punctuation. It stays between two
    longer pieces of Chinese, or between two words in Latin letters: there it was
    printed.

    Examples
    --------
    >>> despace("位 ， 2 0 2 3 年 “ 四 新 ” 经 济 投 资 增 长")
    '位，2023年“四新”经济投资增长'
    >>> despace("产业布局调整。实施“云行齐鲁 工赋山")
    '产业布局调整。实施“云行齐鲁 工赋山'
    """
    pieces = line.split()
    text = "".join(pieces[:1])
    for before, after in pairwise(pieces):
        text += (" " if _is_printed_space(before, after) else "") + after
    return text


def join(lines: Iterable[str]) -> str:
    """Return lines as running text: despaced, and joined without a gap.

    Examples
    --------
    >>> join(["实现企业的", "", "价 值 转 移"])
    '实现企业的价值转移'
    """
    return "".join(despace(line) for line in lines)


def reconstruct(lines: Sequence[str]) -> Page:
    """Return the page that printed lines make up.

    The rules, each in one sentence. A byline begins with □ and the lines above it
    in its block are a headline. A line alone between blank lines, without a full
    stop, is a sub-headline or a part of one, unless a sentence is still open. An
    indented line begins a paragraph, any other continues it, across blank lines
    too. A paragraph that begins with （作者 or 【作者 is an author's note and ends
    a document; so does a headline.

    Parameters
    ----------
    lines
        The lines as printed; paragraphs are indented by spaces.

    Raises
    ------
    DataError
        If a line cannot be placed by these rules.

    Examples
    --------
    >>> printed = ["  山东先行。产 业 升", "", "级。", "  （作者系研究员）"]
    >>> [(s.text, s.last_line) for s in reconstruct(printed).documents[0].sentences]
    [('山东先行。', 1), ('产业升级。', 3), ('（作者系研究员）', 4)]
    """
    pieces = _pieces(lines)
    bodies = tuple(_bodies(pieces))
    if not bodies:
        msg = "These lines hold no article; pass the lines of a page with paragraphs."
        raise DataError(msg)
    if len(bodies) > len(string.ascii_uppercase):
        msg = f"These lines hold {len(bodies)} articles; pass one page at a time."
        raise DataError(msg)
    named = zip(string.ascii_uppercase, bodies, strict=False)
    return Page(
        documents=tuple(_document(name, body) for name, body in named),
        furniture=tuple(_furniture(p) for p in pieces if p.kind in _DETACHED),
    )


PieceKind = Literal["headline", "byline", "heading", "paragraph", "note"]


class _Line(NamedTuple):
    number: int
    indented: bool
    text: str


@dataclass(frozen=True, slots=True)
class _Piece:
    kind: PieceKind
    lines: tuple[_Line, ...]

    @property
    def text(self) -> str:
        return "".join(line.text for line in self.lines)

    @property
    def first_line(self) -> int:
        return self.lines[0].number

    @property
    def last_line(self) -> int:
        return self.lines[-1].number

    @property
    def is_unfinished(self) -> bool:
        """A paragraph stops inside a sentence, or a note before its bracket."""
        if self.kind == "paragraph":
            return not _ENDS_A_SENTENCE.search(self.text)
        return self.kind == "note" and not self.text.endswith(("）", "】"))

    @property
    def takes_more(self) -> bool:
        """Tell whether a line without indentation continues this piece."""
        return self.kind == "paragraph" or self.is_unfinished

    def with_line(self, line: _Line) -> "_Piece":
        return replace(self, lines=(*self.lines, line))


_DETACHED = ("headline", "byline")
_INDENT = re.compile(r"[ \t]{2}|\u3000")
_NOTE = re.compile(r"[（【]作者")
_ENDS_A_SENTENCE = re.compile(r"([。？！]|—{2,})[”’）】]*$")
_SENTENCE = re.compile(r".*?[。？！]+[”’）】]*|.+$")
_LATIN = re.compile(r"[A-Za-z]")
_HAN = re.compile(f"[{HAN}]")


def _is_printed_space(before: str, after: str) -> bool:
    """Tell whether the space between two pieces of a line was printed."""
    edges = before[-1] + after[0]
    if _LATIN.match(edges[0]) and _LATIN.match(edges[1]):
        return True
    between_han = all(_HAN.match(edge) for edge in edges)
    return between_han and min(len(before), len(after)) > 1


def _pieces(lines: Sequence[str]) -> list[_Piece]:
    """Sort lines into headlines, bylines, sub-headlines, paragraphs and notes."""
    pieces: list[_Piece] = []
    for block in _blocks(lines):
        detached, rest = _split_at_byline(block)
        pieces += detached
        if len(rest) == 1 and _is_heading(rest[0], after=pieces):
            _add_heading(rest[0], pieces)
        else:
            for line in rest:
                _add_text(line, pieces)
    return pieces


def _blocks(lines: Sequence[str]) -> Iterator[tuple[_Line, ...]]:
    """Yield the runs of printed lines between blank ones."""
    numbered = (
        _Line(number, bool(_INDENT.match(line)), despace(line))
        for number, line in enumerate(lines, start=1)
    )
    for printed, run in groupby(numbered, key=lambda line: bool(line.text)):
        if printed:
            yield tuple(run)


def _split_at_byline(
    block: tuple[_Line, ...],
) -> tuple[tuple[_Piece, ...], tuple[_Line, ...]]:
    """Part a block into its detached headline and byline, and what follows."""
    at = next((i for i, line in enumerate(block) if line.text[0] == "□"), None)
    if at is None:
        return (), block
    headline, byline = block[:at], block[at]
    if not headline or any(line.indented for line in headline):
        msg = (
            f"Line {byline.number} is a byline without a headline right above it; "
            "put the headline there, with a blank line before it."
        )
        raise DataError(msg)
    pieces = (_Piece("headline", headline), _Piece("byline", (byline,)))
    return pieces, block[at + 1 :]


def _is_heading(line: _Line, *, after: Sequence[_Piece]) -> bool:
    """Tell whether a line between blank lines is (part of) a sub-headline."""
    if "。" in line.text or _NOTE.match(line.text):
        return False
    return not after or not after[-1].is_unfinished


def _add_heading(line: _Line, pieces: list[_Piece]) -> None:
    if pieces and pieces[-1].kind == "heading":
        pieces[-1] = pieces[-1].with_line(line)
    else:
        pieces.append(_Piece("heading", (line,)))


def _add_text(line: _Line, pieces: list[_Piece]) -> None:
    if line.indented:
        kind: PieceKind = "note" if _NOTE.match(line.text) else "paragraph"
        pieces.append(_Piece(kind, (line,)))
    elif pieces and pieces[-1].takes_more:
        pieces[-1] = pieces[-1].with_line(line)
    else:
        msg = (
            f"Line {line.number} ({line.text[:12]}…) continues no paragraph; indent "
            "it by two spaces if it begins one."
        )
        raise DataError(msg)


def _bodies(pieces: Iterable[_Piece]) -> Iterator[list[_Piece]]:
    """Yield the pieces of each article: up to its note, or to the next headline."""
    body: list[_Piece] = []
    for piece in pieces:
        if piece.kind not in _DETACHED:
            body.append(piece)
        if body and piece.kind in ("note", *_DETACHED):
            yield body
            body = []
    if body:
        yield body


def _document(name: str, body: Sequence[_Piece]) -> Document:
    note = body[-1] if body[-1].kind == "note" else None
    parts = body[:-1] if note else body
    if note and note.is_unfinished:
        msg = f"The author's note on line {note.first_line} is not closed; close it."
        raise DataError(msg)
    if not parts:
        msg = (
            f"The author's note on line {body[0].first_line} ends no article; put the "
            "article's paragraphs above it."
        )
        raise DataError(msg)
    return Document(
        name=name,
        sections=tuple(_sections(parts)),
        note=_sentence(note, "note") if note else None,
    )


def _sections(body: Sequence[_Piece]) -> Iterator[Section]:
    headings = [i for i, piece in enumerate(body) if piece.kind == "heading"]
    for start, stop in pairwise(sorted({0, *headings, len(body)})):
        first, *others = body[start:stop]
        heading = first if first.kind == "heading" else None
        paragraphs = others if heading else [first, *others]
        if not paragraphs:
            msg = (
                f"The sub-headline on line {first.first_line} ({first.text}) has no "
                "text below it; put its paragraphs there."
            )
            raise DataError(msg)
        yield Section(
            heading=_sentence(heading, "heading") if heading else None,
            paragraphs=tuple(_paragraph(piece) for piece in paragraphs),
        )


def _paragraph(piece: _Piece) -> Paragraph:
    """Cut a paragraph into sentences, each with the lines it stands on."""
    line_of = [line.number for line in piece.lines for _ in line.text]
    return Paragraph(
        sentences=tuple(
            Sentence(
                text=found.group(),
                kind="sentence",
                first_line=line_of[found.start()],
                last_line=line_of[found.end() - 1],
            )
            for found in _SENTENCE.finditer(piece.text)
        )
    )


def _sentence(piece: _Piece, kind: SentenceKind) -> Sentence:
    return Sentence(
        text=piece.text,
        kind=kind,
        first_line=piece.first_line,
        last_line=piece.last_line,
    )


def _furniture(piece: _Piece) -> Furniture:
    return Furniture(
        text=piece.text,
        kind="byline" if piece.kind == "byline" else "headline",
        first_line=piece.first_line,
        last_line=piece.last_line,
    )


def _sentences(document: Document) -> Iterator[Sentence]:
    for section in document.sections:
        if section.heading:
            yield section.heading
        for paragraph in section.paragraphs:
            yield from paragraph.sentences
    if document.note:
        yield document.note
