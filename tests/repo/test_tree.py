"""What every file of the repository keeps to."""

import re
import subprocess
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[2]
LISTED = subprocess.run(
    ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607 (git is wherever it is)
    cwd=ROOT,
    capture_output=True,
    text=True,
    check=True,
).stdout
FILES = sorted(ROOT / name for name in LISTED.split("\0") if name)
NOTEBOOKS = [path for path in FILES if path.suffix == ".ipynb" and path.exists()]
PAGES = [path for path in FILES if path.suffix == ".md" and path.exists()]
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=_name)
def test_a_notebook_in_git_carries_no_outputs(path: Path) -> None:
    """No outputs, no execution counts; every cell has its own id."""
    cells = nbformat.read(path, as_version=4).cells
    code = [cell for cell in cells if cell.cell_type == "code"]

    assert all(not cell.outputs and cell.execution_count is None for cell in code)
    assert len({cell.id for cell in cells}) == len(cells)


@pytest.mark.parametrize("path", PAGES, ids=_name)
def test_a_link_to_a_file_leads_somewhere(path: Path) -> None:
    """Each relative link of a Markdown page names something that exists."""
    links = LINK.findall(path.read_text(encoding="utf-8"))

    assert [link for link in links if not (path.parent / link).exists()] == []


def test_the_readmes_commands_exist() -> None:
    """Every `make …` that README or CONTRIBUTING names is in the Makefile."""
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
    text = "".join(page.read_text(encoding="utf-8") for page in pages)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):.*## ", makefile, flags=re.MULTILINE))

    named = set(re.findall(r"`make ([a-z-]+)", text))

    assert {"lab", "test"} <= named <= targets


def test_continuous_integration_calls_the_readmes_test_command() -> None:
    """`.ci/run` runs `make test` and nothing of its own."""
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")

    assert re.findall(r"^make .*$", script, flags=re.MULTILINE) == ["make test"]
