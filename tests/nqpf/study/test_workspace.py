import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import nbformat
import pytest
from nbformat.sign import NotebookNotary

from nqpf.errors import WorkspaceError
from nqpf.study import files
from nqpf.study.report import Change, Event
from tests.nqpf.study.tiny import (
    EXERCISE,
    EXERCISE_SOURCE,
    LESSON,
    Tiny,
    code,
    notebook,
    text,
)

TITLE = text("title", "# What does the page say?")
COUNT = code("count", "len(lines)")
FIRST = notebook(TITLE, COUNT)
SECOND = notebook(text("title", "# What does the page actually say?"), COUNT)
THIRD = notebook(text("title", "# What is printed?"), COUNT)
MINE = notebook(TITLE, code("count", "len(lines) + 1"))
BESIDE = "lessons/01-read-the-page (new version).ipynb"
BESIDE_AGAIN = "lessons/01-read-the-page (new version 2).ipynb"
TABLE = "exercises/01-read-the-page/lines.csv"


@pytest.fixture(autouse=True)
def _own_jupyter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep signatures away from this user's."""
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a cache for the whole module: releasing takes seconds."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def tiny(tmp_path: Path, cache: Path) -> Tiny:
    """Make a course of one lesson and one exercise, and no workspace yet."""
    tiny = Tiny(tmp_path, cache)
    tiny.publish(LESSON, FIRST)
    tiny.publish(EXERCISE, EXERCISE_SOURCE)
    return tiny


# --- The first start ------------------------------------------------------------


def test_lessons_come_as_they_are(tiny: Tiny) -> None:
    """A lesson in the workspace is the published file, byte by byte."""
    tiny.prepare()

    assert tiny.read(LESSON) == FIRST


def test_exercises_come_released(tiny: Tiny) -> None:
    """The source, with its solutions, never reaches the workspace."""
    tiny.prepare()

    assert b"raise NotImplementedError()" in tiny.read(EXERCISE)
    assert not any(b"line[::2]" in data for data in tiny.files().values())


def test_support_files_come_along_and_rubbish_does_not(tiny: Tiny) -> None:
    """Tables beside an exercise are delivered; caches and hidden files are not."""
    tiny.publish(TABLE, b"line\n1\n")
    for rubbish in ("__pycache__/a.pyc", ".ipynb_checkpoints/a.ipynb", ".DS_Store"):
        tiny.publish(f"exercises/01-read-the-page/{rubbish}", b"")

    tiny.prepare()

    assert set(tiny.files()) == {LESSON, EXERCISE, TABLE}


def test_the_first_start_says_what_is_new(tiny: Tiny) -> None:
    """Few files are named."""
    assert tiny.prepare().sentences() == [f"New: {LESSON}, {EXERCISE}."]


@pytest.mark.parametrize("path", [LESSON, EXERCISE])
def test_a_delivered_notebook_is_trusted(tiny: Tiny, path: str) -> None:
    """JupyterLab would call it untrusted otherwise."""
    tiny.prepare()

    assert _is_trusted(tiny, path)


def test_a_broken_exercise_does_not_keep_a_learner_from_the_rest(tiny: Tiny) -> None:
    """It is left out with a sentence."""
    tiny.publish("exercises/02-words/02-words.ipynb", b"{")

    prepared = tiny.prepare()

    assert set(tiny.files()) == {LESSON, EXERCISE}
    assert prepared.notices == (
        "The exercise 02-words is left out: 02-words.ipynb: it is not a notebook.",
    )


def test_a_broken_lesson_does_not_keep_a_learner_from_the_rest(tiny: Tiny) -> None:
    """It is left out with a sentence."""
    tiny.publish("lessons/02-words.ipynb", b"{")

    prepared = tiny.prepare()

    assert set(tiny.files()) == {LESSON, EXERCISE}
    assert prepared.notices == (
        "The lesson 02-words is left out: 02-words.ipynb is not a notebook.",
    )


# --- Later starts ---------------------------------------------------------------


def test_a_later_start_changes_nothing(tiny: Tiny) -> None:
    """Not even the time of a file."""
    tiny.prepare()
    before = _times(tiny)

    assert tiny.prepare().sentences() == []
    assert _times(tiny) == before


