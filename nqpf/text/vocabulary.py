"""Two lists of words: those that carry grammar, and the terms of the glossary."""

import re
from collections.abc import Collection

import pandas as pd

from nqpf.corpus import glossary
from nqpf.corpus.tables import read
from nqpf.errors import TextError
from nqpf.text.columns import require
from nqpf.text.layout import character_lines


def stop_words() -> pd.DataFrame:
    """Return the words that carry grammar rather than argument.

    The list is ours and is described in `data/stopwords.toml`. Leaving words out
    is a choice: negation is marked, so that it can be kept.

    Returns
    -------
    pandas.DataFrame
        word, kind (its word class), english (what it does).

    Examples
    --------
    >>> stop = stop_words()
    >>> stop[stop["kind"] == "negation"]["word"].head(5).to_list()
    ['不', '没', '没有', '未', '非']
    """
    return read("stopwords")


def terms(
    sentences: pd.DataFrame, *, wanted: Collection[str] | None = None
) -> pd.DataFrame:
    """Find the glossary's terms in sentences, one occurrence a row.

    Of two words that overlap, the one that begins first counts, and of two that
    begin together the longer: 新质生产力 is not also counted as 生产力. A phrase (see
    the glossary's column `form`) is found besides the words in it: 生成式人工智能,
    and 人工智能 as well.

    Parameters
    ----------
    sentences
        Columns doc, sentence_id, text, first_line and last_line, as
        `nqpf.corpus.sentences()` gives them.
    wanted
        The words to look for; the glossary's words and phrases unless given.

    Returns
    -------
    pandas.DataFrame
        In the order of the page: doc, sentence_id, first_line and last_line of
        the term itself (lines of the page), position (characters from the start
        of the sentence), term.

    Examples
    --------
    >>> from nqpf.corpus import sentences
    >>> terms(sentences().head(2))["term"].to_list()
    ['生产力', '新质生产力', '科技创新']
    """
    require(sentences, "doc", "sentence_id", "text", "first_line", maker="sentences()")
    patterns = _glossary_patterns() if wanted is None else [_longest_first(wanted)]
    rows = zip(
        sentences["doc"],
        sentences["sentence_id"],
        sentences["text"],
        character_lines(sentences),
        strict=True,
    )
    return pd.DataFrame(
        (
            (doc, name, where[start], where[end - 1], start, text[start:end])
            for doc, name, text, where in rows
            for start, end in _spans(text, patterns)
        ),
        columns=["doc", "sentence_id", "first_line", "last_line", "position", "term"],
    )


def _spans(text: str, patterns: list[re.Pattern[str]]) -> list[tuple[int, int]]:
    """Return where the patterns match, in the order of the text, longer ones first."""
    spans = [match.span() for p in patterns for match in p.finditer(text)]
    return sorted(spans, key=lambda span: (span[0], -span[1]))


def _glossary_patterns() -> list[re.Pattern[str]]:
    """Return one pattern for the glossary's words and one for its phrases."""
    entries = glossary()
    return [_longest_first(group) for _, group in entries.groupby("form")["term"]]


def _longest_first(terms: Collection[str]) -> re.Pattern[str]:
    ordered = sorted(filter(None, terms), key=len, reverse=True)
    if not ordered:
        msg = "There is no term to look for; name at least one."
        raise TextError(msg)
    return re.compile("|".join(map(re.escape, ordered)))
