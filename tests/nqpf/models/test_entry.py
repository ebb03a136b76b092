"""Regimes of entry: what each leads to, by formula and by drawing cities."""

import numpy as np
import pandas as pd
import pytest

from nqpf.models.entry import (
    REGIMES,
    Interest,
    Market,
    assigned,
    chance_of_entry,
    compare,
    plants,
    value_of_the_number,
)

MARKET, INTEREST = Market(), Interest()
ALIKE = Market(cost_spread=0)


def judged(
    market: Market = MARKET, interest: Interest = INTEREST, *, knowledge: float = 0
) -> pd.DataFrame:
    return compare(market, interest, knowledge=knowledge).set_index("regime")


def drawn(number: int, chance: float, *, runs: int, seed: int) -> tuple[float, float]:
    """Return mean welfare and mean plants when cities draw their own costs."""
    draw = np.random.default_rng(seed)
    low, high = MARKET.cost - MARKET.cost_spread, MARKET.cost + MARKET.cost_spread
    costs = draw.uniform(low, high, (runs, number))
    enters = costs <= low + chance * (high - low)
    plants_built = enters.sum(axis=1)
    surplus = MARKET.highest_price * plants_built - MARKET.price_fall * (
        plants_built**2 / 2
    )
    welfare = surplus - (costs * enters).sum(axis=1)
    return float(welfare.mean()), float(plants_built.mean())


@pytest.mark.parametrize("public", [False, True])
def test_welfare_is_what_drawn_cities_reach(*, public: bool) -> None:
    """The formula and 200,000 drawn waves of each size agree."""
    chances = chance_of_entry(MARKET, INTEREST, public=public)

    runs = [
        drawn(number, chance, runs=200_000, seed=number)
        for number, chance in zip((10, 30), chances, strict=True)
    ]

    row = judged().loc["number" if public else "alone"]
    assert np.mean([welfare for welfare, _ in runs]) == pytest.approx(
        row["welfare"], rel=0.005
    )
    assert np.mean([built for _, built in runs]) == pytest.approx(
        row["plants"], rel=0.005
    )


@pytest.mark.parametrize("number", [10, 30])
def test_an_auction_finds_the_best_of_the_drawn_cities(number: int) -> None:
    """The mean cost of the lowest k of N is the order statistics' formula."""
    draw = np.random.default_rng(number)
    costs = np.sort(draw.uniform(20, 40, (100_000, number)), axis=1)
    interest = Interest(few=number, many=number)
    built = int(assigned(MARKET, interest, knowledge=1)[0])

    welfare = 60 * built - 3 * built**2 / 2 - costs[:, :built].sum(axis=1).mean()

    found = judged(interest=interest).loc["auction", "welfare"]
    assert found == pytest.approx(welfare, rel=0.002)


@pytest.mark.parametrize("knowledge", [0.0, 0.5, 1.0])
def test_no_other_assignment_would_be_better(knowledge: float) -> None:
    """Tried one by one: welfare with k plants, by hand."""
    chosen = assigned(MARKET, INTEREST, knowledge=knowledge)

    for applied, number in zip((10, 30), chosen, strict=True):
        tried = [
            60 * k
            - 1.5 * k**2
            - k * (30 - knowledge * 10 * (1 - (k + 1) / (applied + 1)))
            for k in range(applied + 1)
        ]
        assert number == int(np.argmax(tried))


def test_the_chances_of_all_numbers_add_up() -> None:
    """In every regime something happens."""
    sums = plants(MARKET, INTEREST).groupby("regime")["chance"].sum()

    assert sums.to_dict() == pytest.approx(dict.fromkeys(REGIMES, 1.0))


