"""Diffusion: the closed form against its differential equation, and its limits."""

import math

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from nqpf.models.diffusion import (
    NO_PUSH,
    Bass,
    Push,
    adopted,
    peak,
    stage,
    stages,
    yearly,
)

MARKETS = [
    Bass(),
    Bass(market=3, innovation=0.03, imitation=0.38),
    Bass(innovation=0.2, imitation=0.1),
    Bass(innovation=0.05, imitation=0),
]
PUSHES = [NO_PUSH, Push(strength=0.03, years=4.5), Push(strength=0.5, years=1)]


@pytest.mark.parametrize("bass", MARKETS, ids=str)
@pytest.mark.parametrize("push", PUSHES, ids=str)
def test_the_solution_obeys_its_equation(bass: Bass, push: Push) -> None:
    """A second route: dF/dt = (p + qF)(1 − F), integrated step by step."""

    def rate(time: float, share: np.ndarray) -> np.ndarray:
        p = bass.innovation + (push.strength if time < push.years else 0)
        return (p + bass.imitation * share) * (1 - share)

    times = np.linspace(0, 30, 61)
    first = solve_ivp(
        rate, (0, push.years), [0.0], t_eval=[push.years], rtol=1e-10, atol=1e-12
    )
    early = solve_ivp(
        rate, (0, push.years), [0.0], t_eval=times[times < push.years], rtol=1e-10
    )
    late = solve_ivp(
        rate,
        (push.years, 30),
        first.y[:, -1],
        t_eval=times[times >= push.years],
        rtol=1e-10,
        atol=1e-12,
    )
    expected = np.concatenate([early.y[0], late.y[0]]) * bass.market

    found = adopted(times, bass, push=push)

    assert found == pytest.approx(expected, abs=1e-4 * bass.market)


def test_the_textbook_formula_is_the_one_used() -> None:
    """(1 − e^−(p+q)t)/(1 + (q/p)e^−(p+q)t), for a market left to itself."""
    t = np.linspace(0, 40, 9)
    fading = np.exp(-0.405 * t)

    expected = 100 * (1 - fading) / (1 + 80 * fading)

    assert adopted(t, Bass(innovation=0.005, imitation=0.4)) == pytest.approx(expected)


def test_without_imitation_each_year_takes_the_same_share_of_the_rest() -> None:
    """Then adoption is 1 − e^−pt."""
    found = adopted([1, 10], Bass(market=1, innovation=0.05, imitation=0))

    assert found == pytest.approx([1 - math.exp(-0.05), 1 - math.exp(-0.5)])


@pytest.mark.parametrize("bass", MARKETS, ids=str)
@pytest.mark.parametrize("push", PUSHES, ids=str)
def test_in_the_end_the_whole_market_has_adopted(bass: Bass, push: Push) -> None:
    """With or without a push: it brings adoption forward and adds no market."""
    assert adopted(2000, bass, push=push) == pytest.approx(bass.market)


@pytest.mark.parametrize("bass", MARKETS, ids=str)
def test_a_push_is_never_behind(bass: Bass) -> None:
    """At every time more firms have adopted than without it."""
    times = np.linspace(0.1, 60, 300)

    ahead = adopted(times, bass, push=PUSHES[1]) - adopted(times, bass)

    assert (ahead > 0).all()


def test_a_push_that_never_ends_is_more_innovation() -> None:
    """Added to p for good, it is p."""
    times, push = np.arange(30), Push(strength=0.02, years=100)

    pushed = adopted(times, Bass(innovation=0.01), push=push)

    assert pushed == pytest.approx(adopted(times, Bass(innovation=0.03)))


def test_yearly_adopters_add_up() -> None:
    """Whoever has adopted did so in some year."""
    table = yearly(Bass(), years=25, push=PUSHES[1])

    assert table["adopters"].cumsum().tolist() == pytest.approx(
        table["adopted"].tolist()
    )


@pytest.mark.parametrize("bass", MARKETS[:2], ids=str)
def test_adoption_is_fastest_at_the_peak(bass: Bass) -> None:
    """A second route: the highest rate on a fine grid; (1 − p/q)/2 adopted by then."""
    times = np.linspace(0, 40, 400_001)
    rate = np.diff(adopted(times, bass))

    ratio = bass.innovation / bass.imitation
    assert peak(bass) == pytest.approx(times[rate.argmax()], abs=1e-3)
    assert adopted(peak(bass), bass) == pytest.approx(bass.market * (1 - ratio) / 2)


def test_a_market_of_innovators_is_fastest_at_once() -> None:
    """Where p is at least q the rate only falls."""
    assert peak(Bass(innovation=0.2, imitation=0.1)) == 0


@pytest.mark.parametrize("bass", MARKETS[:2], ids=str)
def test_stages_end_where_the_yearly_curve_turns(bass: Bass) -> None:
    """A second route: the steepest rise and fall of the rate on a fine grid."""
    times = np.linspace(0, 40, 40_001)
    bend = np.gradient(np.gradient(adopted(times, bass), times), times)

    ends = stages(bass)["end"]

    assert ends[0] == pytest.approx(times[bend.argmax()], abs=0.01)
    assert ends[1] == pytest.approx(times[bend.argmin()], abs=0.01)


@pytest.mark.parametrize("bass", MARKETS, ids=str)
def test_stages_share_out_the_market(bass: Bass) -> None:
    """One begins where the last ended, and all together adopt everything."""
    table = stages(bass)

    assert table["share"].sum() == pytest.approx(1)
    assert (table["share"] >= 0).all()
    assert table["start"].tolist()[1:] == table["end"].tolist()[:-1]


def test_a_market_without_imitators_is_mature_from_the_first_day() -> None:
    """Its yearly adoption only falls, ever more slowly."""
    assert stage(Bass(innovation=0.1, imitation=0), time=0) == "mature"


def test_a_larger_market_is_only_larger() -> None:
    """Its size changes neither the peak nor the stages."""
    assert peak(Bass(market=1)) == peak(Bass(market=1000))
    assert adopted(7, Bass(market=1000)) == pytest.approx(
        1000 * adopted(7, Bass(market=1))
    )


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"market": 0}, "market must be above 0, not 0"),
        ({"innovation": 0}, "innovation must be above 0, not 0"),
        ({"imitation": -0.1}, r"imitation must be at least 0, not -0\.1"),
    ],
)
def test_a_market_where_nothing_could_spread_is_refused(
    wrong: dict[str, float], message: str
) -> None:
    """The message names the parameter, the value and the range."""
    with pytest.raises(ValueError, match=message):
        Bass(**wrong)


def test_a_push_that_pulls_is_refused() -> None:
    """Strength and length are at least 0."""
    with pytest.raises(ValueError, match="strength must be at least 0, not -1"):
        Push(strength=-1)


def test_a_time_before_the_launch_is_refused() -> None:
    """Nobody adopts what is not there."""
    with pytest.raises(ValueError, match=r"times must be at least 0, not -1\.0"):
        adopted([-1, 3], Bass())
