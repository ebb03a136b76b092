"""Whether judging a submission has left the judge's process as it was.

A process that is as it was may judge the next submission of the same assignment,
which saves making another. Two things must hold. Nothing that the author wrote may
set attributes of others, reach behind what can be compared, or use a library that may
remember something (`leaves_traces`). And
after each submission, all of whose tests have passed, what code can change in passing
must be as before (`State`): what modules hold, settings, random numbers, files,
threads, processes.
"""

import ast
import ctypes
import decimal
import gc
import locale
import operator
import os
import random
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path
from types import ModuleType
from typing import Any, TypeAlias

from autograder.run.modules import lies_in

Value: TypeAlias = Any

_REACHING = frozenset(
    {
        *("setattr", "delattr", "exec", "eval", "compile", "globals", "vars", "locals"),
        *("__import__", "__dict__", "__setattr__", "__delattr__", "__builtins__"),
        *("get_ipython", "patch", "register", "reload", "cache_clear"),
        *("atexit", "ctypes", "gc", "importlib", "mock", "multiprocessing"),
        *("signal", "subprocess", "threading", "asyncio", "unittest"),
        *("__subclasses__", "data_transformers", "renderers", "theme", "themes"),
    }
)
"""Names with which a test can change what `State` does not look at."""

_FORGETFUL = frozenset(
    {
        *("abc", "array", "base64", "bisect", "cmath", "collections", "contextlib"),
        *("copy", "dataclasses", "datetime", "decimal", "enum", "fractions"),
        *("functools", "hashlib", "heapq", "inspect", "io", "itertools", "json"),
        *("math", "numbers", "operator", "random", "re", "statistics", "string"),
        *("struct", "textwrap", "time", "types", "typing", "unicodedata", "uuid"),
        *("warnings", "altair", "numpy", "pandas", "pytest"),
    }
)
"""Libraries that remember nothing, or nothing but what `State` looks at.

Any other may have handlers, registries or lists that outlive a submission."""

_SPACES = frozenset({"globals", "locals", "vars"})
"""Functions that give the names there are; to look among them changes nothing."""


def mindful_names(tree: ast.AST, own: AbstractSet[str] = frozenset()) -> frozenset[str]:
    """Return the names that code imports from libraries that may remember something.

    Parameters
    ----------
    tree
        Anybody's code.
    own
        The modules that lie beside the notebook, and are imported anew each time.

    Examples
    --------
    >>> sorted(mindful_names(ast.parse("import math, logging as log")))
    ['log']
    """
    return frozenset(
        (alias.asname or alias.name).partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
        if _library(node, alias) not in _FORGETFUL | own
    )


def _library(node: ast.Import | ast.ImportFrom, alias: ast.alias) -> str:
    whole = alias.name if isinstance(node, ast.Import) else node.module or ""
    return whole.partition(".")[0]


def leaves_traces(tree: ast.AST, mindful: AbstractSet[str] = frozenset()) -> bool:
    """Say whether code may change what outlives it and cannot be compared.

    Parameters
    ----------
    tree
        The author's code.
    mindful
        What `mindful_names` found in all of a notebook. If "*" is among them, any name
        may be.

    Examples
    --------
    >>> leaves_traces(ast.parse("log.warning('a')"), {"log"})
    True
    >>> leaves_traces(ast.parse("frame['x'] = 1; assert f(frame) == 2"))
    False
    >>> leaves_traces(ast.parse("assert 'f' in globals()"))
    False
    >>> leaves_traces(ast.parse("pandas.DataFrame.mean = None"))
    True
    """
    every = list(ast.walk(tree))
    used = {node.id for node in every if isinstance(node, ast.Name)}
    if "*" in mindful or not used.isdisjoint(mindful):
        return True
    looks = {id(name) for node in every for name in _looked_into(node)}
    return any(_reaches(node) for node in every if id(node) not in looks)


