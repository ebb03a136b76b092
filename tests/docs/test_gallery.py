"""The gallery shows every explorer of the course, and runs."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from nqpf import explorers
from tests.lessons.notebooks import LESSONS, code, headings, prose, read, run

GALLERY = Path(__file__).parents[2] / "docs/gallery.ipynb"
OPENS = ("explore_", "weigh_", "read_")
NAMES = [name for name in explorers.__all__ if name.startswith(OPENS)]
CALL = re.compile(r"explorers\.(\w+)\(\)")


def test_every_explorer_stands_in_the_gallery_once() -> None:
    """A cell each, in which nothing else is done."""
    _, *cells = code(read(GALLERY))

    shown = [CALL.fullmatch(cell.source) for cell in cells]

    assert sorted(call[1] for call in shown if call) == sorted(NAMES)
    assert all(shown)


def test_every_explorer_is_told_apart_by_what_to_settle() -> None:
    """Prose comes before each cell; before each explorer it says what to settle."""
    notebook = read(GALLERY)

    before = [a for a, b in pairwise(notebook.cells) if b.cell_type == "code"][1:]

    assert all(cell.cell_type == "markdown" for cell in before)
    assert all("**Settle:**" in cell.source for cell in before)


def test_a_cell_is_named_for_its_explorer() -> None:
    """So the ids stay the same when cells come and go."""
    for cell in code(read(GALLERY))[1:]:
        assert cell.source == f"explorers.{cell.id.replace('-', '_')}()"


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_chapter_is_headed_by_its_lessons_question(path: Path) -> None:
    """`## 05 · …` repeats the title of lesson 05."""
    ((_, title),) = [head for head in headings(read(path)) if head[0] == 1]

    assert f"## {path.stem[:2]} · {title}\n" in prose(read(GALLERY))


def test_the_gallery_opens_with_a_kernel_chosen() -> None:
    """The notebook names the kernel that every environment has."""
    kernel = read(GALLERY).metadata.kernelspec

    assert (kernel.name, kernel.language) == ("python3", "python")


def test_the_gallery_runs_without_a_word_of_complaint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each cell but the first shows a widget; none fails or writes to stderr."""
    monkeypatch.setenv("NQPF_WORKSPACE", str(tmp_path))
    widget = "application/vnd.jupyter.widget-view+json"

    _, *cells = code(run(GALLERY, tmp_path))

    shown = [[output.get("data", {}) for output in cell.outputs] for cell in cells]
    assert len(shown) == len(NAMES)
    assert all(len(data) == 1 and widget in data[0] for data in shown)