def test_what_was_not_touched_is_updated(tiny: Tiny) -> None:
    """The new edition replaces the old one."""
    tiny.prepare()
    tiny.publish(LESSON, SECOND)

    prepared = tiny.prepare()

    assert tiny.read(LESSON) == SECOND
    assert prepared.sentences() == [f"Updated: {LESSON}."]


def test_what_was_only_run_is_updated_and_keeps_its_outputs(tiny: Tiny) -> None:
    """A run is not work that an update could lose, and its outputs stay."""
    tiny.prepare()
    tiny.save_from_jupyter(LESSON, shown="513\n")
    tiny.publish(LESSON, SECOND)

    tiny.prepare()

    title, count = nbformat.reads(tiny.read(LESSON).decode(), as_version=4).cells
    assert title.source == "# What does the page actually say?"
    assert count.outputs[0].text == "513\n"
    assert set(tiny.files()) == {LESSON, EXERCISE}


def test_what_the_learner_changed_is_kept(tiny: Tiny) -> None:
    """Not a byte of it is touched; the new version stands beside it."""
    tiny.prepare()
    tiny.write(LESSON, MINE)
    tiny.publish(LESSON, SECOND)

    prepared = tiny.prepare()

    assert tiny.read(LESSON) == MINE
    assert tiny.read(BESIDE) == SECOND
    assert prepared.sentences() == [
        (
            f"You changed {LESSON}, so it stays as it is; our new version is beside "
            "it: 01-read-the-page (new version).ipynb."
        )
    ]


def test_an_answered_exercise_is_kept(tiny: Tiny) -> None:
    """The same holds where it matters most."""
    tiny.prepare()
    answered = tiny.read(EXERCISE).replace(b"raise NotImplementedError()", b"return 1")
    tiny.write(EXERCISE, answered)
    tiny.publish(EXERCISE, EXERCISE_SOURCE.replace(b"Halve the line.", b"Halve it."))

    tiny.prepare()

    assert tiny.read(EXERCISE) == answered
    assert b"Halve it." in tiny.read(EXERCISE.replace(".ipynb", " (new version).ipynb"))


def test_a_changed_support_file_is_kept(tiny: Tiny) -> None:
    """In a table every byte is the learner's."""
    tiny.publish(TABLE, b"line\n1\n")
    tiny.prepare()
    tiny.write(TABLE, b"line\n1\n\n")
    tiny.publish(TABLE, b"line\n2\n")

    tiny.prepare()

    assert tiny.read(TABLE) == b"line\n1\n\n"
    assert tiny.read(TABLE.replace(".csv", " (new version).csv")) == b"line\n2\n"


def test_the_same_new_version_comes_once(tiny: Tiny) -> None:
    """Neither a second copy at the next start nor a second sentence."""
    _change_and_update(tiny, SECOND)

    assert tiny.prepare().sentences() == []
    assert set(tiny.files()) == {LESSON, BESIDE, EXERCISE}


def test_a_new_version_that_was_removed_stays_away(tiny: Tiny) -> None:
    """The learner has seen it and does not want it."""
    _change_and_update(tiny, SECOND)
    (tiny.study / BESIDE).unlink()

    tiny.prepare()

    assert set(tiny.files()) == {LESSON, EXERCISE}


def test_an_untouched_new_version_is_updated_too(tiny: Tiny) -> None:
    """One file beside the learner's is enough."""
    _change_and_update(tiny, SECOND)
    tiny.publish(LESSON, THIRD)

    tiny.prepare()

    assert tiny.read(BESIDE) == THIRD
    assert set(tiny.files()) == {LESSON, BESIDE, EXERCISE}


def test_a_changed_new_version_is_kept_too(tiny: Tiny) -> None:
    """The next one takes a further name."""
    _change_and_update(tiny, SECOND)
    tiny.write(BESIDE, MINE)
    tiny.publish(LESSON, THIRD)

    tiny.prepare()

    assert tiny.read(BESIDE) == MINE
    assert tiny.read(BESIDE_AGAIN) == THIRD


