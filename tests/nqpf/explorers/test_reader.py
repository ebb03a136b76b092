import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest

from nqpf import corpus
from nqpf.explorers import read_page
from nqpf.explorers.reader import Material, Use, contents, lesson_uses


@pytest.fixture(scope="module")
def material() -> Material:
    """Return the real page and one lesson that quotes it."""
    return Material(
        lines=corpus.lines(),
        sentences=corpus.sentences(),
        documents=corpus.documents(),
        furniture=corpus.furniture(),
        glossary=corpus.glossary(),
        figures=corpus.figures(),
        uses=[Use(lesson="How do we see it?", first_line=286, last_line=288)],
    )


@pytest.fixture(scope="module")
def page(material: Material) -> dict[str, Any]:
    """Return what the browser gets."""
    return contents(material)


@pytest.fixture(scope="module")
def units(page: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the units by their id."""
    return {unit["id"]: unit for unit in page["units"]}


def notebook(folder: Path, *cells: str, title: str = "# What does it say?") -> Path:
    """Write a lesson of code cells."""
    code = [nbformat.v4.new_code_cell(cell) for cell in cells]
    text = nbformat.v4.new_markdown_cell(f"{title}\n\nA lesson.")
    path = folder / "01-lesson.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[text, *code]), path)
    return path


def test_the_page_is_shown_as_printed(page: dict[str, Any]) -> None:
    """Line for line, spaces included."""
    assert page["lines"] == list(corpus.lines())


def test_nothing_printed_is_missing_on_the_reconstructed_side(
    page: dict[str, Any],
) -> None:
    """Sorted by place, the units are the page's characters in the page's order."""
    in_order = sorted(page["units"], key=lambda unit: (unit["first"], unit["last"]))
    printed = "".join("".join(page["lines"]).split())

    assert "".join("".join(u["text"].split()) for u in in_order) == printed


def test_a_headline_leads_the_document_that_it_is_inferred_of(
    page: dict[str, Any],
) -> None:
    """Body A starts with the headline that is printed far below it."""
    starts = [unit["id"] for unit in page["units"] if unit["doc"] == "A"][:3]

    assert starts == ["headline-271", "byline-272", "A-001"]


def test_a_missing_headline_stays_missing(page: dict[str, Any]) -> None:
    """Body B has neither headline nor author, and gets none."""
    (text,) = (text for text in page["documents"] if text["name"] == "B")

    assert (text["headline"], text["author"], text["status"]) == ("", "", "missing")


def test_a_sentence_brings_its_terms(units: dict[str, dict[str, Any]]) -> None:
    """The core mark of the new forces: total factor productivity."""
    assert "全要素生产率" in units["C-004"]["terms"]


def test_every_term_of_a_sentence_is_explained(page: dict[str, Any]) -> None:
    """No term without its row, and no row without a sentence."""
    used = {term for unit in page["units"] for term in unit["terms"]}

    assert set(page["terms"]) == used


def test_a_term_comes_with_pinyin_english_and_explanation(page: dict[str, Any]) -> None:
    """As the glossary has them."""
    pinyin, english, explanation = page["terms"]["新质生产力"]

    assert (pinyin, english) == ("xīnzhì shēngchǎnlì", "new quality productive forces")
    assert explanation.endswith(".")


def test_every_figure_of_the_table_stands_under_a_sentence(
    page: dict[str, Any], material: Material
) -> None:
    """None is lost on the way."""
    shown = [figure["text"] for unit in page["units"] for figure in unit["figures"]]

    assert sorted(shown) == sorted(material.figures["text"])


@pytest.mark.parametrize(
    ("sentence", "lessons"),
    [("C-003", []), ("C-004", ["How do we see it?"]), ("C-005", [])],
    ids=["before", "within", "after"],
)
def test_a_sentence_names_the_lessons_that_quote_its_lines(
    sentence: str, lessons: list[str], units: dict[str, dict[str, Any]]
) -> None:
    """One shared line is enough; a neighbour is not."""
    assert units[sentence]["lessons"] == lessons


def test_the_contents_are_plain_json(page: dict[str, Any]) -> None:
    """What comes back from JSON is what went in: no NaN, no NumPy numbers."""
    assert json.loads(json.dumps(page, allow_nan=False)) == page


def test_a_sentence_without_translation_says_nothing(material: Material) -> None:
    """An empty text, which the browser shows as missing."""
    first = material.sentences.head(1).assign(translation=pd.NA)
    other = replace(material, sentences=first)

    shown = {unit["id"]: unit for unit in contents(other)["units"]}

    assert shown["A-001"]["translation"] == ""


@pytest.mark.parametrize(
    ("cell", "lines"),
    [
        ("read_page(focus=(284, 288))", (284, 288)),
        ("read_page((284, 288))", (284, 288)),
        ("quote(284, 288)", (284, 288)),
        ("corpus.quote(284, last_line=288)", (284, 288)),
        ("passage = quote(\n    284,\n)", (284, 284)),
    ],
)
def test_a_quotation_in_a_lesson_is_found(
    cell: str, lines: tuple[int, int], tmp_path: Path
) -> None:
    """However it is written."""
    lesson = notebook(tmp_path, cell)

    assert lesson_uses([lesson]) == [
        Use(lesson="What does it say?", first_line=lines[0], last_line=lines[1])
    ]


@pytest.mark.parametrize(
    "cell", ["read_page()", "%quote 3", "requote(284, 288)", "quote(first, last)", ""]
)
def test_what_quotes_no_numbered_line_is_no_quotation(
    cell: str, tmp_path: Path
) -> None:
    """Other calls, other languages, nothing at all."""
    assert lesson_uses([notebook(tmp_path, cell)]) == []


def test_the_reader_opens_at_the_sentence_that_covers_most_of_the_focus() -> None:
    """Line 284 begins inside another sentence, and 288 ends the chosen one."""
    assert read_page(focus=(284, 288)).chosen == "C-004"


def test_the_reader_opens_on_a_detached_headline() -> None:
    """Headlines and bylines can be looked at too."""
    assert read_page(focus=(2, 2)).chosen == "headline-2"


def test_the_reader_opens_at_a_line_without_a_sentence() -> None:
    """Line 1 is empty: its place is shown, and nothing is chosen."""
    assert read_page(focus=(1, 1)).chosen == ""


@pytest.mark.parametrize("focus", [(0, 3), (3, 2), (1, 999), (1,), ("1", "2")])
def test_a_focus_that_is_not_on_the_page_is_refused(focus: Any) -> None:  # noqa: ANN401
    """The message says which lines there are."""
    with pytest.raises(ValueError, match="a first and a last line from 1 to 51"):
        read_page(focus=focus)


def test_the_reader_reads_as_a_sentence_where_widgets_do_not_run() -> None:
    """In plain text it says what it is."""
    assert repr(read_page(focus=(284, 288))) == (
        "The page reader, open at lines 284–288 (run this cell to see it)"
    )
