"""The stylised province obeys its equations, and stands for no real place."""

from pathlib import Path

import jieba
import numpy as np
import pandas as pd
import pytest

from nqpf.corpus import province as read_province
from nqpf.corpus.description import describe
from nqpf.models.growth import Technology, account
from nqpf.models.measurement import Measurement, explain_residual, measure
from nqpf.models.panel import average_over_years
from nqpf.models.province import (
    CITIES,
    INDICATORS,
    Province,
    add_up,
    simulate,
    to_csv,
)
from nqpf.places import data_folder

SEEDS = [0, 6, 1956, 2**32 - 1]


@pytest.fixture(params=SEEDS)
def province(request: pytest.FixtureRequest) -> Province:
    return Province(seed=request.param)


def test_the_published_table_is_what_the_generator_gives() -> None:
    """The CSV is the simulation's text, byte for byte."""
    published = (data_folder() / "province.csv").read_bytes()

    assert published == to_csv(simulate(Province())).encode()


def test_the_table_that_is_read_is_the_one_simulated() -> None:
    """Six decimals lose nothing that a lesson would show."""
    pd.testing.assert_frame_equal(
        read_province(), simulate(Province()), check_dtype=False, rtol=0, atol=1e-6
    )


def test_the_description_lists_the_columns_in_order() -> None:
    """Data and description cannot drift apart."""
    described = describe("province").columns

    assert list(described) == list(simulate(Province()).columns)


def test_there_are_sixteen_cities_and_twelve_years(province: Province) -> None:
    """One row for each city and year, none missing."""
    grid = simulate(province).groupby("city", sort=False)["year"].agg(list)

    assert grid.to_dict() == {city: list(range(1, 13)) for city in CITIES}


def test_output_is_made_from_services_and_technology(province: Province) -> None:
    """The production function holds in every row."""
    data = simulate(province)

    capital = (data["utilisation"] * data["capital"]) ** 0.4
    labour = (data["labour"] * data["hours"] / 40 * data["human_capital"]) ** 0.6
    assert data["output"].tolist() == pytest.approx(
        (data["tfp"] * capital * labour).tolist()
    )


@pytest.mark.parametrize(
    ("column", "depreciation"), [("capital", 0.06), ("capital_reported", 0.10)]
)
def test_capital_accumulates_row_by_row(
    province: Province, column: str, depreciation: float
) -> None:
    """Next year's stock is what is left of this year's and what was invested."""
    data = simulate(province)

    following = (1 - depreciation) * data[column] + data["investment"]
    later = data["year"] > 1
    assert data.loc[later, column].tolist() == pytest.approx(
        following.shift()[later].tolist()
    )


def test_the_office_starts_from_the_true_stock(province: Province) -> None:
    """Only the rate of depreciation sets the two stocks apart."""
    first = simulate(province).query("year == 1")

    assert first["capital_reported"].tolist() == first["capital"].tolist()


def test_shares_and_percentages_stay_within_their_bounds(province: Province) -> None:
    """No seed uses more capital than there is, or invests more than is made."""
    data = simulate(province)
    percentages = [each.name for each in INDICATORS if each.unit.startswith("%")]

    assert data["utilisation"].between(0.5, 0.98).all()
    assert (data["investment"] / data["output"]).between(0.1, 0.7).all()
    assert (data[percentages].min() > 0).all()
    assert (data[percentages].max() < 100).all()


def test_the_same_seed_gives_the_same_province() -> None:
    """A learner finds the same data again tomorrow."""
    pd.testing.assert_frame_equal(
        simulate(Province(seed=9)), simulate(Province(seed=9))
    )


def test_another_seed_gives_another_province() -> None:
    """A solution for one learner's data is none for another's."""
    mine, yours = simulate(Province(seed=9)), simulate(Province(seed=10))

    assert not np.isclose(mine["output"], yours["output"]).any()


def test_faster_technology_is_faster_in_every_city() -> None:
    """A point more of mean growth adds a point to each city, luck unchanged."""
    slow, fast = (
        simulate(Province(technology_growth=rate)).query("year == 12")["tfp"].to_numpy()
        for rate in (0.01, 0.02)
    )

    assert np.log(fast / slow) == pytest.approx(np.full(16, 0.11))


def test_the_whole_keeps_the_sums(province: Province) -> None:
    """Output, investment, both stocks and persons add up over the cities."""
    data = simulate(province)
    amounts = ["output", "investment", "capital", "capital_reported", "labour"]

    whole = add_up(data, technology=province.technology)

    pd.testing.assert_frame_equal(
        whole.set_index("year")[amounts], data.groupby("year")[amounts].sum()
    )


def test_the_whole_accumulates_capital_as_its_cities_do(province: Province) -> None:
    """With one rate of depreciation the perpetual inventory adds up."""
    whole = add_up(simulate(province), technology=province.technology)

    following = 0.94 * whole["capital"] + whole["investment"]
    assert whole["capital"].tolist()[1:] == pytest.approx(following.tolist()[:-1])


