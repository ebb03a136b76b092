import pytest

from autograder.imports import imports
from autograder.notebook import Cell, Tag

TEST = Tag(grade_id="test", grade=True, locked=True)
LOCKED = Tag(grade_id="setup", locked=True)
ANSWER = Tag(grade_id="answer", solution=True)


def code(source: str, tag: Tag | None = None) -> list[Cell]:
    """Return one code cell."""
    return [Cell(kind="code", source=source, tag=tag)]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import json", {"import json"}),
        ("import json as j, math", {"import json", "import math"}),
        ("import email.message", {"import email.message"}),
        ("from json import loads", {"import json", "from json import loads"}),
        ("def f():\n    import json", {"import json"}),
        ("%matplotlib inline\nimport json\n!ls\n?f", {"import json"}),
        ("from . import json", set()),
        ("import no_such_module_anywhere", set()),
        ("import json\nthis is no Python", set()),
        ("x = 'import json'", set()),
        ("import sys", {"import sys"}),
    ],
)
def test_the_modules_that_a_cell_imports_are_found(
    source: str, found: set[str]
) -> None:
    """Wherever the statement stands, and only if they are installed."""
    assert set(imports(code(source))) == found


def test_text_imports_nothing() -> None:
    """A Markdown cell may show code."""
    assert imports([Cell(kind="markdown", source="import json")]) == ()


@pytest.mark.parametrize("path", ["json.py", "json/__init__.py", "json/data.csv"])
def test_a_module_beside_the_notebook_is_left_to_the_cells(path: str) -> None:
    """It may differ from assignment to assignment."""
    assert imports(code("import json, math"), beside=[path]) == ("import math",)


def test_a_cell_too_deep_to_read_is_passed_over() -> None:
    """The others count."""
    deep = "(" * 5000 + ")" * 5000

    assert imports([*code(deep), *code("import json")]) == ("import json",)


@pytest.mark.parametrize("tag", [TEST, ANSWER])
def test_no_solution_and_no_test_is_run_beforehand(tag: Tag) -> None:
    """A student's process inherits the memory of what was."""
    found = imports(code("import json\nsecret = json.loads('41')", tag))

    assert not any("secret" in each for each in found)
