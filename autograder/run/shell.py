"""A cell as a kernel runs it: magics, top-level await, rich output, no keyboard."""

import builtins
import getpass
import io
import sys
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn, TypeAlias

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

Output: TypeAlias = dict[str, Any]

MOST_OUTPUT = 2**20
"""How much of a cell's output is kept (characters)."""


class Recorder:
    """What a cell prints and shows, up to a limit.

    Parameters
    ----------
    most
        How much is kept between two calls of `take` (characters).
    """

    def __init__(self, most: int = MOST_OUTPUT) -> None:
        self._most = most
        self._room = most
        self._outputs: list[Output] = []

    def text(self, name: str, text: str) -> None:
        """Keep what was printed to "stdout" or "stderr"."""
        kept = self._fitting(text)
        if not kept:
            return
        last = self._outputs[-1] if self._outputs else {}
        if last.get("name") == name:
            last["text"].append(kept)
            return
        self._outputs.append({"output_type": "stream", "name": name, "text": [kept]})

    def show(self, kind: str, data: Mapping[str, Any], metadata: object) -> None:
        """Keep a rich output, or what can be shown of it."""
        size = sum(len(content) for content in data.values() if _is_sized(content))
        if size > self._room:
            data = {"text/plain": self._fitting(str(data.get("text/plain", "")))}
        self._room -= min(size, self._room)
        self._outputs.append(
            {"output_type": kind, "data": dict(data), "metadata": metadata or {}}
        )

    def error(self, name: str, value: str, traceback: list[str]) -> None:
        """Keep an error as a notebook shows it."""
        lines = [self._fitting(line) for line in traceback]
        told = {"ename": name, "evalue": self._fitting(value), "traceback": lines}
        self._outputs.append({"output_type": "error", **told})

    def clear(self) -> None:
        """Drop what was shown, as `clear_output` asks."""
        self._outputs.clear()

    def take(self) -> list[Output]:
        """Return all outputs in nbformat's form and begin anew."""
        taken, self._outputs, self._room = self._outputs, [], self._most
        return [
            {**each, "text": "".join(each["text"])} if "text" in each else each
            for each in taken
        ]

    def take_text(self) -> tuple[str, str]:
        """Return only what was printed, and begin anew."""
        taken = self.take()
        out, err = (
            "".join(each["text"] for each in taken if each.get("name") == name)
            for name in ("stdout", "stderr")
        )
        return out, err

    def _fitting(self, text: str) -> str:
        kept = text[: self._room]
        self._room -= len(kept)
        return kept


class Tape(io.TextIOBase):
    """A standard stream that is kept by a recorder."""

    encoding = "utf-8"

    def __init__(self, recorder: Recorder, name: str) -> None:
        self._recorder = recorder
        self._name = name

    def write(self, text: str) -> int:
        """Keep a text."""
        plain = str.__str__(text)  # which refuses what is none
        self._recorder.text(self._name, plain)
        return len(plain)

    def writable(self) -> bool:
        """Say that it can be written to."""
        return True

    def fileno(self) -> int:
        """Refuse: it is no file."""
        msg = "fileno"
        raise io.UnsupportedOperation(msg)


def _recorder_of(part: Any) -> Recorder:  # noqa: ANN401 - a part of a shell
    recorder: Recorder = part.shell.recorder
    return recorder


class _Hook(DisplayHook):
    """Keeps a cell's last value."""

    def write_output_prompt(self) -> None:
        """Print nothing."""

    def write_format_data(
        self, format_dict: Mapping[str, Any], md_dict: object = None
    ) -> None:
        """Keep what the value looks like."""
        _recorder_of(self).show("execute_result", format_dict, md_dict)

    def finish_displayhook(self) -> None:
        """Print nothing."""
        self._is_active = False


