from pathlib import Path

import nbformat
import pytest
from nbgrader.utils import compute_checksum

from nqpf.errors import DataError
from nqpf.study.notebooks import checks, passed_checks, read_notebook, title
from tests.nqpf.study.cells import (
    SOLVED,
    STUB,
    answer,
    check,
    code,
    markdown,
    write_notebook,
)


def test_a_check_that_ran_without_an_error_is_passed(tmp_path: Path) -> None:
    """A check passes by what the saved notebook shows of it."""
    path = write_notebook(tmp_path / "x.ipynb", answer(SOLVED), check(ran=True))

    assert passed_checks(read_notebook(path)) == ("q1_check",)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (answer(SOLVED), check(failed=True)),
        (answer(SOLVED), check()),
        (answer(STUB), check(ran=True)),
    ],
    ids=["failed", "not run", "the answer is the untouched stub"],
)
def test_a_check_that_proves_nothing_is_not_passed(
    before: dict[str, object], after: dict[str, object], tmp_path: Path
) -> None:
    """Neither a failure, nor a check not run, nor a stub counts."""
    path = write_notebook(tmp_path / "x.ipynb", before, after)

    assert passed_checks(read_notebook(path)) == ()


def test_a_check_belongs_to_the_answer_above_it(tmp_path: Path) -> None:
    """An untouched answer further down takes nothing from those before."""
    path = write_notebook(
        tmp_path / "x.ipynb",
        answer(SOLVED),
        check(ran=True),
        answer(STUB, grade_id="q2"),
        check(grade_id="q2_check", ran=True),
    )

    assert passed_checks(read_notebook(path)) == ("q1_check",)


def test_only_auto_graded_cells_are_checks(tmp_path: Path) -> None:
    """A written answer that a person grades is no check, nor is a plain cell."""
    written = markdown("my view", grade_id="q9", grade=True, solution=True, points=4)
    path = write_notebook(
        tmp_path / "x.ipynb", code("1 + 1", ran=True), written, check(ran=True)
    )

    assert checks(read_notebook(path)) == ("q1_check",)


@pytest.mark.parametrize(
    "cell",
    [
        code("x = 1\n", grade_id="q1", solution=True, grade=False, locked=False),
        code("assert x\n", grade_id="t", solution=False, grade=True, points=2),
        code("import os\n", grade_id="s", solution=False, grade=False, locked=True),
        markdown("Was 新 new?", grade_id="q9", solution=True, grade=True, points=0.5),
    ],
    ids=["an answer", "a check", "a locked cell", "a written answer"],
)
def test_an_untouched_cell_is_known_by_nbgraders_own_sum(
    cell: dict[str, dict[str, dict[str, object]]], tmp_path: Path
) -> None:
    """Our sum, which needs no nbgrader, is the one that nbgrader writes."""
    text = {**cell, "source": "".join(cell["source"])}
    checksum = compute_checksum(nbformat.from_dict(text))
    released = {"nbgrader": {**cell["metadata"]["nbgrader"], "checksum": checksum}}
    path = write_notebook(tmp_path / "x.ipynb", {**cell, "metadata": released})

    assert [cell.touched for cell in read_notebook(path)] == [False]


def test_the_title_is_the_first_heading(tmp_path: Path) -> None:
    """A lesson is called what its first heading asks."""
    path = write_notebook(
        tmp_path / "01-x.ipynb", code("# a comment"), markdown("Hm.\n\n# What is it?")
    )

    assert title(path) == "What is it?"


@pytest.mark.parametrize("text", ["", "{}", "[]"])
def test_without_a_heading_the_title_is_the_file_name(
    text: str, tmp_path: Path
) -> None:
    """A damaged lesson still has its row in the table."""
    path = tmp_path / "01-x.ipynb"
    path.write_text(text)

    assert title(path) == "01-x"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "cannot be read"),
        (b'{"cells": [', "cannot be read"),
        (b"\xff\xfe", "cannot be read"),
        (b"[" * 100_000, "cannot be read"),
        (b"[]", "is not a notebook any more"),
        (b"null", "is not a notebook any more"),
        (b'{"cells": 3}', "is not a notebook any more"),
        (b'{"cells": ["x"]}', "is not a notebook any more"),
        (b'{"cells": [{"cell_type": "code"}]}', "is not a notebook any more"),
    ],
    ids=range(9),
)
def test_a_damaged_notebook_is_named_in_one_sentence(
    data: bytes, sentence: str, tmp_path: Path
) -> None:
    """Whatever the file holds, the reader says which file and what to do."""
    path = tmp_path / "x.ipynb"
    path.write_bytes(data)

    with pytest.raises(DataError, match=rf"^x\.ipynb {sentence}.*\.$"):
        read_notebook(path)


def test_a_missing_notebook_is_named_too(tmp_path: Path) -> None:
    """The sentence says how to get a new copy."""
    with pytest.raises(DataError, match=r"^There is no x\.ipynb in .*new copy\.$"):
        read_notebook(tmp_path / "x.ipynb")
