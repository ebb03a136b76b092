"""What the commands do, once it is clear what was asked."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from autograder.assignment import load
from autograder.autotest import Recipe, with_tests
from autograder.batch import (
    Calibrate,
    Graded,
    Order,
    Start,
    grade_everybody,
    seats_for,
)
from autograder.course import Course
from autograder.errors import CourseError
from autograder.files import NO_FILES, Gathered, gather
from autograder.fingerprint import fingerprint
from autograder.imports import imports
from autograder.keeper import Keeper
from autograder.ledger import Ledger
from autograder.pipeline import Beside, Task, grade, prepare
from autograder.progress import Tally, progress
from autograder.results import Result, Status, exit_status
from autograder.resultsfile import ResultsFile
from autograder.starting import Setup

LEDGERS = ".autograder"
"""The folder of a course in which is kept what has been graded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Machinery:
    """What runs submissions.

    Parameters
    ----------
    starter
        Returns what starts engines of a setup.
    calibrate
        Finds out how each test of a source is judged.
    jobs
        How many engines work at once.
    """

    starter: Callable[[Setup], Start]
    calibrate: Calibrate
    jobs: int = 1


class Summary:
    """What came of an assignment: counts, and who needs a person.

    Parameters
    ----------
    assignment
        Its name.
    """

    def __init__(self, assignment: str) -> None:
        self._assignment = assignment
        self._tally = Tally()
        self._broken: list[str] = []
        self.exit_status = 0

    @property
    def done(self) -> int:
        """How many submissions there have been."""
        return self._tally.done

    def add(self, graded: Graded) -> None:
        """Take in what came of a submission."""
        self._tally.add(graded.results, is_new=graded.is_new)
        self.exit_status |= exit_status(graded.results)
        self._broken += [
            f"{result.student}: {result.notebook} needs a person. {_why(result)}"
            for result in graded.results
            if result.status is Status.BROKEN
        ]

    def __str__(self) -> str:
        """Return it in a few lines."""
        plural = "" if self.done == 1 else "s"
        counts = f"{self._assignment}: {self.done} submission{plural} graded"
        shown = "; ".join(filter(None, (counts, str(self._tally))))
        return "\n".join([f"{shown}.", *self._broken])


def grade_assignment(
    order: Order, *, setup: Setup, machinery: Machinery, results: Path | None = None
) -> Summary:
    """Grade an assignment and show how far that has come.

    Parameters
    ----------
    order
        What is to be graded.
    setup
        What an engine is like; its imports are found out.
    machinery
        What runs submissions.
    results
        Where a line for each notebook is written, if anywhere.

    Raises
    ------
    GradingError
        If it cannot go on; a note says what has been kept.
    """
    summary = Summary(order.assignment)
    total = len(order.handed)
    try:
        with ExitStack() as stack:
            path = order.course.root / LEDGERS / f"{order.assignment}.jsonl"
            ledger = stack.enter_context(Ledger(path))
            order = _with_tests(order, ledger, setup.limits.seconds)
            seats = stack.enter_context(
                seats_for(
                    order,
                    starter=lambda modules: machinery.starter(
                        replace(setup, imports=modules)
                    ),
                    ledger=ledger,
                )
            )
            keeper = stack.enter_context(_keeper(order))
            file = stack.enter_context(ResultsFile(results)) if results else None
            every = grade_everybody(
                order,
                seats=seats,
                calibrate=machinery.calibrate,
                ledger=ledger,
                keeper=keeper,
            )
            stack.enter_context(closing(every))
            with progress(f"Grading {order.assignment}", total) as advance:
                for graded in every:
                    if file is not None:
                        file.add(graded.results)
                    summary.add(graded)
                    advance(graded.results, is_new=graded.is_new)
    except BaseException as error:
        error.add_note(
            f"{summary.done} of {total} submissions are graded and kept; the same "
            "command goes on from there."
        )
        raise
    return summary


def order_of(
    course: Course,
    assignment: str,
    students: Sequence[str] = (),
    *,
    setup: Setup,
    jobs: int,
) -> Order:
    """Return what is to be graded.

    Parameters
    ----------
    course, assignment
        What.
    students
        Whose; by default everybody's.
    setup
        What an engine is like.
    jobs
        How many work at once.

    Raises
    ------
    CourseError
        If there is no such assignment or student.
    BadAssignmentError
        If a source cannot be read.
    """
    paths = course.sources(assignment)
    return Order(
        course=course,
        assignment=assignment,
        handed=course.handed_in(assignment, students),
        sources={
            path: load(path, header=course.header, footer=course.footer)
            for path in paths
        },
        setup=fingerprint(asdict(setup.limits), setup.is_sandboxed, course.hidden_mark),
        jobs=jobs,
        notes=_warnings(setup),
    )


