"""Each mistake in the inputs moves the residual by its closed form."""

import itertools

import numpy as np
import pandas as pd
import pytest

from nqpf.models.growth import Technology, account
from nqpf.models.measurement import (
    Interval,
    Measurement,
    bound_residual,
    explain_residual,
    measure,
    perpetual_inventory,
    residual_bias,
    settled_stock,
)
from nqpf.models.panel import average_over_years
from nqpf.models.province import Province, simulate

TRUE = Measurement()
TECHNOLOGY = Technology(capital_share=0.4)
OFFICE = Province().office


@pytest.fixture(scope="module")
def data() -> pd.DataFrame:
    return simulate(Province(seed=7))


def residuals(data: pd.DataFrame, measurement: Measurement) -> "pd.Series[float]":
    return account(measure(data, measurement), technology=TECHNOLOGY)["residual"]


def growth(data: pd.DataFrame, column: str) -> "pd.Series[float]":
    """Return the growth of a column by a road of its own: groupby and diff."""
    logs = data.assign(log=np.log(data[column])).groupby("city", sort=False)["log"]
    return logs.diff().dropna().reset_index(drop=True)


def test_capital_accumulates_what_is_invested_and_not_lost() -> None:
    """The stock of every year is the year before's, less losses, plus investment."""
    investment = np.array([[30.0, 50.0, 10.0], [5.0, 5.0, 5.0]])

    stock = perpetual_inventory(investment, start=[100.0, 40.0], depreciation=0.1)

    assert stock[:, 1:] == pytest.approx(0.9 * stock[:, :-1] + investment[:, :-1])


def test_an_error_in_the_first_stock_fades_with_the_stock() -> None:
    """After t years the share (1 − δ)^t of the error is left."""
    investment = np.linspace(30, 60, 12)
    right, wrong = (
        perpetual_inventory(investment, start=start, depreciation=0.08)
        for start in (300.0, 340.0)
    )

    left = (wrong - right) / 40

    assert left == pytest.approx(0.92 ** np.arange(12))


def test_the_stock_has_its_closed_form_under_steady_investment() -> None:
    """The sum of a geometric series, worked out without the recursion."""
    g, delta, years = 0.07, 0.09, np.arange(12)
    investment = 20 * (1 + g) ** years

    stock = perpetual_inventory(investment, start=150.0, depreciation=delta)

    kept = 150 * (1 - delta) ** years
    added = 20 * ((1 + g) ** years - (1 - delta) ** years) / (g + delta)
    assert stock == pytest.approx(kept + added)


@pytest.mark.parametrize("depreciation", [0.02, 0.06, 0.15])
def test_on_a_steady_path_a_wrong_rate_of_depreciation_does_no_harm(
    depreciation: float,
) -> None:
    """The level comes out wrong, but it grows at the rate of investment."""
    investment = 20 * 1.07 ** np.arange(12)
    start = settled_stock(20.0, growth=0.07, depreciation=depreciation)

    stock = perpetual_inventory(investment, start=start, depreciation=depreciation)

    assert stock[1:] / stock[:-1] == pytest.approx(np.full(11, 1.07))


def test_true_inputs_come_back_when_nothing_is_mistaken(data: pd.DataFrame) -> None:
    """The stock is rebuilt as it was, and the services are what worked."""
    rebuilt = measure(data, TRUE)

    assert rebuilt["capital"].tolist() == pytest.approx(
        (data["capital"] * data["utilisation"]).tolist()
    )


def test_the_residual_of_true_inputs_is_technology(data: pd.DataFrame) -> None:
    """Measured without error, the residual is the growth of true productivity."""
    assert residuals(data, TRUE).tolist() == pytest.approx(
        growth(data, "tfp").tolist(), abs=1e-12
    )


def test_the_office_rebuilds_the_stock_it_reports(data: pd.DataFrame) -> None:
    """The column in the table and the measurement are one and the same."""
    measured = measure(data, OFFICE)

    assert measured["capital"].tolist() == pytest.approx(
        data["capital_reported"].tolist()
    )


def test_idle_capital_that_is_not_seen_moves_the_residual_by_its_share(
    data: pd.DataFrame,
) -> None:
    """Unmeasured utilisation enters as α times its growth."""
    bias = residuals(data, Measurement(utilisation=False)) - residuals(data, TRUE)

    assert bias.tolist() == pytest.approx(
        (0.4 * growth(data, "utilisation")).tolist(), abs=1e-12
    )