def test_the_distribution_has_the_mean_and_the_excess_of_the_comparison() -> None:
    """Two tables, one story."""
    table = plants(MARKET, INTEREST, knowledge=0.5)
    beyond = (table["plants"] - MARKET.room).clip(lower=0)
    sums = pd.DataFrame(
        {
            "regime": table["regime"],
            "plants": table["chance"] * table["plants"],
            "excess": table["chance"] * beyond,
        }
    )

    found = sums.groupby("regime").sum()

    expected = judged(knowledge=0.5)[["plants", "excess"]]
    pd.testing.assert_frame_equal(found.loc[list(REGIMES)], expected)


def test_entry_is_not_too_much_on_average() -> None:
    """Rational cities allow for the crowd; the excess comes from not knowing it."""
    row = judged().loc["alone"]

    assert row["plants"] < MARKET.room
    assert row["excess"] > 1


@pytest.mark.parametrize("spread", [0.0, 4.0, 10.0, 20.0])
@pytest.mark.parametrize("unsure", range(1, 16, 3))
def test_a_public_number_is_worth_something_if_it_is_news(
    spread: float, unsure: int
) -> None:
    """Never a loss, and always a gain where nobody knew."""
    market, interest = (
        Market(cost_spread=spread),
        Interest(few=20 - unsure, many=20 + unsure),
    )

    assert value_of_the_number(market, interest) > 0


@pytest.mark.parametrize("chance_of_many", [0.0, 1.0])
def test_a_number_that_all_know_is_worth_nothing(chance_of_many: float) -> None:
    """A wave that is certainly small, or certainly large, needs no announcement."""
    sure = Interest(chance_of_many=chance_of_many)

    assert value_of_the_number(MARKET, sure) == pytest.approx(0, abs=1e-9)


def test_the_number_is_worth_more_the_less_is_known() -> None:
    """Its value rises with the distance between few and many."""
    values = [
        value_of_the_number(MARKET, Interest(few=20 - d, many=20 + d))
        for d in range(0, 13, 3)
    ]

    assert values == sorted(values)
    assert values[0] == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("spread", [0.0, 5.0, 10.0, 20.0])
def test_no_regime_beats_the_auction(spread: float) -> None:
    """It fixes the number and finds the cheapest cities."""
    welfare = judged(Market(cost_spread=spread), knowledge=0.7)["welfare"]

    assert welfare.idxmax() == "auction" or welfare.max() == pytest.approx(
        welfare["auction"]
    )


def test_where_cities_are_alike_assignment_is_as_good_as_an_auction() -> None:
    """There is nothing that a city knows and the province does not."""
    welfare = judged(ALIKE)["welfare"]

    assert welfare["assigned"] == pytest.approx(welfare["auction"])
    assert welfare["assigned"] > welfare["number"]


def test_where_cities_differ_a_number_beats_a_blind_assignment() -> None:
    """What each city knows is worth more than an exact count."""
    welfare = judged(knowledge=0)["welfare"]

    assert welfare["number"] > welfare["assigned"]


def test_full_knowledge_is_what_an_auction_finds() -> None:
    """An assignment by a province that knows all is the auction."""
    table = judged(knowledge=1).drop(columns="cost")

    assert table.loc["assigned"].tolist() == pytest.approx(
        table.loc["auction"].tolist()
    )


def test_knowing_more_never_makes_an_assignment_worse() -> None:
    """Welfare rises with what the province knows."""
    welfare = [judged(knowledge=k / 10).loc["assigned", "welfare"] for k in range(11)]

    assert welfare == sorted(welfare)


def test_a_market_that_nobody_enters_has_no_mean_cost() -> None:
    """No plants, no excess, no welfare, and nothing to average."""
    row = judged(Market(highest_price=15)).loc["alone"]

    assert row[["plants", "excess", "welfare"]].tolist() == [0, 0, 0]
    assert np.isnan(row["cost"])


@pytest.mark.parametrize("knowledge", [-0.1, 1.1])
def test_knowledge_is_a_share(knowledge: float) -> None:
    """The message names it."""
    with pytest.raises(ValueError, match=r"^knowledge must lie from 0 to 1"):
        compare(MARKET, INTEREST, knowledge=knowledge)
