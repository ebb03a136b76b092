import re

import pytest

from nqpf.corpus import documents, furniture, lines, page, reconstruct, sentences
from nqpf.corpus.derive import derive_documents, derive_sentences
from nqpf.corpus.reconstruction import HAN, Document


@pytest.mark.parametrize("body", page().documents, ids=lambda body: body.name)
def test_a_body_has_the_characters_of_its_lines(body: Document) -> None:
    """Counted on the printed lines, the number is the same."""
    printed = "".join(lines()[body.first_line - 1 : body.last_line])

    listed = documents().set_index("doc")["characters"]

    assert listed[body.name] == len(re.findall(f"[{HAN}]", printed))


def test_sentence_ids_count_through_each_body() -> None:
    """A-001 to A-062, B-001 to B-034, C-001 to C-072."""
    ids = sentences()["sentence_id"]

    assert ids.to_list() == [
        f"{doc}-{number:03}"
        for doc, last in (("A", 62), ("B", 34), ("C", 72))
        for number in range(1, last + 1)
    ]


def test_a_section_carries_the_title_above_it() -> None:
    """The title of a row is the last sub-headline above it in the body."""
    rows = sentences().query("kind != 'note'")
    above = rows["text"].where(rows["kind"] == "heading").groupby(rows["doc"]).ffill()

    assert rows["section_title"].equals(above)


def test_sections_are_counted_from_0_in_each_body() -> None:
    """A section's number is the number of sub-headlines above."""
    rows = sentences().query("kind != 'note'")
    above = rows["kind"].eq("heading").groupby(rows["doc"]).cumsum()

    assert rows["section"].to_list() == above.to_list()


def test_headings_and_notes_stand_in_no_paragraph() -> None:
    """Only sentences have a paragraph."""
    rows = sentences()

    assert rows["paragraph"].isna().equals(rows["kind"] != "sentence")


def test_a_paragraph_begins_on_an_indented_line() -> None:
    """As many paragraphs as indented lines of text, and on the same lines."""
    rows = sentences().dropna(subset="paragraph")
    starts = rows.groupby(["doc", "paragraph"])["first_line"].min()
    titles = set(sentences().query("kind != 'sentence'")["first_line"])
    indented = {n for n, line in enumerate(lines(), 1) if re.match(r" {2,}\S", line)}

    assert set(starts) == indented - titles


def test_a_page_without_sub_headlines_or_notes_can_be_a_table() -> None:
    """Sections and notes are then missing, and nothing fails."""
    own = reconstruct(["  先立后破。稳中求进。"])

    rows = derive_sentences(own)

    assert rows["sentence_id"].to_list() == ["A-001", "A-002"]
    assert rows["section"].to_list() == [0, 0]
    assert derive_documents(own)["note"].isna().all()


def test_the_listed_furniture_is_what_the_page_has() -> None:
    """The table made by hand adds translations to the page's own furniture."""
    listed = furniture()[["text", "kind", "first_line", "last_line"]]

    assert [tuple(row) for row in listed.itertuples(index=False)] == [
        (item.text, item.kind, item.first_line, item.last_line)
        for item in page().furniture
    ]