def test_a_file_of_the_learners_own_is_never_overwritten(tiny: Tiny) -> None:
    """Even if it has the very name that we would choose."""
    tiny.prepare()
    tiny.write(LESSON, MINE)
    tiny.write(BESIDE, notebook(text("mine", "My notes")))
    tiny.publish(LESSON, SECOND)

    tiny.prepare()

    assert tiny.read(BESIDE) == notebook(text("mine", "My notes"))
    assert tiny.read(BESIDE_AGAIN) == SECOND


def test_a_new_edition_of_metadata_only_is_not_worth_a_second_file(tiny: Tiny) -> None:
    """The learner would look for a difference that cannot be seen."""
    tiny.prepare()
    tiny.write(LESSON, MINE)
    tiny.publish(LESSON, notebook(TITLE, COUNT, title="What does the page say?"))

    tiny.prepare()

    assert tiny.read(LESSON) == MINE
    assert set(tiny.files()) == {LESSON, EXERCISE}


def test_a_learner_who_takes_the_new_version_is_up_to_date(tiny: Tiny) -> None:
    """Moving it over the old file counts as ours again."""
    _change_and_update(tiny, SECOND)
    (tiny.study / BESIDE).replace(tiny.study / LESSON)
    tiny.publish(LESSON, THIRD)

    tiny.prepare()

    assert tiny.read(LESSON) == THIRD


def test_a_deleted_file_comes_back(tiny: Tiny) -> None:
    """With a sentence, since the learner may wonder."""
    tiny.prepare()
    (tiny.study / LESSON).unlink()

    prepared = tiny.prepare()

    assert tiny.read(LESSON) == FIRST
    assert prepared.sentences() == [f"{LESSON} was missing and is back."]


def test_a_lesson_that_we_withdraw_stays_with_the_learner(tiny: Tiny) -> None:
    """What a learner has is the learner's."""
    tiny.prepare()
    (tiny.lessons / Path(LESSON).name).unlink()

    tiny.prepare()

    assert tiny.read(LESSON) == FIRST


def test_an_update_with_trusted_outputs_is_trusted(tiny: Tiny) -> None:
    """Jupyter signed what the learner ran, so our edition of it is signed."""
    tiny.prepare()
    tiny.save_from_jupyter(LESSON)
    _sign(tiny, LESSON)
    tiny.publish(LESSON, SECOND)

    tiny.prepare()

    assert _is_trusted(tiny, LESSON)


def test_an_update_with_foreign_outputs_is_not_trusted(tiny: Tiny) -> None:
    """A folder from somebody else may hold outputs that do harm."""
    tiny.prepare()
    tiny.save_from_jupyter(LESSON, shown="<script>")
    tiny.publish(LESSON, SECOND)

    tiny.prepare()

    assert not _is_trusted(tiny, LESSON)


# --- What can go wrong ----------------------------------------------------------


def test_a_damaged_notebook_is_set_aside(tiny: Tiny) -> None:
    """The pieces are kept and a fresh copy stands in their place."""
    tiny.prepare()
    tiny.write(LESSON, MINE[:60])

    prepared = tiny.prepare()

    assert tiny.read("lessons/01-read-the-page (unreadable).ipynb") == MINE[:60]
    assert tiny.read(LESSON) == FIRST
    assert prepared.sentences() == [
        (
            f"{LESSON} could not be read: it is kept as "
            "01-read-the-page (unreadable).ipynb, and a fresh copy stands in its place."
        )
    ]


def test_a_folder_in_the_place_of_a_notebook_is_set_aside(tiny: Tiny) -> None:
    """Whatever is in it is kept."""
    (tiny.study / LESSON / "notes").mkdir(parents=True)

    tiny.prepare()

    assert (tiny.study / "lessons/01-read-the-page (unreadable).ipynb/notes").is_dir()
    assert tiny.read(LESSON) == FIRST


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{}",
        b"[]",
        b'{"files": []}',
        b'{"files": {"lessons/01-read-the-page.ipynb": {"edition": 1}}}',
        b"[" * 100_000,
    ],
    ids=["empty", "no files", "list", "no table", "no content", "deep"],
)
def test_a_damaged_manifest_is_set_aside(tiny: Tiny, damage: bytes) -> None:
    """One sentence, and the learner's work is as it was."""
    tiny.prepare()
    tiny.write(LESSON, MINE)
    tiny.write(".nqpf/manifest.json", damage)

    prepared = tiny.prepare()

    assert tiny.read(LESSON) == MINE
    assert tiny.read(".nqpf/manifest (damaged).json") == damage
    assert prepared.notices == (
        (
            "The list of delivered files was damaged and is set aside as "
            f"manifest (damaged).json in {tiny.study / '.nqpf'}; "
            "your notebooks are untouched."
        ),
    )