def check(
    submission: Path, source: Path, *, setup: Setup, machinery: Machinery
) -> Result:
    """Grade one notebook without a course; nothing is kept.

    Parameters
    ----------
    submission, source
        The notebooks. What lies beside the source, if it has a folder of its own,
        lies beside both when they run.
    setup
        What an engine is like; its imports are found out.
    machinery
        What runs them.
    """
    beside = _beside(source)
    above = source.absolute().parents
    recipe = Recipe(folders=above, seconds=setup.limits.seconds)
    asked = with_tests(load(source), source, recipe=recipe, support=beside.files)
    modules = imports(asked.cells, beside=beside.files)
    with machinery.starter(replace(setup, imports=modules))() as engine:
        task = Task(
            assignment=asked.name,
            source=asked,
            plan=machinery.calibrate(asked, engine, beside.files),
            support=beside.files,
            key="",
            notes=_warnings(setup),
        )
        ready = prepare(
            submission,
            task=task,
            student=submission.stem,
            beside=Beside(notes=beside.left_out),
        )
        return grade(ready, lambda: engine).result


def give_feedback(
    course: Course, assignment: str, students: Sequence[str] = ()
) -> Iterator[str]:
    """Write students' pages; yield what there is to say of them.

    Parameters
    ----------
    course, assignment
        What.
    students
        Whose; by default everybody's who has been graded.

    Raises
    ------
    CourseError
        If there is no such assignment, or a student has not been graded.
    """
    from autograder.report.feedback import write_feedback  # noqa: PLC0415
    from autograder.report.gradebook import Gradebook  # noqa: PLC0415

    course.sources(assignment)
    with Gradebook(course) as gradebook:
        graded = [
            student
            for student in gradebook.students(assignment)
            if course.folder("autograded", assignment, student).is_dir()
        ]
        missing = [student for student in students if student not in graded]
        if missing or not graded:
            who = ", ".join(map(repr, missing))
            fact = f"{who} has not been graded" if who else "Nobody has been graded"
            msg = f"{fact} for {assignment!r}; run `autograder grade` first."
            raise CourseError(msg)
        chosen = students or graded
        for student in chosen:
            yield from write_feedback(course, gradebook, assignment, student)
    plural = "" if len(chosen) == 1 else "s"
    where = course.root / course.steps["feedback"]
    yield f"{assignment}: feedback for {len(chosen)} student{plural} lies in {where}."


def in_words(result: Result) -> str:
    """Return a result as a person reads it.

    Examples
    --------
    >>> from autograder.results import unreadable
    >>> names = {"assignment": "ps1", "student": "h_full", "notebook": "ps1"}
    >>> print(in_words(unreadable("It is empty.", points={"test_a": 2.0}, **names)))
    ps1: 0 of 2 points (unreadable)
    It is empty.
      not run    0 of 2  test_a
    """
    score, most = f"{result.score:g}", f"{result.max_score:g}"
    lines = [f"{result.notebook}: {score} of {most} points ({result.status.value})"]
    lines += [sentence for sentence in (result.reason, *result.notes) if sentence]
    for cell in result.cells:
        mark = cell.mark
        points = f"{mark.score:g} of {mark.max_score:g}"
        told = f"  {mark.outcome.value:9}  {points}  {cell.grade_id}"
        where = "  (judged in the kernel)" if cell.judged == "kernel" else ""
        lines.append(told + where)
        lines += [f"      {line}" for line in mark.message.splitlines()]
    return "\n".join(lines)


def _with_tests(order: Order, ledger: Ledger, seconds: float) -> Order:
    """Have nbgrader write the tests that the author left to it, where there are any."""
    course = order.course
    folders = (course.folder("source", order.assignment), course.root)
    recipe = Recipe(folders=folders, seconds=seconds, config=course.config)
    if not any(map(recipe.is_for, order.sources.values())):
        return order
    support = course.support(order.assignment)
    made = {
        path: with_tests(source, path, recipe=recipe, support=support, kept=ledger)
        for path, source in order.sources.items()
    }
    return replace(order, sources=made)


@contextmanager
def _keeper(order: Order) -> Iterator[Keeper]:
    """Open the gradebook and record the assignment in it."""
    from autograder.report.gradebook import Gradebook  # noqa: PLC0415
    from autograder.report.sheet import sheet  # noqa: PLC0415

    course = order.course
    sheets = {
        source.name: sheet(source, path, course.config)
        for path, source in order.sources.items()
    }
    with Gradebook(course) as gradebook:
        gradebook.enrol(order.assignment, tuple(sheets.values()))
        yield Keeper(
            course=course,
            assignment=order.assignment,
            sheets=sheets,
            gradebook=gradebook,
        )


def _warnings(setup: Setup) -> tuple[str, ...]:
    return () if setup.is_sandboxed else ("It was graded without a sandbox.",)


def _beside(source: Path) -> Gathered:
    """Return what lies beside a source that has a folder of its own."""
    folder = source.absolute().parent
    if source.stem != folder.name and folder.parent.name != "source":
        return Gathered(files=NO_FILES)
    return gather(folder, ignore=("*.ipynb", "*.pyc", "__pycache__", ".*"))


def _why(result: Result) -> str:
    """Return why a person must look."""
    reasons = [result.reason, *(cell.mark.message for cell in result.cells)]
    return next((" ".join(reason.split()) for reason in reasons if reason), "")
