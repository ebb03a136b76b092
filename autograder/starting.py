"""Engines as a run wants them: which imports, which limits, behind which walls."""

import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.sandbox.limits import Limits

if TYPE_CHECKING:
    from autograder.engine import Engine
    from autograder.sandbox.zygote import Zygote


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What makes one engine like another.

    Parameters
    ----------
    imports
        Modules that it has imported.
    limits
        What a submission may use.
    hidden
        Folders of the operator's that no student's code may see.
    is_sandboxed
        Whether there are walls.
    """

    imports: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)
    hidden: tuple[str, ...] = ()
    is_sandboxed: bool = True


def starter(setup: Setup) -> "Callable[[], Engine]":
    """Return what makes engines that are alike and share what is warm.

    Each is a context manager that starts it, and still warms up when it is given.
    """
    return _engines(_zygote(setup), setup)


@contextmanager
def begun(setup: Setup) -> "Iterator[Callable[[Setup], Callable[[], Engine]]]":
    """Start already what engines are forked from; give a `starter` of such engines.

    Parameters
    ----------
    setup
        What the starter is likely to be given, whatever the imports. If it is not,
        another start is made.
    """
    zygote = _zygote(setup)
    zygote.begin()

    def start(wanted: Setup) -> "Callable[[], Engine]":
        alike = replace(wanted, imports=setup.imports, limits=setup.limits)
        return _engines(zygote if alike == setup else _zygote(wanted), wanted)

    try:
        yield start
    finally:
        zygote.end()


def _zygote(setup: Setup) -> "Zygote":
    from autograder.sandbox.zygote import Zygote  # noqa: PLC0415

    return Zygote(
        hidden=[Path(path) for path in setup.hidden if Path(path).exists()],
        is_sandboxed=setup.is_sandboxed,
    )


def _engines(zygote: "Zygote", setup: Setup) -> "Callable[[], Engine]":
    from autograder.engine import Engine  # noqa: PLC0415

    zygote.learn(setup.imports)
    return partial(Engine, zygote, limits=setup.limits)


def to_hide(folder: Path) -> tuple[str, ...]:
    """Return what is to be hidden so that nothing of a course's folder is seen.

    That is the folder itself, unless Python or its packages lie inside it, as a
    course's own environment may: then all that lies beside them.
    """
    whole = folder.resolve()
    python = {Path(path).resolve() for path in (sys.prefix, sys.base_prefix, *sys.path)}
    return tuple(_outermost(whole, python - {whole}))


def beside_packages() -> tuple[str, ...]:
    """Return the courses that lie where packages are imported from.

    In a checkout with a course in it, whoever may import the packages could read the
    course's solutions, whichever course is graded.
    """
    found = (
        hidden
        for entry in dict.fromkeys(filter(None, sys.path))
        for settings in sorted(Path(entry).glob("*/nbgrader_config.py"))
        for hidden in to_hide(settings.parent)
    )
    return tuple(dict.fromkeys(found))


def _outermost(folder: Path, needed: Collection[Path]) -> Iterator[str]:
    """Yield the largest folders and files below that hold nothing needed."""
    inside = [path for path in needed if path.is_relative_to(folder)]
    if not inside:
        yield str(folder)
    elif folder not in inside:
        for path in sorted(folder.iterdir()):
            yield from _outermost(path, inside)
