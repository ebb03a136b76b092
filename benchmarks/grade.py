"""Submissions a second: nbgrader, autograder, and the floor under both.

Run with `make bench-grade`. All three run the same submissions on the same machine,
one after the other: an exercise that segments a text with jieba, counts in pandas and
draws with Altair, honestly solved, each copy a little different. nbgrader gets a
minute; the others grade everything. The floor is what the students' own cells cost in
warm interpreters, as many as autograder has engines, without sandbox, judge, tests or
gradebook: each submission in a fork of its own, so that it starts clean. Then ten
times as many submissions show whether time grows in proportion and memory does not.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import click
import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

NAME = "words"
JOBS = len(os.sched_getaffinity(0))

PAGE = Path(__file__).parents[1] / "data" / "page.txt"
TEXT = f"text = {''.join(PAGE.read_text(encoding='utf-8').splitlines()[273:303])!r}"
ANSWERS = {
    "segmented": """
tokens = [token for token in jieba.cut(text) if len(token) > 1]
""",
    "counted": """
def table(tokens):
    frame = pd.DataFrame({"word": tokens})
    counted = frame.groupby("word").size().rename("count").reset_index()
    counted["share"] = counted["count"] / counted["count"].sum()
    return counted.sort_values(["count", "word"], ascending=[False, True])

words = table(tokens)
""",
    "drawn": """
chart = (
    alt.Chart(words.head(10))
    .mark_bar()
    .encode(x=alt.X("count:Q").title("Count"), y=alt.Y("word:N").sort("-x"))
)
chart
""",
    "function": """
def share(word):
    found = words.loc[words["word"] == word, "share"]
    return float(found.iloc[0]) if len(found) else 0.0
""",
}
TESTS = {
    "test_segmented": (
        "segmented",
        "assert '生产力' in tokens\nassert len(tokens) > 40",
    ),
    "test_counted": (
        "counted",
        """
assert list(words.columns) == ["word", "count", "share"]
assert abs(words["share"].sum() - 1) < 1e-9
assert len(table(["a", "b", "a"])) == 2
""",
    ),
    "test_drawn": (
        "drawn",
        """
drawn = chart.to_dict()
assert drawn["mark"]["type"] == "bar"
assert drawn["encoding"]["x"]["field"] == "count"
""",
    ),
    "test_function": (
        "function",
        "assert share('生产力') > 0\nassert share('no such word') == 0",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What a run took: wall time (seconds), and its largest process (MiB)."""

    what: str
    number: int
    seconds: float
    memory: float = 0.0

    @property
    def rate(self) -> float:
        """Submissions a second."""
        return self.number / self.seconds


@click.command()
@click.option("--copies", default=400, show_default=True, help="Submissions.")
@click.option("--many", default=4000, show_default=True, help="To see how it grows.")
@click.option("--minute", default=60.0, show_default=True, help="nbgrader's seconds.")
def main(*, copies: int, many: int, minute: float) -> None:
    """Measure, and print a table."""
    with tempfile.TemporaryDirectory() as folder:
        course = _course(Path(folder) / "course", copies)
        rows = [_floor(copies), _nbgrader(course, minute), _autograder(course, copies)]
        _print(rows)
        floor, theirs, ours = rows
        print(f"\n{ours.rate / theirs.rate:.0f} times nbgrader (goal: 100)")
        print(f"{ours.seconds / floor.seconds:.2f} times the floor (goal: at most 2)\n")
        if many > copies:
            large = _autograder(_course(Path(folder) / "large", many), many)
            _print([ours, large])
            print(f"\n{many / copies:g} times as many submissions took", end=" ")
            print(f"{large.seconds / ours.seconds:.2f} times as long", end=" ")
            print(f"and {large.memory / ours.memory:.2f} times the memory")


def _print(rows: Sequence[Row]) -> None:
    print(f"{'':24}{'submissions':>12}{'seconds':>10}{'a second':>10}{'MiB':>8}")
    for row in rows:
        memory = f"{row.memory:8.0f}" if row.memory else ""
        told = f"{row.number:12}{row.seconds:10.1f}{row.rate:10.2f}{memory}"
        print(f"{row.what:24}{told}", flush=True)


def _course(folder: Path, copies: int) -> Path:
    """Write a course, release its exercise, and let everybody hand in."""
    (folder / "source" / NAME).mkdir(parents=True)
    (folder / "nbgrader_config.py").write_text("c = get_config()\n")
    nbformat.write(_notebook(), folder / "source" / NAME / f"{NAME}.ipynb")
    _run("nbgrader", "generate_assignment", NAME, "--force", cwd=folder)
    for number in range(copies):
        handed = folder / "submitted" / f"s{number:05}" / NAME
        handed.mkdir(parents=True)
        nbformat.write(_notebook(number), handed / f"{NAME}.ipynb")
    return folder


