"""From moving a control to the redrawn chart: how long it takes in a real browser.

Run with `make bench`. Starts the course as a learner does, opens every explorer in
Chromium and moves each of its controls with the keyboard, one press after the
other. The clock is the browser's own: from the input event to the first frame
painted after the redraw. The goal is a 95th percentile below 100 milliseconds for
every control. The hand is steady, as a learner's on the arrow keys: where it goes next
is mostly drawn ahead, or remembered from the way there.

A machine that others share is at times half as fast for minutes. Some fixed work in
the page, done before and after each control's moves, shows when ("load": 1 is the
quietest so far). An explorer that missed the goal under load is measured again as
a whole, at most three times; what was measured last counts.
"""

import json
import math
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from playwright.sync_api import Locator, Page

from tests.browser.lab import Lab, chromium, lab
from tests.browser.notebook import LONG, Notebook

EXPLORERS = (
    "explore_chain",
    "explore_city",
    "explore_claims",
    "explore_diffusion",
    "explore_doubling",
    "explore_elements",
    "explore_entry",
    "explore_gap",
    "explore_growth",
    "explore_index",
    "explore_innovation",
    "explore_leaving",
    "explore_portfolio",
    "explore_science",
    "explore_store",
    "explore_timing",
    "explore_wedges",
    "explore_words",
    "weigh_evidence",
)
MOVES = 60
SETTLED = 1000
"""Milliseconds after which a reset explorer has been drawn."""

GOAL = 100.0
"""Milliseconds that the 95th percentile must stay below."""

WORKED = 5
"""How often the fixed work is done before and after the moves."""

ROUNDS = 4
"""How often an explorer is measured at most."""

LOADED = 1.2
"""The load from which on a miss may be the machine's."""

_HEADS = "moves     p50     p95     max  Python  answer    draw    load"
"""Milliseconds, but for the moves and the load."""

_KEYS = {
    "nqpf-slider": ("ArrowRight", "ArrowLeft"),
    "nqpf-choice": ("ArrowDown", "ArrowUp"),
    "nqpf-switch": ("Space", "Space"),
}
_LISTEN = """() => {
  window.redraws = [];
  document.addEventListener("nqpf-redraw", ({ detail }) => redraws.push(detail));
}"""
_WORK = """() => {
  const begin = performance.now();
  const table = new Map();
  for (let i = 0; i < 6e4; i++) table.set("k" + ((i * 7919) % 60000), { i });
  window.worked = [...table.values()].reduce((sum, { i }) => sum + i, 0);
  return performance.now() - begin;
}"""
_STATE = "input => input.type === 'checkbox' ? input.checked : input.value"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What one control of one explorer takes (milliseconds).

    `total` is the whole way; `answer` the part until Python has answered, of which
    `python` went into the view; `draw` the part from there to the painted chart.
    `work` is what the fixed work took around it.
    """

    explorer: str
    control: str
    total: list[float]
    python: list[float]
    answer: list[float]
    draw: list[float]
    kinds: set[str]
    work: float

    @property
    def p95(self) -> float:
        """The 95th percentile of the whole way."""
        return float(np.percentile(self.total, 95))

    def told(self, quietest: float) -> str:
        """Return a line of the table, with the load against the quietest work."""
        medians = [
            float(np.median(each)) for each in (self.python, self.answer, self.draw)
        ]
        whole = [float(np.median(self.total)), self.p95, max(self.total)]
        numbers = "".join(f"{number:8.0f}" for number in (*whole, *medians))
        name = f"{self.explorer}: {self.control}"
        load = f"{self.work / quietest:8.2f}"
        return f"{name:<64}{len(self.total):5}{numbers}{load}   {', '.join(self.kinds)}"


def main() -> int:
    """Measure all explorers, print the table; return 1 if the goal is missed."""
    print(f"{'':64}{_HEADS}")
    rows: dict[tuple[str, str], Row] = {}
    names: Sequence[str] = EXPLORERS
    quietest = math.inf
    with _course() as course:
        for left in reversed(range(ROUNDS)):
            for row in _measurements(course, names):
                rows[row.explorer, row.control] = row
                quietest = min(quietest, row.work)
                print(row.told(quietest), flush=True)
            names = _missed_under_load(rows.values(), quietest) if left else ()
            if not names:
                break
            print(f"Missed under load, so once more: {', '.join(names)}.", flush=True)
    slow = [row for row in rows.values() if row.p95 >= GOAL]
    verdict = f"missed by {len(slow)} of {len(rows)} controls" if slow else "met"
    print(f"Goal, p95 below {GOAL:.0f} ms: {verdict}.")
    return 1 if slow else 0


def _missed_under_load(rows: Iterable[Row], quietest: float) -> list[str]:
    """Return the explorers that may have missed for the machine's sake."""
    most = LOADED * quietest
    missed = {row.explorer for row in rows if row.p95 >= GOAL and row.work > most}
    return [name for name in EXPLORERS if name in missed]


