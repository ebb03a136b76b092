"""Elements combine as the equation says, in its limits and by second routes."""

import numpy as np
import pytest
from scipy.optimize import minimize

from nqpf.corpus import lines
from nqpf.models.production import (
    CHAINS,
    ELEMENTS,
    Combination,
    best_mix,
    ceiling,
    elasticities,
    marginal_products,
    needed,
    output,
    recombine,
    responses,
)

UNEVEN = np.array([0.7, 1.6, 0.8])
SIGMAS = [0.05, 0.3, 0.5, 0.999, 1, 1.001, 1.5, 2, 5, 20]
SHARES = np.array([0.5, 0.3, 0.2])


def random_amounts(seed: int, count: int = 200) -> np.ndarray:
    return np.random.default_rng(seed).lognormal(0, 0.7, (count, 3))


@pytest.mark.parametrize("sigma", [0, *SIGMAS])
def test_at_the_balanced_point_substitution_does_not_matter(sigma: float) -> None:
    """All technologies agree where all amounts are one."""
    made = output([1, 1, 1], Combination(substitution=sigma, productivity=1.7))

    assert made == pytest.approx(1.7)


@pytest.mark.parametrize("sigma", [0.3, 0.5, 2, 5])
def test_output_is_the_equation_as_written(sigma: float) -> None:
    """The stable computation gives what the plain formula gives."""
    amounts, rho = random_amounts(4), (sigma - 1) / sigma

    made = output(amounts, Combination(substitution=sigma))

    plain = (amounts**rho @ SHARES) ** (1 / rho)
    assert made == pytest.approx(plain)


def test_an_elasticity_of_one_is_cobb_douglas() -> None:
    """The product of amounts to the power of their weights."""
    amounts = random_amounts(1)

    made = output(amounts, Combination(substitution=1))

    assert made == pytest.approx(np.prod(amounts**SHARES, axis=-1))


@pytest.mark.parametrize("sigma", [1 - 1e-9, 1 + 1e-9])
def test_output_passes_smoothly_through_cobb_douglas(sigma: float) -> None:
    """Nothing is lost to rounding close to the limit."""
    amounts = random_amounts(2)

    made = output(amounts, Combination(substitution=sigma))

    assert made == pytest.approx(output(amounts, Combination(substitution=1)))


def test_without_substitution_the_scarcest_element_decides() -> None:
    """The limit is the minimum, and small elasticities approach it."""
    amounts = random_amounts(3)

    made = output(amounts, Combination(substitution=0))

    assert made == pytest.approx(amounts.min(axis=-1))
    assert output(amounts, Combination(substitution=1e-5)) == pytest.approx(
        made, rel=1e-4
    )


@pytest.mark.parametrize("sigma", [0, *SIGMAS])
def test_twice_of_everything_makes_twice_as_much(sigma: float) -> None:
    """Returns to scale are constant."""
    technology, amounts = Combination(substitution=sigma), random_amounts(5)

    made = output(amounts, technology)

    assert output(2 * amounts, technology) == pytest.approx(2 * made)


@pytest.mark.parametrize("sigma", SIGMAS)
def test_elements_paid_their_marginal_products_use_up_the_output(sigma: float) -> None:
    """Euler's theorem: amounts times marginal products add to output."""
    technology, amounts = Combination(substitution=sigma), random_amounts(6)

    paid = (amounts * marginal_products(amounts, technology)).sum(axis=-1)

    assert paid == pytest.approx(output(amounts, technology))


@pytest.mark.parametrize("sigma", [0, *SIGMAS])
def test_marginal_products_are_slopes(sigma: float) -> None:
    """A second route: the difference that a very little more makes."""
    technology = Combination(
        substitution=sigma, productivity=1.3, quality=(1.2, 0.9, 1.5)
    )
    steps = UNEVEN + 1e-7 * np.eye(3)

    slopes = (output(steps, technology) - output(UNEVEN, technology)) / 1e-7

    assert marginal_products(UNEVEN, technology) == pytest.approx(slopes, abs=1e-4)


def test_where_two_are_scarcest_more_of_one_does_nothing() -> None:
    """Without substitution both bottlenecks have to widen together."""
    rigid = Combination(substitution=0)

    found = elasticities([[0.5, 0.5, 1.0], [0.5, 0.6, 1.0]], rigid)

    assert found.tolist() == [[0, 0, 0], [1, 0, 0]]


@pytest.mark.parametrize("sigma", [0.3, 0.9, 1, 1.1, 3])
def test_the_elasticity_of_substitution_is_what_it_is_called(sigma: float) -> None:
    """One per cent more relative price: sigma per cent less relative amount."""
    technology = Combination(substitution=sigma)
    dear, cheap = (
        best_mix(technology, prices=[price, 1.0, 1.0]) for price in (1.001, 1.0)
    )

    change = np.log((dear[0] / dear[1]) / (cheap[0] / cheap[1]))

    assert -change / np.log(1.001) == pytest.approx(sigma)


