"""Running restored notebooks: jobs go to a pair of processes, events come back."""

import io
import json
import socket
import tarfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import Thread
from types import TracebackType
from typing import Self

from autograder.files import NO_FILES, Files
from autograder.fingerprint import fingerprint, of_files
from autograder.notebook import Cell
from autograder.run.job import Event, Job, Role, Task
from autograder.run.plan import Noted, Plan
from autograder.sandbox import Limits, Pair, Warm, Zygote
from autograder.sandbox.limits import Ending
from autograder.score import Outcome, Run
from autograder.transcript import Executed, Transcript

_AT_ONCE = 65536
"""How much is read at once of what a judge tells, unless it ends before (bytes)."""


class Engine:
    """Runs notebooks, one at a time; a context manager.

    Parameters
    ----------
    zygote
        What its processes are forked from; several engines may share one.
    limits
        What one submission may use.
    """

    def __init__(self, zygote: Zygote, *, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._sandboxed = zygote.is_sandboxed
        self._warm = Warm(zygote)

    def __enter__(self) -> Self:
        """Start to warm up."""
        self._warm.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End everything that was started."""
        self._warm.__exit__(kind, error, traceback)

    def wait(self) -> None:
        """Wait until it is warm.

        Raises
        ------
        SandboxError
            If it cannot run anything as safely as was asked.
        """
        self.run((), plan=Plan())

    def run(
        self,
        cells: Sequence[Cell],
        *,
        plan: Plan,
        files: Files = NO_FILES,
        support: Files = NO_FILES,
    ) -> Transcript:
        """Run the cells of a restored notebook in order.

        Parameters
        ----------
        cells
            A restored notebook's.
        plan
            How its tests are judged.
        files
            What the student put beside the notebook.
        support
            What the author did, which counts where both have a file.

        Raises
        ------
        SandboxError
            If the machine failed us.
        """
        return self._run(cells, plan, files, support)[0]

    def explore(
        self, cells: Sequence[Cell], *, plan: Plan, support: Files
    ) -> tuple[Transcript, Noted]:
        """Run the author's own cells; return what was noted of them, too."""
        return self._run(cells, plan, NO_FILES, support, is_trial=True)

    def _run(
        self,
        cells: Sequence[Cell],
        plan: Plan,
        files: Files,
        support: Files,
        *,
        is_trial: bool = False,
    ) -> tuple[Transcript, Noted]:
        tasks = tuple(_task(cell, plan.hidden_mark) for cell in cells)
        is_alone = is_trial or not self._sandboxed
        sitting = "" if is_alone else _sitting(tasks, plan, support)
        job = Job(
            tasks=tasks,
            plan=plan,
            is_trial=is_trial,
            files=support,
            seconds=self._limits.seconds,
            may_stay=bool(sitting),
        )
        self._warm.learn(plan.modules)
        with self._warm.pair(self._limits, sitting) as pair:
            with _posted(pair, {**files, **support}):
                events = {event.at: event for event in _events(pair, job)}
            ending = pair.ended()
        notes = (*_notes(events.values(), ending), *self._warnings)
        executed = [
            _executed(cell, job.tasks[at], events.get(at), plan, ending)
            for at, cell in enumerate(cells)
        ]
        tests = {
            job.tasks[at].grade_id: event.noted
            for at, event in events.items()
            if event.noted is not None
        }
        modules = (name for event in events.values() for name in event.modules)
        noted = Noted(tests=tests, modules=tuple(dict.fromkeys(modules)))
        return Transcript(cells=tuple(executed), notes=notes), noted

    @property
    def _warnings(self) -> tuple[str, ...]:
        return () if self._sandboxed else ("It was graded without a sandbox.",)


def _sitting(tasks: Iterable[Task], plan: Plan, support: Files) -> str:
    """Return what a judge must judge to come again: all that is not a student's."""
    if not plan.is_traceless:
        return ""
    authors = [
        (task.role, task.grade_id, task.source)
        for task in tasks
        if task.role in {"locked", "test"}
    ]
    return fingerprint(authors, plan.to_json(), of_files(support))


def _task(cell: Cell, hidden_mark: str) -> Task:
    if cell.tag is not None and cell.tag.is_test:
        lines = cell.source.splitlines()
        hidden = (at for at, line in enumerate(lines, start=1) if hidden_mark in line)
        return Task(
            role="test" if cell.kind == "code" else "text",
            source=cell.source,
            grade_id=cell.tag.grade_id,
            hidden_line=next(hidden, 0),
        )
    return Task(role=_role(cell), source=cell.source, grade_id=cell.grade_id or "")


def _role(cell: Cell) -> Role:
    if cell.kind != "code":
        return "text"
    return "locked" if cell.tag is not None and cell.tag.locked else "student"


@contextmanager
def _posted(pair: Pair, files: Files) -> Iterator[None]:
    """Send a student's files, all in one tar; an empty folder needs none.

    They may be more than fits on the way while the judge is already heard.
    """
    if not files:
        pair.student.close()
        yield
        return
    posting = Thread(target=_post, args=(pair, files))
    posting.start()
    yield
    posting.join()


def _post(pair: Pair, files: Files) -> None:
    with suppress(OSError), pair.student as line:
        line.sendall(_packed(files))


def _packed(files: Files) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, content in files.items():
            about = tarfile.TarInfo(name)
            about.size = len(content)
            archive.addfile(about, io.BytesIO(content))
    return packed.getvalue()


def _events(pair: Pair, job: Job) -> Iterator[Event]:
    # To be woken for each event would take a processor from those who work.
    pair.judge.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, _AT_ONCE)
    with suppress(OSError), pair.judge.makefile("rwb", buffering=_AT_ONCE) as line:
        line.write(json.dumps(job.to_json()).encode() + b"\n")
        line.flush()
        for told in line:
            if told.endswith(b"\n"):  # else the judge was killed while it wrote
                yield Event.from_json(json.loads(told))


