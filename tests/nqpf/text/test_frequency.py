import pandas as pd
import pytest

from nqpf.corpus import documents, sentences
from nqpf.errors import TextError
from nqpf.text import counts, rates, segment
from nqpf.text.frequency import han


@pytest.fixture
def tokens() -> pd.DataFrame:
    """Return five words of two texts."""
    return pd.DataFrame(
        {
            "doc": ["B", "A", "A", "B", "A"],
            "sentence_id": ["B-1", "A-1", "A-1", "B-1", "A-2"],
            "token": ["新", "产业", "新", "新", "产业"],
        }
    )


def test_counts_add_up_to_the_tokens(tokens: pd.DataFrame) -> None:
    """No token is lost or counted twice."""
    assert counts(tokens)["count"].sum() == len(tokens)


def test_counts_begin_with_the_most_frequent(tokens: pd.DataFrame) -> None:
    """Text by text, most frequent first."""
    found = counts(tokens)

    assert found.to_numpy().tolist() == [
        ["A", "产业", 2],
        ["A", "新", 1],
        ["B", "新", 2],
    ]


def test_any_column_may_name_the_texts(tokens: pd.DataFrame) -> None:
    """Counting by sentence gives a row for a word in a sentence."""
    found = counts(tokens, by="sentence_id")

    assert found.loc[found["sentence_id"] == "A-1", "count"].to_list() == [1, 1]


def test_the_size_of_a_text_is_that_of_the_documents_table() -> None:
    """The characters behind the rates are those that the corpus reports."""
    found = rates(counts(segment(sentences())), sentences())

    sizes = found.groupby("doc")["characters"].first()
    assert sizes.to_dict() == documents().set_index("doc")["characters"].to_dict()


def test_rates_do_not_depend_on_the_other_words() -> None:
    """With or without stop words, a word keeps its rate."""
    with_all = rates(counts(segment(sentences())), sentences())
    without = rates(counts(segment(sentences(), drop_stop_words=True)), sentences())

    both = without.merge(with_all, on=["doc", "token"])
    assert len(both) == len(without)
    assert both["rate_x"].equals(both["rate_y"])


def test_a_text_printed_twice_keeps_its_rates() -> None:
    """Rates are about density: doubling a text changes counts only."""
    once = pd.DataFrame({"doc": ["A"], "text": ["产业是产品的核心"]})
    twice = pd.concat([once, once])
    counted = pd.DataFrame({"doc": ["A"], "token": ["产业"], "count": [1]})

    doubled = rates(counted.assign(count=2), twice)

    assert doubled["rate"].to_list() == rates(counted, once)["rate"].to_list()
    assert doubled["rate"].to_list() == [125.0]


def test_counts_of_a_text_without_sentences_are_refused() -> None:
    """Its size is unknown, so there is no rate."""
    counted = pd.DataFrame({"doc": ["Z"], "token": ["产业"], "count": [1]})

    with pytest.raises(TextError, match="counts for 'Z' but no sentences"):
        rates(counted, sentences())


def test_a_text_without_chinese_characters_has_no_rates() -> None:
    """Dividing by nothing is refused in a sentence."""
    english = pd.DataFrame({"doc": ["E"], "text": ["productive forces"]})
    counted = pd.DataFrame({"doc": ["E"], "token": ["forces"], "count": [1]})

    with pytest.raises(TextError, match="'E' has no Chinese characters"):
        rates(counted, english)


def test_figures_letters_and_punctuation_are_no_characters() -> None:
    """Only what the corpus counts as Chinese counts here."""
    assert han("2023年，5G！ToB") == 1
