import errno
import os
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from socket import create_server
from typing import NoReturn

import click
import pytest
from click.testing import CliRunner, Result

from nqpf import places
from nqpf.cli import main
from nqpf.study import files, lab
from nqpf.study.lab import Launch
from tests.nqpf.study.cells import SLUG, SOLVED, answer, check, write_notebook
from tests.nqpf.study.tiny import code, graded, notebook, text

PROJECT = Path(__file__).parents[2] / "pyproject.toml"
ADDRESS = "http://localhost:8888/lab?token=secret"
LESSON = "lessons/00-start-here.ipynb"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in an empty folder, with a course of two lessons installed."""
    lessons = tmp_path / "course" / "lessons"
    lessons.mkdir(parents=True)
    for slug, title in ((LESSON[8:-6], "How do I work here?"), (SLUG, "What is said?")):
        page = notebook(text("title", f"# {title}"), code("count", "len(lines)"))
        (lessons / f"{slug}.ipynb").write_bytes(page)
    monkeypatch.setattr(places, "lessons_folder", lambda: lessons)
    monkeypatch.setattr(places, "exercises_folder", lambda: tmp_path / "course")
    monkeypatch.delenv("NQPF_WORKSPACE", raising=False)
    monkeypatch.setenv("NQPF_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "runtime"))
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.chdir(home)
    return home


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Launch]:
    """Return what would have been started in place of this process."""
    launches: list[Launch] = []
    monkeypatch.setattr(lab, "run", launches.append)
    return launches


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the pages that would have been opened while the course is running."""
    pages: list[str] = []
    monkeypatch.setattr("webbrowser.open", pages.append)
    monkeypatch.setattr(lab, "running", lambda _folder, runtime: runtime and ADDRESS)
    return pages


@pytest.fixture
def study(home: Path, started: list[Launch]) -> Path:
    """Return a workspace that was prepared before, with one check passed."""
    nqpf("lab")
    started.clear()
    write_notebook(_exercise(home / "study"), answer(SOLVED), check(ran=True))
    return home / "study"


def nqpf(*arguments: str) -> Result:
    """Run a command that succeeds."""
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 0, done.stderr
    return done


def refusal(*arguments: str) -> str:
    """Return the one sentence with which a command refuses to go on."""
    done = CliRunner().invoke(main, arguments)
    (line,) = done.stderr.splitlines()
    assert (done.exit_code, type(done.exception)) == (1, SystemExit)
    return line


# --- nqpf ---------------------------------------------------------------------------


def test_the_help_names_every_command() -> None:
    """A learner who types only nqpf finds out what there is."""
    shown = nqpf("--help").stdout

    assert [name for name in main.commands if f"\n  {name}  " not in shown] == []


def test_the_version_is_the_projects() -> None:
    """What a learner reports is what we released."""
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]

    assert nqpf("--version").stdout == f"nqpf, version {project['version']}\n"


