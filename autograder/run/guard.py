"""What the student's side may ask of what a test hands to it.

A callback may be called; an object of the test's may be used by its public methods.
Nothing that leads from there to the test itself is given away.
"""

import builtins
import sys
import types
from typing import Any, TypeAlias

from autograder.membrane.describe import SPECIAL

Value: TypeAlias = Any

_LEADS_AWAY = ("_", "gi_", "cr_", "ag_", "f_", "tb_", "co_")
"""How names begin that lead from an object to code, frames and names."""

_CLOSED = (
    types.ModuleType,
    types.FrameType,
    types.CodeType,
    types.TracebackType,
)

_FUNCTIONS = (
    *(types.FunctionType, types.MethodType),
    *(types.BuiltinFunctionType, types.MethodWrapperType),
)

_REACHING = [
    getattr(builtins, name)
    for name in (
        *("eval", "exec", "compile", "open", "input", "breakpoint", "__import__"),
        *("getattr", "setattr", "delattr", "vars", "globals", "locals"),
    )
]
"""Functions that reach whatever they are pointed at."""


def protect(operation: str, target: Value, name: str) -> None:
    """Refuse what could show the test, or change it.

    Raises
    ------
    AttributeError
        If the student's side may not have this attribute: for it, there is none.
    PermissionError
        If the student's side may not ask anything else.
    """
    if not _is_allowed(operation, target, name):
        shown = name if type(name) is str and name else _name(target)
        msg = f"{shown!r} of a value that a test handed over is not to be had"
        if operation == "get":
            raise AttributeError(msg, name=shown)
        raise PermissionError(msg)


def _is_allowed(operation: str, target: Value, name: str) -> bool:
    if type(name) is not str:  # an instance of a student's class could answer for it
        return False
    if isinstance(target, _CLOSED):
        return False
    if operation == "call":
        return not any(target is each for each in _REACHING)
    if operation == "special":
        return name in SPECIAL
    if operation == "set" and isinstance(target, type):
        return False
    is_open = not isinstance(target, _FUNCTIONS) and not name.startswith(_LEADS_AWAY)
    return operation == "copy" or (is_open and not _is_record(target, name))


def _name(target: Value) -> str:
    name = getattr(target, "__name__", None)
    return name if type(name) is str else "a name"


def _is_record(target: Value, name: str) -> bool:
    """Say whether a name of a mock tells, or changes, what it has noted of its use."""
    mock: Value = sys.modules.get("unittest.mock")
    return (
        mock is not None
        and isinstance(target, mock.NonCallableMock)
        and hasattr(mock.Mock, name)
    )
