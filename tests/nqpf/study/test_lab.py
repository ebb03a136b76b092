import errno
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from types import MappingProxyType
from typing import Any, NoReturn

import pytest
from jupyter_core.paths import jupyter_path
from jupyterlab.commands import get_app_dir  # type: ignore[import-untyped]
from jupyterlab_server.config import get_page_config
from jupyterlab_server.settings_utils import get_settings
from jupyterlab_server.workspaces_handler import WorkspacesManager
from traitlets.config import Configurable

from nqpf import places
from nqpf.errors import CourseError
from nqpf.study import lab
from nqpf.study.lab import Launch, check, launch, lay_out, run, running

CONFIG = Path(lab.__file__).parent / "lab_config"
SETTINGS = sorted(path.relative_to(CONFIG) for path in CONFIG.rglob("*.json"))
OVERRIDES = json.loads(
    (CONFIG / "labconfig/default_setting_overrides.json").read_text()
)
PAGE = json.loads((CONFIG / "labconfig/page_config.json").read_text())
SERVER = json.loads((CONFIG / "jupyter_server_config.json").read_text())
GRADER = json.loads((CONFIG / "nbgrader_config.json").read_text())

KNOWS = {
    "Application": "traitlets.config.Application",
    "Execute": "nbgrader.preprocessors.Execute",
    "KernelManager": "jupyter_client.KernelManager",
    "LabApp": "jupyterlab.labapp.LabApp",
    "ServerApp": "jupyter_server.serverapp.ServerApp",
}
"""Where the classes are that our options set."""

NOTHING: Mapping[str, str] = MappingProxyType({})
TOKEN = "secret"  # noqa: S105 - of a server that lives for a test


def started(
    tmp_path: Path, environment: Mapping[str, str] = NOTHING, *, port: int | None = None
) -> Launch:
    """Return how a lab is started on `tmp_path / "study"`."""
    study, layouts = tmp_path / "study", tmp_path / "layouts"
    return launch(study, layouts=layouts, port=port, environment=environment)


def options(start: Launch) -> dict[str, str]:
    """Return the options of a command by name."""
    pairs = (word.removeprefix("--").partition("=")[::2] for word in start.command[3:])
    return dict(pairs)


def known(option: str) -> Configurable:
    """Return an object that an option such as ServerApp.port can be set on."""
    module, _, name = KNOWS[option.partition(".")[0]].rpartition(".")
    found = getattr(import_module(module), name)
    assert isinstance(found, type)
    assert issubclass(found, Configurable)
    return found()


# --- The launch ---------------------------------------------------------------------


def test_the_lab_is_that_of_this_python(tmp_path: Path) -> None:
    """Not the first jupyter on the PATH, which may be anybody's."""
    assert started(tmp_path).command[:3] == (sys.executable, "-m", "jupyterlab")


def test_the_lab_shows_the_workspace(tmp_path: Path) -> None:
    """Its files are the learner's folder."""
    assert options(started(tmp_path))["ServerApp.root_dir"] == str(tmp_path / "study")


def test_the_lab_opens_on_a_lesson_that_we_publish(tmp_path: Path) -> None:
    """The first page is a notebook of the course."""
    url = options(started(tmp_path))["LabApp.default_url"]

    first = url.removeprefix("/lab/tree/lessons/")
    assert (places.lessons_folder() / first).is_file()


def test_a_named_port_is_the_only_one(tmp_path: Path) -> None:
    """Who asks for a port does not want the next one."""
    given = options(started(tmp_path, port=9000))

    assert (given["ServerApp.port"], given["ServerApp.port_retries"]) == ("9000", "0")


def test_without_a_port_jupyter_looks_for_a_free_one(tmp_path: Path) -> None:
    """Its own way from 8888 upwards is left alone."""
    assert [name for name in options(started(tmp_path)) if "port" in name] == []


@pytest.mark.parametrize("browser", [True, False])
def test_a_browser_opens_only_if_it_may(tmp_path: Path, *, browser: bool) -> None:
    """The option says so either way, whatever the learner's own settings are."""
    start = launch(tmp_path, layouts=tmp_path, browser=browser, environment={})

    assert options(start)["ServerApp.open_browser"] == str(browser)


