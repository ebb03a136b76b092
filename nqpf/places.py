"""Where things are: the course's own folders, the learner's, and the cache."""

import os
from pathlib import Path

import platformdirs

from nqpf.errors import DataError

STATE_FOLDER = ".nqpf"
"""The folder that marks a workspace and keeps the learner's state."""

_PACKAGE = Path(__file__).resolve().parent


def data_folder() -> Path:
    """Return the folder of the page and its tables."""
    return _course_folder("data")


def lessons_folder() -> Path:
    """Return the folder of the lessons as we publish them."""
    return _course_folder("lessons")


def exercises_folder() -> Path:
    """Return the nbgrader course that holds the exercises' sources."""
    return _course_folder("exercises")


def workspace() -> Path | None:
    """Return the learner's workspace, or None outside of one.

    The environment variable NQPF_WORKSPACE names it; otherwise it is the
    nearest folder, from here upwards, that holds a `.nqpf` folder.
    """
    named = os.environ.get("NQPF_WORKSPACE")
    if named:
        return Path(named)
    here = Path.cwd()
    folders = (here, *here.parents)
    return next((f for f in folders if (f / STATE_FOLDER).is_dir()), None)


def cache_folder() -> Path:
    """Return the folder for what can be made again; NQPF_CACHE overrides it."""
    named = os.environ.get("NQPF_CACHE")
    return Path(named) if named else platformdirs.user_cache_path("nqpf")


def _course_folder(name: str) -> Path:
    """Return a folder of the checkout, or of the installed wheel."""
    for root in (_PACKAGE.parent, _PACKAGE / "_course"):
        if (root / name).is_dir():
            return root / name
    msg = (
        f"The course's folder {name!r} is neither in {_PACKAGE.parent} nor inside "
        "the installed package; install the course again."
    )
    raise DataError(msg)
