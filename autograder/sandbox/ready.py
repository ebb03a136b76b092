"""Import what a course needs, and what libraries put off until their first use."""

import importlib
import logging
import sys
import warnings
from collections.abc import Callable, Iterable, Mapping
from contextlib import redirect_stderr, redirect_stdout, suppress
from io import StringIO
from types import MappingProxyType, ModuleType


def make_ready(pieces: Iterable[str]) -> None:
    """Run what every submission begins with, and use each library once.

    Parameters
    ----------
    pieces
        Import statements and cells. One that fails is left alone: the student's own
        will say so.
    """
    scratch: dict[str, object] = {"__name__": "__main__"}
    with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        for piece in pieces:
            with suppress(Exception, SystemExit):
                exec(compile(piece, "<prelude>", "exec"), scratch)  # noqa: S102 - the author's
        for name, use in _FIRST_USES.items():
            module = sys.modules.get(name)
            if module is not None:
                with suppress(Exception):
                    use(module)
    scratch.clear()


def import_all(modules: Iterable[str]) -> None:
    """Import modules; one that fails is left alone."""
    with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        for name in modules:
            with suppress(Exception, SystemExit):
                importlib.import_module(name)


def _use_ipython(_: ModuleType) -> None:
    for name in (
        "IPython.core.interactiveshell",
        "IPython.core.completer",
        "IPython.core.magics",
        "IPython.core.pylabtools",
        "IPython.lib.pretty",
        "IPython.utils.capture",
    ):
        importlib.import_module(name)


def _use_jieba(jieba: ModuleType) -> None:
    jieba.setLogLevel(logging.CRITICAL)
    jieba.initialize()
    list(jieba.cut("先进入，再预热"))


def _use_numpy(numpy: ModuleType) -> None:
    numpy.testing.assert_allclose(numpy.linalg.norm(numpy.ones(2)) ** 2, 2)
    numpy.random.default_rng(0).normal()


def _use_pandas(pandas: ModuleType) -> None:
    frame = pandas.DataFrame({"a": [1.0, 2.0], "b": ["x", "y"]})
    frame.groupby("b")["a"].mean().sort_values()
    frame.merge(frame, on="b").describe()
    repr(frame), frame._repr_html_()
    with warnings.catch_warnings():  # it notes where it lies when it first warns
        warnings.simplefilter("ignore")
        pandas.read_csv(StringIO("a, b"), sep=", ")
    pandas.testing.assert_frame_equal(frame, frame.copy())


def _use_altair(altair: ModuleType) -> None:
    pandas = sys.modules.get("pandas")
    rows = [{"a": 1, "b": "x"}]
    data = altair.Data(values=rows) if pandas is None else pandas.DataFrame(rows)
    chart = altair.Chart(data).mark_line().encode(x="a:Q", y=altair.Y("b").sort("-x"))
    chart._repr_mimebundle_()
    altair.Chart.from_dict(chart.to_dict())


_FIRST_USES: Mapping[str, Callable[[ModuleType], None]] = MappingProxyType(
    {
        "IPython": _use_ipython,
        "numpy": _use_numpy,
        "pandas": _use_pandas,
        "altair": _use_altair,
        "jieba": _use_jieba,
    }
)
