"""A notebook in JupyterLab, handled as a learner handles it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

LONG = 120_000
"""Milliseconds for what may take long on a loaded machine."""

_DONE = """() => {
  const notebook = document.querySelector(".jp-NotebookPanel:not(.lm-mod-hidden)");
  const prompts = [...notebook.querySelectorAll(".jp-CodeCell .jp-InputPrompt")]
    .filter((p) => p.closest(".jp-Cell").querySelector(".cm-content").innerText.trim());
  const failed = notebook.querySelector("[data-mime-type$='jupyter.error']");
  const ran = prompts.length && prompts.every((p) => /\\[\\d+\\]/.test(p.innerText));
  return Boolean(failed) || ran;
}"""
_BAR = ".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Toolbar-kernelName"
_IDLE = ".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook-ExecutionIndicator"


@dataclass(frozen=True, slots=True)
class Notebook:
    """The notebook that is in front."""

    page: Page

    @property
    def panel(self) -> Locator:
        """What the learner sees of it."""
        return self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")

    def wait(self, name: str) -> None:
        """Wait until the notebook is in front and its kernel is ready."""
        tab = self.page.locator(".lm-DockPanel-tabBar .lm-mod-current", has_text=name)
        expect(tab.first).to_be_visible(timeout=LONG)
        expect(self.panel.locator(".jp-Cell").first).to_be_visible(timeout=LONG)
        expect(self.panel.locator(".jp-Spinner")).to_have_count(0, timeout=LONG)
        self.settle()

    def settle(self) -> None:
        """Wait until there is a kernel and it has nothing to do."""
        kernel = self.page.locator(_BAR)
        expect(kernel).not_to_contain_text("No Kernel", timeout=LONG)
        status = self.page.locator("#jp-main-statusbar")
        expect(status).to_contain_text("| Idle", timeout=LONG)
        idle = self.page.locator(f"{_IDLE}[data-status='idle']")
        expect(idle).to_be_attached(timeout=LONG)

    def choose(self, menu: str, command: str) -> None:
        """Choose a command from the menu bar."""
        self.page.get_by_role("menuitem", name=menu, exact=True).first.click()
        entry = self.page.locator(".lm-Menu-item", has_text=re.compile(f"^{command}"))
        entry.first.click()

    def run_all(self) -> None:
        """Run every cell from top to bottom, and wait for the last or an error."""
        self.choose("Run", "Run All Cells")
        self.page.wait_for_function(_DONE, timeout=LONG)
        self.settle()

    def restart(self) -> None:
        """Restart the kernel and confirm it."""
        self.choose("Kernel", "Restart Kernel…")
        self.page.locator(".jp-Dialog .jp-mod-accept").click()
        self.page.wait_for_timeout(500)
        self.settle()

    def save(self) -> None:
        """Save, as Ctrl and S do."""
        self.choose("File", "Save Notebook")
        self.page.wait_for_timeout(300)

    def cell(self, text: str) -> Locator:
        """Return the code cell whose source contains a text."""
        code = self.panel.locator(".jp-CodeCell")
        return code.filter(has=self.page.locator(".cm-content", has_text=text)).first

    def run(self, text: str) -> Locator:
        """Run the code cell with this text in it, and return it."""
        cell = self.cell(text)
        cell.locator(".cm-content").click()
        self.page.keyboard.press("Control+Enter")
        self.settle()
        return cell

    def errors(self) -> list[str]:
        """Return what stands in error outputs and on stderr."""
        failed = "[data-mime-type='application/vnd.jupyter.error']"
        aside = "[data-mime-type='application/vnd.jupyter.stderr']"
        return self.panel.locator(f"{failed}, {aside}").all_inner_texts()


def picture(page: Page, name: str) -> None:
    """Keep a picture of the window, for people to look at."""
    folder = Path(__file__).parent / "pictures"
    folder.mkdir(exist_ok=True)
    page.screenshot(path=folder / f"{name}.png")


def changed(page: Page, read: Callable[[], object], act: Callable[[], None]) -> bool:
    """Say whether an action changes what can be read within half a minute."""
    before = read()
    act()
    for _ in range(300):
        if read() != before:
            return True
        page.wait_for_timeout(100)
    return False
