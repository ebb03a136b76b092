"""The tie of a sandbox to the main process.

bubblewrap's own (`--die-with-parent`) is tied late: if the main process is killed
while the sandbox is set up, part of it waits for ever (bubblewrap issue 633).
"""

import os
import select
import signal
import socket
from contextlib import suppress


def tie(control: socket.socket) -> None:
    """End all of a sandbox when this process ends, or the other end of a socket closes.

    To be called within the sandbox, once. A process of its own watches, since one that
    is in the midst of an import, or has crashed, cannot.
    """
    if os.getppid() != 1:
        msg = "only a sandbox has nothing else to lose"
        raise RuntimeError(msg)
    warm = os.pidfd_open(os.getpid())
    if os.fork() != 0:
        os.close(warm)
        return
    poll = select.poll()
    poll.register(control, 0)  # that it is closed is told without being asked for
    poll.register(warm, select.POLLIN)
    poll.poll()
    with suppress(ProcessLookupError):  # nobody else is left
        os.kill(-1, signal.SIGKILL)  # the first process waits for all, and ends then
    os._exit(0)