def _notebook(copy: int | None = None) -> nbformat.NotebookNode:
    """Return the author's notebook, or a student's that is a little different."""
    ours = "" if copy is None else f"\n# copy {copy}\n"
    imports = "import altair as alt\nimport jieba\nimport pandas as pd"
    cells = [
        new_markdown_cell("# Which words?", id="title"),
        _cell("imports", f"{imports}\n{TEXT}", locked=True),
    ]
    for test, (answer, checks) in TESTS.items():
        cells.append(_cell(answer, ANSWERS[answer] + ours, solution=True))
        cells.append(_cell(test, checks, grade=True, locked=True, points=2))
    return new_notebook(cells=cells)


def _cell(name: str, source: str, **roles: Any) -> nbformat.NotebookNode:  # noqa: ANN401 - nbgrader's metadata
    marks = {"grade": False, "solution": False, "locked": False, "task": False, **roles}
    metadata = {"nbgrader": {"grade_id": name, "schema_version": 3, **marks}}
    cell_id = name.replace("_", "-")
    return new_code_cell(source.strip(), id=cell_id, metadata=metadata)


def _nbgrader(course: Path, seconds: float) -> Row:
    """Let nbgrader grade as many as it can in the given time."""
    start = time.perf_counter()
    with _started(
        "nbgrader", "autograde", NAME, cwd=course, error=subprocess.PIPE
    ) as run:
        assert run.stderr  # noqa: S101 - it was asked for
        done, elapsed = 0, 0.0
        for line in run.stderr:
            if "Setting destination file permissions" in line:  # one is finished
                done += 1
                elapsed = time.perf_counter() - start
                if elapsed > seconds:
                    run.terminate()
                    break
    if not done:
        message = f"nbgrader autograde {NAME} finished none of the submissions"
        raise click.ClickException(message)
    for name in ("gradebook.db", "autograded"):
        path = course / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    return Row(what="nbgrader autograde", number=done, seconds=elapsed)


def _autograder(course: Path, copies: int) -> Row:
    """Let autograder grade everything; check that everybody has full marks."""
    results = course / "results.jsonl"
    asked = ("grade", NAME, "--regrade", "--results", str(results))
    start = time.perf_counter()
    process = _started("autograder", *asked, cwd=course)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = status  # it has been waited for
    seconds = time.perf_counter() - start
    if status:
        message = (
            f"autograder grade ended with status {os.waitstatus_to_exitcode(status)}"
        )
        raise click.ClickException(message)
    lines = [json.loads(line) for line in results.read_text("utf-8").splitlines()]
    full = sum(line["score"] == line["max_score"] for line in lines)
    if not len(lines) == full == copies:
        message = f"{full} of {len(lines)} submissions, {copies} handed in, got all"
        raise click.ClickException(message)
    memory = used.ru_maxrss / 2**10
    return Row(what="autograder grade", number=copies, seconds=seconds, memory=memory)


def _floor(copies: int) -> Row:
    """Run the students' cells in warm interpreters and nothing else."""
    context = get_context("spawn")
    numbers = context.Queue()
    for number in range(copies):
        numbers.put([cell.source for cell in _notebook(number).cells if _is_own(cell)])
    ready, go = context.Semaphore(0), context.Event()
    workers = [
        context.Process(target=_work, args=(numbers, ready, go)) for _ in range(JOBS)
    ]
    for worker in workers:
        numbers.put(None)
        worker.start()
    for _ in workers:
        ready.acquire()
    start = time.perf_counter()
    go.set()
    for worker in workers:
        worker.join()
    seconds = time.perf_counter() - start
    if any(worker.exitcode for worker in workers):
        message = "the students' cells failed in a warm interpreter"
        raise click.ClickException(message)
    return Row(what="the floor", number=copies, seconds=seconds)


def _is_own(cell: nbformat.NotebookNode) -> bool:
    return cell.cell_type == "code" and not cell.metadata.nbgrader.grade


def _work(numbers: Any, ready: Any, go: Any) -> None:  # noqa: ANN401 - multiprocessing's
    """Warm up, then run each submission in a fork."""
    from IPython.core.interactiveshell import InteractiveShell  # noqa: PLC0415

    shell = InteractiveShell.instance()
    every = [cell.source for cell in _notebook().cells if cell.cell_type == "code"]
    _run_cells(shell.run_cell, every)
    shell.reset()
    ready.release()
    go.wait()
    while (cells := numbers.get()) is not None:
        child = os.fork()
        if child == 0:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            os._exit(_run_cells(shell.run_cell, cells))
        _, status = os.waitpid(child, 0)
        if status:
            sys.exit(1)


def _run_cells(run: Callable[[str], Any], cells: Sequence[str]) -> int:
    """Run cells; return how many failed."""
    return sum(not run(cell).success for cell in cells)


def _run(*command: str, cwd: Path) -> None:
    with _started(*command, cwd=cwd, error=subprocess.PIPE) as run:
        _, said = run.communicate()
    if run.returncode:
        raise click.ClickException(said)


def _started(
    module: str, *arguments: str, cwd: Path, error: int | None = None
) -> subprocess.Popen[str]:
    """Start a module of this environment, whose programs it finds, too."""
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.Popen(  # noqa: S603 - programs that are named here
        [sys.executable, "-m", module, *arguments],
        cwd=cwd,
        env={**os.environ, "PATH": programs},
        stderr=error,
        text=True,
    )


if __name__ == "__main__":
    main()