@pytest.mark.parametrize("user", [0, 1000])
def test_root_may_start_the_lab(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, user: int
) -> None:
    """In a container everybody is root, and Jupyter would refuse."""
    monkeypatch.setattr(os, "geteuid", lambda: user)

    assert options(started(tmp_path))["ServerApp.allow_root"] == str(user == 0)


def test_kernels_know_the_workspace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever a notebook lies, the course finds the learner's record."""
    workspace = started(tmp_path).environment["NQPF_WORKSPACE"]
    monkeypatch.setenv("NQPF_WORKSPACE", workspace)

    assert places.workspace() == tmp_path / "study"


@pytest.mark.parametrize(
    ("name", "ours"),
    [("JUPYTER_CONFIG_PATH", CONFIG), ("PATH", Path(sys.executable).parent)],
)
def test_our_folder_goes_before_the_users(
    tmp_path: Path, name: str, ours: Path
) -> None:
    """What was there stays behind it; where nothing was, nothing empty is added."""
    before = started(tmp_path, {name: os.pathsep.join(["/a", "/b"])})
    alone = started(tmp_path)

    assert before.environment[name].split(os.pathsep) == [str(ours), "/a", "/b"]
    assert alone.environment[name] == str(ours)


def test_the_rest_of_the_environment_goes_along(tmp_path: Path) -> None:
    """Language, home folder and proxy are the learner's."""
    assert started(tmp_path, {"LANG": "zh_CN"}).environment["LANG"] == "zh_CN"


def test_the_environment_of_this_process_is_left_alone(tmp_path: Path) -> None:
    """The launch is a value."""
    environment = {"PATH": "/usr/bin"}

    launch(tmp_path, layouts=tmp_path, environment=environment)

    assert environment == {"PATH": "/usr/bin"}


def test_running_becomes_the_lab(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C and the end of the window reach JupyterLab, not something above it."""
    start = started(tmp_path, {"LANG": "C"})

    def become(*what: object) -> NoReturn:
        raise _BecameError(what)

    monkeypatch.setattr(os, "execve", become)

    with pytest.raises(_BecameError) as became:
        run(start)

    assert became.value.args[0] == (sys.executable, start.command, start.environment)


def test_a_process_that_cannot_become_the_lab_ends_as_it_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On Windows a new process would leave the window to the next command."""
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(subprocess, "call", lambda *_, **__: 3)

    with pytest.raises(SystemExit) as ended:
        run(started(tmp_path))

    assert ended.value.code == 3


# --- The check before it ------------------------------------------------------------


def test_an_occupied_port_is_one_sentence() -> None:
    """It names the port and two ways out."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        with pytest.raises(CourseError) as told:
            check(port)

    assert str(told.value) == (
        f"Port {port} is in use by another program; choose another one with --port, or "
        "leave --port out and a free one is found."
    )


def test_a_port_of_the_system_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """An ordinary user may not use the low ones."""

    def refuse(_address: tuple[str, int]) -> NoReturn:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(socket, "create_server", refuse)

    with pytest.raises(CourseError, match=r"^Port 80 is reserved for the system; "):
        check(80)


def test_a_checked_port_is_given_back() -> None:
    """JupyterLab takes it right after."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

    check(port)

    with socket.create_server(("127.0.0.1", port)) as lab_server:
        assert lab_server.getsockname()[1] == port


def test_a_missing_jupyterlab_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """It names the Python that has none, and what to do."""
    monkeypatch.setattr(lab, "find_spec", lambda _name: None)

    with pytest.raises(CourseError) as told:
        check(None)

    assert str(told.value) == (
        f"JupyterLab is not installed for {sys.executable}; install the course again "
        "(in a checkout: make env)."
    )


# --- A lab that is open -------------------------------------------------------------


def test_a_live_lab_is_found_with_its_password(tmp_path: Path) -> None:
    """The address opens the course without a question."""
    with live_lab(tmp_path / "study", runtime=tmp_path) as url:
        found = running(tmp_path / "study", runtime=tmp_path)

    assert found == f"{url}lab?token={TOKEN}"


def test_a_lab_on_another_folder_is_not_ours(tmp_path: Path) -> None:
    """Two courses may be open side by side."""
    with live_lab(tmp_path / "other", runtime=tmp_path):
        assert running(tmp_path / "study", runtime=tmp_path) is None


def test_a_workspace_is_the_same_by_another_path(tmp_path: Path) -> None:
    """Links and dots lead to the same folder."""
    (tmp_path / "study").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "study")

    with live_lab(tmp_path / "study", runtime=tmp_path) as url:
        found = running(tmp_path / "link" / ".." / "study", runtime=tmp_path)
        linked = running(tmp_path / "link", runtime=tmp_path)

    assert found == linked == f"{url}lab?token={TOKEN}"


