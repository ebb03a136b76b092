"""The charts of an argument draw every row and say what they show."""

from typing import Any

import pandas as pd
import pytest

from nqpf.charts.claims import (
    CALLED,
    PARTS,
    UNANSWERED,
    claim_map,
    share_readings,
)
from nqpf.charts.theme import description
from nqpf.models.shares import readings

SECTIONS = ["finance", "land", "data"]


def argument(**changed: object) -> pd.DataFrame:
    """Return four shortcomings of two groups; one has no measure, one too few."""
    rows = {
        "claim_id": ["S1", "S2", "S3", "S4"],
        "english": ["Dear finance", "Idle land", "Rush", "Barriers"],
        "part": ["factors", "factors", "structure", "structure"],
        "measures": [2, 0, 1, 3],
        "answered": [True, False, False, True],
    }
    return pd.DataFrame(rows | changed)


def pairs() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "claim_id": ["S1", "S3", "S4"],
            "section": ["finance", "land", "land"],
            "part": ["environment"] * 3,
            "measures": [2, 1, 3],
        }
    )


def measures() -> pd.DataFrame:
    return pd.DataFrame(
        {"section": ["finance", "finance", "land"], "asked": [True, False, True]}
    )


def drawn(coverage: pd.DataFrame | None = None) -> dict[str, Any]:
    board = claim_map(
        argument() if coverage is None else coverage,
        pairs(),
        measures(),
        sections=SECTIONS,
        said="Nothing is struck out.",
    )
    return board.to_dict(validate=True)


def test_the_description_names_what_is_not_answered_and_counts_what_is_unasked() -> (
    None
):
    """Two shortcomings, one measure, and what else the caller says."""
    assert drawn()["description"] == (
        "2 of 4 shortcomings are not answered: Idle land; Rush. No shortcoming asks "
        "for 1 of 3 measures (finance 1). Nothing is struck out."
    )


def test_where_all_is_answered_nothing_is_named() -> None:
    """A list of nothing leaves no colon behind."""
    said = drawn(argument(answered=True, measures=3))["description"]

    assert said.startswith("0 of 4 shortcomings are not answered. No shortcoming asks")


def test_a_verdict_counts_or_says_what_is_missing() -> None:
    """None is no answer; too few say how few."""
    labels = {
        row["shortcoming"]: row["label"] for row in drawn()["datasets"]["verdicts"]
    }

    assert labels == {
        "Dear finance": "2",
        "Idle land": UNANSWERED,
        "Rush": "only 1",
        "Barriers": "3",
    }


def test_a_verdict_of_too_few_has_another_colour() -> None:
    """What is not answered stands out."""
    colours = {
        row["shortcoming"]: row["colour"] for row in drawn()["datasets"]["verdicts"]
    }

    assert colours["Idle land"] == colours["Rush"] != colours["Barriers"]


def test_every_group_has_a_panel_and_its_shortcomings_in_order() -> None:
    """The rows of each panel are the group's own."""
    *panels, bars = drawn()["vconcat"]

    rows = [panel["layer"][0]["encoding"]["y"]["scale"]["domain"] for panel in panels]
    assert rows == [["Dear finance", "Idle land"], ["Rush", "Barriers"]]
    assert bars["mark"]["type"] == "bar"


def test_all_columns_are_drawn_also_the_empty_ones() -> None:
    """A section without any measure keeps its place, in every panel."""
    spec = drawn()

    for part in spec["vconcat"][:-1]:
        assert part["layer"][0]["encoding"]["x"]["scale"]["domain"] == SECTIONS
    assert spec["vconcat"][-1]["encoding"]["x"]["scale"]["domain"] == SECTIONS


def test_bars_count_measures_asked_for_and_not() -> None:
    """Two classes for each section; a section without measures has zeros."""
    rows = drawn()["datasets"]["measures"]

    counted = {(row["section"], row["called"]): row["measures"] for row in rows}
    answers, unasked = CALLED
    assert counted[("finance", answers)] == counted[("finance", unasked)] == 1
    assert counted[("data", answers)] == counted[("data", unasked)] == 0
    assert len(rows) == 2 * len(SECTIONS)


def test_each_mark_has_a_name_of_its_own() -> None:
    """By which it is chosen, also from the keyboard."""
    names = [row["pair"] for row in drawn()["datasets"]["cells"]]

    assert names == ["Dear finance × finance", "Rush × land", "Barriers × land"]


def test_maps_that_differ_in_data_share_one_specification() -> None:
    """A living picture needs only new rows."""
    one, other = drawn(), drawn(argument(answered=True))

    assert {key for key in one if one[key] != other[key]} == {"datasets", "description"}


def test_the_supports_have_colours_of_their_own() -> None:
    """Three supports, three colours, and a legend in the first panel only."""
    first, second, _ = drawn()["vconcat"]

    legends = [
        panel["layer"][0]["encoding"]["color"]["legend"] for panel in (first, second)
    ]
    assert len(set(PARTS.values())) == len(PARTS)
    assert legends[0]["title"] == "Measures of the support"
    assert legends[1] is None


def test_share_readings_are_valid_and_described() -> None:
    """Both ends of the range in words, and where the share turns."""
    table = readings(0.571, 0.111, total_growth=[0.0, 0.1, 0.2])
    chart = share_readings(table, growth=0.111)

    assert chart.to_dict(validate=True)
    assert "at 0.0 %, +5.7 and −11.7" in description(chart)
    assert "less than 11.1 %" in description(chart)


def test_share_readings_draw_points_and_per_cent_apart() -> None:
    """Two lines, each with its unit in the legend and a dash of its own."""
    table = readings(0.5, 0.1, total_growth=[0.0, 0.1])
    spec = share_readings(table, growth=0.1).to_dict()

    rows = next(t for t in spec["datasets"].values() if t and "what" in t[0])
    lines = spec["layer"][-1]["encoding"]
    assert {row["what"] for row in rows} == {
        "change of the share (points)",
        "growth of the rest (%)",
    }
    assert lines["strokeDash"]["field"] == lines["color"]["field"] == "what"


@pytest.mark.parametrize("growth", [0.05, 0.111])
def test_a_rule_stands_where_the_share_stood_still(growth: float) -> None:
    """At the thing's own growth."""
    table = readings(0.5, growth, total_growth=[0.0, 0.2])

    spec = share_readings(table, growth=growth).to_dict()

    assert spec["layer"][1]["encoding"]["x"]["datum"] == growth
