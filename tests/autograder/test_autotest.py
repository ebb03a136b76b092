import itertools
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from traitlets.config import Config

import autograder.instantiate
from autograder.assignment import Assignment, load
from autograder.autotest import Recipe, with_tests
from autograder.errors import BadAssignmentError
from autograder.files import NO_FILES, Files
from autograder.ledger import Ledger
from autograder.notebook import Cell
from tests.submissions.notebook import write

KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
TEMPLATES = "autotests.yml"


def made(folder: Path, *texts: str) -> Path:
    """Write an author's notebook, with a file of templates beside it."""
    path = folder / "ps1.ipynb"
    write(new_notebook(cells=list(map(new_code_cell, texts)), metadata=KERNEL), path)
    (folder / TEMPLATES).write_text("python3: {}\n")
    return path


def recipe(*folders: Path, **settings: object) -> Recipe:
    """Return a recipe with some of nbgrader's settings."""
    config = Config({"InstantiateTests": settings}) if settings else None
    return Recipe(folders=folders, seconds=5.0, config=config)


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Note when nbgrader is asked for tests; each time it salts them otherwise."""
    asked: list[Path] = []
    salts = itertools.count()

    def salted(cells: tuple[Cell, ...], path: Path, **_: object) -> list[str]:
        asked.append(path)
        return [f"{cell.source}  # salt {next(salts)}" for cell in cells]

    monkeypatch.setattr(autograder.instantiate, "instantiate", salted)
    return asked


def test_a_source_without_such_lines_is_as_it_was(tmp_path: Path) -> None:
    """No templates are looked for."""
    path = made(tmp_path, "x = 1", "assert x == 1")
    source = load(path)

    found = with_tests(source, path, recipe=recipe(), support=NO_FILES)

    assert found is source


def test_nothing_is_loaded_for_a_source_without_such_lines(tmp_path: Path) -> None:
    """A fresh process has loaded neither nbgrader nor what talks to kernels."""
    path = made(tmp_path, "x = 1", "assert x == 1")
    code = (
        "import sys\nfrom pathlib import Path\n"
        "from autograder.assignment import load\n"
        "from autograder.autotest import Recipe, with_tests\n"
        f"path = Path({str(path)!r})\n"
        "with_tests(load(path), path, support={}, recipe=Recipe(folders=[], seconds=1))"
        "\nprint({'nbgrader', 'jupyter_client', 'nbclient'} & set(sys.modules))"
    )

    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert shown.stdout == "set()\n"


def test_text_that_mentions_such_lines_asks_for_nothing(tmp_path: Path) -> None:
    """Only code does, as in nbgrader."""
    path = tmp_path / "ps1.ipynb"
    write(new_notebook(cells=[new_markdown_cell("### AUTOTEST x")]), path)

    assert not recipe(tmp_path).is_for(load(path))


def test_the_mark_is_the_one_in_the_settings(tmp_path: Path) -> None:
    """Another word is a comment."""
    source = load(made(tmp_path, "# CHECK x"))

    found = [recipe(), recipe(autotest_delimiter="CHECK")]

    assert [each.is_for(source) for each in found] == [False, True]


def test_where_the_settings_switch_it_off_such_lines_are_comments(
    tmp_path: Path,
) -> None:
    """As nbgrader has it then."""
    source = load(made(tmp_path, "### AUTOTEST x"))

    assert not recipe(tmp_path, enabled=False).is_for(source)


def test_the_first_folder_that_has_templates_counts(tmp_path: Path) -> None:
    """An assignment's own come before the course's."""
    course, own, other = tmp_path, tmp_path / "ps1", tmp_path / "ps2"
    path = made(own, "### AUTOTEST x")
    made(course, "")

    found = [recipe(own, course), recipe(other, course)]

    assert [each.templates(path).parent for each in found] == [own, course]


def test_the_templates_have_the_name_in_the_settings(tmp_path: Path) -> None:
    """Which may be a whole path."""
    path = made(tmp_path, "### AUTOTEST x")
    named = tmp_path / "other" / "own.yml"
    named.parent.mkdir()
    named.write_text("")

    found = recipe(tmp_path, autotest_filename=str(named)).templates(path)

    assert found == named


@pytest.mark.parametrize(
    ("folders", "where"),
    [(("a", "b"), "a or in b"), (("a", "b", "c"), "a or in a folder above it")],
)
def test_missing_templates_are_one_sentence(
    tmp_path: Path, folders: tuple[str, ...], where: str
) -> None:
    """It says which notebook needs them, where they were looked for, what to do."""
    path = made(tmp_path, "### AUTOTEST x")
    asked = recipe(*map(Path, folders))

    with pytest.raises(BadAssignmentError) as caught:
        with_tests(load(path), path, recipe=asked, support=NO_FILES)

    sentence = str(caught.value)
    assert str(path) in sentence
    assert f"there is no autotests.yml in {where}; put" in sentence


def test_a_notebook_without_a_kernel_is_one_sentence(tmp_path: Path) -> None:
    """Nor could nbgrader choose among its templates."""
    path = tmp_path / "ps1.ipynb"
    write(new_notebook(cells=[new_code_cell("### AUTOTEST x")]), path)

    with pytest.raises(BadAssignmentError, match="does not say which kernel"):
        with_tests(load(path), path, recipe=recipe(tmp_path), support=NO_FILES)


def test_tests_are_made_once(tmp_path: Path, runs: list[Path]) -> None:
    """Then they are the same for ever, whatever salt nbgrader chose."""
    path = made(tmp_path, "x = 1", "### HASHED AUTOTEST x")

    def again() -> Assignment:
        with Ledger(tmp_path / "ps1.jsonl") as kept:
            return with_tests(
                load(path), path, recipe=recipe(tmp_path), support=NO_FILES, kept=kept
            )

    first, second = again(), again()

    assert first == second
    assert [cell.source for cell in first.cells][1] == "### HASHED AUTOTEST x  # salt 1"
    assert len(runs) == 1


def _reversed(text: str) -> str:
    return text[::-1]


def _upper(text: str) -> str:
    return text.upper()


Change = Callable[[Path, Assignment], tuple[Assignment, Recipe, Files]]


def _another_test(folder: Path, source: Assignment) -> tuple[Assignment, Recipe, Files]:
    first, *rest = source.cells
    changed = replace(source, cells=(replace(first, source="x = 2"), *rest))
    return changed, recipe(folder, sanitizers={"python3": _reversed}), NO_FILES


def _other_templates(
    folder: Path, source: Assignment
) -> tuple[Assignment, Recipe, Files]:
    (folder / TEMPLATES).write_text("python3: {check: ''}\n")
    return source, recipe(folder, sanitizers={"python3": _reversed}), NO_FILES


def _another_setting(
    folder: Path, source: Assignment
) -> tuple[Assignment, Recipe, Files]:
    return source, recipe(folder, sanitizers={"python3": _upper}), NO_FILES


def _another_file(folder: Path, source: Assignment) -> tuple[Assignment, Recipe, Files]:
    asked = recipe(folder, sanitizers={"python3": _reversed})
    return source, asked, {"data.csv": b"1"}


def _another_kernel(
    folder: Path, source: Assignment
) -> tuple[Assignment, Recipe, Files]:
    path = folder / "ps1.ipynb"
    path.write_text(path.read_text("utf-8").replace('"python3"', '"python"'), "utf-8")
    return source, recipe(folder, sanitizers={"python3": _reversed}), NO_FILES


def test_settings_that_are_changed_in_place_are_the_same_again(
    tmp_path: Path, runs: list[Path]
) -> None:
    """Functions in them are known by their code, not by where they lie."""
    path = made(tmp_path, "x = 1", "### AUTOTEST x")
    source = load(path)
    with Ledger(tmp_path / "ps1.jsonl") as kept:
        for _ in range(2):
            config = Config()
            config.InstantiateTests.sanitizers.update({"python3": _reversed})
            asked = Recipe(folders=(tmp_path,), seconds=5.0, config=config)

            with_tests(source, path, recipe=asked, support=NO_FILES, kept=kept)

    assert len(runs) == 1


@pytest.mark.parametrize(
    "change",
    [
        _another_test,
        _other_templates,
        _another_setting,
        _another_file,
        _another_kernel,
    ],
)
def test_tests_are_made_anew_when_a_cause_of_theirs_changes(
    tmp_path: Path, runs: list[Path], change: Change
) -> None:
    """The notebook, its kernel, the templates, the settings, the files beside it."""
    path = made(tmp_path, "x = 1", "### AUTOTEST x")
    source = load(path)
    asked = recipe(tmp_path, sanitizers={"python3": _reversed})
    with Ledger(tmp_path / "ps1.jsonl") as kept:
        with_tests(source, path, recipe=asked, support=NO_FILES, kept=kept)
        changed, asked, support = change(tmp_path, source)

        with_tests(changed, path, recipe=asked, support=support, kept=kept)

    assert len(runs) == 2
