"""The outer wall: bubblewrap, and what it shows of the system.

A list of what may be seen, not of what may not: the system's programs and libraries,
the interpreter with its packages, and nothing of the operator's.
"""

import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import autograder
from autograder.errors import SandboxError
from autograder.sandbox.walls import HOME, JUDGE, OWN, SEATS, STUDENT, number

_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")

_SETTINGS = (
    "alternatives",
    "fonts",
    "ld.so.cache",
    "localtime",
    "mime.types",
)

_USERS = [
    (name, number(user, seat))
    for seat in range(SEATS)
    for name, user in (("student", STUDENT), ("judge", JUDGE))
]

_WRITTEN = {
    "passwd": f"root:x:0:0:root:{HOME}:/bin/sh\n"
    + "".join(f"{name}:x:{n}:{n}:{name}:{HOME}:/bin/sh\n" for name, n in _USERS),
    "group": "root:x:0:\n" + "".join(f"{name}:x:{n}:\n" for name, n in _USERS),
    "hosts": "127.0.0.1 localhost\n::1 localhost\n",
    "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
}
"""Settings whose real content is nobody's business in there."""

_ONE_AT_A_TIME = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)
"""A process that forks must not have threads."""

_PROJECT = ("pyproject.toml", "setup.py", "setup.cfg")
_MODULES = (".py", ".so", ".dist-info", ".egg-info")

_POWERS = (
    "CAP_CHOWN",
    "CAP_KILL",
    "CAP_NET_ADMIN",
    "CAP_SETFCAP",  # asked of whoever maps root into a namespace below
    "CAP_SETGID",
    "CAP_SETPCAP",
    "CAP_SETUID",
    "CAP_SYS_ADMIN",
    "CAP_SYS_PTRACE",
)
"""What the warm process needs, over its own namespaces only, to build inner walls."""


def command(
    hidden: Iterable[Path], *, texts: dict[str, int], maps: tuple[int, int] | None
) -> list[str]:
    """Return the command that runs what follows it inside the outer wall.

    Parameters
    ----------
    hidden
        Files and folders that must not be seen, even where their folder is shown.
    texts
        The open files with the settings of `settings`.
    maps
        The descriptors over which bubblewrap tells its child's number and waits for
        the users to be mapped; none if it maps its own user alone.

    Raises
    ------
    SandboxError
        If bubblewrap is not installed.
    """
    program = shutil.which("bwrap")
    if program is None:
        msg = (
            "bubblewrap is not installed, so nothing would protect this machine from "
            "what students wrote: run `autograder doctor`, or give --no-sandbox"
        )
        raise SandboxError(msg)
    options = [program, *_isolation(), *_powers(), *_environment(), *_system()]
    for name, file in texts.items():
        options += ["--file", str(file), f"/etc/{name}"]
    options += _views(hidden)
    for folder in ("/", "/dev"):
        options += ["--remount-ro", folder]
    if maps is not None:
        options += ["--info-fd", str(maps[0]), "--userns-block-fd", str(maps[1])]
    return [*options, "--chdir", "/", "--"]


def settings() -> dict[str, str]:
    """Return the texts of the settings that are written for the sandbox."""
    return dict(_WRITTEN)


def environment(home: str) -> dict[str, str]:
    """Return the whole environment of the warm process."""
    return {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "HOME": home,
        "PYTHONPATH": os.pathsep.join(map(str, _own_paths())),
        **dict.fromkeys(_ONE_AT_A_TIME, "1"),
    }


def _isolation() -> list[str]:
    return [
        *("--unshare-user", "--unshare-pid", "--unshare-net", "--unshare-ipc"),
        *("--unshare-uts", "--unshare-cgroup-try"),
        *("--hostname", "student", "--uid", "0", "--gid", "0"),
        "--new-session",
    ]


def _powers() -> list[str]:
    added = [word for power in _POWERS for word in ("--cap-add", power)]
    return ["--cap-drop", "ALL", *added]


def _environment() -> list[str]:
    options = ["--clearenv"]
    for name, value in environment(HOME).items():
        options += ["--setenv", name, value]
    return options


def _system() -> list[str]:
    options = []
    for name in _SYSTEM:
        if os.path.islink(name):  # noqa: PTH114 - beside readlink, which is textual
            options += ["--symlink", os.readlink(name), name]  # noqa: PTH115
        else:
            options += ["--ro-bind-try", name, name]
    options += ["--dir", "/etc"]
    for name in _SETTINGS:
        options += ["--ro-bind-try", f"/etc/{name}", f"/etc/{name}"]
    options += ["--proc", "/proc", "--dev", "/dev"]
    # Each child mounts its own over these; this is where the warm process writes.
    for folder in ("/tmp", OWN):  # noqa: S108 - inside the sandbox
        options += ["--tmpfs", folder]
    return options


def _views(hidden: Iterable[Path]) -> list[str]:
    """Show what is imported, and cover what must not be seen, outer folders first."""
    covered = {path.resolve() for path in hidden}
    shown = {path for path in _interpreter() if path.exists()}
    for path in _own_paths():
        shown |= {
            child
            for child in _importable(path)
            if not any(child.resolve().is_relative_to(other) for other in covered)
        }
    drawn = {Path("/usr"): True}
    options = []
    folders = []
    for path in sorted(shown | covered, key=lambda path: (len(path.parts), path)):
        is_shown = path in shown
        if is_shown == _is_seen(path, drawn):
            continue
        drawn[path] = is_shown
        if is_shown:
            for folder in reversed(path.parents):  # else it takes the owner's modes
                if folder not in drawn and not _is_seen(folder, drawn):
                    options += ["--perms", "0755", "--dir", str(folder)]
            options += ["--ro-bind", str(path), str(path)]
        elif path.is_dir():
            options += ["--perms", "0555", "--tmpfs", str(path)]
            folders += ["--remount-ro", str(path)]
        elif path.exists():
            options += ["--ro-bind", os.devnull, str(path)]
    return options + folders


def _is_seen(path: Path, drawn: Mapping[Path, bool]) -> bool:
    """Return whether a path can be seen, from the innermost folder drawn around it."""
    return next(
        (drawn[folder] for folder in (path, *path.parents) if folder in drawn), False
    )


def _interpreter() -> set[Path]:
    """Return the folders without which this interpreter cannot start."""
    found = {Path(sys.prefix), Path(sys.base_prefix), Path(autograder.__path__[0])}
    program = Path(sys.executable)
    while program.is_symlink():
        program = program.parent / program.readlink()
        found.add(Path(os.path.normpath(program.parent.parent)))
    return found | {path.resolve() for path in found}


def _own_paths() -> list[Path]:
    """Return where modules are sought besides the interpreter's own folders."""
    interpreters = _interpreter()
    found = [Path(entry) for entry in sys.path if Path(entry).is_dir() and entry]
    return [
        path
        for path in found
        if path.is_absolute()
        and not any(path.is_relative_to(prefix) for prefix in interpreters)
    ]


def _importable(folder: Path) -> Iterator[Path]:
    """Yield what a search for modules may find, but nothing whose name has a dot first.

    A project that is installed for editing shows its folders, as its packages may read
    data beside them; any other folder shows packages and modules only.
    """
    is_project = any(
        (folder / name).exists() for name in ("pyproject.toml", "setup.py")
    )
    for child in folder.iterdir():
        if child.name.startswith("."):
            continue
        is_package = (child / "__init__.py").exists()
        if is_package or child.suffix in _MODULES or (is_project and child.is_dir()):
            yield child
