"""Lesson 06's explorer shows its view, and its notes are true."""

from itertools import product
from typing import Any

import pytest

from nqpf.charts.misallocation import HIGHEST, LOWEST
from nqpf.charts.theme import STYLISED, description
from nqpf.explorers.drawing import difference, draw
from nqpf.explorers.frame import MOST_CONTROLS
from nqpf.explorers.misallocation import EDGES, NOTICE, explore_wedges, wedges_view
from nqpf.models.firms import Firms
from nqpf.models.firms import draw as draw_firms

START = {"financing": 0, "land": 0, "entry": 0, "land_follows": -0.8}
EXTREMES = [
    dict(zip(START, ends, strict=True))
    for ends in product([0, 100], [0, 100], [0, 100], [-0.9, 0.0, 0.9])
]
SEEDS = [0, 1, 2, 3, 2009]


def tables(seed: int = 2009, **changed: float) -> dict[str, list[dict[str, Any]]]:
    """Return what the view draws for some settings."""
    return wedges_view(Firms(seed=seed), **{**START, **changed}).datasets


def level(seed: int = 2009, **changed: float) -> float:
    """Return output (% of what is possible) for some settings."""
    return 100 * float(tables(seed, **changed)["reached"][0]["of_possible"])


def test_the_explorer_opens_before_any_reform() -> None:
    """The first picture is the view's, with land making up for dear credit."""
    explorer = explore_wedges()

    assert explorer.trait_values()["values"] == START
    assert explorer.chart.to_dict() == wedges_view(Firms(), **START).to_dict()


def test_a_moved_control_draws_what_the_view_draws() -> None:
    """The shown chart is the view's, for the values as they are."""
    explorer = explore_wedges()

    explorer.values = {"financing": 40, "land_follows": 0.3}

    expected = wedges_view(Firms(), **{**START, "financing": 40, "land_follows": 0.3})
    assert explorer.problem == ""
    assert explorer.chart.to_dict() == expected.to_dict()


@pytest.mark.parametrize("settings", EXTREMES, ids=str)
def test_any_setting_only_sends_new_rows(settings: dict[str, float]) -> None:
    """The living picture is refilled, never replaced."""
    before = draw(wedges_view(Firms(), **START))

    after = draw(wedges_view(Firms(), **settings))

    assert "skeleton" not in difference(before, after)


@pytest.mark.parametrize("settings", EXTREMES, ids=str)
def test_everything_stays_within_the_axes(settings: dict[str, float]) -> None:
    """At the ends of all controls, and for other firms too."""
    for seed in SEEDS:
        drawn = tables(seed, **settings)

        outputs = [row["of_possible"] for row in drawn["paths"]]
        firms = [row["firms"] for row in drawn["spread"]]
        assert LOWEST <= min(outputs) <= max(outputs) <= 1 + 1e-12
        assert max(firms) < 0.9 * HIGHEST


@pytest.mark.parametrize("settings", EXTREMES[:6], ids=str)
def test_every_firm_is_counted_in_both_distributions(
    settings: dict[str, float],
) -> None:
    """The outermost classes hold all firms beyond them."""
    rows = tables(**settings)["spread"]

    for when in ("as it is", "after the reform"):
        assert sum(row["firms"] for row in rows if row["when"] == when) == 500


def test_there_are_four_controls_and_each_is_labelled() -> None:
    """Three removals in per cent and a correlation."""
    controls = explore_wedges().get_state()["_frame"]["controls"]

    assert len(controls) == MOST_CONTROLS
    assert all(control["label"] and control["unit"] for control in controls)


def test_the_explorer_says_that_its_data_are_stylised() -> None:
    """No stylised figure may be taken for a real firm's."""
    assert f"{STYLISED}." in description(explore_wedges().chart)


def test_firms_of_the_learners_own_can_be_explored() -> None:
    """Other firms, another picture, and the slider starts where they stand."""
    own = explore_wedges(Firms(seed=11, land_follows=0.33))

    assert own.values["land_follows"] == 0.3
    assert own.chart.to_dict() != explore_wedges().chart.to_dict()


