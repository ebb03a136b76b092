"""A word in its contexts: the concordance, and what to offer for a missing word."""

import difflib
import re
import unicodedata
from collections.abc import Iterator

import pandas as pd

from nqpf.corpus import glossary
from nqpf.errors import TextError
from nqpf.text.columns import require
from nqpf.text.layout import character_lines

CONTEXT_COLUMNS = ["doc", "sentence_id", "line", "left", "keyword", "right"]
"""The columns of a concordance, in order."""


def concordance(
    sentences: pd.DataFrame,
    term: str,
    *,
    width: int = 12,
    tokens: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return every occurrence of a term with what stands beside it (KWIC).

    The term is looked for in the text: 生产力 is also found inside 新质生产力. Given
    tokens, it is looked for among the words instead, and the rows are as many as
    `counts` counts. Contexts end with the sentence.

    Parameters
    ----------
    sentences
        Columns doc, sentence_id, text, first_line and last_line, as
        `nqpf.corpus.sentences()` gives them.
    term
        What to look for.
    width
        How much context to show on either side (characters).
    tokens
        The words of these sentences, as `segment` gives them.

    Returns
    -------
    pandas.DataFrame
        In the order of the page: doc, sentence_id, line (of the page, where the
        term begins), left, keyword, right.

    Raises
    ------
    TextError
        If the term is empty or does not occur; the sentence offers near terms.

    Examples
    --------
    >>> from nqpf.corpus import sentences
    >>> found = concordance(sentences(), "全要素生产率", width=6)
    >>> found[["doc", "line", "left", "keyword", "right"]].values.tolist()
    [['C', 286, '基本内涵，以', '全要素生产率', '大幅提升为核']]
    """
    require(sentences, "doc", "sentence_id", "text", "first_line", maker="sentences()")
    sought = term.strip()
    if not sought:
        msg = "The term to look for is empty; give one, for example 新质生产力."
        raise TextError(msg)
    if width < 0:
        msg = f"width must be 0 or more characters, not {width!r}"
        raise ValueError(msg)
    starts = (
        [_starts(text, sought) for text in sentences["text"]]
        if tokens is None
        else _starts_of_words(tokens, sought, sentences["sentence_id"])
    )
    found = pd.DataFrame(
        _contexts(sentences, sought, starts, width), columns=CONTEXT_COLUMNS
    )
    if found.empty:
        raise TextError(_missing(sought, sentences))
    return found


def _starts(text: str, term: str) -> list[int]:
    return [match.start() for match in re.finditer(re.escape(term), text)]


def _starts_of_words(
    tokens: pd.DataFrame, term: str, names: "pd.Series[str]"
) -> list[list[int]]:
    require(tokens, "sentence_id", "position", "token", maker="segment()")
    found = tokens[tokens["token"] == term]
    places = found.groupby("sentence_id")["position"].agg(list).to_dict()
    return [places.get(name, []) for name in names]


def _contexts(
    sentences: pd.DataFrame, term: str, starts: list[list[int]], width: int
) -> Iterator[tuple[str, str, int, str, str, str]]:
    rows = zip(
        sentences["doc"],
        sentences["sentence_id"],
        sentences["text"],
        character_lines(sentences),
        starts,
        strict=True,
    )
    for doc, name, text, where, places in rows:
        for start in places:
            end = start + len(term)
            left, right = text[max(0, start - width) : start], text[end : end + width]
            yield doc, name, where[start], left, term, right


_ENOUGH = 0.5
"""How alike two terms must be, from 0 to 1, for one to be offered."""


def _missing(term: str, sentences: pd.DataFrame) -> str:
    """Return the sentence that says a term is not there and what is near it."""
    text = "\n".join(sentences["text"])
    near = [offer for offer in _near(term) if offer in text][:3]
    offers = near or _longest_part(term, text)
    if not offers:
        return (
            f"{term!r} does not occur in these sentences, nor does a part of it; "
            "glossary() lists the page's terms."
        )
    return f"{term!r} does not occur in these sentences; near it: {', '.join(offers)}."


def _longest_part(term: str, text: str) -> list[str]:
    """Return the longest part of a term that occurs, if it has two characters."""
    lengths = range(len(term) - 1, 1, -1)
    parts = (term[i : i + n] for n in lengths for i in range(len(term) - n + 1))
    return [part for part in parts if part in text][:1]


def _near(term: str) -> list[str]:
    """Return terms of the glossary, the nearest in Chinese, pinyin or English first."""
    entries = glossary()
    wanted = _plain(term)
    nearness = {
        str(chinese): max(_alike(wanted, _plain(str(name))) for name in names)
        for chinese, *names in zip(
            entries["term"],
            entries["term"],
            entries["pinyin"],
            entries["english"],
            strict=True,
        )
    }
    ranked = sorted(nearness, key=lambda name: (-nearness[name], name))
    return [name for name in ranked if nearness[name] >= _ENOUGH]


def _alike(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one, other).ratio()


def _plain(name: str) -> str:
    """Return a name without tone marks, case and spaces."""
    parts = unicodedata.normalize("NFKD", name.lower())
    return "".join(c for c in parts if c.isalnum())