def test_hours_and_skill_that_are_not_counted_become_technology(
    data: pd.DataFrame,
) -> None:
    """Unmeasured quality enters as 1 − α times the growth of hours and skill."""
    bias = residuals(data, Measurement(quality=False)) - residuals(data, TRUE)

    quality = growth(data, "hours") + growth(data, "human_capital")
    assert bias.tolist() == pytest.approx((0.6 * quality).tolist(), abs=1e-12)


def test_wrong_capital_moves_the_residual_by_minus_its_share(
    data: pd.DataFrame,
) -> None:
    """The bias is −α times measured less true growth of capital."""
    bias = residuals(data, Measurement(depreciation=0.1)) - residuals(data, TRUE)

    error = growth(data, "capital_reported") - growth(data, "capital")
    assert bias.tolist() == pytest.approx((-0.4 * error).tolist(), abs=1e-12)


def test_the_formula_of_the_bias_holds_for_both_inputs_at_once(
    data: pd.DataFrame,
) -> None:
    """What the office gets wrong in capital and labour adds up in the residual."""
    bias = residuals(data, OFFICE) - residuals(data, TRUE)
    true, reported = (
        account(measure(data, each), technology=TECHNOLOGY) for each in (TRUE, OFFICE)
    )

    formula = residual_bias(
        technology=TECHNOLOGY,
        capital_error=reported["capital_growth"] - true["capital_growth"],
        labour_error=reported["labour_growth"] - true["labour_growth"],
    )

    assert bias.tolist() == pytest.approx(formula.tolist(), abs=1e-12)


def test_too_much_depreciation_makes_capital_into_technology(
    data: pd.DataFrame,
) -> None:
    """In the first year, from one stock: α ln of true over assumed growth."""
    first = data[data["year"] == 1]
    rate = first["investment"] / first["capital"]

    bias = residuals(data, Measurement(depreciation=0.1)) - residuals(data, TRUE)

    formula = 0.4 * np.log((0.94 + rate) / (0.90 + rate))
    assert bias[::11].tolist() == pytest.approx(formula.tolist())


@pytest.mark.parametrize(
    "measurement",
    [
        TRUE,
        OFFICE,
        Measurement(start_error=0.3),
        Measurement(depreciation=0.02, start_error=-0.2, quality=False),
    ],
)
@pytest.mark.parametrize("share", [0.25, 0.4, 0.6])
def test_technology_and_the_mistakes_add_up_to_the_residual(
    data: pd.DataFrame, measurement: Measurement, share: float
) -> None:
    """Nothing in the residual stays unexplained, whatever was assumed."""
    assumed = Technology(capital_share=share)

    parts = explain_residual(
        data, measurement=measurement, technology=assumed, true_technology=TECHNOLOGY
    )

    held = ["technology", *(name for name in parts if name.endswith("_error"))]
    assert len(held) == 5
    assert parts[held].sum(axis=1).tolist() == pytest.approx(
        account(measure(data, measurement), technology=assumed)["residual"].tolist(),
        abs=1e-12,
    )


def test_the_part_that_is_technology_is_the_same_whatever_was_measured(
    data: pd.DataFrame,
) -> None:
    """Mistakes change the residual; they do not change the world."""
    right, wrong = (
        explain_residual(
            data,
            measurement=measurement,
            technology=Technology(capital_share=share),
            true_technology=TECHNOLOGY,
        )["technology"]
        for measurement, share in ((TRUE, 0.4), (OFFICE, 0.6))
    )

    assert wrong.tolist() == right.tolist()


@pytest.mark.parametrize(
    ("measurement", "share", "wrong"),
    [
        (Measurement(depreciation=0.1), 0.4, "capital_stock_error"),
        (Measurement(start_error=0.2), 0.4, "capital_stock_error"),
        (Measurement(utilisation=False), 0.4, "utilisation_error"),
        (Measurement(quality=False), 0.4, "labour_quality_error"),
        (TRUE, 0.5, "capital_share_error"),
    ],
)
def test_one_mistake_is_found_where_it_was_made(
    data: pd.DataFrame, measurement: Measurement, share: float, wrong: str
) -> None:
    """All other parts stay at zero."""
    parts = explain_residual(
        data,
        measurement=measurement,
        technology=Technology(capital_share=share),
        true_technology=TECHNOLOGY,
    )

    errors = parts.filter(like="_error").abs().max()
    assert errors[errors > 1e-12].index.tolist() == [wrong]


