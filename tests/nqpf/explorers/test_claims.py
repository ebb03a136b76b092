"""Lesson 03's explorer shows its view, and its notes are true."""

from itertools import product
from typing import Any

import pandas as pd
import pytest

from nqpf.charts.claims import PARTS
from nqpf.charts.theme import description
from nqpf.corpus import claims
from nqpf.explorers.claims import (
    ACCEPT,
    NOTICE,
    STRIKE,
    claims_view,
    explore_claims,
    lines_between,
)
from nqpf.explorers.drawing import difference, draw
from nqpf.models.claims import READINGS

START = {"reading": "word", "struck": "nothing", "least": 1}
SETTINGS = [
    dict(zip(START, values, strict=True))
    for values in product(ACCEPT, STRIKE, (1, 2, 3))
]


def tables(**changed: str | int) -> dict[str, list[dict[str, Any]]]:
    """Return what the view draws for some settings."""
    return claims_view(**{**START, **changed}).datasets


def failing(**changed: str | int) -> set[str]:
    """Return the shortcomings that are not answered."""
    rows = tables(**changed)["verdicts"]
    return {row["shortcoming"] for row in rows if not row["label"].isdigit()}


def unasked(**changed: str | int) -> dict[str, int]:
    """Return how many measures of each section no shortcoming asks for."""
    rows = tables(**changed)["measures"]
    return {
        row["section"]: row["measures"]
        for row in rows
        if row["called"].startswith("no") and row["measures"]
    }


def group(part: str) -> set[str]:
    """Return the shortcomings of a group, as the map names them."""
    rows = claims().query("doc == 'C' and kind == 'shortcoming'")
    return set(rows.loc[rows["part"] == part, "english"])


def test_the_explorer_opens_on_the_strictest_reading() -> None:
    """The first picture is the view's."""
    explorer = explore_claims()

    assert explorer.trait_values()["values"] == START
    assert explorer.chart.to_dict() == claims_view(**START).to_dict()


def test_a_moved_control_draws_what_the_view_draws() -> None:
    """The shown chart is the view's, for the values as they are."""
    explorer = explore_claims()

    explorer.values = {"reading": "inferred", "least": 2}

    expected = claims_view(reading="inferred", struck="nothing", least=2)
    assert explorer.problem == ""
    assert explorer.chart.to_dict() == expected.to_dict()


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_any_setting_only_sends_new_rows(settings: dict[str, Any]) -> None:
    """The living picture is refilled, never replaced."""
    before = draw(claims_view(**START))

    assert "skeleton" not in difference(before, draw(claims_view(**settings)))


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_everything_stays_within_the_axes(settings: dict[str, Any]) -> None:
    """Each mark has a row and a column, each bar ends below twelve."""
    spec = claims_view(**settings).to_dict()
    *panels, bars = spec["vconcat"]
    rows = {
        name
        for panel in panels
        for name in panel["layer"][0]["encoding"]["y"]["scale"]["domain"]
    }
    drawn = spec["datasets"]

    counted = pd.DataFrame(drawn["measures"]).groupby("section")["measures"].sum()
    assert {cell["shortcoming"] for cell in drawn["cells"]} <= rows
    assert {verdict["shortcoming"] for verdict in drawn["verdicts"]} == rows
    assert all(1 <= cell["measures"] <= 5 for cell in drawn["cells"])
    assert counted.max() < bars["encoding"]["y"]["scale"]["domain"][1]


def test_there_are_three_controls_and_each_is_labelled() -> None:
    """Which links, which support, how many."""
    controls = explore_claims().get_state()["_frame"]["controls"]

    assert [control["label"] for control in controls] == [
        "Accept a link",
        "Strike out",
        "Measures that make an answer",
    ]


def test_every_reading_and_every_support_can_be_chosen() -> None:
    """The words of the controls stand for all that the model and the data know."""
    assert tuple(ACCEPT) == tuple(READINGS)
    assert tuple(STRIKE)[1:] == tuple(PARTS)
    assert set(PARTS) == set(claims().query("doc == 'C' and kind == 'measure'")["part"])


def test_what_is_struck_out_is_said() -> None:
    """For those who do not see that three columns are empty."""
    said = description(claims_view(reading="word", struck="carrier", least=1))

    assert said.endswith("Struck out: the measures of carrier.")


def test_a_strict_reading_leaves_seven_and_a_wider_one_two() -> None:
    """First note: which two, and that only inferences answer them."""
    assert "7 of 21" in NOTICE[0]
    assert len(failing()) == 7
    assert failing(reading="subject") == {
        "Little middle- and high-end manufacturing",
        "Low innovation performance",
    }
    assert failing(reading="inferred") == set()


def test_the_widest_reading_leaves_measures_that_nothing_asks_for() -> None:
    """Second note: 18 of 71, all on data and 4 of 5 on producer services."""
    left = unasked(reading="inferred")
    sections = claims().query("kind == 'measure'")["section"].value_counts()

    assert sum(left.values()) == 18
    assert left["data"] == sections["data"]
    assert (left["producer services"], sections["producer services"]) == (4, 5)
    assert "18 of 71" in NOTICE[1]


def test_four_answers_hang_by_a_single_thread() -> None:
    """Third note: from 2 to 6 when two measures make an answer."""
    counts = [len(failing(reading="subject", least=least)) for least in (1, 2)]

    assert counts == [2, 6]
    assert "from 2 to 6" in NOTICE[2]


@pytest.mark.parametrize(
    ("support", "part"),
    [
        ("driving force", "innovation"),
        ("carrier", "structure"),
        ("environment", "factors"),
    ],
)
def test_each_support_answers_one_group(support: str, part: str) -> None:
    """Fourth note: without it six shortcomings of that group lose their answers."""
    lost = failing(reading="inferred", struck=support)

    assert len(lost) == 6
    assert lost <= group(part)


@pytest.mark.parametrize("reading", ACCEPT)
def test_a_mark_opens_the_lines_that_it_counts(reading: str) -> None:
    """As many rows as the circle says, each with a reason."""
    for cell in tables(reading=reading)["cells"]:
        table = lines_between(cell, reading=reading, struck="nothing", least=1)

        assert len(table) == cell["measures"]
        assert table["Why"].str.endswith(".").all()


def test_the_lines_of_a_mark_carry_their_place_on_the_page() -> None:
    """Chinese with its English and its line, in the heading and in the rows."""
    row = {"claim_id": "C-S17", "section": "enterprises"}

    table = lines_between(row, reading="word", struck="nothing")

    assert table.attrs["caption"] == (
        "民营企业难以进入国有企业供应链: private firms kept out of state firms' supply "
        "(line 364)"
    )
    assert table["Line"].to_list() == ["508"]
    assert table["Basis"].to_list() == ["word: 国有企业供应链"]
