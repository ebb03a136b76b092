"""The pace found for a market is the best one there is."""

import numpy as np
import numpy.typing as npt
import pytest
from scipy.optimize import least_squares

from nqpf.models.adoption import scattered
from nqpf.models.diffusion import Bass, adopted, yearly
from nqpf.models.pace import paces

Array = npt.NDArray[np.float64]

MARKETS = np.array([70.0, 85.0, 100.0, 140.0, 300.0])


def seen(*, years: int, seed: int = 0) -> Array:
    """Return yearly adopters of a market of 100, with luck in them."""
    random = np.random.default_rng(seed)
    table = yearly(Bass(), years=years)
    return np.asarray(scattered(table, random=random, scatter=0.05))


def errors(logs: Array, data: Array, market: float) -> Array:
    """Return how far a curve misses the data, from ln p and ln q."""
    curve = Bass(market=market, innovation=np.exp(logs[0]), imitation=np.exp(logs[1]))
    return np.log(data) - np.log(np.diff(adopted(np.arange(len(data) + 1), curve)))


@pytest.mark.parametrize("years", [5, 9, 12])
@pytest.mark.parametrize("seed", range(3))
def test_the_pace_is_the_one_of_a_general_optimiser(years: int, seed: int) -> None:
    """A second route, market by market: SciPy's, by the model's own closed form."""
    data = seen(years=years, seed=seed)
    start = np.log([0.005, 0.4])
    general = [
        least_squares(errors, start, args=(data, market), xtol=1e-12, ftol=1e-12)
        for market in MARKETS
    ]

    curves, squares = paces(data, MARKETS)

    assert squares == pytest.approx([2 * each.cost for each in general], rel=1e-5)
    assert curves[:, 1:] == pytest.approx(np.array([e.x for e in general]), abs=2e-3)


def test_the_sum_of_squares_is_the_curve_s_own() -> None:
    """What is said of the fit holds of the curve that is given."""
    data = seen(years=12)

    curves, squares = paces(data, MARKETS)

    logs, *pace = curves.T
    assert np.exp(logs) == pytest.approx(MARKETS)
    own = [
        (errors(np.array(each), data, market) ** 2).sum()
        for *each, market in zip(*pace, MARKETS, strict=True)
    ]
    assert squares == pytest.approx(own, rel=1e-9)


@pytest.mark.parametrize("imitation", [0.002, 0.1, 1.5])
@pytest.mark.parametrize("innovation", [1e-4, 0.02, 0.2])
def test_a_known_market_gives_its_pace_back(
    innovation: float, imitation: float
) -> None:
    """Few imitators or many, until hardly anybody is left."""
    bass = Bass(innovation=innovation, imitation=imitation)
    data = np.diff(adopted(np.arange(9), bass))

    curves, squares = paces(data, np.array([bass.market]))

    assert np.exp(curves[0, 1:]) == pytest.approx([innovation, imitation], rel=1e-3)
    assert squares == pytest.approx([0], abs=1e-9)


def test_neighbours_shorten_the_way_and_lead_to_the_same_place() -> None:
    """From between the curves of other markets, as from a first guess."""
    data = seen(years=12)
    near, _ = paces(data, MARKETS)
    between = np.array([95.0, 110.0])

    led, straight = paces(data, between, near=near), paces(data, between)

    assert led[0] == pytest.approx(straight[0], abs=1e-5)
    assert led[1] == pytest.approx(straight[1], rel=1e-9)


def test_what_is_hopeless_does_not_change_what_is_not() -> None:
    """Markets nearly as good as the best come out the same."""
    data = seen(years=12)
    markets = np.geomspace(50, 300, 40)
    whole = paces(data, markets)[1]
    good = whole <= 2 * whole.min()

    part = paces(data, markets, hopeless=4.0)[1]

    assert 2 <= good.sum() < len(markets)
    assert part[good] == pytest.approx(whole[good], rel=1e-9)
    assert (part[~good] > 2 * whole.min()).all()
