"""Run an exercise notebook with given answers and say what each question earns.

A second route to nbgrader's scores, thousands of times faster than a kernel: the
cells of our exercises are plain Python, so they can be executed here, one after
another in one namespace, and scored by nbgrader's rule. `test_class.py` shows on
whole submissions that nbgrader itself comes to the same scores.
"""

import ast
import contextlib
import io
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import nbformat
from nbformat import NotebookNode

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "exercises" / "source").glob("*/*.ipynb"))
STUB = "# YOUR CODE HERE\nraise NotImplementedError"


@dataclass(frozen=True, slots=True)
class Wrong:
    """A wrong answer that we expect, and what it must be told and given."""

    exercise: str
    question: str
    why: str
    answer: str
    message: str
    score: float


@dataclass(frozen=True, slots=True)
class Earned:
    """What the checks of one question gave; `message` is the first failure's."""

    score: float
    possible: float
    message: str


def read(exercise: str) -> NotebookNode:
    """Return the source notebook of an exercise set."""
    path = ROOT / "exercises" / "source" / exercise / f"{exercise}.ipynb"
    return nbformat.read(path, as_version=4)


def wrong_answers(exercise: str) -> list[Wrong]:
    """Return the expected wrong answers of an exercise set."""
    path = Path(__file__).parent / exercise / "wrong.toml"
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["wrong"]
    return [Wrong(exercise=exercise, **row) for row in rows]


def questions(notebook: NotebookNode) -> dict[str, float]:
    """Return the auto-graded questions and their points."""
    found: dict[str, float] = {}
    for cell in notebook.cells:
        tag = cell.metadata.get("nbgrader", {})
        if tag.get("grade") and not tag.get("solution"):
            name = _question(tag["grade_id"])
            found[name] = found.get(name, 0.0) + tag["points"]
    return found


def grade(notebook: NotebookNode, answers: Mapping[str, str]) -> dict[str, Earned]:
    """Execute the notebook with some answers replaced and score its questions.

    Parameters
    ----------
    notebook
        A source notebook: its solutions stand where no answer is given.
    answers
        Code by question, in place of the solution.
    """
    module = ModuleType("__main__")
    earned: dict[str, Earned] = {}
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        tag = cell.metadata.get("nbgrader", {})
        is_answer = tag.get("solution") and not tag.get("grade")
        source = answers.get(tag["grade_id"], cell.source) if is_answer else cell.source
        value, complaint = _execute(source, module.__dict__)
        if tag.get("grade") and not tag.get("solution"):
            name = _question(tag["grade_id"])
            score = _score(value, complaint, float(tag["points"]))
            earned[name] = _add(earned.get(name), score, tag["points"], complaint)
    return earned


def _question(grade_id: str) -> str:
    """Return the question of a check cell: `q3` for `q3_check` or `q3_check_2`."""
    return grade_id.split("_", maxsplit=1)[0]


def _execute(source: str, names: dict[str, object]) -> tuple[object, str]:
    """Run a cell as a notebook would; return its last value and its complaint."""
    shown, complaint = io.StringIO(), io.StringIO()
    value = None
    with contextlib.redirect_stdout(shown), contextlib.redirect_stderr(complaint):
        try:
            value = _run(source, names)
        except NotImplementedError as error:
            return None, str(error) or "NotImplementedError"
        except AssertionError as error:
            return None, str(error) or "AssertionError"
        except Exception as error:  # noqa: BLE001 (an answer may raise anything)
            return None, f"{type(error).__name__}: {error}"
    return value, complaint.getvalue()


def _run(source: str, names: dict[str, object]) -> object:
    """Execute all statements; return the value of a last expression."""
    tree = ast.parse(source)
    last = (
        tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    )
    exec(compile(tree, "<cell>", "exec"), names)  # noqa: S102 (our own cells)
    if last is None:
        return None
    expression = ast.Expression(last.value)
    return eval(compile(expression, "<cell>", "eval"), names)  # noqa: S307 (likewise)


def _score(value: object, complaint: str, points: float) -> float:
    """Return nbgrader's score: none after a complaint, a number in part, or all."""
    if complaint:
        return 0.0
    if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0:
        return float(value)
    return points


def _add(so_far: Earned | None, score: float, points: float, complaint: str) -> Earned:
    """Return a question's sum with one more check cell in it."""
    if so_far is None:
        return Earned(score=score, possible=float(points), message=complaint)
    return Earned(
        score=so_far.score + score,
        possible=so_far.possible + points,
        message=so_far.message or complaint,
    )
