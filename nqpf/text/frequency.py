"""How often words occur: counts, and rates that texts of different size share."""

import re

import pandas as pd

from nqpf.corpus.reconstruction import HAN
from nqpf.errors import TextError
from nqpf.text.columns import require

PER = 1000
"""A rate is so many occurrences per this many Chinese characters."""


def counts(tokens: pd.DataFrame, *, by: str = "doc") -> pd.DataFrame:
    """Count the tokens of each text.

    Parameters
    ----------
    tokens
        The words, as `segment` gives them.
    by
        The column that says which text a token belongs to.

    Returns
    -------
    pandas.DataFrame
        `by`, token, count (occurrences); in each text the most frequent first. A
        word that a text does not have has no row.

    Examples
    --------
    >>> tokens = pd.DataFrame({"doc": ["A", "A", "B"], "token": ["产业", "产业", "新"]})
    >>> counts(tokens)
      doc token  count
    0   A    产业      2
    1   B     新      1
    """
    require(tokens, by, "token", maker="segment()")
    counted = tokens.groupby([by, "token"], as_index=False).size()
    return (
        counted.rename(columns={"size": "count"})
        .sort_values([by, "count", "token"], ascending=[True, False, True])
        .reset_index(drop=True)
    )


def rates(counts: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    r"""Relate counts to the size of their texts, in Chinese characters.

    .. math:: \text{rate} = 1000 \, \frac{\text{count}}{\text{characters}}

    Characters, not words: their number is a fact of the page, while the number of
    words depends on the dictionary.

    Parameters
    ----------
    counts
        As `counts` gives them; the first column names the text.
    sentences
        The texts that were counted, as `nqpf.corpus.sentences()` gives them.

    Returns
    -------
    pandas.DataFrame
        The rows of `counts` with characters (Chinese characters of the text) and
        rate (occurrences per thousand Chinese characters).

    Raises
    ------
    TextError
        If a text was counted and its sentences are not there.

    Examples
    --------
    >>> counted = pd.DataFrame({"doc": ["A"], "token": ["产业"], "count": [2]})
    >>> text = pd.DataFrame({"doc": ["A"], "text": ["产业是产品的核心，产业先行。"]})
    >>> rates(counted, text)[["count", "characters", "rate"]].round(1)
       count  characters   rate
    0      2          12  166.7
    """
    require(counts, "token", "count", maker="counts()")
    by = str(counts.columns[0])
    require(sentences, by, "text", maker="sentences()")
    sizes = sentences["text"].map(han).groupby(sentences[by]).sum()
    unknown = sorted(set(counts[by]) - set(sizes.index))
    if unknown:
        msg = (
            f"There are counts for {unknown[0]!r} but no sentences of it; hand over "
            "the same sentences that were counted."
        )
        raise TextError(msg)
    empty = sorted(set(counts[by]) & set(sizes[sizes == 0].index))
    if empty:
        msg = f"Text {empty[0]!r} has no Chinese characters, so it has no rates."
        raise TextError(msg)
    size = counts[by].map(sizes)
    return counts.assign(characters=size, rate=PER * counts["count"] / size)


def han(text: str) -> int:
    """Return the number of Chinese characters in a text.

    Figures, Latin letters and punctuation do not count.

    Examples
    --------
    >>> han("5G发展中的创新，2024年")
    7
    """
    return len(_HAN.findall(text))


_HAN = re.compile(f"[{HAN}]")
