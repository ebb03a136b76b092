"""The frame of every explorer: a question, a few controls, a living chart.

An explorer is controls over a *view*: a pure function from the controls' values to
an Altair chart. The view is the thing worth reading and testing; the frame shows
it. All controls are the browser's own, labelled and usable from the keyboard.

In the browser only the newest values wait while Python is busy, and only tables
that changed are exchanged, so the chart follows the hand without flicker. While the
browser draws, Python works out where the hand goes next.
"""

import asyncio
import html
import math
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from numbers import Real
from pathlib import Path
from typing import Any, ClassVar, TypeAlias

import anywidget
import pandas as pd
import traitlets
from altair.typing import ChartType

from nqpf.charts.theme import description
from nqpf.errors import CourseError
from nqpf.explorers.drawing import Drawing, difference, draw
from nqpf.explorers.vega import library, version

MOST_CONTROLS = 4

KEPT = 256
"""How many charts an explorer remembers: learners go to and fro."""

_SENT = 0.005
"""How long a chart takes to be on its way (seconds); only then is the next drawn."""

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Slider:
    """A number to be moved between two ends.

    The view gets an int where `start`, `low` and `step` are ints, else a float.

    Parameters
    ----------
    label
        What the number is.
    start
        The value at first, and after a reset.
    low, high
        The ends; the high one is reached if a whole number of steps leads there.
    step
        The distance between neighbouring values, counted from `low`.
    unit
        Shown behind the value, e.g. "% a year".
    """

    label: str
    start: float
    low: float
    high: float
    step: float
    unit: str = ""

    def __post_init__(self) -> None:
        _need_label(self.label)
        if not self.low < self.high:
            msg = f"low must lie below high, not {self.low!r} against {self.high!r}"
            raise ValueError(msg)
        if not 0 < self.step <= self.high - self.low:
            msg = f"step must lie above 0 and within low to high, not {self.step!r}"
            raise ValueError(msg)
        if not self.low <= self.start <= self.high:
            msg = f"start must lie from {self.low} to {self.high}, not {self.start!r}"
            raise ValueError(msg)
        if not math.isclose(self.clean(self.start), self.start):
            msg = f"start must be some steps of {self.step} from low, not {self.start}"
            raise ValueError(msg)

    def clean(self, value: object) -> float:
        """Return the value that the slider can show nearest to the one given."""
        is_number = isinstance(value, Real) and not isinstance(value, bool)
        number = float(value) if is_number else math.nan  # type: ignore[arg-type]
        if not math.isfinite(number):
            msg = f"{self.label!r} takes a finite number, not {value!r}"
            raise ValueError(msg)
        within = min(max(number, self.low), self.high)
        steps = round((within - self.low) / self.step)
        most = math.floor((self.high - self.low) / self.step + 1e-9)
        nearest = self.low + min(steps, most) * self.step
        return int(nearest) if self.whole else round(nearest, self.decimals)

    def beyond(self, before: float, now: float) -> float:
        """Return where another move of the same length leads."""
        return self.clean(2 * now - before)

    @property
    def whole(self) -> bool:
        """Whether the slider moves over whole numbers only."""
        return all(isinstance(n, int) for n in (self.start, self.low, self.step))

    @property
    def decimals(self) -> int:
        """How many decimals tell neighbouring values apart."""
        return max(_decimals(self.step), _decimals(self.low))


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of several options.

    Parameters
    ----------
    label
        What is chosen.
    start
        The option at first, and after a reset.
    options
        The options; or a mapping from the value that the view gets to the words
        that the learner reads.
    """

    label: str
    start: str
    options: Sequence[str] | Mapping[str, str]

    def __post_init__(self) -> None:
        _need_label(self.label)
        if self.start not in self.words:
            msg = f"start must be one of {', '.join(self.words)}, not {self.start!r}"
            raise ValueError(msg)

    def clean(self, value: object) -> str:
        """Return the value if it is an option."""
        if value not in self.words:
            msg = f"{self.label!r} is one of {', '.join(self.words)}, not {value!r}"
            raise ValueError(msg)
        return str(value)

    def beyond(self, before: str, now: str) -> str:
        """Return where another move of the same length leads."""
        options = list(self.words)
        at = 2 * options.index(now) - options.index(before)
        return options[min(max(at, 0), len(options) - 1)]

    @property
    def words(self) -> dict[str, str]:
        """Each option and how it reads."""
        if isinstance(self.options, Mapping):
            return dict(self.options)
        return {option: option for option in self.options}


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """Something that is on or off."""

    label: str
    start: bool

    def __post_init__(self) -> None:
        _need_label(self.label)

    def clean(self, value: object) -> bool:
        """Return the value if it is True or False."""
        if not isinstance(value, bool):
            msg = f"{self.label!r} is True or False, not {value!r}"
            raise ValueError(msg)  # noqa: TRY004 - a wrong value, like any other
        return value

    def beyond(self, before: bool, now: bool) -> bool:  # noqa: ARG002, FBT001
        """Return where another move leads: a switch has nothing further."""
        return now


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What appears below the chart when a mark is chosen.

    Parameters
    ----------
    show
        Called with the row behind the mark and, by keyword, the controls' values.
        A table (its `attrs["caption"]` becomes the heading), a text, or an object
        that knows its own HTML (`_repr_html_`).
    field
        The column of the chart's table that names its marks. Clicking a mark
        chooses it; so does a list of the names, for the keyboard.
    label
        What the names are, e.g. "Word".
    """

    show: Callable[..., object]
    field: str
    label: str

    def __post_init__(self) -> None:
        _need_label(self.label)