def test_a_wrong_share_costs_its_error_times_capital_deepening(
    data: pd.DataFrame,
) -> None:
    """(α − α̂) times the growth of capital services per unit of labour services."""
    parts = explain_residual(
        data,
        measurement=TRUE,
        technology=Technology(capital_share=0.5),
        true_technology=TECHNOLOGY,
    )

    services = growth(data, "capital") + growth(data, "utilisation")
    labour = sum(growth(data, each) for each in ("labour", "hours", "human_capital"))
    assert parts["capital_share_error"].tolist() == pytest.approx(
        (-0.1 * (services - labour)).tolist(), abs=1e-12
    )


def test_the_range_of_the_residual_is_that_of_a_fine_grid(data: pd.DataFrame) -> None:
    """Four corners find what a search over shares and errors finds."""
    accounts = average_over_years(account(measure(data, OFFICE), technology=TECHNOLOGY))
    share, error = Interval(low=0.3, high=0.55), Interval(low=-0.03, high=0.01)

    bounds = bound_residual(accounts, capital_share=share, capital_error=error)

    grid = [
        accounts["output_growth"]
        - a * (accounts["capital_growth"] - e)
        - (1 - a) * accounts["labour_growth"]
        for a, e in itertools.product(
            np.linspace(share.low, share.high, 26),
            np.linspace(error.low, error.high, 41),
        )
    ]
    assert bounds["residual_low"].tolist() == pytest.approx(np.min(grid, axis=0))
    assert bounds["residual_high"].tolist() == pytest.approx(np.max(grid, axis=0))


def test_a_range_of_nothing_is_the_residual_itself(data: pd.DataFrame) -> None:
    """With the share known and no error both bounds are what was reported."""
    accounts = account(measure(data, OFFICE), technology=TECHNOLOGY)
    share, error = Interval(low=0.4, high=0.4), Interval(low=0.0, high=0.0)

    bounds = bound_residual(accounts, capital_share=share, capital_error=error)

    assert bounds["residual_low"].tolist() == pytest.approx(
        accounts["residual"].tolist()
    )
    assert bounds["residual_high"].tolist() == pytest.approx(
        accounts["residual"].tolist()
    )


def test_an_error_that_lies_in_its_range_leaves_technology_within_bounds(
    data: pd.DataFrame,
) -> None:
    """Where only the stock is wrong and by no more than said, the truth is inside."""
    wrong = Measurement(depreciation=0.1)
    accounts = account(measure(data, wrong), technology=TECHNOLOGY)
    error = growth(data, "capital_reported") - growth(data, "capital")

    bounds = bound_residual(
        accounts,
        capital_share=Interval(low=0.35, high=0.45),
        capital_error=Interval(low=error.min(), high=0.0),
    )

    true = growth(data, "tfp")
    assert true.between(bounds["residual_low"], bounds["residual_high"]).all()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"depreciation": 0.0}, "depreciation must lie strictly between 0 and 1"),
        ({"depreciation": 1.0}, "depreciation must lie strictly between 0 and 1"),
        ({"start_error": -1.0}, "start_error must be above -1, not -1.0"),
    ],
)
def test_a_measurement_that_cannot_be_is_refused(
    wrong: dict[str, float], message: str
) -> None:
    """The message names the parameter and its range."""
    with pytest.raises(ValueError, match=message):
        Measurement(**wrong)


def test_an_interval_upside_down_is_refused() -> None:
    """The lower bound comes first."""
    with pytest.raises(ValueError, match=r"low must be at most high, not 0\.5 against"):
        Interval(low=0.5, high=0.3)


def test_a_range_of_shares_beyond_one_is_refused(data: pd.DataFrame) -> None:
    """A bound obeys what the share itself obeys."""
    accounts = account(measure(data, TRUE), technology=TECHNOLOGY)

    with pytest.raises(ValueError, match="capital_share must lie strictly between"):
        bound_residual(
            accounts,
            capital_share=Interval(low=0.5, high=1.5),
            capital_error=Interval(low=0.0, high=0.0),
        )


def test_a_settled_stock_needs_growth_above_minus_depreciation() -> None:
    """Below it no positive stock could be kept up by positive investment."""
    with pytest.raises(ValueError, match=r"growth must be above -0\.06, not -0\.1"):
        settled_stock(10.0, growth=-0.1, depreciation=0.06)


def test_a_gap_in_the_years_is_refused(data: pd.DataFrame) -> None:
    """Investment that nobody recorded cannot be built into a stock."""
    holed = data[~((data["city"] == "Millrace") & (data["year"] == 5))]

    with pytest.raises(ValueError, match="the years of Millrace have a gap before 6"):
        measure(holed, TRUE)
