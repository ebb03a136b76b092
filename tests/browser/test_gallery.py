"""The gallery: every explorer of the course in the lab, on a laptop and a tablet."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, ViewportSize, expect

from nqpf import explorers
from tests.browser.conftest import Window, watched
from tests.browser.lab import Lab
from tests.browser.notebook import LONG, Notebook, changed, picture

GALLERY = Path(__file__).parents[2] / "docs/gallery.ipynb"
FRAMED = [name for name in explorers.__all__ if name.startswith(("explore_", "weigh_"))]
OURS = ".nqpf-explorer, .nqpf-reader"

SIZES = {
    "laptop": ViewportSize(width=1366, height=768),
    "tablet": ViewportSize(width=820, height=1180),
}

KEYS = {
    "nqpf-slider": ("Home", "End"),
    "nqpf-choice": ("ArrowDown", "ArrowUp"),
    "nqpf-switch": ("Space", "Space"),
}
LISTEN = """() => {
  window.redraws = [];
  document.addEventListener("nqpf-redraw", ({ detail }) => redraws.push(detail.how));
}"""
STATE = "input => input.type === 'checkbox' ? input.checked : input.value"

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]


@dataclass(frozen=True, slots=True)
class Gallery:
    """The gallery, run once, in a window."""

    window: Window
    notebook: Notebook

    def explorer(self, name: str) -> Locator:
        """Return an explorer by the function that opens it."""
        cell = self.notebook.cell(f"{name}()")
        return cell.locator(".nqpf-explorer").first


@pytest.fixture(scope="module")
def gallery(study: Lab, browser: Browser) -> Iterator[Gallery]:
    """Open the gallery in the course's lab and run it."""
    (study.folder / GALLERY.name).write_bytes(GALLERY.read_bytes())
    context = browser.new_context(viewport=SIZES["laptop"])
    window = watched(context.new_page())
    notebook = Notebook(window.page)
    window.page.goto(study.address(GALLERY.name, workspace="auto-gallery"))
    notebook.wait(GALLERY.stem)
    notebook.run_all()
    window.page.evaluate(LISTEN)
    yield Gallery(window, notebook)
    context.close()


@pytest.fixture(params=SIZES)
def sized(gallery: Gallery, request: pytest.FixtureRequest) -> Iterator[Gallery]:
    """Show the gallery on a screen of one size; keep a picture of how it ends."""
    gallery.window.page.set_viewport_size(SIZES[request.param])
    yield gallery
    picture(gallery.window.page, request.node.name)


def test_every_explorer_is_ready_without_an_error(gallery: Gallery) -> None:
    """No error in a cell or in the console, and nothing asked of the network."""
    ready = gallery.notebook.panel.locator(".nqpf-explorer[data-ready]")

    expect(ready).to_have_count(len(FRAMED), timeout=LONG)
    assert gallery.notebook.errors() == []
    assert gallery.window.complaints == []
    assert gallery.window.strangers == []


@pytest.mark.parametrize("name", FRAMED)
def test_a_key_moves_a_control_and_redraws_in_place(sized: Gallery, name: str) -> None:
    """The last control is moved; only rows are exchanged, and the words follow."""
    page, explorer = sized.window.page, sized.explorer(name)
    chart = explorer.locator("[role=img]")
    control = explorer.locator(".nqpf-control").last
    expect(explorer).to_have_attribute("data-ready", "true", timeout=LONG)
    page.evaluate("redraws.length = 0")

    described = changed(
        page, lambda: chart.get_attribute("aria-label"), lambda: _move(control)
    )
    page.wait_for_function("redraws.length > 0", timeout=LONG)

    assert described
    assert page.evaluate("redraws") == ["exchanged"]
    expect(explorer.locator(".nqpf-status")).to_be_empty()


@pytest.mark.parametrize("name", FRAMED)
def test_nothing_sticks_out_of_an_explorer(sized: Gallery, name: str) -> None:
    """Question, controls and chart are no wider than the frame around them."""
    explorer = sized.explorer(name)

    parts = explorer.locator(".nqpf-question, .nqpf-control, .nqpf-reset, .nqpf-chart")
    ends: list[list[float]] = parts.evaluate_all(
        """parts => parts.map((part) => {
          const frame = part.closest(".nqpf-explorer").getBoundingClientRect();
          const own = part.getBoundingClientRect();
          const hidden = part.scrollWidth - own.width;
          return [own.left - frame.left, frame.right - own.right, hidden];
        })"""
    )

    assert len(ends) > 3
    assert all(left >= 0 and right >= 0 for left, right, _ in ends)
    assert all(hidden < 1 for *_, hidden in ends)


def test_panels_are_stacked_where_they_would_be_too_small(gallery: Gallery) -> None:
    """Beside each other on a laptop, below each other on a tablet, and back again."""
    explorer = gallery.explorer("explore_wedges")
    svg = explorer.locator(".nqpf-picture:not(.nqpf-offstage) svg")
    screens = [SIZES[name] for name in ("laptop", "tablet", "laptop")]

    shapes = []
    for screen in screens:
        gallery.window.page.set_viewport_size(screen)
        gallery.window.page.wait_for_timeout(2000)
        shapes.append(_upright(svg))

    assert shapes == [False, True, False]


def test_explorers_keep_the_rules_of_accessibility(sized: Gallery) -> None:
    """No serious fault that axe can find in any explorer."""
    found = Axe().run(sized.window.page, context={"include": OURS.split(", ")})

    assert _faults(found.response) == []


def _move(control: Locator) -> None:
    """Press the key that moves a control as far as it goes, or if it is there, back."""
    kind = str(control.get_attribute("class")).split()[-1]
    field = control.locator("input, select")
    before = field.evaluate(STATE)
    for key in KEYS[kind]:
        field.press(key)
        if field.evaluate(STATE) != before:
            return


def _upright(svg: Locator) -> bool:
    """Return whether a picture is higher than wide."""
    box = svg.bounding_box()
    return box is not None and box["height"] > box["width"]


def _faults(response: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the serious faults and where they are."""
    return [
        (fault["id"], node["html"])
        for fault in response["violations"]
        if fault["impact"] in {"serious", "critical"}
        for node in fault["nodes"]
    ]
