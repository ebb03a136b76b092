"""The Leontief inverse, its multipliers and its links, each by a second route."""

from dataclasses import replace

import numpy as np
import pytest

from nqpf.models.leontief import Accounts, accounts, inverse, links, multipliers
from nqpf.models.sectors import Economy, simulate

KNOWN = accounts(simulate(Economy()))

# The numbers of Miller and Blair's two-sector example; sectors' names are ours.
SMALL = Accounts(
    sectors=("farms", "mills"),
    sold=np.array([[150.0, 500.0], [200.0, 100.0]]),
    final_demand=np.array([350.0, 1700.0]),
    jobs=np.array([20.0, 30.0]),
)


def test_a_small_table_gives_the_inverse_worked_by_hand() -> None:
    """A = [[.15, .25], [.20, .05]], determinant .7575: the cofactors over it."""
    by_hand = np.array([[0.95, 0.25], [0.20, 0.85]]) / 0.7575

    assert SMALL.output.tolist() == [1000, 2000]
    assert inverse(SMALL.coefficients) == pytest.approx(by_hand)


def test_the_inverse_is_the_sum_of_all_rounds() -> None:
    """I + A + A² + …, the second route."""
    total = term = np.eye(6)
    for _ in range(300):
        term = term @ KNOWN.coefficients
        total = total + term

    assert inverse(KNOWN.coefficients) == pytest.approx(total)


def test_final_demand_sets_all_output_in_motion() -> None:
    """The inverse times final demand gives back the table's output."""
    output = inverse(KNOWN.coefficients) @ KNOWN.final_demand

    assert output == pytest.approx(KNOWN.output)


def test_a_yuan_of_final_demand_is_a_yuan_of_income() -> None:
    """Without imports nothing leaks out."""
    assert multipliers(KNOWN)["value_added"].tolist() == pytest.approx([1] * 6)


def test_an_output_multiplier_is_what_one_more_unit_would_change() -> None:
    """Raise final demand for a sector by 1, solve again, and add up."""
    more = KNOWN.final_demand + np.eye(6)[2]

    raised = np.linalg.solve(np.eye(6) - KNOWN.coefficients, more)

    gained = (raised - KNOWN.output).sum()
    assert multipliers(KNOWN)["output"][2] == pytest.approx(gained)


def test_a_job_multiplier_counts_persons_per_million_yuan() -> None:
    """10,000 persons per billion yuan are 10 per million."""
    first = multipliers(SMALL)["jobs"][0]

    per_output = np.array([20 / 1000, 30 / 2000])
    assert first == pytest.approx(10 * per_output @ (np.array([0.95, 0.20]) / 0.7575))


def test_linkages_are_one_on_average() -> None:
    """Above 1 is more than the mean sector."""
    found = multipliers(KNOWN)

    assert found[["backward", "forward"]].mean().tolist() == pytest.approx([1, 1])


def test_who_sells_only_to_consumers_has_the_weakest_forward_linkage() -> None:
    """Consumer goods and services end the chain."""
    found = multipliers(KNOWN).set_index("sector")["forward"]

    assert found.idxmin() == "consumer goods and services"


@pytest.mark.parametrize("economy", [KNOWN, SMALL], ids=["six sectors", "two sectors"])
def test_a_cut_link_costs_what_solving_again_without_it_gives(
    economy: Accounts,
) -> None:
    """The rank-one formula against brute force, link by link."""
    found = links(economy).set_index(["seller", "buyer"])["loss"]

    for i, seller in enumerate(economy.sectors):
        for j, buyer in enumerate(economy.sectors):
            cut = economy.coefficients.copy()
            cut[i, j] = 0
            left = np.linalg.solve(np.eye(len(cut)) - cut, economy.final_demand)
            loss = (economy.output - left).sum()
            assert found[seller, buyer] == pytest.approx(loss, abs=1e-9)


def test_the_heaviest_link_comes_first() -> None:
    """The table is sorted by what the links carry."""
    assert links(KNOWN)["loss"].is_monotonic_decreasing


def test_the_heaviest_link_need_not_be_the_largest_sale() -> None:
    """A sale to a sector with many suppliers behind it carries more."""
    found = links(KNOWN)

    order = found["sold"].rank(ascending=False)
    assert not order.is_monotonic_increasing


def test_columns_of_one_or_more_are_refused() -> None:
    """A sector that buys more than it makes could never be served."""
    with pytest.raises(ValueError, match=r"^coefficients must add up to less than 1"):
        inverse(np.array([[0.5, 0.0], [0.5, 0.2]]))


def test_a_table_of_the_wrong_shape_is_refused() -> None:
    """As many rows, columns, demands and jobs as sectors."""
    with pytest.raises(ValueError, match=r"^sold, final_demand and jobs must be for 2"):
        replace(SMALL, jobs=np.array([1.0]))


@pytest.mark.parametrize("name", ["sold", "final_demand", "jobs"])
def test_a_negative_entry_is_refused(name: str) -> None:
    """The message names the part and the entry."""
    wrong = getattr(SMALL, name) - 1000

    with pytest.raises(ValueError, match=f"^{name} must be at least 0, not -"):
        replace(SMALL, **{name: wrong})


def test_a_sector_that_loses_money_is_refused() -> None:
    """Inputs may not cost more than output brings."""
    with pytest.raises(ValueError, match=r"^farms: output and value added must be"):
        replace(SMALL, sold=SMALL.sold + np.array([[0, 0], [5000, 0]]))


def test_a_sector_that_is_not_there_is_named() -> None:
    """The message lists those that are."""
    with pytest.raises(ValueError, match=r"^sector must be one of farms, mills, not"):
        SMALL.place("mines")
