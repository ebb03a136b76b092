"""A cell as a kernel runs it: magics, top-level await, rich output, no keyboard."""

import ast
import builtins
import getpass
import io
import re
import sys
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any, NoReturn, TypeAlias

from IPython.core.compilerop import CachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.inputtransformer2 import TransformerManager
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


_Manager: Any = TransformerManager
_Compiler: Any = CachingCompiler
"""IPython's own, which have few types."""


class _Transformer(_Manager):  # type: ignore[misc]  # see above
    """Looks for IPython's own syntax only in what is no plain Python."""

    def __init__(self) -> None:
        super().__init__()
        self.parsed: dict[str, ast.AST] = {}

    def transform_cell(self, cell: str) -> str:
        """Return a cell as Python."""
        self.parsed.clear()
        if not _UNUSUAL.search(cell) and self._is_usual():
            text = cell if cell.endswith("\n") else f"{cell}\n"
            if self._is_python(text):
                return text
        transformed: str = super().transform_cell(cell)
        return transformed

    def do_token_transforms(self, lines: list[str]) -> list[str]:
        """Return the lines of a cell without prompts as Python."""
        if self._is_usual() and self._is_python("".join(lines)):
            return lines
        transformed: list[str] = super().do_token_transforms(lines)
        return transformed

    def _is_python(self, text: str) -> bool:
        with suppress(SyntaxError, ValueError, MemoryError, RecursionError):
            self.parsed[text] = _parse(text)
            return True
        return False

    def is_patient(self, text: str | None) -> bool:
        """Say whether a cell that was just parsed cannot await at its top."""
        return text in self.parsed and not _AWAITING.search(text or "")

    def _is_usual(self) -> bool:
        """Say whether no cell has added a transformation of its own."""
        return all(getattr(self, kind) == usual for kind, usual in _USUAL.items())


_USUAL: Mapping[str, list[Any]] = {
    name: value
    for name, value in vars(_Manager()).items()
    if name.endswith(("transforms", "transformers"))
}

_UNUSUAL = re.compile(
    r"\A(?:\s|\Z)|^[ \t]+$|>>>|\.\.\.:|In \[",  # prompts, and what dedenting changes
    re.MULTILINE,
)
"""Where IPython changes even what is Python."""

_AWAITING = re.compile("await|async")


class _Reader(_Compiler):  # type: ignore[misc]  # see above
    """Takes over what has just been parsed.

    Parameters
    ----------
    parsed
        Trees by their texts, each for one use.
    """

    def __init__(self, parsed: dict[str, ast.AST]) -> None:
        super().__init__()
        self._parsed = parsed

    def ast_parse(
        self, source: str, filename: str = "<unknown>", symbol: str = "exec"
    ) -> ast.AST:
        """Return a cell's tree."""
        is_usual = symbol == "exec" and self.flags == _FLAGS
        tree = self._parsed.pop(source, None) if is_usual else None
        if tree is not None:
            return tree
        made: ast.AST = super().ast_parse(source, filename, symbol)
        return made


_FLAGS: int = _Compiler().flags


def _parse(text: str) -> ast.AST:
    """Parse as IPython does, before a cell has imported from the future."""
    flags = _FLAGS | ast.PyCF_ONLY_AST
    tree: ast.AST = compile(text, "<>", "exec", flags=flags, dont_inherit=True)
    return tree


class Shell(InteractiveShell):
    """IPython without a terminal."""

    displayhook_class = _Hook
    display_pub_class = _Publisher

    recorder: Recorder
    shown: BaseException | None = None

    def should_run_async(
        self,
        raw_cell: str,
        *,
        transformed_cell: str | None = None,
        preprocessing_exc_tuple: object = None,
    ) -> bool:
        """Say whether a cell awaits; most need not be compiled to find out."""
        manager = self.input_transformer_manager
        is_ours = isinstance(manager, _Transformer)  # a cell may set another
        if is_ours and manager.is_patient(transformed_cell):
            return False
        asked: bool = super().should_run_async(
            raw_cell,
            transformed_cell=transformed_cell,
            preprocessing_exc_tuple=preprocessing_exc_tuple,
        )
        return asked

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
    manager = _Transformer()
    shell: Shell = _untyped(Shell)(
        config=config, user_ns=namespace, input_transformer_manager=manager
    )
    shell.compile = _Reader(manager.parsed)
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
        self._flags = shell.compile.flags

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
        self._shell.compile.flags = self._flags  # what a test imported from the future
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
