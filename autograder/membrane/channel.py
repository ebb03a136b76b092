"""Messages over a socket: JSON, its length before it."""

import json
import select
import socket
import struct
import time
from typing import Any, TypeAlias

Message: TypeAlias = Any
"""What JSON can hold."""

LARGEST = 64 * 2**20
"""The largest message (bytes)."""

_ENCODER = json.JSONEncoder(separators=(",", ":"), check_circular=False)
_HEAD = struct.Struct(">Q")
_PIECE, _LARGE_PIECE = 2**15, 2**20


class ChannelClosedError(ConnectionError):
    """The other side is gone, or sends what is no message."""


class LateError(TimeoutError):
    """The deadline passed before the other side answered."""


class Channel:
    """One end of a line that carries messages.

    A message that was only partly there when the deadline passed is kept, so that
    the line can be used on.

    Parameters
    ----------
    end
        A connected stream socket.
    largest
        The largest message that is sent or taken (bytes).
    """

    def __init__(self, end: socket.socket, *, largest: int = LARGEST) -> None:
        self._end = end
        self._largest = largest
        self._came = bytearray()
        self._is_torn = False

    def send(self, message: Message, *, deadline: float | None = None) -> None:
        """Send a message.

        Parameters
        ----------
        message
            What to send.
        deadline
            When to give up (seconds of `time.monotonic`), if ever.

        Raises
        ------
        ValueError
            If it is too large; nothing was sent then.
        ChannelClosedError
            If the other side is gone, does not listen, or got half a message before.
        """
        told = _ENCODER.encode(message).encode()
        if len(told) > self._largest:
            msg = f"a value of more than {self._largest // 2**20} MiB cannot cross"
            raise ValueError(msg)
        if self._is_torn:
            msg = "the other side got half a message"
            raise ChannelClosedError(msg)
        self._is_torn = True  # until all of it is sent
        try:
            if deadline is not None:
                self._end.settimeout(max(0.001, deadline - time.monotonic()))
            self._end.sendall(_HEAD.pack(len(told)) + told)
        except OSError as error:
            msg = "the other side is gone or does not listen"
            raise ChannelClosedError(msg) from error
        finally:
            if deadline is not None:
                self._end.settimeout(None)
        self._is_torn = False

    def receive(self, *, deadline: float | None = None) -> Message:
        """Wait for a message and return it.

        Parameters
        ----------
        deadline
            When to give up (seconds of `time.monotonic`), if ever.

        Raises
        ------
        LateError
            If the deadline passes.
        ChannelClosedError
            If the other side is gone or sends what is no message.
        """
        self._wait_for(_HEAD.size, deadline)
        (size,) = _HEAD.unpack_from(self._came)
        if size > self._largest:
            msg = "the other side sends more than was agreed"
            raise ChannelClosedError(msg)
        self._wait_for(_HEAD.size + size, deadline)
        told = bytes(self._came[_HEAD.size : _HEAD.size + size])
        del self._came[: _HEAD.size + size]
        try:
            return json.loads(told)
        except (ValueError, RecursionError) as error:
            msg = "the other side sends what is no message"
            raise ChannelClosedError(msg) from error

    def _wait_for(self, size: int, deadline: float | None) -> None:
        """Read until so many bytes are there."""
        while len(self._came) < size:
            if deadline is not None:
                left = max(0.0, deadline - time.monotonic())
                if not select.select([self._end], [], [], left)[0]:
                    msg = "no answer came in time"
                    raise LateError(msg)
            try:
                piece = self._end.recv(max(_PIECE, min(size, _LARGE_PIECE)))
            except OSError as error:
                msg = "the other side is gone"
                raise ChannelClosedError(msg) from error
            if not piece:
                msg = "the other side is gone"
                raise ChannelClosedError(msg)
            self._came += piece
