"""What a student's process tries to reach, as root's grading and as anyone's."""

import os
import socket
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.sandbox.walls import HOME, WORK
from tests.autograder.sandbox.asking import SMALL, Ask, asking, users

TRY = """
import os, socket, subprocess, sys
def attempt(what):
    try:
        say("done", what())
    except BaseException as error:
        say(type(error).__name__, error)
"""


@pytest.fixture(scope="module", params=users())
def ask(request: pytest.FixtureRequest) -> Iterator[Ask]:
    """Give a way to ask students' processes."""
    with asking(request.param) as ask:
        yield ask


def test_it_starts_in_an_empty_folder_of_its_own(ask: Ask) -> None:
    """The same for every student."""
    said = ask("import os; say(os.getcwd(), os.listdir(), os.path.expanduser('~'))")

    assert said.text.split() == [WORK, "[]", HOME]


def test_it_is_an_ordinary_user_with_a_name(ask: Ask) -> None:
    """Programs that ask for the user get an answer."""
    said = ask("import os, pwd; say(os.getuid(), pwd.getpwuid(os.getuid()).pw_name)")

    assert said.text == "1000 student\n"


def test_it_has_no_powers(ask: Ask) -> None:
    """Not one capability in any set, and none to be gained."""
    said = ask(
        "for row in open('/proc/self/status'):\n"
        "    if row.startswith(('Cap', 'NoNew', 'Seccomp:')): say(*row.split())"
    )

    rows = dict(row.split(":") for row in said.text.splitlines())
    assert {int(rows[name], 16) for name in rows if name.startswith("Cap")} == {0}
    assert (int(rows["NoNewPrivs"]), int(rows["Seccomp"])) == (1, 2)


def test_it_sees_no_process_but_its_own(ask: Ask) -> None:
    """It is the first of a world of its own; the judge is in another."""
    said = ask("import os; say([p for p in os.listdir('/proc') if p.isdigit()])")

    assert said.text == "['1']\n"


def test_it_finds_no_trace_of_the_operators_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Neither in its own nor in that of any process."""
    monkeypatch.setenv("OPERATORS_SECRET", "4711")

    with asking("ordinary" if os.geteuid() else "root") as ask:
        said = ask(
            "import glob, os\n"
            "for path in glob.glob('/proc/[0-9]*/environ'): say(open(path).read())\n"
            "say(os.environ)"
        )

    assert "HOME" in said.text
    assert "4711" not in said.text


@pytest.mark.parametrize(
    "path",
    [
        "/etc/shadow",
        "/etc/ssh",
        "/etc/ssl",
        "/etc/machine-id",
        "/root/.ssh",
        "/root/.bashrc",
        "/var/log",
        "/run",
        "/sys",
        "/dev/vda",
        "/dev/kmsg",
        str(Path(__file__).parents[3] / ".git"),
        str(Path(__file__).parents[3] / "pyproject.toml"),
        str(Path.home() / ".bashrc"),
        "/proc/kcore",
        "/proc/1/root/etc/shadow",
    ],
)
def test_it_cannot_read_what_is_the_operators(ask: Ask, path: str) -> None:
    """Only what Python and its packages need is there at all."""
    said = ask(
        TRY + f"attempt(lambda: os.listdir({path!r}) if os.path.isdir({path!r}) "
        f"else open({path!r}, 'rb').read(1))"
    )

    assert said.text.split()[0] in {"FileNotFoundError", "PermissionError"}


@pytest.mark.parametrize(
    "folder",
    [
        "/",
        "/usr",
        "/etc",
        "/dev",
        "/proc",
        "/proc/sys/kernel",
        sys.prefix,
        str(Path(__file__).parents[3] / "autograder"),
    ],
)
def test_it_cannot_write_outside_its_folders(ask: Ask, folder: str) -> None:
    """Nothing of the system, nor of the packages that later students import."""
    said = ask(TRY + f"attempt(lambda: open(os.path.join({folder!r}, 'x'), 'w'))")

    assert said.text.split()[0] in {"OSError", "PermissionError", "FileNotFoundError"}


def test_it_cannot_change_the_kernels_settings(ask: Ask) -> None:
    """Above all not the program that is run outside when a process crashes."""
    path = "/proc/sys/kernel/core_pattern"

    said = ask(TRY + f"attempt(lambda: open({path!r}, 'w').write('|/tmp/x'))")

    assert said.text.split()[0] in {"OSError", "PermissionError"}


@pytest.mark.parametrize(
    "folder",
    [WORK, HOME, "/tmp", "/dev/shm"],  # noqa: S108 - its own
)
def test_what_it_writes_is_gone_for_the_next(ask: Ask, folder: str) -> None:
    """Every student finds the folders empty."""
    before = ask(f"import os; say(sorted(os.listdir({folder!r})))").text

    ask(f"open({folder!r} + '/answer', 'w').write('42')")

    assert ask(f"import os; say(sorted(os.listdir({folder!r})))").text == before


@pytest.mark.parametrize("place", [f"{HOME}/x", "/tmp/x", "/dev/shm/x"])  # noqa: S108
def test_a_flood_of_files_ends_at_the_limit(ask: Ask, place: str) -> None:
    """All its folders together hold no more than it may write."""
    said = ask(
        "size = 0\n"
        "try:\n"
        "    for number in range(1000):\n"
        f"        with open({place!r} + str(number), 'wb') as file:\n"
        "            size += file.write(bytes(2**20))\n"
        "except OSError as error:\n"
        "    say(error.errno, size <= limits.disk)"
    )

    assert said.text == "28 True\n"


def test_a_flood_of_empty_files_ends(ask: Ask) -> None:
    """Each takes memory of the machine's, too."""
    said = ask(
        TRY + "attempt(lambda: [open(f'{n}', 'w').close() for n in range(10**6)])"
    )

    assert said.text.startswith("OSError [Errno 28]")


