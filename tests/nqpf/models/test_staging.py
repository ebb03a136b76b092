"""A pilot: its closed form against integrals, simulation and limits."""

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from nqpf.models.staging import (
    Stages,
    at_once_threshold,
    pilot_cost,
    pilot_pays,
    staged_threshold,
    staged_value,
)
from nqpf.models.timing import (
    Venture,
    elasticity,
    entry_value,
    threshold,
    waiting_value,
)

SHAKY = Venture(chance=0.5)
STAGES = Stages()


def rest_of(venture: Venture, stages: Stages) -> Venture:
    left = (1 - stages.pilot) * (1 + stages.premium)
    return replace(venture, cost=left * venture.cost, chance=1.0)


@pytest.mark.parametrize("worth", [0.5, 2.0, 5.0])
@pytest.mark.parametrize("venture", [SHAKY, Venture(volatility=0.5, cost=2.0)], ids=str)
def test_the_closed_form_is_the_integral(venture: Venture, worth: float) -> None:
    """A second route: the mean of the right to go on, over a fine normal grid."""
    score = np.linspace(-9, 9, 200_001)
    density = np.exp(-(score**2) / 2) / math.sqrt(2 * math.pi) * (score[1] - score[0])
    drift = (venture.growth - venture.volatility**2 / 2) * STAGES.years
    later = worth * np.exp(drift + venture.volatility * math.sqrt(STAGES.years) * score)
    mean = (density * waiting_value(later, rest_of(venture, STAGES))).sum()

    expected = venture.chance * math.exp(-venture.discount * STAGES.years) * mean

    assert staged_value(worth, venture, STAGES) == pytest.approx(
        expected - pilot_cost(venture, STAGES)
    )


def test_the_threshold_is_where_waiting_for_the_pilot_is_worth_most() -> None:
    """A second route: no other start maximises S(V) V^−β."""
    beta = elasticity(SHAKY)

    best = minimize_scalar(
        lambda log: -staged_value(math.exp(log), SHAKY, STAGES) * math.exp(-beta * log),
        bounds=(-1, 4),
        method="bounded",
        options={"xatol": 1e-9},
    )

    assert math.exp(best.x) == pytest.approx(staged_threshold(SHAKY, STAGES), rel=1e-4)


def test_a_pilot_that_is_nearly_all_and_takes_no_time_is_entering_at_once() -> None:
    """Stages that split nothing off change nothing."""
    whole = Stages(pilot=1 - 1e-9, years=1e-9, premium=0.0)

    assert staged_value(4.0, SHAKY, whole) == pytest.approx(entry_value(4.0, SHAKY))
    assert staged_threshold(SHAKY, whole) == pytest.approx(threshold(SHAKY), rel=1e-3)


def test_a_free_and_quick_pilot_leaves_a_sure_venture() -> None:
    """Then only what works is ever paid for."""
    free = Stages(pilot=1e-9, years=1e-9, premium=0.0)
    sure = replace(SHAKY, chance=1.0)

    assert staged_value(1.5, SHAKY, free) == pytest.approx(
        0.5 * waiting_value(1.5, sure), rel=1e-6
    )


def test_where_the_technology_is_sure_a_pilot_begins_a_little_early() -> None:
    """It only costs more and takes time, so it is worth less than the right to wait."""
    sure = Venture()
    worth = np.linspace(0.2, 6, 100)

    staged = staged_value(worth, sure, STAGES)

    assert (staged < waiting_value(worth, sure)).all()


@pytest.mark.parametrize("chance", [0.2, 0.4, 0.6])
def test_a_shaky_technology_is_begun_sooner_in_stages(chance: float) -> None:
    """The pilot risks less, so it asks for less."""
    venture = Venture(chance=chance)

    assert staged_threshold(venture, STAGES) < threshold(venture)


@pytest.mark.parametrize("worth", [4.0, 6.0, 10.0])
def test_far_in_the_money_a_pilot_saves_the_rest_where_it_fails(worth: float) -> None:
    """With little volatility: cost, delay and chance give the value by hand."""
    calm = Venture(chance=0.5, volatility=0.01, growth=0.0)
    late = math.exp(-calm.discount * 2)

    by_hand = -0.22 + 0.5 * late * (worth - 0.88)

    assert staged_value(worth, calm, STAGES) == pytest.approx(by_hand)


def test_at_once_wins_above_its_threshold_and_only_there() -> None:
    """The lead of entering at once over a pilot changes its sign once."""
    worth = np.linspace(0.1, 30, 3000)

    wins = entry_value(worth, SHAKY) > staged_value(worth, SHAKY, STAGES)

    assert np.count_nonzero(np.diff(wins)) == 1
    assert worth[np.argmax(wins)] == pytest.approx(
        at_once_threshold(SHAKY, STAGES), abs=0.011
    )


def test_a_pilot_as_dear_as_the_whole_never_beats_it() -> None:
    """Where it costs as much and tells later, at once is better at any worth."""
    dear = Stages(pilot=0.9, premium=0.2)

    worth = np.linspace(0.01, 20, 500)

    assert (staged_value(worth, SHAKY, dear) < entry_value(worth, SHAKY)).all()
    assert at_once_threshold(SHAKY, dear) == 0


@pytest.mark.parametrize("chance", [0.3, 0.6, 0.75, 0.8, 0.9, 1.0])
@pytest.mark.parametrize("premium", [0.0, 0.1, 0.5, 1.0])
def test_a_pilot_pays_where_its_right_is_worth_more(
    chance: float, premium: float
) -> None:
    """A second route: the better of both rights, used anywhere on a fine grid."""
    venture, stages = Venture(chance=chance), Stages(premium=premium)
    worth = np.geomspace(0.5, 50, 20_000)
    scale = worth ** -elasticity(venture)

    pilot = (staged_value(worth, venture, stages) * scale).max()
    whole = (entry_value(worth, venture) * scale).max()

    assert pilot_pays(venture, stages) == (pilot > whole)


def test_dearer_stages_begin_later() -> None:
    """The threshold rises with the premium."""
    begins = [staged_threshold(SHAKY, Stages(premium=p)) for p in (0, 0.2, 0.5, 1.0)]

    assert begins == sorted(begins)


@pytest.mark.parametrize("volatility", [0.02, 0.1, 0.6, 1.2])
@pytest.mark.parametrize("chance", [0.02, 1.0])
def test_the_threshold_is_found_for_any_venture(
    volatility: float, chance: float
) -> None:
    """At the found worth the call on the rest is worth m pilots, over the chance."""
    venture = Venture(volatility=volatility, chance=chance)
    begin = staged_threshold(venture, STAGES)
    beta = elasticity(venture)

    values = [
        staged_value(begin * factor, venture, STAGES) * factor**-beta
        for factor in (0.95, 1.0, 1.05)
    ]

    assert values[1] == max(values)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"pilot": 0.0}, r"pilot must lie strictly between 0 and 1, not 0\.0"),
        ({"pilot": 1.0}, r"pilot must lie strictly between 0 and 1, not 1\.0"),
        ({"years": 0.0}, r"years must be above 0, not 0\.0"),
        ({"premium": -0.1}, r"premium must be at least 0, not -0\.1"),
    ],
)
def test_stages_that_are_none_are_refused(
    changed: dict[str, float], message: str
) -> None:
    """The message names the parameter, its range and the value."""
    with pytest.raises(ValueError, match=message):
        replace(STAGES, **changed)
