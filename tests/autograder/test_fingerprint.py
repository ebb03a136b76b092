from dataclasses import replace
from pathlib import Path

import pytest

from autograder.fingerprint import environment, of_cells, of_files
from autograder.notebook import Cell, Tag

CELL = Cell(kind="code", source="x = 1", tag=Tag(grade_id="a", points=1.0))


@pytest.mark.parametrize(
    "other",
    [
        replace(CELL, source="x = 2"),
        replace(CELL, kind="raw"),
        replace(CELL, tag=None),
        replace(CELL, tag=Tag(grade_id="b", points=1.0)),
        replace(CELL, tag=Tag(grade_id="a", points=2.0)),
        replace(CELL, attachments={"a.png": {"image/png": ""}}),
    ],
)
def test_whatever_changes_in_a_cell_changes_the_fingerprint(other: Cell) -> None:
    """Text, kind, name, points, pictures."""
    assert of_cells([other]) != of_cells([CELL])


def test_the_order_of_cells_counts() -> None:
    """They run in it."""
    other = replace(CELL, source="x = 2")

    assert of_cells([CELL, other]) != of_cells([other, CELL])


def test_equal_contents_have_equal_fingerprints() -> None:
    """The order in which files were found does not count."""
    one, two = {"a": b"1", "b": b"2"}, {"b": b"2", "a": b"1"}

    assert of_files(one) == of_files(two)


@pytest.mark.parametrize("files", [{"a": b"2"}, {"b": b"1"}, {}, {"a": b"1", "b": b""}])
def test_a_files_name_and_content_count(files: dict[str, bytes]) -> None:
    """And whether it is there."""
    assert of_files(files) != of_files({"a": b"1"})


def test_the_environment_is_the_same_whatever_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Packages may put folders with other packages on the path, as setuptools does."""
    environment.cache_clear()
    first = environment()
    (tmp_path / "other-1.0.dist-info").mkdir()
    (tmp_path / "other-1.0.dist-info" / "METADATA").write_text("Name: other\n")
    monkeypatch.syspath_prepend(tmp_path)
    environment.cache_clear()

    assert environment() == first
