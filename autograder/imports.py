"""What is run once, before any student's code, so that nobody waits for it again.

Import statements, and the author's locked cells, which every submission runs anyhow:
they fill the caches of the libraries that a course uses. Solutions and tests are left
out, since a student's process inherits the memory of what ran before it.
"""

import ast
import sys
from collections.abc import Iterable, Iterator
from importlib.util import find_spec

from autograder.notebook import Cell


def imports(cells: Iterable[Cell], *, beside: Iterable[str] = ()) -> tuple[str, ...]:
    """Return what a warm interpreter runs, piece by piece.

    Modules that lie beside the notebook are left to the cells, as they differ from
    assignment to assignment.

    Parameters
    ----------
    cells
        A source notebook's, solutions and tests included.
    beside
        The paths of the files beside the notebook.

    Examples
    --------
    >>> imports([Cell(kind="code", source="import json as j, missing_one")])
    ('import json',)
    """
    own = {path.partition("/")[0].removesuffix(".py") for path in beside}
    code = [cell for cell in cells if cell.kind == "code"]
    found = [
        statement
        for cell in code
        for statement in _statements(_parsed(cell.source), is_public=not _is_test(cell))
        if _is_here(statement.split()[1], own)
    ]
    locked = [cell.source for cell in code if _is_locked(cell)]
    return (*sorted(dict.fromkeys(found)), *locked)


def _is_test(cell: Cell) -> bool:
    return cell.tag is not None and cell.tag.is_test


def _is_locked(cell: Cell) -> bool:
    return cell.tag is not None and cell.tag.locked and not cell.tag.is_test


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


def _statements(tree: ast.AST, *, is_public: bool) -> Iterator[str]:
    """Yield import statements, one a name; of a test only the modules."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (f"import {alias.name}" for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield f"import {node.module}"
            if is_public:
                names = (alias.name for alias in node.names)
                yield from (f"from {node.module} import {name}" for name in names)


def _is_here(name: str, own: set[str]) -> bool:
    """Say whether a module can be imported, without importing it.

    Only the first name is looked for: looking further would import the packages
    above, which may do anything.
    """
    top = name.partition(".")[0]
    try:
        is_known = top in sys.builtin_module_names or find_spec(top) is not None
    except (ImportError, ValueError):
        return False
    return is_known and top not in own
