"""The network of the warm process, which has no way out.

Each student finds it as if nobody had been there before: a port that is still taken,
or a counter that has moved, could carry an answer from one to the next.
"""

import fcntl
import socket
import struct
from pathlib import Path

from autograder.sandbox import kernel

_COUNTERS = ("sockstat", "snmp", "snmp6", "netstat", "dev")
_SET_FLAGS = 0x8914
_UP = 1


def traffic() -> tuple[bytes, ...]:
    """Return all that the kernel counts about this network."""
    folder = Path("/proc/self/net")
    return tuple((folder / name).read_bytes() for name in _COUNTERS)


def renew() -> None:
    """Exchange this process's network for a new one with nothing but itself in it."""
    kernel.unshare(kernel.NEW_NETWORK)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        request = struct.pack("16sh22x", b"lo", _UP)
        fcntl.ioctl(any_socket, _SET_FLAGS, request)