Control: TypeAlias = Slider | Choice | Switch
View: TypeAlias = Callable[..., ChartType]


class Explorer(anywidget.AnyWidget):
    """A question, controls and a chart that follows them.

    Made by `explorer`. Setting `values` moves the controls.

    Attributes
    ----------
    values
        The controls' values by name. Some of them may be set: the others stay.
    chart
        The chart last drawn.
    problem
        Why the view refuses the values, in a sentence; else empty.
    """

    _esm: ClassVar[Path] = _HERE / "frame.js"
    _css: ClassVar[Path] = _HERE / "frame.css"
    _library = traitlets.Unicode().tag(sync=True)
    _frame = traitlets.Dict().tag(sync=True)
    # Never set: whoever asks for the state gets the explorer as it is by then.
    _stage = traitlets.Any().tag(sync=True, to_json=lambda _, self: self._whole())

    values = traitlets.Dict()
    chart = traitlets.Any()
    problem = traitlets.Unicode()

    def __init__(
        self,
        view: View,
        *,
        question: str,
        controls: Mapping[str, Control],
        notice: Sequence[str],
        details: Details | None,
    ) -> None:
        self._controls = dict(controls)
        self._details = details
        self._asker: object = None
        start = {name: control.start for name, control in controls.items()}

        @lru_cache(maxsize=KEPT)
        def drawn(*given: object) -> tuple[ChartType, Drawing]:
            chart = view(**dict(zip(controls, given, strict=True)))
            return chart, draw(chart)

        self._drawn = drawn
        chart, self._drawing = drawn(*start.values())
        description(chart)
        super().__init__(
            _library=f"{library().model_id}@{version()}",
            _frame=_frame(question, controls, notice, details),
            values=start,
            chart=chart,
        )
        self.on_msg(self._hear)
        self.observe(self._redraw, "values")

    def __repr__(self) -> str:
        """Say what the explorer asks."""
        return f"{self._frame['question']} (an explorer: run this cell to open it)"

    def _repr_mimebundle_(self, **_options: object) -> tuple[dict[str, Any], Any]:
        """Say what is asked and shown where a notebook is read without Python."""
        shown, about = super()._repr_mimebundle_() or ({}, {})
        question, drawn = self._frame["question"], self._drawing.description
        words = f"<h3>{html.escape(question)}</h3><p>{html.escape(drawn)}</p>"
        how = "<p><em>Run this cell to move the controls.</em></p>"
        return {**shown, "text/html": f"<section>{words}{how}</section>"}, about

    @traitlets.validate("values")
    def _clean(self, proposal: dict[str, Any]) -> dict[str, Any]:
        """Merge what was set into what is, at values that the controls can show."""
        given = proposal["value"]
        strange = [name for name in given if name not in self._controls]
        if strange:
            msg = f"no control {strange[0]!r}; there are {', '.join(self._controls)}"
            raise ValueError(msg)
        clean = {name: self._controls[name].clean(v) for name, v in given.items()}
        return {**self.values, **clean}

    def _hear(self, _widget: object, message: dict[str, Any], _buffers: object) -> None:
        """Answer the browser: exactly one message for each of its own."""
        if message["kind"] == "details":
            self.send({"kind": "details", **self._detailed(message["row"])})
            return
        self._asker = message["asker"]
        try:
            self.values = message["values"]
        except ValueError as refusal:
            self.problem = str(refusal)
        if self._asker is not None:
            self._tell({})

    def _redraw(self, moved: dict[str, Any]) -> None:
        """Draw the new values; keep the last chart where the view refuses them."""
        begin = time.perf_counter()
        try:
            chart, drawing = self._drawn(
                *(self.values[name] for name in self._controls)
            )
        except Exception as error:  # noqa: BLE001 - a learner never meets a traceback
            self.problem = _sentence(error)
            self._tell({})
            return
        change = difference(self._drawing, drawing)
        self.chart, self._drawing, self.problem = chart, drawing, ""
        self._tell({**change, "seconds": time.perf_counter() - begin})
        self._expect(moved["old"])

    def _expect(self, before: Mapping[str, Any]) -> None:
        """Draw, a moment later, what another move leads to, unless values moved on."""
        now = self.values
        ahead = [
            control.beyond(before[name], now[name])
            for name, control in self._controls.items()
        ]

        def draw_ahead() -> None:
            with suppress(Exception):  # a refusal is told when it is asked for
                if self.values == now:
                    self._drawn(*ahead)

        with suppress(RuntimeError):  # without a loop nobody moves anything
            asyncio.get_running_loop().call_later(_SENT, draw_ahead)

    def _tell(self, change: dict[str, Any]) -> None:
        """Send the browser what changed."""
        state = {"values": self.values, "problem": self.problem, "asker": self._asker}
        self._asker = None
        self.send({"kind": "chart", **state, **change})

    def _detailed(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return what the details of a row look like."""
        try:
            if self._details is None:
                return _shown("")
            return _shown(self._details.show(row, **self.values))
        except Exception as error:  # noqa: BLE001 - a learner never meets a traceback
            return _shown(_sentence(error))

    def _whole(self) -> dict[str, Any]:
        """Return all that a browser needs that shows nothing yet."""
        state = {"values": self.values, "problem": self.problem}
        return {**state, **difference(None, self._drawing)}


def explorer(
    view: View,
    *,
    question: str,
    controls: Mapping[str, Control],
    notice: str | Sequence[str],
    details: Details | None = None,
) -> Explorer:
    """Return a widget that shows the view under its controls.

    Parameters
    ----------
    view
        Called with one keyword argument per control, returns a chart that has a
        description, and does nothing else: it is also asked for what may come next.
        It may refuse values with a ValueError or CourseError, whose
        sentence the learner reads beside the last chart.
    question
        What can be settled with the explorer.
    controls
        At most four, by the name of the view's argument.
    notice
        What to notice, folded below the chart: one paragraph, or several.
    details
        What appears when a mark is chosen.

    Raises
    ------
    ValueError
        If there are more than four controls, or no question.

    Examples
    --------
    >>> import altair as alt
    >>> def view(height):
    ...     chart = alt.Chart(alt.InlineData(values=[{"height": height}]))
    ...     return chart.mark_bar().encode(y="height:Q").properties(description="Bar.")
    >>> height = Slider(label="Height", start=2, low=1, high=9, step=1, unit="m")
    >>> bar = explorer(view, question="How high?", controls={"height": height},
    ...                notice="The bar grows.")
    >>> bar.values = {"height": 5}
    >>> bar.chart.data.values
    [{'height': 5}]
    """
    if len(controls) > MOST_CONTROLS:
        msg = f"an explorer has at most {MOST_CONTROLS} controls, not {len(controls)}"
        raise ValueError(msg)
    _need_label(question)
    paragraphs = [notice] if isinstance(notice, str) else list(notice)
    return Explorer(
        view,
        question=question,
        controls=controls,
        notice=paragraphs,
        details=details,
    )


def _need_label(text: str) -> None:
    """Refuse to leave anything on the screen without words."""
    if not text.strip():
        msg = f"label must be words that a learner reads, not {text!r}"
        raise ValueError(msg)


def _decimals(number: float) -> int:
    """Return how many decimals a number is written with."""
    written = f"{number:.10f}".rstrip("0")
    return len(written.partition(".")[2])


def _sentence(error: Exception) -> str:
    """Return what a learner reads in place of a traceback."""
    if isinstance(error, ValueError | CourseError):
        return str(error)
    return (
        "This explorer cannot show these values; please tell us "
        f"({type(error).__name__}: {error})."
    )


def _frame(
    question: str,
    controls: Mapping[str, Control],
    notice: Sequence[str],
    details: Details | None,
) -> dict[str, Any]:
    """Return what the browser shows around the chart, which never changes."""
    marks = {"field": details.field, "label": details.label} if details else None
    return {
        "question": question,
        "controls": [_described(name, control) for name, control in controls.items()],
        "notice": list(notice),
        "marks": marks,
    }


def _described(name: str, control: Control) -> dict[str, Any]:
    """Return a control as the browser builds it."""
    shared = {"name": name, "label": control.label, "start": control.start}
    match control:
        case Slider():
            ends = {"low": control.low, "high": control.high, "step": control.step}
            look = {"unit": control.unit, "decimals": control.decimals}
            return {"kind": "slider", **shared, **ends, **look}
        case Choice():
            return {"kind": "choice", **shared, "options": list(control.words.items())}
        case Switch():
            return {"kind": "switch", **shared}


def _shown(content: object) -> dict[str, Any]:
    """Return details as the browser builds them: a table, HTML or plain text."""
    if isinstance(content, pd.DataFrame):
        return {
            "caption": str(content.attrs.get("caption", "")),
            "columns": [str(column) for column in content.columns],
            "rows": [
                ["" if pd.isna(cell) else str(cell) for cell in row]
                for row in content.itertuples(index=False)
            ],
        }
    to_html = getattr(content, "_repr_html_", None)
    if to_html is not None:
        return {"html": to_html()}
    return {"text": str(content)}
