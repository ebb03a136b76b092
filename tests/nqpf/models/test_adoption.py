"""The stylised series obey their curves, and stand for no real technology."""

import numpy as np
import pandas as pd
import pytest

from nqpf.corpus import adoption as read_adoption
from nqpf.corpus.description import describe
from nqpf.models.adoption import TECHNOLOGIES, Records, simulate
from nqpf.models.diffusion import yearly
from nqpf.models.forecast import fit
from nqpf.models.province import to_csv
from nqpf.places import data_folder

SEEDS = [0, 9, 1969]


def test_the_published_table_is_what_the_generator_gives() -> None:
    """The CSV is the simulation's text, byte for byte."""
    published = (data_folder() / "adoption.csv").read_bytes()

    assert published == to_csv(simulate(Records())).encode()


def test_the_table_that_is_read_is_the_one_simulated() -> None:
    """Six decimals lose nothing that a lesson would show."""
    pd.testing.assert_frame_equal(
        read_adoption(), simulate(Records()), check_dtype=False, rtol=0, atol=1e-6
    )


def test_the_description_lists_the_columns_and_the_technologies() -> None:
    """Data and description cannot drift apart."""
    described = describe("adoption").columns

    assert list(described) == list(simulate(Records()).columns)
    assert described["technology"].choices == tuple(TECHNOLOGIES)


@pytest.mark.parametrize("name", TECHNOLOGIES)
def test_without_scatter_a_series_is_its_curve(name: str) -> None:
    """Market, pace and push are those that are written down."""
    known = TECHNOLOGIES[name]

    table = simulate(Records(scatter=0)).query("technology == @name")

    curve = yearly(known.bass, years=30, push=known.push)
    assert table["adopters"].tolist() == pytest.approx(curve["adopters"].tolist())


@pytest.mark.parametrize("seed", SEEDS)
def test_adopters_add_up_to_the_adopted(seed: int) -> None:
    """Technology by technology."""
    table = simulate(Records(seed=seed))

    summed = table.groupby("technology")["adopters"].cumsum()

    assert summed.tolist() == pytest.approx(table["adopted"].tolist())


def test_three_beginnings_agree_and_their_ends_do_not() -> None:
    """Five years in they are within 15 %; in the end one is six times another."""
    curves = simulate(Records(scatter=0)).query("technology != 'Lampgrass'")
    by_year = curves.groupby("year")["adopted"]

    ratio = by_year.max() / by_year.min()

    assert ratio.loc[:4].max() < 1.15
    assert ratio.iloc[-1] > 6


def test_the_course_series_quotes_its_figures() -> None:
    """Seven years: no largest market without a push, and a wrong one after it."""
    series = read_adoption().groupby("technology")["adopters"]
    found = {name: fit(values[:7], most=500) for name, values in series}

    quoted = {
        name: (round(each.smallest.market), round(each.largest.market))
        for name, each in found.items()
    }
    assert quoted == {
        "Fernlatch": (21, 500),
        "Glasswing": (54, 500),
        "Tidewheel": (27, 500),
        "Lampgrass": (56, 70),
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_the_scatter_is_as_large_as_asked_for(seed: int) -> None:
    """Its standard deviation over all four technologies, in logarithms."""
    lucky, plain = (
        np.log(simulate(Records(seed=seed, scatter=scatter))["adopters"])
        for scatter in (0.05, 0)
    )

    assert (lucky - plain).std() == pytest.approx(0.05, rel=0.2)


def test_the_same_seed_gives_the_same_series() -> None:
    """A learner finds the same data again tomorrow."""
    pd.testing.assert_frame_equal(simulate(Records(seed=4)), simulate(Records(seed=4)))
    assert not simulate(Records(seed=4)).equals(simulate(Records(seed=5)))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"seed": -1}, "seed must be a whole number of at least 0, not -1"),
        ({"years": 0}, "years must be a whole number of at least 1, not 0"),
        ({"scatter": -0.1}, r"scatter must be at least 0, not -0\.1"),
    ],
)
def test_records_that_could_not_be_are_refused(
    wrong: dict[str, int], message: str
) -> None:
    """The message names the parameter, the value and the range."""
    with pytest.raises(ValueError, match=message):
        Records(**wrong)
