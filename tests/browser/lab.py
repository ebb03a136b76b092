"""A real lab and a real browser, for tests and measurements."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.parse import quote, urlencode
from urllib.request import urlopen

from playwright.sync_api import Page, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
PATIENCE = 90
"""Seconds that a lab may take to start on a slow machine."""

FLAGS = (
    "--no-sandbox",  # the tests may run as root in a container
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
_QUIET = {"fetchNews": "false", "checkForUpdates": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lab:
    """A running JupyterLab."""

    url: str
    token: str
    folder: Path

    def address(self, notebook: str, *, workspace: str = "auto-x") -> str:
        """Return the address that opens a notebook of the lab's folder."""
        token = f"?{urlencode({'token': self.token})}" if self.token else ""
        return f"{self.url}lab/workspaces/{workspace}/tree/{quote(notebook)}{token}"


@contextmanager
def lab(
    folder: Path, *, scratch: Path, command: tuple[str, ...] | None = None
) -> Iterator[Lab]:
    """Start a lab on a free port; stop it and all its kernels at the end.

    Parameters
    ----------
    folder
        What the lab shows.
    scratch
        An empty folder for the lab's settings and state.
    command
        What starts it in place of plain JupyterLab, e.g. `nqpf lab --no-browser`.
    """
    with (scratch / "lab.log").open("w") as log:
        started = subprocess.Popen(
            command or _plain_lab(folder),
            cwd=folder,
            env=_environment(scratch, plain=command is None),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        server = _server(scratch, started)
        yield Lab(url=server["url"], token=server["token"], folder=folder)
    finally:
        _stop(started)


@contextmanager
def chromium(*, width: int = 1280, height: int = 900) -> Iterator[Page]:
    """Open an empty page in Debian's Chromium, close it at the end."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        try:
            yield browser.new_page(viewport={"width": width, "height": height})
        finally:
            browser.close()


def _plain_lab(folder: Path) -> tuple[str, ...]:
    """Return the command of a JupyterLab without questions or passwords."""
    options = ("--no-browser", "--allow-root", "--ServerApp.port=0")
    access = ("--IdentityProvider.token=", f"--ServerApp.root_dir={folder}")
    return (sys.executable, "-m", "jupyter", "lab", *options, *access)


def _environment(scratch: Path, *, plain: bool) -> dict[str, str]:
    """Return an environment in which the lab sees nothing of this user's."""
    notification = scratch / "settings/@jupyterlab/apputils-extension"
    notification.mkdir(parents=True)
    if plain:  # the course brings settings of its own
        settings = notification / "notification.jupyterlab-settings"
        settings.write_text(json.dumps(_QUIET))
    own = {
        "JUPYTER_CONFIG_DIR": str(scratch / "config"),
        "JUPYTER_RUNTIME_DIR": str(scratch / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(scratch / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(scratch / "workspaces"),
        "IPYTHONDIR": str(scratch / "ipython"),
    }
    return {**os.environ, **own}


def _server(scratch: Path, started: subprocess.Popen[bytes]) -> dict[str, str]:
    """Wait until the lab answers; return what it wrote about itself."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and started.poll() is None:
        for record in (scratch / "runtime").glob("jpserver-*.json"):
            server: dict[str, str] = json.loads(record.read_text() or "{}")
            if server and _answers(server["url"]):
                return server
        time.sleep(0.1)
    msg = f"the lab did not start:\n{(scratch / 'lab.log').read_text()}"
    raise RuntimeError(msg)


def _answers(url: str) -> bool:
    """Return whether a server is there."""
    try:
        with urlopen(f"{url}api", timeout=2) as answer:  # noqa: S310 - our own server
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def _stop(started: subprocess.Popen[bytes]) -> None:
    """End the lab and every kernel it started."""
    for kind, patience in ((signal.SIGTERM, 10), (signal.SIGKILL, 5)):
        try:
            os.killpg(started.pid, kind)
            started.wait(patience)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            continue
