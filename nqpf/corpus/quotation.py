"""Quotations from the page: the Chinese, its translation and its lines."""

import html
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import pandas as pd

from nqpf.corpus.tables import furniture, sentences
from nqpf.errors import TextError

MISSING = "[…]"
"""What stands for a sentence without a translation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch of the page that is set as one paragraph.

    Parameters
    ----------
    text
        The Chinese, as printed.
    translation
        The English, with `MISSING` where a sentence has none.
    """

    text: str
    translation: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Quotation:
    """Whole sentences of the page; a notebook shows them set as a quotation.

    Parameters
    ----------
    passages
        The text by paragraph.
    first_line, last_line
        Where the quoted sentences stand (lines of the page).
    """

    passages: tuple[Passage, ...]
    first_line: int
    last_line: int

    @property
    def text(self) -> str:
        """The Chinese, a line for each paragraph."""
        return "\n".join(passage.text for passage in self.passages)

    @property
    def translation(self) -> str:
        """The English, a line for each paragraph."""
        return "\n".join(passage.translation for passage in self.passages)

    @property
    def place(self) -> str:
        """The lines of the page, in words."""
        if self.first_line == self.last_line:
            return f"line {self.first_line}"
        return f"lines {self.first_line}–{self.last_line}"

    def __repr__(self) -> str:
        return f"{self.text}\n{self.translation}\n({self.place})"

    def _repr_html_(self) -> str:
        """Return the quotation for a notebook, escaped and marked as Chinese."""
        passages = "".join(
            f'<p lang="zh-Hans" style="{_CHINESE}">{html.escape(passage.text)}</p>'
            f'<p lang="en" style="{_ENGLISH}">{html.escape(passage.translation)}</p>'
            for passage in self.passages
        )
        return (
            f'<figure style="{_FRAME}"><blockquote style="{_QUOTE}">{passages}'
            f'</blockquote><figcaption style="{_PLACE}">From the page, {self.place}'
            "</figcaption></figure>"
        )


def quote(first_line: int, last_line: int | None = None) -> Quotation:
    """Return the sentences of the page that lie on some of its lines.

    Parameters
    ----------
    first_line, last_line
        Lines of the page; `last_line` is `first_line` unless given. Sentences
        that lie wholly on these lines are quoted; if none does, those that touch
        them.

    Raises
    ------
    TextError
        If nothing is printed on these lines.

    Examples
    --------
    >>> print(quote(307, 308).text)
    新质生产力是促进经济增长的稳定器。
    >>> quote(13).place
    'lines 8–14'
    """
    last_line = first_line if last_line is None else last_line
    units = _units()
    touched = units[
        (units["first_line"] <= last_line) & (units["last_line"] >= first_line)
    ]
    within = touched[
        (touched["first_line"] >= first_line) & (touched["last_line"] <= last_line)
    ]
    quoted = touched if within.empty else within
    if quoted.empty or last_line < first_line:
        msg = (
            f"Nothing is printed on lines {first_line} to {last_line} of the page; "
            f"choose lines from {units['first_line'].min()} to "
            f"{units['last_line'].max()} that are not blank, the first one first."
        )
        raise TextError(msg)
    return Quotation(
        passages=tuple(_passages(quoted)),
        first_line=int(quoted["first_line"].min()),
        last_line=int(quoted["last_line"].max()),
    )


_FRAME = "margin: 0.75em 0; padding: 0.1em 0 0.1em 1em; border-left: 3px solid #0545BF"
_QUOTE = "margin: 0; padding: 0; border: 0; color: inherit"
_CHINESE = "margin: 0.4em 0 0; font-size: 1.1em; line-height: 1.7"
_ENGLISH = "margin: 0.2em 0 0.4em; line-height: 1.5"
_PLACE = "font-size: 0.85em; opacity: 0.75"


def _units() -> pd.DataFrame:
    """Return sentences and furniture in the order of the page."""
    both = pd.concat([sentences(), furniture()], ignore_index=True)
    return both.sort_values("first_line", kind="stable")


def _passages(units: pd.DataFrame) -> Iterator[Passage]:
    """Yield sentences of one paragraph together, all else by itself."""
    rows = units.to_dict("records")
    for _, group in groupby(rows, key=_paragraph):
        together = list(group)
        yield Passage(
            text="".join(row["text"] for row in together),
            translation=" ".join(_translation(row) for row in together),
        )


def _paragraph(row: Mapping[Hashable, Any]) -> tuple[object, object]:
    if row["kind"] == "sentence":
        return row["doc"], row["paragraph"]
    return row["kind"], row["first_line"]


def _translation(row: Mapping[Hashable, Any]) -> str:
    return MISSING if pd.isna(row["translation"]) else str(row["translation"])
