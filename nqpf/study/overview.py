"""What is done, seen from the work itself.

A check counts as passed when the learner's saved notebook shows that it ran
without an error on an answer of the learner's own. What has passed once stays
passed, also when a notebook is changed, cleared or replaced later.
"""

import os
from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from html import escape
from pathlib import Path

from nqpf import places
from nqpf.errors import DataError
from nqpf.study.cards import read_cards
from nqpf.study.markup import prose, static_card
from nqpf.study.notebooks import Cell, checks, passed_checks, read_notebook, title
from nqpf.study.record import Record, add_passed
from nqpf.study.state import store_of

_HEADS = ("Lesson", "Checks passed", "Recall answered", "Predictions made")


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    done: int = 0
    of: int = 0

    def __str__(self) -> str:
        """Return the share in words, a dash where there is nothing to do."""
        return f"{self.done} of {self.of}" if self.of else "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonProgress:
    """How far a learner is in one lesson.

    Parameters
    ----------
    slug
        The name of the lesson's notebook.
    title
        Its first heading.
    checks
        Auto-graded checks passed at least once.
    recall
        Recall questions answered.
    predictions
        Predictions made.
    problem
        A sentence on what could not be read; empty if all could.
    """

    slug: str
    title: str
    checks: Share
    recall: Share
    predictions: Share
    problem: str = ""

    @property
    def name(self) -> str:
        """The lesson's number and title."""
        return f"{self.slug[:2]} {self.title}"

    @property
    def finished(self) -> bool:
        """Whether every check of the lesson's exercise has passed."""
        return self.checks.done == self.checks.of > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """The lessons in order with what is done of each, to show in a notebook."""

    lessons: tuple[LessonProgress, ...]
    workspace: Path | None
    notice: str = ""

    def __repr__(self) -> str:
        """Return the table as text."""
        return _as_text(self)

    def _repr_html_(self) -> str:
        heads = "".join(f'<th scope="col">{head}</th>' for head in _HEADS)
        rows = "".join(map(self._row, self.lessons))
        said = "".join(f"<p>{prose(sentence)}</p>" for sentence in _sentences(self))
        return static_card(
            "What you have done",
            f'<table class="nqpf-progress"><thead><tr>{heads}</tr></thead>'
            f"<tbody>{rows}</tbody></table>{self._going_on()}{said}",
        )

    def _row(self, lesson: LessonProgress) -> str:
        shares = (lesson.checks, lesson.recall, lesson.predictions)
        cells = "".join(f"<td>{share}</td>" for share in shares)
        name = self._link(_lesson_path(lesson.slug), lesson.name)
        exercise = self._link(_exercise_path(lesson.slug), "exercises")
        done = ' <span class="nqpf-done">finished</span>' if lesson.finished else ""
        return (
            f'<tr><th scope="row">{name or prose(lesson.name)}{done}'
            f"{f'<br>{exercise}' if exercise else ''}</th>{cells}</tr>"
        )

    def _going_on(self) -> str:
        lesson = _ahead(self.lessons)
        if lesson is None:
            return ""
        link = self._link(_lesson_path(lesson.slug), lesson.name)
        return f"<p>Go on with: {link or prose(lesson.name)}</p>"

    def _link(self, path: str, text: str) -> str:
        """Return a link that works from the notebook's folder, if it leads anywhere."""
        if self.workspace is None or not (self.workspace / path).is_file():
            return ""
        target = Path(os.path.relpath(self.workspace / path)).as_posix()
        return f'<a href="{escape(target)}">{prose(text)}</a>'


def progress() -> Progress:
    """Show what is done in each lesson, inferred from the work itself.

    Returns
    -------
    Progress
        A table: checks passed, recall questions answered, predictions made.
    """
    workspace = places.workspace()
    record_passes(workspace)
    return _progress(workspace)


def progress_text(workspace: Path | None) -> str:
    """Return what is done in each lesson as a table of text."""
    record_passes(workspace)
    return _as_text(_progress(workspace))