@pytest.mark.parametrize(
    "attempt",
    [
        "socket.create_connection(('192.0.2.1', 80), 2)",
        "socket.create_connection(('example.org', 80), 2)",
        "socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)",
        "socket.socket(socket.AF_PACKET, socket.SOCK_RAW)",
        "socket.socket(socket.AF_VSOCK)",
        "socket.socket(socket.AF_ALG, socket.SOCK_SEQPACKET)",
        "socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)",
    ],
)
def test_it_reaches_no_network(ask: Ask, attempt: str) -> None:
    """There is nobody there."""
    said = ask(TRY + f"attempt(lambda: {attempt})")

    assert said.text.split()[0] in {"OSError", "PermissionError", "gaierror"}


def test_it_reaches_no_server_of_this_machine(ask: Ask) -> None:
    """Not on the loopback device."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        said = ask(
            TRY + f"attempt(lambda: socket.create_connection({server.getsockname()}))"
        )

    assert said.text.startswith("ConnectionRefusedError")


def test_it_reaches_no_abstract_socket_of_this_machine(ask: Ask) -> None:
    """Those have no file that could be hidden."""
    name = f"\0autograder-{os.getpid()}"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(name)
        server.listen()

        said = ask(TRY + f"attempt(lambda: socket.socket(1, 1).connect({name!r}))")

    assert said.text.startswith("ConnectionRefusedError")


def test_it_may_talk_to_itself(ask: Ask) -> None:
    """An honest exercise may serve and ask on the loopback device."""
    said = ask(
        "import socket\n"
        "server = socket.create_server(('127.0.0.1', 0))\n"
        "mine = socket.create_connection(server.getsockname())\n"
        "mine.sendall(b'hello'); say(server.accept()[0].recv(5))"
    )

    assert said.text == "b'hello'\n"


def test_what_it_did_on_the_network_is_gone_for_the_next(ask: Ask) -> None:
    """No port that stays taken, no counter that has moved."""
    look = (
        "for name in ('snmp', 'dev', 'sockstat', 'tcp'):\n"
        "    say(open(f'/proc/net/{name}').read())"
    )
    before = ask(look).text

    ask(
        "import socket\n"
        "server = socket.create_server(('127.0.0.1', 4242))\n"
        "mine = socket.create_connection(server.getsockname())\n"
        "server.accept()[0].close(); mine.close()"
    )

    assert ask(look).text == before


LEFT = """
import ctypes
libc = ctypes.CDLL(None)
"""


@pytest.mark.parametrize(
    ("leave", "look"),
    [
        (
            "libc.shmget(4711, 4096, 0o1666)",
            "say(libc.shmget(4711, 4096, 0))",
        ),
        (
            "libc.msgget(4711, 0o1666)",
            "say(libc.msgget(4711, 0))",
        ),
        (
            "libc.semget(4711, 1, 0o1666)",
            "say(libc.semget(4711, 1, 0))",
        ),
        (
            "ctypes.CDLL('librt.so.1').mq_open(b'/a', 0o102, 0o666, None)",
            "say(ctypes.CDLL('librt.so.1').mq_open(b'/a', 0))",
        ),
    ],
    ids=["memory", "messages", "semaphores", "queue"],
)
def test_it_leaves_no_message_for_the_next(ask: Ask, leave: str, look: str) -> None:
    """System V's and POSIX's messages live in the kernel, past the end of a process."""
    found = ask(LEFT + f"say({leave} >= 0)\n{look}").text.split()
    assert found[0] == "True"
    assert int(found[1]) >= 0

    assert ask(LEFT + look).text == "-1\n"


@pytest.mark.parametrize(
    "attempt",
    [
        "os.kill(-1, 9)",
        "os.kill(os.getppid(), 9)",
        "os.killpg(0, 9)",
        "[os.kill(p, 9) for p in range(2, 5000)]",
        "os.setpriority(os.PRIO_PROCESS, 0, -20)",
        "os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))",
        "os.setuid(0)",
        "os.chroot('/')",
        "os.mknod('x', 0o60666, os.makedev(254, 0))",
    ],
)
def test_it_harms_neither_the_judge_nor_who_comes_next(ask: Ask, attempt: str) -> None:
    """Whatever it sends or changes, it hits at most itself."""
    said = ask(TRY + f"attempt(lambda: {attempt})\nsay('alive')")

    assert said.ending.judge == ""
    assert ask("say(1)").text == "1\n"


@pytest.mark.parametrize(
    ("end", "reason", "detail"),
    [
        ("pass", "done", ""),
        ("import os; os._exit(3)", "exited", "3"),
        ("import ctypes; ctypes.string_at(0)", "signal", "SIGSEGV"),
        ("import os, signal; os.kill(os.getpid(), 9); os._exit(4)", "exited", "4"),
    ],
)
def test_the_judge_outlives_it(ask: Ask, end: str, reason: str, detail: str) -> None:
    """However it ends, that is told, and the next student's process starts."""
    ending = ask(end).ending

    assert (ending.reason, ending.detail, ending.judge) == (reason, detail, "")


