"""Messages over a socket."""

import socket
import struct
import time
from collections.abc import Iterator
from typing import Any

import pytest

from autograder.membrane.channel import Channel, ChannelClosedError, LateError

Ends = tuple[socket.socket, socket.socket]


@pytest.fixture
def ends() -> Iterator[Ends]:
    """Give two connected sockets."""
    one, other = socket.socketpair()
    with one, other:
        yield one, other


def framed(content: bytes, size: int | None = None) -> bytes:
    """Return a message as it goes over the line, perhaps with a false length."""
    return struct.pack(">Q", len(content) if size is None else size) + content


@pytest.mark.parametrize(
    "message", [None, [], {"a": [1, 2.5, "立"]}, "\ud800", ["x" * 300_000]]
)
def test_a_message_arrives_as_it_was_sent(ends: Ends, message: Any) -> None:  # noqa: ANN401
    """Whatever JSON can hold comes out at the other end."""
    one, other = (Channel(end) for end in ends)
    if message == ["x" * 300_000]:
        ends[0].setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2**20)

    one.send(message)

    assert other.receive() == message


def test_messages_keep_apart(ends: Ends) -> None:
    """Two that arrive in one piece are two."""
    one, other = (Channel(end) for end in ends)

    one.send(1)
    one.send([2])

    assert [other.receive(), other.receive()] == [1, [2]]


def test_a_late_message_can_still_be_taken(ends: Ends) -> None:
    """What was there of it when the deadline passed is not lost."""
    told = framed(b'"whole"')
    channel = Channel(ends[1])
    ends[0].sendall(told[:10])

    with pytest.raises(LateError):
        channel.receive(deadline=time.monotonic())
    ends[0].sendall(told[10:])

    assert channel.receive() == "whole"


def test_what_is_there_is_never_late(ends: Ends) -> None:
    """A message that has arrived is taken, however late it is."""
    one, other = (Channel(end) for end in ends)

    one.send("here")

    assert other.receive(deadline=time.monotonic() - 1) == "here"


def test_who_waits_learns_that_nobody_is_there(ends: Ends) -> None:
    """A closed line is told from a late answer."""
    ends[0].close()

    with pytest.raises(ChannelClosedError):
        Channel(ends[1]).receive(deadline=time.monotonic() + 60)


def test_who_sends_learns_that_nobody_is_there(ends: Ends) -> None:
    """So is it when sending."""
    ends[1].close()

    with pytest.raises(ChannelClosedError):
        Channel(ends[0]).send("anybody?")


def test_too_large_a_message_is_not_sent(ends: Ends) -> None:
    """The next one arrives as if nothing had been."""
    one, other = Channel(ends[0], largest=100), Channel(ends[1])

    with pytest.raises(ValueError, match="cannot cross"):
        one.send("x" * 100)
    one.send("small")

    assert other.receive() == "small"


@pytest.mark.parametrize(
    "told",
    [
        framed(b"", size=2**63),
        framed(b"no JSON"),
        framed(b"[" * 100_000),
        framed(b"\xff\xfe"),
        framed(b""),
    ],
    ids=["huge", "no JSON", "deep", "no UTF-8", "nothing"],
)
def test_garbage_closes_the_line(ends: Ends, told: bytes) -> None:
    """What is no message ends the talk; it is never taken for one."""
    ends[0].sendall(told)

    with pytest.raises(ChannelClosedError):
        Channel(ends[1]).receive()


def test_who_does_not_listen_is_given_up(ends: Ends) -> None:
    """A sender does not wait past its deadline for room."""
    channel = Channel(ends[0])

    with pytest.raises(ChannelClosedError):
        channel.send("x" * 2**24, deadline=time.monotonic())


def test_after_half_a_message_nothing_more_is_sent(ends: Ends) -> None:
    """It would be taken for the message's other half."""
    channel = Channel(ends[0])
    with pytest.raises(ChannelClosedError):
        channel.send("x" * 2**24, deadline=time.monotonic())

    with pytest.raises(ChannelClosedError, match="half a message"):
        channel.send("more")