def progress_table(workspace: Path | None) -> tuple[LessonProgress, ...]:
    """Return how far the learner is, lesson by lesson; nothing is written.

    Parameters
    ----------
    workspace
        The learner's folder, or None outside of one.
    """
    record = add_passed(store_of(workspace).read(), _passes(workspace))
    return tuple(_lesson(slug, workspace, record) for slug in _slugs())


def record_passes(workspace: Path | None) -> None:
    """Keep for good which checks the learner's notebooks show as passed."""
    passes = _passes(workspace)
    store = store_of(workspace)
    record = store.read()
    if add_passed(record, passes) != record:
        store.update(partial(add_passed, passed=passes))


def _progress(workspace: Path | None) -> Progress:
    return Progress(
        lessons=progress_table(workspace),
        workspace=workspace,
        notice=store_of(workspace).notice(),
    )


def _slugs() -> list[str]:
    paths = places.lessons_folder().glob("[0-9][0-9]-*.ipynb")
    return sorted(path.stem for path in paths)


def _lesson_path(slug: str) -> str:
    return f"lessons/{slug}.ipynb"


def _exercise_path(slug: str) -> str:
    return f"exercises/{slug}/{slug}.ipynb"


def _passes(workspace: Path | None) -> dict[str, tuple[str, ...]]:
    """Return the checks that the saved notebooks show as passed, by exercise."""
    passes = {slug: passed_checks(_exercise(workspace, slug)[0]) for slug in _slugs()}
    return {slug: passed for slug, passed in passes.items() if passed}


def _exercise(workspace: Path | None, slug: str) -> tuple[tuple[Cell, ...], str]:
    """Return the cells of the learner's exercise, and what is wrong with it."""
    if workspace is None or not (path := workspace / _exercise_path(slug)).is_file():
        return (), ""
    try:
        return read_notebook(path), ""
    except DataError as error:
        return (), str(error)


def _lesson(slug: str, workspace: Path | None, record: Record) -> LessonProgress:
    cells, problem = _exercise(workspace, slug)
    possible = _published_checks(slug) or checks(cells)
    number = slug[:2]
    recall, predictions, trouble = _card_shares(number, record)
    return LessonProgress(
        slug=slug,
        title=title(places.lessons_folder() / f"{slug}.ipynb"),
        checks=_share(record.passed.get(slug, ()), possible),
        recall=recall,
        predictions=predictions,
        problem=" ".join(filter(None, (problem, trouble))),
    )


def _published_checks(slug: str) -> tuple[str, ...]:
    """Return the checks of the exercise's source, if it is installed."""
    try:
        source = places.exercises_folder() / "source" / slug / f"{slug}.ipynb"
        return checks(read_notebook(source))
    except DataError:
        return ()


def _card_shares(number: str, record: Record) -> tuple[Share, Share, str]:
    """Return what is answered and predicted, and what is wrong with the cards."""
    if not (places.lessons_folder() / "cards" / f"{number}.toml").is_file():
        return Share(), Share(), ""
    try:
        cards = read_cards(number)
    except DataError as error:
        return Share(), Share(), str(error)
    return (
        _share(record.answers, cards.questions),
        _share(record.guesses, cards.predictions),
        "",
    )


def _share(done: Collection[str], of: Collection[str]) -> Share:
    return Share(sum(name in done for name in of), len(of))


def _ahead(lessons: tuple[LessonProgress, ...]) -> LessonProgress | None:
    """Return the first lesson whose exercise is not finished."""
    open_ = (lesson for lesson in lessons if lesson.checks.of and not lesson.finished)
    return next(open_, None)


def _sentences(shown: Progress) -> list[str]:
    """Return what the learner must be told."""
    problems = [lesson.problem for lesson in shown.lessons]
    return [sentence for sentence in (*problems, shown.notice) if sentence]


def _as_text(shown: Progress) -> str:
    rows = [_HEADS] + [
        (lesson.name, str(lesson.checks), str(lesson.recall), str(lesson.predictions))
        for lesson in shown.lessons
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    ]
    ahead = _ahead(shown.lessons)
    going_on = [f"Go on with: {ahead.name}"] if ahead else []
    said = [*going_on, *_sentences(shown)]
    return "\n".join(line.rstrip() for line in [*lines, "", *said]).rstrip()
