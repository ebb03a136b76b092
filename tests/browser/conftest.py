"""A workspace opened as `make lab` opens it, and a window to look into it."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, expect, sync_playwright

from tests.browser.lab import CHROMIUM, FLAGS, Lab, lab
from tests.browser.notebook import picture

expect.set_options(timeout=30_000)  # a loaded machine is slow, not wrong

NQPF = Path(sys.executable).with_name("nqpf")


@dataclass
class Window:
    """A browser window, and what it complained of or asked the network for."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    def hear(self, kind: str, text: str) -> None:
        """Keep an error of the console."""
        if kind == "error":
            self.complaints.append(text)

    def see(self, request: Request) -> None:
        """Keep a request that leaves this machine."""
        here = ("http://localhost", "http://127.0.0.1", "ws://localhost", "data:")
        if not request.url.startswith((*here, "blob:", "ws://127.0.0.1")):
            self.strangers.append(request.url)


def watched(page: Page) -> Window:
    """Return a window that keeps what its page complains of and asks for."""
    opened = Window(page)
    page.on("console", lambda message: opened.hear(message.type, message.text))
    page.on("pageerror", lambda error: opened.hear("error", str(error)))
    page.on("request", opened.see)
    return opened


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Start the course in a fresh workspace with `nqpf lab`."""
    folder = tmp_path_factory.mktemp("study")
    scratch = tmp_path_factory.mktemp("scratch")
    command = (str(NQPF), "lab", "--no-browser", "--workspace", str(folder))
    with lab(folder, scratch=scratch, command=command) as started:
        yield started


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start Debian's Chromium."""
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture
def window(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Window]:
    """Open an empty window of a laptop's size; keep a picture of how it ends."""
    context = browser.new_context(viewport={"width": 1366, "height": 900})
    opened = watched(context.new_page())
    yield opened
    picture(opened.page, request.node.name)
    context.close()
