"""What pandas and Altair take for true, made as strict as what NumPy does.

An array of pandas that is compared gives another array, and Altair's expression gives
another expression. Neither has a truth of its own, so that Python takes each for true,
and with it every assertion about it. In the judge's process, an array of pandas is
true as NumPy's is: if its only value is. An expression is neither true nor false.
"""

import sys
from collections.abc import Callable
from typing import Any, NoReturn, TypeAlias

Value: TypeAlias = Any


def make_strict() -> None:
    """Change the libraries that are loaded, in this process."""
    if (pandas := sys.modules.get("pandas")) is not None:
        _set_truth(pandas.api.extensions.ExtensionArray, _truth)
    if (expressions := sys.modules.get("altair.expr.core")) is not None:
        _set_truth(expressions.OperatorMixin, _refuse)


def _set_truth(of: Value, truth: Callable[[Value], bool]) -> None:
    """Set it once: Python forgets what it knows of a class that changes."""
    if vars(of).get("__bool__") is not truth:
        of.__bool__ = truth


def _truth(array: Value) -> bool:
    if len(array) != 1:
        msg = "The truth value of an array of other than one element is ambiguous."
        raise ValueError(msg)
    return bool(array[0])


def _refuse(_expression: object) -> NoReturn:
    msg = "an expression of Altair's is neither true nor false"
    raise TypeError(msg)
