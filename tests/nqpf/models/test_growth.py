"""Growth accounting: the parts add up, and true technology is given back."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nqpf.models.growth import Technology, account, produce, tfp
from nqpf.models.panel import chain

shares = st.floats(min_value=0.05, max_value=0.95)
quantities = st.lists(
    st.floats(min_value=0.1, max_value=1000), min_size=6, max_size=6
).map(np.array)


def table(output: object, capital: object, labour: object) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "city": "X",
            "year": range(1, 7),
            "output": output,
            "capital": capital,
            "labour": labour,
        }
    )


@settings(deadline=None, derandomize=True, max_examples=40)
@given(shares, quantities, quantities, quantities)
def test_the_contributions_and_the_residual_add_up_to_growth(
    share: float, output: object, capital: object, labour: object
) -> None:
    """The identity of growth accounting leaves no remainder, whatever the data."""
    accounts = account(
        table(output, capital, labour), technology=Technology(capital_share=share)
    )

    parts = accounts[["capital_contribution", "labour_contribution", "residual"]]

    assert parts.sum(axis=1).tolist() == pytest.approx(
        accounts["output_growth"].tolist(), abs=1e-12
    )


@settings(deadline=None, derandomize=True, max_examples=40)
@given(shares, quantities, quantities, quantities)
def test_the_residual_is_the_growth_of_technology(
    share: float,
    technology: "np.ndarray[tuple[int], np.dtype[np.float64]]",
    capital: "np.ndarray[tuple[int], np.dtype[np.float64]]",
    labour: "np.ndarray[tuple[int], np.dtype[np.float64]]",
) -> None:
    """Where output is Cobb–Douglas and inputs are right, the residual is exact."""
    shape = Technology(capital_share=share)
    output = technology * produce(capital, labour, technology=shape)

    accounts = account(table(output, capital, labour), technology=shape)

    assert accounts["residual"].tolist() == pytest.approx(
        np.diff(np.log(technology)).tolist(), abs=1e-9
    )


@settings(deadline=None, derandomize=True, max_examples=40)
@given(shares, quantities, quantities, quantities)
def test_chained_residuals_and_the_ratio_of_levels_agree(
    share: float, output: object, capital: object, labour: object
) -> None:
    """Two roads to one index: yearly residuals, and output over combined inputs."""
    data, shape = table(output, capital, labour), Technology(capital_share=share)

    chained = chain(account(data, technology=shape), rates=["residual"])

    assert chained["level"].tolist() == pytest.approx(
        tfp(data, technology=shape)["tfp_index"].tolist()
    )


def test_technology_given_to_the_model_comes_back_in_levels() -> None:
    """Output over combined inputs is the productivity that made it."""
    shape = Technology(capital_share=0.3)
    true = np.linspace(1.0, 1.5, 6)
    capital, labour = np.linspace(50.0, 90.0, 6), np.linspace(20.0, 18.0, 6)
    output = true * produce(capital, labour, technology=shape)

    levels = tfp(table(output, capital, labour), technology=shape)

    assert levels["tfp"].tolist() == pytest.approx(true.tolist())


def test_doubling_both_inputs_doubles_what_they_yield() -> None:
    """Returns to scale are constant."""
    shape = Technology(capital_share=0.35)

    single = produce(70.0, 20.0, technology=shape)

    assert produce(140.0, 40.0, technology=shape) == pytest.approx(2 * single)


@pytest.mark.parametrize("column", ["output", "capital", "labour"])
def test_units_make_no_difference_to_the_residual(column: str) -> None:
    """Persons or thousands, yuan or billions: growth has no unit."""
    data = table([5, 6, 7, 8, 9, 10], [9, 9, 9, 12, 13, 14], [3, 3, 2, 2, 3, 3])
    other = data.assign(**{column: data[column] * 10_000})

    before, after = (
        account(each, technology=Technology())["residual"] for each in (data, other)
    )

    assert after.tolist() == pytest.approx(before.tolist())


def test_measured_shares_that_never_change_are_a_constant() -> None:
    """The Törnqvist index with one share is Cobb–Douglas."""
    data = table([5, 6, 7, 8, 9, 10], [9, 9, 9, 12, 13, 14], [3, 3, 2, 2, 3, 3])

    measured = account(data.assign(capital_share=0.3), technology=None)

    pd.testing.assert_frame_equal(
        measured, account(data, technology=Technology(capital_share=0.3))
    )


def test_measured_shares_weigh_growth_by_the_mean_of_two_years() -> None:
    """Between shares of 0.3 and 0.5 capital counts with 0.4."""
    data = table([5] * 6, [1, 2, 2, 2, 2, 2], [3] * 6)
    data["capital_share"] = [0.3, 0.5, 0.5, 0.5, 0.5, 0.5]

    accounts = account(data, technology=None)

    assert accounts.loc[0, "capital_contribution"] == pytest.approx(0.4 * np.log(2))


def test_the_tornqvist_account_of_a_translog_function_is_exact() -> None:
    """Diewert: with shares that move, the mean share still finds technology."""
    technology = np.array([1.0, 1.02, 1.05, 1.04, 1.08, 1.1])
    deepening = np.log(np.array([2.0, 2.3, 2.9, 3.1, 3.0, 3.6]))
    share = 0.3 + 0.1 * deepening
    output = technology * np.exp(0.3 * deepening + 0.05 * deepening**2)
    data = table(output, np.exp(deepening), 1.0).assign(capital_share=share)

    accounts = account(data, technology=None)

    assert accounts["residual"].tolist() == pytest.approx(
        np.diff(np.log(technology)).tolist(), abs=1e-12
    )


def test_missing_shares_are_asked_for() -> None:
    """Without a technology the table must bring the shares."""
    data = table([5] * 6, [9] * 6, [3] * 6)

    with pytest.raises(ValueError, match="the table has no column 'capital_share'"):
        account(data, technology=None)


@pytest.mark.parametrize("share", [0.0, 1.0, 1.2, -0.3])
def test_a_share_outside_zero_to_one_is_refused(share: float) -> None:
    """The message names the parameter, its range and the value."""
    with pytest.raises(
        ValueError,
        match=f"capital_share must lie strictly between 0 and 1, not {share}",
    ):
        Technology(capital_share=share)


def test_a_measured_share_above_one_is_refused() -> None:
    """Measured shares obey the same bounds as assumed ones."""
    data = table([5] * 6, [9] * 6, [3] * 6).assign(capital_share=1.2)

    with pytest.raises(ValueError, match=r"strictly between 0 and 1, not 1\.2"):
        account(data, technology=None)


def test_the_table_is_left_as_it_was() -> None:
    """Accounting reads; it does not write."""
    data = table([5, 6, 7, 8, 9, 10], [9, 9, 9, 12, 13, 14], [3, 3, 2, 2, 3, 3])
    before = data.copy()

    account(data, technology=Technology())

    pd.testing.assert_frame_equal(data, before)
