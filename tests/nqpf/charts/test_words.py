from itertools import pairwise
from typing import Any

import pandas as pd
import pytest

from nqpf.charts import (
    description,
    dispersion_plot,
    keyness_plot,
    rates_by_article,
    word_contrast,
)
from nqpf.charts.theme import picture


@pytest.fixture
def rates() -> pd.DataFrame:
    """Return two words in three articles; one has only one of them."""
    return pd.DataFrame(
        {
            "doc": ["A", "B", "C", "B"],
            "token": ["发展", "发展", "发展", "未来产业"],
            "count": [3, 32, 32, 40],
            "rate": [1.5, 17.9, 9.4, 22.3],
        }
    )


@pytest.fixture
def keyness() -> pd.DataFrame:
    """Return a word that A has more of, one that C has more of, and one unsure."""
    return pd.DataFrame(
        {
            "token": ["产品", "发展", "加快"],
            "target_count": [25, 3, 0],
            "reference_count": [0, 32, 14],
            "target_rate": [12.5, 1.5, 0.0],
            "reference_rate": [0.0, 9.4, 4.1],
            "log_ratio": [6.4, -2.6, -4.0],
            "low": [2.4, -4.3, -8.1],
            "high": [10.4, -0.9, 0.03],
            "log_likelihood": [49.7, 15.0, 12.9],
        }
    )


@pytest.fixture
def occurrences() -> pd.DataFrame:
    """Return three occurrences of two terms."""
    return pd.DataFrame(
        {
            "doc": ["A", "B", "B"],
            "term": ["新质生产力", "未来产业", "新质生产力"],
            "first_line": [6, 164, 162],
        }
    )


@pytest.fixture
def documents() -> pd.DataFrame:
    """Return where two articles stand."""
    return pd.DataFrame(
        {"doc": ["A", "B"], "first_line": [5, 161], "last_line": [159, 269]}
    )


def _rows(spec: dict[str, Any], field: str) -> list[dict[str, Any]]:
    """Return the rows of the first dataset that has a field."""
    return next(rows for rows in spec["datasets"].values() if rows and field in rows[0])


def _layers(spec: dict[str, Any], mark: str) -> list[dict[str, Any]]:
    """Return the layers that are drawn with a mark."""
    return [layer for layer in spec["layer"] if layer["mark"]["type"] == mark]


def test_rates_are_drawn_as_they_are(rates: pd.DataFrame) -> None:
    """A point for each row, and nothing computed."""
    spec = rates_by_article(rates).to_dict()

    assert _rows(spec, "rate") == rates.to_dict("records")
    (points,) = _layers(spec, "point")
    assert points["encoding"]["x"]["field"] == "rate"


def test_the_axis_of_rates_names_its_unit(rates: pd.DataFrame) -> None:
    """Per thousand Chinese characters, in words."""
    (points,) = _layers(rates_by_article(rates).to_dict(), "point")

    title = points["encoding"]["x"]["title"]
    assert title == "Occurrences per thousand Chinese characters"


def test_articles_differ_by_shape_and_by_colour(rates: pd.DataFrame) -> None:
    """No one needs to tell colours apart."""
    (points,) = _layers(rates_by_article(rates).to_dict(), "point")

    for channel in ("shape", "color"):
        scale = points["encoding"][channel]["scale"]
        assert scale["domain"] == ["A", "B", "C"]
        assert len(set(scale["range"])) == 3


def test_an_article_keeps_its_colour_when_others_are_missing(
    rates: pd.DataFrame,
) -> None:
    """B alone is drawn in B's colour, not in the first."""
    (points,) = _layers(rates_by_article(rates.query("doc == 'B'")).to_dict(), "point")

    assert points["encoding"]["color"]["scale"]["domain"] == ["A", "B", "C"]


def test_the_description_of_rates_names_words_and_the_highest(
    rates: pd.DataFrame,
) -> None:
    """Whoever cannot see the chart reads its main point."""
    said = description(rates_by_article(rates))

    assert "in A, B, C: 发展, 未来产业." in said
    assert said.endswith("The highest: 未来产业 in B, 22.3.")


def test_intervals_say_on_which_side_of_zero_they_lie(keyness: pd.DataFrame) -> None:
    """Above, below, or across: an interval that touches zero does not tell."""
    spec = keyness_plot(keyness, target="A", reference="C").to_dict()

    verdicts = [row["verdict"] for row in _rows(spec, "verdict")]
    assert verdicts == ["more in A", "more in C", "cannot tell"]


