"""Lesson 04's explorer shows its view, and its notes are true."""

from itertools import product

import pytest

from nqpf.charts.production import HIGHEST, WAYS
from nqpf.charts.theme import STYLISED, description
from nqpf.explorers.drawing import difference, draw
from nqpf.explorers.frame import MOST_CONTROLS
from nqpf.explorers.production import (
    NOTICE,
    SHARES,
    elements_view,
    explore_elements,
)

START = {"labourers": 70, "means": 160, "objects": 80, "substitution": 0.4}
ENDS = {"labourers": (20, 200), "means": (20, 200), "objects": (20, 200)}
EXTREMES = [
    dict(zip(START, ends, strict=True))
    for ends in product(*ENDS.values(), (0.0, 1.0, 3.0))
]
ALL_ELASTICITIES = [n / 10 for n in range(31)]


def drawn(**changed: float) -> dict[str, float]:
    """Return the bars (balanced = 100) for some settings."""
    rows = elements_view(**{**START, **changed}).datasets["ways"]
    return {row["way"]: row["output"] for row in rows}


def gains(**changed: float) -> dict[str, float]:
    """Return what each way adds to output as it is (%)."""
    bars = drawn(**changed)
    return {way: 100 * (bars[way] / bars["as it is"] - 1) for way in WAYS}


def test_the_explorer_opens_on_an_unbalanced_mix() -> None:
    """The first picture is the view's."""
    explorer = explore_elements()

    assert explorer.trait_values()["values"] == START
    assert explorer.chart.to_dict() == elements_view(**START).to_dict()


def test_a_moved_control_draws_what_the_view_draws() -> None:
    """The shown chart is the view's, for the values as they are."""
    explorer = explore_elements()

    explorer.values = {"means": 40, "substitution": 1.5}

    expected = elements_view(**{**START, "means": 40, "substitution": 1.5})
    assert explorer.problem == ""
    assert explorer.chart.to_dict() == expected.to_dict()


@pytest.mark.parametrize("settings", EXTREMES, ids=str)
def test_any_setting_only_sends_new_rows(settings: dict[str, float]) -> None:
    """The living picture is refilled, never replaced."""
    before = draw(elements_view(**START))

    assert "skeleton" not in difference(before, draw(elements_view(**settings)))


@pytest.mark.parametrize("settings", EXTREMES, ids=str)
def test_everything_stays_within_the_axes(settings: dict[str, float]) -> None:
    """At the ends of all controls no bar and no line leaves the picture."""
    tables = elements_view(**settings).datasets

    outputs = [row["output"] for name in tables for row in tables[name]]
    assert 0 < min(outputs) <= max(outputs) <= HIGHEST


def test_there_are_four_controls_and_each_is_labelled() -> None:
    """The three elements in English and Chinese, and the elasticity."""
    controls = explore_elements().get_state()["_frame"]["controls"]

    assert len(controls) == MOST_CONTROLS
    assert [control["label"] for control in controls] == [
        "Labourers 劳动者",
        "Means of labour 劳动资料",
        "Objects of labour 劳动对象",
        "Elasticity of substitution",
    ]


def test_the_explorer_says_that_its_data_are_stylised() -> None:
    """No illustrative figure may be taken for a real place's."""
    assert f"{STYLISED}." in description(explore_elements().chart)


def test_the_question_can_be_settled_with_one_slider() -> None:
    """Below 0.8 the better combination is worth more, from 0.8 on a tenth more."""
    by_input = [
        elasticity
        for elasticity in ALL_ELASTICITIES
        if gains(substitution=elasticity)["combined best, same cost"] < 10
    ]

    assert by_input == [n / 10 for n in range(8, 31)]


def test_doubling_the_abundant_element_brings_little() -> None:
    """First note: its three figures, and that the better mix costs nothing."""
    found = gains()
    cost = sum(
        share * START[name]
        for share, name in zip(SHARES, ("labourers", "means", "objects"), strict=True)
    )

    raised = 100 * SHARES[1] * START["means"] / cost
    assert f"raises cost by {raised:.0f} %" in NOTICE[0]
    assert f"output by {found['means of labour doubled']:.1f} %" in NOTICE[0]
    assert f"output by {found['combined best, same cost']:.1f} %" in NOTICE[0]
    assert drawn()["combined best, same cost"] == pytest.approx(cost)


@pytest.mark.parametrize("elasticity", ALL_ELASTICITIES)
def test_a_balanced_mix_yields_the_same_at_every_elasticity(elasticity: float) -> None:
    """Second note: only unbalanced mixes lose."""
    even = drawn(labourers=120, means=120, objects=120, substitution=elasticity)

    assert even["as it is"] == pytest.approx(120)
    assert even["combined best, same cost"] == pytest.approx(120)


def test_the_less_substitution_the_more_an_unbalanced_mix_loses() -> None:
    """Second note: output rises with the elasticity, up to the balanced mix's."""
    outputs = [drawn(substitution=n)["as it is"] for n in ALL_ELASTICITIES]

    assert outputs == sorted(outputs)
    assert outputs[-1] < drawn()["combined best, same cost"]


def test_at_zero_more_of_what_is_not_scarcest_does_nothing() -> None:
    """Third note: to the right of the point only the labourers' line rises."""
    rows = elements_view(**{**START, "substitution": 0.0}).datasets["responses"]

    right = {
        element: {
            round(row["output"], 6)
            for row in rows
            if row["element"] == element and row["multiple"] >= 1
        }
        for element in ("labourers", "means of labour", "objects of labour")
    }
    assert right["means of labour"] == right["objects of labour"] == {70.0}
    assert max(right["labourers"]) > 70


@pytest.mark.parametrize("settings", EXTREMES, ids=str)
def test_a_tenth_more_of_each_is_always_a_tenth_more_output(
    settings: dict[str, float],
) -> None:
    """Fourth note: and what the better mix would bring in proportion stays."""
    assert gains(**settings)["a tenth more of each"] == pytest.approx(10)
