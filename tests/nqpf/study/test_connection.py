import asyncio
import json
from pathlib import Path

import pytest
from jupyter_server.serverapp import ServerApp
from jupyter_server.services.kernels.connection.channels import (
    ZMQChannelsWebsocketConnection as Jupyters,
)
from jupyter_server.services.kernels.websocket import KernelWebsocketHandler

from nqpf.study import connection
from nqpf.study.connection import PromptConnection

CONFIG = Path(connection.__file__).parent / "lab_config"


class Handler(KernelWebsocketHandler):
    """The browser's end of a connection: it only notes what is set."""

    def __init__(self, noted: list[str]) -> None:
        self.noted = noted

    def set_nodelay(self, value: bool) -> None:  # noqa: FBT001 - tornado's own
        """Note whether messages are held back."""
        self.noted.append("sends at once" if value else "holds back")


def test_messages_go_at_once_before_the_first_is_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Connecting sends what a kernel said meanwhile, so it comes second."""
    noted: list[str] = []
    monkeypatch.setattr(Jupyters, "connect", lambda _: noted.append("connects"))

    PromptConnection(websocket_handler=Handler(noted)).connect()

    assert noted == ["sends at once", "connects"]


def test_what_jupyter_promises_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server waits for the kernel as it does without us."""

    async def connect() -> bool:
        promise = asyncio.get_running_loop().create_future()
        monkeypatch.setattr(Jupyters, "connect", lambda _: promise)
        return PromptConnection(websocket_handler=Handler([])).connect() is promise

    assert asyncio.run(connect())


def test_the_labs_server_connects_in_this_way() -> None:
    """The name in the settings leads to the class."""
    settings = json.loads((CONFIG / "jupyter_server_config.json").read_text())
    name = settings["ServerApp"]["kernel_websocket_connection_class"]

    server = ServerApp(kernel_websocket_connection_class=name)

    assert server.kernel_websocket_connection_class is PromptConnection
