"""Start JupyterLab on a workspace, with the course's settings.

The settings stand in `lab_config`, which JupyterLab finds through
JUPYTER_CONFIG_PATH. They are defaults: what learners set themselves goes
before. JupyterLab is that of this Python, and takes the place of this process.
"""

import errno
import json
import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn
from urllib.request import ProxyHandler, build_opener

from nqpf.errors import CourseError
from nqpf.study import files

START = "lessons/00-start-here.ipynb"
"""What opens first."""

_CONFIG = Path(__file__).parent / "lab_config"
_LAYOUT = "default-37a8.jupyterlab-workspace"  # JupyterLab's name for the usual layout


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """A command and the environment to run it in."""

    command: tuple[str, ...]
    environment: Mapping[str, str]


def launch(
    workspace: Path,
    *,
    layouts: Path,
    port: int | None = None,
    browser: bool = True,
    environment: Mapping[str, str],
) -> Launch:
    """Return how to start JupyterLab on a workspace.

    Parameters
    ----------
    workspace
        The learner's folder, prepared.
    layouts
        Where JupyterLab keeps which tabs were open.
    port
        The only port to use; by default the first free one from 8888 upwards.
    browser
        Whether to open a browser.
    environment
        The environment variables of this process.
    """
    options = {
        "ServerApp.root_dir": workspace,
        "ServerApp.open_browser": browser,
        "ServerApp.allow_root": _is_root(),
        "LabApp.default_url": f"/lab/tree/{START}",
        "LabApp.workspaces_dir": layouts,
        "Application.log_level": "WARN",
    }
    if port is not None:
        options |= {"ServerApp.port": port, "ServerApp.port_retries": 0}
    lab = (sys.executable, "-m", "jupyterlab")
    return Launch(
        command=(*lab, *(f"--{name}={value}" for name, value in options.items())),
        environment={**environment, **_variables(workspace, environment)},
    )


def run(start: Launch) -> NoReturn:
    """Become JupyterLab; where a process cannot, wait for it and end as it ends."""
    sys.stdout.flush()
    if sys.platform == "win32":
        sys.exit(subprocess.call(start.command, env=start.environment))  # noqa: S603
    os.execve(start.command[0], start.command, start.environment)  # noqa: S606


def check(port: int | None) -> None:
    """Check what JupyterLab would fail on after its first seconds.

    Raises
    ------
    CourseError
        If JupyterLab is not installed, or `port` cannot be used.
    """
    if find_spec("jupyterlab") is None:
        msg = (
            f"JupyterLab is not installed for {sys.executable}; install the course "
            "again (in a checkout: make env)."
        )
        raise CourseError(msg)
    if port is not None:
        _check_port(port)


def running(workspace: Path, *, runtime: Path) -> str | None:
    """Return the address of a lab that is already open on a workspace.

    Parameters
    ----------
    workspace
        The learner's folder.
    runtime
        Where Jupyter servers write their addresses.
    """
    for note in sorted(runtime.glob("jpserver-*.json")):
        with suppress(OSError, ValueError, LookupError, TypeError):
            server = json.loads(note.read_bytes())
            is_here = Path(server["root_dir"]).resolve() == workspace.resolve()
            if is_here and _answers(f"{server['url']}api/status", server["token"]):
                return f"{server['url']}lab?token={server['token']}"
    return None


def lay_out(layouts: Path) -> None:
    """Have the first start show the table of contents beside the notebook."""
    layout = layouts / _LAYOUT
    with suppress(OSError):  # without it the lab opens too, only less tidy
        try:
            json.loads(layout.read_bytes())
        except (FileNotFoundError, ValueError, RecursionError):
            files.write(layout, (_CONFIG / "layout.json").read_bytes())


def _variables(workspace: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """Return what kernels, terminals and JupyterLab itself must know."""
    return {
        "NQPF_WORKSPACE": str(workspace),
        "JUPYTER_CONFIG_PATH": _before(_CONFIG, environment.get("JUPYTER_CONFIG_PATH")),
        "JUPYTER_PREFER_ENV_PATH": "1",  # the kernel of this Python, not the user's
        "PATH": _before(Path(sys.executable).parent, environment.get("PATH")),
    }


def _is_root() -> bool:
    """Say whether the user is root, as in most containers."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _before(folder: Path, others: str | None) -> str:
    return f"{folder}{os.pathsep}{others}" if others else str(folder)


def _check_port(port: int) -> None:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError as error:
        if error.errno in {errno.EACCES, errno.EPERM}:
            reason = "is reserved for the system"
        else:
            reason = "is in use by another program"
        msg = (
            f"Port {port} {reason}; choose another one with --port, or leave --port "
            "out and a free one is found."
        )
        raise CourseError(msg) from error


def _answers(address: str, token: str) -> bool:
    """Say whether the server is there and takes the token."""
    direct = build_opener(ProxyHandler({}))
    with direct.open(f"{address}?token={token}", timeout=2) as reply:
        return bool(reply.status == 200)  # noqa: PLR2004
