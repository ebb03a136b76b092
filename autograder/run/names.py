"""The names that a test sees: its own, Python's, libraries', and the student's."""

import ast
import builtins
import importlib
import symtable
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import suppress
from functools import lru_cache
from types import CodeType
from typing import Any, Protocol, Self, TypeAlias, TypeGuard

from IPython.core.inputtransformer2 import TransformerManager

from autograder.run.plan import Handling

Value: TypeAlias = Any

_CELLS = 1024
"""Of how many cells a process keeps what it found out: the author's are judged often.

A tree stands for itself alone, and nobody changes one.
"""

ABSENT = ("absent",)
FOUND = "found"
LIBRARY = "library"


class Asks(Protocol):
    """Asks the student's side for an operation."""

    def ask(self, operation: str, *parts: Value) -> Value:
        """Return the operation's answer."""

    def found(self, value: Value, name: str) -> Value:
        """Return a value of the student's side that was found under a name."""


class Names(dict[str, Any]):
    """A test's namespace: what is not here is looked for on the student's side.

    Parameters
    ----------
    assigned
        Names that the author's notebook binds in other ways than by import. They
        are the student's to define, even where they shadow Python's own.
    """

    def __init__(self, assigned: frozenset[str] = frozenset()) -> None:
        super().__init__()
        self.asks: Asks | None = None
        self._assigned = assigned
        self._handling = Handling()
        self._is_noting = False
        self._followed: AbstractSet[str] = frozenset()
        self._found: dict[str, Value] = {}
        self.noted_libraries: dict[str, tuple[str, str]] = {}
        self.noted_followed: AbstractSet[str] = frozenset()

    def begin(
        self,
        handling: Handling | None,
        asks: Asks,
        *,
        assigned: AbstractSet[str],
        bound: AbstractSet[str],
        read: AbstractSet[str],
    ) -> None:
        """Prepare for a test.

        Parameters
        ----------
        handling
            What is known of the test; None to find out and to take note.
        asks
            How to ask the student's side.
        assigned
            Names that the author's notebook binds in other ways than by import.
        bound
            Names that the test binds or deletes.
        read
            Names that the student's code reads after the test has bound them.
        """
        self.asks = asks
        self._assigned = frozenset(assigned)
        self._found = {}
        self._is_noting = handling is None
        self._handling = handling or Handling()
        self.noted_libraries = {}
        self.noted_followed = frozenset()
        if self._is_noting:
            theirs = set(asks.ask("names")) - _SHELLS
            mine = set(dict.keys(self))
            self.noted_followed = (bound & theirs) - mine
        followed = self.noted_followed if self._is_noting else self._handling.followed
        self._followed = followed & read

    def forget(self, names: Iterable[str]) -> None:
        """Look again for names that the student's code has bound anew."""
        for name in names:
            self._found.pop(name, None)

    def end(self) -> None:
        """Look for nothing any more on the student's side."""
        self.asks = None
        self._found = {}

    def __missing__(self, name: str) -> Value:
        if self.asks is None or not isinstance(name, str):
            raise KeyError(name)
        is_pythons = hasattr(builtins, name) or _is_reserved(name)
        if is_pythons and name not in self._assigned:
            raise KeyError(name)
        if name not in self._found:
            self._found[name] = self._looked_for(name)
        return self._found[name]

    def _looked_for(self, name: str) -> Value:
        if self._is_noting:
            return self._note(name)
        if name in self._handling.libraries:
            return self._library(name, self._handling.libraries[name])
        return self._theirs(name)

    def __setitem__(self, name: str, value: Value) -> None:
        if self.asks is not None and name in self._followed:
            self._found.pop(name, None)
            self.asks.ask("bind", name, value)
        else:
            super().__setitem__(name, value)

    def __delitem__(self, name: str) -> None:
        if self.asks is not None and not super().__contains__(name):
            self._found.pop(name, None)
            self._theirs(name)
            self.asks.ask("unbind", name)
        else:
            super().__delitem__(name)

    def __contains__(self, name: object) -> bool:
        if super().__contains__(name) or not isinstance(name, str):
            return super().__contains__(name)
        try:
            self.__missing__(name)
        except (KeyError, NameError):
            return False
        return True

    def get(self, name: str, default: Value = None) -> Value:
        """Return what a name stands for, or a default."""
        try:
            return self[name]
        except (KeyError, NameError):
            return default

    def keys(self) -> Any:  # noqa: ANN401
        """Return all names, the student's included."""
        return dict.fromkeys(self).keys()

    def __iter__(self) -> Iterator[str]:
        mine = list(super().__iter__())
        theirs = () if self.asks is None else self.asks.ask("names")
        wanted = (name for name in theirs if not name.startswith("__"))
        return iter(dict.fromkeys((*mine, *wanted)))

    def copy(self) -> Self:
        """Return names that look further as these do; pandas evaluates in them."""
        made = type(self)(self._assigned)
        vars(made).update(vars(self))
        dict.update(made, dict.items(self))
        return made

    def _theirs(self, name: str) -> Value:
        assert self.asks is not None  # noqa: S101 - looked at by every caller
        found = self.asks.ask("find", name)
        if found[0] != FOUND:
            raise KeyError(name)
        return self.asks.found(found[1], name)

    def _note(self, name: str) -> Value:
        assert self.asks is not None  # noqa: S101 - looked at by every caller
        place = self.asks.ask("place", name)
        if place[0] == LIBRARY and name not in self._assigned:
            self.noted_libraries[name] = place[1:]
            return _imported(*place[1:])
        return self._theirs(name)

    def _library(self, name: str, place: tuple[str, str]) -> Value:
        """Return what the author's notebook imported, if the student did so, too.

        The student's side can only say that it did: what is used is the judge's.
        """
        assert self.asks is not None  # noqa: S101 - looked at by every caller
        found = self.asks.ask("place", name)
        if found == ABSENT:
            raise KeyError(name)
        if found != (LIBRARY, *place):
            msg = f"{name!r} no longer stands for {'.'.join(filter(None, place))}"
            raise NameError(msg)
        return _imported(*place)