@contextmanager
def _course() -> Iterator[Lab]:
    """Open the course as a learner does, with a study folder of its own."""
    with (
        tempfile.TemporaryDirectory() as folder,
        tempfile.TemporaryDirectory() as scratch,
    ):
        nqpf = str(Path(sys.executable).with_name("nqpf"))
        command = (nqpf, "lab", "--no-browser", "--workspace", folder)
        with lab(Path(folder), scratch=Path(scratch), command=command) as course:
            yield course


def _measurements(course: Lab, names: Sequence[str]) -> Iterator[Row]:
    """Yield a row for each control of each explorer."""
    for name in names:
        with chromium() as page:
            yield from _explorer(page, course, name)


def _explorer(page: Page, course: Lab, name: str) -> Iterator[Row]:
    """Open an explorer in a notebook of its own and move its controls."""
    (course.folder / f"{name}.ipynb").write_text(_notebook(name))
    page.goto(course.address(f"{name}.ipynb", workspace=f"auto-{name}"))
    opened = Notebook(page)
    opened.wait(name)
    opened.run_all()
    page.locator(".nqpf-explorer[data-ready]").wait_for(timeout=LONG)
    page.evaluate(_LISTEN)
    for control in page.locator(".nqpf-control").all():
        yield _control(page, control, name)


def _notebook(explorer: str) -> str:
    """Return a notebook that shows an explorer."""
    source = f"from nqpf.explorers import {explorer}\n\n{explorer}()"
    cell = {"cell_type": "code", "id": "explorer", "source": source}
    empty = {"execution_count": None, "metadata": {}, "outputs": []}
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)"}
    notebook = {"cells": [cell | empty], "metadata": {"kernelspec": kernel}}
    return json.dumps(notebook | {"nbformat": 4, "nbformat_minor": 5})


def _control(page: Page, control: Locator, explorer: str) -> Row:
    """Move one control to and fro."""
    kind = str(control.get_attribute("class")).split()[-1]
    field = control.locator("input, select")
    there, back = _KEYS[kind]
    page.get_by_role("button", name="Reset").click()
    page.wait_for_timeout(SETTLED)  # an explorer that is as it was draws nothing
    page.evaluate("redraws.length = 0")
    work = [page.evaluate(_WORK) for _ in range(WORKED)]
    field.focus()
    for move in range(MOVES):
        before = field.evaluate(_STATE)
        page.keyboard.press(there)
        if field.evaluate(_STATE) == before:  # at the end: turn round
            there, back = back, there
            page.keyboard.press(there)
        page.wait_for_function(f"redraws.length > {move}")
    work += [page.evaluate(_WORK) for _ in range(WORKED)]
    drawn = [redraw for redraw in page.evaluate("redraws") if redraw["how"] != "kept"]
    return Row(
        explorer=explorer,
        control=control.locator("label").inner_text(),
        total=[redraw["total"] for redraw in drawn],
        python=[redraw["python"] for redraw in drawn],
        answer=[redraw["answer"] for redraw in drawn],
        draw=[redraw["draw"] for redraw in drawn],
        kinds={redraw["how"] for redraw in drawn},
        work=float(np.median(work)),
    )


if __name__ == "__main__":
    sys.exit(main())
