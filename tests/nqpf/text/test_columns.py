import pandas as pd
import pytest

from nqpf.errors import TextError
from nqpf.text.columns import require


def test_missing_columns_are_named_with_the_call_that_gives_them() -> None:
    """The sentence says what is missing and what to hand over instead."""
    table = pd.DataFrame({"doc": ["A"]})

    with pytest.raises(TextError) as refused:
        require(table, "doc", "token", "count", maker="counts()")

    assert str(refused.value) == (
        "This table has no column 'token' and no column 'count'; hand over one as "
        "counts() gives it."
    )


def test_a_table_without_rows_is_no_text() -> None:
    """An empty table is refused before anything is divided by its size."""
    table = pd.DataFrame({"text": []})

    with pytest.raises(TextError, match="no rows, so there is no text"):
        require(table, "text", maker="sentences()")


def test_what_is_no_table_is_refused() -> None:
    """A text handed over in place of a table is the commonest slip."""
    with pytest.raises(TextError) as refused:
        require("新质生产力", "text", maker="sentences()")

    assert str(refused.value) == (
        "This is no table (it is of type str); hand over one as sentences() gives it."
    )
