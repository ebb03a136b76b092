"""Tests that an author leaves to nbgrader to write: lines with AUTOTEST.

In the place of such a line nbgrader puts, when it releases an assignment, assertions
that hold what the author's own solution gives. A source is graded with nothing but
those, so they are made from it before anything else happens, by nbgrader itself, and
kept: equal sources have equal tests, whatever salt hashes some of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from inspect import getsource
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import nbformat

from autograder.assignment import Assignment
from autograder.errors import BadAssignmentError
from autograder.files import Files
from autograder.fingerprint import environment, fingerprint, of_cells, of_files

if TYPE_CHECKING:
    from traitlets.config import Config

_SECTION = "InstantiateTests"
"""The section of nbgrader's settings that says how tests are made."""


class Kept(Protocol):
    """Where tests are kept that have been made."""

    def get(self, name: tuple[str, str], key: str) -> Any:  # noqa: ANN401 - what was kept
        """Return what is kept by a name, or None if its causes have changed."""

    def keep(self, name: tuple[str, str], key: str, value: object) -> None:
        """Keep a value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How tests are made of a source's lines.

    Parameters
    ----------
    folders
        Where nbgrader's file of templates may lie; the first that has one counts.
    seconds
        How long anything that the author wrote may run.
    config
        nbgrader's settings; by default its own.
    """

    folders: Sequence[Path]
    seconds: float
    config: "Config | None" = None

    @property
    def mark(self) -> str:
        """What a line has of which tests are made."""
        return str(self._settings.get("autotest_delimiter", "AUTOTEST"))

    def is_for(self, source: Assignment) -> bool:
        """Say whether a source has lines of which tests are made, as nbgrader does."""
        is_on = bool(self._settings.get("enabled", True))
        code = (cell.source for cell in source.cells if cell.kind == "code")
        return is_on and any(self.mark in text for text in code)

    def templates(self, path: Path) -> Path:
        """Return nbgrader's file of templates for a source.

        Raises
        ------
        BadAssignmentError
            If there is none.
        """
        name = str(self._settings.get("autotest_filename", "autotests.yml"))
        for folder in self.folders:
            if (folder / name).is_file():
                return folder / name
        first, *others = self.folders
        rest = f"in {others[0]}" if len(others) == 1 else "in a folder above it"
        msg = (
            f"In {path}, tests are left to nbgrader to write ({self.mark}), but there "
            f"is no {name} in {first} or {rest}; put the course's one there (`nbgrader "
            "quickstart --autotest` makes an example)."
        )
        raise BadAssignmentError(msg)

    def key(self, source: Assignment, kernel: str, templates: bytes) -> str:
        """Return the fingerprint of all that a source's tests depend on.

        What lies beside the notebook is left to the caller.
        """
        settings = {name: _shown(value) for name, value in self._settings.items()}
        told = templates.decode(errors="replace")
        cells = of_cells(source.cells)
        return fingerprint(cells, kernel, told, settings, environment())

    @property
    def _settings(self) -> Mapping[str, Any]:
        if self.config is None:
            return {}
        settings: Mapping[str, Any] = self.config.get(_SECTION, {})
        return settings


def with_tests(
    source: Assignment,
    path: Path,
    *,
    recipe: Recipe,
    support: Files,
    kept: Kept | None = None,
) -> Assignment:
    """Return a source with nbgrader's tests in the place of lines that ask for them.

    Nothing is loaded for a source without such lines.

    Parameters
    ----------
    source, path
        The author's notebook, and where it lies.
    recipe
        How tests are made.
    support
        What lies beside the notebook.
    kept
        Where tests are kept that have been made.

    Raises
    ------
    BadAssignmentError
        If nbgrader cannot make them.
    """
    if not recipe.is_for(source):
        return source
    kernel = _kernel(path)
    name = ("tests", source.name)
    made_of = recipe.key(source, kernel, recipe.templates(path).read_bytes())
    key = fingerprint(made_of, of_files(support))
    texts = kept.get(name, key) if kept else None
    if texts is None:
        from autograder.instantiate import instantiate  # noqa: PLC0415 - loads nbgrader

        texts = instantiate(
            source.cells, path, kernel=kernel, support=support, recipe=recipe
        )
        if kept:
            kept.keep(name, key, texts)
    pairs = zip(source.cells, texts, strict=True)
    return replace(source, cells=tuple(replace(cell, source=t) for cell, t in pairs))


def _kernel(path: Path) -> str:
    """Return the name of the kernel that an author's notebook asks for."""
    notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    name = str(notebook.metadata.get("kernelspec", {}).get("name", ""))
    if not name:
        msg = (
            f"The source {path} does not say which kernel it is for, without which "
            "nbgrader writes no tests; open it in Jupyter, choose one and save it."
        )
        raise BadAssignmentError(msg)
    return name


def _shown(setting: object) -> str:
    """Return a setting as text that is the same in each run: of functions the code."""
    if hasattr(setting, "to_dict"):  # one that was changed in place
        return _shown(setting.to_dict())
    if isinstance(setting, list | tuple):
        return repr([_shown(each) for each in setting])
    if isinstance(setting, Mapping):
        pairs = sorted((str(name), _shown(value)) for name, value in setting.items())
        return repr(pairs)
    try:
        return getsource(setting) if callable(setting) else repr(setting)
    except (OSError, TypeError):
        return repr(setting)
