"""Parameters are checked once, and the message names the one at fault."""

import math

import pytest

from nqpf.models.checks import (
    above,
    at_least,
    between,
    one_of,
    strictly_between,
    whole,
)


@pytest.mark.parametrize("value", [0, 1, -0.1, 1.1, math.nan])
def test_a_share_at_or_beyond_its_bounds_is_refused(value: float) -> None:
    """Strictly between leaves both bounds out, and what is no number."""
    with pytest.raises(ValueError, match=r"^share must lie strictly between 0 and 1"):
        strictly_between(0, 1, share=value)


@pytest.mark.parametrize("value", [0, -1, math.inf, math.nan])
def test_a_quantity_that_is_not_above_its_bound_is_refused(value: float) -> None:
    """Above leaves the bound out, and what is not finite."""
    with pytest.raises(ValueError, match=r"^years must be above 0, not"):
        above(0, years=value)


@pytest.mark.parametrize("value", [-1, math.inf, math.nan])
def test_a_number_below_its_bound_is_refused(value: float) -> None:
    """At least lets the bound in, and nothing below it."""
    with pytest.raises(ValueError, match=r"^seed must be at least 0, not"):
        at_least(0, seed=value)


def test_the_message_names_the_parameter_that_is_wrong() -> None:
    """Of several parameters the message singles out the one at fault."""
    with pytest.raises(ValueError, match=r"^end must be above 0, not -2$"):
        above(0, start=1, end=-2)


@pytest.mark.parametrize("value", [-0.1, 1.1, math.inf, math.nan])
def test_a_number_outside_its_bounds_is_refused(value: float) -> None:
    """Between lets both bounds in, and nothing beyond them."""
    between(0, 1, share=0)
    between(0, 1, share=1)

    with pytest.raises(ValueError, match=r"^share must lie from 0 to 1, not"):
        between(0, 1, share=value)


@pytest.mark.parametrize("value", [0, 1.5, math.inf, math.nan])
def test_a_number_that_is_not_whole_or_too_low_is_refused(value: float) -> None:
    """One team and a half is none, and neither is no team."""
    whole(1, teams=1)

    with pytest.raises(ValueError, match=r"^teams must be a whole number of at least"):
        whole(1, teams=value)


def test_a_choice_that_is_not_on_the_list_is_refused() -> None:
    """The message lists what there is to choose from."""
    one_of(["equal", "entropy"], weighting="entropy")

    with pytest.raises(ValueError, match=r"^weighting must be one of equal, entropy"):
        one_of(["equal", "entropy"], weighting="Equal")