def test_the_judge_outlives_a_line_that_is_closed(ask: Ask) -> None:
    """Whether the process then ends by itself or is ended first."""
    ending = ask("import os; os.closerange(0, 512); os._exit(1)").ending

    assert (ending.reason, ending.detail) in {("exited", "1"), ("done", "")}
    assert ending.judge == ""


def test_a_daemon_ends_with_it(ask: Ask) -> None:
    """Nothing that it started is there when the next begins."""
    said = ask(
        "import os, time\n"
        "if os.fork() == 0:\n"
        "    os.setsid()\n"
        "    if os.fork() == 0:\n"
        "        os.closerange(0, 512)\n"
        "        time.sleep(600)\n"
        "    os._exit(0)\n"
        "os.wait(); say('left')"
    )

    assert said.text == "left\n"
    assert said.ending.reason == "done"
    assert ask(
        "import os; say([p for p in os.listdir('/proc') if p.isdigit()])"
    ).text == ("['1']\n")


def test_a_fork_bomb_ends_at_the_limit(ask: Ask) -> None:
    """The kernel refuses, or the watch ends it; the judge goes on."""
    said = ask(
        "import os, time\n"
        "while True:\n"
        "    try:\n"
        "        os.fork()\n"
        "    except OSError:\n"
        "        pass",
        replace(SMALL, seconds=2.0),
    )

    assert said.ending.reason in {"processes", "time"}
    assert said.ending.judge == ""


def test_threads_end_at_the_limit(ask: Ask) -> None:
    """They count as processes."""
    said = ask(
        "import threading\n"
        "stop = threading.Event(); started = 0\n"
        "try:\n"
        "    for number in range(200):\n"
        "        threading.Thread(target=stop.wait).start(); started += 1\n"
        "except RuntimeError:\n"
        "    say(started < limits.processes)\n"
        "stop.set()"
    )

    assert said.text == "True\n" or said.ending.reason == "processes"


