"""What preparing a workspace did, and how to say it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

_LONG = 3  # so many names still fit into a sentence


class Change(Enum):
    """What was done to a file of the workspace."""

    NEW = "new"
    UPDATED = "updated"
    BESIDE = "new version beside"  # the learner changed the file
    RESTORED = "restored"
    SET_ASIDE = "set aside"


@dataclass(frozen=True, slots=True)
class Event:
    """A change to a file, and the other file's name if it concerns two."""

    change: Change
    path: str
    other: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A workspace that is ready, and what a learner should know about it.

    Parameters
    ----------
    folder
        The workspace.
    events
        What was done, in the order of the files.
    notices
        Sentences on what went wrong and does not stop the learner.
    read_only
        Whether nothing can be written there.
    """

    folder: Path
    events: tuple[Event, ...] = ()
    notices: tuple[str, ...] = ()
    read_only: bool = False

    def sentences(self) -> list[str]:
        """Return what to tell the learner, one sentence each."""
        return [
            *_summary(self.events, Change.NEW, "New"),
            *_summary(self.events, Change.UPDATED, "Updated"),
            *filter(None, map(_each, self.events)),
            *self.notices,
        ]


def _summary(events: Iterable[Event], change: Change, verb: str) -> list[str]:
    paths = [event.path for event in events if event.change is change]
    if not paths:
        return []
    return [f"{verb}: {', '.join(paths) if len(paths) <= _LONG else _number(paths)}."]


def _number(paths: list[str]) -> str:
    """Return how many lessons and other files these are, in words."""
    lessons = sum(path.startswith("lessons/") for path in paths)
    exercises = len({p.split("/")[1] for p in paths if p.startswith("exercises/")})
    parts = [(lessons, "lesson"), (exercises, "exercise")]
    return " and ".join(f"{n} {what}{'s' * (n > 1)}" for n, what in parts if n)


def _each(event: Event) -> str:
    """Return what to say of a file that needs the learner's attention, if it does."""
    match event:
        case Event(Change.BESIDE, path, other):
            return (
                f"You changed {path}, so it stays as it is; "
                f"our new version is beside it: {other}."
            )
        case Event(Change.RESTORED, path):
            return f"{path} was missing and is back."
        case Event(Change.SET_ASIDE, path, other):
            return (
                f"{path} could not be read: it is kept as {other}, "
                "and a fresh copy stands in its place."
            )
    return ""