def test_the_line_of_no_difference_is_drawn_once(keyness: pd.DataFrame) -> None:
    """At zero, whatever the words."""
    spec = keyness_plot(keyness, target="A", reference="C").to_dict()

    zero, _ = _layers(spec, "rule")
    assert spec["datasets"][zero["data"]["name"]] == [{"zero": 0}]
    assert zero["encoding"]["x"]["field"] == "zero"


def test_an_interval_reaches_from_low_to_high(keyness: pd.DataFrame) -> None:
    """The rule's ends are the table's."""
    _, ends = _layers(
        keyness_plot(keyness, target="A", reference="C").to_dict(), "rule"
    )

    assert ends["encoding"]["x"]["field"] == "low"
    assert ends["encoding"]["x2"]["field"] == "high"


def test_a_side_has_the_colour_and_shape_of_its_article(keyness: pd.DataFrame) -> None:
    """Green triangles are C's here as in the chart of rates."""
    (points,) = _layers(
        keyness_plot(keyness, target="C", reference="A").to_dict(), "point"
    )

    encoding = points["encoding"]
    assert encoding["color"]["scale"]["domain"][0] == "more in C"
    assert encoding["color"]["scale"]["range"][0] == "#027D44"
    assert encoding["shape"]["scale"]["range"] == ["triangle-up", "circle", "diamond"]


def test_the_description_of_keyness_sorts_the_words(keyness: pd.DataFrame) -> None:
    """Each word is named on its side."""
    said = description(keyness_plot(keyness, target="A", reference="C"))

    assert said.endswith("More in A: 产品. More in C: 发展. Cannot tell: 加快.")


def test_a_text_of_ones_own_is_drawn_too(keyness: pd.DataFrame) -> None:
    """Names that are not A, B or C get a colour and a shape of their own."""
    spec = keyness_plot(keyness, target="mine", reference="A").to_dict()

    (points,) = _layers(spec, "point")
    assert points["encoding"]["shape"]["scale"]["range"][0] == "triangle-down"


def test_every_occurrence_gets_a_tick_at_its_line(
    occurrences: pd.DataFrame, documents: pd.DataFrame
) -> None:
    """Where the page prints it."""
    spec = dispersion_plot(occurrences, documents).to_dict()

    (ticks,) = _layers(spec, "tick")
    drawn = spec["datasets"][ticks["data"]["name"]]
    assert [row["first_line"] for row in drawn] == [6, 164, 162]
    assert ticks["encoding"]["x"]["scale"]["domain"] == [1, 269]


def test_the_most_frequent_term_is_on_top(
    occurrences: pd.DataFrame, documents: pd.DataFrame
) -> None:
    """新质生产力 occurs twice."""
    (ticks,) = _layers(dispersion_plot(occurrences, documents).to_dict(), "tick")

    assert ticks["encoding"]["y"]["sort"] == ["新质生产力", "未来产业"]


def test_tokens_may_be_drawn_in_place_of_terms(
    occurrences: pd.DataFrame, documents: pd.DataFrame
) -> None:
    """A table of tokens gives the same chart."""
    tokens = occurrences.rename(columns={"term": "token"})

    assert (
        dispersion_plot(tokens, documents).to_dict()
        == dispersion_plot(occurrences, documents).to_dict()
    )


def test_the_description_of_dispersion_gives_counts_and_lines(
    occurrences: pd.DataFrame, documents: pd.DataFrame
) -> None:
    """From where to where each term goes."""
    said = description(dispersion_plot(occurrences, documents))

    assert said.endswith(
        "新质生产力: 2, lines 6 to 162. 未来产业: 1, lines 164 to 164."
    )


@pytest.mark.parametrize(
    ("unit", "values", "title"),
    [
        ("count", [25, 3, 0], "Occurrences"),
        ("rate", [12.5, 1.5, 0.0], "Occurrences per thousand Chinese characters"),
    ],
)
def test_the_contrast_draws_counts_or_rates(
    keyness: pd.DataFrame, unit: str, values: list[float], title: str
) -> None:
    """And says below the axis which."""
    spec = word_contrast(keyness, target="A", reference="C", unit=unit).to_dict()

    often, _ = spec["hconcat"]
    (below,) = [each for each in often["layer"] if "titles" in str(each.get("data"))]
    assert [row["target"] for row in _rows(spec, "rank")] == values
    assert spec["datasets"]["titles"][0][below["encoding"]["text"]["field"]] == title


