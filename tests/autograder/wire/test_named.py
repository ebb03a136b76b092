import collections.abc
import numbers
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import pytest

from autograder.wire import WireError, all_codecs, decode, encode

BOOK = all_codecs()


@pytest.mark.parametrize(
    "value",
    [
        *(int, str, float, list, type, type(None), KeyError, FileNotFoundError),
        *(collections.Counter, collections.abc.Iterable, numbers.Number),
        *(np.ndarray, np.float64, np.integer, pd.DataFrame, pd.Int64Dtype, alt.Chart),
    ],
)
def test_a_type_comes_over_as_itself(value: type) -> None:
    """Both sides have it."""
    assert decode(encode(value, codecs=BOOK), codecs=BOOK) is value


def test_a_type_that_a_student_made_stays_where_it_is() -> None:
    """It is named instead, if that is allowed."""
    made = type("int", (), {})

    with pytest.raises(WireError, match="is more than data"):
        encode(made, codecs=BOOK)
    assert encode(made, codecs=BOOK, refer=lambda _: 7) == [["ref", 7, []]]


@pytest.mark.parametrize("data", ["os.system", "builtins.eval", "int", 1, None, []])
def test_nothing_else_has_a_name(data: Any) -> None:  # noqa: ANN401
    """The table is closed."""
    with pytest.raises(WireError):
        decode([["type", data, []]], codecs=BOOK)
