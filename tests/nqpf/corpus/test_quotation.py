import re
from html.parser import HTMLParser

import pytest

from nqpf.corpus import lines, quotation, quote, sentences
from nqpf.corpus.quotation import MISSING, Passage, Quotation
from nqpf.errors import TextError


class _Reader(HTMLParser):
    """Collect what a reader sees, as a browser would take it."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def handle_data(self, data: str) -> None:
        self.seen.append(data)


def test_a_sentence_is_quoted_with_its_translation_and_lines() -> None:
    """Lines 284 to 288 hold the definition, and the end of a sentence before it."""
    rows = sentences().set_index("sentence_id")

    quotation = quote(284, 288)

    assert quotation.text == rows.loc["C-004", "text"]
    assert quotation.translation == rows.loc["C-004", "translation"]
    assert quotation.place == "lines 284–288"


def test_a_line_inside_a_sentence_gives_the_whole_sentence() -> None:
    """No sentence lies on line 286 alone, so the one that touches it is quoted."""
    assert quote(286) == quote(284, 288)


def test_one_line_is_named_as_one() -> None:
    """The place reads as a reader would say it."""
    assert quote(271).place == "line 271"


def test_paragraphs_and_sub_headlines_stand_apart() -> None:
    """A sub-headline and the paragraph below it are two passages."""
    quotation = quote(100, 107)

    assert quotation.text.splitlines()[0] == "商业模式创新在于价值转移"
    assert len(quotation.passages) == 2


def test_headlines_are_quoted_too() -> None:
    """The detached headline and its byline, as printed on the page."""
    assert quote(2, 3).text == "加快培育和发展新质生产力的实践路径\n□赵锋"


@pytest.mark.parametrize("doc", ["A", "B", "C"])
def test_a_whole_body_can_be_quoted(doc: str) -> None:
    """Every sentence of the body is in it, in order."""
    rows = sentences().query(f"doc == '{doc}'")

    quotation = quote(int(rows["first_line"].min()), int(rows["last_line"].max()))

    assert quotation.text.replace("\n", "") == "".join(rows["text"])


@pytest.mark.parametrize(
    ("first_line", "last_line"), [(15, 15), (0, 0), (600, 700), (288, 284)]
)
def test_lines_without_text_are_refused(first_line: int, last_line: int) -> None:
    """Blank lines, lines off the page and lines the wrong way round."""
    with pytest.raises(TextError, match="Nothing is printed on lines"):
        quote(first_line, last_line)


def test_a_missing_translation_is_shown_as_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An ellipsis stands for what nobody translated."""
    rows = sentences().assign(translation=None)
    monkeypatch.setattr(quotation, "sentences", lambda: rows)

    assert quote(307, 308).translation == MISSING


def test_a_quotation_prints_as_text() -> None:
    """Chinese, English and place, each on its own line."""
    quotation = Quotation(
        passages=(Passage(text="先立后破。", translation="Build first."),),
        first_line=249,
        last_line=249,
    )

    assert str(quotation) == "先立后破。\nBuild first.\n(line 249)"
    assert repr(quotation) == str(quotation)


def test_a_notebook_shows_the_chinese_as_chinese() -> None:
    """Screen readers and fonts are told the language of each part."""
    shown = quote(307, 308)._repr_html_()

    marked = dict(re.findall(r'<p lang="([^"]+)"[^>]*>([^<]+)</p>', shown))
    assert marked["zh-Hans"] == "新质生产力是促进经济增长的稳定器。"
    assert set(marked) == {"zh-Hans", "en"}
    assert "lines 307–308" in shown


def test_text_cannot_become_markup() -> None:
    """Angle brackets and ampersands of a text are shown, not obeyed."""
    quotation = Quotation(
        passages=(Passage(text="<b>甲</b>", translation="R&D <script>"),),
        first_line=1,
        last_line=1,
    )
    reader = _Reader()

    reader.feed(quotation._repr_html_())

    assert reader.seen[:2] == ["<b>甲</b>", "R&D <script>"]


def test_a_quotation_is_what_the_page_prints() -> None:
    """Without spaces, the quoted text stands on the printed lines."""
    printed = "".join("".join(lines()[283:288]).split())

    assert quote(284, 288).text in printed
