"""What pandas and Altair take for true in the judge's process."""

import subprocess
import sys

import pytest

SAY = """
import altair as alt, numpy as np, pandas as pd
from autograder.run.truth import make_strict
make_strict()
try:
    print(bool({value}))
except (TypeError, ValueError) as error:
    print(type(error).__name__)
"""


def truth(value: str) -> str:
    """Return what a value is in a process that has been made strict."""
    told = subprocess.run(
        [sys.executable, "-c", SAY.format(value=value)],
        capture_output=True,
        text=True,
        check=True,
    )
    return told.stdout.strip()


@pytest.mark.parametrize(
    ("array", "like"),
    [
        ("pd.array([0]) == 3", "np.array([0]) == 3"),
        ("pd.array([3]) == 3", "np.array([3]) == 3"),
        ("pd.array([1, 2]) == 1", "np.array([1, 2]) == 1"),
        ("pd.arrays.SparseArray([0.0]) == 1", "np.array([0.0]) == 1"),
        ("pd.array(['a']) == 'b'", "np.array(['a']) == 'b'"),
        ("pd.array([], dtype='Int64') == 1", "np.array([]) == 1"),
    ],
)
def test_an_array_of_pandas_is_true_as_numpys_is(array: str, like: str) -> None:
    """By its only value, or not at all."""
    assert truth(array) == truth(like)


@pytest.mark.parametrize(
    "expression", ["alt.datum.x == 3", "alt.datum.x", "alt.param(name='p') > 1"]
)
def test_an_expression_has_no_truth(expression: str) -> None:
    """It is worked out in a browser."""
    assert truth(expression) == "TypeError"
