"""Four cities before one venture: their ranges follow from the models' values."""

import itertools

import numpy as np
import pytest

from nqpf.models.decisions import CITIES, DECISIONS, decisions, values
from nqpf.models.preemption import Rivalry
from nqpf.models.staging import Stages
from nqpf.models.timing import Venture

VENTURES = [
    Venture(chance=chance, volatility=volatility)
    for chance, volatility in itertools.product((0.3, 0.7, 1.0), (0.05, 0.4))
]
CASES = [
    (Rivalry(venture=venture, share=share), stages)
    for venture, share, stages in itertools.product(
        VENTURES, (0.2, 1.0), (Stages(), Stages(premium=1.0))
    )
]


def choice_at(rivalry: Rivalry, stages: Stages, city: str, worth: float) -> str:
    shown = decisions(rivalry, stages, low=0.1, high=100)
    mine = shown[(shown["city"] == city) & (shown["low"] <= worth)]
    return str(mine["decision"].iloc[-1])


@pytest.mark.parametrize(("rivalry", "stages"), CASES)
def test_the_ranges_of_each_city_cover_everything(
    rivalry: Rivalry, stages: Stages
) -> None:
    """From the lowest worth to the highest, without gap or overlap."""
    shown = decisions(rivalry, stages, low=0.5, high=20)

    for _, mine in shown.groupby("city"):
        assert mine["low"].tolist() == [0.5, *mine["high"].tolist()[:-1]]
        assert mine["high"].iloc[-1] == 20
    assert shown["city"].unique().tolist() == list(CITIES)
    assert set(shown["decision"]) <= set(DECISIONS)


@pytest.mark.parametrize(("rivalry", "stages"), CASES)
@pytest.mark.parametrize("worth", [0.8, 1.7, 2.6, 5.0, 12.0])
def test_a_city_alone_enters_where_waiting_is_worth_no_more(
    rivalry: Rivalry, stages: Stages, worth: float
) -> None:
    """The range agrees with the two values."""
    row = values(rivalry, stages, worth=np.array([worth])).iloc[0]

    enters = choice_at(rivalry, stages, "alone", worth) == "enter at once"

    assert enters == (row["enter"] >= row["wait"] - 1e-12)


@pytest.mark.parametrize(("rivalry", "stages"), CASES)
@pytest.mark.parametrize("worth", [0.8, 1.7, 2.6, 5.0, 12.0])
def test_a_pilot_is_begun_only_where_it_beats_the_other_moves(
    rivalry: Rivalry, stages: Stages, worth: float
) -> None:
    """Never where entering at once is worth more now."""
    row = values(rivalry, stages, worth=np.array([worth])).iloc[0]

    if choice_at(rivalry, stages, "alone, may pilot", worth) == "begin a pilot":
        assert row["pilot"] >= row["enter"]
        assert row["pilot"] > 0


@pytest.mark.parametrize(("rivalry", "stages"), CASES)
@pytest.mark.parametrize("worth", [0.8, 1.7, 2.6, 5.0, 12.0])
def test_cities_race_where_first_is_better_than_second(
    rivalry: Rivalry, stages: Stages, worth: float
) -> None:
    """The range agrees with the two values, rounding aside."""
    row = values(rivalry, stages, worth=np.array([worth])).iloc[0]

    races = choice_at(rivalry, stages, "with a rival", worth) == "race to be first"

    assert races == (row["first"] > row["second"] + 1e-9)


def test_after_a_sure_technology_both_enter() -> None:
    """Nothing is left to find out."""
    sure = Rivalry(venture=Venture(), share=0.5)

    assert choice_at(sure, Stages(), "with a rival", 50.0) == "both enter"


def test_after_a_shaky_one_each_again_waits_for_the_other() -> None:
    """Whoever enters first pays for what both will know."""
    shaky = Rivalry(venture=Venture(chance=0.7), share=0.3)

    assert choice_at(shaky, Stages(), "with a rival", 50.0) == DECISIONS[4]


def test_a_range_without_width_is_refused() -> None:
    """The message names the parameter, its range and the value."""
    with pytest.raises(ValueError, match="high must be above 2, not 1"):
        decisions(Rivalry(venture=Venture()), Stages(), low=2, high=1)
