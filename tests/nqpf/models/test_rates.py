"""Growth rates: which formula leads from the start to the end."""

import math
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nqpf.models.rates import (
    average_of_total_change,
    compound_growth,
    doubling_time,
    explain_rate,
    growth_paths,
    log_growth,
)

FIRST, LAST, YEARS = 0.3026, 0.8747, 9  # the published index, 2012 to 2021

values = st.floats(min_value=0.01, max_value=100)
spans = st.integers(min_value=1, max_value=50)


@settings(deadline=None, derandomize=True)
@given(values, values, spans)
def test_the_compound_rate_leads_from_the_start_to_the_end(
    start: float, end: float, years: int
) -> None:
    """Applied once a year it arrives, whatever the values."""
    rate = compound_growth(start, end, years=years)

    assert start * (1 + rate) ** years == pytest.approx(end)


@settings(deadline=None, derandomize=True)
@given(values, values, values, spans, spans)
def test_logarithmic_rates_of_two_spells_add_up(
    start: float, middle: float, end: float, first: int, second: int
) -> None:
    """Growth over both spells is the sum of the growth in each."""
    whole = (first + second) * log_growth(start, end, years=first + second)

    parts = first * log_growth(start, middle, years=first)
    parts += second * log_growth(middle, end, years=second)

    assert whole == pytest.approx(parts, abs=1e-9)


@settings(deadline=None, derandomize=True)
@given(values, values, spans)
def test_the_average_of_the_total_change_is_never_below_the_compound_rate(
    start: float, end: float, years: int
) -> None:
    """Bernoulli's inequality: compounding the average overshoots or ties."""
    average = average_of_total_change(start, end, years=years)

    assert average >= compound_growth(start, end, years=years) - 1e-12


def test_the_published_index_grew_by_an_eighth_a_year() -> None:
    """From 0.3026 to 0.8747 in nine years is 12.5 % a year, compounded."""
    rate = compound_growth(FIRST, LAST, years=YEARS)

    assert rate == pytest.approx(0.125, abs=0.0005)


def test_the_published_rate_is_the_total_change_over_nine() -> None:
    """The total change is 189 %, and a ninth of it the 21 % in print."""
    rate = average_of_total_change(FIRST, LAST, years=YEARS)

    assert (9 * rate, rate) == pytest.approx((1.89, 0.21), abs=0.001)


def test_the_published_rate_compounded_leaves_the_range_of_the_index() -> None:
    """An index from 0 to 1 cannot grow by 21 % a year: it would reach 1.68."""
    paths = growth_paths(FIRST, LAST, first_year=2012, last_year=2021, published=0.21)

    published = paths[paths["path"] == "published rate"].iloc[-1]

    assert published["value"] == pytest.approx(1.68, abs=0.005)


def test_only_one_reading_reproduces_the_published_rate() -> None:
    """Of six readings the total change over the nine years elapsed fits alone."""
    readings = explain_rate(FIRST, LAST, years=YEARS, published=0.21)

    found = readings[readings["reproduces"]]

    assert found[["formula", "years"]].to_numpy().tolist() == [
        ["total change / years", 9]
    ]


def test_an_honest_rate_is_recognised() -> None:
    """Had 13 % been printed, the compound rate would have explained it."""
    readings = explain_rate(FIRST, LAST, years=YEARS, published=0.13)

    assert readings.loc[0, ["formula", "reproduces"]].tolist() == ["compound", True]


def test_a_coarsely_rounded_rate_leaves_several_readings_open() -> None:
    """To the nearest 2 %, 12 % may be compound or logarithmic growth."""
    coarse = explain_rate(FIRST, LAST, years=YEARS, published=0.12, rounding=0.02)
    fine = explain_rate(FIRST, LAST, years=YEARS, published=0.118, rounding=0.001)

    assert (coarse["reproduces"].sum(), fine["reproduces"].sum()) == (3, 1)


def test_all_readings_but_the_published_meet_at_both_ends() -> None:
    """Compound growth and the straight line share start and end."""
    paths = growth_paths(FIRST, LAST, first_year=2012, last_year=2021)

    ends = paths[paths["year"].isin([2012, 2021])].pivot(
        index="path", columns="year", values="value"
    )

    assert ends.to_numpy().tolist() == [pytest.approx([FIRST, LAST])] * 2


def test_the_straight_line_grows_ever_more_slowly() -> None:
    """21 % is its growth in the first year only; in the last it is 7.8 %."""
    paths = growth_paths(FIRST, LAST, first_year=2012, last_year=2021)

    growth = paths[paths["path"] == "straight line"]["growth"].dropna()

    assert (growth.iloc[0], growth.iloc[-1]) == pytest.approx((0.210, 0.078), abs=5e-4)


@settings(deadline=None, derandomize=True)
@given(st.floats(min_value=1e-6, max_value=10))
def test_after_the_doubling_time_there_is_twice_as_much(rate: float) -> None:
    """Growing for exactly that long doubles, whatever the rate."""
    assert (1 + rate) ** doubling_time(rate) == pytest.approx(2)


@settings(deadline=None, derandomize=True)
@given(st.floats(min_value=0.01, max_value=100))
def test_what_doubles_in_a_time_has_that_doubling_time(years: float) -> None:
    """The compound rate from 1 to 2 is the other way round."""
    rate = compound_growth(1, 2, years=years)

    assert doubling_time(rate) == pytest.approx(years)


@pytest.mark.parametrize("percent", range(1, 11))
def test_seventy_over_the_rate_is_a_rule_for_the_head(percent: int) -> None:
    """From 1 to 10 % a year it is off by less than five per cent."""
    rule = 70 / percent

    assert rule == pytest.approx(doubling_time(percent / 100), rel=0.05)


def test_the_rule_of_seventy_is_that_of_tiny_rates() -> None:
    """The slower the growth, the nearer rate times time comes to ln 2 = 0.693."""
    rates = [0.1, 0.01, 0.001, 1e-9]

    gaps = [rate * doubling_time(rate) - math.log(2) for rate in rates]

    assert gaps == sorted(gaps, reverse=True)
    assert gaps[-1] == pytest.approx(0, abs=1e-9)


def test_what_doubles_each_year_doubles_in_one() -> None:
    """100 % a year, the one rate for which no formula is needed."""
    assert doubling_time(1.0) == pytest.approx(1)


@pytest.mark.parametrize("rate", [0, -0.02, -2, math.nan])
def test_what_does_not_grow_never_doubles(rate: float) -> None:
    """The message names the rate."""
    with pytest.raises(ValueError, match=f"^rate must be above 0, not {rate}$"):
        doubling_time(rate)


@pytest.mark.parametrize("formula", [compound_growth, log_growth])
@pytest.mark.parametrize(
    ("start", "end", "years", "message"),
    [
        (0, 1, 9, "start must be above 0, not 0"),
        (1, -1, 9, "end must be above 0, not -1"),
        (1, 2, 0, "years must be above 0, not 0"),
        (1, math.nan, 9, "end must be above 0, not nan"),
    ],
)
def test_impossible_ends_are_refused(
    formula: Callable[..., float], start: float, end: float, years: float, message: str
) -> None:
    """A rate needs two positive values and time between them."""
    with pytest.raises(ValueError, match=f"^{message}$"):
        formula(start, end, years=years)


def test_years_in_the_wrong_order_are_refused() -> None:
    """The message names the year as the learner wrote it."""
    with pytest.raises(ValueError, match="last_year must be above 2021, not 2012"):
        growth_paths(FIRST, LAST, first_year=2021, last_year=2012)
