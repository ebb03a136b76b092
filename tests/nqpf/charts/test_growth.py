"""The charts of growth draw every row, name their units and say what they show."""

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import altair as alt
import pandas as pd
import pytest
from altair.typing import ChartType

from nqpf.charts.growth import (
    contributions,
    growth_readings,
    residual_board,
    residual_ranges,
    residual_waterfall,
    tfp_paths,
)
from nqpf.charts.theme import STYLISED, description
from nqpf.models.growth import Technology, account
from nqpf.models.measurement import (
    Interval,
    Measurement,
    bound_residual,
    explain_residual,
    measure,
)
from nqpf.models.panel import average_over_years, chain
from nqpf.models.province import CITIES, Province, simulate
from nqpf.models.rates import growth_paths

DATA = simulate(Province())
OFFICE = Province().office


def explained(city: str, measurement: Measurement = OFFICE) -> pd.DataFrame:
    return explain_residual(
        DATA[DATA["city"] == city],
        measurement=measurement,
        technology=Technology(),
        true_technology=Technology(),
    )


def averages() -> pd.DataFrame:
    return average_over_years(account(measure(DATA, OFFICE), technology=Technology()))


def average(city: str) -> "pd.Series[Any]":
    return average_over_years(explained(city)).iloc[0]


def two_paths(city: str) -> pd.DataFrame:
    return chain(explained(city), rates=["residual", "technology"])


def bounds() -> pd.DataFrame:
    share, error = Interval(low=0.35, high=0.5), Interval(low=-0.03, high=0.0)
    return bound_residual(averages(), capital_share=share, capital_error=error)


def readings() -> pd.DataFrame:
    return growth_paths(0.3026, 0.8747, first_year=2012, last_year=2021, published=0.21)


CHARTS: dict[str, Callable[[], ChartType]] = {
    "contributions": lambda: contributions(averages()),
    "waterfall": lambda: residual_waterfall(average("Millrace")),
    "paths": lambda: tfp_paths(two_paths("Millrace")),
    "ranges": lambda: residual_ranges(bounds()),
    "readings": lambda: growth_readings(readings(), measures="Index (0 to 1)"),
    "board": lambda: residual_board(
        average("Millrace"),
        two_paths("Millrace"),
        growth=(-0.04, 0.1),
        levels=(60, 180),
    ),
}


def rows(chart: ChartType, *, having: str) -> list[dict[str, Any]]:
    """Return the rows of the chart's table that has the column."""
    tables = chart.to_dict()["datasets"].values()
    return next(table for table in tables if having in table[0])


def titles(spec: object) -> Iterator[str]:
    """Yield the titles of all quantitative axes in a specification."""
    if isinstance(spec, list):
        for part in spec:
            yield from titles(part)
    if isinstance(spec, dict):
        for channel, part in spec.items():
            if channel in {"x", "y"} and "title" in part and part["title"] is not None:
                yield part["title"]
            yield from titles(part)


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_valid_and_described(name: str) -> None:
    """Altair accepts the specification, and a reader without sight gets its gist."""
    chart = CHARTS[name]()

    assert chart.to_dict(validate=True)
    assert len(description(chart)) > 60


@pytest.mark.parametrize("name", CHARTS)
def test_every_axis_says_its_unit(name: str) -> None:
    """Per cent a year, an index with its base, or the year."""
    units = ("% a year", "= 100", "0 to 1", "Year")

    found = list(titles(CHARTS[name]().to_dict()))

    assert found
    assert [title for title in found if not any(unit in title for unit in units)] == []


@pytest.mark.parametrize("name", CHARTS)
def test_the_same_table_gives_the_same_picture(name: str) -> None:
    """Nothing in a chart depends on what was drawn before."""
    assert CHARTS[name]().to_dict() == CHARTS[name]().to_dict()


def test_the_bars_of_a_city_end_at_its_growth() -> None:
    """Capital, labour and residual, stacked, reach the tick."""
    drawn = pd.DataFrame(rows(contributions(averages()), having="part"))

    stacked = drawn.groupby("city")["growth"].sum()

    expected = averages().set_index("city")["output_growth"]
    assert stacked.to_dict() == pytest.approx(expected.to_dict())


def test_cities_stand_in_order_of_growth() -> None:
    """The fastest is on top, whatever the order of the table."""
    spec = contributions(averages().sample(frac=1, random_state=1)).to_dict()

    order = spec["layer"][0]["encoding"]["y"]["sort"]

    assert order == averages().sort_values("output_growth")["city"].tolist()[::-1]


def test_the_description_names_the_fastest_and_the_slowest() -> None:
    """Two ends of the picture in words, with their figures."""
    said = description(contributions(averages()))

    assert "Cranebridge: 7.97, of which" in said
    assert "Ironbrook: 1.46, of which" in said


