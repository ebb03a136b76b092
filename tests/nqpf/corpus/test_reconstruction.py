import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nqpf.corpus import despace, join, lines, page, reconstruct
from nqpf.corpus.reconstruction import Document, Furniture, Paragraph, Section, Sentence
from nqpf.errors import DataError
from nqpf.places import data_folder

HAN = st.text(alphabet="产业科技创新人才山东省全，、“”", min_size=2, max_size=30)
SENTENCES = HAN.map(lambda text: f"甲{text}乙。")
PARAGRAPHS = st.lists(st.lists(SENTENCES, min_size=1), min_size=1, max_size=4)


def _units() -> list[Sentence | Furniture]:
    """Return all that was placed, in the order of the page."""
    placed = page()
    sentences = [s for document in placed.documents for s in document.sentences]
    return sorted([*placed.furniture, *sentences], key=lambda unit: unit.first_line)


def _no_spaces(text: str) -> str:
    return "".join(text.split())


def _printed(paragraph: list[str], *, width: int, spaced: bool) -> list[str]:
    """Set a paragraph as the page does: indented, cut anywhere, with a column break.

    A blank line comes where a sentence is open and two lines stand above it.
    """
    text = "".join(paragraph)
    cut = [text[start : start + width] for start in range(0, len(text), width)]
    set_lines = [" ".join(line) if spaced else line for line in cut]
    set_lines[0] = f"  {set_lines[0]}"
    if len(cut) > 2 and not cut[1].endswith("。"):
        set_lines.insert(2, "")
    return set_lines


def test_no_character_of_the_page_is_lost_added_or_moved() -> None:
    """Units and furniture, in order, are the page without its spaces."""
    placed = "".join(unit.text for unit in _units())

    assert _no_spaces(placed) == _no_spaces("".join(lines()))


@pytest.mark.parametrize("unit", _units(), ids=lambda unit: str(unit.first_line))
def test_a_unit_stands_on_its_lines_and_on_no_fewer(unit: Sentence | Furniture) -> None:
    """The lines from first to last hold the text; one line less does not."""
    text = _no_spaces(unit.text)
    first, last = unit.first_line - 1, unit.last_line
    printed = [_no_spaces(line) for line in lines()]

    assert text in "".join(printed[first:last])
    assert text not in "".join(printed[first + 1 : last])
    assert text not in "".join(printed[first : last - 1])


@settings(deadline=None)
@given(paragraphs=PARAGRAPHS, width=st.integers(1, 40), spaced=st.booleans())
def test_where_lines_break_does_not_matter(
    paragraphs: list[list[str]], width: int, *, spaced: bool
) -> None:
    """Any width, justified or not, gives back the same sentences."""
    set_lines = [
        line
        for paragraph in paragraphs
        for line in _printed(paragraph, width=width, spaced=spaced)
    ]

    (section,) = reconstruct(set_lines).documents[0].sections

    found = [[s.text for s in paragraph.sentences] for paragraph in section.paragraphs]
    assert found == paragraphs


@settings(deadline=None)
@given(text=st.text())
def test_despacing_touches_nothing_but_spaces(text: str) -> None:
    """A despaced line has the characters of the line, in its order."""
    assert _no_spaces(despace(text)) == _no_spaces(text)


@settings(deadline=None)
@given(text=st.text(alphabet="产业 创新a5，。"))
def test_despacing_twice_is_despacing_once(text: str) -> None:
    """Nothing is left for a second pass."""
    assert despace(despace(text)) == despace(text)


@settings(deadline=None)
@given(text=HAN)
def test_despacing_undoes_justification(text: str) -> None:
    """A line with a space between all characters becomes the line without."""
    assert despace(" ".join(text)) == text


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (3, "□赵锋"),
        (13, "值创造，力促商业模式创新的价值"),
        (27, "吸取我国在高铁、特高压、5G发展中"),
        (31, "领作用，应着眼解决问题、形成产"),
        (80, "业。通信互联网企业在大模型探索"),
        (86, "可以提高企业的自动化、智能化水"),
        (98, "发展“中国制造”。"),
        (201, "培育和发展计划———“十四五”"),
        (202, "规划和2035年远景目标纲要率先对未来产业做出谋划"),
        (208, "20多个省级行政区出台了未来产业政策。"),
        (313, "位，2023年“四新”经济投资增长"),
    ],
)
def test_a_spaced_line_of_the_page_is_mended(line: int, text: str) -> None:
    """Justified and half-justified lines, figures and names lose their spaces."""
    assert despace(lines()[line - 1]) == text


def test_a_space_that_was_printed_stays() -> None:
    """The two halves of a slogan are apart on the page (line 438)."""
    assert "云行齐鲁 工赋山" in despace(lines()[437])


def test_a_space_between_words_in_latin_letters_stays() -> None:
    """English in a text of one's own is not run together."""
    assert despace("即 general purpose technology 之 意") == (
        "即general purpose technology之意"
    )


def test_joining_mends_a_word_cut_by_a_line_and_by_a_column() -> None:
    """Lines 41 to 45, with a blank line between, read on."""
    assert "多干多试胜过议论过多决断迟缓" in join(lines()[40:45])


@pytest.mark.parametrize("printed", ["tob模式", "四点体会———", "“双跨”平台3个"])
def test_what_is_printed_is_not_corrected(printed: str) -> None:
    """Odd spellings and marks come through as they are."""
    assert any(printed in unit.text for unit in _units())


