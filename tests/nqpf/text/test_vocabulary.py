import pandas as pd
import pytest

from nqpf.corpus import glossary, sentences
from nqpf.errors import TextError
from nqpf.text import segment, stop_words, terms, words


def test_every_stop_word_is_a_word() -> None:
    """A stop word that segmentation never gives would stop nothing."""
    for word in stop_words()["word"]:
        assert words(word, dictionary=False) == [word]


def test_no_term_of_the_glossary_is_a_stop_word() -> None:
    """Leaving out grammar leaves the argument."""
    assert not set(stop_words()["word"]) & set(glossary()["term"])


def test_stop_words_cover_the_grammar_of_the_page() -> None:
    """The ten most frequent words of one character or grammar are gone."""
    tokens = segment(sentences())["token"]

    left = tokens[~tokens.isin(stop_words()["word"])].value_counts().head(20)

    assert all(len(word) > 1 or word in {"新", "大"} for word in left.index)


def test_the_longer_of_two_terms_counts() -> None:
    """新质生产力 is not also 生产力."""
    text = _sentence("新质生产力是生产力")

    found = terms(text, wanted=["生产力", "新质生产力"])

    assert found["term"].to_list() == ["新质生产力", "生产力"]
    assert found["position"].to_list() == [0, 6]


def test_a_phrase_is_found_besides_the_words_in_it() -> None:
    """A page reader gets both explanations."""
    found = terms(_sentence("生成式人工智能的应用"))

    assert found["term"].to_list() == ["生成式人工智能", "人工智能"]


def test_every_term_of_the_glossary_is_found_on_the_page() -> None:
    """Only terms in headlines and inside longer words may be without a place."""
    found = set(terms(sentences())["term"])

    missing = set(glossary()["term"]) - found

    text = "".join(sentences()["text"])
    longer = [other for other in glossary()["term"] if other in found]
    assert all(
        term not in text or any(term in other for other in longer) for term in missing
    )


def test_terms_know_the_line_on_which_they_begin() -> None:
    """A term that occurs once is on the line that the glossary gives."""
    found = terms(sentences()).set_index("term")

    assert found.loc["全要素生产率", "first_line"] == 286


def test_no_term_wanted_is_refused() -> None:
    """Looking for nothing would find something everywhere."""
    with pytest.raises(TextError, match="name at least one"):
        terms(sentences(), wanted=[""])


def _sentence(text: str) -> pd.DataFrame:
    """Return one sentence that is not on the page."""
    return pd.DataFrame(
        {
            "doc": ["X"],
            "sentence_id": ["X-001"],
            "text": [text],
            "first_line": [1],
            "last_line": [1],
        }
    )
