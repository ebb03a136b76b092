"""A share and a growth rate imply what follows from amounts, and no more."""

import numpy as np
import pytest

from nqpf.corpus import figures
from nqpf.models.measurement import Interval
from nqpf.models.shares import (
    added,
    bounds,
    contribution,
    earlier_share,
    most_total_growth,
    printed,
    readings,
    rest_growth,
)


@pytest.fixture(params=[0, 1, 2, 3])
def amounts(request: pytest.FixtureRequest) -> dict[str, float]:
    """Return a thing and the rest, in two years, from which all else follows."""
    thing_0, rest_0, thing, rest = np.random.default_rng(request.param).uniform(1, 9, 4)
    return {
        "share": thing / (thing + rest),
        "growth": thing / thing_0 - 1,
        "total_growth": (thing + rest) / (thing_0 + rest_0) - 1,
        "earlier": thing_0 / (thing_0 + rest_0),
        "rest_growth": rest / rest_0 - 1,
        "contribution": (thing - thing_0) / (thing_0 + rest_0),
        "added": (thing - thing_0) / (thing + rest),
    }


def known(amounts: dict[str, float]) -> dict[str, float]:
    return {name: amounts[name] for name in ("share", "growth", "total_growth")}


def test_the_earlier_share_is_the_one_that_amounts_give(
    amounts: dict[str, float],
) -> None:
    """A second route, from amounts in yuan."""
    assert earlier_share(**known(amounts)) == pytest.approx(amounts["earlier"])


def test_the_growth_of_the_rest_is_the_one_that_amounts_give(
    amounts: dict[str, float],
) -> None:
    """A second route, from amounts in yuan."""
    assert rest_growth(**known(amounts)) == pytest.approx(amounts["rest_growth"])


def test_the_contribution_is_the_one_that_amounts_give(
    amounts: dict[str, float],
) -> None:
    """A second route, from amounts in yuan."""
    assert contribution(**known(amounts)) == pytest.approx(amounts["contribution"])


def test_what_was_added_needs_no_growth_of_the_total(
    amounts: dict[str, float],
) -> None:
    """It follows from share and growth alone."""
    assert added(amounts["share"], amounts["growth"]) == pytest.approx(amounts["added"])


def test_contributions_of_thing_and_rest_add_to_the_growth_of_the_total(
    amounts: dict[str, float],
) -> None:
    """Points are additive: nothing of the total's growth is left over."""
    rest = (1 - amounts["earlier"]) * rest_growth(**known(amounts))

    assert contribution(**known(amounts)) + rest == pytest.approx(
        amounts["total_growth"]
    )


@pytest.mark.parametrize("share", [0.1, 0.571, 0.9])
def test_the_share_rose_if_the_total_grew_more_slowly(share: float) -> None:
    """Whatever the share: up below the thing's own growth, down above it."""
    table = readings(share, 0.05, total_growth=[0.03, 0.05, 0.07])

    assert np.sign(table["change"].round(12)).tolist() == [1, 0, -1]


def test_the_rest_grew_with_the_total_only_where_the_share_stood_still() -> None:
    """At equal rates all three are one."""
    assert rest_growth(0.571, 0.111, total_growth=0.111) == pytest.approx(0.111)


def test_at_the_bound_nothing_else_had_existed() -> None:
    """Just below it the earlier share is all but one; from it on, refused."""
    most = most_total_growth(0.571, 0.111)

    just_below = earlier_share(0.571, 0.111, total_growth=most * (1 - 1e-9))

    assert just_below == pytest.approx(1)
    with pytest.raises(ValueError, match=r"total_growth must be below 0\.9457, not "):
        earlier_share(0.571, 0.111, total_growth=most)


def test_the_page_leaves_the_direction_of_the_share_open() -> None:
    """With 57.1 % and 11.1 % as printed, total growth decides up or down."""
    rows = figures().set_index("text")["value"]
    share = printed(rows["57.1%"] / 100, step=0.001)
    growth = printed(rows["11.1%"] / 100, step=0.001)

    found = bounds(
        share=share, growth=growth, total_growth=Interval(low=0.0, high=0.2)
    ).set_index("quantity")

    assert found.loc["change of share", "low"] < -0.04
    assert found.loc["change of share", "high"] > 0.05


@pytest.mark.parametrize("growth", [(-0.2, -0.1), (-0.05, 0.05), (0.1, 0.3)])
def test_no_point_inside_the_ranges_passes_the_bounds(
    growth: tuple[float, float],
) -> None:
    """A second route: a dense grid lies within, and reaches close to both ends."""
    ranges = {
        "share": Interval(low=0.4, high=0.6),
        "growth": Interval(low=growth[0], high=growth[1]),
        "total_growth": Interval(low=-0.05, high=0.15),
    }
    found = bounds(**ranges)
    axes = [np.linspace(each.low, each.high, 9) for each in ranges.values()]

    inside = np.array(
        [
            (
                earlier_share(s, g, total_growth=whole),
                s - earlier_share(s, g, total_growth=whole),
                rest_growth(s, g, total_growth=whole),
                contribution(s, g, total_growth=whole),
            )
            for s in axes[0]
            for g in axes[1]
            for whole in axes[2]
        ]
    )

    assert inside.min(axis=0) == pytest.approx(found["low"].to_numpy())
    assert inside.max(axis=0) == pytest.approx(found["high"].to_numpy())


def test_a_printed_number_is_half_a_step_wide_on_both_sides() -> None:
    """57.1 % is anything from 57.05 to 57.15 %."""
    found = printed(0.571, step=0.001)

    assert (found.low, found.high) == pytest.approx((0.5705, 0.5715))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"share": 1.0}, r"share must lie strictly between 0 and 1, not 1\.0"),
        ({"growth": -1.0}, r"growth must be above -1, not -1\.0"),
        ({"total_growth": -1.0}, r"total_growth must be above -1, not -1\.0"),
        ({"total_growth": np.nan}, "total_growth must be above -1, not nan"),
    ],
)
def test_figures_that_cannot_be_are_refused(
    wrong: dict[str, float], message: str
) -> None:
    """The message names the parameter, the value and the range."""
    figures_given = {"share": 0.5, "growth": 0.1, "total_growth": 0.1} | wrong

    with pytest.raises(ValueError, match=message):
        earlier_share(**figures_given)


def test_a_step_of_nothing_is_refused() -> None:
    """A number that was not rounded needs no range."""
    with pytest.raises(ValueError, match="step must be above 0, not 0"):
        printed(0.571, step=0)
