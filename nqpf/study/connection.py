"""A connection between browser and kernel that holds no small message back.

A kernel answers a moved slider in several small messages. Left alone, the system
waits after the first until the browser acknowledges it, and browsers take about 40
milliseconds over that: two thirds of what a learner waits for a chart.
"""

import asyncio

from jupyter_server.services.kernels.connection.channels import (
    ZMQChannelsWebsocketConnection,
)


class PromptConnection(ZMQChannelsWebsocketConnection):
    """Jupyter's own connection, with every message sent at once."""

    # Jupyter's base class promises a coroutine, its own connection a future.
    def connect(self) -> asyncio.Future[None] | None:  # type: ignore[override]
        """Open the connection to the kernel."""
        self.websocket_handler.set_nodelay(True)
        return super().connect()
