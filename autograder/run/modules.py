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
    own = but.resolve()
    return tuple(
        name
        for name, module in list(sys.modules.items())
        if name not in warm_modules()
        and _has_origin(module)
        and not lies_in(module, own)
    )


def lies_in(module: ModuleType | None, folder: Path) -> bool:
    """Say whether a module was read from below a folder."""
    spec = getattr(module, "__spec__", None)
    place = spec.origin if spec is not None and spec.has_location else None
    return isinstance(place, str) and Path(place).resolve().is_relative_to(folder)


def _has_origin(module: ModuleType | None) -> bool:
    origin = getattr(getattr(module, "__spec__", None), "origin", None)
    return isinstance(origin, str)