def test_the_services_of_the_whole_are_the_sum_of_the_cities(
    province: Province,
) -> None:
    """The means of utilisation, hours and skill are weighted to that end."""
    data = simulate(province)
    services = data["labour"] * data["hours"] / 40 * data["human_capital"]

    whole = add_up(data, technology=province.technology)

    found = whole["labour"] * whole["hours"] / 40 * whole["human_capital"]
    assert found.tolist() == pytest.approx(
        services.groupby(data["year"]).sum().tolist()
    )


def test_the_residual_of_the_whole_is_its_technology(province: Province) -> None:
    """The aggregate's productivity is what its own account gives back."""
    technology = province.technology
    whole = add_up(simulate(province), technology=technology)

    accounts = account(measure(whole, Measurement()), technology=technology)

    assert accounts["residual"].tolist() == pytest.approx(
        np.diff(np.log(whole["tfp"])).tolist()
    )


def test_the_office_reports_too_much_technology(province: Province) -> None:
    """In every such province its three mistakes leave the residual too high."""
    whole = add_up(simulate(province), technology=province.technology)

    parts = average_over_years(
        explain_residual(
            whole,
            measurement=province.office,
            technology=province.technology,
            true_technology=province.technology,
        )
    ).iloc[0]

    assert parts["capital_stock_error"] > 0.007
    assert parts["utilisation_error"] < 0
    assert parts["labour_quality_error"] > 0
    assert parts["residual"] > parts["technology"] + 0.005


def test_the_course_province_quotes_its_figures() -> None:
    """What lesson 05 says of growth and its parts, in per cent a year."""
    whole = add_up(read_province(), technology=Technology())

    parts = average_over_years(
        explain_residual(
            whole,
            measurement=Province().office,
            technology=Technology(),
            true_technology=Technology(),
        )
    ).iloc[0]

    quoted = {
        "output_growth": 5.46,
        "capital_contribution": 2.19,
        "labour_contribution": 0.27,
        "residual": 2.99,
        "technology": 2.08,
        "capital_stock_error": 0.85,
        "utilisation_error": -0.38,
        "labour_quality_error": 0.45,
    }
    assert (100 * parts[list(quoted)].astype(float)).round(2).to_dict() == quoted


def test_the_first_by_report_is_not_the_first_in_truth() -> None:
    """The office's winner is Saltmeadow; technology grew fastest in Larkmoor."""
    data = read_province()
    reported = average_over_years(
        account(measure(data, Province().office), technology=Technology())
    ).set_index("city")["residual"]
    true = data.groupby("city")["tfp"].agg(lambda level: level.iloc[-1] / level.iloc[0])

    assert (reported.idxmax(), true.idxmax()) == ("Saltmeadow", "Larkmoor")


def test_indicators_follow_technology_as_closely_as_they_are_meant_to() -> None:
    """Over many provinces the mean correlation is near what was aimed at."""
    aimed = {
        each.name: each.closeness * (1 if each.better == "more" else -1)
        for each in INDICATORS
    }
    correlations = [
        np.log(simulate(Province(seed=seed)).query("year == 6")[["tfp", *aimed]])
        .corr()["tfp"]
        .drop("tfp")
        for seed in range(150)
    ]

    mean = pd.concat(correlations, axis=1).mean(axis=1)

    assert mean.to_dict() == pytest.approx(aimed, abs=0.06)


def test_every_element_of_productive_forces_has_an_indicator() -> None:
    """Labourers, means and objects of labour: an index can cover all three."""
    assert {each.element for each in INDICATORS} == {
        "labourers",
        "means of labour",
        "objects of labour",
    }


def test_one_indicator_is_better_when_it_is_lower() -> None:
    """An index maker has a sign to get wrong."""
    assert [each.name for each in INDICATORS if each.better == "less"] == [
        "energy_intensity"
    ]


def test_no_city_bears_the_name_of_a_real_place() -> None:
    """None is a word of a dictionary that knows the cities of China."""
    entries = Path(jieba.__file__).with_name("dict.txt").read_text("utf-8").split("\n")
    words = {entry.split(" ")[0] for entry in entries}
    assert {"济南", "潍坊", "攀枝花"} < words

    names = {name for city in CITIES.values() for name in (city, f"{city}市")}

    assert names & words == set()


def test_no_city_is_on_the_page() -> None:
    """Nor does the newspaper page mention any of them."""
    page = (data_folder() / "page.txt").read_text("utf-8").replace("\n", "")

    assert [name for name in CITIES.values() if name in page] == []


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"seed": -1}, "seed must be at least 0, not -1"),
        ({"depreciation": 1.0}, r"depreciation must lie .* 0 and 1, not 1\.0"),
        ({"technology_growth": 0.5}, r"technology_growth must lie .* not 0\.5"),
    ],
)
def test_a_province_that_could_not_be_is_refused(
    wrong: dict[str, int], message: str
) -> None:
    """The message names the parameter, its range and the value."""
    with pytest.raises(ValueError, match=message):
        Province(**wrong)