def test_a_pipe_that_closes_is_no_problem_to_report(
    study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`nqpf progress | head -1` ends quietly, as every command line tool does."""
    monkeypatch.setattr(click, "echo", _failing(errno.EPIPE))

    done = CliRunner().invoke(main, ["progress", "--workspace", str(study)])

    assert done.stderr == ""


# --- nqpf progress ------------------------------------------------------------------


def test_progress_prints_a_row_for_every_lesson(study: Path) -> None:
    """A check passed is one of one."""
    _, first, second, *_ = nqpf(
        "progress", "--workspace", str(study)
    ).stdout.splitlines()

    assert first.startswith("00 How do I work here?  –")
    assert second.startswith("01 What is said?        1 of 1")


def test_progress_finds_the_workspace_that_we_are_in(
    study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Below it too, where the notebooks are."""
    named = nqpf("progress", "--workspace", str(study)).stdout
    monkeypatch.chdir(_exercise(study).parent)

    assert nqpf("progress").stdout == named


def test_progress_goes_by_the_environment(
    study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A terminal inside the lab knows the workspace wherever it stands."""
    named = nqpf("progress", "--workspace", str(study)).stdout
    monkeypatch.setenv("NQPF_WORKSPACE", str(study))
    monkeypatch.chdir("/")

    assert nqpf("progress").stdout == named


def test_a_damaged_record_costs_one_sentence(study: Path) -> None:
    """The table stands, and what the notebooks show is counted again."""
    (study / ".nqpf" / "state.json").write_text('{"version"')

    shown = nqpf("progress", "--workspace", str(study)).stdout

    assert "1 of 1" in shown
    assert "Your record of answers and predictions was damaged" in shown


def test_a_damaged_notebook_costs_one_sentence(study: Path) -> None:
    """The table stands, and names the notebook."""
    _exercise(study).write_text('{"cells": [')

    shown = nqpf("progress", "--workspace", str(study)).stdout

    assert "\n01-read-the-page.ipynb cannot be read (" in shown


def test_progress_outside_of_a_workspace_says_how_to_get_one() -> None:
    """The folder that was looked for is named."""
    assert refusal("progress") == (
        "Error: study is not a folder of this course; open the course first with "
        "nqpf lab, or name your folder with --workspace."
    )


def test_progress_makes_nothing(home: Path) -> None:
    """To look is not to begin."""
    refusal("progress")

    assert list(home.iterdir()) == []


# --- nqpf lab -----------------------------------------------------------------------


@pytest.mark.parametrize("option", ["--workspace DIR", "--port N", "--no-browser"])
def test_the_help_of_lab_explains_the_option(option: str) -> None:
    """Its name, what it takes, and words beside it."""
    shown = nqpf("lab", "--help").stdout

    assert re.search(rf"^  {option} +[A-Z][a-z]+ ", shown, flags=re.MULTILINE)


def test_lab_delivers_the_lessons_into_the_folder_study(
    home: Path, started: list[Launch]
) -> None:
    """Without a word from the learner it is beside where we stand."""
    nqpf("lab")

    assert (home / "study" / LESSON).is_file()
    assert f"--ServerApp.root_dir={home / 'study'}" in started[0].command


def test_lab_in_the_checkout_prepares_its_folder_study(
    tmp_path: Path, started: list[Launch], monkeypatch: pytest.MonkeyPatch
) -> None:
    """From whatever folder of it: a learner has one workspace, not several."""
    monkeypatch.chdir(tmp_path / "course" / "lessons")

    nqpf("lab")

    root = tmp_path / "course" / "study"
    assert f"--ServerApp.root_dir={root}" in started[0].command


def test_lab_passes_its_options_on(home: Path, started: list[Launch]) -> None:
    """The port, the browser and the folder are those that were named."""
    with create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

    nqpf("lab", "--workspace", "my work", "--port", str(port), "--no-browser")

    assert {
        f"--ServerApp.root_dir={home / 'my work'}",
        f"--ServerApp.port={port}",
        "--ServerApp.open_browser=False",
    } <= set(started[0].command)


def test_lab_says_what_is_new(started: list[Launch]) -> None:
    """Where the notebooks are, what came, and that it goes on."""
    shown = nqpf("lab").stdout

    assert len(started) == 1
    assert shown.splitlines() == [
        "Your lessons and exercises are in study.",
        f"New: {LESSON}, lessons/{SLUG}.ipynb.",
        "Starting JupyterLab …",
    ]


def test_a_later_lab_has_no_news(study: Path) -> None:
    """Nothing changed, so nothing is said of it."""
    assert nqpf("lab", "--workspace", str(study)).stdout.splitlines() == [
        "Your lessons and exercises are in study.",
        "Starting JupyterLab …",
    ]


def test_lab_keeps_what_the_notebooks_show_as_passed(study: Path) -> None:
    """What was done and closed counts, though the notebook is cleared later."""
    nqpf("lab", "--workspace", str(study))

    write_notebook(_exercise(study), answer(SOLVED), check())

    assert "1 of 1" in nqpf("progress", "--workspace", str(study)).stdout


def test_lab_keeps_a_pass_that_its_own_update_takes_away(
    study: Path, tmp_path: Path
) -> None:
    """A check that is published anew loses its output, not the learner's pass."""
    source = tmp_path / "course" / "source" / SLUG / f"{SLUG}.ipynb"
    source.parent.mkdir(parents=True)
    source.write_bytes(_only_check("assert lines"))
    _exercise(study).unlink()
    nqpf("lab", "--workspace", str(study))
    released = _exercise(study).read_text()
    ran = released.replace('"execution_count": null', '"execution_count": 1')
    _exercise(study).write_text(ran)
    source.write_bytes(_only_check("assert len(lines)"))

    nqpf("lab", "--workspace", str(study))

    assert "assert len(lines)" in _exercise(study).read_text()
    assert "1 of 1" in nqpf("progress", "--workspace", str(study)).stdout


def test_lab_says_that_a_record_was_damaged(study: Path) -> None:
    """It is set aside before the lab takes over, so it must be said here."""
    (study / ".nqpf" / "state.json").write_text("{")

    shown = nqpf("lab", "--workspace", str(study)).stdout

    assert shown.count("was damaged: it is set aside as state-damaged-") == 1


def test_a_lab_that_is_open_is_shown_again(
    started: list[Launch], opened: list[str]
) -> None:
    """A second one on the same files would be in the way of the first."""
    shown = nqpf("lab").stdout

    assert (started, opened) == ([], [ADDRESS])
    assert ADDRESS in shown


def test_a_lab_that_is_open_is_only_named_without_a_browser(opened: list[str]) -> None:
    """The learner has chosen where to open it."""
    shown = nqpf("lab", "--no-browser").stdout

    assert ADDRESS in shown
    assert opened == []


def test_an_occupied_port_ends_lab(home: Path, started: list[Launch]) -> None:
    """Before anything is made or started."""
    with create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        said = refusal("lab", "--port", str(port))

    assert said.startswith(f"Error: Port {port} is in use by another program; ")
    assert (list(home.iterdir()), started) == ([], [])


def test_a_file_as_workspace_ends_lab(home: Path, started: list[Launch]) -> None:
    """The sentence names the file."""
    (home / "notes.txt").touch()

    said = refusal("lab", "--workspace", "notes.txt")

    assert started == []
    assert said == (
        f"Error: {home / 'notes.txt'} is a file where a folder must be; move it away, "
        "or choose another folder with --workspace."
    )


def test_a_folder_that_cannot_be_written_ends_lab(
    home: Path, started: list[Launch], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing was delivered there before, so there is nothing to open."""
    monkeypatch.setattr(files, "write", _failing(errno.EROFS))

    said = refusal("lab")

    assert started == []
    assert said == (
        f"Error: {home / 'study'} cannot be written; choose a folder of your own with "
        "--workspace."
    )


def test_a_read_only_workspace_opens_with_one_sentence(
    study: Path,
    tmp_path: Path,
    started: list[Launch],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It can be read; which tabs were open is kept with what can be made again."""
    published = tmp_path / "course" / LESSON
    published.write_bytes(notebook(text("title", "# How does it go on?")))
    monkeypatch.setattr(os, "fsync", _failing(errno.EROFS))

    _, *said, _ = nqpf("lab", "--workspace", str(study)).stdout.splitlines()

    layouts = tmp_path / "cache" / "layouts"
    assert f"--LabApp.workspaces_dir={layouts}" in started[0].command
    assert [sentence.partition(":")[0] for sentence in said] == [
        f"{study} is read-only"
    ]


@pytest.mark.parametrize("command", ["lab", "progress"])
@pytest.mark.parametrize(
    ("folder", "sentence"),
    [
        ("x" * 300, "cannot be used (file name too long); name another folder"),
        ("~nobody-of-this-name/study", "begins with a user unknown here; name your"),
    ],
    ids=["too long", "unknown user"],
)
def test_an_impossible_workspace_is_one_sentence(
    command: str, folder: str, sentence: str
) -> None:
    """Whatever a learner types, no traceback answers."""
    said = refusal(command, "--workspace", folder)

    assert f"{folder}" in said
    assert sentence in said


@pytest.mark.parametrize("command", ["lab", "progress"])
def test_a_folder_that_was_removed_under_us_is_one_sentence(
    command: str, home: Path
) -> None:
    """A terminal may stand in a folder that is no more."""
    home.rmdir()

    assert refusal(command).startswith("Error: The folder you are in cannot be used ")


def _exercise(study: Path) -> Path:
    return study / "exercises" / SLUG / f"{SLUG}.ipynb"


def _only_check(source: str) -> bytes:
    """Return an exercise of one check that no answer stands before."""
    graded_cell = graded("q1_check", points=1, grade=True, locked=True)
    return notebook(code("q1-check", source, **graded_cell))


def _failing(number: int) -> Callable[..., NoReturn]:
    def fail(*_given: object) -> NoReturn:
        raise OSError(number, os.strerror(number))

    return fail
