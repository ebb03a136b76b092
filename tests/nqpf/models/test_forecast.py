"""Fits give back the truth, and intervals hold it as often as they say."""

import numpy as np
import numpy.typing as npt
import pytest
from scipy.optimize import least_squares

from nqpf.models.adoption import scattered
from nqpf.models.diffusion import Bass, Push, adopted, yearly
from nqpf.models.forecast import FUTURES, fit, futures, profile

TRUTHS = [
    Bass(),
    Bass(market=30, innovation=0.02, imitation=0.3),
    Bass(market=250, innovation=0.001, imitation=0.6),
    Bass(innovation=0.07, imitation=0.6),  # all have adopted after ten years
]


def seen(
    bass: Bass, *, years: int, seed: int = 0, scatter: float = 0.05
) -> npt.NDArray[np.float64]:
    """Return yearly adopters with luck in them."""
    random = np.random.default_rng(seed)
    table = yearly(bass, years=years)
    return scattered(table, random=random, scatter=scatter).to_numpy()


@pytest.mark.parametrize("bass", TRUTHS, ids=str)
def test_a_curve_without_scatter_is_given_back(bass: Bass) -> None:
    """Market, innovation and imitation."""
    best = fit(yearly(bass, years=25)["adopters"], most=1000).best

    assert best.market == pytest.approx(bass.market, rel=1e-3)
    assert best.innovation == pytest.approx(bass.innovation, rel=1e-3)
    assert best.imitation == pytest.approx(bass.imitation, rel=1e-3)


@pytest.mark.parametrize("bass", TRUTHS, ids=str)
@pytest.mark.parametrize("seed", range(3))
def test_the_fit_is_the_one_of_a_general_optimiser(bass: Bass, seed: int) -> None:
    """A second route: all three parameters at once, by SciPy, from the truth."""
    data = seen(bass, years=22, seed=seed)

    def errors(logs: np.ndarray) -> np.ndarray:
        market, innovation, imitation = np.exp(logs)
        curve = Bass(market=market, innovation=innovation, imitation=imitation)
        return np.log(data) - np.log(np.diff(adopted(np.arange(23), curve)))

    start = np.log([bass.market, bass.innovation, bass.imitation])
    general = np.exp(least_squares(errors, start, xtol=1e-12).x)

    best = fit(data, most=1000).best

    assert [best.market, best.innovation, best.imitation] == pytest.approx(
        general.tolist(), rel=2e-3
    )


@pytest.mark.parametrize("years", [8, 12, 18])
def test_nine_intervals_in_ten_hold_the_true_market(years: int) -> None:
    """Over 300 histories, early or late."""
    holds = []
    for seed in range(300):
        found = fit(seen(Bass(), years=years, seed=seed), most=5000)
        holds.append(found.smallest.market <= 100 <= found.largest.market)

    assert 0.85 < np.mean(holds) < 0.95


def test_at_the_bounds_the_fit_is_just_as_bad_as_allowed() -> None:
    """The sum of squares there is the best one's, times one plus Fisher's quantile."""
    data = seen(Bass(), years=12)
    found = fit(data, most=1000)
    quantile = 3.3603  # 90 % of F with 1 and 9 degrees of freedom, tabulated

    bounds = [found.smallest.market, found.largest.market]
    errors = profile(data, bounds)["error"].to_numpy()

    allowed = found.error * (1 + quantile / 9) ** 0.5
    assert errors.tolist() == pytest.approx([allowed] * 2, rel=0.02)


def test_an_early_curve_fits_very_different_futures() -> None:
    """Seven years of a market of 100: 60 and 400 miss them by less than 3 %."""
    slow = Bass(innovation=0.005, imitation=0.295)
    data = yearly(slow, years=7)["adopters"]

    errors = profile(data, [60, 100, 400])["error"]

    assert errors.max() < 0.03
    assert errors[1] == pytest.approx(0, abs=1e-6)


def test_nothing_excludes_the_largest_market_early_on() -> None:
    """And after the peak the interval is narrow."""
    early = fit(seen(Bass(), years=7), most=400)
    late = fit(seen(Bass(), years=16), most=400)

    assert not early.bounded
    assert early.largest.market == pytest.approx(400)
    assert late.bounded
    assert late.largest.market / late.smallest.market < 1.15


def test_the_end_of_a_push_looks_like_the_end_of_the_market() -> None:
    """A year after it the best market is too small, whatever the luck."""
    slow, push = Bass(innovation=0.005, imitation=0.295), Push(strength=0.02, years=6)
    table = yearly(slow, years=7, push=push)
    found = [
        fit(
            scattered(table, random=np.random.default_rng(seed), scatter=0.05), most=500
        )
        for seed in range(40)
    ]

    holds = [each.largest.market >= 100 for each in found]

    assert max(each.best.market for each in found) < 100
    assert np.mean(holds) < 0.8


def test_a_profile_is_best_where_the_fit_is() -> None:
    """No other market fits better than the one found."""
    data = seen(Bass(), years=14)
    best = fit(data, most=400)

    errors = profile(data, np.geomspace(70, 400, 200))["error"]

    assert errors.min() >= best.error - 1e-9
    assert errors.min() == pytest.approx(best.error, rel=0.01)


def test_firms_may_be_counted_in_any_unit() -> None:
    """Ten times the firms are ten times the market, at the same pace."""
    data = seen(Bass(), years=12)

    one, ten = fit(data, most=400), fit(10 * data, most=4000)

    assert ten.best.market == pytest.approx(10 * one.best.market)
    assert ten.best.imitation == pytest.approx(one.best.imitation)


def test_futures_begin_together_and_part() -> None:
    """From nothing to the three markets."""
    found = fit(seen(Bass(), years=9), most=400)

    ends = futures(found, years=200).set_index("future")["adopted"]

    markets = (found.smallest.market, found.best.market, found.largest.market)
    assert {name: ends[name].iloc[0] for name in FUTURES} == dict.fromkeys(FUTURES, 0)
    assert [ends[name].iloc[-1] for name in FUTURES] == pytest.approx(list(markets))
    assert markets[0] < markets[1] < markets[2]


@pytest.mark.parametrize(
    ("adopters", "most", "message"),
    [
        ([1, 2, 3, 4], 100, "at least 5 years, not of 4"),
        ([1, 2, 3, 4, 0], 100, "the fewest adopters of a year must be above 0"),
        ([1, 2, 3, 4, 5], 15, r"most must be above the 15\.0 thousand firms"),
    ],
)
def test_a_beginning_that_cannot_be_fitted_is_refused(
    adopters: list[float], most: float, message: str
) -> None:
    """The sentence says what is missing."""
    with pytest.raises(ValueError, match=message):
        fit(adopters, most=most)
