"""What pandas and Altair take for true, made as strict as what NumPy does.

An array of pandas that is compared gives another array, and Altair's expression gives
another expression. Neither has a truth of its own, so that Python takes each for true,
and with it every assertion about it. In the judge's process, an array of pandas is
true as NumPy's is: if its only value is. An expression is neither true nor false.
"""

import sys
from typing import Any, NoReturn, TypeAlias

Value: TypeAlias = Any


def make_strict() -> None:
    """Change the libraries that are loaded, in this process."""
    if (pandas := sys.modules.get("pandas")) is not None:
        arrays: Value = pandas.api.extensions.ExtensionArray
        arrays.__bool__ = _truth
    if (expressions := sys.modules.get("altair.expr.core")) is not None:
        operators: Value = expressions.OperatorMixin
        operators.__bool__ = _refuse


def _truth(array: Value) -> bool:
    if len(array) > 1:
        msg = "The truth value of an array with more than one element is ambiguous."
        raise ValueError(msg)
    return len(array) == 1 and bool(array[0])


def _refuse(_expression: object) -> NoReturn:
    msg = "an expression of Altair's is neither true nor false"
    raise TypeError(msg)
