import json
import os
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import BadSubmissionError
from autograder.read import parse, read
from nqpf.study.release import release

SOURCES = Path(__file__).parents[2] / "exercises" / "source"


def notebook(*cells: Any, **whole: Any) -> bytes:  # noqa: ANN401 - anything goes
    """Return a notebook's bytes."""
    return json.dumps(
        {"nbformat": 4, "nbformat_minor": 5, "cells": cells} | whole
    ).encode()


def cell(source: Any = "x = 1", **more: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return a code cell as JSON."""
    return {"cell_type": "code", "source": source, "metadata": {}} | more


@pytest.mark.parametrize(
    "path", sorted(SOURCES.glob("*/*.ipynb")), ids=lambda p: p.stem
)
def test_what_is_released_is_read_without_a_repair(path: Path) -> None:
    """Every source and name comes through as nbformat gives it."""
    released = release(nbformat.read(path, as_version=4))

    found = parse(nbformat.writes(released).encode())

    assert [c.source for c in found.cells] == [c.source for c in released.cells]
    assert [c.grade_id for c in found.cells] == [
        c.metadata.get("nbgrader", {}).get("grade_id") for c in released.cells
    ]
    assert found.repairs == ()


def test_a_submission_cannot_say_what_it_earns() -> None:
    """Points, locks and roles in the file are left behind."""
    told = {"grade_id": "q1", "points": 1000, "solution": False, "grade": True}

    (found,) = parse(notebook(cell(metadata={"nbgrader": told}))).cells

    assert found.tag is not None
    assert (found.tag.points, found.tag.grade) == (0.0, False)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_repaired(encoding: str) -> None:
    """Some editors write one; the text behind it is whole."""
    text = notebook(cell("x = '质'")).decode()

    found = parse(text.encode(encoding))

    assert found.cells[0].source == "x = '质'"
    assert len(found.repairs) == 1


def test_lines_are_joined_as_the_format_says() -> None:
    """A source may be a list of lines that keep their ends."""
    (found,) = parse(notebook(cell(["a = 1\n", "b = 2"]))).cells

    assert found.source == "a = 1\nb = 2"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"   \n",
        b"\xff\xfe\xfa",
        b"{",
        b"null",
        b"[]",
        b'"notebook"',
        b'{"nbformat": 4}',
        b'{"cells": {}}',
        b'{"nbformat": 3, "worksheets": []}',
        b'{"cells": [NaN]}',
        b'{"cells": [' + b"9" * 5000 + b"]}",
        b'{"cells": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        notebook(cell())[:-20],
        "{“cells”: []}".encode("gb18030"),
    ],
    ids=lambda content: repr(content[:24]),
)
def test_what_is_no_notebook_is_refused_with_a_sentence(content: bytes) -> None:
    """The student reads one sentence, whatever the bytes are."""
    with pytest.raises(BadSubmissionError) as refusal:
        parse(content)

    assert str(refusal.value).startswith("The notebook ")
    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize(
    "strange",
    [
        None,
        7,
        "cell",
        [],
        {},
        {"cell_type": 3},
        {"cell_type": ["code"], "source": {"a": 1}},
        cell(source=None),
        cell(source=["a", 1]),
        cell(metadata="x"),
        cell(metadata={"nbgrader": []}),
        cell(metadata={"nbgrader": {"grade_id": {}}}),
        cell(attachments={"a.png": 3, "b.png": {"image/png": 4}}),
        cell(source="\ud800"),
    ],
    ids=repr,
)
def test_a_strange_cell_spoils_no_other(strange: object) -> None:
    """Its neighbour is read as it stands."""
    found = parse(notebook(strange, cell("good = 1")))

    assert found.cells[-1].source == "good = 1"
    for each in found.cells:
        each.source.encode()


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["cells", "source", "cell_type", "metadata", "nbgrader", "x"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(anything)
def test_any_json_is_read_or_refused(content: object) -> None:
    """Nothing but a refusal ever comes out, whatever goes in."""
    try:
        found = parse(json.dumps(content).encode())
    except BadSubmissionError:
        return

    assert all(isinstance(c.source, str) for c in found.cells)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    """Nor do bytes that are no text at all raise anything but a refusal."""
    try:
        parse(content)
    except BadSubmissionError:
        return


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    """The student handed in something else."""
    with pytest.raises(BadSubmissionError, match="is missing"):
        read(tmp_path / "ps1.ipynb")


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    """It may lead to another student's work or to the source."""
    (tmp_path / "other.ipynb").write_bytes(notebook(cell()))
    link = tmp_path / "mine.ipynb"
    link.symlink_to(tmp_path / "other.ipynb")

    with pytest.raises(BadSubmissionError, match="not a link"):
        read(link)


def test_a_notebook_behind_a_link_is_not_read(tmp_path: Path) -> None:
    """A folder that is a link may lead to another student's."""
    (tmp_path / "bob").mkdir()
    (tmp_path / "bob" / "ps1.ipynb").write_bytes(notebook(cell()))
    (tmp_path / "eve").symlink_to(tmp_path / "bob")

    with pytest.raises(BadSubmissionError, match="lies behind a link"):
        read(tmp_path / "eve" / "ps1.ipynb", below=tmp_path)


def test_a_pipe_stops_nobody(tmp_path: Path) -> None:
    """Reading from it would wait for ever."""
    pipe = tmp_path / "ps1.ipynb"
    os.mkfifo(pipe)

    with pytest.raises(BadSubmissionError, match="is not a file"):
        read(pipe)


def test_a_folder_is_no_notebook(tmp_path: Path) -> None:
    """Whatever its name is."""
    folder = tmp_path / "ps1.ipynb"
    folder.mkdir()

    with pytest.raises(BadSubmissionError):
        read(folder)


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    """One byte over the limit is over the limit, and one under it is not."""
    path = tmp_path / "ps1.ipynb"
    path.write_bytes(notebook(cell()))
    size = path.stat().st_size

    assert read(path, limit=size).cells
    with pytest.raises(BadSubmissionError, match="larger than"):
        read(path, limit=size - 1)
