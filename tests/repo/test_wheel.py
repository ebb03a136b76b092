"""The built wheel is a whole course."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SAY = """
from nqpf import corpus, places
print(places.lessons_folder(), places.exercises_folder())
print(len(corpus.glossary()))
"""


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel and unpack it as pip would."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def test_the_wheel_finds_its_data_and_lessons_in_itself(
    unpacked: Path, tmp_path: Path
) -> None:
    """Away from the checkout the course reads the copies inside the package."""
    environment = {**os.environ, "PYTHONPATH": str(unpacked)}

    shown = subprocess.run(
        [sys.executable, "-P", "-c", SAY],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()

    assert shown[0] == str(unpacked / "nqpf" / "_course" / "lessons")
    assert shown[1] == str(unpacked / "nqpf" / "_course" / "exercises")
    assert int(shown[2]) >= 120


def test_the_wheel_holds_no_test(unpacked: Path) -> None:
    """Tests and expected wrong answers stay in the repository."""
    assert not [path for path in unpacked.rglob("*") if path.name.startswith("test_")]
    assert not list(unpacked.rglob("wrong.toml"))
