"""The stylised firms are as said, for every seed."""

import numpy as np
import pandas as pd
import pytest

from nqpf.corpus import firms as read_firms
from nqpf.corpus.description import describe
from nqpf.models.firms import BARRIERS_FOLLOW, CREDIT_FOLLOWS, Firms, draw, misrecord
from nqpf.models.misallocation import Industry, allocate, reform_gains

SEEDS = [0, 1, 2, 3, 2009, 2**32 - 1]


def log_wedges(table: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "financing": np.log1p(table["financing_wedge"]),
            "land": np.log1p(table["land_wedge"]),
            "entry": -np.log1p(-table["entry_wedge"]),
        }
    )


def test_spreads_and_correlations_are_those_of_the_parameters() -> None:
    """With very many firms the drawn moments are the ones asked for."""
    logs = log_wedges(draw(Firms(count=200_000, land_follows=-0.6)))

    close = logs.corr()
    assert logs.std().tolist() == pytest.approx([0.6, 0.5, 0.2], rel=0.01)
    assert close.loc["financing", "entry"] == pytest.approx(
        CREDIT_FOLLOWS * BARRIERS_FOLLOW, abs=0.01
    )
    assert close.loc["financing", "land"] == pytest.approx(
        -0.6 * CREDIT_FOLLOWS, abs=0.01
    )


def test_the_middle_firm_has_no_wedge() -> None:
    """Wedges are centred: some firms pay too much and some too little."""
    logs = log_wedges(draw(Firms(count=200_000)))

    assert logs.mean().tolist() == pytest.approx([0, 0, 0], abs=0.005)


@pytest.mark.parametrize("seed", SEEDS)
def test_private_firms_pay_more_for_credit_and_meet_more_barriers(seed: int) -> None:
    """Ownership shifts the lack of connections, in every draw."""
    middle = draw(Firms(seed=seed)).groupby("ownership").median(numeric_only=True)

    wedges = middle[["financing_wedge", "entry_wedge"]]
    assert (wedges.loc["private"] > wedges.loc["state"]).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_firms_use_and_make_what_their_wedges_lead_them_to(seed: int) -> None:
    """The table holds the allocation of its own wedges."""
    table = draw(Firms(seed=seed))

    again = allocate(table[["productivity", *table.columns[3:6]]], Industry())

    assert again["revenue"].tolist() == pytest.approx(table["revenue"].tolist())


@pytest.mark.parametrize("seed", SEEDS)
def test_taking_compensation_away_alone_loses_output(seed: int) -> None:
    """Cheap land that makes up for dear credit is second best, in every draw."""
    gains = reform_gains(draw(Firms(seed=seed)), Industry()).set_index("removed")[
        "gain"
    ]

    assert gains["land"] < 0
    assert gains["financing"] > gains["entry"] > 0


@pytest.mark.parametrize("seed", SEEDS)
def test_taking_privilege_away_gains_output(seed: int) -> None:
    """Where the same firms get all favours, each removal alone helps."""
    firms = draw(Firms(seed=seed, land_follows=0.8))

    gains = reform_gains(firms, Industry())["gain"]

    assert (gains.iloc[1:] > 0).all()


def test_the_same_seed_gives_the_same_firms() -> None:
    """A learner finds the same data again tomorrow."""
    pd.testing.assert_frame_equal(draw(Firms(seed=9)), draw(Firms(seed=9)))


def test_another_seed_gives_other_firms() -> None:
    """A solution for one learner's data is none for another's."""
    mine, yours = draw(Firms(seed=9)), draw(Firms(seed=10))

    assert not np.isclose(mine["productivity"], yours["productivity"]).any()


def test_an_office_that_does_not_err_records_the_truth() -> None:
    """Without spread every figure is the firm's own."""
    table = draw(Firms(count=20))

    records = misrecord(table, spread=0)

    pd.testing.assert_frame_equal(records, table[records.columns])


def test_errors_are_as_large_as_said_and_independent() -> None:
    """The logarithms of the errors have the spread, and no correlation."""
    table = draw(Firms(count=100_000))
    names = ["revenue", "capital", "land", "labour"]

    errors = np.log(misrecord(table, spread=0.15, seed=4)[names] / table[names])

    assert errors.std().tolist() == pytest.approx([0.15] * 4, rel=0.02)
    assert errors.corr().to_numpy() == pytest.approx(np.eye(4), abs=0.02)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"seed": -1}, "seed must be a whole number of at least 0, not -1"),
        ({"count": 9}, "count must be a whole number of at least 10, not 9"),
        ({"private_share": 1}, "private_share must lie strictly between 0 and 1"),
        ({"land_spread": -0.1}, r"land_spread must be at least 0, not -0\.1"),
        ({"land_follows": -1.2}, r"land_follows must lie from -1 to 1, not -1\.2"),
    ],
)
def test_firms_that_cannot_be_are_refused(
    wrong: dict[str, float], message: str
) -> None:
    """The message names the parameter, the value and the range."""
    with pytest.raises(ValueError, match=message):
        Firms(**wrong)


def test_a_negative_error_spread_is_refused() -> None:
    """A standard deviation has no sign."""
    with pytest.raises(ValueError, match=r"spread must be at least 0, not -0\.1"):
        misrecord(draw(Firms(count=10)), spread=-0.1)


def test_the_table_that_is_read_is_the_one_drawn() -> None:
    """Six decimals lose nothing that a lesson would show."""
    pd.testing.assert_frame_equal(
        read_firms(), draw(Firms()), check_dtype=False, rtol=0, atol=1e-6
    )


def test_the_description_lists_the_columns_in_order() -> None:
    """Data and description cannot drift apart."""
    assert list(describe("firms").columns) == list(draw(Firms()).columns)
