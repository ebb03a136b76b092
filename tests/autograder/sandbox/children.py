"""What the two processes of a pair do in these tests.

The student's process runs the text that it is sent as its files; the judge does as the
job says, and passes on whatever the student's process says.
"""

import os
import socket
import traceback

from autograder.sandbox.limits import Limits


def student(channel: socket.socket, files: socket.socket, limits: Limits) -> None:
    """Be a student: run a text, in which `say` speaks to the judge."""

    def say(*words: object) -> None:
        channel.sendall(" ".join(map(str, words)).encode() + b"\n")

    told = {"say": say, "channel": channel, "files": files, "limits": limits}
    try:
        exec(_everything(files), told)  # noqa: S102 - this is what it is for
    except BaseException:  # noqa: BLE001 - the test reads it
        say(traceback.format_exc())


def _everything(source: socket.socket) -> str:
    text = b""
    while part := source.recv(65536):
        text += part
    return text.decode()


def judge(
    channel: socket.socket, main: socket.socket, control: int, limits: Limits
) -> None:
    """Be a judge: run the job if there is one, then pass on what is said."""
    job = main.makefile().readline()
    exec(job, {"control": control, "channel": channel, "os": os, "limits": limits})  # noqa: S102
    while said := channel.recv(65536):
        main.sendall(said)