@pytest.mark.parametrize("sigma", [0.3, 0.8, 1, 1.6, 4])
@pytest.mark.parametrize("quality", [(1.0, 1.0, 1.0), (1.5, 0.7, 1.1)])
def test_no_mix_of_the_same_cost_yields_more(
    sigma: float, quality: tuple[float, ...]
) -> None:
    """A second route to the best mix: a numerical search over all mixes."""
    technology = Combination(substitution=sigma, quality=quality)
    prices = np.array([1.0, 0.4, 2.0])

    def loss(logs: np.ndarray) -> float:
        mix = np.exp(np.append(logs, 0))
        return -float(np.log(output(mix / (mix @ prices), technology)))

    found = minimize(loss, np.zeros(2), tol=1e-12)

    best = best_mix(technology, prices=prices)
    assert best @ prices == pytest.approx(1)
    assert np.log(output(best, technology)) == pytest.approx(-found.fun)


@pytest.mark.parametrize("sigma", [0, *SIGMAS])
def test_at_prices_like_the_weights_the_best_mix_is_the_balanced_one(
    sigma: float,
) -> None:
    """It yields the arithmetic mean of what there was, whatever the elasticity."""
    technology = Combination(substitution=sigma)

    better = recombine(UNEVEN, technology, prices=SHARES)

    assert better == pytest.approx(np.full(3, UNEVEN @ SHARES))
    assert output(better, technology) == pytest.approx(UNEVEN @ SHARES)


def test_recombining_costs_what_there_was() -> None:
    """Not a yuan more, row by row."""
    amounts, prices = random_amounts(8), np.array([0.2, 3.0, 1.0])

    better = recombine(amounts, Combination(substitution=0.4), prices=prices)

    assert better @ prices == pytest.approx(amounts @ prices)


def test_the_gain_from_combining_better_shrinks_with_substitution() -> None:
    """The easier one stands in for another, the less a wrong mix costs."""
    gains = [
        output(recombine(UNEVEN, technology, prices=SHARES), technology)
        / output(UNEVEN, technology)
        for technology in (Combination(substitution=s) for s in [0, *SIGMAS])
    ]

    assert gains == sorted(gains, reverse=True)
    assert gains[-1] > 1


@pytest.mark.parametrize(
    ("sigma", "change"), [(0.4, "less"), (1, "the same"), (2.5, "more")]
)
def test_better_quality_saves_amounts_only_where_elements_are_complements(
    sigma: float, change: str
) -> None:
    """Quality against quantity: what gets better is bought less, or more."""
    prices = [0.5, 0.3, 0.2]
    before, after = (
        best_mix(Combination(substitution=sigma, quality=(1.0, q, 1.0)), prices=prices)[
            1
        ]
        for q in (1.0, 1.5)
    )

    ratio = after / before

    expected = {"less": ratio < 0.99, "the same": abs(ratio - 1) < 1e-9}
    assert expected.get(change, ratio > 1.01)


@pytest.mark.parametrize("sigma", [0, 0.1, 0.5, 0.9])
def test_complements_set_a_ceiling_that_is_approached_and_never_passed(
    sigma: float,
) -> None:
    """Means of labour without measure come close to it, from below."""
    technology = Combination(substitution=sigma, productivity=1.2)
    limit = ceiling(UNEVEN, technology, element=1)

    made = output(UNEVEN * [1, 1e40, 1], technology)

    assert made <= limit * (1 + 1e-12)
    assert made == pytest.approx(limit, rel=1e-3)


@pytest.mark.parametrize("sigma", [1, 1.5, 20])
def test_substitutes_know_no_ceiling(sigma: float) -> None:
    """From an elasticity of one upwards any output can be reached."""
    limit = ceiling(UNEVEN, Combination(substitution=sigma), element=0)

    assert np.isposinf(limit)


@pytest.mark.parametrize("sigma", [0.05, 0.5, 1, 2, 5])
@pytest.mark.parametrize("element", [0, 1, 2])
def test_the_amount_needed_gives_the_output_wanted(sigma: float, element: int) -> None:
    """Putting it in reaches the level, for every mix where it can be reached."""
    technology = Combination(
        substitution=sigma, productivity=0.9, quality=(1.1, 0.8, 1.3)
    )
    amounts = random_amounts(9)
    wanted = 1.02 * output(amounts, technology)

    found = needed(amounts, technology, element=element, wanted=wanted)

    within = (found > 0) & np.isfinite(found)
    reached = amounts[within].copy()
    reached[:, element] = found[within]
    assert within.sum() > 30
    assert output(reached, technology) == pytest.approx(wanted[within], rel=1e-6)


def test_beyond_the_ceiling_no_amount_is_enough() -> None:
    """The isoquant has ended: infinite above the ceiling, finite below."""
    technology = Combination(substitution=0.5)
    limit = ceiling(UNEVEN, technology, element=1)

    found = needed(
        UNEVEN, technology, element=1, wanted=limit * np.array([0.999, 1.001])
    )

    assert np.isfinite(found).tolist() == [True, False]


