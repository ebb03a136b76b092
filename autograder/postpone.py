"""Put off what takes long at import and is hardly ever used.

jsonschema, on which nbformat and Altair rest, imports a grammar of web addresses in
all scripts, which builds its parser then and there. nbgrader, for its settings, imports
what its pages in JupyterLab need. Nothing here asks for any of it; if something does,
it gets it.
"""

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any

_EXTENSION = "load_jupyter_server_extension"

_SLOW: Mapping[str, str] = MappingProxyType(
    {
        "rfc3987_syntax": "is_valid_syntax",
        "nbgrader.server_extensions.assignment_list": _EXTENSION,
        "nbgrader.server_extensions.course_list": _EXTENSION,
        "nbgrader.server_extensions.validate_assignment": _EXTENSION,
        "nbgrader.server_extensions.formgrader": _EXTENSION,
    }
)
"""Modules, each with the function that others import from it at once."""


def postpone() -> None:
    """Let each be imported when it is first asked something."""
    for name, function in _SLOW.items():
        top, *below = name.split(".")
        if name not in sys.modules and (spec := find_spec(top)) is not None:
            sys.modules[name] = later = _Later(name, function)
            if below:  # a package, of which others may import a part
                found = spec.submodule_search_locations or ()
                later.__path__ = [str(Path(folder, *below)) for folder in found]


class _Later(ModuleType):
    """Stands for a module until something of it is used."""

    def __init__(self, name: str, function: str) -> None:
        super().__init__(name)
        self._function = function

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever it holds
        if name == self._function:
            return _later(self.__name__, name)
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(_real(self.__name__), name)


def _later(module: str, function: str) -> Callable[..., Any]:
    def ask(*given: Any, **named: Any) -> Any:  # noqa: ANN401 - as the function's own
        return getattr(_real(module), function)(*given, **named)

    return ask


def _real(name: str) -> ModuleType:
    if isinstance(sys.modules.get(name), _Later):
        del sys.modules[name]
    return import_module(name)
