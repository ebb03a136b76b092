"""Whether a judge's process is as it was."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.run.traces import leaves_traces, mindful_names


class Room:
    """What a folder leaves of a file system that nobody else writes to."""

    def __init__(self, folder: str) -> None:
        found = [path.stat().st_size for path in Path(folder).iterdir()]
        self.f_bfree, self.f_ffree = -sum(found), -len(found)


@pytest.mark.parametrize(
    "text",
    [
        "math.pi = 3",
        "del math.pi",
        "frame.attrs['x'] = 1",
        "setattr(math, 'pi', 3)",
        "import unittest.mock",
        "from unittest import mock",
        "from gc import collect",
        "import gc",
        "exec('math.pi = 3')",
        "math.__dict__.update(pi=3)",
        "with patch('math.pi', 3): pass",
        "get_ipython().run_line_magic('time', '1')",
        "math.pi += 1",
        "for math.pi in (1, 2): pass",
        "def f():\n    math.pi = 3",
        "assert 'StackError' in [c.__name__ for c in ValueError.__subclasses__()]",
        "alt.data_transformers.disable_max_rows()",
        "globals()['x'] = 3",
        "names = globals()",
        "assert f(globals())",
    ],
)
def test_text_that_may_leave_traces(text: str) -> None:
    """Or with which they could not be found."""
    assert leaves_traces(ast.parse(text))


@pytest.mark.parametrize(
    "text",
    [
        "assert f(1) == 2",
        "x = [1]; x[0] = 2; del x[0]",
        "import numpy as np; np.testing.assert_allclose(f(1), 2)",
        "frame['a'] = frame['b'].cumsum()",
        "assert 'f' in globals() and 'g' not in globals()",
        "assert globals()['x'] == 1 and globals().get('y') is None",
        "try:\n    f()\nexcept ValueError as error:\n    assert 'x' in str(error)",
    ],
)
def test_text_that_leaves_none(text: str) -> None:
    """As most tests'."""
    assert not leaves_traces(ast.parse(text))


@pytest.mark.parametrize(
    ("imported", "used"),
    [
        ("import logging", "logging.basicConfig(stream=told)"),
        ("import logging as log", "f(log.warning)"),
        ("from keyword import kwlist", "assert f(kwlist)"),
        ("from mimetypes import types_map", "types_map['.a'] = f()"),
        ("import os.path", "assert os.path.exists('a')"),
        ("from csv import *", "register_dialect('d', delimiter=f())"),
        ("from . import other", "other.note()"),
    ],
)
def test_what_may_remember_leaves_traces(imported: str, used: str) -> None:
    """Whoever imported it, and however it is called here."""
    mindful = mindful_names(ast.parse(imported))

    assert leaves_traces(ast.parse(used), mindful)


@pytest.mark.parametrize(
    ("imported", "used"),
    [
        ("import math, numpy as np, pandas.testing as tm", "tm.f(np.ones(math.e))"),
        ("from collections import Counter", "assert Counter(f()) == {}"),
        ("from helper import near", "assert near(f(), 1)"),
        ("import logging", "assert f() == 1"),
    ],
)
def test_what_remembers_nothing_leaves_none(imported: str, used: str) -> None:
    """Nor do the notebook's own modules, nor what a test leaves alone."""
    mindful = mindful_names(ast.parse(imported), own={"helper"})

    assert not leaves_traces(ast.parse(used), mindful)


def test_a_process_that_did_nothing_is_as_it_was(tmp_path: Path) -> None:
    """Also when it has reckoned meanwhile."""
    reckon = "pandas.DataFrame({'a': [1, 2]}).groupby('a').size()"

    found = found_by(f"{reckon}\n", f"{reckon}\n", tmp_path)

    assert found == "True True"


NEW = "made = __import__('types').ModuleType('of_these_tests')\nmade.number = 1\n"
KNOWN = f"{NEW}sys.modules['of_these_tests'] = made\n"
UNCOUNTED = "traces.changes = lambda names: None\n"
ARRAY = "made.number = numpy.arange(3)\n"


@pytest.mark.parametrize(
    ("before", "change"),
    [
        (KNOWN, "made.number = 2\n"),
        (KNOWN, "del made.number\n"),
        (KNOWN + ARRAY, ARRAY),
        (KNOWN, "sys.modules = {**sys.modules, 'more': made}\n"),
        (UNCOUNTED + KNOWN, "made.number = 2\n"),
        (UNCOUNTED + NEW, "sys.modules['of_these_tests'] = made\n"),
        (NEW, "sys.modules['of_these_tests'] = made\n"),
        (KNOWN, "del sys.modules['of_these_tests']\n"),
        (KNOWN, "sys.modules['of_these_tests'] = __import__('types')\n"),
        ("", "import faulthandler\nstate.drop_modules(Path())\n"),
    ],
    ids=[
        *("value", "gone", "array", "other modules", "value, uncounted"),
        *("module, uncounted", "module", "none", "another", "built in"),
    ],
)
def test_a_module_that_changed_is_a_trace(
    before: str, change: str, tmp_path: Path
) -> None:
    """Arrays included, which cannot be compared."""
    assert found_by(before, change, tmp_path) == "True False"


