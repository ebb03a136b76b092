"""Which printed line each character of a sentence stands on.

A sentence knows its first and its last line. A word inside it stands on one of
them or in between; the page's own lines tell which.
"""

from collections.abc import Sequence

import pandas as pd

from nqpf.corpus import despace, lines


def character_lines(
    sentences: pd.DataFrame, *, printed: Sequence[str] | None = None
) -> list[tuple[int, ...]]:
    """Return, for each sentence, the line of each of its characters.

    A text that is not on those lines keeps its first line throughout: it may be
    a text of one's own.

    Parameters
    ----------
    sentences
        Columns text, first_line and last_line, as `nqpf.corpus.sentences()` gives.
    printed
        The printed lines, from line 1; those of the course's page unless given.

    Examples
    --------
    >>> sentences = pd.DataFrame(
    ...     {"text": ["发展未来产业。"], "first_line": [1], "last_line": [2]}
    ... )
    >>> character_lines(sentences, printed=["发展未", "来 产 业 。"])
    [(1, 1, 1, 2, 2, 2, 2)]
    """
    page = lines() if printed is None else printed
    rows = zip(
        sentences["text"],
        sentences["first_line"],
        sentences["last_line"],
        strict=True,
    )
    return [_lines_of(text, int(first), int(last), page) for text, first, last in rows]


def _lines_of(text: str, first: int, last: int, page: Sequence[str]) -> tuple[int, ...]:
    placed = [
        (character, number)
        for number, line in enumerate(page[first - 1 : last], start=first)
        for character in despace(line)
    ]
    start = "".join(character for character, _ in placed).find(text)
    if start < 0:
        return (first,) * len(text)
    return tuple(number for _, number in placed[start : start + len(text)])
