"""What a notebook imports beyond the warm interpreter."""

import subprocess
import sys
from pathlib import Path

LOOK = """
import sys
from pathlib import Path
from autograder.run.modules import further_modules, warm_modules
warm_modules()
sys.path.insert(0, "")
import xml.dom.minidom, own
print(*further_modules(but=Path()))
"""


def test_modules_are_found_in_order_but_for_those_of_a_folder(tmp_path: Path) -> None:
    """A package comes before what it holds."""
    (tmp_path / "own.py").touch()

    told = subprocess.run(
        [sys.executable, "-c", LOOK], cwd=tmp_path, capture_output=True, check=True
    )

    found = told.stdout.decode().split()
    assert found.index("xml") < found.index("xml.dom") < found.index("xml.dom.minidom")
    assert not {"own", "sys"} & set(found)
