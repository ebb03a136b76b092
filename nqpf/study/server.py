"""Make JupyterLab speak for the course: our address line and our page style.

JupyterLab loads this module as a server extension, as `lab_config` asks.
"""

import logging
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from jupyter_server.serverapp import ServerApp

_CHATTER = ("asyncio", "tornado.general")  # a tab that closes is no news to a learner
_STYLE = Path(__file__).parent / "lab_config" / "custom"


def address(server: "ServerApp") -> str:
    """Return the address that opens the course, password included."""
    start = server.default_url.removeprefix(server.base_url)
    token = server.identity_provider.token
    return server.connection_url + start + (f"?token={token}" if token else "")


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _link_jupyter_server_extension(server: "ServerApp") -> None:
    own, *jupyters = server.static_custom_path
    server.static_custom_path = [own, str(_STYLE), *jupyters]


def _load_jupyter_server_extension(server: "ServerApp") -> None:
    server.identity_provider.token_generated = False  # or Jupyter prints its own lines
    for chatter in _CHATTER:
        logging.getLogger(chatter).setLevel(logging.CRITICAL)


async def _start_jupyter_server_extension(server: "ServerApp") -> None:
    click.echo(f"The course is open at\n\n    {address(server)}\n")
    click.echo("Your work is saved every 30 seconds; stop with Ctrl-C in this window.")
