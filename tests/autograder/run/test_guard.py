"""What the student's side may ask of what a test hands to it."""

import math
import sys
from collections.abc import Iterator
from unittest.mock import Mock

import pytest

from autograder.run.guard import protect


class Account:
    """Something that a test may hand over."""

    def deposit(self) -> None:
        """Do nothing."""


def callback() -> None:
    """Do nothing."""


def counting() -> Iterator[int]:
    """Count to one."""
    yield 1


@pytest.mark.parametrize(
    ("operation", "target", "name"),
    [
        ("call", callback, ""),
        ("call", Account, ""),
        ("call", [].append, ""),
        ("get", Account(), "deposit"),
        ("set", Account(), "balance"),
        ("special", Account(), "__len__"),
        ("special", callback, "__repr__"),
        ("get", Account, "deposit"),
        ("special", counting(), "__next__"),
        ("copy", Account(), ""),
        ("get", Mock(), "save"),
        ("call", Mock().save, ""),
    ],
)
def test_what_a_callback_or_an_object_needs_is_allowed(
    operation: str, target: object, name: str
) -> None:
    """Calls, public attributes, operators."""
    protect(operation, target, name)


CLOSED = {
    "a function's globals": ("get", callback, "__globals__"),
    "a function's code": ("get", callback, "__code__"),
    "a function's name": ("get", callback, "name"),
    "a method's function": ("get", Account().deposit, "__func__"),
    "a builtin's self": ("get", [].append, "__self__"),
    "what a function holds": ("set", callback, "mine"),
    "an object's class": ("get", Account(), "__class__"),
    "an object's dict": ("get", Account(), "__dict__"),
    "what is private": ("get", Account(), "_secret"),
    "a private name set": ("set", Account(), "__class__"),
    "a generator's frame": ("get", counting(), "gi_frame"),
    "a frame": ("get", sys._getframe(), "anything"),  # noqa: SLF001 - there is no other way
    "a frame's dir": ("special", sys._getframe(), "__dir__"),  # noqa: SLF001
    "a module": ("get", math, "pi"),
    "a module called": ("call", math, ""),
    "code": ("copy", callback.__code__, ""),
    "reduction": ("special", Account(), "__reduce__"),
    "getting": ("special", Account(), "__getattribute__"),
    "a class's descendants": ("special", Account, "__subclasses__"),
    "getattr": ("call", getattr, ""),
    "eval": ("call", eval, ""),
    "open": ("call", open, ""),
    "what a mock has noted": ("get", Mock(), "call_args"),
    "how a mock is made": ("get", Mock().save, "configure_mock"),
    "what a mock answers": ("set", Mock(), "return_value"),
}


@pytest.mark.parametrize(("operation", "target", "name"), CLOSED.values(), ids=CLOSED)
def test_what_leads_to_the_test_is_refused(
    operation: str, target: object, name: str
) -> None:
    """Frames, code, globals, private names, and functions that reach them."""
    with pytest.raises(AttributeError if operation == "get" else PermissionError):
        protect(operation, target, name)


class Innocent(str):
    """A text that says that it begins with nothing."""

    __slots__ = ()

    def startswith(self, *_prefixes: object) -> bool:
        """Deny everything."""
        return False


@pytest.mark.parametrize("operation", ["get", "set", "special", "call"])
def test_a_name_is_a_text_and_nothing_more(operation: str) -> None:
    """What holds a text could answer for it."""
    with pytest.raises(AttributeError if operation == "get" else PermissionError):
        protect(operation, Account(), Innocent("__class__"))