def test_without_a_manifest_an_untouched_file_is_recognised(tiny: Tiny) -> None:
    """Its content is that of the present edition; its outputs stay."""
    tiny.prepare()
    tiny.save_from_jupyter(LESSON, shown="513\n")
    (tiny.study / ".nqpf" / "manifest.json").unlink()

    tiny.prepare()

    assert b"513" in tiny.read(LESSON)
    assert set(tiny.files()) == {LESSON, EXERCISE}


@pytest.mark.parametrize("moment", range(6))
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_kill_at_any_write_loses_nothing(
    tiny: Tiny, monkeypatch: pytest.MonkeyPatch, moment: int, *, after: bool
) -> None:
    """However far an update came, the next start ends where it should have."""
    tiny.publish("lessons/02-words.ipynb", FIRST)
    tiny.prepare()
    tiny.write(LESSON, MINE)
    tiny.publish(LESSON, SECOND)
    tiny.publish("lessons/02-words.ipynb", SECOND)
    tiny.publish("lessons/03-claims.ipynb", FIRST)
    write = partial(_killed, files.write, left=[moment], after=after)
    with monkeypatch.context() as killing:
        killing.setattr(files, "write", write)
        with pytest.raises(_Kill):
            tiny.prepare()

    tiny.prepare()

    found = tiny.files()
    del found[EXERCISE]
    assert found == {
        LESSON: MINE,
        BESIDE: SECOND,
        "lessons/02-words.ipynb": SECOND,
        "lessons/03-claims.ipynb": FIRST,
    }
    assert tiny.prepare().events == ()


def test_drafts_of_a_killed_start_are_swept(tiny: Tiny) -> None:
    """They would pile up otherwise."""
    tiny.prepare()
    tiny.write("lessons/.0123456789ab.nqpf-draft", b"half")

    tiny.prepare()

    assert set(tiny.files()) == {LESSON, EXERCISE}


def test_two_starts_at_once_deliver_once(tiny: Tiny) -> None:
    """One waits for the other and finds nothing left to do."""
    with ThreadPoolExecutor(4) as starts:
        done = list(starts.map(lambda _: tiny.prepare().events, range(4)))

    assert sorted(map(len, done)) == [0, 0, 0, 2]


