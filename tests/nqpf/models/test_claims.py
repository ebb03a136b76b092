"""The argument map counts what a reading accepts, and kappa is Cohen's."""

from collections import Counter

import numpy as np
import pandas as pd
import pytest

from nqpf.corpus import claim_links
from nqpf.corpus import claims as read_claims
from nqpf.models.claims import (
    KINDS,
    READINGS,
    accepted,
    agreement,
    asked,
    coverage,
    crossings,
    strike_out,
)


@pytest.fixture
def argument() -> pd.DataFrame:
    """Return two shortcomings and four measures of two parts."""
    return pd.DataFrame(
        {
            "claim_id": ["S1", "S2", "M1", "M2", "M3", "M4", "F1", "R1"],
            "kind": ["shortcoming"] * 2 + ["measure"] * 4 + ["fact", "reason"],
            "part": ["wrong", "one", "one", "one", "two", "two", "why", "why"],
            "section": ["-", "-", "land", "land", "land", "data", "-", "-"],
        }
    )


@pytest.fixture
def drawn() -> pd.DataFrame:
    """Return links of every basis and both relations."""
    return pd.DataFrame(
        [
            ("M1", "S1", "answers", "word"),
            ("M2", "S1", "answers", "subject"),
            ("M3", "S1", "answers", "inferred"),
            ("M3", "S2", "answers", "inferred"),
            ("F1", "R1", "grounds", "word"),
        ],
        columns=["from_id", "to_id", "relation", "basis"],
    )


@pytest.mark.parametrize(
    ("reading", "counts"), [("word", [1, 0]), ("subject", [2, 0]), ("inferred", [3, 1])]
)
def test_the_more_generous_the_reading_the_more_is_answered(
    argument: pd.DataFrame, drawn: pd.DataFrame, reading: str, counts: list[int]
) -> None:
    """Each basis adds its links."""
    found = coverage(argument, drawn, reading=reading)

    assert found["claim_id"].tolist() == ["S1", "S2"]
    assert found["measures"].tolist() == counts
    assert found["answered"].tolist() == [count > 0 for count in counts]


def test_an_answer_may_ask_for_several_measures(
    argument: pd.DataFrame, drawn: pd.DataFrame
) -> None:
    """Three links answer at least three, and not four."""
    answered = [
        coverage(argument, drawn, reading="inferred", least=n)["answered"].iloc[0]
        for n in (3, 4)
    ]

    assert answered == [True, False]


def test_a_measure_without_a_link_is_unasked(
    argument: pd.DataFrame, drawn: pd.DataFrame
) -> None:
    """M4 is in no link; M3 answers two shortcomings."""
    found = asked(argument, drawn, reading="inferred").set_index("claim_id")

    assert found["shortcomings"].to_dict() == {"M1": 1, "M2": 1, "M3": 2, "M4": 0}
    assert not found.loc["M4", "asked"]


def test_what_is_struck_out_answers_nothing(
    argument: pd.DataFrame, drawn: pd.DataFrame
) -> None:
    """Without part one only the inferred links of part two are left."""
    left = strike_out(argument, part="one")

    found = coverage(left, drawn, reading="inferred")

    assert found["measures"].tolist() == [1, 1]


def test_only_measures_are_struck_out(argument: pd.DataFrame) -> None:
    """A shortcoming of the same part stays."""
    left = strike_out(argument, part="one")

    assert left["claim_id"].tolist() == ["S1", "S2", "M3", "M4", "F1", "R1"]


@pytest.mark.parametrize("reading", READINGS)
def test_all_ways_of_counting_links_agree(reading: str) -> None:
    """On the page: by shortcoming, by measure and by pair the sum is the same."""
    claims, links = read_claims(), claim_links()

    sums = {
        len(accepted(claims, links, reading=reading)),
        int(coverage(claims, links, reading=reading)["measures"].sum()),
        int(asked(claims, links, reading=reading)["shortcomings"].sum()),
        int(crossings(claims, links, reading=reading)["measures"].sum()),
    }

    assert len(sums) == 1


