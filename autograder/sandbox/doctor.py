"""What this machine can isolate, and what to install or set where it cannot."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import SandboxError
from autograder.sandbox.filter import build
from autograder.sandbox.limits import Limits
from autograder.sandbox.warm import Warm
from autograder.sandbox.zygote import Zygote

_TRIAL = Limits(seconds=20.0, memory=2**28, processes=32, disk=2**24)

_SETTINGS = {
    "kernel.unprivileged_userns_clone": ("0", "1"),
    "kernel.apparmor_restrict_unprivileged_userns": ("1", "0"),
    "user.max_user_namespaces": ("0", "15000"),
}
"""Settings of the kernel that forbid namespaces: the value that does, and a better."""

_CONTAINERS = ("/.dockerenv", "/run/.containerenv")

_CONTAINER_OPTIONS = (
    "--security-opt seccomp=unconfined --security-opt apparmor=unconfined "
    "--security-opt systempaths=unconfined"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that holds on this machine, or does not.

    Parameters
    ----------
    what
        The thing.
    holds
        Whether it does.
    detail
        A version, or what was seen instead.
    remedy
        What to install or set; empty if all is well.
    """

    what: str
    holds: bool
    detail: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Findings:
    """All that was found out about this machine."""

    each: tuple[Finding, ...]

    @property
    def all_hold(self) -> bool:
        """Whether submissions can be run as safely as is promised."""
        return all(finding.holds for finding in self.each)


def examine() -> Findings:
    """Find out what this machine can isolate, by trying it."""
    tools = (_bubblewrap(), _libseccomp())
    if not all(tool.holds for tool in tools):
        return Findings(tools)
    namespaces = _namespaces()
    if not namespaces.holds:
        return Findings((*tools, namespaces))
    return Findings((*tools, namespaces, *_walls()))


def render(findings: Findings) -> str:
    """Return findings as text: what holds, what does not, and what to do.

    Examples
    --------
    >>> missing = Finding(
    ...     what="bubblewrap", holds=False, remedy="sudo apt-get install bubblewrap"
    ... )
    >>> print(render(Findings((missing,))))
    no   bubblewrap
         → sudo apt-get install bubblewrap
    Submissions are not run here, unless with --no-sandbox.
    """
    rows = []
    for finding in findings.each:
        detail = f" ({finding.detail})" if finding.detail else ""
        rows.append(f"{'yes' if finding.holds else 'no':4} {finding.what}{detail}")
        rows += [f"     → {line}" for line in finding.remedy.splitlines()]
    rows.append(
        "Submissions are run behind walls."
        if findings.all_hold
        else "Submissions are not run here, unless with --no-sandbox."
    )
    return "\n".join(rows)


def remedies(settings: Mapping[str, str], *, in_container: bool, as_root: bool) -> str:
    """Return what to do where namespaces are forbidden, a line for each.

    Parameters
    ----------
    settings
        The kernel's settings by name, as far as they exist.
    in_container
        Whether this machine is a container.
    as_root
        Whether grading would run as root, whom some settings do not concern.

    Examples
    --------
    >>> none = {"user.max_user_namespaces": "0"}
    >>> print(remedies(none, in_container=False, as_root=True))
    sudo sysctl -w user.max_user_namespaces=15000
    (to keep a setting, write it to /etc/sysctl.d/60-autograder.conf)
    """
    lines = [
        f"sudo sysctl -w {name}={better}"
        for name, (bad, better) in _SETTINGS.items()
        if settings.get(name) == bad and not (as_root and name.startswith("kernel."))
    ]
    if lines:
        lines.append(
            "(to keep a setting, write it to /etc/sysctl.d/60-autograder.conf)"
        )
    if in_container:
        lines.append(f"start the container with {_CONTAINER_OPTIONS}")
    return "\n".join(lines or ["ask the machine's administrator to allow namespaces"])


def _bubblewrap() -> Finding:
    program = shutil.which("bwrap")
    if program is None:
        return Finding(
            what="bubblewrap",
            holds=False,
            remedy="sudo apt-get install bubblewrap",
        )
    version = subprocess.run(  # noqa: S603 - the program that is asked about
        [program, "--version"], capture_output=True, text=True, check=False
    )
    return Finding(what="bubblewrap", holds=True, detail=version.stdout.strip())


def _libseccomp() -> Finding:
    try:
        build()
    except SandboxError as error:
        return Finding(
            what="libseccomp",
            holds=False,
            detail=str(error),
            remedy="sudo apt-get install libseccomp2",
        )
    return Finding(what="libseccomp", holds=True)


def _namespaces() -> Finding:
    as_root = os.geteuid() == 0
    user = "root" if as_root else "an ordinary user"
    tried = subprocess.run(
        ["bwrap", "--unshare-all", "--ro-bind", "/", "/", "--proc", "/proc", "true"],  # noqa: S607 - as found
        capture_output=True,
        text=True,
        check=False,
    )
    if tried.returncode == 0:
        return Finding(what="namespaces", holds=True, detail=f"as {user}")
    return Finding(
        what="namespaces",
        holds=False,
        detail=tried.stderr.strip(),
        remedy=remedies(_settings(), in_container=_is_container(), as_root=as_root),
    )


def _walls() -> tuple[Finding, ...]:
    """Raise the walls, and have a process in them try to break out."""
    module = "autograder.sandbox.trial"
    zygote = Zygote(student=f"{module}:student", judge=f"{module}:judge")
    try:
        with Warm(zygote) as trial, trial.pair(_TRIAL) as pair:
            pair.student.close()
            heard = b""
            while part := pair.judge.recv(65536):
                heard += part
            ending = pair.ended()
    except SandboxError as error:
        remedy = remedies(
            _settings(), in_container=_is_container(), as_root=os.geteuid() == 0
        )
        return (Finding(what="walls", holds=False, detail=str(error), remedy=remedy),)
    if not heard:
        what = f"its process ended before it could say ({ending.reason})"
        return (Finding(what="walls", holds=False, detail=what),)
    held: dict[str, bool] = json.loads(heard)
    return tuple(Finding(what=what, holds=holds) for what, holds in held.items())


def _settings() -> dict[str, str]:
    """Return the kernel's settings that bear on namespaces."""
    found = {}
    for name in _SETTINGS:
        path = Path("/proc/sys", *name.split("."))
        if path.exists():
            found[name] = path.read_text(encoding="ascii").strip()
    return found


def _is_container() -> bool:
    return any(Path(mark).exists() for mark in _CONTAINERS)
