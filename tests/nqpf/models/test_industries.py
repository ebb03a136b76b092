"""Stages and regions refuse what could not be, and hand out their quantities."""

from dataclasses import replace

import pytest

from nqpf.models.industries import EMERGING, FUTURE, STAGES, TRADITIONAL, Region


@pytest.mark.parametrize(
    "quantity", ["output", "cash", "jobs", "grows", "adds", "swing"]
)
def test_an_amount_below_zero_is_refused(quantity: str) -> None:
    """The message names the quantity, what it was and what it may be."""
    with pytest.raises(ValueError, match=f"^{quantity} must be at least 0, not -1"):
        replace(TRADITIONAL, **{quantity: -1})


@pytest.mark.parametrize("quantity", ["worn", "matures"])
def test_a_share_beyond_one_is_refused(quantity: str) -> None:
    """Nothing can lose more than there is."""
    with pytest.raises(ValueError, match=f"^{quantity} must lie from 0 to 1, not 1.1"):
        replace(TRADITIONAL, **{quantity: 1.1})


def test_wear_and_maturing_cannot_take_more_than_there_is() -> None:
    """Each share is possible, the two together are not."""
    with pytest.raises(ValueError, match=r"^worn_and_matured must lie from 0 to 1"):
        replace(FUTURE, worn=0.6, matures=0.5)


def test_a_stage_that_takes_in_nothing_is_refused() -> None:
    """Absorbing nothing would divide by zero."""
    with pytest.raises(ValueError, match=r"^absorbs must be above 0, not 0$"):
        replace(FUTURE, absorbs=0)


@pytest.mark.parametrize("correlation", [-0.1, 1.1])
def test_a_correlation_outside_zero_to_one_is_refused(correlation: float) -> None:
    """One common cause cannot pull industries in opposite directions."""
    with pytest.raises(ValueError, match=r"^correlation must lie from 0 to 1"):
        Region(correlation=correlation)


@pytest.mark.parametrize("quantity", ["obligations", "reserve"])
def test_a_region_owes_and_owns_nothing_negative(quantity: str) -> None:
    """Obligations and reserve start from 0."""
    with pytest.raises(ValueError, match=f"^{quantity} must be at least 0, not -1"):
        Region(**{quantity: -1})


def test_a_quantity_comes_in_the_order_of_the_stages() -> None:
    """Traditional, emerging, future."""
    region = Region()

    cash = dict(zip(STAGES, region.each("cash"), strict=True))

    assert cash == {
        "traditional": TRADITIONAL.cash,
        "emerging": EMERGING.cash,
        "future": FUTURE.cash,
    }


def test_only_the_old_earn_much_and_the_future_costs() -> None:
    """What the lesson builds on holds in the stylised region."""
    assert TRADITIONAL.cash > EMERGING.cash > FUTURE.cash == 0


def test_the_younger_the_stage_the_wilder_its_luck() -> None:
    """Uncertainty falls as an industry matures."""
    assert TRADITIONAL.swing < EMERGING.swing < FUTURE.swing
