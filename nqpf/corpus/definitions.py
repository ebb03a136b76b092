"""Terms of the page with what they mean, laid out for a lesson."""

import html
from dataclasses import dataclass

from nqpf.corpus.tables import glossary
from nqpf.errors import TextError


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """An entry of the glossary.

    Parameters
    ----------
    term, pinyin, english
        The Chinese, how it is read, and our translation.
    explanation
        One sentence.
    first_line
        The line of the page on which the term first stands.
    """

    term: str
    pinyin: str
    english: str
    explanation: str
    first_line: int


@dataclass(frozen=True, slots=True, repr=False)
class Definitions:
    """Entries of the glossary; a notebook shows them as a list for reading."""

    entries: tuple[Definition, ...]

    def __repr__(self) -> str:
        return "\n".join(
            f"{entry.term} ({entry.pinyin}), {entry.english}, line {entry.first_line}: "
            f"{entry.explanation}"
            for entry in self.entries
        )

    def _repr_html_(self) -> str:
        """Return the list for a notebook, escaped and marked as Chinese."""
        entries = "".join(
            f'<dt style="{_TERM}"><b lang="zh-Hans">{html.escape(entry.term)}</b> '
            f"<i>{html.escape(entry.pinyin)}</i> · {html.escape(entry.english)} "
            f'<small style="{_PLACE}">line {entry.first_line}</small></dt>'
            f'<dd style="{_MEANING}">{html.escape(entry.explanation)}</dd>'
            for entry in self.entries
        )
        return f'<dl style="{_LIST}">{entries}</dl>'


def define(*terms: str) -> Definitions:
    """Return what the glossary says of some terms, in the order given.

    Raises
    ------
    TextError
        If the glossary has no such term.

    Examples
    --------
    >>> define("全要素生产率").entries[0].english
    'total factor productivity'
    """
    known = glossary().set_index("term")
    strange = [term for term in terms if term not in known.index]
    if strange or not terms:
        what = (
            f"{strange[0]!r} is not in the glossary" if strange else "No term is given"
        )
        msg = f"{what}; glossary() lists the {len(known)} terms that are."
        raise TextError(msg)
    return Definitions(
        tuple(
            Definition(
                term=str(term),
                pinyin=str(row["pinyin"]),
                english=str(row["english"]),
                explanation=str(row["explanation"]),
                first_line=int(row["first_line"]),
            )
            for term, row in known.loc[list(terms)].iterrows()
        )
    )


_LIST = "max-width: 50em; margin: 0.5em 0"
_BLOCK = "float: none; width: auto;"  # JupyterLab sets the two side by side
_TERM = f"{_BLOCK} margin: 0.6em 0 0; font-weight: normal"
_MEANING = f"{_BLOCK} margin: 0.1em 0 0 1.2em"
_PLACE = "opacity: 0.75; margin-left: 0.5em; white-space: nowrap"