def test_substitutes_can_make_an_element_needless() -> None:
    """Where the others give more than is wanted, none of it is needed."""
    found = needed([1, 1, 4], Combination(substitution=5), element=1, wanted=1.0)

    assert found == 0


def test_without_substitution_only_the_bottleneck_helps() -> None:
    """More of another element never reaches more output."""
    rigid = Combination(substitution=0)

    found = [needed(UNEVEN, rigid, element=e, wanted=0.75) for e in (0, 1, 2)]

    assert found == [pytest.approx(0.75), np.inf, np.inf]


def test_cobb_douglas_asks_for_the_power_of_the_inverse_weight() -> None:
    """A fifth more output takes 1.2 to the power of 1 / 0.3 times the means."""
    found = needed([1, 1, 1], Combination(substitution=1), element=1, wanted=1.2)

    assert found == pytest.approx(1.2 ** (1 / 0.3))


def test_responses_vary_one_element_at_a_time() -> None:
    """Each row is the output of amounts with one of them multiplied."""
    technology = Combination(substitution=0.4)

    table = responses(UNEVEN, technology, multiples=[0.5, 1, 2])

    row = table[(table["element"] == 2) & (table["multiple"] == 0.5)]
    assert row["output"].item() == pytest.approx(output([0.7, 1.6, 0.4], technology))
    assert table.loc[table["multiple"] == 1, "output"].nunique() == 1


@pytest.mark.parametrize("sigma", [0, 0.3, 1, 4])
def test_many_mixes_at_once_are_the_same_as_one_by_one(sigma: float) -> None:
    """The last axis is the elements; all others are kept."""
    technology, amounts = Combination(substitution=sigma), random_amounts(7, 6)

    together = output(amounts.reshape(2, 3, 3), technology)

    singly = [float(output(row, technology)) for row in amounts]
    assert together.shape == (2, 3)
    assert together.ravel().tolist() == pytest.approx(singly)


def test_four_chains_combine_as_three_elements_do() -> None:
    """Any number of elements; the weakest of four holds back the rest."""
    chains = Combination(shares=(0.25,) * len(CHAINS), substitution=0.2)

    made = output([1, 1, 1, 0.5], chains)

    assert made == pytest.approx((0.75 + 0.25 * 0.5**-4) ** (-1 / 4))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"shares": (0.5, 0.6)}, r"shares must add to 1, not to 1\.1"),
        ({"shares": (1.5, -0.5)}, r"shares must be above 0, not -0\.5"),
        ({"substitution": -0.1}, r"substitution must lie from 0 to 20, not -0\.1"),
        ({"substitution": np.nan}, "substitution must lie from 0 to 20, not nan"),
        ({"productivity": 0}, "productivity must be above 0, not 0"),
        ({"quality": (1.0, 2.0)}, r"quality must have 3 values, not \(1\.0, 2\.0\)"),
        ({"quality": (1.0, 0.0, 1.0)}, r"quality must be above 0, not 0\.0"),
    ],
)
def test_a_technology_that_cannot_be_is_refused(
    wrong: dict[str, float], message: str
) -> None:
    """The message names the parameter, the value and the range."""
    with pytest.raises(ValueError, match=message):
        Combination(**wrong)


@pytest.mark.parametrize(
    ("amounts", "message"),
    [
        ([1, 0, 1], r"amounts must be above 0, not 0\.0"),
        ([1, np.inf, 1], "amounts must be above 0, not inf"),
        ([1, 1], r"amounts must have 3 values along the last axis, .* \(2,\)"),
        (1.0, r"amounts must have 3 values along the last axis, .* \(\)"),
    ],
)
def test_amounts_that_cannot_be_are_refused(amounts: object, message: str) -> None:
    """An element that is absent or missing is named before anything is computed."""
    with pytest.raises(ValueError, match=message):
        output(amounts, Combination())


def test_an_element_that_is_not_there_is_refused() -> None:
    """Three elements are numbered from 0 to 2."""
    with pytest.raises(ValueError, match="element must lie from 0 to 2, not 3"):
        ceiling([1, 1, 1], Combination(), element=3)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"prices": [1, 0, 1]}, r"prices must be above 0, not 0\.0"),
        ({"prices": [1, 1, 1], "budget": -1}, r"budget must be above 0, not -1\.0"),
    ],
)
def test_prices_and_budgets_must_be_above_zero(
    wrong: dict[str, object], message: str
) -> None:
    """Nothing is free here, and nothing is bought for nothing."""
    with pytest.raises(ValueError, match=message):
        best_mix(Combination(), **wrong)


@pytest.mark.parametrize(("names", "last"), [(ELEMENTS, 286), (CHAINS, 379)])
def test_elements_and_chains_stand_on_the_page(
    names: dict[str, str], last: int
) -> None:
    """Each Chinese name is printed on the lines that the model gives."""
    printed = "".join(lines()[last - 2 : last])

    assert [chinese for chinese in names.values() if chinese not in printed] == []