@pytest.mark.parametrize(
    ("name", "first_line", "last_line", "note"),
    [("A", 5, 159, 158), ("B", 161, 269, 268), ("C", 273, 513, 512)],
)
def test_a_body_runs_from_its_first_line_to_its_note(
    name: str, first_line: int, last_line: int, note: int
) -> None:
    """Three bodies, each ended by an author's note."""
    (body,) = [body for body in page().documents if body.name == name]

    assert (body.first_line, body.last_line) == (first_line, last_line)
    assert body.note is not None
    assert (body.note.first_line, body.note.last_line) == (note, last_line)


def test_the_bodies_have_the_sub_headlines_of_the_page() -> None:
    """Split sub-headlines are whole, with the lines of both parts."""
    headings = [
        (s.text, s.first_line, s.last_line)
        for body in page().documents
        for s in body.sentences
        if s.kind == "heading"
    ]

    assert headings == [
        ("技术创新要敢于另辟蹊径", 16, 16),
        ("产业创新要着眼于应用", 51, 51),
        ("商业模式创新在于价值转移", 100, 100),
        ("发展新质生产力，为何如此重要？", 303, 305),
        ("发展新质生产力，面临哪些短板？", 341, 343),
        ("发展新质生产力，需持续强化三大支撑", 372, 374),
    ]


@pytest.mark.parametrize("blank", [43, 82, 121, 255, 333, 395, 455])
def test_a_column_break_inside_a_paragraph_is_bridged(blank: int) -> None:
    """One sentence stands on both sides of each blank line."""
    around = [u for u in _units() if u.first_line < blank < u.last_line]

    assert [u.kind for u in around] == ["sentence"]


def test_the_headlines_are_furniture() -> None:
    """Headlines and bylines belong to no body by their place."""
    assert [(f.text, f.kind, f.first_line) for f in page().furniture] == [
        ("加快培育和发展新质生产力的实践路径", "headline", 2),
        ("□赵锋", "byline", 3),
        ("抓住人工智能新风口", "headline", 271),
        ("□邵春堡", "byline", 272),
    ]


@pytest.mark.parametrize("body", page().documents, ids=lambda body: body.name)
def test_a_unit_spans_the_sentences_in_it(body: Document) -> None:
    """Body, sections and paragraphs begin and end with their sentences."""
    parts: list[tuple[Document | Section | Paragraph, list[Sentence]]]
    parts = [(body, list(body.sentences))]
    for section in body.sections:
        inside = [s for paragraph in section.paragraphs for s in paragraph.sentences]
        heading = [section.heading] if section.heading else []
        parts.append((section, heading + inside))
        parts += [(each, list(each.sentences)) for each in section.paragraphs]

    spans = [(part.first_line, part.last_line) for part, _ in parts]

    assert spans == [
        (min(s.first_line for s in inside), max(s.last_line for s in inside))
        for _, inside in parts
    ]


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        ([], "hold no article"),
        (["", "  ", ""], "hold no article"),
        (["未完"] * 2, "Line 1 (未完…) continues no paragraph"),
        (["□ 赵 锋", "  正文。"], "Line 1 is a byline without a headline"),
        (["  正文。", "□ 赵 锋"], "Line 2 is a byline without a headline"),
        (["  正文。", "  （作者系研究员"], "note on line 2 is not closed"),
        (["  【作者系研究员】"], "note on line 1 ends no article"),
        (["", "为何重要？", "", "  （作者系研究员）"], "sub-headline on line 2"),
        (["  正文。", "  （作者系研究员）"] * 27, "hold 27 articles"),
    ],
)
def test_lines_that_cannot_be_placed_are_refused(printed: list[str], said: str) -> None:
    """The sentence says which line, and what to do."""
    with pytest.raises(DataError) as caught:
        reconstruct(printed)

    assert said in str(caught.value)
    assert "; " in str(caught.value)


def test_a_text_without_a_note_is_a_document() -> None:
    """A learner's own paragraphs need neither headline nor note."""
    (body,) = reconstruct(["  先立后破。", "稳中求进。"]).documents

    assert [s.text for s in body.sentences] == ["先立后破。", "稳中求进。"]
    assert body.note is None


def test_a_line_alone_inside_a_sentence_is_no_sub_headline() -> None:
    """Between two column breaks an open sentence goes on."""
    (body,) = reconstruct(["  先立", "后破，", "", "稳中", "", "求进。"]).documents

    assert [s.text for s in body.sentences] == ["先立后破，稳中求进。"]


def test_a_headline_of_two_lines_is_whole() -> None:
    """All lines above the byline in its block belong to the headline."""
    headline, byline = reconstruct(["先立", "后破", "□ 佚 名", "  正文。"]).furniture

    assert (headline.text, headline.first_line, headline.last_line) == (
        "先立后破",
        1,
        2,
    )
    assert byline.text == "□佚名"


def test_the_page_has_513_line_ends() -> None:
    """What follows the last line end is a line of one space."""
    assert len(lines()) == 514
    assert lines()[-1] == " "


def test_a_missing_page_is_named(tmp_path: Path) -> None:
    """One sentence: which file, where, and what to do."""
    with pytest.raises(DataError, match=r"put page\.txt back as published"):
        lines(folder=tmp_path)


def test_a_changed_page_is_refused(tmp_path: Path) -> None:
    """One added character is noticed."""
    shutil.copy(data_folder() / "page.txt", tmp_path)
    with (tmp_path / "page.txt").open("a", encoding="utf-8") as file:
        file.write("。")

    with pytest.raises(DataError, match="is not the page as it was found"):
        lines(folder=tmp_path)