def test_a_lab_that_was_killed_is_not_running(tmp_path: Path) -> None:
    """Its note stays behind, and nobody answers at the address."""
    with live_lab(tmp_path / "study", runtime=tmp_path):
        pass

    assert running(tmp_path / "study", runtime=tmp_path) is None


def test_another_server_at_the_address_is_not_ours(tmp_path: Path) -> None:
    """It does not take the password of the note."""
    with live_lab(tmp_path / "study", runtime=tmp_path, token="old"):  # noqa: S106
        assert running(tmp_path / "study", runtime=tmp_path) is None


@pytest.mark.parametrize("note", ["", "{", "[]", "{}", '{"root_dir": 1}'])
def test_a_damaged_note_is_passed_over(tmp_path: Path, note: str) -> None:
    """The notes after it are read all the same."""
    (tmp_path / "jpserver-0.json").write_text(note)

    with live_lab(tmp_path / "study", runtime=tmp_path) as url:
        found = running(tmp_path / "study", runtime=tmp_path)

    assert found == f"{url}lab?token={TOKEN}"


def test_a_proxy_is_not_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would look for the lab on its own machine."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.delenv("no_proxy", raising=False)

    with live_lab(tmp_path / "study", runtime=tmp_path) as url:
        found = running(tmp_path / "study", runtime=tmp_path)

    assert found == f"{url}lab?token={TOKEN}"


def test_without_notes_nothing_is_running(tmp_path: Path) -> None:
    """The folder of the notes need not exist."""
    assert running(tmp_path, runtime=tmp_path / "none") is None


# --- The layout ---------------------------------------------------------------------


def test_the_first_start_shows_the_contents_beside_the_notebook(tmp_path: Path) -> None:
    """JupyterLab's own reader of layouts finds ours."""
    lay_out(tmp_path / "layouts")

    assert _left(tmp_path / "layouts")["current"] == "@jupyterlab/toc:plugin"


def test_a_layout_of_the_learners_own_stays(tmp_path: Path) -> None:
    """What JupyterLab saved last is what it opens next."""
    lay_out(tmp_path)
    (layout,) = tmp_path.iterdir()
    own = layout.read_text().replace("@jupyterlab/toc:plugin", "filebrowser")
    layout.write_text(own)

    lay_out(tmp_path)

    assert layout.read_text() == own


@pytest.mark.parametrize("damage", ["", '{"data": {', "[" * 100_000, "\0"])
def test_a_damaged_layout_is_made_anew(tmp_path: Path, damage: str) -> None:
    """JupyterLab would not start on it."""
    lay_out(tmp_path)
    (layout,) = tmp_path.iterdir()
    layout.write_text(damage)

    lay_out(tmp_path)

    assert _left(tmp_path)["current"] == "@jupyterlab/toc:plugin"


def test_a_layout_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    """The lab opens all the same, and what is in the way stays."""
    (tmp_path / "layouts").touch()

    lay_out(tmp_path / "layouts")

    assert (tmp_path / "layouts").read_bytes() == b""


# --- The settings -------------------------------------------------------------------


@pytest.mark.parametrize("path", SETTINGS, ids=str)
def test_settings_are_written_as_json_has_them(path: Path) -> None:
    """Valid, no name twice, two blanks to a level: one form, easily compared."""
    text = (CONFIG / path).read_text(encoding="utf-8")

    assert f"{json.dumps(json.loads(text), indent=2)}\n" == text


@pytest.mark.parametrize("plugin", OVERRIDES)
def test_jupyterlab_knows_every_setting(plugin: str) -> None:
    """A misspelt one would be passed over in silence."""
    properties = _settings(plugin)["schema"]["properties"]

    assert OVERRIDES[plugin].keys() <= properties.keys()