@pytest.mark.parametrize("reading", READINGS)
def test_crossings_are_counted_pair_by_pair(reading: str) -> None:
    """A second route: plain Python over the links of the page."""
    claims, links = read_claims(), claim_links()
    section = dict(claims[["claim_id", "section"]].to_numpy())
    expected = Counter(
        (row.to_id, section[row.from_id])
        for row in links.itertuples()
        if row.relation == "answers" and row.basis in READINGS[reading]
    )

    found = crossings(claims, links, reading=reading)

    assert {
        (row.claim_id, row.section): row.measures for row in found.itertuples()
    } == dict(expected)


def test_facts_ground_reasons(argument: pd.DataFrame, drawn: pd.DataFrame) -> None:
    """The second relation is kept apart from the first."""
    found = accepted(argument, drawn, reading="word", relation="grounds")

    assert found["from_id"].tolist() == ["F1"]


def test_a_link_from_the_wrong_kind_is_refused(
    argument: pd.DataFrame, drawn: pd.DataFrame
) -> None:
    """A fact answers no shortcoming."""
    drawn.loc[0, "from_id"] = "F1"

    with pytest.raises(ValueError, match="needs a measure as from_id, not 'F1'"):
        accepted(argument, drawn, reading="word")


def test_readers_who_agree_have_a_kappa_of_one() -> None:
    """Whatever the kinds and however many."""
    coded = list(KINDS) * 3

    assert agreement(coded, coded) == 1


def test_kappa_is_what_cohens_formula_gives_by_hand() -> None:
    """Seventy of a hundred alike, 0.55 by chance: a third of what was left."""
    pairs = [("goal", "goal")] * 50 + [("measure", "measure")] * 20
    pairs += [("goal", "measure")] * 15 + [("measure", "goal")] * 15
    first, second = zip(*pairs, strict=True)

    by_chance = 0.65 * 0.65 + 0.35 * 0.35
    assert agreement(first, second) == pytest.approx(
        (0.7 - by_chance) / (1 - by_chance)
    )


def test_readers_who_guess_have_a_kappa_near_zero() -> None:
    """A second route to chance: independent draws with very different habits."""
    draw = np.random.default_rng(12)
    kinds = list(KINDS)
    first = draw.choice(kinds, 200_000, p=[0.5, 0.1, 0.1, 0.1, 0.1, 0.1])
    second = draw.choice(kinds, 200_000, p=[0.4, 0.2, 0.1, 0.1, 0.1, 0.1])

    assert agreement(first.tolist(), second.tolist()) == pytest.approx(0, abs=0.01)


@pytest.mark.parametrize(
    ("second", "message"),
    [
        (["goal"], "second must code as many claims as first, .* not 1 against 2"),
        (["goal", "goal"], "must use more than one kind, not only 'goal'"),
    ],
)
def test_codings_that_cannot_be_compared_are_refused(
    second: list[str], message: str
) -> None:
    """Chance explains everything where nobody distinguishes anything."""
    with pytest.raises(ValueError, match=message):
        agreement(["goal", "goal"], second)


def test_unknown_readings_relations_and_parts_are_refused(
    argument: pd.DataFrame, drawn: pd.DataFrame
) -> None:
    """The message names what there is."""
    with pytest.raises(ValueError, match="reading must be one of word, subject"):
        coverage(argument, drawn, reading="free")
    with pytest.raises(ValueError, match="relation must be one of answers, grounds"):
        accepted(argument, drawn, reading="word", relation="likes")
    with pytest.raises(ValueError, match="part must be one of one, two, not 'three'"):
        strike_out(argument, part="three")


@pytest.mark.parametrize("least", [0, 1.5])
def test_an_answer_takes_at_least_one_whole_measure(
    argument: pd.DataFrame, drawn: pd.DataFrame, least: float
) -> None:
    """None is no answer, and a half is no measure."""
    with pytest.raises(ValueError, match="least must be a whole number of at least 1"):
        coverage(argument, drawn, reading="word", least=least)