_SHELLS = frozenset({"In", "Out", "get_ipython", "exit", "quit", "open"})
"""What IPython puts among the names; a test that uses one means its own."""


def _is_reserved(name: str) -> bool:
    """Say whether a name is one that Python itself looks for, as in a traceback."""
    return name.startswith("__") and name.endswith("__")


def _imported(module: str, qualname: str) -> Value:
    found: Value = importlib.import_module(module)
    for part in filter(None, qualname.split(".")):
        found = getattr(found, part)
    return found


@lru_cache(maxsize=_CELLS)
def bound_names(tree: ast.AST) -> frozenset[str]:
    """Return the names that code binds or deletes at its top, imports left out.

    Examples
    --------
    >>> sorted(bound_names(ast.parse("import os; x = [y for y in z]; del w")))
    ['w', 'x']
    """
    return frozenset(_bound(tree))


def _bound(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            yield name
            yield from _globals(node)
            return
        case ast.ClassDef(name=name):
            yield name
            return
        case ast.Lambda() | ast.ListComp() | ast.SetComp():
            return
        case ast.DictComp() | ast.GeneratorExp():
            return
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
            yield name
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
            yield name
    for child in ast.iter_child_nodes(node):
        yield from _bound(child)


def _globals(node: ast.AST) -> Iterator[str]:
    for each in ast.walk(node):
        if isinstance(each, ast.Global):
            yield from each.names


def imported_names(tree: ast.AST) -> frozenset[str]:
    """Return the names that code imports.

    Examples
    --------
    >>> sorted(imported_names(ast.parse("import os.path, sys as s")))
    ['os', 's']
    """
    return frozenset(
        (each.asname or each.name).partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for each in node.names
    )


def import_statements(tree: ast.Module, names: AbstractSet[str]) -> dict[str, str]:
    """Return the statements at the top of code that import some names, one a name.

    Examples
    --------
    >>> tree = ast.parse("import os.path; from math import pi as p, e")
    >>> import_statements(tree, {"os", "p"})
    {'os': 'import os.path', 'p': 'from math import pi as p'}
    """
    return {
        name: ast.unparse(type(node)(**{**vars(node), "names": [alias]}))
        for node in tree.body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
        if (name := (alias.asname or alias.name).partition(".")[0]) in names
    }


def loaded_names(tree: ast.AST) -> frozenset[str]:
    """Return the names that code reads.

    Examples
    --------
    >>> sorted(loaded_names(ast.parse("x = f(y)")))
    ['f', 'y']
    """
    return frozenset(
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    )


@lru_cache(maxsize=_CELLS)
def read_from_before(tree: ast.AST) -> frozenset[str]:
    """Return the names that code reads from before: those it does not bind itself.

    Examples
    --------
    >>> sorted(read_from_before(ast.parse("y = x; z = y")))
    ['x']
    """
    return loaded_names(tree) - bound_names(tree)


@lru_cache(maxsize=_CELLS)
def read_in_functions(text: str) -> frozenset[str]:
    r"""Return the names that code's functions read from around them.

    Examples
    --------
    >>> sorted(read_in_functions("def f(x):\n    y = x\n    return y + z"))
    ['z']
    """
    try:
        table = symtable.symtable(text, "<cell>", "exec")
    except (SyntaxError, ValueError, RecursionError):
        return frozenset()
    return frozenset(_read_within(table))


def _read_within(table: symtable.SymbolTable) -> Iterator[str]:
    for inner in table.get_children():
        for symbol in inner.get_symbols():
            if symbol.is_global():
                yield symbol.get_name()
        yield from _read_within(inner)


def is_constant(node: ast.stmt, tree: ast.AST) -> bool:
    """Say whether a statement of a cell binds names once, to what cannot change.

    Examples
    --------
    >>> tree = ast.parse("a = -1.5; b = 2, 'x'; c = []; d = 1; d = 2; e = a")
    >>> [is_constant(node, tree) for node in tree.body]
    [True, True, False, False, False, False]
    """
    if not isinstance(node, ast.Assign):
        return False
    names = [each.id for each in node.targets if isinstance(each, ast.Name)]
    bound = [each.id for each in ast.walk(tree) if _is_stored(each)]
    changed = {*_globals(tree)}
    return (
        len(names) == len(node.targets)
        and all(bound.count(name) == 1 and name not in changed for name in names)
        and all(isinstance(each, _UNCHANGING) for each in ast.walk(node.value))
    )


def _is_stored(node: ast.AST) -> TypeGuard[ast.Name]:
    return isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)


