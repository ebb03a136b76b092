"""Which modules an assignment's cells import, found without running them."""

import ast
import sys
from collections.abc import Iterable, Iterator
from importlib.util import find_spec

from autograder.notebook import Cell


def imports(cells: Iterable[Cell], *, beside: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the modules that cells import and that this environment has.

    A warm interpreter imports them once for everybody. Modules that lie beside the
    notebook are left to the cells, as they differ from assignment to assignment.

    Parameters
    ----------
    cells
        A source notebook's, solutions and tests included.
    beside
        The paths of the files beside the notebook.

    Examples
    --------
    >>> imports([Cell(kind="code", source="import json as j, missing_one")])
    ('json',)
    """
    own = {path.partition("/")[0].removesuffix(".py") for path in beside}
    found = {
        name
        for cell in cells
        if cell.kind == "code"
        for name in _imported(_parsed(cell.source))
    }
    return tuple(
        sorted(
            name
            for name in found
            if name.partition(".")[0] not in own and _is_here(name)
        )
    )


def _parsed(source: str) -> ast.AST:
    """Read a cell as Python; lines that only IPython knows are passed over."""
    for text in (source, _without_magics(source)):
        try:
            return ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
    return ast.Module(body=[], type_ignores=[])


def _without_magics(source: str) -> str:
    lines = source.splitlines()
    return "\n".join(
        "" if line.lstrip()[:1] in {"%", "!", "?"} else line for line in lines
    )


def _imported(tree: ast.AST) -> Iterator[str]:
    """Yield modules as the statements name them: `a.b` for `import a.b`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def _is_here(name: str) -> bool:
    """Say whether a module can be imported, without importing it.

    Only the first name is looked for: looking further would import the packages
    above, which may do anything.
    """
    top = name.partition(".")[0]
    try:
        return top in sys.builtin_module_names or find_spec(top) is not None
    except (ImportError, ValueError):
        return False
