"""The lessons as data, for the tests that read them."""

import re
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

ROOT = Path(__file__).parents[2]
LESSONS = sorted((ROOT / "lessons").glob("*.ipynb"))
HEADING = re.compile(r"^(#{1,4}) (.+)$", re.MULTILINE)


def read(path: Path) -> NotebookNode:
    """Return a lesson."""
    return nbformat.read(path, as_version=4)


def run(path: Path, folder: Path) -> NotebookNode:
    """Return a notebook after it was executed in an empty workspace."""
    notebook = read(path)
    (folder / ".nqpf").mkdir()
    client = NotebookClient(
        notebook,
        timeout=120,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
    )
    client.execute()
    return notebook


def code(notebook: NotebookNode) -> list[NotebookNode]:
    """Return the code cells."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def prose(notebook: NotebookNode) -> str:
    """Return the Markdown cells as one text."""
    cells = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    return "\n\n".join(cells)


def headings(notebook: NotebookNode) -> list[tuple[int, str]]:
    """Return the headings: level and text."""
    return [(len(marks), text) for marks, text in HEADING.findall(prose(notebook))]