@pytest.mark.parametrize("seed", SEEDS)
def test_the_points_stand_on_their_lines(seed: int) -> None:
    """A second route: the level reached is each line's at its share."""
    drawn = tables(seed, financing=30, land=70, entry=100)

    for point in drawn["reached"]:
        (on_line,) = (
            row["of_possible"]
            for row in drawn["paths"]
            if row["wedge"] == point["wedge"]
            and abs(row["removed"] - point["removed"]) < 1e-9
        )
        assert on_line == pytest.approx(point["of_possible"])


@pytest.mark.parametrize("seed", SEEDS)
def test_the_question_can_be_settled(seed: int) -> None:
    """Financing gains most; land alone loses where it compensates."""
    start = level(seed)
    gains = {
        wedge: level(seed, **{wedge: 100}) - start
        for wedge in ("financing", "land", "entry")
    }

    assert gains["financing"] > gains["entry"] > 0 > gains["land"]


def test_removing_land_alone_loses_what_the_note_says() -> None:
    """First note: from 80.1 to 78.2 per cent."""
    told = f"falls from {level():.1f} % to {level(land=100):.1f} % of what"

    assert told in NOTICE[0]


@pytest.mark.parametrize("seed", SEEDS)
def test_land_helps_once_there_is_nothing_to_make_up_for(seed: int) -> None:
    """Second note: with financing and entry gone its line rises throughout."""
    rows = tables(seed, financing=100, entry=100)["paths"]

    land = [row["of_possible"] for row in rows if row["wedge"] == "land"]
    assert land == sorted(set(land))


@pytest.mark.parametrize("seed", SEEDS)
def test_under_privilege_every_line_rises(seed: int) -> None:
    """Third note: at the right end of the last slider."""
    rows = tables(seed, land_follows=0.9)["paths"]

    for wedge in ("financing", "land", "entry"):
        line = [row["of_possible"] for row in rows if row["wedge"] == wedge]
        assert line[-1] > line[0]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("follows", [-0.9, 0.0, 0.9])
def test_financing_gains_most_here(seed: int, follows: float) -> None:
    """Fourth note: more than either other wedge, whatever land follows."""
    ends = {
        row["wedge"]: row["of_possible"]
        for row in tables(seed, land_follows=follows)["paths"]
        if row["removed"] == 1
    }

    assert ends["financing"] > max(ends["land"], ends["entry"])


def test_financing_has_the_larger_share_and_the_widest_wedge() -> None:
    """Fourth note: why it gains most."""
    firms = Firms()

    assert firms.industry.capital_share > firms.industry.land_share
    assert firms.financing_spread > max(firms.land_spread, firms.entry_spread)


@pytest.mark.parametrize("seed", SEEDS)
def test_most_firms_earn_more_per_input_than_the_industry(seed: int) -> None:
    """Fifth note: the few that earn less hold over a third of labour."""
    firms = draw_firms(Firms(seed=seed))

    left = firms["revenue_productivity"] < 1
    assert left.mean() < 0.25
    assert firms.loc[left, "labour"].sum() / len(firms) > 1 / 3


def test_without_wedges_all_firms_stand_in_the_middle_class() -> None:
    """Fifth note: all earn the same per input, and that is one."""
    rows = tables(financing=100, land=100, entry=100)["spread"]

    full = [r for r in rows if r["when"] == "after the reform" and r["firms"]]
    assert [row["firms"] for row in full] == [500]
    assert full[0]["low"] < 1 < full[0]["high"]
    assert EDGES[0] * EDGES[-1] == pytest.approx(1)


def test_a_third_of_labour_moves_and_some_firms_shrink() -> None:
    """Sixth note: as written on the picture after a full reform."""
    (note,) = tables(financing=100, land=100, entry=100)["moved"]

    assert note["text"] == "34 % of labour moves; 159 firms shrink."
    assert "a third of all labour" in NOTICE[5]
    assert "159 of 500 firms" in NOTICE[5]


def test_without_a_reform_nothing_moves() -> None:
    """At the start no firm grows or shrinks."""
    (note,) = tables()["moved"]

    assert note["text"] == "0 % of labour moves; 0 firms shrink."
