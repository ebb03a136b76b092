"""A sample is checked before it is used."""

import pandas as pd
import pytest

from nqpf.models.sample import numbers


def test_only_the_columns_asked_for_are_returned_in_their_order() -> None:
    """Other columns may hold anything."""
    table = pd.DataFrame({"name": ["x"], "a": [1], "b": [2.5]})

    assert numbers(table, ["b", "a"]).tolist() == [[2.5, 1.0]]


def test_a_sample_without_columns_is_refused() -> None:
    """An index of nothing is no index."""
    with pytest.raises(ValueError, match="no column to use; it has a"):
        numbers(pd.DataFrame({"a": [1]}), [])


def test_bounds_may_be_reached_and_not_passed() -> None:
    """The message names the row at fault."""
    table = pd.DataFrame({"a": [0.0, 1.0, 1.2]}, index=["X", "Y", "Z"])

    assert numbers(table[:2], ["a"], low=0, high=1).tolist() == [[0.0], [1.0]]
    with pytest.raises(ValueError, match=r"from 0 to 1 in every row, not 1\.2 \(Z\)"):
        numbers(table, ["a"], low=0, high=1)