def test_the_residual_has_a_colour_of_its_own() -> None:
    """It is the same in the bars and in the waterfall, and no other part's."""
    bars = contributions(averages()).to_dict()["layer"][0]["encoding"]["color"]["scale"]
    steps = rows(residual_waterfall(average("Millrace")), having="step")

    colours = dict(zip(bars["domain"], bars["range"], strict=True))
    fall = {step["step"]: step["colour"] for step in steps}
    assert colours["residual"] == fall["residual"]
    assert list(fall.values()).count(fall["residual"]) == 1


def test_each_step_of_the_waterfall_starts_where_the_last_one_ended() -> None:
    """From growth to technology no amount is lost on the way."""
    steps = rows(residual_waterfall(average("Millrace")), having="step")

    ends = [step["end"] for step in steps]
    levels = [0, 3, 8]  # growth, residual and technology stand on zero
    starts = [0 if n in levels else ends[n - 1] for n in range(len(steps))]
    assert [step["start"] for step in steps] == pytest.approx(starts)


@pytest.mark.parametrize("city", CITIES)
def test_the_waterfall_arrives_at_the_residual_and_at_technology(city: str) -> None:
    """What is left after the steps is what the account and the truth say."""
    row = average(city)

    steps = rows(residual_waterfall(row), having="step")

    end = {step["step"]: step["end"] for step in steps}
    before = {after["step"]: step["end"] for step, after in itertools.pairwise(steps)}
    assert before["residual"] == pytest.approx(end["residual"])
    assert before["technology"] == pytest.approx(end["technology"], abs=1e-12)


def test_an_account_without_the_truth_ends_at_the_residual() -> None:
    """Where technology is not known nothing is drawn of it."""
    steps = rows(residual_waterfall(averages().iloc[0]), having="step")

    assert [step["step"] for step in steps] == [
        "growth of output",
        "take out capital",
        "take out labour",
        "residual",
    ]


def test_labels_carry_a_sign_where_something_is_taken_out() -> None:
    """A level is a number, a change a number with its sign, nothing a plain zero."""
    row = pd.Series(
        {
            "output_growth": 0.05,
            "capital_contribution": 0.02,
            "labour_contribution": -0.01,
            "residual": 0.04,
            "technology": 0.04,
            "utilisation_error": -1e-18,
        }
    )

    steps = rows(residual_waterfall(row), having="step")

    labels = [step["label"] for step in steps]
    assert labels == ["5.00", "−2.00", "+1.00", "4.00", "0.00", "4.00"]


def test_paths_are_told_apart_by_more_than_colour() -> None:
    """A dash goes with each colour."""
    encoding = tfp_paths(two_paths("Millrace")).to_dict()["encoding"]

    assert encoding["strokeDash"]["field"] == encoding["color"]["field"] == "rate"


def test_the_axis_says_which_year_is_one_hundred() -> None:
    """The base of the index is the first year drawn, and both paths begin there."""
    drawn = rows(tfp_paths(two_paths("Millrace")), having="level")

    assert {row["level"] for row in drawn if row["year"] == 1} == {100.0}


def test_a_range_is_drawn_for_every_city() -> None:
    """Sixteen bars, each from the lowest to the highest residual."""
    drawn = rows(residual_ranges(bounds()), having="residual_low")

    assert [(row["city"], row["residual_low"]) for row in drawn] == list(
        zip(bounds()["city"], bounds()["residual_low"], strict=True)
    )


def test_the_truth_is_drawn_only_where_it_is_known() -> None:
    """A second mark, of another shape, appears when its column is named."""
    known = bounds().assign(technology=0.02)

    without, within = (
        {row["which"] for row in rows(chart, having="which")}
        for chart in (
            residual_ranges(known),
            residual_ranges(known, truth="technology"),
        )
    )

    assert without == {"as reported"}
    assert within == {"as reported", "true technology"}


def test_a_limit_is_drawn_when_there_is_one() -> None:
    """An index that cannot exceed 1 says so in the picture and in words."""
    chart = growth_readings(readings(), measures="Index (0 to 1)", highest=1.0)

    assert len(chart.layer) == 3
    assert description(chart).endswith("1.68 (published rate). It cannot exceed 1.")


def test_boards_that_differ_in_data_share_one_specification() -> None:
    """A living picture needs only new rows."""
    one, other = (
        residual_board(
            average(city), two_paths(city), growth=(-0.04, 0.1), levels=(60, 180)
        ).to_dict()
        for city in ("Millrace", "Larkmoor")
    )

    changed = {key for key in one if one[key] != other[key]}
    assert changed == {"datasets", "description"}


def test_the_board_says_that_its_data_are_stylised() -> None:
    """In the picture, and for those who do not see it."""
    board = CHARTS["board"]()

    assert STYLISED in str(board.to_dict()["title"])
    assert description(board).endswith(f"{STYLISED}.")


def test_the_board_keeps_a_legend_beside_the_paths() -> None:
    """The two pictures do not share their colours' legend."""
    board = CHARTS["board"]()
    assert isinstance(board, alt.HConcatChart)

    assert board.to_dict()["resolve"]["scale"]["color"] == "independent"
