"""Herds are as likely as the closed form says, and public signals prevent them."""

import numpy as np
import pytest

from nqpf.models.herding import by_quality, majority, outcomes, simulate


@pytest.mark.parametrize("quality", [0.55, 0.7, 0.9])
@pytest.mark.parametrize("pairs", [1, 2, 5])
def test_the_closed_form_is_what_drawn_cities_do(quality: float, pairs: int) -> None:
    """A herd runs if decisions once differ by two; 200,000 histories agree."""
    enters = simulate(quality, cities=2 * pairs, runs=200_000, seed=11)
    lead = np.cumsum(np.where(enters, 1, -1), axis=1)
    first = np.argmax(np.abs(lead) >= 2, axis=1)
    reached = lead[np.arange(len(lead)), first]

    shares = {
        "right": np.mean(reached >= 2),
        "wrong": np.mean(reached <= -2),
        "none": np.mean(np.abs(reached) < 2),
    }

    assert shares == pytest.approx(outcomes(quality, pairs=pairs), abs=0.004)


@pytest.mark.parametrize("quality", [0.51, 0.75, 0.99])
def test_something_happens_in_every_case(quality: float) -> None:
    """Right, wrong and none add up to 1."""
    assert sum(outcomes(quality, pairs=3).values()) == pytest.approx(1)


def test_a_herd_is_sooner_or_later_certain() -> None:
    """After many pairs nobody is left undecided."""
    assert outcomes(0.6, pairs=200)["none"] == pytest.approx(0, abs=1e-100)


def test_once_a_herd_runs_nobody_leaves_it() -> None:
    """From two more of one kind on, all later decisions are of that kind."""
    enters = simulate(0.6, cities=30, runs=2000, seed=3)
    lead = np.cumsum(np.where(enters, 1, -1), axis=1)
    herding = np.abs(lead) >= 2

    follows = np.where(lead[:, :-1] > 0, enters[:, 1:], ~enters[:, 1:])

    assert follows[herding[:, :-1]].all()


def test_a_perfect_signal_would_never_herd_wrongly() -> None:
    """As signals become sure, so do herds."""
    assert outcomes(0.999, pairs=20)["wrong"] == pytest.approx(0, abs=0.001)


@pytest.mark.parametrize("cities", [2, 20, 101])
def test_public_signals_are_counted_by_the_binomial(cities: int) -> None:
    """Drawn votes, ties by a coin, agree with the formula."""
    draw = np.random.default_rng(cities)
    right = draw.binomial(cities, 0.6, 400_000)

    share = np.mean(right > cities / 2) + np.mean(right == cities / 2) / 2

    assert majority(0.6, cities=cities) == pytest.approx(share, abs=0.003)


def test_many_public_signals_are_right_and_a_herd_stays_wrong() -> None:
    """What is known grows with the number of cities; what a herd uses does not."""
    assert majority(0.6, cities=1001) > 0.999
    assert outcomes(0.6, pairs=500)["wrong"] == pytest.approx(0.368, abs=0.001)


def test_seeing_what_others_did_helps_less_than_knowing_what_they_knew() -> None:
    """At every quality of signals, and still more than seeing nothing."""
    table = by_quality(cities=20).pivot_table("right", "quality", "sees")

    assert (table["what others did"] < table["what others knew"] + 1e-12).all()
    assert (table["nothing"] < table["what others did"] + 1e-12).all()


@pytest.mark.parametrize("quality", [0.5, 1.0, 0.3])
def test_a_signal_is_better_than_a_coin_and_less_than_sure(quality: float) -> None:
    """The message names the bounds."""
    with pytest.raises(ValueError, match=r"^quality must lie strictly between 0.5"):
        outcomes(quality, pairs=1)


def test_the_same_seed_gives_the_same_history() -> None:
    """A learner finds the same herd again."""
    one, other = (simulate(0.6, cities=9, runs=50, seed=5) for _ in range(2))

    assert (one == other).all()