def test_a_start_that_waits_too_long_says_so(
    tiny: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lock that nobody gives back must not hang a learner for ever."""
    from filelock import FileLock  # noqa: PLC0415

    monkeypatch.setattr("nqpf.study.workspace.PATIENCE", 0.05)
    tiny.prepare()

    with (
        FileLock(tiny.study / ".nqpf" / "manifest.lock"),
        pytest.raises(WorkspaceError, match=r"^Another start has been preparing .*"),
    ):
        tiny.prepare()


def test_a_file_as_workspace_is_one_sentence(tiny: Tiny) -> None:
    """The sentence names the file."""
    tiny.study.touch()

    with pytest.raises(WorkspaceError) as told:
        tiny.prepare()

    assert str(told.value) == (
        f"{tiny.study} is a file where a folder must be; move it away, or choose "
        "another folder with --workspace."
    )


def test_a_file_as_lessons_folder_is_one_sentence(tiny: Tiny) -> None:
    """The same inside the workspace."""
    tiny.study.mkdir()
    (tiny.study / "lessons").touch()

    with pytest.raises(WorkspaceError, match=r"lessons is a file where a folder must"):
        tiny.prepare()


def test_the_course_itself_is_no_workspace(tiny: Tiny) -> None:
    """Exercises would be released over their sources."""
    shutil.copytree(tiny.lessons, tiny.study / "lessons")
    course = Tiny(tiny.folder, tiny.cache)
    (tiny.folder / "course" / "lessons").rename(tiny.folder / "published")
    (tiny.folder / "course" / "lessons").symlink_to(tiny.study / "lessons")

    with pytest.raises(WorkspaceError, match="holds the course itself"):
        course.prepare()


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, "The disk of {} is full; free some space and start again. "),
        (errno.EACCES, "{} cannot be written; choose a folder of your own with "),
        (errno.EROFS, "{} cannot be written; choose a folder of your own with "),
        (errno.EIO, "{} cannot be prepared: input/output error."),
    ],
)
def test_a_folder_that_fails_is_one_sentence(
    tiny: Tiny, monkeypatch: pytest.MonkeyPatch, number: int, sentence: str
) -> None:
    """What is wrong, and what to do."""
    monkeypatch.setattr(files, "write", _failing(number))

    with pytest.raises(WorkspaceError) as told:
        tiny.prepare()

    assert str(told.value).startswith(sentence.format(tiny.study))


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS])
def test_a_read_only_workspace_can_still_be_studied(
    tiny: Tiny, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """It was prepared before: the lab starts and says that nothing is saved."""
    tiny.prepare()
    tiny.publish(LESSON, SECOND)
    monkeypatch.setattr(files, "write", _failing(number))

    prepared = tiny.prepare()

    assert prepared.read_only
    assert prepared.sentences() == [
        (
            f"{tiny.study} is read-only: you can read and run everything, but nothing "
            "is saved or updated; make it writable or choose another with --workspace."
        )
    ]


def test_a_real_read_only_folder_behaves_so(tiny: Tiny) -> None:
    """Also where not even the lock can be made, and without root's powers."""
    tiny.prepare()
    (tiny.study / ".nqpf" / "manifest.lock").unlink(missing_ok=True)
    for folder in (tiny.study, *filter(Path.is_dir, tiny.study.rglob("*"))):
        folder.chmod(0o555)
    program = (
        "from pathlib import Path; from nqpf.study.workspace import prepare;"
        f"print(prepare(Path({str(tiny.study)!r}), lessons=Path({str(tiny.lessons)!r}),"
        f" sources=Path({str(tiny.sources)!r}), cache=Path({str(tiny.cache)!r}))"
        ".read_only)"
    )

    said = subprocess.run(
        [*_without_powers(), sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
    )

    assert said.stdout == "True\n"


def _change_and_update(tiny: Tiny, edition: bytes) -> None:
    """Have the learner change the lesson, and us publish another edition."""
    tiny.prepare()
    tiny.write(LESSON, MINE)
    tiny.publish(LESSON, edition)
    assert tiny.prepare().events == (Event(Change.BESIDE, LESSON, Path(BESIDE).name),)


def _times(tiny: Tiny) -> dict[str, int]:
    paths = (path for path in tiny.study.rglob("*") if path.suffix != ".lock")
    return {str(path): path.stat().st_mtime_ns for path in paths}


def _is_trusted(tiny: Tiny, path: str) -> bool:
    notary = NotebookNotary()
    try:
        return bool(notary.check_signature(nbformat.reads(tiny.read(path).decode(), 4)))
    finally:
        notary.store.close()


def _sign(tiny: Tiny, path: str) -> None:
    notary = NotebookNotary()
    notary.sign(nbformat.reads(tiny.read(path).decode(), as_version=4))
    notary.store.close()


class _Kill(BaseException):
    """What no code of ours may catch."""


def _killed(
    write: Callable[[Path, bytes], None],
    path: Path,
    data: bytes,
    *,
    left: list[int],
    after: bool,
) -> None:
    """Write until none is left, then die before or after the last one."""
    left[0] -= 1
    if left[0] >= 0 or after:
        write(path, data)
    if left[0] < 0:
        raise _Kill


def _failing(number: int) -> Callable[[Path, bytes], None]:
    def fail(path: Path, _data: bytes) -> None:
        raise OSError(number, os.strerror(number), str(path))

    return fail


def _without_powers() -> list[str]:
    """Return how to run a program to which permissions apply, also as root."""
    if os.geteuid() != 0:
        return []
    powers = "-dac_override,-dac_read_search,-fowner"
    return ["setpriv", f"--bounding-set={powers}", "--inh-caps=-all", "--"]
