"""Disruption: extraction and chains by formula, and the two directions apart."""

import heapq

import numpy as np
import pandas as pd
import pytest

from nqpf.models.disruption import Shock, disrupt, extract, rank
from nqpf.models.leontief import Accounts, accounts, inverse
from nqpf.models.sectors import SECTORS, Economy, simulate

KNOWN = accounts(simulate(Economy()))
FUTURE = "future industries"
NO_NEED = Shock(substitution=1.0)
"""Everything that is missing can be bought elsewhere."""


def line(number: int) -> Accounts:
    """Return a chain in which each sector buys a fifth of its output from the last."""
    sold = np.zeros((number, number))
    final = np.full(number, 100.0)
    output = np.zeros(number)
    for j in reversed(range(number)):
        output[j] = final[j] + (sold[j, j + 1] if j + 1 < number else 0)
        if j:
            sold[j - 1, j] = 0.2 * output[j]
    return Accounts(
        sectors=tuple(f"step {n}" for n in range(number)),
        sold=sold,
        final_demand=final,
        jobs=final,
    )


def steps_from(sector: str, essential_from: float) -> dict[str, int]:
    """Return how many essential inputs lie between a sector and each it reaches."""
    essential = KNOWN.coefficients >= essential_from
    start = KNOWN.place(sector)
    found: dict[int, int] = {}
    queue = [(0, start)]
    while queue:
        steps, seller = heapq.heappop(queue)
        if seller not in found:
            found[seller] = steps
            for buyer in np.flatnonzero(essential[seller]):
                heapq.heappush(queue, (steps + 1, int(buyer)))
    return {KNOWN.sectors[n]: steps for n, steps in found.items()}


@pytest.mark.parametrize("name", ["lost", "substitution"])
def test_a_share_beyond_one_is_refused(name: str) -> None:
    """The message names the share."""
    with pytest.raises(ValueError, match=f"^{name} must lie from 0 to 1, not 1.5"):
        Shock(**{name: 1.5})


def test_inputs_are_essential_from_some_cost_on() -> None:
    """At zero even what is not used would be essential."""
    with pytest.raises(ValueError, match=r"^essential_from must be above 0, not 0"):
        Shock(essential_from=0)


@pytest.mark.parametrize("sector", SECTORS)
def test_with_full_substitution_a_lost_sector_is_a_hypothetical_extraction(
    sector: str,
) -> None:
    """The iteration ends where the literature's formula does."""
    after = disrupt(KNOWN, sector, NO_NEED)["after"]

    assert after.tolist() == pytest.approx(extract(KNOWN, sector).tolist(), abs=1e-6)


def test_extraction_is_solving_without_the_sector() -> None:
    """Delete its row and column and solve the rest."""
    kept = [n for n, name in enumerate(KNOWN.sectors) if name != "producer services"]
    left = KNOWN.coefficients[np.ix_(kept, kept)]

    output = np.linalg.solve(np.eye(5) - left, KNOWN.final_demand[kept])

    assert extract(KNOWN, "producer services")[kept] == pytest.approx(output)
    assert extract(KNOWN, "producer services").sum() == pytest.approx(output.sum())


@pytest.mark.parametrize("lost", [0.1, 0.5, 0.9])
def test_a_partial_loss_without_essential_inputs_solves_the_mixed_model(
    lost: float,
) -> None:
    """Output of one sector is given, that of the others follows from demand."""
    at = KNOWN.place("emerging industries")
    others = [n for n in range(6) if n != at]
    given = (1 - lost) * KNOWN.output[at]
    left = KNOWN.coefficients[np.ix_(others, others)]
    demand = KNOWN.final_demand[others] + KNOWN.coefficients[others, at] * given

    after = disrupt(KNOWN, "emerging industries", Shock(lost=lost, substitution=1.0))[
        "after"
    ].to_numpy()

    assert after[others] == pytest.approx(inverse(left) @ demand)
    assert after[at] == pytest.approx(given)


@pytest.mark.parametrize("essential_from", [0.03, 0.06, 0.1, 0.25])
@pytest.mark.parametrize("substitution", [0.0, 0.4])
def test_want_of_inputs_fades_with_each_essential_step(
    essential_from: float, substitution: float
) -> None:
    """After d steps a share λ(1 − φ)^d is missing, and nothing where none lead."""
    shock = Shock(lost=0.8, substitution=substitution, essential_from=essential_from)

    hit = disrupt(KNOWN, "emerging industries", shock).set_index("sector")

    steps = steps_from("emerging industries", essential_from)
    expected = {
        sector: 0.8 * (1 - substitution) ** steps[sector] if sector in steps else 0.0
        for sector in SECTORS
    }
    missing = (hit["own"] + hit["inputs"]) / hit["before"]
    assert missing.to_dict() == pytest.approx(expected)


