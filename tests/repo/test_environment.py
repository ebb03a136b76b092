"""The lock, the conda route and the tests' Debian packages say the same."""

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements.txt").read_text(encoding="utf-8")
PIN = re.compile(r"^([A-Za-z0-9][^=\s]*==.*?)(?: \\)?$", re.MULTILINE)


def _conda_pins() -> list[str]:
    """Return the lines under `pip:` in environment.yml."""
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    *_, last = yaml.safe_load(text)["dependencies"]
    return list(last["pip"])


def test_conda_installs_the_lock_and_then_the_course() -> None:
    """environment.yml lists every pin of the lock, in order, and the course."""
    assert _conda_pins() == [*PIN.findall(LOCK), "-e ."]


def test_every_pin_of_the_lock_carries_a_hash() -> None:
    """Each requirement is followed by at least one sha256."""
    entries = re.split(r"^(?=[A-Za-z0-9])", LOCK, flags=re.MULTILINE)[1:]

    assert entries
    assert all("--hash=sha256:" in entry for entry in entries)


def test_the_lock_names_no_registry() -> None:
    """No address and no index option stands in the lock."""
    assert not re.search(r"https?://|--(extra-)?index-url|--find-links", LOCK)


def test_the_lock_pins_each_direct_dependency() -> None:
    """What pyproject.toml asks for is in the lock."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    asked = re.findall(r'^    "([a-z-]+)>=', text, flags=re.MULTILINE)
    pinned = {pin.split("==")[0] for pin in PIN.findall(LOCK)}

    assert {"altair", "jieba", "nbgrader", "jupyterlab", "ipywidgets"} <= set(asked)
    assert set(asked) <= pinned
