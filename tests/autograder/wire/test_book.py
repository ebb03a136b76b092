import contextlib
import json
import random
import sys
from collections import ChainMap, Counter, defaultdict, deque
from pathlib import Path
from subprocess import run
from types import SimpleNamespace
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import pytest

from autograder.wire import Book, WireError, all_codecs, decode, encode
from autograder.wire.plain import CODECS

ROOT = Path(__file__).parents[3]


def fresh(program: str) -> str:
    """Return what a program prints in a process of its own."""
    done = run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_a_book_serves_as_its_codecs_do() -> None:
    """Made once, used often."""
    book = Book(CODECS)

    assert decode(encode([1, "a"], codecs=book), codecs=book) == [1, "a"]
    assert encode([1], codecs=book) == encode([1], codecs=CODECS)


def test_no_library_is_loaded_before_it_is_needed() -> None:
    """Not even by a value that has no codec."""
    program = (
        "import sys; from autograder.wire import all_codecs, encode; "
        "encode([1, print], codecs=all_codecs(), refer=id); "
        "print({'numpy', 'pandas', 'altair'} & set(sys.modules))"
    )

    assert fresh(program) == "set()"


def test_a_library_is_loaded_when_its_values_arrive() -> None:
    """The side that gets a value may not have used it yet."""
    program = (
        "from autograder.wire import all_codecs, decode; "
        "print(decode([['pandas.NaT', None, []]], codecs=all_codecs()))"
    )

    assert fresh(program) == "NaT"


@pytest.mark.parametrize("kind", ["pandas.eval", "numpy", "os.system", "pandas.", ""])
def test_a_kind_that_no_library_has_is_refused(kind: str) -> None:
    """Whatever its name begins with."""
    with pytest.raises(WireError, match="nothing was agreed"):
        decode([[kind, None, []]], codecs=all_codecs())


BOOK = all_codecs()
FRAME = pd.DataFrame(
    {
        "a": [1, 2],
        "b": ["x", None],
        "c": pd.Categorical(["u", "v"]),
        "d": pd.array([1, None], dtype="Int64"),
        "e": pd.date_range("2024", periods=2, tz="UTC"),
        "f": [[1], (2,)],
        "g": pd.period_range("2024", periods=2, freq="M"),
        "h": pd.interval_range(0, 2),
        "i": pd.arrays.SparseArray([0, 1]),
        "j": pd.array([True, None], dtype="boolean"),
    },
    index=pd.MultiIndex.from_tuples([("a", 1), ("b", 2)]),
)
HONEST: list[Any] = [
    FRAME,
    FRAME["a"],
    FRAME.reset_index(),
    pd.date_range("2024", periods=3, freq="MS"),
    [pd.Timestamp("2024", tz="UTC"), pd.Timedelta(1), pd.NaT, pd.offsets.BDay(2)],
    alt.Chart(FRAME[["a", "b"]]).mark_bar().encode(x="a", y=alt.Y("b", title="t")),
    [
        np.arange(6).reshape(2, 3),
        np.array([True, False]),
        np.float32(1),
        np.array("ab"),
    ],
    np.array([(1, True)], [("a", "i2"), ("b", "?")]),
    [Counter("ab"), defaultdict(list, a=[1]), deque([1], 3), ChainMap({1: 2})],
    [SimpleNamespace(a=1), {"a": 1}.items(), memoryview(b"ab"), Path("a"), int],
    [ValueError("x", [1]), OSError(2, "no", "f"), ExceptionGroup("g", [KeyError(1)])],
]
TABLES = [json.dumps(encode(value, codecs=BOOK)) for value in HONEST]
NODES = [node for table in TABLES for node in json.loads(table)]
ODD: list[Any] = [
    *(None, True, -1, 0, 1, 2**31, 2**63, -(2**63), 10**30, 1.5, "", "x", "\ud800"),
    *("AAAA", "ns", "|O", "|b1", "<i8", "<U2", "<U999999999", [], {}, [2**40], [-1]),
]


def other(luck: random.Random, data: Any) -> Any:  # noqa: ANN401 - what JSON holds
    """Return data that differs in one place."""
    if isinstance(data, list | dict) and data and luck.random() < 0.8:
        changed = data.copy()
        key = luck.choice(list(data) if isinstance(data, dict) else range(len(data)))
        changed[key] = other(luck, data[key])
        return changed
    return luck.choice(ODD + [node[1] for node in NODES])


def hostile(seed: int) -> Any:  # noqa: ANN401 - a table of nodes
    """Return an honest table, changed in a few places."""
    luck = random.Random(seed)  # noqa: S311 - no secret
    table = json.loads(luck.choice(TABLES))
    for _ in range(luck.choice([1, 1, 2, 4])):
        node = luck.choice(table)
        what = luck.randrange(5)
        if what == 0:
            node[0] = luck.choice(NODES)[0]
        elif what == 1:
            node[1] = other(luck, node[1])
        elif what == 2:
            node[2].append(luck.randrange(len(table)))
        elif what == 3 and node[2]:
            node[2].pop(luck.randrange(len(node[2])))
        elif node[2]:
            node[2][luck.randrange(len(node[2]))] = luck.randrange(len(table))
    return table


@pytest.mark.parametrize("start", range(0, 3000, 500))
def test_any_table_is_decoded_or_refused(start: int) -> None:
    """Whatever was changed in it, nothing but a refusal is ever raised."""
    for seed in range(start, start + 500):
        with contextlib.suppress(WireError):
            decode(hostile(seed), codecs=BOOK)


@pytest.mark.parametrize("start", range(0, 1000, 500))
def test_any_twin_is_renewed_or_the_table_refused(start: int) -> None:
    """Also one that has been renewed by half before."""
    for seed in range(start, start + 500):
        twins: list[Any] = [
            FRAME.copy(),
            FRAME["a"].copy(),
            [1],
            Counter(),
            np.arange(3),
        ]
        for twin in twins:
            with contextlib.suppress(WireError):
                decode(hostile(seed), codecs=BOOK, twins={0: twin})
