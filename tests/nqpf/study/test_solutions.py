from pathlib import Path

import pytest

from nqpf import places
from nqpf.study import solution
from tests.nqpf.study.cells import (
    SLUG,
    SOLVED,
    STUB,
    answer,
    check,
    code,
    markdown,
    write_notebook,
)

TRIED = STUB.replace("raise NotImplementedError()", "return line")


def exercise(workspace: Path) -> Path:
    """Return where the learner's exercise is."""
    return workspace / "exercises" / SLUG / f"{SLUG}.ipynb"


@pytest.mark.usefixtures("course")
def test_an_attempt_opens_the_worked_solution(workspace: Path) -> None:
    """The solution stands in its frame, without the markers, and is explained."""
    write_notebook(exercise(workspace), answer(TRIED), check())

    shown = solution("01-q1")._repr_markdown_()

    assert shown == (
        "**A worked solution of q1**\n\n"
        "~~~python\n"
        "def halves(line):\n"
        '    """Return every second character."""\n'
        "    return line[::2]\n"
        "~~~\n\n"
        "A stretched line has a space at every second place."
    )


@pytest.mark.usefixtures("course")
@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (STUB, "Try q1 yourself first"),
        ("", "Try q1 yourself first"),
        ("  \n", "Try q1 yourself first"),
        ("# I do not know", "is still open: replace the stub"),
        ("pass", "is still open: replace the stub"),
        ("def halves(line):\n    ...", "is still open: replace the stub"),
        (STUB + "\n# later", "is still open: replace the stub"),
        (STUB + "\nx = 1", "is still open: replace the stub"),
        ("raise NotImplementedError", "is still open: replace the stub"),
        ("def halves(line)", "Python cannot read your answer to q1 yet (expected ':')"),
        ("x = '\0'", "Python cannot read your answer to q1 yet"),
    ],
    ids=range(11),
)
def test_without_an_attempt_one_sentence_says_what_is_missing(
    source: str, sentence: str, workspace: Path
) -> None:
    """The solution stays closed to a stub, a blank, a comment and a torn line."""
    write_notebook(exercise(workspace), answer(source), check())

    shown = repr(solution("01-q1"))

    assert sentence in shown
    assert "save the notebook" in shown
    assert "line[::2]" not in shown


@pytest.mark.usefixtures("course")
def test_an_attempt_may_use_magics(workspace: Path) -> None:
    """What a notebook can run is not refused as unreadable."""
    write_notebook(exercise(workspace), answer("%time x = 1"), check())

    assert "A worked solution" in repr(solution("01-q1"))


def test_a_written_answer_has_a_solution_too(course: Path, workspace: Path) -> None:
    """Where a person grades, the model answer opens after any text."""
    graded = {"grade_id": "q9", "solution": True, "grade": True, "points": 5}
    source = course / "exercises" / "source" / SLUG / f"{SLUG}.ipynb"
    write_notebook(source, markdown("B stays unknown.", **graded))
    write_notebook(exercise(workspace), markdown("I think A.", **graded))

    assert repr(solution("01-q9")) == "**A worked solution of q9**\n\nB stays unknown."


@pytest.mark.usefixtures("workspace")
def test_where_no_sources_are_installed_one_sentence_says_so(course: Path) -> None:
    """In an instructor's class the solutions are the instructor's."""
    (course / "exercises" / "source" / SLUG / f"{SLUG}.ipynb").unlink()

    assert "solutions are not installed here" in repr(solution("01-q1"))


@pytest.mark.usefixtures("course")
def test_outside_a_workspace_one_sentence_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a grader's folder there is no attempt to look at."""
    monkeypatch.delenv("NQPF_WORKSPACE", raising=False)
    monkeypatch.chdir(tmp_path)

    assert places.workspace() is None
    assert "in the course's own folder" in repr(solution("01-q1"))


@pytest.mark.usefixtures("course")
@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ((code("x = 1"),), "has no answer cell 'q1'"),
        (None, "There is no 01-read-the-page.ipynb"),
    ],
    ids=["the cell was removed", "the notebook was removed"],
)
def test_a_missing_answer_is_said(
    cells: tuple[dict[str, object], ...] | None, sentence: str, workspace: Path
) -> None:
    """A learner who deleted the cell is told how to get it back."""
    if cells is not None:
        write_notebook(exercise(workspace), *cells)

    assert sentence in repr(solution("01-q1"))


@pytest.mark.usefixtures("course")
def test_a_damaged_notebook_is_said(workspace: Path) -> None:
    """Nothing raises at a learner whose file was cut short."""
    write_notebook(exercise(workspace), answer(SOLVED)).write_text('{"cells": [')

    assert "01-read-the-page.ipynb cannot be read" in repr(solution("01-q1"))
