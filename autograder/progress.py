"""How far grading has come: a bar on a terminal, plain lines elsewhere."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol, TextIO

import click

from autograder.results import Result, Status

_EVERY = 5.0
"""How often a line is printed where there is no bar (seconds)."""


class Advance(Protocol):
    """What is called after each submission."""

    def __call__(self, results: Iterable[Result], *, is_new: bool) -> None:
        """Count a submission.

        Parameters
        ----------
        results
            What came of its notebooks.
        is_new
            Whether it was run, rather than found unchanged.
        """


class Tally:
    """How many submissions came out how."""

    def __init__(self) -> None:
        self.done = 0
        self._counts = dict.fromkeys(
            ("below full marks", "unreadable", "broken", "unchanged"), 0
        )

    def add(self, results: Iterable[Result], *, is_new: bool) -> None:
        """Count a submission; one that is several things counts as the worst."""
        every = tuple(results)
        self.done += 1
        self._counts["unchanged"] += not is_new
        statuses = {result.status for result in every}
        if Status.BROKEN in statuses:
            self._counts["broken"] += 1
        elif Status.UNREADABLE in statuses:
            self._counts["unreadable"] += 1
        elif any(result.score < result.max_score for result in every):
            self._counts["below full marks"] += 1

    def __str__(self) -> str:
        """Return what is worth saying, as in '3 unreadable, 1 broken'."""
        return ", ".join(f"{n} {what}" for what, n in self._counts.items() if n)


@contextmanager
def progress(
    title: str,
    total: int,
    *,
    file: TextIO | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[Advance]:
    """Show how far a run has come, and the time that is left.

    Parameters
    ----------
    title
        What is being done.
    total
        How many submissions there are.
    file
        Where to show it; by default standard error.
    clock
        The time (seconds).
    """
    shown = sys.stderr if file is None else file
    kind = _bar if shown.isatty() else _lines
    with kind(title, total, shown, clock) as advance:
        yield advance


@contextmanager
def _bar(
    title: str, total: int, file: TextIO, _clock: Callable[[], float]
) -> Iterator[Advance]:
    tally = Tally()
    with click.progressbar(
        range(total),
        label=title,
        show_pos=True,
        file=file,
        bar_template="%(label)s [%(bar)s] %(info)s",
        item_show_func=lambda _: str(tally) or None,
    ) as bar:

        def advance(results: Iterable[Result], *, is_new: bool) -> None:
            tally.add(results, is_new=is_new)
            bar.update(1)

        yield advance


@contextmanager
def _lines(
    title: str, total: int, file: TextIO, clock: Callable[[], float]
) -> Iterator[Advance]:
    tally = Tally()
    first: float | None = None
    said = clock()

    def advance(results: Iterable[Result], *, is_new: bool) -> None:
        nonlocal first, said
        tally.add(results, is_new=is_new)
        now = clock()
        first = now if first is None else first  # what came before was warming up
        if now - said < _EVERY and tally.done < total:
            return
        said = now
        left = (now - first) / max(1, tally.done - 1) * (total - tally.done)
        parts = (f"{title}: {tally.done} of {total}", str(tally), _left(left))
        click.echo("; ".join(part for part in parts if part), file=file)

    yield advance


def _left(seconds: float) -> str:
    """Return a time to go in words, or nothing if there is none.

    Examples
    --------
    >>> _left(75)
    'about 1:15 left'
    """
    whole = round(seconds)
    return f"about {whole // 60}:{whole % 60:02} left" if whole else ""
