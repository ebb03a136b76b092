"""Conditions on a parameter, checked once at the door.

Each check takes the parameters by name, so that its message can say which one
is wrong, what it was and what it may be.
"""

import math
from collections.abc import Iterable


def strictly_between(low: float, high: float, /, **values: float) -> None:
    """Refuse a parameter that is not strictly between two bounds.

    Examples
    --------
    >>> strictly_between(0, 1, capital_share=0.4)
    >>> strictly_between(0, 1, capital_share=1.2)
    Traceback (most recent call last):
    ...
    ValueError: capital_share must lie strictly between 0 and 1, not 1.2
    """
    for name, value in values.items():
        if not low < value < high:
            msg = f"{name} must lie strictly between {low} and {high}, not {value!r}"
            raise ValueError(msg)


def above(low: float, /, **values: float) -> None:
    """Refuse a parameter that is not a finite number above a bound.

    Examples
    --------
    >>> above(0, years=9)
    >>> above(0, years=-9)
    Traceback (most recent call last):
    ...
    ValueError: years must be above 0, not -9
    """
    for name, value in values.items():
        if not low < value < math.inf:
            msg = f"{name} must be above {low}, not {value!r}"
            raise ValueError(msg)


def at_least(low: float, /, **values: float) -> None:
    """Refuse a parameter that is not a finite number from a bound upwards.

    Examples
    --------
    >>> at_least(0, seed=0)
    >>> at_least(0, seed=-1)
    Traceback (most recent call last):
    ...
    ValueError: seed must be at least 0, not -1
    """
    for name, value in values.items():
        if not low <= value < math.inf:
            msg = f"{name} must be at least {low}, not {value!r}"
            raise ValueError(msg)


def between(low: float, high: float, /, **values: float) -> None:
    """Refuse a parameter that is not between two bounds, which it may reach.

    Examples
    --------
    >>> between(0, 1, science_share=0)
    >>> between(0, 1, science_share=1.5)
    Traceback (most recent call last):
    ...
    ValueError: science_share must lie from 0 to 1, not 1.5
    """
    for name, value in values.items():
        if not low <= value <= high:
            msg = f"{name} must lie from {low} to {high}, not {value!r}"
            raise ValueError(msg)


def whole(low: int, /, **values: float) -> None:
    """Refuse a parameter that is not a whole number from a bound upwards.

    Examples
    --------
    >>> whole(1, teams=3)
    >>> whole(1, teams=2.5)
    Traceback (most recent call last):
    ...
    ValueError: teams must be a whole number of at least 1, not 2.5
    """
    for name, value in values.items():
        if not (low <= value < math.inf and value == int(value)):
            msg = f"{name} must be a whole number of at least {low}, not {value!r}"
            raise ValueError(msg)


def one_of(options: Iterable[str], /, **values: str) -> None:
    """Refuse a choice that is not on the list.

    Examples
    --------
    >>> one_of(["equal", "entropy"], weighting="equal")
    >>> one_of(["equal", "entropy"], weighting="importance")
    Traceback (most recent call last):
    ...
    ValueError: weighting must be one of equal, entropy, not 'importance'
    """
    known = tuple(options)
    for name, value in values.items():
        if value not in known:
            msg = f"{name} must be one of {', '.join(known)}, not {value!r}"
            raise ValueError(msg)
