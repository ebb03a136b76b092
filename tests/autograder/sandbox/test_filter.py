"""The system calls that are refused."""

import ctypes
from collections.abc import Iterator

import pytest

from autograder.sandbox.filter import build
from tests.autograder.sandbox.asking import Ask, asking, users

CALL = """
import ctypes, errno
libc = ctypes.CDLL(None, use_errno=True)
def call(number, *words):
    words = map(ctypes.c_long, (*words, *[0] * (6 - len(words))))
    result = libc.syscall(number, *words)
    say(errno.errorcode[ctypes.get_errno()] if result < 0 else "done")
"""


@pytest.fixture(scope="module", params=users())
def ask(request: pytest.FixtureRequest) -> Iterator[Ask]:
    """Give a way to ask students' processes."""
    with asking(request.param) as ask:
        yield ask


def number(name: str) -> int:
    """Return the number of a system call on this machine."""
    return int(
        ctypes.CDLL("libseccomp.so.2").seccomp_syscall_resolve_name(name.encode())
    )


@pytest.mark.parametrize(
    "name",
    [
        "add_key",
        "bpf",
        "chroot",
        "finit_module",
        "fsopen",
        "init_module",
        "io_uring_setup",
        "kexec_load",
        "keyctl",
        "mount",
        "move_mount",
        "name_to_handle_at",
        "open_by_handle_at",
        "open_tree",
        "perf_event_open",
        "pidfd_getfd",
        "pivot_root",
        "process_vm_readv",
        "process_vm_writev",
        "ptrace",
        "quotactl",
        "reboot",
        "request_key",
        "setns",
        "swapon",
        "umount2",
        "unshare",
        "userfaultfd",
    ],
)
def test_a_dangerous_call_is_refused(ask: Ask, name: str) -> None:
    """Whatever its arguments are."""
    assert ask(CALL + f"call({number(name)})").text == "EPERM\n"


@pytest.mark.parametrize("name", ["clone3", "memfd_create"])
def test_a_call_that_a_filter_cannot_judge_is_said_to_be_missing(
    ask: Ask, name: str
) -> None:
    """Libraries then take the older way."""
    assert ask(CALL + f"call({number(name)})").text == "ENOSYS\n"


@pytest.mark.parametrize(
    "flag",
    [0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000],
    ids=hex,
)
def test_a_process_cannot_get_namespaces_of_its_own(ask: Ask, flag: int) -> None:
    """It would have powers in them that the kernel must then guard."""
    assert ask(CALL + f"call({number('clone')}, {flag} | 17)").text == "EPERM\n"


@pytest.mark.parametrize("family", [0, 3, 16, 17, 38, 40, 2**32 + 16], ids=str)
def test_other_sockets_do_not_exist(ask: Ask, family: int) -> None:
    """Not even for one who hides the family behind bits that the kernel ignores."""
    assert ask(CALL + f"call({number('socket')}, {family}, 3)").text == "EAFNOSUPPORT\n"


@pytest.mark.parametrize("request_", [0x5412, 0x541C, 2**32 + 0x5412], ids=hex)
def test_nobody_types_into_a_terminal(ask: Ask, request_: int) -> None:
    """Whoever shares one would run what was typed."""
    assert ask(CALL + f"call({number('ioctl')}, 0, {request_}, 0)").text == "EPERM\n"


def test_a_filter_is_a_few_hundred_steps_at_most() -> None:
    """Each call of a student's may walk through them."""
    assert 0 < len(build().steps) // 8 < 400
