"""The system calls that a student's process may not make.

Made with libseccomp, which knows every architecture's numbers, and kept as a program
that the kernel takes in one call.
"""

import ctypes
import errno
import os
import tempfile
from dataclasses import dataclass

from autograder.errors import SandboxError

_REFUSED = (
    # other file systems, other roots
    "mount",
    "umount",
    "umount2",
    "pivot_root",
    "chroot",
    "open_tree",
    "open_tree_attr",
    "move_mount",
    "fsopen",
    "fsconfig",
    "fsmount",
    "fspick",
    "mount_setattr",
    "swapon",
    "swapoff",
    "quotactl",
    "quotactl_fd",
    "name_to_handle_at",
    "open_by_handle_at",
    "fanotify_init",
    "acct",
    # other processes
    "unshare",
    "setns",
    "ptrace",
    "process_vm_readv",
    "process_vm_writev",
    "process_madvise",
    "kcmp",
    "pidfd_getfd",
    "migrate_pages",
    "move_pages",
    # the kernel itself
    "bpf",
    "perf_event_open",
    "userfaultfd",
    "io_uring_setup",
    "io_uring_enter",
    "io_uring_register",
    "kexec_load",
    "kexec_file_load",
    "init_module",
    "finit_module",
    "delete_module",
    "reboot",
    "syslog",
    "lookup_dcookie",
    "nfsservctl",
    "uselib",
    "vhangup",
    "iopl",
    "ioperm",
    "modify_ldt",
    "personality",
    "settimeofday",
    "clock_settime",
    "clock_settime64",
    "clock_adjtime",
    "clock_adjtime64",
    "sethostname",
    "setdomainname",
    # places that outlive a process, or that no limit counts
    "add_key",
    "request_key",
    "keyctl",
    "memfd_secret",
)

_ABSENT = ("clone3", "memfd_create")
"""Calls said to be missing, so that libraries fall back: `clone3` hides its flags
from a filter, and memory behind `memfd_create` is counted nowhere."""

_NAMESPACES = (
    0x00020000,  # mounts
    0x02000000,  # control groups
    0x04000000,  # host name
    0x08000000,  # messages
    0x10000000,  # users
    0x20000000,  # processes
    0x40000000,  # network
)
_FAMILIES = (1, 2, 10)
"""Sockets of this machine, and of both internet protocols."""

_TERMINAL = (0x5412, 0x541C)
"""Typing into a terminal, and Linux's own console."""

_CORE = 4
"""The limit on core dumps, which must stay as it is: a dump would run a program
outside."""

_ALLOW = 0x7FFF0000
_DENY = 0x00050000
_EQUAL, _GREATER, _NOT_EQUAL, _MASKED = 4, 6, 1, 7
_SPECULATE = 4
_SET_MODE_FILTER = 1
_OPTIMIZE, _BY_TREE = 8, 2


class _Compare(ctypes.Structure):
    _fields_ = (
        ("argument", ctypes.c_uint),
        ("how", ctypes.c_int),
        ("first", ctypes.c_uint64),
        ("second", ctypes.c_uint64),
    )


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_void_p))


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter of system calls, ready for the kernel.

    Parameters
    ----------
    steps
        The program that decides.
    call
        The number of the system call that takes it.
    """

    steps: bytes
    call: int

    def install(self) -> None:
        """Filter this process and all that it starts, for good."""
        buffer = ctypes.create_string_buffer(self.steps, len(self.steps))
        program = _Program(len(self.steps) // 8, ctypes.addressof(buffer))
        libc = ctypes.CDLL(None, use_errno=True)
        told = (_SET_MODE_FILTER, _SPECULATE, ctypes.byref(program))
        if libc.syscall(self.call, *told):
            code = ctypes.get_errno()
            raise OSError(code, f"seccomp: {os.strerror(code)}")


def build() -> Filter:
    """Return the filter for this machine.

    Raises
    ------
    SandboxError
        If libseccomp is missing.
    """
    library = _library()
    context = ctypes.c_void_p(library.seccomp_init(_ALLOW))
    if context.value is None:
        msg = "libseccomp cannot make a filter; run `autograder doctor`"
        raise SandboxError(msg)
    try:
        library.seccomp_attr_set(context, _OPTIMIZE, _BY_TREE)
        _forbid(library, context)
        call = library.seccomp_syscall_resolve_name(b"seccomp")
        return Filter(_exported(library, context), call)
    finally:
        library.seccomp_release(context)


def _library() -> ctypes.CDLL:
    try:
        library = ctypes.CDLL("libseccomp.so.2", use_errno=True)
    except OSError as error:
        msg = "libseccomp is missing: run `autograder doctor` for what to install"
        raise SandboxError(msg) from error
    library.seccomp_init.restype = ctypes.c_void_p
    return library


def _forbid(library: ctypes.CDLL, context: ctypes.c_void_p) -> None:
    def refuse(name: str, *compared: _Compare, error: int = errno.EPERM) -> None:
        number = library.seccomp_syscall_resolve_name(name.encode())
        if number == -1:  # a call that this library is too old to know
            return
        array = (_Compare * len(compared))(*compared)
        library.seccomp_rule_add_array(
            context, ctypes.c_uint32(_DENY | error), number, len(compared), array
        )

    for name in _REFUSED:
        refuse(name)
    for name in _ABSENT:
        refuse(name, error=errno.ENOSYS)
    for flag in _NAMESPACES:
        refuse("clone", _Compare(0, _MASKED, flag, flag))
    for call in ("socket", "socketpair"):
        for family in set(range(max(_FAMILIES) + 1)) - set(_FAMILIES):
            refuse(call, _Compare(0, _EQUAL, family), error=errno.EAFNOSUPPORT)
        refuse(call, _Compare(0, _GREATER, max(_FAMILIES)), error=errno.EAFNOSUPPORT)
    for request in _TERMINAL:
        refuse("ioctl", _Compare(1, _MASKED, 0xFFFFFFFF, request))
    refuse("setrlimit", _Compare(0, _MASKED, 0xFFFFFFFF, _CORE))
    refuse(
        "prlimit64",
        _Compare(1, _MASKED, 0xFFFFFFFF, _CORE),
        _Compare(2, _NOT_EQUAL, 0),
    )


def _exported(library: ctypes.CDLL, context: ctypes.c_void_p) -> bytes:
    with tempfile.TemporaryFile() as file:
        if library.seccomp_export_bpf(context, file.fileno()):
            msg = "libseccomp cannot write its filter; run `autograder doctor`"
            raise SandboxError(msg)
        file.seek(0)
        return file.read()
