"""The word explorer: which words tell two articles apart."""

from collections.abc import Mapping
from functools import cache
from itertools import product
from typing import Any

import altair as alt
import pandas as pd

from nqpf.charts.words import word_contrast
from nqpf.corpus import glossary, sentences
from nqpf.explorers.frame import Choice, Details, Explorer, Switch, explorer
from nqpf.text import concordance, counts, keyness, segment, stop_words

WORDS = 16
"""How many words are shown at once."""

PAIRS = {
    "A-B": "A (AI innovation) and B (future industries)",
    "A-C": "A (AI innovation) and C (Shandong's path)",
    "B-C": "B (future industries) and C (Shandong's path)",
}
RANKS = {
    "count": "used most often",
    "log_ratio": "most different (log ratio)",
    "log_likelihood": "most surprising (G²)",
}
UNITS = {"count": "occurrences", "rate": "per thousand characters"}

NOTICE = (
    (
        "B and C print 发展 (development) 32 times each. Count per thousand characters "
        "and B uses it about twice as often, because B is about half as long."
    ),
    (
        "Compare A and B by the words used most often, and turn the glossary off. "
        "产业 (industry) goes from 13 against 9 to 25 against 55, as 未来产业 (future "
        "industries) is now 未来 and 产业. The dictionary decides what there is "
        "to count, and here even which article is ahead."
    ),
    (
        "Grey says that the interval holds zero: the page cannot tell which article "
        "uses the word more. It does not say that they use it alike. Between B and C "
        "most words are grey, including some that one of them never prints."
    ),
    (
        "An interval judges one word. Whoever looks at hundreds and keeps the most "
        "striking needs a stricter measure; the lesson shuffles the sentences to find "
        "one."
    ),
    "Words that carry grammar (的, 和, 在) are not shown; they count in the sizes.",
)


def explore_words() -> Explorer:
    """Return the word explorer of lesson 02.

    Examples
    --------
    >>> from nqpf.charts import description
    >>> words = explore_words()
    >>> "First: 未来产业, 0 in A, 22.3 in B" in description(words.chart)
    True
    >>> words.values = {"dictionary": False}
    >>> "First: 未来, 0.502 in A, 24.6 in B" in description(words.chart)
    True
    """
    for pair, dictionary in product(PAIRS, (True, False)):
        _compared(pair, dictionary=dictionary)  # so that no control waits for it
    return explorer(
        words_view,
        question=(
            "Which words tell two articles apart, and of which differences is the page "
            "too short to be sure?"
        ),
        controls={
            "pair": Choice(label="Compare", start="A-B", options=PAIRS),
            "rank": Choice(
                label="Show the words", start="log_likelihood", options=RANKS
            ),
            "unit": Choice(label="Count as", start="rate", options=UNITS),
            "dictionary": Switch(label="Use the course's glossary", start=True),
        },
        notice=NOTICE,
        details=Details(show=contexts, field="token", label="Word"),
    )


def words_view(
    *, pair: str, rank: str, unit: str, dictionary: bool
) -> alt.HConcatChart:
    """Return the words that lead by a measure, with their values in two articles.

    Parameters
    ----------
    pair
        The two articles: "A-B", "A-C" or "B-C".
    rank
        What puts a word ahead: its "count" in both, or the size of its
        "log_ratio" or "log_likelihood".
    unit
        What is drawn: "count" or "rate" (per thousand Chinese characters).
    dictionary
        Whether the glossary's terms count as words.
    """
    target, reference = pair.split("-")
    compared = _compared(pair, dictionary=dictionary)
    leading = compared.nlargest(WORDS, f"by_{rank}")
    return word_contrast(leading, target=target, reference=reference, unit=unit)


def contexts(
    row: Mapping[str, Any], *, pair: str, dictionary: bool, **_others: str
) -> pd.DataFrame:
    """Return where two articles use a word, with the sentence in English.

    Parameters
    ----------
    row
        The row behind a mark of the chart: token, target_count, reference_count.
    pair, dictionary
        As for `words_view`.
    """
    target, reference = pair.split("-")
    word = row["token"]
    page = sentences()
    both = page[page["doc"].isin([target, reference])]
    tokens = _tokens(dictionary=dictionary)
    found = concordance(both, word, tokens=tokens)
    english = both.set_index("sentence_id")["translation"]
    table = found[["doc", "line", "left", "keyword", "right"]].assign(
        sentence=found["sentence_id"].map(english)
    )
    table.attrs["caption"] = (
        f"{word}{_meaning(word)}: {row['target_count']} in {target}, "
        f"{row['reference_count']} in {reference}"
    )
    return table.rename(
        columns={
            "doc": "Article",
            "line": "Line",
            "sentence": "The sentence in English",
        }
    )


@cache
def _tokens(*, dictionary: bool) -> pd.DataFrame:
    """Return the page's words; never changed."""
    return segment(sentences(), dictionary=dictionary)


@cache
def _compared(pair: str, *, dictionary: bool) -> pd.DataFrame:
    """Return the keyness of words that carry argument, and what ranks them."""
    target, reference = pair.split("-")
    every = keyness(
        counts(_tokens(dictionary=dictionary)), target=target, reference=reference
    )
    compared = every[~every["token"].isin(stop_words()["word"])]
    return compared.assign(
        by_count=compared["target_count"] + compared["reference_count"],
        by_log_ratio=compared["log_ratio"].abs(),
        by_log_likelihood=compared["log_likelihood"],
    )


def _meaning(word: str) -> str:
    """Return a word's English in brackets, if the glossary has it."""
    english = glossary().set_index("term")["english"].get(word)
    return f" ({english})" if english else ""