def test_a_chain_stops_from_its_first_step() -> None:
    """Five steps, each essential to the next: nobody produces."""
    hit = disrupt(line(5), "step 0", Shock(essential_from=0.2))

    assert hit["after"].tolist() == pytest.approx([0] * 5)


def test_the_end_of_a_chain_starves_nobody_of_inputs() -> None:
    """It takes only orders away, a fifth of them at each step back."""
    hit = disrupt(line(4), "step 3", Shock(essential_from=0.2))

    assert hit["inputs"].tolist() == [0, 0, 0, 0]
    assert hit["orders"].tolist() == pytest.approx([0.8, 4.0, 20.0, 0.0])


@pytest.mark.parametrize("sector", SECTORS)
@pytest.mark.parametrize("essential_from", [0.03, 0.1])
def test_each_loss_has_its_cause(sector: str, essential_from: float) -> None:
    """Own loss, want of inputs and of orders add up, and none is negative."""
    hit = disrupt(KNOWN, sector, Shock(lost=0.6, essential_from=essential_from))

    causes = hit[["own", "inputs", "orders"]]
    assert causes.sum(axis=1).tolist() == pytest.approx(
        (hit["before"] - hit["after"]).tolist()
    )
    assert (causes >= -1e-9).all(axis=None)


@pytest.mark.parametrize("sector", SECTORS)
def test_what_is_left_is_ordered_and_can_be_made(sector: str) -> None:
    """No sector sells more than is asked of it or more than it is able to make."""
    shock = Shock(lost=0.7, substitution=0.3, essential_from=0.07)

    hit = disrupt(KNOWN, sector, shock)

    after = hit["after"].to_numpy()
    ordered = KNOWN.coefficients @ after + KNOWN.final_demand
    able = (hit["before"] - hit["own"] - hit["inputs"]).to_numpy()
    assert after == pytest.approx(np.minimum(ordered, able), abs=1e-6)


def test_nothing_lost_is_nothing_lost() -> None:
    """A shock of zero leaves the table as it is."""
    hit = disrupt(KNOWN, FUTURE, Shock(lost=0))

    assert hit["after"].tolist() == pytest.approx(KNOWN.output.tolist())


def test_the_ranking_is_what_each_shock_alone_gives() -> None:
    """Six at once or one after the other."""
    shock = Shock(lost=0.8, substitution=0.2, essential_from=0.06)

    found = rank(KNOWN, shock).set_index("sector")["output"]

    alone = {
        sector: (hit["before"] - hit["after"]).sum() / hit["before"].sum()
        for sector in SECTORS
        for hit in [disrupt(KNOWN, sector, shock)]
    }
    assert found.to_dict() == pytest.approx(alone)


def test_value_added_falls_with_output() -> None:
    """The sum over sectors is the ranking's share of all value added."""
    hit = disrupt(KNOWN, FUTURE, NO_NEED)

    share = rank(KNOWN, NO_NEED).set_index("sector").loc[FUTURE, "value_added"]
    assert hit["value_added"].sum() / KNOWN.value_added.sum() == pytest.approx(share)


@pytest.mark.parametrize("seed", [0, 12, 1936])
def test_whether_the_smallest_sector_stops_all_turns_on_what_is_essential(
    seed: int,
) -> None:
    """From 3 % of costs on, all five stop; from 5 % on, none does."""
    economy = accounts(simulate(Economy(seed=seed)))

    stopped = [
        rank(economy, Shock(essential_from=bound)).set_index("sector")["stopped"]
        for bound in (0.03, 0.055)
    ]

    assert [int(each[FUTURE]) for each in stopped] == [5, 0]


def test_a_larger_shock_never_costs_less() -> None:
    """Losses rise with what is lost, and fall with what can be replaced."""
    by_loss = [rank(KNOWN, Shock(lost=s / 5))["output"] for s in range(6)]
    by_help = [rank(KNOWN, Shock(substitution=s / 5))["output"] for s in range(6)]

    rising = pd.DataFrame(by_loss).to_numpy()
    falling = pd.DataFrame(by_help).to_numpy()
    assert (np.diff(rising, axis=0) >= -1e-9).all()
    assert (np.diff(falling, axis=0) <= 1e-9).all()
