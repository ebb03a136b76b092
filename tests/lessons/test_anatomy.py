"""Every lesson keeps the same anatomy, and tells rather than computes."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from nqpf import corpus
from tests.lessons.notebooks import LESSONS, code, headings, prose, read

PARTS = (
    "Recall",
    "From the page",
    "Predict",
    "Theory",
    "Explore",
    "Practice",
    "Your turn",
    "Key points",
)
HAN = "[一-鿿]"
QUOTED = re.compile(
    rf"({HAN}[一-鿿，、“”《》；：0-9A-Za-z.%]{{4,}})[^()（）\n]{{0,400}}"
    r"\(lines? (\d+)(?:[–-](\d+))?\)"
)

lessons = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)


@lessons
def test_the_title_is_a_question(path: Path) -> None:
    """A lesson opens with one first-level heading that asks."""
    titles = [text for level, text in headings(read(path)) if level == 1]

    assert len(titles) == 1
    assert titles[0].endswith("?")


@lessons
def test_the_parts_come_in_their_order(path: Path) -> None:
    """Recall, page, prediction, theory, explorer, practice, exercise, key points."""
    texts = [text for level, text in headings(read(path)) if level == 2]

    named = [next((p for p in PARTS if text.startswith(p)), None) for text in texts]
    assert [part for part in named if part] == list(PARTS)


@lessons
def test_a_lesson_is_as_long_as_an_hour_allows(path: Path) -> None:
    """1,000 to 3,000 words, 12 to 25 code cells, 10 to 15 headings."""
    notebook = read(path)

    assert 1000 <= len(re.findall(r"[A-Za-z][\w’'-]*", prose(notebook))) <= 3000
    assert 12 <= len(code(notebook)) <= 25
    assert 10 <= len(headings(notebook)) <= 15


@lessons
def test_a_lessons_cells_are_short_and_define_nothing(path: Path) -> None:
    """At most 12 lines a cell; `def` only where the lesson teaches writing one."""
    for cell in code(read(path)):
        assert len(cell.source.splitlines()) <= 12
        if "teaches-def" not in cell.metadata.get("tags", []):
            assert not re.search(r"^\s*(def|class) ", cell.source, re.MULTILINE)


@lessons
def test_prose_comes_before_every_code_cell(path: Path) -> None:
    """No two code cells stand together: each is introduced."""
    kinds = [cell.cell_type for cell in read(path).cells]

    assert kinds[0] == "markdown"
    assert ("code", "code") not in set(pairwise(kinds))


@lessons
def test_a_quotation_stands_on_the_lines_that_it_names(path: Path) -> None:
    """Chinese followed by (lines a–b) is what the page prints there."""
    printed = corpus.lines()
    wrong = []
    for quoted, first, last in QUOTED.findall(prose(read(path))):
        lines = printed[int(first) - 1 : int(last or first)]
        if quoted.strip("，、；：") not in "".join("".join(lines).split()):
            wrong.append((quoted, first, last))

    assert wrong == []


@lessons
def test_a_lesson_quotes_the_page(path: Path) -> None:
    """At least one call shows lines of the page with their translation."""
    source = "\n".join(cell.source for cell in code(read(path)))

    assert re.search(r"\b(quote|read_page)\(", source)


@lessons
def test_a_lesson_uses_its_study_tools(path: Path) -> None:
    """Recall questions, a prediction, and the result laid beside it."""
    source = "\n".join(cell.source for cell in code(read(path)))

    for tool in ("recall(", "predict(", "reveal("):
        assert tool in source


@lessons
def test_a_lesson_opens_with_a_kernel_chosen(path: Path) -> None:
    """The notebook names the kernel that every environment has."""
    kernel = read(path).metadata.kernelspec

    assert (kernel.name, kernel.language) == ("python3", "python")