def test_memory_ends_at_the_limit(ask: Ask) -> None:
    """As Python's own error, which a student understands."""
    said = ask(TRY + "attempt(lambda: [bytearray(2**24) for number in range(1000)])")

    assert said.text.startswith("MemoryError")
    assert said.ending.reason == "done"


@pytest.mark.parametrize(
    "held",
    [
        "x = bytearray(b'x' * (200 * 2**20))",
        "import mmap; x = mmap.mmap(-1, 200 * 2**20); x.write(b'x' * (200 * 2**20))",
    ],
    ids=["own", "shared"],
)
def test_the_memory_of_all_processes_is_counted_together(ask: Ask, held: str) -> None:
    """Each stays below the limit, all of them do not."""
    said = ask(
        "import os, time\n"
        "for number in range(8):\n"
        "    if os.fork() == 0:\n"
        f"        {held}\n"
        "        time.sleep(600)\n"
        "os.wait()"
    )

    assert said.ending.reason == "memory"


def test_memory_that_is_merely_shared_is_not_counted_twice(ask: Ask) -> None:
    """Ten processes that only look at the parent's values use little."""
    said = ask(
        "import os, time\n"
        "x = b'x' * (200 * 2**20)\n"
        "for number in range(10):\n"
        "    if os.fork() == 0:\n"
        "        time.sleep(0.3); os._exit(0)\n"
        "for number in range(10): os.wait()\n"
        "say('done')"
    )

    assert said.text == "done\n"


def test_an_endless_loop_ends_at_the_limit(ask: Ask) -> None:
    """Even one that swallows interrupts."""
    said = ask(
        "while True:\n"
        "    try:\n"
        "        while True: pass\n"
        "    except BaseException: pass",
        replace(SMALL, seconds=0.2),
    )

    assert said.ending.reason == "time"


def test_what_it_prints_reaches_nobody(
    ask: Ask, capfd: pytest.CaptureFixture[str]
) -> None:
    """Neither through its streams nor through their numbers."""
    ask(
        "import os; print('flood' * 9999, flush=True)\n"
        "os.write(1, b'flood'); os.write(2, b'flood')"
    )

    assert "flood" not in "".join(capfd.readouterr())


def test_it_has_no_file_open_but_its_two_sockets(ask: Ask) -> None:
    """Besides the null device, from which it reads and to which it writes."""
    said = ask(
        "import os\n"
        "ends = {}\n"
        "for number in range(512):\n"
        "    try:\n"
        "        ends[number] = os.readlink(f'/proc/self/fd/{number}')\n"
        "    except OSError:\n"
        "        pass\n"
        "known = {channel.fileno(), files.fileno()}\n"
        "say(set(ends) - known, {ends[n] for n in range(3)})"
    )

    assert said.text == "{0, 1, 2} {'/dev/null'}\n"


def test_a_crash_writes_no_dump(ask: Ask) -> None:
    """Nor can it ask for one: a dump may run a program outside."""
    said = ask(
        TRY + "import resource\n"
        "say(resource.getrlimit(resource.RLIMIT_CORE))\n"
        "attempt(lambda: resource.setrlimit(resource.RLIMIT_CORE, (0, 1)))"
    )

    assert said.text.splitlines()[0] == "(1, 1)"
    assert "not allowed" in said.text.splitlines()[1]


def test_honest_work_with_processes_and_threads_goes_on(ask: Ask) -> None:
    """Shells, pools of processes and threads, temporary files, and terminals."""
    said = ask(
        "import multiprocessing, os, pty, subprocess, tempfile\n"
        "from concurrent.futures import ThreadPoolExecutor\n"
        "say(subprocess.check_output('echo $((1 + 1))', shell=True))\n"
        "processes = multiprocessing.get_context('fork')\n"
        "with processes.Pool(2) as pool: say(pool.map(abs, [-3]))\n"
        "with ThreadPoolExecutor(2) as pool: say(list(pool.map(abs, [-4])))\n"
        "with tempfile.TemporaryFile() as file: say(file.write(b'12345'))\n"
        "os.close(pty.openpty()[0]); say(6)"
    )

    assert said.text == "b'2\\n'\n[3]\n[4]\n5\n6\n"
