"""A cell as a kernel runs it."""

import ast
import fnmatch
import gettext
import inspect
import io
import string
import textwrap
from types import ModuleType
from typing import Any

import pytest
from IPython.core.inputtransformer2 import TransformerManager

from autograder.run.shell import Recorder, Tape, last_value, make_shell
from tests.autograder.run.conducting import Conductor, student


def text(recorder: Recorder) -> str:
    """Return all that was printed."""
    return "".join(each["text"] for each in recorder.take())


def test_what_is_printed_in_a_row_is_one_output() -> None:
    """Until the other stream has its say."""
    recorder = Recorder()
    for name, said in (("stdout", "a"), ("stdout", "b"), ("stderr", "c")):
        Tape(recorder, name).write(said)

    found = [(each["name"], each["text"]) for each in recorder.take()]

    assert found == [("stdout", "ab"), ("stderr", "c")]


def test_taking_begins_anew() -> None:
    """What was taken is not taken again."""
    recorder = Recorder()
    recorder.text("stdout", "a")
    recorder.take()

    assert recorder.take() == []


def test_both_streams_are_taken_apart() -> None:
    """Each as one text; what was shown is left out."""
    recorder = Recorder()
    recorder.text("stdout", "a")
    recorder.text("stderr", "b")
    recorder.show("display_data", {"text/plain": "x"}, {})
    recorder.text("stdout", "c")

    assert recorder.take_text() == ("ac", "b")


def test_no_more_is_kept_than_there_is_room_for() -> None:
    """A flood is cut; after it was taken there is room again."""
    recorder = Recorder(most=10)
    recorder.text("stdout", "x" * 100)

    assert text(recorder) == "x" * 10
    recorder.text("stdout", "again")
    assert text(recorder) == "again"


def test_too_large_a_picture_is_shown_as_text() -> None:
    """As much of it as there is room for."""
    recorder = Recorder(most=10)
    recorder.show("display_data", {"text/plain": "y", "image/png": "x" * 100}, None)

    assert recorder.take() == [
        {"output_type": "display_data", "data": {"text/plain": "y"}, "metadata": {}}
    ]


def test_an_error_is_kept_with_its_traceback() -> None:
    """As notebooks hold it."""
    recorder = Recorder()
    recorder.error("ValueError", "odd", ["line 1"])

    assert recorder.take() == [
        {
            "output_type": "error",
            "ename": "ValueError",
            "evalue": "odd",
            "traceback": ["line 1"],
        }
    ]


def test_what_was_shown_can_be_cleared() -> None:
    """As `clear_output` asks."""
    recorder = Recorder()
    recorder.text("stdout", "a")
    recorder.clear()

    assert recorder.take() == []


@pytest.mark.parametrize("value", [3, b"bytes", None])
def test_only_text_is_printed(value: Any) -> None:  # noqa: ANN401
    """As any stream refuses anything else."""
    with pytest.raises(TypeError):
        Tape(Recorder(), "stdout").write(value)


def test_a_tape_is_no_file() -> None:
    """It has no number that could be written to past it."""
    with pytest.raises(io.UnsupportedOperation):
        Tape(Recorder(), "stdout").fileno()


def test_the_last_value_is_the_last_that_was_shown_as_a_result() -> None:
    """What is displayed or printed on the way does not count."""
    shown = [
        {"output_type": "execute_result", "data": {"text/plain": "1"}},
        {"output_type": "display_data", "data": {"text/plain": "2"}},
        {"output_type": "stream", "name": "stdout", "text": "3"},
    ]

    assert last_value(shown) == "1"
    assert last_value(shown[1:]) is None


TEXTS = (
    *("x = 1\nx", "\n\n  x = 1\n  x", "x %= 2\ny = x % 3", "print('!', '%d?')"),
    *("x = 1\n%precision", "a = %pwd", "a = !ls", "!ls", "len?", "x = 1\nlen??"),
    *(",f a", ";f a", "/f a", "x = 1\n  /f a", "x = (1\n/ 2)", "x = 1 \\\n/ 2"),
    *("if x:\n    %time y", "%%time\nx", ">>> x = 1\n... x", "In [1]: x"),
    *("if x:\n        y\n    z", '"""a\n%b\n/c"""', "f(", "return 1", "await f()"),
    *("x = 1\x0c/f a", "x = 1;/f", "x\x00", '"""open', "\ta\n b"),
    *("", " ", "\n", "x = 1\n   ", "x = 1\n \ny = 2", '"""a\n  \nb"""'),
    *("# a\n  x = 1", "x = 1\r\n \r\ny", "x: In [1]", "In [1]: x\ny", "x\n...: y"),
    *('x = """\n>>> y\n"""', "[ins] In [1]: x", "x = '?'", "x != 1", "f'{x!r}'"),
    *("x = 7 % 2", "lambda: (yield)"),
)


