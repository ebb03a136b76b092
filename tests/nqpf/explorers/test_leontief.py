"""Lesson 12's explorer of the chain shows its view, and its notes are true."""

from itertools import product

import numpy as np
import pandas as pd
import pytest

from nqpf.charts.theme import STYLISED, description
from nqpf.explorers.drawing import difference, draw
from nqpf.explorers.frame import MOST_CONTROLS
from nqpf.explorers.leontief import chain_view, explore_chain
from nqpf.models.leontief import accounts
from nqpf.models.sectors import SECTORS, Economy, simulate

FUTURE, EMERGING = "future industries", "emerging industries"
START = {"sector": FUTURE, "lost": 100, "substitution": 0, "essential_from": 5}
KNOWN = accounts(simulate(Economy()))
EXTREMES = [
    dict(zip(START, ends, strict=True))
    for ends in product(SECTORS, [10, 100], [0, 100], [1, 25])
]


def losses(**changed: object) -> pd.DataFrame:
    """Return what each sector loses (share of its own), a column a cause."""
    rows = pd.DataFrame(chain_view(**{**START, **changed}).datasets["losses"])
    return rows.pivot_table("share", "sector", "cause")


def costs(**changed: object) -> pd.DataFrame:
    """Return each sector's size and what a hit on it costs all (shares)."""
    rows = pd.DataFrame(chain_view(**{**START, **changed}).datasets["reach"])
    return rows.set_index("sector")


def test_the_explorer_opens_on_the_smallest_sector() -> None:
    """Future industries are gone."""
    explorer = explore_chain()

    assert explorer.trait_values()["values"] == START
    assert explorer.chart.to_dict() == chain_view(**START).to_dict()


def test_there_are_four_controls_and_each_is_labelled() -> None:
    """No more than a learner can keep in mind."""
    controls = explore_chain().get_state()["_frame"]["controls"]

    assert len(controls) == MOST_CONTROLS
    assert all(control["label"] for control in controls)


def test_a_sector_is_offered_with_its_name_in_chinese() -> None:
    """Both names stand in the list."""
    (sector, *_) = explore_chain().get_state()["_frame"]["controls"]

    assert [FUTURE, "future industries 未来产业"] in [
        list(o) for o in sector["options"]
    ]


@pytest.mark.parametrize("moved", EXTREMES, ids=str)
def test_a_moved_control_only_sends_new_rows(moved: dict[str, object]) -> None:
    """The living picture is refilled, never replaced."""
    explorer = explore_chain()
    before = draw(explorer.chart)

    explorer.values = moved

    assert explorer.problem == ""
    assert "skeleton" not in difference(before, draw(explorer.chart))


def test_the_explorer_says_that_its_data_are_stylised() -> None:
    """No stylised figure may be taken for a real region's."""
    assert f"{STYLISED}." in description(explore_chain().chart)


def test_the_question_can_be_settled() -> None:
    """Between 4 and 5 % the smallest sector stops all others or none."""
    stopped = {
        bound: int((losses(essential_from=bound).sum(axis=1) > 0.99).sum()) - 1
        for bound in (4, 5)
    }

    assert stopped == {4: 5, 5: 0}


def test_at_the_start_the_smallest_sector_costs_four_per_cent() -> None:
    """First note: 1.7 % of output, 4 % lost by all."""
    found = costs().loc[FUTURE]

    assert found["size"] == pytest.approx(0.017, abs=0.0005)
    assert found["output"] == pytest.approx(0.04, abs=0.005)
    assert costs(essential_from=4).loc[FUTURE, "output"] == pytest.approx(1)


def test_one_link_stops_all_the_others() -> None:
    """Second note: only emerging industries need the future ones by 4 %."""
    at = KNOWN.place(FUTURE)
    bought = dict(zip(KNOWN.sectors, KNOWN.coefficients[at], strict=True))
    others = {
        name: share for name, share in bought.items() if name not in {FUTURE, EMERGING}
    }

    assert bought[EMERGING] == pytest.approx(0.042, abs=0.0005)
    assert max(others.values()) < 0.04
    assert (losses(sector=EMERGING, essential_from=4).sum(axis=1) > 0.99).all()


@pytest.mark.parametrize("sector", SECTORS)
def test_with_full_substitution_nobody_lacks_inputs(sector: str) -> None:
    """Third note: only orders are lost."""
    found = losses(sector=sector, substitution=100, essential_from=1)

    assert found["no inputs"].max() == pytest.approx(0)
    assert found["no orders"].max() > 0


def test_with_full_substitution_traditional_manufacturing_costs_most() -> None:
    """Third note: not the largest sector, but the one that buys most."""
    found = costs(substitution=100)
    bought = dict(zip(KNOWN.sectors, KNOWN.sold.sum(axis=0), strict=True))

    assert found["output"].idxmax() == "traditional manufacturing"
    assert found["size"].idxmax() == "consumer goods and services"
    assert max(bought, key=bought.__getitem__) == "traditional manufacturing"


def test_the_want_of_inputs_halves_with_each_step() -> None:
    """Fourth note: a half, a quarter, an eighth."""
    found = losses(essential_from=4, substitution=50)["no inputs"].drop(FUTURE)

    assert found[EMERGING] == pytest.approx(0.5)
    assert sorted(found.round(6).unique()) == pytest.approx([0.125, 0.25, 0.5])


def test_size_tells_where_everything_can_be_replaced_and_not_where_nothing_can() -> (
    None
):
    """Fifth note: a close correlation there, one and the same loss here."""
    replaced, needed = costs(substitution=100), costs(essential_from=4)

    correlation = np.corrcoef(replaced["size"], replaced["output"])[0, 1]
    assert correlation > 0.9
    assert needed["output"].tolist() == pytest.approx([1] * 6)


@pytest.mark.parametrize("settings", EXTREMES, ids=str)
def test_everything_stays_within_the_axes(settings: dict[str, object]) -> None:
    """Shares of output end at 0 and 1."""
    table = losses(**settings)

    assert table.to_numpy().min() >= -1e-9
    assert table.sum(axis=1).max() <= 1 + 1e-9
    assert costs(**settings)["output"].between(0, 1 + 1e-9).all()