@pytest.mark.parametrize(
    "change",
    [
        "made.number = 2; made.number = 1\n",
        "kept = sys.modules.pop('json'); sys.modules['json'] = kept\n",
    ],
    ids=["value", "module"],
)
@pytest.mark.parametrize("before", [KNOWN, UNCOUNTED + KNOWN], ids=["", "uncounted"])
def test_what_is_set_to_the_same_again_is_none(
    before: str, change: str, tmp_path: Path
) -> None:
    """However often it was counted as a change, or where changes are not counted."""
    assert found_by(f"import json\n{before}", change, tmp_path) == "True True"


LAZY = "made.__getattr__ = {'late': 'here'}.__getitem__\n"


def test_what_a_module_adds_when_it_is_asked_is_none(tmp_path: Path) -> None:
    """Libraries that import their parts late keep them so."""
    late = "made.late = made.late\n"

    assert found_by(KNOWN + LAZY, late, tmp_path) == "True True"


@pytest.mark.parametrize(
    "change",
    [
        "made.late = 'there'\n",
        "made.other = 'here'\n",
        "made.late = made.late; made.number = 2\n",
        "made.late = made.late; del made.number\n",
        "made.__getattr__ = lambda name: 3; made.late = 3\n",
    ],
    ids=["another", "unknown", "and a value", "and one gone", "asked otherwise"],
)
def test_what_is_added_otherwise_is_a_trace(change: str, tmp_path: Path) -> None:
    """Though the module could add something."""
    assert found_by(KNOWN + LAZY, change, tmp_path) == "True False"


def test_modules_of_a_folder_are_dropped(tmp_path: Path) -> None:
    """So that they are imported anew; then everything is as it was."""
    (tmp_path / "beside_these_tests.py").write_text("count = 0")
    before = "sys.path.insert(0, ''); sys.dont_write_bytecode = True\n"
    drop = "import beside_these_tests\nstate.drop_modules(Path())\n"

    found = found_by(before, drop, tmp_path)

    assert found == "True True"


CHANGES = {
    "environment": "import os; os.environ['A_TEST'] = '1'",
    "folder": "import os; os.chdir('..')",
    "path": "import sys; sys.path.append('x')",
    "warnings": "import warnings; warnings.simplefilter('ignore')",
    "luck": "import random; random.random()",
    "arrays' luck": "import numpy; numpy.random.random()",
    "arrays' errors": "import numpy; numpy.seterr(all='ignore')",
    "arrays' print": "import numpy; numpy.set_printoptions(precision=3)",
    "options": "import pandas; pandas.set_option('display.max_rows', 3)",
    "decimals": "import decimal; decimal.getcontext().prec = 5",
    "recursion": "import sys; sys.setrecursionlimit(500)",
    "an open file": "import os; os.open(os.devnull, os.O_RDONLY)",
    "a written file": "open('left.txt', 'w').write('x' * 100_000)",
    "a thread": "import threading; threading.Timer(60, print).start()",
    "a process": "import os; os.fork() or __import__('time').sleep(60)",
    "a signal": "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)",
}


def found_by(before: str, change: str, folder: Path) -> str:
    """Say whether a process is as it was, before a change and after it.

    It is a process of its own, in which nothing else goes on.
    """
    text = (
        "import os, signal, sys\n"
        "import numpy, pandas\n"
        "from pathlib import Path\n"
        "from autograder.run.traces import State\n"
        "from tests.autograder.run.test_traces import Room\n"
        "os.statvfs = Room\n"
        "from autograder.run import traces; counted = traces._numbered\n"
        "children = f'/proc/self/task/{os.getpid()}/children'\n"
        "own = lambda: len(open(children).read().split())\n"
        "traces._numbered = lambda at: own() if at == '/proc' else counted(at)\n"
        f"{before}"
        "state = State(); first = state.holds()\n"
        f"{change}"
        "print(first, state.holds(), flush=True)\n"
        "os.kill(0, signal.SIGKILL)\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", text],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
        stdout=subprocess.PIPE,
        stdin=subprocess.PIPE,
        start_new_session=True,
        check=False,
    )
    return told.stdout.decode().strip()


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_setting_that_changed_is_a_trace(change: str, tmp_path: Path) -> None:
    """Each in a process of its own, which is as it was until then."""
    assert found_by("", f"exec({change!r}, {{}})\n", tmp_path) == "True False"