def test_the_contrast_keeps_the_order_of_the_table(keyness: pd.DataFrame) -> None:
    """Both panels rank the words alike, whatever their values."""
    spec = word_contrast(keyness, target="A", reference="C", unit="rate").to_dict()

    assert [row["rank"] for row in _rows(spec, "rank")] == [0, 1, 2]
    places = [
        layer["encoding"].get("y", {})
        for panel in spec["hconcat"]
        for layer in panel["layer"]
    ]
    sorts = [place["sort"] for place in places if place.get("field") == "token"]
    assert len(sorts) == 7
    assert all(sort == {"field": "rank", "op": "min"} for sort in sorts)


def test_a_whole_row_of_the_contrast_can_be_pointed_at(keyness: pd.DataFrame) -> None:
    """A bar that is not seen reaches over the width of each panel, above all."""
    spec = word_contrast(keyness, target="A", reference="C", unit="rate").to_dict()

    for panel in spec["hconcat"]:
        bar = panel["layer"][-1]
        assert bar["mark"]["fillOpacity"] == 0
        assert bar["encoding"]["x"] == {"value": 0}
        assert bar["encoding"]["x2"] == {"value": "width"}


def test_the_contrasts_of_any_two_texts_share_one_specification(
    keyness: pd.DataFrame,
) -> None:
    """A living picture needs only new rows, and tells the texts apart by them."""
    one = word_contrast(keyness, target="A", reference="C", unit="rate").to_dict()
    other = word_contrast(keyness, target="B", reference="A", unit="count").to_dict()

    changed = {name for name in one if one[name] != other[name]}
    assert changed == {"datasets", "description"}


def test_the_key_of_the_contrast_gives_each_verdict_its_looks(
    keyness: pd.DataFrame,
) -> None:
    """Green triangles are C's here too, and the marks of a verdict look as it says."""
    tables = word_contrast(keyness, target="C", reference="A", unit="rate").to_dict()[
        "datasets"
    ]

    key = {row["verdict"]: (row["colour"], row["shape"]) for row in tables["key"]}
    assert list(key) == ["more in C", "more in A", "cannot tell"]
    assert key["more in C"] == ("#027D44", "triangle-up")
    for row in tables["words"]:
        assert (row["colour"], row["shape"]) == key[row["verdict"]]
        assert (row["target_colour"], row["target_shape"]) == key["more in C"]
        assert (row["reference_colour"], row["reference_shape"]) == key["more in A"]


def test_the_words_of_the_key_do_not_touch(keyness: pd.DataFrame) -> None:
    """A text with a long name moves what comes after it."""
    chart = word_contrast(keyness, target="my article", reference="A", unit="rate")
    key = chart.to_dict()["datasets"]["key"]

    for row, after in pairwise(key):
        assert after["at"] - row["at"] > 6 * len(row["verdict"])


def test_a_row_of_the_contrast_tells_both_counts(keyness: pd.DataFrame) -> None:
    """With the names of the texts, which the tooltip shows."""
    spec = word_contrast(keyness, target="A", reference="C", unit="rate").to_dict()

    said = [row["occurrences"] for row in _rows(spec, "rank")]
    assert said == ["25 in A, 0 in C", "3 in A, 32 in C", "0 in A, 14 in C"]


def test_contrasts_drawn_one_after_the_other_do_not_mix(keyness: pd.DataFrame) -> None:
    """A chart keeps its data when the next is drawn in the same frame."""
    first = word_contrast(keyness, target="A", reference="C", unit="rate")
    before = first.to_dict()

    word_contrast(keyness.head(1), target="A", reference="C", unit="rate")

    assert first.to_dict() == before


def test_an_unknown_unit_is_refused(keyness: pd.DataFrame) -> None:
    """The sentence names those that there are."""
    with pytest.raises(ValueError, match="unit must be one of count, rate"):
        word_contrast(keyness, target="A", reference="C", unit="percent")


def test_the_charts_can_be_shown_without_a_network(
    rates: pd.DataFrame,
    keyness: pd.DataFrame,
    occurrences: pd.DataFrame,
    documents: pd.DataFrame,
) -> None:
    """Each becomes a picture with its description."""
    specs = [
        rates_by_article(rates).to_dict(),
        keyness_plot(keyness, target="A", reference="C").to_dict(),
        dispersion_plot(occurrences, documents).to_dict(),
        word_contrast(keyness, target="A", reference="C", unit="count").to_dict(),
    ]

    shown = [picture(spec) for spec in specs]

    assert all("data:image/svg+xml;base64," in each["text/html"] for each in shown)
    assert [each["text/plain"] for each in shown] == [s["description"] for s in specs]
