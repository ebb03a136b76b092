import asyncio
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jupyter_server.serverapp import ServerApp

from nqpf.study import server

CONFIG = Path(server.__file__).parent / "lab_config"


@pytest.fixture(scope="module")
def jupyter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerApp]:
    """Make a server with the course's part in it; it listens to no port."""
    own = tmp_path_factory.mktemp("jupyter")
    with pytest.MonkeyPatch.context() as patch:
        for folder in ("CONFIG", "DATA", "RUNTIME"):
            patch.setenv(f"JUPYTER_{folder}_DIR", str(own))
        made = ServerApp(
            jpserver_extensions={server.__name__: True},
            default_url="/lab/tree/lessons/first.ipynb",
            log_level=logging.WARNING,
        )
        made.initialize(argv=[], find_extensions=False, new_httpserver=False)
        yield made
    for name in ("asyncio", "tornado.general"):
        logging.getLogger(name).setLevel(logging.NOTSET)


def said_at_the_start(jupyter: ServerApp, shown: pytest.CaptureFixture[str]) -> str:
    """Return what the window shows once the server is up."""
    manager: Any = jupyter.extension_manager  # published without types
    asyncio.run(manager.start_all_extensions())
    return shown.readouterr().out


def test_the_address_opens_the_course_without_a_question(
    jupyter: ServerApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It leads to the first notebook and carries the password."""
    monkeypatch.setattr(jupyter.identity_provider, "token", "secret")

    host = f"http://localhost:{jupyter.port}"
    assert server.address(jupyter) == (
        f"{host}/lab/tree/lessons/first.ipynb?token=secret"
    )


def test_a_lab_without_a_password_asks_for_none(
    jupyter: ServerApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever switched it off sees no empty one."""
    monkeypatch.setattr(jupyter.identity_provider, "token", "")

    assert server.address(jupyter).endswith("/lessons/first.ipynb")


def test_a_lab_below_another_address_is_found_there(
    jupyter: ServerApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a hub every learner has a folder of the site, named once."""
    monkeypatch.setattr(jupyter, "base_url", "/user/me/")
    monkeypatch.setattr(jupyter, "default_url", "/user/me/lab/tree/first.ipynb")
    monkeypatch.setattr(jupyter.identity_provider, "token", "")

    host = f"http://localhost:{jupyter.port}"
    assert server.address(jupyter) == f"{host}/user/me/lab/tree/first.ipynb"


def test_jupyter_prints_no_address_of_its_own(jupyter: ServerApp) -> None:
    """One address, ours, is enough."""
    assert not jupyter.identity_provider.token_generated


def test_our_style_comes_after_the_learners_own(jupyter: ServerApp) -> None:
    """Jupyter serves the first it finds: the learner's, ours, then its own."""
    own, ours, *_ = jupyter.static_custom_path

    assert Path(own) == Path(jupyter.config_dir) / "custom"
    assert (Path(ours) / "custom.css").is_file()


@pytest.mark.usefixtures("jupyter")
@pytest.mark.parametrize("name", ["asyncio", "tornado.general"])
def test_a_tab_that_closes_is_not_reported(name: str) -> None:
    """A learner would take it for something broken."""
    assert not logging.getLogger(name).isEnabledFor(logging.ERROR)


def test_the_window_says_where_the_course_is_and_how_to_stop(
    jupyter: ServerApp, capsys: pytest.CaptureFixture[str]
) -> None:
    """The address stands alone on its line, to be clicked or copied."""
    said = said_at_the_start(jupyter, capsys).splitlines()

    assert f"    {server.address(jupyter)}" in said
    assert "stop with Ctrl-C" in said[-1]


def test_work_is_saved_as_often_as_the_window_says(
    jupyter: ServerApp, capsys: pytest.CaptureFixture[str]
) -> None:
    """The sentence and JupyterLab's setting are the same number."""
    settings = CONFIG / "labconfig" / "default_setting_overrides.json"
    plugin = "@jupyterlab/docmanager-extension:plugin"
    seconds = json.loads(settings.read_text())[plugin]["autosaveInterval"]

    said = said_at_the_start(jupyter, capsys)

    assert f"saved every {seconds} seconds" in said
