"""The command line: parse, call, print.

Heavy imports stand inside the commands, so that `autograder --help` answers at once.
"""

import errno
import logging
import os
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from autograder.errors import GradingError
from autograder.postpone import postpone

if TYPE_CHECKING:
    from autograder.batch import Start
    from autograder.command import Machinery
    from autograder.course import Course
    from autograder.starting import Setup

T = TypeVar("T", bound=Callable[..., Any])

_INTERRUPTED = 130
"""The exit status of a program that was stopped with Ctrl-C."""


class _Grader(click.Group):
    """A group whose commands fail with a sentence and the right exit status."""

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; say what went wrong without a traceback."""
        try:
            return super().invoke(ctx)
        except GradingError as error:
            _say(str(error), error)
            ctx.exit(error.exit_code)
        except KeyboardInterrupt as error:
            _say("Stopped.", error)
            ctx.exit(_INTERRUPTED)
        except OSError as error:
            if error.errno == errno.EPIPE:  # nobody reads on: click ends quietly
                raise
            _say(_sentence(error), error)
            ctx.exit(1)


def _say(sentence: str, error: BaseException) -> None:
    """Print what went wrong, and what was noted about how far it had come."""
    notes = getattr(error, "__notes__", ())
    click.echo(" ".join([f"Error: {sentence}", *notes]), err=True)


def _sentence(error: OSError) -> str:
    what = error.strerror or str(error)
    return f"{error.filename}: {what}." if error.filename else f"{what}."


_course = click.option(
    "--course",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="DIR",
    help="The nbgrader course; by default the current folder.",
)
_students = click.option(
    "--student",
    "students",
    multiple=True,
    metavar="ID",
    help="Only this student; may be given several times.",
)


def _limits(command: T) -> T:
    """Add the options that say what a submission may use."""
    options = (
        click.option(
            "--time-limit",
            type=click.FloatRange(min=0, min_open=True, max=86400),
            default=60.0,
            show_default=True,
            metavar="S",
            help="What one notebook may take (seconds).",
        ),
        click.option(
            "--memory-limit",
            type=click.IntRange(min=1, max=2**24),
            default=2048,
            show_default=True,
            metavar="MIB",
            help="What one notebook may need (MiB).",
        ),
        click.option(
            "--no-sandbox",
            is_flag=True,
            help="Run students' code without walls; every result then says so.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.group(cls=_Grader, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="nqpf-course", prog_name="autograder")
def main() -> None:
    """Grade the notebooks of an nbgrader course, fast and safely."""
    logging.basicConfig(format="%(message)s", level=logging.WARNING, stream=sys.stderr)
    postpone()


@main.command()
@click.argument("assignment")
@_students
@click.option(
    "--jobs",
    type=click.IntRange(min=1, max=1024),
    metavar="N",
    help="How many notebooks run at once; by default one a processor.",
)
@click.option(
    "--results",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.jsonl",
    help="Write a line of JSON for each notebook.",
)
@click.option("--regrade", is_flag=True, help="Run unchanged submissions again, too.")
@click.option(
    "--cluster",
    metavar="ADDRESS",
    help="Run on the workers of the Dask scheduler at tcp://host:port.",
)
@_limits
@_course
@click.pass_context
def grade(  # noqa: PLR0913 - a parameter for each option
    ctx: click.Context,
    *,
    assignment: str,
    students: tuple[str, ...],
    jobs: int | None,
    results: Path | None,
    regrade: bool,
    cluster: str | None,
    time_limit: float,
    memory_limit: int,
    no_sandbox: bool,
    course: Path | None,
) -> None:
    """Grade what students handed in for ASSIGNMENT.

    Scores go into nbgrader's gradebook, graded notebooks into autograded/. What has
    not changed since it was graded is not run again. A run that was stopped goes on
    where it was.
    """
    from autograder.course import open_course  # noqa: PLC0415

    limits = (time_limit, memory_limit)
    with ExitStack() as stack:
        if cluster is None:
            # The course is hardly ever elsewhere; if it is, all starts anew.
            likely = _setup(*limits, course or Path(), is_sandboxed=not no_sandbox)
            starter, most = _here(stack, likely)
        opened = open_course(course)
        setup = _setup(*limits, opened.root, is_sandboxed=not no_sandbox)
        if cluster is not None:
            starter, most = _there(stack, cluster)
        machinery = _machinery(starter, jobs or most, opened)
        from autograder.command import grade_assignment, order_of  # noqa: PLC0415

        order = order_of(opened, assignment, students, setup=setup, jobs=machinery.jobs)
        summary = grade_assignment(
            replace(order, is_forced=regrade),
            setup=setup,
            machinery=machinery,
            results=results,
        )
    click.echo(str(summary))
    ctx.exit(summary.exit_status)


@main.command()
@click.argument("submission", type=click.Path(path_type=Path))
@click.option(
    "--source",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    required=True,
    help="The author's notebook.",
)
@click.option("--json", "as_json", is_flag=True, help="Print a line of JSON.")
@_limits
@click.pass_context
def check(  # noqa: PLR0913 - likewise
    ctx: click.Context,
    *,
    submission: Path,
    source: Path,
    as_json: bool,
    time_limit: float,
    memory_limit: int,
    no_sandbox: bool,
) -> None:
    """Grade one notebook, SUBMISSION, and print what it earns.

    Needs no course and keeps nothing.
    """
    from autograder.results import exit_status, line  # noqa: PLC0415

    setup = _setup(time_limit, memory_limit, None, is_sandboxed=not no_sandbox)
    with ExitStack() as stack:
        starter, _ = _here(stack, setup)
        machinery = _machinery(starter, 1)
        from autograder import command  # noqa: PLC0415

        result = command.check(submission, source, setup=setup, machinery=machinery)
    click.echo(line(result) if as_json else command.in_words(result))
    ctx.exit(exit_status([result]))


@main.command()
@click.argument("assignment")
@_students
@_course
def feedback(
    *, assignment: str, students: tuple[str, ...], course: Path | None
) -> None:
    """Write students' pages for ASSIGNMENT into feedback/.

    They show each check's outcome, points and comments, and no hidden test.
    `nbgrader release_feedback` finds them there.
    """
    from autograder.command import give_feedback  # noqa: PLC0415
    from autograder.course import open_course  # noqa: PLC0415

    for sentence in give_feedback(open_course(course), assignment, students):
        click.echo(sentence)


@main.command()
@click.pass_context
def doctor(ctx: click.Context) -> None:
    """Say what this machine can isolate, and what to install."""
    from autograder.sandbox.doctor import examine, render  # noqa: PLC0415

    found = examine()
    click.echo(render(found))
    ctx.exit(not found.all_hold)


def _setup(
    seconds: float, mebibytes: int, root: Path | None, *, is_sandboxed: bool
) -> "Setup":
    from autograder.sandbox.limits import Limits  # noqa: PLC0415
    from autograder.starting import Setup, beside_packages, to_hide  # noqa: PLC0415

    try:
        limits = Limits(seconds=seconds, memory=mebibytes * 2**20)
    except ValueError as error:  # "nan" lies in every range
        msg = f"{error}."
        raise click.UsageError(msg) from error
    hidden = (*(to_hide(root) if root else ()), *beside_packages())
    return Setup(
        limits=limits,
        hidden=tuple(dict.fromkeys(hidden)),
        is_sandboxed=is_sandboxed,
    )


def _here(stack: ExitStack, setup: "Setup") -> "tuple[Callable[[Setup], Start], int]":
    """Return what starts engines on this machine, and how many are of use.

    They warm up while the rest of this program is still being imported.
    """
    from autograder.starting import begun  # noqa: PLC0415

    return stack.enter_context(begun(setup)), len(os.sched_getaffinity(0))


def _there(stack: ExitStack, cluster: str) -> "tuple[Callable[[Setup], Start], int]":
    """Return likewise for a cluster, which is left at the end."""
    from autograder.cluster import connect  # noqa: PLC0415

    there = stack.enter_context(connect(cluster))
    return there.starter, there.jobs


def _machinery(
    starter: "Callable[[Setup], Start]", jobs: int, course: "Course | None" = None
) -> "Machinery":
    """Return what runs submissions, those of a course as it marks hidden tests."""
    from autograder.calibrate import calibrate  # noqa: PLC0415
    from autograder.command import Machinery  # noqa: PLC0415

    marked = partial(calibrate, hidden_mark=course.hidden_mark) if course else calibrate
    return Machinery(starter=starter, calibrate=marked, jobs=jobs)