def _looked_into(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the functions whose names a part of code only looks into."""
    match node:
        case ast.Compare(ops=[ast.In() | ast.NotIn()], comparators=[held]):
            pass
        case ast.Subscript(value=held, ctx=ast.Load()):
            pass
        case ast.Attribute(value=held, attr="get"):
            pass
        case _:
            return
    match held:
        case ast.Call(func=ast.Name(id=name) as function, args=[], keywords=[]):
            if name in _SPACES:
                yield function


def _reaches(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute | ast.Subscript):
        is_set = not isinstance(node.ctx, ast.Load)
        is_own = isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name)
        if is_set and not is_own:
            return True
    return not _REACHING.isdisjoint(_said(node))


def _said(node: ast.AST) -> Iterator[str]:
    """Yield the names that a part of code itself says."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            yield name
        case ast.ImportFrom(module=str(module)):
            yield from module.split(".")
        case ast.alias(name=name):
            yield from name.split(".")


class State:
    """What this process is like, as far as code can change it in passing."""

    def __init__(self) -> None:
        self._registry = changes(sys.modules)
        self._registered = self._registry and self._registry.value
        self._modules = _modules()
        self._held = {
            name: dict(_contents(module)) for name, module in self._modules.items()
        }
        self._counts = {
            name: count
            for name, module in self._modules.items()
            if type(module) is ModuleType and (count := changes(vars(module)))
        }
        self._counted = [*map(_number, self._counts.values())]
        self._uncounted = self._modules.keys() - self._counts.keys()
        self._settings = _settings()

    def holds(self) -> bool:
        """Say whether everything is as it was."""
        try:
            return self._are_modules_the_same() and self._settings == _settings()
        except Exception:  # noqa: BLE001 - something new that cannot be compared
            return False

    def drop_modules(self, folder: Path) -> None:
        """Forget the modules of a folder that were imported since."""
        if self._has_same_modules():
            return
        own = folder.resolve()
        for name, module in list(sys.modules.items()):
            if name not in self._modules and lies_in(module, own):
                del sys.modules[name]

    def _are_modules_the_same(self) -> bool:
        return self._has_same_modules() and all(
            _is_the_same(self._held[name], _contents(self._modules[name]))
            for name in self._perhaps_changed()
        )

    def _has_same_modules(self) -> bool:
        """Say whether the very same modules are loaded."""
        count = self._registry
        is_untouched = count is not None and count.value == self._registered
        return is_untouched or self._modules == _modules()

    def _perhaps_changed(self) -> Iterator[str]:
        yield from self._uncounted
        counted = [*map(_number, self._counts.values())]
        if counted == self._counted:
            return
        for name, now, before in zip(self._counts, counted, self._counted, strict=True):
            if now != before:
                yield name


_COUNTED_AT = object.__basicsize__ + ctypes.sizeof(ctypes.c_ssize_t)
"""Where CPython before 3.14 counts a dict's changes (PEP 509): after its length."""


_number: Callable[[ctypes.c_uint64], int] = operator.attrgetter("value")


def changes(names: dict[str, Value]) -> ctypes.c_uint64 | None:
    """Return what is another number after each change of a dict, where Python has it.

    Without it, the thousand modules of a course's libraries take long to compare.

    Examples
    --------
    >>> names = {}
    >>> count = changes(names)
    >>> before = count and count.value
    >>> names["a"] = 1
    >>> count is None or count.value != before
    True
    """
    if sys.implementation.name != "cpython" or sys.version_info >= (3, 14):
        return None
    return ctypes.c_uint64.from_address(id(names) + _COUNTED_AT)


_OWN = frozenset({"stdout", "stderr", "last_exc", "last_type", "last_value"})
"""What every run sets anew in `sys`."""


def _modules() -> dict[str, ModuleType]:
    found = dict(sys.modules)
    found.pop("__main__", None)
    return found


def _contents(module: ModuleType | None) -> Mapping[str, Value]:
    held: dict[str, Value] = getattr(module, "__dict__", {})
    if module is not sys:
        return held
    return {name: value for name, value in held.items() if name not in _OWN}


def _is_the_same(before: Mapping[str, Value], now: Mapping[str, Value]) -> bool:
    """Compare what a module held; what it adds by itself when asked is no change."""
    added = now.keys() - before.keys()
    if not added:
        return now == before
    gives = before.get("__getattr__")
    return (
        gives is not None
        and {name: now[name] for name in now if name not in added} == before
        and all(gives(name) is now[name] for name in added)
    )


def _settings() -> tuple[Value, ...]:
    room = os.statvfs(".")
    return (
        *(dict(os.environ), os.getcwd(), room.f_bfree, room.f_ffree),  # noqa: PTH109
        *([*sys.path], [*sys.meta_path], [*sys.path_hooks], [*warnings.filters]),
        *(sys.getrecursionlimit(), sys.gettrace(), sys.getprofile()),
        *(threading.active_count(), _numbered("/proc"), _numbered("/proc/self/fd")),
        *(gc.isenabled(), gc.get_threshold(), locale.setlocale(locale.LC_ALL)),
        *map(signal.getsignal, (signal.SIGINT, signal.SIGTERM, signal.SIGALRM)),
        *(random.getstate(), repr(decimal.getcontext())),
        *map(_of_library, ("numpy", "pandas", "matplotlib")),
    )


def _numbered(folder: str) -> int:
    """Count processes, or open files."""
    return sum(map(str.isdigit, os.listdir(folder)))  # noqa: PTH208 - quicker


def _of_library(name: str) -> Value:
    library: Value = sys.modules.get(name)
    if library is None:
        return None
    if name == "numpy":
        kind, keys, *rest = library.random.get_state()
        return kind, keys.tobytes(), rest, library.geterr(), library.get_printoptions()
    if name == "pandas":
        return repr(library.options.d)
    return dict(library.rcParams)
