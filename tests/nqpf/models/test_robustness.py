"""Intervals of ranks against exact odds, and the gap against brute force."""

import numpy as np
import pandas as pd
import pytest

from nqpf.models.composite import Direction, normalise, weigh
from nqpf.models.province import INDICATORS, Province, simulate
from nqpf.models.robustness import Doubt, agreement, gini, rank_intervals, ranks

DIRECTIONS: dict[str, Direction] = {each.name: each.better for each in INDICATORS}


def scores(seed: int = 6) -> pd.DataFrame:
    """Return the cities' scores in year 12."""
    rows = simulate(Province(seed=seed)).query("year == 12").set_index("city")
    return normalise(rows, directions=DIRECTIONS)


def test_the_odds_of_coming_first_are_those_of_the_weight() -> None:
    """With a uniform weight, (1, 0) beats a steady 0.3 in seven draws of ten."""
    table = pd.DataFrame({"a": [1.0, 0.3], "b": [0.0, 0.3]}, index=["X", "Y"])
    uniform = Doubt(draws=40_000, firmness=2, resample=False)

    found = rank_intervals(table, pd.Series({"a": 0.5, "b": 0.5}), doubt=uniform)

    assert found["first"].to_dict() == pytest.approx({"X": 0.7, "Y": 0.3}, abs=0.01)


@pytest.mark.parametrize(("coverage", "ranks_of_x"), [(0.3, [1, 1]), (0.5, [1, 2])])
def test_an_interval_leaves_out_as_much_on_either_side(
    coverage: float, ranks_of_x: list[int]
) -> None:
    """X is second in three draws of ten: in the middle half, not the middle 30 %."""
    table = pd.DataFrame({"a": [1.0, 0.3], "b": [0.0, 0.3]}, index=["X", "Y"])
    uniform = Doubt(draws=10_000, firmness=2, resample=False)

    found = rank_intervals(
        table, pd.Series({"a": 0.5, "b": 0.5}), doubt=uniform, coverage=coverage
    )

    assert found.loc["X", ["low", "high"]].tolist() == ranks_of_x


def test_resampling_two_indicators_has_the_odds_of_four_draws() -> None:
    """With firm weights: both, twice a, twice b at ½, ¼, ¼; X leads in all but one."""
    table = pd.DataFrame({"a": [1.0, 0.3], "b": [0.0, 0.3]}, index=["X", "Y"])
    firm = Doubt(draws=40_000, firmness=1e7)

    found = rank_intervals(table, pd.Series({"a": 0.5, "b": 0.5}), doubt=firm)

    assert found["first"].to_dict() == pytest.approx({"X": 0.75, "Y": 0.25}, abs=0.01)


def test_without_doubt_an_interval_is_the_rank() -> None:
    """Firm weights and kept indicators leave one place to each."""
    table = scores()
    firm = Doubt(firmness=1e9, resample=False)

    found = rank_intervals(table, weigh(table), doubt=firm)

    places = found[["low", "middle", "high"]].to_numpy()
    assert (places == found[["rank"]].to_numpy()).all()


@pytest.mark.parametrize("seed", range(5))
def test_more_doubt_never_leaves_a_closer_ranking(seed: int) -> None:
    """Looser weights widen the intervals on the whole."""
    table = scores(seed)
    widths = []
    for firmness in (200, 20, 2):
        found = rank_intervals(
            table, weigh(table), doubt=Doubt(firmness=firmness, resample=False)
        )
        widths.append(float((found["high"] - found["low"]).mean()))

    assert widths == sorted(widths)


def test_one_city_at_a_time_is_first() -> None:
    """In every draw there is exactly one leader, so the shares sum to one."""
    table = scores()

    found = rank_intervals(table, weigh(table), doubt=Doubt(), how="topsis")

    assert found["first"].sum() == pytest.approx(1)


def test_a_unit_that_is_best_in_all_is_always_first() -> None:
    """No indicator and no weight can change what all agree on."""
    table = scores()
    table.loc["Cranebridge"] = 1.1

    found = rank_intervals(table, weigh(table), doubt=Doubt(firmness=0.5))

    assert found.loc["Cranebridge", ["low", "high", "first"]].tolist() == [1, 1, 1]


def test_the_same_seed_gives_the_same_intervals() -> None:
    """A learner finds the same answer again tomorrow."""
    table = scores()

    one, other = (
        rank_intervals(table, weigh(table), doubt=Doubt(seed=3)) for _ in range(2)
    )

    pd.testing.assert_frame_equal(one, other)


def test_equals_share_the_better_rank() -> None:
    """Two seconds, and no third."""
    found = ranks(pd.Series({"W": 1.0, "X": 0.5, "Y": 0.5, "Z": 0.1}))

    assert found.to_dict() == {"W": 1, "X": 2, "Y": 2, "Z": 4}


def test_agreement_depends_on_order_alone() -> None:
    """Any index that grows with another agrees with it; its opposite does not."""
    index = pd.Series([0.1, 0.7, 0.3, 0.9])

    assert agreement(index, np.exp(index)) == pytest.approx(1)
    assert agreement(index, -index) == pytest.approx(-1)


def test_the_gap_is_half_the_mean_difference_of_all_pairs() -> None:
    """The sorted formula against brute force over pairs."""
    values = np.random.default_rng(8).lognormal(size=31)
    pairs = np.abs(values[:, None] - values[None]).mean()

    assert gini(list(values)) == pytest.approx(pairs / (2 * values.mean()))


def test_the_gap_has_its_known_ends() -> None:
    """Nothing among equals; (n − 1)/n where one has all."""
    assert gini([2.0] * 7) == pytest.approx(0)
    assert gini([0.0] * 9 + [5.0]) == pytest.approx(0.9)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"draws": 0}, "draws must be a whole number of at least 1, not 0"),
        ({"firmness": 0}, "firmness must be above 0, not 0"),
        ({"seed": -1}, "seed must be a whole number of at least 0, not -1"),
    ],
)
def test_a_doubt_that_draws_nothing_is_refused(
    wrong: dict[str, int], message: str
) -> None:
    """The message names the parameter, the value and the range."""
    with pytest.raises(ValueError, match=message):
        Doubt(**wrong)


def test_weights_that_are_all_zero_are_refused() -> None:
    """There is nothing to draw from."""
    with pytest.raises(ValueError, match="the sum of the weights must be above 0"):
        rank_intervals(scores(), pd.Series(0.0, index=list(DIRECTIONS)), doubt=Doubt())


def test_a_gap_between_negative_numbers_is_refused() -> None:
    """The coefficient has no meaning there."""
    with pytest.raises(ValueError, match="the lowest value must be at least 0, not -1"):
        gini([-1.0, 2.0])
