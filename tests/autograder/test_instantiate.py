from pathlib import Path

import nbgrader
import pytest
from jupyter_client.manager import start_new_kernel
from nbgrader.preprocessors import instantiatetests

from autograder.autotest import Recipe
from autograder.errors import BadAssignmentError
from autograder.files import NO_FILES, Files
from autograder.instantiate import instantiate
from autograder.notebook import Cell, Tag

PATH = Path("source/ps1/ps1.ipynb")
SHIPPED = Path(nbgrader.__file__).parent / "docs/source/user_guide/autotests.yml"
TEST = Tag(grade_id="check", grade=True, locked=True, points=1)
ANSWER = Tag(grade_id="answer", solution=True)


def written(
    folder: Path,
    *cells: tuple[str, Tag | None],
    templates: str | None = None,
    support: Files = NO_FILES,
    kernel: str = "python3",
) -> list[str]:
    """Return what becomes of code cells, with nbgrader's own templates or these."""
    text = SHIPPED.read_text("utf-8") if templates is None else templates
    (folder / "autotests.yml").write_text(text, "utf-8")
    return instantiate(
        [Cell(kind="code", source=source, tag=tag) for source, tag in cells],
        PATH,
        kernel=kernel,
        support=support,
        recipe=Recipe(folders=[folder], seconds=2.0),
    )


def refused(
    folder: Path,
    *cells: tuple[str, Tag | None],
    templates: str | None = None,
    kernel: str = "python3",
) -> str:
    """Return the sentence with which some code cells are refused."""
    with pytest.raises(BadAssignmentError) as caught:
        written(folder, *cells, templates=templates, kernel=kernel)
    sentence = str(caught.value)
    assert sentence.startswith(f"In {PATH}, nbgrader ")
    assert str(folder / "autotests.yml") in sentence
    return sentence


def test_a_line_becomes_what_the_solution_passes_and_others_fail(
    tmp_path: Path,
) -> None:
    """The other cells stay as they are."""
    answer, test = written(
        tmp_path, ("x = [2, 1]", ANSWER), ("### AUTOTEST x; len(x)", TEST)
    )

    assert answer == "x = [2, 1]"
    exec(test, {"x": [2, 1]})  # noqa: S102 - the test's own cells
    with pytest.raises(AssertionError, match="order of elements of x"):
        exec(test, {"x": [1, 2]})  # noqa: S102 - likewise


def test_a_hashed_line_does_not_hold_the_value(tmp_path: Path) -> None:
    """It compares hashes with a salt that depends on the text alone."""
    cells = [("secret = 86421", ANSWER), ("### HASHED AUTOTEST secret", TEST)]

    found = [written(tmp_path, *cells)[1] for _ in range(2)]

    assert found[0] == found[1]
    assert "86421" not in found[0]
    exec(found[0], {"secret": 86421})  # noqa: S102 - likewise
    with pytest.raises(AssertionError, match="value of secret"):
        exec(found[0], {"secret": 86422})  # noqa: S102 - likewise


def test_files_beside_the_notebook_are_copies(tmp_path: Path) -> None:
    """What the notebook writes is not taken for the course's."""
    reads = "from pathlib import Path\nx = Path('in/a.txt').read_text()"
    writes = "Path('in/a.txt').write_text('other'); Path('new.txt').write_text('new')"
    support = {"in/a.txt": b"kept"}

    *_, test = written(
        tmp_path,
        (reads, None),
        (writes, None),
        ("### AUTOTEST x", TEST),
        support=support,
    )

    assert "kept" in test
    assert support == {"in/a.txt": b"kept"}
    assert [path.name for path in tmp_path.iterdir()] == ["autotests.yml"]


def test_a_cell_that_fails_is_named(tmp_path: Path) -> None:
    """With its error, and what to do."""
    sentence = refused(
        tmp_path, ("1 / 0", ANSWER), ("### AUTOTEST x", TEST), templates=None
    )

    assert "stops at cell 'answer'" in sentence
    assert "(ZeroDivisionError: division by zero)" in sentence
    assert "until `nbgrader generate_assignment` succeeds." in sentence


def test_a_cell_without_a_name_is_counted(tmp_path: Path) -> None:
    """From one, as a person counts."""
    sentence = refused(tmp_path, ("1", None), ("1 / 0", None), ("# AUTOTEST 1", TEST))

    assert "stops at cell 2 " in sentence


def test_a_line_outside_a_test_is_refused(tmp_path: Path) -> None:
    """Where nbgrader raises without a word, what it logged is told."""
    sentence = refused(tmp_path, ("x = 1\n### AUTOTEST x", ANSWER))

    assert "AutoTest region detected in a non-grade cell" in sentence


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("while True: pass", "it takes more than 2 seconds"),
        ("import os; os._exit(0)", "its kernel ended"),
        ("input()", "StdinNotImplementedError"),
    ],
)
def test_nobody_waits_for_ever(tmp_path: Path, source: str, reason: str) -> None:
    """Neither for a cell without end, nor for a dead kernel, nor for an answer."""
    sentence = refused(tmp_path, (source, ANSWER), ("### AUTOTEST 1", TEST))

    assert f"({reason}" in sentence


@pytest.mark.parametrize(
    ("templates", "reason"),
    [
        ("", "TypeError"),
        ("ir: {}", "KeyError: 'python3'"),
        ("{", "ParserError"),
        ("a: b: c", "ScannerError"),
        ("python3: {templates: {}, dispatch: '{{'}", "KeyError: 'check'"),
    ],
)
def test_templates_that_cannot_be_used_are_refused(
    tmp_path: Path, templates: str, reason: str
) -> None:
    """The sentence names the file."""
    sentence = refused(tmp_path, ("### AUTOTEST 1", TEST), templates=templates)

    assert "cannot write tests" in sentence
    assert reason in sentence


def test_a_kernel_that_nbgrader_has_no_comments_for_is_refused(tmp_path: Path) -> None:
    """As nbgrader refuses it."""
    sentence = refused(tmp_path, ("### AUTOTEST 1", TEST), kernel="julia-1.9")

    assert "julia-1.9 has not been specified" in sentence


@pytest.mark.parametrize("end", ["x = 1", "1 / 0"])
def test_the_kernel_ends_with_the_work(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], end: str
) -> None:
    """Nothing is printed, and nbgrader is left as it was."""
    told = tmp_path / "told"
    tells = f"import os; open({str(told)!r}, 'w').write(str(os.getpid()))"
    cells = [(tells, None), (end, None), ("### AUTOTEST x", TEST)]

    if end == "1 / 0":
        refused(tmp_path, *cells)
    else:
        written(tmp_path, *cells)

    assert not Path(f"/proc/{told.read_text('utf-8')}").exists()
    assert capfd.readouterr() == ("", "")
    assert instantiatetests.start_new_kernel is start_new_kernel
