"""The tables that are made from the page, as functions of it."""

import re
from collections.abc import Iterator

import pandas as pd

from nqpf.corpus.attribution import KINDS, attribute, evidence
from nqpf.corpus.reconstruction import HAN, Document, Page, Sentence


def derive_documents(page: Page) -> pd.DataFrame:
    """Return a row for each body, with the headline that all evidence ties to it.

    Examples
    --------
    >>> from nqpf.corpus import page
    >>> derive_documents(page()).set_index("doc")["characters"].to_dict()
    {'A': 1993, 'B': 1792, 'C': 3396}
    """
    known = evidence(page)
    tied = attribute(known, kinds=[kind.name for kind in KINDS])
    rows = [
        {
            "doc": document.name,
            "first_line": document.first_line,
            "last_line": document.last_line,
            "characters": _characters(document),
            **_headline(document, tied, page),
            **_note(document),
            **_grounds(document, tied, known),
        }
        for document in page.documents
    ]
    return pd.DataFrame(rows).astype(dict.fromkeys(_LINES_THAT_MAY_BE_MISSING, "Int64"))


def derive_sentences(page: Page) -> pd.DataFrame:
    """Return a row for each sentence, sub-headline and note of a page.

    Examples
    --------
    >>> from nqpf.corpus import page
    >>> derive_sentences(page()).loc[0, ["sentence_id", "text"]].to_list()
    ['A-001', '科技是第一生产力，创新是第一动力。']
    """
    rows = [row for document in page.documents for row in _rows(document)]
    return pd.DataFrame(rows).astype({"section": "Int64", "paragraph": "Int64"})


_Cells = dict[str, int | str | None]
_LINES_THAT_MAY_BE_MISSING = (
    "headline_line",
    "author_line",
    "note_first_line",
    "note_last_line",
)


def _characters(document: Document) -> int:
    """Count Chinese characters; figures, Latin letters and punctuation are not."""
    return sum(len(re.findall(f"[{HAN}]", s.text)) for s in document.sentences)


def _headline(document: Document, tied: pd.DataFrame, page: Page) -> _Cells:
    lines = tied.loc[tied["doc"] == document.name, "headline_line"].to_list()
    for headline, byline in page.headlines:
        if headline.first_line in lines:
            return {
                "headline": headline.text,
                "headline_line": headline.first_line,
                "author": byline.text.removeprefix("□"),
                "author_line": byline.first_line,
            }
    return dict.fromkeys(("headline", "headline_line", "author", "author_line"))


def _note(document: Document) -> _Cells:
    note = document.note
    return {
        "note": note.text if note else None,
        "note_first_line": note.first_line if note else None,
        "note_last_line": note.last_line if note else None,
    }


def _grounds(document: Document, tied: pd.DataFrame, known: pd.DataFrame) -> _Cells:
    """Return the observations that decide for or against, and how sure they make us."""
    own = known[known["doc"] == document.name]
    tie = tied[tied["doc"] == document.name]
    if own.empty:
        return {"evidence": "No headline on the page", "status": "missing"}
    if tie.empty:
        words = own[own["kind"] == "words"].head(1)
        grounds = f"{_said(words)}; for each headline another body leads"
        return {"evidence": grounds, "status": "missing"}
    for_it = own["headline_line"].isin(tie["headline_line"]) & (own["support"] > 0)
    return {"evidence": _said(own[for_it]), "status": tie["status"].iloc[0]}


def _said(findings: pd.DataFrame) -> str:
    titles = {kind.name: kind.title for kind in KINDS}
    return "; ".join(
        f"{titles[kind]}: {observed}"
        for kind, observed in zip(findings["kind"], findings["observed"], strict=True)
    )


def _rows(document: Document) -> Iterator[dict[str, object]]:
    for number, (place, sentence) in enumerate(_placed(document), start=1):
        yield {
            "sentence_id": f"{document.name}-{number:03}",
            "doc": document.name,
            **place,
            "number": number,
            "kind": sentence.kind,
            "text": sentence.text,
            "first_line": sentence.first_line,
            "last_line": sentence.last_line,
        }


def _placed(document: Document) -> Iterator[tuple[_Cells, Sentence]]:
    """Yield each sentence with its section, the section's title and paragraph."""
    paragraph = 0
    first = 1 if document.sections[0].heading else 0
    for number, section in enumerate(document.sections, start=first):
        title = section.heading.text if section.heading else None
        place: _Cells = {"section": number, "section_title": title, "paragraph": None}
        if section.heading:
            yield place, section.heading
        for part in section.paragraphs:
            paragraph += 1
            for sentence in part.sentences:
                yield {**place, "paragraph": paragraph}, sentence
    if document.note:
        nowhere: _Cells = {"section": None, "section_title": None, "paragraph": None}
        yield nowhere, document.note
