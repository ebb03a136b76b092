"""Facts about the coding of the page's claims."""

import re

import pytest

from nqpf.corpus import claim_links, claims, figures, lines, sentences
from nqpf.corpus.description import describe
from nqpf.models.claims import KINDS, READINGS, RELATIONS, accepted

LEFT_OUT = {
    *("C-005", "C-007", "C-011", "C-014", "C-017", "C-019", "C-021", "C-023"),
    *("C-029", "C-030", "C-031", "C-045", "C-046", "C-047"),
    *("C-059", "C-060", "C-061"),
}
"""Sentences of C's argument that introduce, sum up or announce."""


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """Return the text of each claim by its id."""
    return dict(claims()[["claim_id", "text"]].to_numpy())


def test_each_claim_is_made_in_words_of_its_sentence() -> None:
    """Nothing is shortened, joined or put in order."""
    printed = sentences().set_index("sentence_id")["text"]

    astray = [
        row.claim_id
        for row in claims().itertuples()
        if row.text not in printed[row.sentence_id]
    ]

    assert astray == []


def test_each_claim_is_printed_on_its_lines_and_on_no_fewer() -> None:
    """It begins on its first line and ends on its last."""
    page = [re.sub(r"\s", "", line) for line in lines()]

    astray = []
    for row in claims().itertuples():
        text, first, last = re.sub(r"\s", "", row.text), row.first_line, row.last_line
        spans = [(first - 1, last), (first, last), (first - 1, last - 1)]
        found = [text in "".join(page[start:end]) for start, end in spans]
        if found != [True, False, False]:
            astray.append(row.claim_id)

    assert astray == []


def test_a_claim_belongs_to_the_body_of_its_sentence_and_its_id_says_so() -> None:
    """C-S01 is body C's first shortcoming in the order of the page."""
    rows = claims()
    letters = {kind: kind[0].upper() for kind in KINDS}

    numbers = rows.groupby(["doc", "kind"]).cumcount() + 1

    expected = rows["doc"] + "-" + rows["kind"].map(letters)
    ids = [
        f"{start}{number:02}" for start, number in zip(expected, numbers, strict=True)
    ]
    assert rows["claim_id"].tolist() == ids
    assert (rows["sentence_id"].str[0] == rows["doc"]).all()


def test_claims_stand_in_the_order_of_the_page() -> None:
    """Within a body lines never go back."""
    in_order = claims().groupby("doc")["first_line"].is_monotonic_increasing

    assert in_order.all()


def test_the_kinds_are_those_of_the_coding_scheme() -> None:
    """The description allows what the model defines, and says the same of it."""
    column = describe("claims").columns["kind"]

    assert column.choices == tuple(KINDS)
    assert all(f"{kind}: " in column.meaning for kind in KINDS)


def test_only_the_sentences_named_are_left_out_of_the_argument_of_c() -> None:
    """From the definition on, each other sentence makes at least one claim."""
    page = sentences().query("doc == 'C' and kind == 'sentence' and first_line >= 284")

    uncoded = set(page["sentence_id"]) - set(claims()["sentence_id"])

    assert uncoded == LEFT_OUT


def test_c_has_three_reasons_three_groups_of_shortcomings_and_three_supports() -> None:
    """The outline that the sub-headlines announce."""
    parts = claims().query("doc == 'C'").groupby("kind")["part"].unique()

    assert len(claims().query("doc == 'C' and kind == 'reason'")) == 3
    assert set(parts["shortcoming"]) == {"structure", "innovation", "factors"}
    assert set(parts["measure"]) == {"driving force", "carrier", "environment"}


def test_a_claim_grounded_in_a_figure_prints_one_that_the_table_of_figures_has() -> (
    None
):
    """The figure stands on the claim's lines."""
    known = figures()

    without = [
        row.claim_id
        for row in claims().query("grounds == 'figure'").itertuples()
        if not known["line"].between(row.first_line, row.last_line).any()
    ]

    assert without == []


def test_a_short_english_holds_no_chinese_and_is_never_repeated() -> None:
    """It stands for the claim on charts."""
    english = claims()["english"]

    assert not english.str.contains(r"[\u4e00-\u9fff]").any()
    assert english.is_unique


@pytest.mark.parametrize("relation", RELATIONS)
def test_a_link_joins_claims_of_the_right_kinds_in_one_body(relation: str) -> None:
    """Measures answer shortcomings, facts ground reasons; none is lost."""
    found = accepted(claims(), claim_links(), reading="inferred", relation=relation)

    assert len(found) == (claim_links()["relation"] == relation).sum()
    assert (found["from_id"].str[0] == found["to_id"].str[0]).all()


def test_a_shared_word_is_printed_in_both_claims(texts: dict[str, str]) -> None:
    """Where the basis is a word, and only there, one is given."""
    links = claim_links()
    by_word = links[links["basis"] == "word"]

    astray = [
        (row.from_id, row.to_id)
        for row in by_word.itertuples()
        if row.shared not in texts[row.from_id] or row.shared not in texts[row.to_id]
    ]

    assert astray == []
    assert links["shared"].notna().eq(links["basis"] == "word").all()


def test_each_link_says_why_in_a_sentence() -> None:
    """Who objects finds the ground to object to."""
    assert claim_links()["why"].str.endswith(".").all()


def test_the_bases_are_those_of_the_readings() -> None:
    """The generous reading takes all, the strict one the printed word."""
    assert describe("claim_links").columns["basis"].choices == READINGS["inferred"]
