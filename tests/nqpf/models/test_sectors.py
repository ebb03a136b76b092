"""The stylised input–output table balances, repeats and stands for no real region."""

import numpy as np
import pandas as pd
import pytest

from nqpf.corpus import inputs_outputs
from nqpf.corpus.description import describe
from nqpf.models.province import to_csv
from nqpf.models.sectors import COLUMNS, SECTORS, Economy, simulate
from nqpf.places import data_folder

SEEDS = [0, 12, 1936, 2**32 - 1]


def test_the_published_table_is_what_the_generator_gives() -> None:
    """The CSV is the simulation's text, byte for byte."""
    published = (data_folder() / "inputs_outputs.csv").read_bytes()

    assert published == to_csv(simulate(Economy())).encode()


def test_the_table_that_is_read_is_the_one_simulated() -> None:
    """Six decimals lose nothing that a lesson would show."""
    pd.testing.assert_frame_equal(
        inputs_outputs(), simulate(Economy()), check_dtype=False, rtol=0, atol=1e-6
    )


def test_the_description_lists_the_columns_in_order() -> None:
    """Data and description cannot drift apart."""
    assert list(describe("inputs_outputs").columns) == list(simulate(Economy()).columns)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_row_adds_up_to_output(seed: int) -> None:
    """What is sold to sectors and to final demand is all there is."""
    table = simulate(Economy(seed=seed))

    sold = table[list(COLUMNS.values())].sum(axis=1) + table["final_demand"]
    assert sold.tolist() == pytest.approx(table["output"].tolist())


@pytest.mark.parametrize("seed", SEEDS)
def test_every_column_adds_up_to_output(seed: int) -> None:
    """What is bought from sectors, and value added, is all there is."""
    table = simulate(Economy(seed=seed))

    bought = table[list(COLUMNS.values())].sum().to_numpy() + table["value_added"]
    assert bought.tolist() == pytest.approx(table["output"].tolist())


@pytest.mark.parametrize("seed", SEEDS)
def test_income_is_what_final_demand_spends(seed: int) -> None:
    """Value added of all sectors equals final demand for all of them."""
    table = simulate(Economy(seed=seed))

    assert table["value_added"].sum() == pytest.approx(table["final_demand"].sum())


@pytest.mark.parametrize("seed", SEEDS)
def test_no_sector_loses_money_or_sells_less_than_nothing(seed: int) -> None:
    """Value added is above 0 everywhere, sales are at least 0."""
    table = simulate(Economy(seed=seed))

    assert (table["value_added"] > 0).all()
    assert (table[list(COLUMNS.values())] >= 0).all(axis=None)


@pytest.mark.parametrize("seed", SEEDS)
def test_future_industries_are_the_smallest_sector(seed: int) -> None:
    """The lesson's surprise needs them small, whatever the seed."""
    table = simulate(Economy(seed=seed)).set_index("sector")["output"]

    assert table.idxmin() == "future industries"
    assert table.min() < 0.05 * table.sum()


def test_the_same_seed_gives_the_same_economy_and_another_another() -> None:
    """A solution for one learner's table is none for another's."""
    mine, again, yours = (simulate(Economy(seed=seed)) for seed in (5, 5, 6))

    pd.testing.assert_frame_equal(mine, again)
    assert not np.isclose(mine["output"], yours["output"]).any()


def test_a_sector_has_a_column_of_its_own() -> None:
    """Six sectors, six different names of columns."""
    assert len(set(COLUMNS.values())) == len(SECTORS) == 6


@pytest.mark.parametrize("variety", [0, 0.2])
def test_a_variety_that_could_break_the_balance_is_refused(variety: float) -> None:
    """The message names the bounds."""
    with pytest.raises(ValueError, match=r"^variety must lie strictly between 0 and"):
        Economy(variety=variety)


@pytest.mark.parametrize("seed", range(40))
def test_the_widest_variety_still_leaves_every_sector_an_income(seed: int) -> None:
    """The bound on variety is where it belongs."""
    assert (simulate(Economy(seed=seed, variety=0.199))["value_added"] > 0).all()