def _notes(events: Iterable[Event], ending: Ending) -> tuple[str, ...]:
    """Return each sentence once, in order."""
    said = [event.note for event in events if event.note]
    if ending.reason != "done":
        said.append(f"The student's process ended: {ending.reason} {ending.detail}.")
    if ending.judge:
        said.append(f"The judge ended: {ending.judge}.")
    return tuple(dict.fromkeys(said))


def _executed(
    cell: Cell, task: Task, event: Event | None, plan: Plan, ending: Ending
) -> Executed:
    judged = plan.of(task.grade_id).judged
    if event is None:
        run = _lost(ending) if task.role == "test" else None
        return Executed(cell=cell, run=run, judged=judged)
    run = None
    if event.outcome is not None:
        run = Run(
            outcome=event.outcome,
            value=event.value,
            message=_explained(event, ending),
            seconds=event.seconds,
        )
    return Executed(
        cell=cell,
        outputs=event.outputs,
        run=run,
        judged=judged,
        seconds=event.seconds,
    )


def _lost(ending: Ending) -> Run:
    """Return what can be said of a test that the judge did not come to."""
    if ending.reason == "time" or "time" in ending.judge:
        return Run(outcome=Outcome.TIMED_OUT, message="There was no time left for it.")
    return Run(
        outcome=Outcome.BROKEN,
        message=f"The judge ended too early ({ending.judge}); a person must look.",
    )


def _explained(event: Event, ending: Ending) -> str:
    """Return a test's message, with why the student's process ended."""
    if event.outcome is Outcome.FAILED and event.message.endswith("process ended."):
        why = {
            "memory": "it used too much memory",
            "processes": "it started too many processes",
            "time": "it took too long",
            "signal": f"it was stopped by {ending.detail}",
            "exited": "it left by itself",
            "done": "it left by itself",
        }[ending.reason]
        return f"The student's process ended: {why}."
    return event.message
