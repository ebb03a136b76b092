"""Every lesson runs from top to bottom after a restart, in a folder of its own."""

from pathlib import Path

import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode

from tests.lessons.notebooks import LESSONS, code, read


def _run(path: Path, folder: Path) -> NotebookNode:
    """Execute a lesson in an empty workspace."""
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


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_runs_without_a_word_of_complaint(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No cell fails and none writes to stderr."""
    monkeypatch.setenv("NQPF_WORKSPACE", str(tmp_path))

    outputs = [o for cell in code(_run(path, tmp_path)) for o in cell.outputs]

    assert outputs
    assert not [o for o in outputs if o.output_type == "error"]
    assert not [o for o in outputs if o.get("name") == "stderr"]
