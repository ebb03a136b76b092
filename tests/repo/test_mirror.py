"""The tests mirror the packages."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MIRRORED = sorted(
    path.relative_to(ROOT / "tests")
    for package in ("nqpf", "autograder")
    for path in (ROOT / "tests" / package).rglob("test_*.py")
)


@pytest.mark.parametrize("test", MIRRORED, ids=str)
def test_every_test_module_has_the_module_it_tests(test: Path) -> None:
    """`tests/nqpf/x/test_y.py` stands for `nqpf/x/y.py` (or the package `y`)."""
    module = ROOT / test.parent / test.name.removeprefix("test_")

    assert module.exists() or module.with_suffix("").is_dir()
