"""Entry is an equilibrium: nobody at the threshold gains by deciding otherwise."""

import numpy as np
import pytest

from nqpf.models.rush import Interest, Market, chance_of_entry

MARKET, INTEREST = Market(), Interest()


def drawn_prices(*, others: np.ndarray, chance: float, seed: int) -> np.ndarray:
    """Return the price an entrant gets when others enter by chance."""
    draw = np.random.default_rng(seed)
    return MARKET.price(1.0 + draw.binomial(others, chance))


@pytest.mark.parametrize("name", ["highest_price", "price_fall", "cost"])
def test_a_market_without_price_or_cost_is_refused(name: str) -> None:
    """The message names the parameter."""
    with pytest.raises(ValueError, match=f"^{name} must be above 0, not 0"):
        Market(**{name: 0})


def test_no_city_can_have_a_cost_below_zero() -> None:
    """The spread is at most the mean."""
    with pytest.raises(ValueError, match=r"^cost_spread must lie from 0 to 30"):
        Market(cost_spread=31)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"few": 0}, "few must be a whole number of at least 1"),
        ({"many": 10.5}, "many must be a whole number"),
        ({"few": 12, "many": 10}, "many must be at least 12, not 10"),
        ({"chance_of_many": 1.1}, "chance_of_many must lie from 0 to 1"),
    ],
)
def test_a_wave_that_could_not_be_is_refused(
    wrong: dict[str, float], words: str
) -> None:
    """Whole numbers in order, and a probability."""
    with pytest.raises(ValueError, match=f"^{words}"):
        Interest(**wrong)


def test_room_is_where_price_meets_mean_cost() -> None:
    """The market pays for ten plants, and not for an eleventh."""
    assert MARKET.price(np.array([MARKET.room])) == pytest.approx([MARKET.cost])


def test_who_is_interested_expects_more_others_than_there_are_on_average() -> None:
    """A random interested city stands more often in a large wave."""
    draw = np.random.default_rng(1)
    waves = draw.choice(INTEREST.numbers, 50_000, p=INTEREST.chances)

    others = (waves * (waves - 1)).sum() / waves.sum()

    assert INTEREST.others == pytest.approx(others, rel=0.01)
    assert INTEREST.others > INTEREST.chances @ INTEREST.numbers


@pytest.mark.parametrize("spread", [0.0, 5.0, 10.0, 30.0])
@pytest.mark.parametrize("public", [False, True])
def test_the_city_at_the_threshold_breaks_even(spread: float, *, public: bool) -> None:
    """Expected price equals its cost, wherever entry is neither sure nor ruled out."""
    market = Market(cost_spread=spread)

    chance = chance_of_entry(market, INTEREST, public=public)

    others = INTEREST.numbers - 1 if public else np.full(2, INTEREST.others)
    price = market.price(1 + others * chance)
    cost = market.cost - spread + 2 * spread * chance
    inside = (chance > 0) & (chance < 1)
    assert price[inside] == pytest.approx(cost[inside])
    assert (price[~inside] >= cost[~inside] - 1e-9).all()
    assert inside.any()


def test_drawn_waves_leave_the_threshold_city_with_nothing() -> None:
    """Monte Carlo over waves and others, the second route to break-even."""
    chance = float(chance_of_entry(MARKET, INTEREST)[0])
    draw = np.random.default_rng(2)
    seen = INTEREST.chances * INTEREST.numbers  # a city stands in a wave by its size
    waves = draw.choice(INTEREST.numbers, 400_000, p=seen / seen.sum())

    price = drawn_prices(others=waves.astype(int) - 1, chance=chance, seed=3).mean()

    cost = MARKET.cost - MARKET.cost_spread + 2 * MARKET.cost_spread * chance
    assert price == pytest.approx(cost, abs=0.05)


def test_without_a_public_number_the_chance_is_one_and_the_same() -> None:
    """Nobody can act on what nobody knows."""
    few, many = chance_of_entry(MARKET, INTEREST)

    assert few == many


def test_if_all_know_the_number_anyway_publishing_it_changes_nothing() -> None:
    """Certainty is the limit of both."""
    certain = Interest(few=20, many=20)

    hidden, public = (
        chance_of_entry(MARKET, certain, public=known) for known in (False, True)
    )

    assert hidden == pytest.approx(public)


def test_a_market_too_small_for_one_plant_gets_none() -> None:
    """Entry is ruled out, not negative."""
    poor = Market(highest_price=20, cost=30, cost_spread=5)

    assert chance_of_entry(poor, INTEREST).tolist() == [0.0, 0.0]


def test_a_market_with_room_for_all_gets_all() -> None:
    """Entry is sure, not more."""
    rich = Market(highest_price=500, cost=30)

    assert chance_of_entry(rich, INTEREST).tolist() == [1.0, 1.0]


def test_a_single_interested_city_enters_if_it_pays() -> None:
    """Alone, with no spread and no others, the price of one plant decides."""
    alone = Interest(few=1, many=1)

    chance = chance_of_entry(Market(cost_spread=0), alone)

    assert chance.tolist() == [1.0, 1.0]