@pytest.mark.parametrize(
    ("plugin", "setting", "value"),
    [
        ("@jupyterlab/docmanager-extension:plugin", "autosave", True),
        ("@jupyterlab/notebook-extension:tracker", "autoStartDefaultKernel", True),
        ("@jupyterlab/apputils-extension:notification", "fetchNews", "false"),
        ("@jupyterlab/apputils-extension:notification", "checkForUpdates", False),
    ],
    ids=["saves by itself", "asks for no kernel", "fetches no news", "nor updates"],
)
def test_a_lab_of_the_course_needs_no_care(
    monkeypatch: pytest.MonkeyPatch, plugin: str, setting: str, value: object
) -> None:
    """JupyterLab itself reads our value as the one to start from."""
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", str(CONFIG))

    properties = _settings(plugin)["schema"]["properties"]

    assert properties[setting]["default"] == value


def test_what_learners_set_themselves_goes_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Our settings are where a learner starts from, not where one must stay."""
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", str(CONFIG))
    plugin = "@jupyterlab/docmanager-extension:plugin"
    file = tmp_path / "@jupyterlab/docmanager-extension/plugin.jupyterlab-settings"
    file.parent.mkdir(parents=True)
    file.write_text('{"autosaveInterval": 120}')

    found = _settings(plugin, own=tmp_path)["settings"]

    assert found == {"autosaveInterval": 120}


@pytest.mark.parametrize("extension", PAGE["disabledExtensions"])
def test_what_we_switch_off_is_there(extension: str) -> None:
    """A misspelt name would leave it on in silence."""
    package, _, _plugin = extension.partition(":")
    folders = [Path(folder) / package for folder in jupyter_path("labextensions")]
    scripts = [
        script.read_bytes()
        for folder in (Path(get_app_dir()), *filter(Path.is_dir, folders))
        for script in (folder / "static").glob("*.js")
    ]

    assert any(extension.encode() in script for script in scripts)


def test_jupyterlab_takes_our_list_of_what_is_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It reads the very file."""
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", str(CONFIG))

    page = get_page_config([], str(Path(get_app_dir()) / "settings"))

    assert PAGE["disabledExtensions"].keys() <= set(page["disabledExtensions"])


@pytest.mark.parametrize("config", [SERVER, GRADER], ids=["server", "nbgrader"])
def test_every_configured_option_exists_and_takes_its_value(
    config: dict[str, dict[str, Any]],
) -> None:
    """Jupyter would ignore a misspelt one, and nbgrader fail a learner's check."""
    for name, values in config.items():
        target = known(name)
        for option, value in values.items():
            assert target.has_trait(option)
            setattr(target, option, value)


def test_every_option_of_the_command_exists(tmp_path: Path) -> None:
    """The lab is given nothing that it does not understand."""
    given = options(started(tmp_path, port=9000))

    strange = [o for o in given if not known(o).has_trait(o.partition(".")[2])]
    assert strange == []


@pytest.mark.parametrize(
    "module",
    [name for name, on in SERVER["ServerApp"]["jpserver_extensions"].items() if on],
)
def test_what_we_switch_on_is_installed(module: str) -> None:
    """Among it, the course's own part of the server."""
    assert find_spec(module) is not None


@contextmanager
def live_lab(folder: Path, *, runtime: Path, token: str = TOKEN) -> Iterator[str]:
    """Run a server that answers like a lab; its note, once written, stays."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            right = self.path == f"/api/status?token={token}"
            self.send_response(200 if right else 403)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        url = f"http://127.0.0.1:{server.server_port}/"
        note = {"root_dir": str(folder), "url": url, "token": TOKEN}
        (runtime / "jpserver-1.json").write_text(json.dumps(note))
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield url
        finally:
            server.shutdown()
            thread.join()


class _BecameError(Exception):
    """What the process was replaced by."""


def _left(layouts: Path) -> dict[str, Any]:
    """Return what JupyterLab finds on the left of its usual layout."""
    found: Any = WorkspacesManager(str(layouts)).load("default")
    left: dict[str, Any] = found["data"]["layout-restorer:data"]["left"]
    return left


def _settings(plugin: str, *, own: Path = Path("/nowhere")) -> dict[str, Any]:
    """Return what JupyterLab knows and has set of a plugin."""
    app = Path(get_app_dir())
    found, _warnings = get_settings(
        str(app / "settings"), str(app / "schemas"), str(own), schema_name=plugin
    )
    return found