@pytest.mark.parametrize("source", TEXTS)
def test_a_cell_becomes_what_ipython_makes_of_it(source: str) -> None:
    """Though IPython's own syntax is looked for only where there may be any."""
    theirs: Any = TransformerManager

    assert outcome(manager_of_ours(), source) == outcome(theirs(), source)


def test_a_transformation_of_somebodys_own_is_used() -> None:
    """As an extension adds one."""
    manager = manager_of_ours()
    manager.token_transformers = [*manager.token_transformers, Emptied]

    assert manager.transform_cell("all = 1") == "nothing = 1\n"


@pytest.mark.filterwarnings("ignore::SyntaxWarning")
def test_whoever_runs_a_cell_again_is_warned_again(conduct: Conductor) -> None:
    """Once, where IPython, which compiles twice, warns twice."""
    source = "x = 1 is 1"

    went = conduct(student(source), student(source))

    assert [went.printed(at).count("SyntaxWarning") for at in (0, 1)] == [1, 1]


@pytest.mark.parametrize("module", [ast, fnmatch, gettext, string, textwrap])
def test_plain_python_is_what_ipython_makes_of_it(module: ModuleType) -> None:
    """Each part of some modules, with what only looks like IPython's own syntax."""
    theirs: Any = TransformerManager
    text = inspect.getsource(module)
    parts = [ast.get_source_segment(text, part) or "" for part in ast.parse(text).body]

    assert [manager_of_ours().transform_cell(part) for part in parts] == [
        theirs().transform_cell(part) for part in parts
    ]


def test_what_is_imported_from_the_future_holds_for_later_cells(
    conduct: Conductor,
) -> None:
    """Annotations are not looked up then."""
    went = conduct(
        student("from __future__ import annotations"),
        student("def f(x: nowhere): return 'here'\nprint(f(1), f.__annotations__)"),
    )

    assert went.printed(1) == "here {'x': 'nowhere'}\n"


class Emptied:
    """Makes `nothing` of the `all` that a cell begins with."""

    priority = 1
    start_line = start_col = 0

    @classmethod
    def find(cls, tokens_by_line: Any) -> "Emptied | None":  # noqa: ANN401
        """Find it."""
        return cls() if tokens_by_line[0][0].string == "all" else None

    def sortby(self) -> tuple[int, int, int]:
        """Return where it is."""
        return self.start_line, self.start_col, self.priority

    def transform(self, lines: list[str]) -> list[str]:
        """Replace it."""
        return [lines[0].replace("all", "nothing")]


def manager_of_ours() -> Any:  # noqa: ANN401 - IPython has few types
    """Return what transforms the cells of a new shell."""
    return make_shell().input_transformer_manager


def outcome(manager: Any, source: str) -> tuple[str, str]:  # noqa: ANN401
    """Return what a cell becomes, or the error of its first look."""
    try:
        return "", manager.transform_cell(source)
    except Exception as error:  # noqa: BLE001 - whatever it is
        return type(error).__name__, str(error)


CELLS = {
    "printed": ("print('a', end='')", "a"),
    "a value": ("print(1)\n2", "1\n"),
    "magic": ("%%capture kept\nprint(1)\n", ""),
    "await": ("import asyncio\nawait asyncio.sleep(0)\nprint('slept')", "slept\n"),
    "shell": ("!echo said", "said"),
    "timed": ("%time x = 1\nprint(x)", "1"),
    "cleared": (
        "from IPython.display import clear_output\nprint(1)\nclear_output()\nprint(2)",
        "2\n",
    ),
    "main": ("print(__name__)", "__main__\n"),
    "history": ("print(In[-1])", "print(In[-1])\n"),
}


@pytest.mark.parametrize(("source", "printed"), CELLS.values(), ids=CELLS)
def test_a_cell_runs_as_in_a_kernel(
    conduct: Conductor, source: str, printed: str
) -> None:
    """Magics, top-level await, rich output."""
    assert printed in conduct(student(source)).printed(0)


def test_a_value_is_shown_with_all_its_faces(conduct: Conductor) -> None:
    """A table as text and as HTML."""
    source = "import pandas as pd\npd.DataFrame({'a': [1]})"

    (shown,) = conduct(student(source)).events[0].outputs

    assert shown["output_type"] == "execute_result"
    assert {"text/plain", "text/html"} <= set(shown["data"])


@pytest.mark.parametrize("ask", ["input()", "__import__('getpass').getpass()"])
def test_there_is_nobody_to_answer(conduct: Conductor, ask: str) -> None:
    """It is said, and nothing waits."""
    (shown,) = conduct(student(ask)).events[0].outputs

    assert shown["ename"] == "StdinNotImplementedError"


def test_an_error_that_cannot_be_shown_is_shown_somehow(conduct: Conductor) -> None:
    """And the notebook goes on."""
    source = "class E(Exception):\n  def __str__(self): 1 / 0\nraise E"

    went = conduct(student(source), student("print('on')"))

    assert went.events[0].outputs[-1]["ename"] in {"E", "ZeroDivisionError"}
    assert went.printed(1) == "on\n"
