"""Put off what takes long at import and is hardly ever used.

jsonschema, on which nbformat and Altair rest, imports grammars of web addresses, which
build their parsers then and there. nbgrader, for its settings, imports what unpacks
archives and what its pages in JupyterLab need. Nothing here asks for any of it; if
something does, it gets it.
"""

import sys
from collections.abc import Callable, Collection, Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any

_EXTENSION = ("load_jupyter_server_extension",)

_SLOW: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "rfc3986_validator": ("validate_rfc3986",),
        "rfc3987_syntax": ("is_valid_syntax",),
        "setuptools.archive_util": (
            "unpack_archive",
            "unpack_tarfile",
            "unpack_zipfile",
        ),
        "nbgrader.server_extensions.assignment_list": _EXTENSION,
        "nbgrader.server_extensions.course_list": _EXTENSION,
        "nbgrader.server_extensions.validate_assignment": _EXTENSION,
        "nbgrader.server_extensions.formgrader": _EXTENSION,
    }
)
"""Modules, each with the functions that others import from it at once."""


def postpone() -> None:
    """Let each be imported when it is first asked something."""
    for name, functions in _SLOW.items():
        top, *below = name.split(".")
        if name not in sys.modules and (spec := find_spec(top)) is not None:
            sys.modules[name] = later = _Later(name, functions)
            found = spec.submodule_search_locations or ()
            folders = [Path(folder, *below) for folder in found]
            if below and any(map(Path.is_dir, folders)):
                # It is a package, of which others may import a part.
                later.__path__ = list(map(str, folders))


class _Later(ModuleType):
    """Stands for a module until something of it is used."""

    def __init__(self, name: str, functions: Collection[str]) -> None:
        super().__init__(name)
        self._functions = functions

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever it holds
        if name in self._functions:
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
