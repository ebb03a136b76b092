"""Coupling, level and coordination keep their known values and bounds."""

import math

import numpy as np
import pandas as pd
import pytest

from nqpf.models.coordination import coordinate


def test_two_subsystems_follow_the_formula_for_two() -> None:
    """2√(U₁U₂)/(U₁+U₂), the mean, and the root of their product."""
    found = coordinate(pd.DataFrame({"u": [0.2], "v": [0.8]})).iloc[0]

    assert found.tolist() == pytest.approx([0.8, 0.5, math.sqrt(0.4)])


def test_equally_bad_subsystems_are_perfectly_coupled() -> None:
    """Coupling says alike, not good; coordination is then the root of the level."""
    found = coordinate(pd.DataFrame({"u": [0.04], "v": [0.04], "w": [0.04]})).iloc[0]

    assert found.tolist() == pytest.approx([1.0, 0.04, 0.2])


def test_coordination_is_at_most_the_root_of_the_level() -> None:
    """The geometric mean never exceeds the arithmetic one."""
    random = np.random.default_rng(4).uniform(size=(200, 3))

    found = coordinate(pd.DataFrame(random, columns=list("uvw")))

    assert found["coupling"].between(0, 1).all()
    assert (found["coordination"] <= np.sqrt(found["level"]) + 1e-12).all()


def test_one_missing_subsystem_uncouples_all() -> None:
    """At zero nothing is coordinated, however high the others are."""
    found = coordinate(pd.DataFrame({"u": [0.0, 0.0], "v": [1.0, 0.0]}))

    assert found["coordination"].tolist() == [0.0, 0.0]
    assert found["level"].tolist() == [0.5, 0.0]


def test_shares_move_the_level_and_not_the_coupling() -> None:
    """What counts for more is counted for more."""
    table = pd.DataFrame({"u": [0.2], "v": [0.8]})

    found = coordinate(table, shares={"v": 0.75, "u": 0.25}).iloc[0]

    assert (found["coupling"], found["level"]) == pytest.approx((0.8, 0.65))


@pytest.mark.parametrize("shares", [{"u": 1.0}, {"u": 0.5, "v": 0.6}])
def test_shares_that_do_not_fit_are_refused(shares: dict[str, float]) -> None:
    """One for each subsystem, one in all."""
    with pytest.raises(ValueError, match="shares must be those of u, v and sum to 1"):
        coordinate(pd.DataFrame({"u": [0.2], "v": [0.8]}), shares=shares)


def test_an_index_above_one_is_refused() -> None:
    """The measure is for indices from 0 to 1."""
    with pytest.raises(ValueError, match="u must be a number from 0 to 1"):
        coordinate(pd.DataFrame({"u": [1.2], "v": [0.8]}))
