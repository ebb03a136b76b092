"""Put off what takes seconds at import and is hardly ever used.

jsonschema, on which nbformat and Altair rest, imports a grammar of web addresses in
all scripts, which builds its parser then and there. Nothing that is graded here asks
for it; if something does, it gets it.
"""

import sys
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

_SLOW = "rfc3987_syntax"


def postpone() -> None:
    """Let the grammar be built when it is first asked something."""
    if _SLOW not in sys.modules and find_spec(_SLOW) is not None:
        sys.modules[_SLOW] = _Later(_SLOW)


class _Later(ModuleType):
    """Stands for the module until one of its functions is called."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever it holds
        if name == "is_valid_syntax":
            return _is_valid_syntax
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(_real(), name)


def _is_valid_syntax(term: str, value: str) -> bool:
    found: bool = _real().is_valid_syntax(term, value)
    return found


def _real() -> ModuleType:
    if isinstance(sys.modules.get(_SLOW), _Later):
        del sys.modules[_SLOW]
    return import_module(_SLOW)
