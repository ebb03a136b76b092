import pandas as pd
import pytest

from nqpf.corpus import despace, lines, sentences
from nqpf.errors import TextError
from nqpf.text import concordance, counts, segment


def test_wide_contexts_give_back_the_sentence() -> None:
    """Left, keyword and right are the sentence, and nothing of its neighbours."""
    rows = sentences()

    found = concordance(rows, "产业", width=1000)

    text = rows.set_index("sentence_id")["text"]
    whole = found["left"] + found["keyword"] + found["right"]
    assert whole.to_list() == text[found["sentence_id"]].to_list()


def test_contexts_are_as_wide_as_asked() -> None:
    """Never wider, and narrower only at a sentence's edge."""
    found = concordance(sentences(), "发展", width=5)

    assert found["left"].str.len().max() == 5
    assert found["right"].str.len().max() == 5


def test_the_text_is_searched_as_a_plain_search_would() -> None:
    """As many rows as occurrences, in the order of the page."""
    found = concordance(sentences(), "生产力")

    assert len(found) == sentences()["text"].str.count("生产力").sum()
    assert found["line"].is_monotonic_increasing


def test_words_are_found_as_often_as_they_are_counted() -> None:
    """Given tokens, 新质生产力 holds no 生产力."""
    tokens = segment(sentences())

    found = concordance(sentences(), "生产力", tokens=tokens)

    counted = counts(tokens).query("token == '生产力'")["count"].sum()
    assert len(found) == counted
    assert not found["left"].str.endswith("新质").any()


def test_the_line_is_where_the_term_begins() -> None:
    """The printed line holds the term's first character, and the term goes on."""
    found = concordance(sentences(), "未来产业")

    page = [despace(line) for line in lines()]
    for number in found["line"]:
        assert "未来产业" in page[number - 1] + page[number]


def test_a_term_is_taken_letter_by_letter() -> None:
    """Signs that mean something in patterns mean themselves."""
    found = concordance(sentences(), "11.1%")

    assert found["keyword"].to_list() == ["11.1%"]


def test_spaces_around_a_term_do_not_matter() -> None:
    """A term copied with a space is found."""
    assert len(concordance(sentences(), " 全要素生产率 ")) == 1


@pytest.mark.parametrize("term", ["", "  "])
def test_an_empty_term_is_refused(term: str) -> None:
    """It would be found everywhere."""
    with pytest.raises(TextError, match="term to look for is empty"):
        concordance(sentences(), term)


@pytest.mark.parametrize(
    ("term", "near"),
    [
        ("新质生产率", "near it: 新质生产力, 全要素生产率"),
        ("new quality productive forces", "near it: 新质生产力"),
        ("xinzhi shengchanli", "near it: 新质生产力"),
        ("搞大布局吧", "near it: 搞大布局."),
    ],
)
def test_a_missing_term_is_answered_with_near_ones(term: str, near: str) -> None:
    """By its characters, its English, its pinyin, or the longest part of it."""
    with pytest.raises(TextError) as refused:
        concordance(sentences(), term)

    assert near in str(refused.value)


def test_terms_that_these_sentences_lack_are_not_offered() -> None:
    """In B there is no 人工智能 to fall back on."""
    only_b = sentences().query("doc == 'B'")

    with pytest.raises(TextError) as refused:
        concordance(only_b, "人工智能")

    assert "near it: 人工智能" not in str(refused.value)
    assert "does not occur in these sentences" in str(refused.value)


def test_a_term_with_nothing_near_points_to_the_glossary() -> None:
    """A sentence still says what to do."""
    with pytest.raises(TextError, match=r"glossary\(\) lists the page's terms"):
        concordance(sentences(), "火星")


def test_a_negative_width_is_refused() -> None:
    """It would cut the wrong end."""
    with pytest.raises(ValueError, match="width must be 0 or more"):
        concordance(sentences(), "产业", width=-1)


def test_no_sentences_are_no_text() -> None:
    """An empty table is refused before the search."""
    with pytest.raises(TextError, match="there is no text"):
        concordance(pd.DataFrame(columns=sentences().columns), "产业")
