"""Which modules a notebook imports beyond what the warm interpreter has."""

import sys
from functools import cache
from pathlib import Path
from types import ModuleType


@cache
def warm_modules() -> frozenset[str]:
    """Return the modules of the warm interpreter; first called before it is forked."""
    return frozenset(sys.modules)


def further_modules(*, but: Path) -> tuple[str, ...]:
    """Return the modules that were imported since, in order.

    Parameters
    ----------
    but
        A folder whose modules are left out, as they belong to one assignment alone.
    """
    own = f"{but.resolve()}/"
    return tuple(
        name
        for name, module in list(sys.modules.items())
        if name not in warm_modules() and _is_from_outside(module, own)
    )


def _is_from_outside(module: ModuleType | None, own: str) -> bool:
    origin = getattr(getattr(module, "__spec__", None), "origin", None)
    return isinstance(origin, str) and not str(Path(origin).resolve()).startswith(own)
