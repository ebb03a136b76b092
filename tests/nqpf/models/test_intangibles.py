"""The J-curve: what is hidden adds up, and without a complement nothing is hidden."""

import numpy as np
import pytest

from nqpf.models.diffusion import Bass
from nqpf.models.intangibles import Dip, Rebuilding, dip, productivity

KINDS = [
    Rebuilding(),
    Rebuilding(complement=4, technology=0.3),
    Rebuilding(bass=Bass(innovation=0.03, imitation=0.8), depreciation=0.3),
]


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_what_is_measured_is_the_truth_and_what_is_hidden(kind: Rebuilding) -> None:
    """Hidden stock and hidden investment explain the whole difference."""
    curve = productivity(kind, years=60)

    apart = np.log(curve["measured"]) - np.log(curve["true"])

    hidden = curve["hidden_stock"] + curve["hidden_investment"]
    assert hidden.tolist() == pytest.approx(apart.tolist(), abs=1e-12)


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_the_stock_accumulates_what_is_invested(kind: Rebuilding) -> None:
    """Next year's stock is what is left of this year's and what was built."""
    curve = productivity(kind, years=60)

    following = (1 - kind.depreciation) * curve["stock"] + curve["investment"]

    assert curve["stock"].tolist()[1:] == pytest.approx(following.tolist()[:-1])


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_in_the_end_it_is_what_the_settled_state_says(kind: Rebuilding) -> None:
    """All have adopted: e^a (1 + κ)^β, less upkeep of the larger stock."""
    built = 1 + kind.complement
    stock = kind.elasticity / (kind.returns + kind.depreciation)
    output = np.exp(kind.technology) * built**kind.elasticity
    upkeep = kind.depreciation * stock
    expected = 100 * (output - upkeep * built) / (1 - upkeep)

    assert productivity(kind, years=300)["measured"].iloc[-1] == pytest.approx(expected)


def test_without_a_complement_nothing_dips() -> None:
    """Measured productivity then falls in no year, and lacks only upkeep's share."""
    curve = productivity(Rebuilding(complement=0), years=40)

    assert curve["measured"].is_monotonic_increasing
    assert dip(curve) == Dip(depth=0.0, trough=0, back=0)


def test_the_truth_never_falls() -> None:
    """A dip is in the measurement, not in the technology."""
    curve = productivity(Rebuilding(), years=40)

    assert curve["true"].is_monotonic_increasing
    assert dip(curve).depth > 1


def test_investment_hides_before_the_stock_does() -> None:
    """Measured too low at first, too high at the end, when the stock is not counted."""
    curve = productivity(Rebuilding(complement=1.5), years=60)

    assert curve["measured"][6] < curve["true"][6]
    assert curve["measured"].iloc[-1] > curve["true"].iloc[-1]


def test_more_to_rebuild_is_a_deeper_dip() -> None:
    """And measured productivity is back later."""
    dips = [
        dip(productivity(Rebuilding(complement=k), years=60)) for k in (0.5, 1.5, 2.5)
    ]

    assert [each.depth for each in dips] == sorted(each.depth for each in dips)
    assert dips[0].back is not None
    assert dips[2].back is not None
    assert dips[0].back < dips[2].back


def test_a_dip_that_does_not_end_says_so() -> None:
    """Within nine years measured productivity is not back."""
    curve = productivity(Rebuilding(), years=9)

    assert dip(curve).back is None


def test_the_dip_is_read_off_the_curve() -> None:
    """Trough and return are years in which the curve is there."""
    curve = productivity(Rebuilding(), years=40).set_index("year")["measured"]
    found = dip(productivity(Rebuilding(), years=40))
    assert found.back is not None

    assert curve[found.trough] == curve.min() == pytest.approx(100 - found.depth)
    assert curve[found.back - 1] < 100 <= curve[found.back]


def test_only_the_share_matters_not_the_size_of_the_market() -> None:
    """Ten times the firms have the same productivity."""
    small, large = (
        productivity(Rebuilding(bass=Bass(market=size)), years=30)["measured"]
        for size in (10, 100)
    )

    assert large.tolist() == pytest.approx(small.tolist())


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"technology": -0.1}, "technology must be at least 0"),
        ({"complement": -1}, "complement must be at least 0, not -1"),
        ({"elasticity": 1}, "elasticity must lie strictly between 0 and 1, not 1"),
        ({"depreciation": 0}, "depreciation must lie strictly between 0 and 1"),
        ({"returns": 0}, "returns must be above 0, not 0"),
    ],
)
def test_what_could_not_be_rebuilt_is_refused(
    wrong: dict[str, float], message: str
) -> None:
    """The message names the parameter, the value and the range."""
    with pytest.raises(ValueError, match=message):
        Rebuilding(**wrong)  # type: ignore[arg-type]