_UNCHANGING = (
    *(ast.Constant, ast.Tuple, ast.Load),
    *(ast.UnaryOp, ast.USub, ast.UAdd, ast.Not, ast.Invert),
    *(ast.BinOp, ast.operator),
)
"""What stands in the code of numbers, texts and tuples of them."""


@lru_cache(maxsize=_CELLS)
def tools(
    tree: ast.Module, answered: frozenset[str], bound_by_tests: frozenset[str]
) -> tuple[CodeType, ...]:
    """Return the code of what a locked cell imports, defines and holds constant.

    Parameters
    ----------
    tree
        The cell.
    answered
        Names that students define; none of them is taken.
    bound_by_tests
        Names that tests bind; no constant of these names is taken.

    Examples
    --------
    >>> tree = ast.parse("import os; a = 1; b = []")
    >>> len(tools(tree, frozenset(), frozenset()))
    2
    >>> len(tools(tree, frozenset({"os"}), frozenset({"a"})))
    0
    """
    wanted = (
        node
        for node in tree.body
        if not _defined(node) & answered
        if isinstance(node, _DEFINITIONS)
        or (is_constant(node, tree) and not _defined(node) & bound_by_tests)
    )
    return tuple(code for node in wanted for code in _compiled(node))


def _compiled(node: ast.stmt) -> list[CodeType]:
    """Return a statement's code, or none if it cannot stand alone."""
    with suppress(Exception):
        return [compile(ast.Module([node], []), "<locked cell>", "exec")]
    return []


_DEFINITIONS = (
    *(ast.Import, ast.ImportFrom),
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef),
)


def _defined(node: ast.stmt) -> set[str]:
    if isinstance(node, ast.Import | ast.ImportFrom):
        return {(each.asname or each.name).partition(".")[0] for each in node.names}
    if isinstance(node, ast.Assign):
        return {each.id for each in node.targets if isinstance(each, ast.Name)}
    name = getattr(node, "name", None)
    return {name} if isinstance(name, str) else set()


@lru_cache(maxsize=_CELLS)
def parse(source: str) -> tuple[ast.Module, str]:
    """Parse a cell, magics included; return its text as Python, too.

    What cannot be parsed is empty.
    """
    try:
        return ast.parse(source), source
    except _UNREADABLE:  # perhaps for its magics
        pass
    manager: Any = TransformerManager
    try:
        text: str = manager().transform_cell(source)
        return ast.parse(text), text
    except _UNREADABLE:
        return ast.Module(body=[], type_ignores=[]), ""


_UNREADABLE = (SyntaxError, ValueError, RuntimeError, MemoryError)


def functions(tree: ast.Module, text: str) -> dict[str, str]:
    r"""Return the text of every function that a cell defines, by its full name.

    Examples
    --------
    >>> text = "class A:\n    def f(self):\n        return 1\n"
    >>> functions(ast.parse(text), text)
    {'A.f': '    def f(self):\n        return 1\n'}
    """
    lines = text.splitlines(keepends=True)
    return dict(_functions(tree.body, lines, ""))


def _functions(
    body: list[ast.stmt], lines: list[str], within: str
) -> Iterator[tuple[str, str]]:
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield from _functions(node.body, lines, f"{within}{node.name}.")
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
            yield f"{within}{node.name}", "".join(lines[first - 1 : node.end_lineno])
            inner = f"{within}{node.name}.<locals>."
            yield from _functions(node.body, lines, inner)