class _Publisher(DisplayPublisher):
    """Keeps what is displayed."""

    def publish(
        self,
        data: Any,  # noqa: ANN401 - IPython's signature
        metadata: Any = None,  # noqa: ANN401
        *_rest: Any,  # noqa: ANN401
        **_named: Any,  # noqa: ANN401
    ) -> None:
        """Keep an output."""
        _recorder_of(self).show("display_data", data, metadata)

    def clear_output(self, wait: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
        """Drop the outputs so far."""
        _recorder_of(self).clear()


class Shell(InteractiveShell):
    """IPython without a terminal."""

    displayhook_class = _Hook
    display_pub_class = _Publisher

    recorder: Recorder
    shown: BaseException | None = None

    def _showtraceback(self, etype: type, evalue: object, stb: list[str]) -> None:
        """Keep an error and its traceback."""
        if self.shown is None and isinstance(evalue, BaseException):
            self.shown = evalue
        self.recorder.error(etype.__name__, _said(evalue), list(stb))

    @contextmanager
    def _tee(self, channel: str) -> Iterator[None]:  # noqa: ARG002 - IPython's signature
        """Keep no second copy of all that is printed, as IPython's history would."""
        yield

    def enable_gui(self, gui: object = None) -> None:
        """Do nothing: there is no screen."""


def make_shell(namespace: MutableMapping[str, Any] | None = None) -> Shell:
    """Return a shell that keeps no history and shows no colours."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    shell: Shell = _untyped(Shell)(config=config, user_ns=namespace)
    shell.recorder = Recorder()
    return shell


def make_formatters(shell: Shell) -> None:
    """Make what IPython makes when a value is first shown."""
    formatter: Any = shell.display_formatter
    _ = formatter.formatters, formatter.mimebundle_formatter
    _ = formatter.ipython_display_formatter


def rehearse() -> None:
    """Run a cell in a shell that nobody uses, so that IPython is warm."""
    shell = make_shell()
    kept = sys.stdout, sys.stderr, sys.displayhook
    try:
        sys.stdout, sys.stderr = Tape(shell.recorder, ""), Tape(shell.recorder, "")
        run_cell(shell, "import sys\n%precision\ndef _f():\n    1 / 0\n_f()")
        run_cell(shell, "[1, 'a']")
    finally:
        sys.stdout, sys.stderr, sys.displayhook = kept


def activate(shell: Shell, recorder: Recorder) -> None:
    """Make a shell this process's own: its streams, its `get_ipython`, no input."""
    shell.recorder = recorder
    classes: Any = Shell._walk_mro()  # noqa: SLF001 - how a singleton is installed
    for each in classes:
        each._instance = shell  # noqa: SLF001
    sys.modules["__main__"] = shell.user_module
    sys.stdout, sys.stderr = Tape(recorder, "stdout"), Tape(recorder, "stderr")
    builtins.input = _refuse_input
    getpass.getpass = _refuse_input


class Slate:
    """What a shell is like before it has run anything.

    IPython's own `reset` collects garbage, among what a whole course imports.

    Parameters
    ----------
    shell
        The shell, new.
    """

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._spaces = [(each, dict(each)) for each in self._all_names()]

    def wipe(self) -> None:
        """Make the shell as it was."""
        history: Any = self._shell.history_manager
        hook: Any = self._shell.displayhook
        _untyped(history.reset)(new_session=False)
        history.input_hist_parsed[:] = history.input_hist_raw[:] = [""]
        hook._ = hook.__ = hook.___ = ""
        for names, before in self._spaces:
            names.clear()
            names.update(before)
        self._shell.execution_count = 1
        self._shell.last_execution_result = None
        self._shell.last_execution_succeeded = True
        self._shell.recorder = Recorder()

    def _all_names(self) -> tuple[dict[str, Any], ...]:
        shell: Any = self._shell
        return shell.user_ns, shell.user_global_ns, shell.user_ns_hidden


def run_cell(shell: Shell, source: str) -> BaseException | None:
    """Run a cell and return its error, if any.

    An error that was only shown counts, too, as that of a cell within `%%capture`.
    """
    shell.shown = None
    result = _untyped(shell.run_cell)(source, store_history=True)
    error: BaseException | None = result.error_before_exec or result.error_in_exec
    return error or shell.shown


def last_value(outputs: Sequence[Output]) -> str | None:
    """Return the text of a cell's last value, as nbgrader reads partial credit."""
    shown = [
        each["data"].get("text/plain")
        for each in outputs
        if each["output_type"] == "execute_result"
    ]
    return shown[-1] if shown else None


def _refuse_input(*_args: object, **_named: object) -> NoReturn:
    msg = "There is nobody to answer: input() is not available while grading."
    raise StdinNotImplementedError(msg)


def _is_sized(content: object) -> bool:
    return isinstance(content, str | bytes)


def _said(value: object) -> str:
    try:
        return str(value)
    except Exception:  # noqa: BLE001 - a student's exception may not even print
        return "(its text cannot be shown)"


def _untyped(function: Any) -> Any:  # noqa: ANN401 - IPython has few types
    return function
