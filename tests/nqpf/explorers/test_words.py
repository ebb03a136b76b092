from itertools import product
from typing import Any

import pytest

from nqpf.charts import description
from nqpf.corpus import sentences
from nqpf.explorers import explore_words
from nqpf.explorers.drawing import difference, draw
from nqpf.explorers.words import PAIRS, RANKS, UNITS, WORDS, contexts, words_view
from nqpf.text import counts, keyness, segment, stop_words

START: dict[str, Any] = {
    "pair": "A-B",
    "rank": "log_likelihood",
    "unit": "rate",
    "dictionary": True,
}
ALL_VALUES = [
    dict(zip(START, values, strict=True))
    for values in product(PAIRS, RANKS, UNITS, [True, False])
]


def _rows(values: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the rows that the view draws."""
    tables = draw(words_view(**values)).tables.values()
    return next(rows for rows in tables if len(rows) > 1)


def test_the_explorer_opens_with_the_most_surprising_words() -> None:
    """Between A and B, per thousand characters, with the glossary."""
    words = explore_words()

    assert words.values == START
    assert "First: 未来产业" in description(words.chart)


def test_a_control_draws_what_the_view_draws() -> None:
    """The shown chart is the view's, for the controls as they are."""
    words = explore_words()

    words.values = {"pair": "B-C", "unit": "count"}

    expected = words_view(**{**START, "pair": "B-C", "unit": "count"})
    assert words.chart.to_dict() == expected.to_dict()
    assert words.problem == ""


@pytest.mark.parametrize(
    "values", ALL_VALUES, ids=lambda v: "-".join(map(str, v.values()))
)
def test_every_setting_shows_as_many_words_of_content(values: dict[str, Any]) -> None:
    """Sixteen different words, none of them grammar, all of them in one article."""
    rows = _rows(values)

    shown = {row["token"] for row in rows}
    assert len(rows) == len(shown) == WORDS
    assert not shown & set(stop_words()["word"])
    assert all(row["target_count"] + row["reference_count"] > 0 for row in rows)


@pytest.mark.parametrize(
    ("rank", "measure"),
    [
        ("count", lambda row: row["target_count"] + row["reference_count"]),
        ("log_ratio", lambda row: abs(row["log_ratio"])),
        ("log_likelihood", lambda row: row["log_likelihood"]),
    ],
)
def test_words_are_ranked_by_the_measure_chosen(rank: str, measure: Any) -> None:  # noqa: ANN401 - a function of a row
    """The first has most of it, the last least."""
    values = [measure(row) for row in _rows({**START, "rank": rank})]

    assert values == sorted(values, reverse=True)


def test_the_values_are_those_of_keyness() -> None:
    """Nothing is computed anew on the way to the chart."""
    table = keyness(counts(segment(sentences())), target="A", reference="B")
    expected = table.set_index("token")

    for row in _rows(START):
        for name in ("target_count", "log_ratio", "low", "high", "log_likelihood"):
            assert row[name] == pytest.approx(expected.loc[row["token"], name])
        assert row["target"] == pytest.approx(expected.loc[row["token"], "target_rate"])


@pytest.mark.parametrize(
    "change",
    [{"rank": "count"}, {"dictionary": False}, {"pair": "B-C"}, {"unit": "count"}],
)
def test_any_control_only_sends_new_rows(change: dict[str, Any]) -> None:
    """The picture's frame stays, so nothing flickers."""
    before = draw(words_view(**START))

    sent = difference(before, draw(words_view(**{**START, **change})))

    assert "skeleton" not in sent


def test_no_interval_leaves_the_axis() -> None:
    """Every interval that can be shown ends within the axis."""
    ends = [
        abs(row[end])
        for values in ALL_VALUES
        for row in _rows(values)
        for end in ("low", "high")
    ]

    spec = words_view(**START).to_dict()
    _, farthest = spec["hconcat"][1]["layer"][1]["encoding"]["x"]["scale"]["domain"]
    assert farthest - 2 < max(ends) <= farthest


def test_a_click_opens_every_context_of_the_word() -> None:
    """As many rows as the chart counts, each around the keyword."""
    row = _rows(START)[0]

    table = contexts(row, **START)

    assert len(table) == row["target_count"] + row["reference_count"]
    assert set(table["keyword"]) == {row["token"]}
    assert list(table.columns[:5]) == ["Article", "Line", "left", "keyword", "right"]


def test_contexts_come_with_the_sentence_in_english() -> None:
    """Who reads no Chinese can follow."""
    table = contexts(
        {"token": "产品", "target_count": 25, "reference_count": 0}, **START
    )

    assert table["The sentence in English"].str.contains("product").all()


def test_the_caption_gives_the_meaning_and_the_counts() -> None:
    """In the glossary's English where it has the word."""
    row = {"token": "未来产业", "target_count": 0, "reference_count": 40}

    table = contexts(row, **START)

    assert table.attrs["caption"] == "未来产业 (future industries): 0 in A, 40 in B"


def test_words_that_only_exist_without_the_glossary_have_contexts() -> None:
    """未来 of 未来产业, when the glossary is off."""
    off = {**START, "dictionary": False}
    row = {row["token"]: row for row in _rows(off)}["未来"]

    table = contexts(row, **off)

    assert len(table) == row["target_count"] + row["reference_count"]
    assert table["right"].str.startswith("产业").sum() > 30


@pytest.mark.parametrize("rank", RANKS)
def test_between_b_and_c_most_words_are_grey(rank: str) -> None:
    """And some of them are never printed in one of the two, as the notice says."""
    rows = _rows({**START, "pair": "B-C", "rank": rank})

    grey = [row for row in rows if row["verdict"] == "cannot tell"]
    assert len(grey) > WORDS / 2
    assert any(min(row["target_count"], row["reference_count"]) == 0 for row in grey)


def test_the_numbers_in_what_to_notice_are_those_of_the_page() -> None:
    """发展 in B and C; 产业 in A and B, with the glossary and without."""
    with_glossary = counts(segment(sentences()))
    without = counts(segment(sentences(), dictionary=False))

    development = with_glossary.query("token == '发展'").set_index("doc")["count"]
    assert development.to_dict() == {"A": 3, "B": 32, "C": 32}
    industry = [
        table.query("token == '产业'").set_index("doc")["count"].to_dict()
        for table in (with_glossary, without)
    ]
    assert [(each["A"], each["B"]) for each in industry] == [(13, 9), (25, 55)]
