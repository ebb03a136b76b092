"""What the student's side may ask of what a test hands to it.

A callback may be called; an object of the test's may be used by its public methods.
Nothing that leads from there to the test itself is given away.
"""

import builtins
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
    PermissionError
        If the student's side may not ask this.
    """
    if type(name) is not str:  # an instance of a student's class could answer for it
        _refuse("a name")
    if isinstance(target, _CLOSED):
        _refuse(name)
    if operation == "call" and any(target is each for each in _REACHING):
        _refuse(target.__name__)
    if operation == "special" and name not in SPECIAL:
        _refuse(name)
    is_function = isinstance(target, _FUNCTIONS)
    if operation in {"get", "set"} and (is_function or name.startswith(_LEADS_AWAY)):
        _refuse(name)
    if operation == "set" and isinstance(target, type):
        _refuse(name)


def _refuse(name: str) -> None:
    msg = f"{name!r} of a value that a test handed over is not to be had"
    raise PermissionError(msg)
