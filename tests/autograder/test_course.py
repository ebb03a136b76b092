import os
from datetime import datetime
from pathlib import Path

import pytest

from autograder.course import open_course, stamped
from autograder.errors import BadSubmissionError, CourseError
from tests.autograder.classroom import hand_in, make_course


def test_a_course_without_settings_is_nbgraders_default(tmp_path: Path) -> None:
    """A folder `source` is enough."""
    (tmp_path / "source").mkdir()

    course = open_course(tmp_path)

    assert course.root == tmp_path
    assert course.db_url == f"sqlite:///{tmp_path}/gradebook.db"
    assert course.folder("autograded", "ps1", "ann") == tmp_path / "autograded/ann/ps1"


def test_the_current_folder_is_the_course_by_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As for nbgrader."""
    make_course(tmp_path)
    monkeypatch.chdir(tmp_path)

    course = open_course()

    assert (course.root, course.course_id) == (tmp_path, "school")


def test_settings_may_name_another_root(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Formgrader's may lie in the home folder; the root's own settings count, too."""
    course = tmp_path / "course"
    (tmp_path / "home").mkdir()
    course.mkdir()
    make_course(course)
    (tmp_path / "home" / "nbgrader_config.py").write_text(
        f"c = get_config()\nc.CourseDirectory.root = {str(course)!r}\n"
    )
    monkeypatch.chdir(tmp_path / "home")

    found = open_course()

    assert (found.root, found.course_id) == (course, "school")


def test_a_folder_without_a_course_is_refused(tmp_path: Path) -> None:
    """The sentence says what is missing and what to do."""
    with pytest.raises(CourseError, match="There is no nbgrader course in"):
        open_course(tmp_path)


@pytest.mark.parametrize("settings", ["1 / 0", "def", "c.CourseDirectory.ignore = 3"])
def test_settings_that_fail_are_a_sentence(tmp_path: Path, settings: str) -> None:
    """They are a program, in which anything may go wrong."""
    make_course(tmp_path, settings=settings)

    with pytest.raises(CourseError, match="cannot be used"):
        open_course(tmp_path)


@pytest.mark.parametrize(
    "structure",
    [
        "{nbgrader_step}/{student_id}/{assignment_id}",
        "{nbgrader_step}/{assignment_id}/{student_id}",
        "all/{nbgrader_step}/{assignment_id}/{student_id}/work",
        "{nbgrader_step}/{student_id}-{assignment_id}",
        "{nbgrader_step}/{student_id}/{assignment_id}/{student_id}",
    ],
)
def test_students_are_found_in_any_structure(tmp_path: Path, structure: str) -> None:
    """`directory_structure` is the course's choice, odd names included."""
    setting = f"c.CourseDirectory.directory_structure = {structure!r}"
    course = open_course(make_course(tmp_path, settings=setting))
    names = ("ann", "王芳", "o'neil [x] (1)")
    for student in names:
        course.folder("submitted", "ps1", student).mkdir(parents=True)
        course.folder("submitted", "ps2", student).mkdir(parents=True)

    found = course.handed_in("ps1")

    assert {each.student for each in found} == set(names)
    assert {each.folder for each in found} == {
        course.folder("submitted", "ps1", student) for student in names
    }


@pytest.mark.parametrize(
    ("structure", "above"),
    [
        ("{nbgrader_step}/{student_id}/{assignment_id}", "submitted"),
        ("{nbgrader_step}/{assignment_id}/{student_id}", "submitted/ps1"),
        ("all/{nbgrader_step}/{student_id}-{assignment_id}", "all/submitted"),
        ("{student_id}/{nbgrader_step}/{assignment_id}", ""),
    ],
)
def test_a_students_own_part_begins_with_the_name(
    tmp_path: Path, structure: str, above: str
) -> None:
    """What lies above it is the operator's."""
    setting = f"c.CourseDirectory.directory_structure = {structure!r}"
    (tmp_path / "source").mkdir()
    course = open_course(make_course(tmp_path, settings=setting))
    course.folder("submitted", "ps1", "ann").mkdir(parents=True)

    (found,) = course.handed_in("ps1")

    assert found.below == tmp_path / above


@pytest.mark.parametrize("target", ["nowhere", "eve", "/proc/1/root/secret"])
def test_a_link_in_a_students_place_is_handed_in(tmp_path: Path, target: str) -> None:
    """Whoever handed it in is told; where it leads is not even looked at."""
    course = open_course(make_course(tmp_path))
    (tmp_path / "submitted" / "eve").mkdir(parents=True)
    (tmp_path / "submitted" / "eve" / "ps1").symlink_to(target)

    (found,) = course.handed_in("ps1")

    assert found.student == "eve"


def test_a_root_with_special_characters_is_no_pattern(tmp_path: Path) -> None:
    """Brackets stand for themselves."""
    root = tmp_path / "course [2026] *"
    root.mkdir()
    hand_in(make_course(root), "ann")

    (found,) = open_course(root).handed_in("ps1")

    assert found.student == "ann"


