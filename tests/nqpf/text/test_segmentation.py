import re

import pandas as pd
import pytest

from nqpf.corpus import glossary, sentences
from nqpf.errors import TextError
from nqpf.text import counts, segment, stop_words, terms, words
from nqpf.text.dictionary import tokenizer


@pytest.fixture(scope="module")
def tokens() -> pd.DataFrame:
    """Return the page's words, glossary included."""
    return segment(sentences())


def _places(table: pd.DataFrame, column: str) -> list[tuple[str, int, str]]:
    """Return sentence, position and word of each row."""
    rows = table[["sentence_id", "position", column]].itertuples(index=False)
    return [(str(name), int(at), str(word)) for name, at, word in rows]


@pytest.mark.parametrize("dictionary", [True, False])
def test_the_words_of_a_sentence_give_back_its_characters(*, dictionary: bool) -> None:
    """Nothing but punctuation and signs is lost, nothing is added or moved."""
    rows = sentences()

    found = segment(rows, dictionary=dictionary)

    joined = found.groupby("sentence_id", sort=False)["token"].agg("".join)
    printed = rows["text"].str.replace(r"[^\w]", "", regex=True)
    assert joined.str.replace(r"[^\w]", "", regex=True).to_list() == printed.to_list()


def test_a_word_stands_where_its_position_says(tokens: pd.DataFrame) -> None:
    """Position and length cut the word out of its sentence again."""
    text = sentences().set_index("sentence_id")["text"]

    for name, at, token in _places(tokens, "token"):
        assert text[name][at : at + len(token)] == token


def test_words_of_the_glossary_stay_whole_on_the_page(tokens: pd.DataFrame) -> None:
    """Each occurrence is one word, unless it shares characters with another term."""
    entries = glossary()
    wanted = entries.loc[entries["form"] == "word", "term"]
    given = set(_places(tokens, "token"))
    found = _places(terms(sentences(), wanted=wanted), "term")

    split = [place[2] for place in found if place not in given]

    assert split == ["科技创新"]
    assert "创新驱动" in set(wanted)  # 由科技创新驱动发展: the two terms overlap


@pytest.mark.parametrize("term", glossary().query("form == 'word'")["term"], ids=str)
def test_a_word_of_the_glossary_is_one_word(term: str) -> None:
    """Alone, and between words that it could be confused with."""
    assert words(term) == [term]
    assert term in words(f"推动{term}政策")


@pytest.mark.parametrize(
    "phrase", glossary().query("form == 'phrase'")["term"], ids=str
)
def test_a_phrase_of_the_glossary_is_cut(phrase: str) -> None:
    """So that the terms inside it are counted."""
    assert len(words(phrase)) > 1


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ("新质生产力", {"A": 1, "B": 5, "C": 22}),
        ("未来产业", {"B": 40, "C": 4}),
        ("人工智能", {"A": 17}),
    ],
)
def test_terms_are_counted_as_a_plain_search_finds_them(
    tokens: pd.DataFrame, term: str, expected: dict[str, int]
) -> None:
    """For terms that overlap with no other, words and text agree."""
    plain = sentences().groupby("doc")["text"].agg("".join).str.count(term)

    counted = counts(tokens).query("token == @term").set_index("doc")["count"]

    assert counted.to_dict() == expected
    assert plain[plain > 0].to_dict() == expected


def test_without_the_glossary_the_page_loses_its_subject() -> None:
    """Jieba alone does not know 新质生产力."""
    found = set(segment(sentences(), dictionary=False)["token"])

    assert "新质生产力" not in found
    assert {"新", "质", "生产力"} <= found


def test_own_terms_take_the_place_of_the_glossary() -> None:
    """A learner who adds one term gets that one only."""
    given = words("新质生产力与未来产业", dictionary=["新质生产力"])

    assert given == ["新质生产力", "与", "未来", "产业"]


def test_one_own_term_may_be_given_without_a_list() -> None:
    """A text is not taken for a list of its characters."""
    assert words("新质生产力", dictionary="新质生产力") == ["新质生产力"]


@pytest.mark.parametrize("term", ["“四新”经济", "新质 生产力", ""])
def test_a_term_that_cannot_be_a_word_is_refused(term: str) -> None:
    """Jieba would ignore it in silence; the learner reads why."""
    with pytest.raises(TextError, match="cannot be kept as one word"):
        words("山东的新质生产力", dictionary=[term])


def test_every_longer_word_stands_in_a_dictionary() -> None:
    """Without guessing, no word of two Chinese characters is invented."""
    known = tokenizer().FREQ

    found = segment(sentences(), dictionary=False)["token"].unique()

    chinese = [word for word in found if re.fullmatch("[\u4e00-\u9fff]{2,}", word)]
    assert all(known.get(word, 0) > 0 for word in chinese)


def test_guessing_finds_new_words_and_invents_some() -> None:
    """算力 is a word, 它同 is none; no dictionary has either."""
    guessed = set(segment(sentences(), dictionary=False, guess=True)["token"])

    assert {"算力", "它同"} <= guessed


def test_a_figure_is_one_word() -> None:
    """A decimal point and a sign of percent do not cut it."""
    given = words("增长11.1%、占57.1%，附加值至少1/3，研发大模型的240多家企业")

    assert {"11.1%", "57.1%", "1/3", "240"} <= set(given)


def test_letters_and_figures_stay_together() -> None:
    """5G is a word, not a figure and a letter."""
    assert "5G" in words("高铁、特高压、5G发展")


def test_dropping_stop_words_drops_nothing_else(tokens: pd.DataFrame) -> None:
    """What is left and what is listed make up the whole."""
    left = segment(sentences(), drop_stop_words=True)

    dropped = tokens["token"].isin(stop_words()["word"])
    pd.testing.assert_frame_equal(left, tokens[~dropped].reset_index(drop=True))


def test_segmentation_is_always_the_same(tokens: pd.DataFrame) -> None:
    """A second call gives the same table."""
    pd.testing.assert_frame_equal(segment(sentences()), tokens)


def test_a_word_broken_by_a_line_end_has_two_lines(tokens: pd.DataFrame) -> None:
    """科技创新 is printed 科技创 | 新 over lines 6 and 7."""
    second = tokens[tokens["sentence_id"] == "A-002"].set_index("token")

    assert second.loc["科技创新", "first_line"] == 6
    assert second.loc["科技创新", "last_line"] == 7


@pytest.mark.parametrize("text", ["", "  ", "，。！"])
def test_a_text_without_words_is_refused(text: str) -> None:
    """One sentence says so, for a text and for a table."""
    table = sentences().head(1).assign(text=text)

    with pytest.raises(TextError, match="no word in this text"):
        words(text)
    with pytest.raises(TextError, match="not one word in these sentences"):
        segment(table)


def test_a_table_without_rows_is_refused() -> None:
    """A filter that kept nothing is found out here."""
    with pytest.raises(TextError, match="no rows, so there is no text"):
        segment(sentences().query("doc == 'Z'"))
