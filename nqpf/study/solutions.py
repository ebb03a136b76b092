"""Worked solutions, opened by a real attempt.

The solution is read from the exercise's source, so there is only one. It is
compared with nothing: an attempt need not be right, only made.
"""

import ast
from dataclasses import dataclass
from pathlib import Path

from IPython.core.inputtransformer2 import TransformerManager

from nqpf import places
from nqpf.errors import DataError
from nqpf.study.cards import lesson_of, read_cards
from nqpf.study.notebooks import Cell, read_notebook

_NOT_INSTALLED = (
    "The worked solutions are not installed here; your instructor can show you one."
)
_NO_WORKSPACE = (
    "A worked solution opens in the course's own folder, after an attempt there; "
    "start the course with “nqpf lab”."
)


@dataclass(frozen=True, slots=True)
class Solution:
    """A worked solution, or the sentence that says why it is not open."""

    text: str

    def __repr__(self) -> str:
        """Return the text as it stands."""
        return self.text

    def _repr_markdown_(self) -> str:
        return self.text


def solution(card_id: str) -> Solution:
    """Open the worked solution of an exercise question, after an attempt.

    An attempt is an answer in the learner's saved notebook that differs from
    the released one, is not blank, and can be read by Python.

    Parameters
    ----------
    card_id
        Lesson and question, "01-q3".
    """
    number, _, question = card_id.partition("-")
    workspace = places.workspace()
    if workspace is None:
        return Solution(_NO_WORKSPACE)
    source = _source(number)
    if source is None:
        return Solution(_NOT_INSTALLED)
    learners = workspace / "exercises" / source.stem / source.name
    try:
        missing = _missing(_answer(learners, question), question)
        return Solution(missing or _worked(card_id, _answer(source, question)))
    except DataError as error:
        return Solution(str(error))


def _source(number: str) -> Path | None:
    """Return the source of the lesson's exercise, if it is installed."""
    try:
        folders = sorted((places.exercises_folder() / "source").glob(f"{number}-*"))
    except DataError:
        return None
    sources = (folder / f"{folder.name}.ipynb" for folder in folders)
    return next((path for path in sources if path.is_file()), None)


def _answer(path: Path, question: str) -> Cell:
    """Return the answer cell of a question."""
    for cell in read_notebook(path):
        if cell.is_answer and cell.grade_id == question:
            return cell
    msg = (
        f"{path.name} has no answer cell {question!r}; if you removed it, "
        "rename the notebook and start the course again to get a new copy."
    )
    raise DataError(msg)


def _missing(answer: Cell, question: str) -> str:
    """Return what an attempt still lacks; nothing if it is one."""
    again = "save the notebook (Ctrl+S) and run this cell again."
    if not answer.touched or not answer.source.strip():
        return f"Try {question} yourself first: write an answer in its cell, {again}"
    if answer.kind != "code":
        return ""
    try:
        tree = ast.parse(_plain_python(answer.source))
    except (SyntaxError, ValueError, RecursionError) as error:
        reason = error.msg if isinstance(error, SyntaxError) else str(error)
        return f"Python cannot read your answer to {question} yet ({reason}): {again}"
    if all(map(_does_nothing, tree.body)) or any(map(_is_stub, ast.walk(tree))):
        return f"Your answer to {question} is still open: replace the stub, {again}"
    return ""


def _plain_python(source: str) -> str:
    """Return the cell with `%magics` and `!commands` as Python."""
    manager = TransformerManager()  # type: ignore[no-untyped-call]
    return manager.transform_cell(source)


def _does_nothing(statement: ast.stmt) -> bool:
    """Say whether a statement is `pass`, `...`, a text, or a frame around these."""
    match statement:
        case ast.Pass() | ast.Expr(value=ast.Constant()):
            return True
        case ast.FunctionDef(body=body) | ast.ClassDef(body=body):
            return all(map(_does_nothing, body))
    return False


def _is_stub(node: ast.AST) -> bool:
    """Say whether a node is the line that nbgrader leaves for an answer."""
    match node:
        case ast.Raise(exc=ast.Name(id="NotImplementedError")):
            return True
        case ast.Raise(exc=ast.Call(func=ast.Name(id="NotImplementedError"))):
            return True
    return False


def _worked(card_id: str, source: Cell) -> str:
    """Return the solution as Markdown, with its explanation if there is one."""
    lines = (
        line
        for line in source.source.splitlines()
        if "BEGIN SOLUTION" not in line and "END SOLUTION" not in line
    )
    text = "\n".join(lines).strip()
    shown = f"~~~python\n{text}\n~~~" if source.kind == "code" else text
    explanation = read_cards(lesson_of(card_id)).explanations.get(card_id)
    parts = [f"**A worked solution of {source.grade_id}**", shown]
    if explanation is not None:
        parts.append(explanation.explanation)
    return "\n\n".join(parts)
