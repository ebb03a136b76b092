from datetime import datetime

import pytest

from nqpf.study.markup import moment, number, prose, radios, static_card


def test_text_is_never_markup() -> None:
    """A question about `<b>` shows the sign, not bold type."""
    assert prose("<b> & 'c'") == "&lt;b&gt; &amp; &#x27;c&#x27;"


def test_a_chinese_phrase_is_marked_as_one_with_its_punctuation() -> None:
    """A screen reader changes its voice once, not at every comma."""
    assert prose("It says 抓住风口，创新驱动——先立后破。 Does it?") == (
        'It says <span lang="zh-Hans">抓住风口，创新驱动——先立后破</span>。 Does it?'
    )


def test_spaced_characters_are_each_chinese() -> None:
    """A justified line is quoted with the spaces that it has."""
    assert prose("价 值").count('lang="zh-Hans"') == 2


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.0, "0"),
        (-3.0, "-3"),
        (92068.7, "92,068.7"),
        (0.3026, "0.3026"),
        (1e15, f"{10**15:,}"),
    ],
)
def test_a_number_reads_as_in_a_sentence(value: float, shown: str) -> None:
    """Whole numbers stay whole; others keep two decimals or four digits."""
    assert number(value) == shown


def test_a_moment_is_told_by_the_learners_own_clock() -> None:
    """The record keeps UTC; the card shows local time."""
    local = datetime(2026, 5, 3, 9, 7).astimezone()

    assert moment(local.isoformat()) == "3 May 2026, 09:07"


def test_a_choice_is_sent_back_as_it_was_written() -> None:
    """Quotation marks in a choice do not end the attribute that carries it."""
    assert 'value="“a” &amp; &quot;b&quot;" checked>' in radios(
        ('“a” & "b"',), chosen='“a” & "b"'
    )


def test_a_static_card_brings_its_own_style() -> None:
    """A saved notebook looks the same where no living card stands."""
    shown = static_card("Name", "<p>contents</p>")

    assert ".nqpf-card {" in shown
    assert shown.endswith('<p class="nqpf-name">Name</p><p>contents</p></div>')
