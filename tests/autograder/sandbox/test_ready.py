"""What is imported and used before any student comes."""

import subprocess
import sys


def run(text: str) -> str:
    """Return what a new interpreter prints, complaints included."""
    return subprocess.check_output(
        [sys.executable, "-c", text], text=True, stderr=subprocess.STDOUT
    )


def test_jieba_is_loaded_without_a_word() -> None:
    """It reads its dictionary at its first use, and says so on stderr."""
    said = run(
        "from autograder.sandbox.ready import make_ready\n"
        "make_ready(['import jieba'])\n"
        "import jieba; print(jieba.dt.initialized)"
    )

    assert said == "True\n"


def test_a_piece_that_fails_stops_nothing() -> None:
    """Whether it is missing, wrong, or ends the interpreter."""
    said = run(
        "import sys\n"
        "from autograder.sandbox.ready import make_ready\n"
        "failing = ['import no_such_module', '1 / 0', 'raise SystemExit', '(']\n"
        "make_ready([*failing, 'import colorsys'])\n"
        "print('colorsys' in sys.modules)"
    )

    assert said == "True\n"


def test_what_is_not_asked_for_is_not_imported() -> None:
    """A course without tables does not pay for pandas."""
    said = run(
        "import sys\n"
        "from autograder.sandbox.ready import make_ready\n"
        "make_ready(['import json'])\n"
        "print({'pandas', 'numpy', 'altair', 'IPython'} & set(sys.modules))"
    )

    assert said == "set()\n"
