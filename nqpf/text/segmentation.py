"""From sentences to words.

Written Chinese sets no spaces between words, so what counts as a word is a
choice. Here a word is what stands in a dictionary: jieba's, and the course's
glossary on top of it. jieba cuts each sentence along the path of words that is
most probable together. Its hidden Markov model, which makes words out of
characters that no dictionary joins, stays off unless asked for: on this page it
finds 算力 and 链主, and invents 它同 and 强以. So every word of two characters or
more can be looked up, and the same text always gives the same words.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import partial
from typing import TypeAlias

import pandas as pd

from nqpf.corpus import glossary
from nqpf.errors import TextError
from nqpf.text.columns import require
from nqpf.text.dictionary import is_word, tokenizer
from nqpf.text.layout import character_lines
from nqpf.text.vocabulary import stop_words

Cutter: TypeAlias = Callable[[str], Iterable[str]]

TOKEN_COLUMNS = ["doc", "sentence_id", "first_line", "last_line", "position", "token"]
"""The columns of a table of tokens, in order."""


def segment(
    sentences: pd.DataFrame,
    *,
    dictionary: bool | Collection[str] = True,
    drop_stop_words: bool = False,
    guess: bool = False,
) -> pd.DataFrame:
    """Return the words of sentences, one a row, in the order of the text.

    Punctuation is no word; a figure such as 11.1% is one. Side by side, the words
    of a sentence give back all its Chinese characters.

    Parameters
    ----------
    sentences
        Columns doc, sentence_id, text, first_line and last_line, as
        `nqpf.corpus.sentences()` gives them.
    dictionary
        True adds the words of the course's glossary to jieba's dictionary (and takes
        its phrases away, so that they are cut), False adds nothing; or the terms to
        add, as a list of your own.
    drop_stop_words
        Whether to leave out the words of `stop_words()`.
    guess
        Whether jieba may guess words that no dictionary has.

    Returns
    -------
    pandas.DataFrame
        doc, sentence_id, first_line and last_line of the word itself (lines of
        the page; two lines if it is broken), position (characters from the start
        of the sentence), token.

    Raises
    ------
    TextError
        If there is no text.

    Examples
    --------
    >>> from nqpf.corpus import sentences
    >>> page = sentences()
    >>> segment(page)["token"].head(6).to_list()
    ['科技', '是', '第一', '生产力', '创新', '是']
    >>> segment(page, drop_stop_words=True)["token"].head(4).to_list()
    ['科技', '生产力', '创新', '动力']
    """
    require(sentences, "doc", "sentence_id", "text", "first_line", maker="sentences()")
    cut = _cutter(dictionary, guess=guess)
    rows = zip(
        sentences["doc"],
        sentences["sentence_id"],
        sentences["text"],
        character_lines(sentences),
        strict=True,
    )
    tokens = pd.DataFrame(
        (
            (doc, name, where[at], where[at + len(token) - 1], at, token)
            for doc, name, text, where in rows
            for at, token in _placed_words(text, cut)
        ),
        columns=TOKEN_COLUMNS,
    )
    if tokens.empty:
        msg = "There is not one word in these sentences; hand over a text to segment."
        raise TextError(msg)
    if drop_stop_words:
        kept = ~tokens["token"].isin(stop_words()["word"])
        return tokens[kept].reset_index(drop=True)
    return tokens


def words(
    text: str, *, dictionary: bool | Collection[str] = True, guess: bool = False
) -> list[str]:
    """Return the words of one text.

    Parameters
    ----------
    text
        The text to cut into words.
    dictionary, guess
        As for `segment`.

    Raises
    ------
    TextError
        If there is no text.

    Examples
    --------
    >>> words("新质生产力，特点是创新", dictionary=False)
    ['新', '质', '生产力', '特点', '是', '创新']
    >>> words("新质生产力，特点是创新", dictionary=["新质生产力"])
    ['新质生产力', '特点', '是', '创新']
    """
    cut = _cutter(dictionary, guess=guess)
    found = [word for _, word in _placed_words(text, cut)]
    if not found:
        msg = "There is no word in this text; hand over a text to segment."
        raise TextError(msg)
    return found


_FIGURE = re.compile(r"(?<![0-9A-Za-z.+])([0-9]+(?:[./][0-9]+)?%?)(?![0-9A-Za-z.+])")
_WORD = re.compile(r"\w")


def _cutter(
    dictionary: bool | Collection[str],  # noqa: FBT001 - the public call's choice
    *,
    guess: bool,
) -> Cutter:
    """Return what cuts a text into pieces, by a choice of dictionary."""
    if not isinstance(dictionary, bool):
        chosen = tokenizer(_own(dictionary))
    else:
        chosen = tokenizer(*_glossary()) if dictionary else tokenizer()
    return partial(chosen.cut, HMM=guess)


def _glossary() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the glossary's words and its phrases."""
    entries = glossary()
    is_phrase = entries["form"] == "phrase"
    words, phrases = entries.loc[~is_phrase, "term"], entries.loc[is_phrase, "term"]
    return tuple(words), tuple(phrases)


def _own(terms: Collection[str]) -> tuple[str, ...]:
    """Return a learner's own terms, each of which jieba can keep."""
    own = [terms] if isinstance(terms, str) else sorted(set(terms))
    for term in own:
        if not is_word(term):
            msg = (
                f"{term!r} cannot be kept as one word, because jieba cuts at spaces "
                "and punctuation; add a term without them."
            )
            raise TextError(msg)
    return tuple(own)


def _placed_words(text: str, cut: Cutter) -> Iterator[tuple[int, str]]:
    """Yield each word with the position of its first character."""
    at = 0
    for number, part in enumerate(_FIGURE.split(text)):
        is_figure = number % 2 == 1
        for piece in [part] if is_figure else cut(part):
            if _WORD.search(piece):
                yield at, piece
            at += len(piece)
