import copy
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from nqpf import places
from nqpf.errors import DataError
from nqpf.study.release import release, released
from tests.nqpf.study.tiny import EXERCISE_SOURCE, code, graded, notebook, text

SECRETS = ("line[::2]", "B has no headline", "secret", "BEGIN", "END")
QUESTION = graded("q1", solution=True)
CHECK = graded("q1_check", points=1, grade=True, locked=True)


def _read(data: bytes) -> NotebookNode:
    return nbformat.reads(data.decode(), as_version=4)


def test_a_release_gives_no_answer_away() -> None:
    """Neither solutions nor hidden tests nor their markers survive."""
    learners = nbformat.writes(release(_read(EXERCISE_SOURCE)))

    assert [secret for secret in SECRETS if secret in learners] == []


def test_a_release_keeps_what_the_learner_may_see() -> None:
    """The question, the visible check and a stub are there."""
    learners = nbformat.writes(release(_read(EXERCISE_SOURCE)))

    assert "Halve the line." in learners
    assert "Define halves." in learners
    assert "raise NotImplementedError()" in learners


def test_a_release_drops_outputs() -> None:
    """What the author's run printed could be the answer."""
    source = _read(EXERCISE_SOURCE)
    source.cells[2].outputs = [nbformat.v4.new_output("stream", text="42")]

    assert all(not cell.get("outputs") for cell in release(source).cells)


def test_the_author_keeps_the_notebook_as_it_was() -> None:
    """Releasing changes a copy."""
    source = _read(EXERCISE_SOURCE)
    before = copy.deepcopy(source)

    release(source)

    assert source == before


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        (code("q1", "### BEGIN SOLUTION\nx = 1", **QUESTION), "SOLUTION"),
        (code("q1", "x = 1\n### END SOLUTION", **QUESTION), "SOLUTION"),
        (code("q1", "### BEGIN SOLUTION\n" * 2, **QUESTION), "SOLUTION"),
        (code("q1", "### BEGIN HIDDEN TESTS\nassert x", **CHECK), "HIDDEN TESTS"),
        (code("q1", "assert x\n### END HIDDEN TESTS", **CHECK), "HIDDEN TESTS"),
    ],
    ids=["never closed", "never opened", "opened twice", "open tests", "leaking tests"],
)
def test_a_marker_that_stands_alone_stops_the_release(
    cell: dict[str, object], kind: str
) -> None:
    """Better no release than one that leaks; the sentence names cell and marker."""
    with pytest.raises(DataError, match=rf"BEGIN {kind} .* in cell 'q1' do not pair"):
        release(_read(notebook(cell)))


@pytest.mark.parametrize(
    "cells",
    [
        [code("q1", "### BEGIN SOLUTION\n### END SOLUTION")],
        [code("q1", "x", **QUESTION), code("again", "x", **QUESTION)],
    ],
    ids=["a solution outside of an answer", "one name twice"],
)
def test_what_nbgrader_refuses_is_refused(cells: list[dict[str, object]]) -> None:
    """The reason is nbgrader's own, in our sentence."""
    with pytest.raises(DataError, match=r"^nbgrader cannot release this notebook: "):
        release(_read(notebook(*cells)))


def test_a_release_is_made_once(tmp_path: Path) -> None:
    """A fresh process that finds it in the cache never imports nbgrader."""
    source = tmp_path / "01.ipynb"
    source.write_bytes(EXERCISE_SOURCE)
    first = released(source, cache=tmp_path / "cache")
    program = (
        "import sys, pathlib; from nqpf.study.release import released;"
        f"released(pathlib.Path({str(source)!r}),"
        f" cache=pathlib.Path({str(tmp_path / 'cache')!r}));"
        "print('nbgrader' in sys.modules, 'nbformat' in sys.modules)"
    )

    said = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert json.loads(first)["cells"]
    assert said.stdout == "False False\n"


def test_a_changed_source_is_released_anew(tmp_path: Path) -> None:
    """The cache goes by content."""
    source = tmp_path / "01.ipynb"
    source.write_bytes(notebook(text("title", "# Old")))
    released(source, cache=tmp_path / "cache")
    source.write_bytes(notebook(text("title", "# New")))

    assert b"# New" in released(source, cache=tmp_path / "cache")


def test_a_damaged_release_in_the_cache_is_made_again(tmp_path: Path) -> None:
    """Half a file from a full disk must not reach a learner."""
    source, cache = tmp_path / "01.ipynb", tmp_path / "cache"
    source.write_bytes(EXERCISE_SOURCE)
    first = released(source, cache=cache)
    (kept,) = cache.rglob("*.ipynb")
    kept.write_bytes(first[:100])

    assert released(source, cache=cache) == first


def test_a_cache_that_cannot_be_written_costs_only_time(tmp_path: Path) -> None:
    """A file where the cache should be is no reason to stop."""
    source, cache = tmp_path / "01.ipynb", tmp_path / "cache"
    source.write_bytes(EXERCISE_SOURCE)
    cache.touch()

    assert b"Halve the line." in released(source, cache=cache)


def test_a_source_that_is_no_notebook_is_named(tmp_path: Path) -> None:
    """The author learns which file it is."""
    source = tmp_path / "01.ipynb"
    source.write_bytes(b"{")

    with pytest.raises(DataError, match=r"^01\.ipynb: it is not a notebook\.$"):
        released(source, cache=tmp_path)


@pytest.mark.nbgrader
def test_a_release_is_what_nbgrader_generates(tmp_path: Path) -> None:
    """Cell by cell, under the course's own nbgrader settings."""
    source = tmp_path / "source" / "ps" / "01.ipynb"
    source.parent.mkdir(parents=True)
    source.write_bytes(EXERCISE_SOURCE)
    shutil.copy(places.exercises_folder() / "nbgrader_config.py", tmp_path)
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(
        [sys.executable, "-m", "nbgrader", "generate_assignment", "ps"],
        cwd=tmp_path,
        env={**os.environ, "PATH": programs, "HOME": str(tmp_path)},
        capture_output=True,
        check=True,
    )
    theirs = nbformat.read(tmp_path / "release" / "ps" / "01.ipynb", as_version=4)

    ours = release(_read(EXERCISE_SOURCE))

    assert ours == theirs
