import re

import pytest

from nqpf.corpus import define, glossary
from nqpf.errors import TextError


def test_terms_come_in_the_order_asked_for() -> None:
    """A lesson lists them as it taught them."""
    found = define("未来产业", "人工智能")

    assert [entry.term for entry in found.entries] == ["未来产业", "人工智能"]


def test_every_entry_says_what_the_glossary_says() -> None:
    """Nothing is added and nothing left out."""
    known = glossary().sort_values("term")

    found = define(*known["term"])

    assert [entry.explanation for entry in found.entries] == list(known["explanation"])
    assert [entry.first_line for entry in found.entries] == list(known["first_line"])


def test_a_notebook_hears_that_the_term_is_chinese() -> None:
    """Fonts and voices need to know the language."""
    shown = define("山东")._repr_html_()

    assert re.findall(r'lang="zh-Hans">(.*?)<', shown) == ["山东"]


def test_plain_text_holds_the_line() -> None:
    """Where HTML is not shown, the line still is."""
    entry = define("全要素生产率").entries[0]

    assert f"line {entry.first_line}" in repr(define("全要素生产率"))


def test_an_unknown_term_gets_one_sentence() -> None:
    """It names the term and where to look."""
    with pytest.raises(TextError, match=r"'火星' is not in the glossary; glossary\(\)"):
        define("山东", "火星")


def test_no_term_gets_one_sentence() -> None:
    """An empty list is a slip, not a wish."""
    with pytest.raises(TextError, match="No term is given"):
        define()
