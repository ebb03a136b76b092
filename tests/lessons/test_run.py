"""Every lesson runs from top to bottom after a restart, in a folder of its own."""

from pathlib import Path

import pytest

from tests.lessons.notebooks import LESSONS, code, run


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_runs_without_a_word_of_complaint(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No cell fails and none writes to stderr."""
    monkeypatch.setenv("NQPF_WORKSPACE", str(tmp_path))

    outputs = [o for cell in code(run(path, tmp_path)) for o in cell.outputs]

    assert outputs
    assert not [o for o in outputs if o.output_type == "error"]
    assert not [o for o in outputs if o.get("name") == "stderr"]
