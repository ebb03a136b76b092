import hashlib
from pathlib import Path

import pytest

from nqpf.study.publication import Published, published
from tests.nqpf.study.tiny import (
    EXERCISE,
    EXERCISE_SOURCE,
    LESSON,
    Tiny,
    code,
    notebook,
    run,
    text,
)

PAGE = notebook(text("title", "# Read the page"), code("count", "len(lines)"))


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    """Make a course of one lesson."""
    tiny = Tiny(tmp_path, tmp_path / "cache")
    tiny.publish(LESSON, PAGE)
    return tiny


def found(tiny: Tiny) -> dict[str, bytes]:
    """Return what is published, by its place in a workspace."""
    files, notices = _published(tiny)
    assert notices == ()
    return {file.path: file.data for file in files}


def test_a_lesson_is_published_as_it_is(tiny: Tiny) -> None:
    """Byte by byte, at the place that links between lessons count on."""
    assert found(tiny) == {LESSON: PAGE}


def test_only_notebooks_are_lessons(tiny: Tiny) -> None:
    """Cards and notes to ourselves stay with us."""
    tiny.publish("lessons/cards/01.toml", b"")
    tiny.publish("lessons/README.md", b"")

    assert found(tiny).keys() == {LESSON}


def test_an_exercise_is_published_as_released(tiny: Tiny) -> None:
    """Neither its solution nor its hidden tests leave the source."""
    tiny.publish(EXERCISE, EXERCISE_SOURCE)

    released = found(tiny)[EXERCISE]

    assert b"BEGIN SOLUTION" in EXERCISE_SOURCE
    assert b"HIDDEN TESTS" in EXERCISE_SOURCE
    assert b"SOLUTION" not in released
    assert b"HIDDEN" not in released


def test_files_beside_an_exercise_come_as_they_are(tiny: Tiny) -> None:
    """In their folders too."""
    tables = {
        "exercises/01-read-the-page/lines.csv": b"line\n1\n",
        "exercises/01-read-the-page/more/lines.csv": b"line\n2\n",
    }
    for path, data in tables.items():
        tiny.publish(path, data)

    assert found(tiny) == {LESSON: PAGE, **tables}


@pytest.mark.parametrize(
    "name", [".DS_Store", "__pycache__/a.pyc", ".ipynb_checkpoints/a.ipynb"]
)
@pytest.mark.parametrize("folder", ["01-read-the-page/", ""])
def test_what_programs_leave_behind_is_not_published(
    tiny: Tiny, folder: str, name: str
) -> None:
    """Beside an exercise, and where only exercises should be."""
    tiny.publish(f"exercises/{folder}{name}", b"")

    assert found(tiny).keys() == {LESSON}


def test_what_cannot_be_published_is_a_sentence_each(tiny: Tiny) -> None:
    """And everything else is there."""
    tiny.publish("lessons/02-words.ipynb", b"{")
    tiny.publish("exercises/02-words/02-words.ipynb", b"[]")

    files, notices = _published(tiny)

    assert [file.path for file in files] == [LESSON]
    assert [notice.partition(":")[0] for notice in notices] == [
        "The lesson 02-words is left out",
        "The exercise 02-words is left out",
    ]


def test_a_course_without_anything_publishes_nothing(tmp_path: Path) -> None:
    """Folders that are not there are empty ones."""
    nothing = published(lessons=tmp_path / "a", sources=tmp_path / "b", cache=tmp_path)

    assert nothing == ([], ())


def test_an_edition_is_the_sum_of_the_file() -> None:
    """The one that sha256sum prints."""
    assert Published(LESSON, PAGE).edition == hashlib.sha256(PAGE).hexdigest()


def test_a_run_is_another_edition_of_the_same_content() -> None:
    """Outputs are worth delivering, and are not what a learner changes."""
    ran = notebook(
        text("title", "# Read the page"), run(code("count", "len(lines)"), "513\n")
    )

    before, after = Published(LESSON, PAGE), Published(LESSON, ran)

    assert before.edition != after.edition
    assert before.content == after.content


def _published(tiny: Tiny) -> tuple[list[Published], tuple[str, ...]]:
    return published(lessons=tiny.lessons, sources=tiny.sources, cache=tiny.cache)
