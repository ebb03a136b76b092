import json

import pytest

from nqpf.study.editions import content, readable, with_outputs
from tests.nqpf.study.tiny import code, notebook, run, text

TITLE = text("title", "# What does the page say?")
COUNT = code("count", "len(lines)")
WORK = notebook(TITLE, COUNT)


@pytest.mark.parametrize(
    "touched",
    [
        notebook(TITLE, run(COUNT, "513")),
        notebook(TITLE, {**COUNT, "metadata": {"collapsed": True}}),
        notebook(TITLE, {**COUNT, "id": "another"}),
        notebook(TITLE, {**COUNT, "source": ["len(", "lines)"]}),
        notebook({**TITLE, "attachments": {}}, COUNT),
        notebook(TITLE, COUNT, language_info={"name": "python"}),
    ],
    ids=["run", "folded", "renamed id", "lines", "no attachment", "kernel's metadata"],
)
def test_what_jupyter_writes_is_not_work(touched: bytes) -> None:
    """Running and saving a notebook leaves its content as it was."""
    assert content("01.ipynb", touched) == content("01.ipynb", WORK)


@pytest.mark.parametrize(
    "changed",
    [
        notebook(TITLE, {**COUNT, "source": "len(lines) "}),
        notebook(TITLE, {**COUNT, "cell_type": "raw"}),
        notebook(COUNT, TITLE),
        notebook(TITLE),
        notebook(TITLE, COUNT, code("mine", "")),
        notebook({**TITLE, "attachments": {"a.png": {"image/png": "iVBO"}}}, COUNT),
    ],
    ids=["text", "kind", "order", "one less", "an empty one more", "attachment"],
)
def test_what_a_learner_changes_is_work(changed: bytes) -> None:
    """A cell's text, kind, order, number and attachments count."""
    assert content("01.ipynb", changed) != content("01.ipynb", WORK)


def test_every_byte_of_another_file_counts() -> None:
    """In a table, even white space at the end is a change."""
    assert content("data.csv", b"a,b\n") != content("data.csv", b"a,b\n\n")


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        WORK[:-20],
        b"\xff\xfe\x00",
        b"[]",
        b'{"cells": [], "metadata": null}',
        b'{"cells": [{"cell_type": "code"}], "metadata": {}}',
        b'{"cells": [{"cell_type": "code", "source": [1]}], "metadata": {}}',
        b"[" * 100_000,
    ],
    ids=["empty", "cut", "bytes", "list", "metadata", "no text", "no lines", "deep"],
)
def test_a_notebook_that_is_none_is_unreadable(broken: bytes) -> None:
    """Whatever stands in the file, the answer is yes or no, not an error."""
    assert not readable("01.ipynb", broken)


def test_any_bytes_are_a_readable_support_file() -> None:
    """Only notebooks have a form that can be damaged."""
    assert readable("page.png", b"\x89PNG\xff")


def test_outputs_of_shared_cells_move_to_the_new_edition() -> None:
    """A cell with the same name and text keeps its output and its number."""
    worked = notebook(TITLE, run(COUNT, "513"))
    fresh = notebook(text("title", "# A better title"), COUNT)

    cells = json.loads(with_outputs(fresh, of=worked))["cells"]

    assert cells == [text("title", "# A better title"), run(COUNT, "513")]


def test_outputs_of_a_cell_that_we_changed_are_left_behind() -> None:
    """The new code did not print that."""
    worked = notebook(run(COUNT, "513"))
    fresh = notebook(code("count", "len(page)"))

    assert with_outputs(fresh, of=worked) == fresh


def test_widgets_keep_their_looks() -> None:
    """An output that shows a widget needs the state that the notebook keeps."""
    worked = notebook(run(COUNT, "Slider()"), widgets={"state": {"a": 1}})

    kept = json.loads(with_outputs(notebook(COUNT), of=worked))

    assert kept["metadata"]["widgets"] == {"state": {"a": 1}}


def test_half_a_character_in_an_output_survives() -> None:
    r"""JSON may hold \ud800, which no UTF-8 file can hold as it is."""
    worked = notebook(run(COUNT, "\ud800"))

    kept = with_outputs(notebook(COUNT), of=worked)

    assert json.loads(kept)["cells"] == [run(COUNT, "\ud800")]
