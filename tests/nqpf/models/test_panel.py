"""A panel is checked before it is used, and its rates add up."""

import numpy as np
import pandas as pd
import pytest

from nqpf.models.panel import average_over_years, chain, panel, yearly_growth


@pytest.fixture
def two_cities() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "city": ["Y", "X", "Y", "X", "X"],
            "year": [2, 1, 1, 3, 2],
            "output": [110.0, 50.0, 100.0, 60.0, 54.0],
        }
    )


def test_rows_are_sorted_by_city_as_they_come_and_by_year(
    two_cities: pd.DataFrame,
) -> None:
    """The city that comes first stays first; its years follow each other."""
    rows = panel(two_cities, positive=["output"], by="city")

    assert rows["output"].tolist() == [100, 110, 50, 54, 60]


def test_a_missing_column_is_named(two_cities: pd.DataFrame) -> None:
    """The message says which column is missing and which are there."""
    with pytest.raises(ValueError, match=r"no column 'capital'; .* has city, year"):
        panel(two_cities, positive=["capital"], by="city")


@pytest.mark.parametrize("wrong", [0.0, -3.0, np.nan, np.inf])
def test_a_number_that_is_not_above_zero_is_found(
    two_cities: pd.DataFrame, wrong: float
) -> None:
    """The message says in which column, city and year it stands."""
    two_cities.loc[3, "output"] = wrong

    with pytest.raises(
        ValueError, match=rf"output must be above 0 .* not {wrong} \(X, year 3\)"
    ):
        panel(two_cities, positive=["output"], by="city")


def test_text_in_place_of_numbers_is_refused(two_cities: pd.DataFrame) -> None:
    """A column read as text is named, rather than compared with zero."""
    spelt = two_cities.assign(output="many")

    with pytest.raises(ValueError, match="output must hold numbers"):
        panel(spelt, positive=["output"], by="city")


def test_a_year_that_comes_twice_is_refused(two_cities: pd.DataFrame) -> None:
    """One row for each city and year, or growth between them means nothing."""
    twice = pd.concat([two_cities, two_cities.iloc[[1]]])

    with pytest.raises(ValueError, match="X has year 1 twice"):
        panel(twice, positive=["output"], by="city")


def test_a_city_with_one_year_is_refused(two_cities: pd.DataFrame) -> None:
    """Growth needs two years, and the message says whose are missing."""
    with pytest.raises(ValueError, match="two years of each city; Y has one"):
        panel(two_cities.drop(index=2), positive=["output"], by="city")


def test_an_empty_table_is_refused(two_cities: pd.DataFrame) -> None:
    """No rows, no growth: said in words."""
    with pytest.raises(ValueError, match="the table is empty"):
        panel(two_cities.iloc[:0], positive=["output"], by="city")


def test_growth_over_a_gap_is_growth_a_year() -> None:
    """Five years of 3 % make 3 % a year, though only two rows are there."""
    rows = pd.DataFrame({"city": "X", "year": [1, 6], "output": [1.0, np.exp(0.15)]})

    growth = yearly_growth(rows, columns=["output"], by="city")

    assert growth["output_growth"].tolist() == pytest.approx([0.03])


def test_growth_never_reaches_across_two_cities(two_cities: pd.DataFrame) -> None:
    """The first year of a city has no growth; all other years have."""
    rows = panel(two_cities, positive=["output"], by="city")

    growth = yearly_growth(rows, columns=["output"], by="city")

    assert list(zip(growth["city"], growth["year"], strict=True)) == [
        ("Y", 2),
        ("X", 2),
        ("X", 3),
    ]


def test_the_average_of_yearly_growth_is_growth_from_end_to_end() -> None:
    """Logarithmic growth telescopes: only the end points count, gaps or not."""
    years = [1, 2, 5, 7, 12]
    output = np.array([3.0, 4.0, 2.0, 9.0, 7.0])
    rows = pd.DataFrame({"city": "X", "year": years, "output": output})

    average = average_over_years(yearly_growth(rows, columns=["output"], by="city"))

    assert average.loc[0, "output_growth"] == pytest.approx(np.log(7 / 3) / 11)


def test_a_chain_of_growth_rates_gives_the_level_back(two_cities: pd.DataFrame) -> None:
    """Chaining undoes differencing, city by city, from 100 in the first year."""
    rows = panel(two_cities, positive=["output"], by="city")
    growth = yearly_growth(rows, columns=["output"], by="city")

    levels = chain(growth, rates=["output_growth"])

    assert levels["level"].tolist() == pytest.approx([100, 110, 100, 108, 120])


def test_a_chain_begins_in_the_year_before_the_first_rate() -> None:
    """The base year comes back, also where the first rate spans several years."""
    rates = pd.DataFrame({"city": "X", "year": [5, 6], "years": [4, 1], "g": [0.1, 0]})

    levels = chain(rates, rates=["g"])

    assert levels["year"].tolist() == [1, 5, 6]