def test_the_settings_choose_and_exclude_students(tmp_path: Path) -> None:
    """Unless a student is asked for by name."""
    settings = (
        'c.CourseDirectory.student_id = "a*"\n'
        'c.CourseDirectory.student_id_exclude = "amy,bob"'
    )
    course = open_course(make_course(tmp_path, settings=settings))
    for student in ("ann", "amy", "bob", "zoe"):
        hand_in(tmp_path, student)

    assert [each.student for each in course.handed_in("ps1")] == ["ann"]
    assert [each.student for each in course.handed_in("ps1", ["zoe"])] == ["zoe"]


def test_a_student_who_handed_in_nothing_is_named(tmp_path: Path) -> None:
    """With the folder in which the submission would be."""
    course = open_course(make_course(tmp_path))
    hand_in(tmp_path, "ann")

    with pytest.raises(CourseError, match="no submission of 'ps1' by 'zoe' below"):
        course.handed_in("ps1", ["ann", "zoe"])


def test_an_assignment_that_nobody_handed_in_is_a_sentence(tmp_path: Path) -> None:
    """There is nothing to grade."""
    course = open_course(make_course(tmp_path))

    with pytest.raises(CourseError, match="Nobody has handed in 'ps1'"):
        course.handed_in("ps1")


@pytest.mark.parametrize("name", ["nope", "", "..", "../source/ps1", "a\0b", "."])
def test_an_unknown_assignment_is_refused_with_those_there_are(
    tmp_path: Path, name: str
) -> None:
    """A path is no name."""
    course = open_course(make_course(tmp_path))

    with pytest.raises(CourseError, match="there are: ps1"):
        course.sources(name)


def test_the_settings_may_choose_notebooks(tmp_path: Path) -> None:
    """By the pattern `notebook_id`."""
    setting = 'c.CourseDirectory.notebook_id = "a*"'
    make_course(tmp_path, settings=setting, names=("a1", "a2", "b"))

    found = open_course(tmp_path).sources("ps1")

    assert [path.stem for path in found] == ["a1", "a2"]


def test_support_files_are_those_beside_the_source(tmp_path: Path) -> None:
    """Without the notebooks, what is ignored, and what students may replace."""
    settings = (
        'c.Autograde.exclude_overwriting = {"ps1": ["helper.py"]}\n'
        'c.CourseDirectory.ignore = ["*.bak"]'
    )
    make_course(tmp_path, settings=settings)
    for name in ("data.csv", "helper.py", "old.bak"):
        (tmp_path / "source" / "ps1" / name).write_text("x")

    found = open_course(tmp_path).support("ps1")

    assert dict(found) == {"data.csv": b"x"}


def test_a_students_files_have_the_sizes_that_the_settings_allow(
    tmp_path: Path,
) -> None:
    """In nbgrader's unit, kilobytes."""
    course = open_course(
        make_course(tmp_path, settings="c.CourseDirectory.max_file_size = 1")
    )
    folder = hand_in(tmp_path, "ann")
    (folder / "small.csv").write_bytes(b"x" * 1000)
    (folder / "large.csv").write_bytes(b"x" * 1001)
    (handed,) = course.handed_in("ps1")

    found = course.own_files(handed)

    assert list(found.files) == ["small.csv"]
    assert "'large.csv'" in found.left_out[0]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-01 12:00:00 UTC", datetime(2026, 3, 1, 12)),  # noqa: DTZ001
        ("2026-03-01 12:00:00.5 Asia/Shanghai", datetime(2026, 3, 1, 4, 0, 0, 500000)),  # noqa: DTZ001
        ("2026-03-01T12:00:00+08:00", datetime(2026, 3, 1, 4)),  # noqa: DTZ001
        ("", None),
    ],
)
def test_a_time_stamp_is_read_as_nbgrader_reads_it(
    text: str, moment: datetime | None
) -> None:
    """In UTC, without a zone."""
    assert stamped({"timestamp.txt": text.encode()}) == moment


@pytest.mark.parametrize("raw", [b"yesterday", b"\xff\xfe", b"1 2 3", b"9" * 500])
def test_a_time_stamp_that_is_none_is_a_sentence(raw: bytes) -> None:
    """Whatever stands there."""
    with pytest.raises(BadSubmissionError, match="holds no date"):
        stamped({"timestamp.txt": raw})


def test_a_student_whose_name_is_no_text_is_passed_over(tmp_path: Path) -> None:
    """No gradebook could hold the name; the others are graded."""
    course = open_course(make_course(tmp_path))
    hand_in(tmp_path, "ann")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/submitted/\xff/ps1")).mkdir(
        parents=True
    )

    assert [each.student for each in course.handed_in("ps1")] == ["ann"]


def test_a_relative_database_lies_in_the_course(tmp_path: Path) -> None:
    """Wherever the command is run."""
    setting = 'c.CourseDirectory.db_url = "sqlite:///grades.db"'

    course = open_course(make_course(tmp_path, settings=setting))

    assert course.db_url == f"sqlite:///{tmp_path}/grades.db"
