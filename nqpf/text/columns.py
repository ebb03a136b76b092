"""What a table must bring, said in one sentence when it does not."""

import pandas as pd

from nqpf.errors import TextError


def require(table: object, *names: str, maker: str) -> None:
    """Refuse what is no table, has no rows, or lacks one of the columns named.

    Parameters
    ----------
    table
        What a learner handed over.
    names
        The columns that it must have.
    maker
        The call that makes such a table, for the sentence.

    Raises
    ------
    TextError
        If it is no table, if a column is missing, or if there are no rows.

    Examples
    --------
    >>> require(pd.DataFrame({"doc": ["A"]}), "doc", maker="sentences()")
    """
    if not isinstance(table, pd.DataFrame):
        msg = (
            f"This is no table (it is of type {type(table).__name__}); hand over one "
            f"as {maker} gives it."
        )
        raise TextError(msg)
    missing = [name for name in names if name not in table.columns]
    if missing:
        msg = (
            f"This table has no column {' and no column '.join(map(repr, missing))}; "
            f"hand over one as {maker} gives it."
        )
        raise TextError(msg)
    if table.empty:
        msg = f"This table has no rows, so there is no text; look at what {maker} gave."
        raise TextError(msg)
