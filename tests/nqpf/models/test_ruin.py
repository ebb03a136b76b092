"""Ruin: closed forms, an exact recursion and simulated gamblers agree."""

from dataclasses import replace

import numpy as np
import pytest

from nqpf.models.ruin import Purse, paces, ruin_ever, ruin_within

PURSE = Purse()


@pytest.mark.parametrize("chance", [0.55, 0.7, 0.9])
@pytest.mark.parametrize("stakes", [1, 3, 8])
def test_even_bets_are_the_gamblers_ruin(chance: float, stakes: int) -> None:
    """Closed form: (q/p) to the number of stakes in hand."""
    purse = Purse(reserve=stakes, stake=1, chance=chance, gain=1)

    assert ruin_ever(purse) == pytest.approx(((1 - chance) / chance) ** stakes)


@pytest.mark.parametrize("purse", [PURSE, Purse(chance=0.3, gain=4), Purse(reserve=2)])
def test_after_many_rounds_ruin_is_what_ever_says(purse: Purse) -> None:
    """A second route: the exact recursion, 3,000 rounds on."""
    late = ruin_within(purse, rounds=3000)[-1]

    assert late == pytest.approx(ruin_ever(purse), abs=1e-4)


def test_simulated_purses_are_ruined_as_often() -> None:
    """A third route: 20,000 cities over 30 rounds, within three standard errors."""
    draw = np.random.default_rng(4)
    wins = draw.random((20_000, 30)) < PURSE.chance
    paths = PURSE.rounds_in_hand + np.where(wins, PURSE.gain, -1).cumsum(axis=1)
    ruined = (paths <= 0).any(axis=1)

    exact = ruin_within(PURSE, rounds=30)[-1]

    assert exact == pytest.approx(ruined.mean(), abs=3 * ruined.std() / np.sqrt(20_000))


def test_one_round_can_ruin_only_who_has_one_stake() -> None:
    """Then it does so with the chance of a failure."""
    one, two = (Purse(reserve=reserve, chance=0.7) for reserve in (1, 2))

    assert ruin_within(one, rounds=1).tolist() == pytest.approx([0.3])
    assert ruin_within(two, rounds=1).tolist() == [0.0]


def test_ruin_can_only_become_likelier_with_time() -> None:
    """Who is ruined stays so."""
    within = ruin_within(PURSE, rounds=200)

    assert (np.diff(within) >= 0).all()
    assert within[-1] <= 1


@pytest.mark.parametrize("chance", [0.2, 1 / 3])
def test_bets_that_bring_nothing_end_in_ruin(chance: float) -> None:
    """Fair or worse, the reserve is exhausted with certainty."""
    assert ruin_ever(Purse(chance=chance, gain=2)) == pytest.approx(1.0)


def test_halving_the_stakes_squares_the_chance_of_ruin() -> None:
    """What is steady about small steps."""
    table = paces(PURSE, rounds=10, pieces=[1, 2, 3])

    ever = table["ruin_ever"].to_numpy()
    assert ever == pytest.approx(ever[0] ** np.array([1, 2, 3]))


def test_smaller_steps_keep_the_mean() -> None:
    """The same sum is staked at the same odds."""
    table = paces(PURSE, rounds=10, pieces=[1, 2, 5, 10])

    assert table["mean"].to_numpy() == pytest.approx(np.full(4, 10 * 0.2))
    assert table["stake"].mul(table["pieces"]).to_numpy() == pytest.approx(np.ones(4))


def test_smaller_steps_spread_less() -> None:
    """By the root of their number: the outcomes are independent."""
    spread = paces(PURSE, rounds=10, pieces=[1, 4])["spread"]

    assert spread[0] == pytest.approx(2 * spread[1])


def test_the_spread_is_that_of_simulated_sums() -> None:
    """A second route: the standard deviation of 40,000 sums of ten rounds."""
    draw = np.random.default_rng(1)
    sums = np.where(draw.random((40_000, 10)) < 0.4, 2, -1).sum(axis=1)

    spread = paces(PURSE, rounds=10, pieces=[1]).loc[0, "spread"]

    assert spread == pytest.approx(sums.std(), rel=0.02)


def test_money_is_a_unit() -> None:
    """Ten times the reserve and the stake, the same ruin."""
    larger = replace(PURSE, reserve=40.0, stake=10.0)

    assert ruin_ever(larger) == ruin_ever(PURSE)


def test_a_reserve_of_three_tenths_pays_for_three_stakes_of_one_tenth() -> None:
    """Division in binary does not cost a round."""
    assert Purse(reserve=0.3, stake=0.1).rounds_in_hand == 3


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"stake": 0.0}, r"stake must be above 0, not 0\.0"),
        ({"reserve": 0.5}, r"reserve must be at least 1\.0, not 0\.5"),
        ({"chance": 1.0}, r"chance must lie strictly between 0 and 1, not 1\.0"),
        ({"gain": 0}, "gain must be a whole number of at least 1, not 0"),
        ({"gain": 1.5}, r"gain must be a whole number of at least 1, not 1\.5"),
    ],
)
def test_a_purse_that_cannot_be_is_refused(
    changed: dict[str, float], message: str
) -> None:
    """The message names the parameter, its range and the value."""
    with pytest.raises(ValueError, match=message):
        replace(PURSE, **changed)  # type: ignore[arg-type]


def test_no_rounds_are_refused() -> None:
    """There is nothing to compute."""
    with pytest.raises(ValueError, match="rounds must be a whole number"):
        ruin_within(PURSE, rounds=0)
