import csv
import json
import os
import shutil
import signal
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Barrier, Thread

import pytest

from autograder.course import Course, open_course
from autograder.errors import CourseError
from autograder.report.gradebook import NO_RESPONSE, Gradebook
from autograder.report.report import Report
from autograder.results import Status
from autograder.score import Mark, Outcome
from tests.autograder.report.machine import in_a_process
from tests.autograder.report.postgres import Server
from tests.autograder.report.school import (
    ASSIGNMENT,
    CLASS,
    RECORDS,
    change,
    grades,
    hand_in,
    loads,
    make_course,
    records,
    reports,
    sheets,
)
from tests.exercises.course import Course as Commands

LATE = "2026-03-09 12:00:00 UTC"
DUE = "UPDATE assignment SET duedate = '2026-03-02 00:00:00.000000'"
BY_HAND = (
    "UPDATE grade SET manual_score = ?, extra_credit = ?, needs_manual_grade = 0 "
    "WHERE cell_id IN (SELECT id FROM base_cell WHERE name = ?)"
)
SAID = (
    "UPDATE comment SET manual_comment = ? "
    "WHERE cell_id IN (SELECT id FROM base_cell WHERE name = ?)"
)
ZERO = "c.LateSubmissionPlugin.penalty_method = 'zero'"

KILLED = """
import os, signal, sys
from pathlib import Path
from autograder.course import open_course
from autograder.report.gradebook import Gradebook
from autograder.report.rows import Rows
from tests.autograder.report.school import ASSIGNMENT, reports, sheets

course = open_course(Path(sys.argv[1]))
write = Rows.write

def killed(self, connection):
    if sys.argv[2] == "late":
        write(self, connection)
    os.kill(os.getpid(), signal.SIGKILL)

Rows.write = killed
with Gradebook(course) as gradebook:
    gradebook.enrol(ASSIGNMENT, list(sheets(course).values()))
    gradebook.write(reports(course, "full"))
"""


def _grade(course: Course, *students: str) -> None:
    """Write what the students' work earns."""
    with Gradebook(course) as gradebook:
        gradebook.enrol(ASSIGNMENT, list(sheets(course).values()))
        for student in students:
            gradebook.write(reports(course, student))


def _put(course: Course, *told: Report) -> None:
    """Write given reports of one submission."""
    with Gradebook(course) as gradebook:
        gradebook.enrol(ASSIGNMENT, list(sheets(course).values()))
        gradebook.write(told)


def _gradebook(course: Course) -> Path:
    return course.root / "gradebook.db"


def _export(folder: Path) -> list[dict[str, str]]:
    Commands(folder).run("export", "--to", "grades.csv")
    with (folder / "grades.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@dataclass(frozen=True, slots=True)
class Pair:
    """The same course, graded by nbgrader and by us."""

    theirs: Path
    ours: Path


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """Grade one class twice, by hand in between, and once more."""
    folder = tmp_path_factory.mktemp("pair")
    theirs = make_course(folder / "theirs", settings=ZERO)
    Commands(theirs).run("generate_assignment", ASSIGNMENT)
    change(theirs / "gradebook.db", DUE)
    for student in CLASS:
        hand_in(theirs, student)
    hand_in(theirs, "late", CLASS["full"], stamp=LATE)
    hand_in(theirs, "missing", CLASS["half"], notebooks=["first"])
    ours = shutil.copytree(theirs, folder / "ours")
    _both(Pair(theirs, ours))
    for gradebook in (theirs / "gradebook.db", ours / "gradebook.db"):
        for name in ("essay", "draw", "test_two"):
            change(gradebook, BY_HAND, 1.5, 0.5, name)
        change(gradebook, SAID, "Well said.", "essay")
    return Pair(theirs, ours)


def _both(pair: Pair) -> None:
    Commands(pair.theirs).run("autograde", ASSIGNMENT, "--force")
    course = open_course(pair.ours)
    _grade(course, *[each.student for each in course.handed_in(ASSIGNMENT)])


@pytest.mark.nbgrader
@pytest.mark.timeout(900)
@pytest.mark.parametrize("kind", RECORDS)
def test_the_gradebook_is_nbgraders(pair: Pair, kind: str) -> None:
    """Scores, points, comments, times, penalties: row by row, after work by hand."""
    theirs = records(pair.theirs / "gradebook.db")[kind]

    assert records(pair.ours / "gradebook.db")[kind] == theirs
    assert theirs != []


@pytest.mark.nbgrader
@pytest.mark.timeout(900)
def test_nbgrader_exports_the_same_table(pair: Pair) -> None:
    """`nbgrader export` of both is equal, line by line."""
    assert _export(pair.ours) == _export(pair.theirs)


@pytest.mark.nbgrader
@pytest.mark.timeout(900)
def test_grading_again_is_nbgraders_too(pair: Pair) -> None:
    """Manual work survives and is marked for review where nbgrader marks it."""
    _both(pair)

    theirs = records(pair.theirs / "gradebook.db")
    assert records(pair.ours / "gradebook.db") == theirs
    assert any(row[4] == 1.5 and row[6] for row in theirs["grades"])


@pytest.mark.nbgrader
@pytest.mark.timeout(600)
def test_a_course_that_was_never_released_is_recorded_as_nbgrader_would(
    school: Course,
) -> None:
    """Without `generate_assignment` the cells come from the source."""
    made = make_course(school.root.parent / "released")
    Commands(made).run("generate_assignment", ASSIGNMENT)

    _grade(school)

    theirs = records(made / "gradebook.db")
    ours = records(_gradebook(school))
    assert (ours["cells"], ours["sources"]) == (theirs["cells"], theirs["sources"])


@pytest.mark.nbgrader
@pytest.mark.timeout(600)
def test_a_gradebook_on_postgresql_says_the_same(
    school: Course, postgres: Server
) -> None:
    """`nbgrader export` reads from the server what we wrote there."""
    for student in CLASS:
        hand_in(school.root, student)
    _grade(school, *CLASS)
    expected = _export(school.root)
    url = postgres.database()
    settings = f"\nc.CourseDirectory.db_url = {url!r}\n"
    with (school.root / "nbgrader_config.py").open("a") as file:
        file.write(settings)

    _grade(replace(school, db_url=url), *CLASS)
    _grade(replace(school, db_url=url), *CLASS)

    found = _export(school.root)
    assert found == expected
    assert {row["student_id"] for row in found} == set(CLASS)


def test_several_writers_on_postgresql_lose_nothing(
    school: Course, postgres: Server
) -> None:
    """Graders that begin at the same moment make one gradebook together."""
    for student in CLASS:
        hand_in(school.root, student)
    shared = replace(school, db_url=postgres.database())
    start = Barrier(len(CLASS))
    failed: list[BaseException] = []

    def work(student: str) -> None:
        start.wait()
        try:
            _grade(shared, student)
        except BaseException as error:  # noqa: BLE001 - told below
            failed.append(error)

    workers = [Thread(target=work, args=(student,)) for student in CLASS]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    with Gradebook(shared) as gradebook:
        found = gradebook.students(ASSIGNMENT)
    assert failed == []
    assert found == tuple(sorted(CLASS))


def test_a_deleted_test_is_graded_as_put_back(school: Course) -> None:
    """It never keeps the score that it had before."""
    hand_in(school.root, "full")
    _grade(school, "full")
    hand_in(school.root, "full", CLASS["wrong"])
    path = school.folder("submitted", ASSIGNMENT, "full") / "first.ipynb"
    kept = loads(path)
    kept["cells"] = [c for c in kept["cells"] if "square(2)" not in str(c["source"])]
    path.write_text(json.dumps(kept), encoding="utf-8")

    _grade(school, "full")

    assert grades(_gradebook(school), "full")["test_two"] == (0.0, False)


def test_a_broken_test_waits_for_a_person(school: Course) -> None:
    """It earns nothing until somebody has looked."""
    hand_in(school.root, "full")
    first, second = reports(school, "full")
    mark = Mark(outcome=Outcome.BROKEN, score=0.0, max_score=2.0)
    cells = tuple(
        replace(cell, mark=mark) if cell.grade_id == "test_two" else cell
        for cell in first.result.cells
    )
    result = replace(first.result, cells=cells, status=Status.BROKEN)

    _put(school, replace(first, result=result), second)

    assert grades(_gradebook(school), "full")["test_two"] == (0.0, True)


def test_a_test_without_a_result_waits_for_a_person(school: Course) -> None:
    """What the grader does not mention is not full marks."""
    hand_in(school.root, "full")
    first, second = reports(school, "full")
    result = replace(first.result, cells=first.result.cells[1:])

    _put(school, replace(first, result=result), second)

    assert grades(_gradebook(school), "full")["test_two"] == (0.0, True)


def test_an_unreadable_notebook_scores_zero_everywhere(school: Course) -> None:
    """Tests, answers and tasks alike."""
    folder = hand_in(school.root, "full")
    _grade(school, "full")
    (folder / "first.ipynb").write_text("")

    _grade(school, "full")

    found = grades(_gradebook(school), "full")
    assert found.pop("test_cube") == (1.0, False)
    assert set(found.values()) == {(0.0, False)}


def test_a_notebook_on_which_the_grader_failed_waits_for_a_person(
    school: Course,
) -> None:
    """Nothing of it was run: everything is to be looked at."""
    hand_in(school.root, "full")
    first, second = reports(school, "full")
    lost = Mark(outcome=Outcome.BROKEN, score=0.0, max_score=2.0)
    cells = tuple(replace(cell, mark=lost) for cell in first.result.cells)
    result = replace(first.result, cells=cells, status=Status.BROKEN)

    _put(school, replace(first, result=result, transcript=None), second)

    found = grades(_gradebook(school), "full")
    assert found.pop("test_cube") == (1.0, False)
    assert all(needs for _, needs in found.values())


def test_a_task_that_is_handed_in_again_is_looked_at_again(school: Course) -> None:
    """A person's score stays, and the new work is shown."""
    hand_in(school.root, "full")
    _grade(school, "full")
    change(_gradebook(school), BY_HAND, 2.0, None, "draw")
    hand_in(school.root, "full", stamp="2026-03-01 13:00:00 UTC")

    _grade(school, "full")

    row = next(r for r in records(_gradebook(school))["grades"] if r[2] == "draw")
    assert row[4:] == (2.0, None, 1)


def test_a_task_that_was_missing_and_is_there_waits_for_a_person(
    school: Course,
) -> None:
    """The zero of the missing notebook does not stay."""
    folder = hand_in(school.root, "full")
    (folder / "first.ipynb").unlink()
    _grade(school, "full")
    hand_in(school.root, "full")

    _grade(school, "full")

    assert grades(_gradebook(school), "full")["draw"] == (None, True)


def test_an_answer_that_was_blank_and_is_not_loses_its_comment(
    school: Course,
) -> None:
    """What the grader said of a blank answer, it takes back."""
    hand_in(school.root, "full", CLASS["blank"])
    _grade(school, "full")
    before = {row[2]: row[3] for row in records(_gradebook(school))["comments"]}
    hand_in(school.root, "full")

    _grade(school, "full")

    after = {row[2]: row[3] for row in records(_gradebook(school))["comments"]}
    assert (before["essay"], after["essay"]) == (NO_RESPONSE, None)


@pytest.mark.parametrize(("extension", "lost"), [(None, 17.0), (10, None)])
def test_an_extension_is_granted(
    tmp_path: Path, extension: int | None, lost: float | None
) -> None:
    """Who has one is not late."""
    course = open_course(make_course(tmp_path / "school", settings=ZERO))
    hand_in(course.root, "full", stamp=LATE)
    _grade(course, "full")
    change(_gradebook(course), DUE)
    change(_gradebook(course), BY_HAND, 8.0, None, "essay")
    if extension:
        until = f"1970-01-{1 + extension} 00:00:00.000000"
        change(
            _gradebook(course), "UPDATE submitted_assignment SET extension = ?", until
        )

    _grade(course, "full")

    rows = {row[3]: row[5] for row in records(_gradebook(course))["submissions"]}
    assert rows["first"] == lost


def test_a_rule_of_the_courses_own_is_asked(tmp_path: Path) -> None:
    """The plugin that the settings name decides, notebook by notebook."""
    rule = (
        "from nbgrader.plugins import BasePlugin\n"
        "class Half(BasePlugin):\n"
        "    def late_submission_penalty(self, student_id, score, seconds):\n"
        "        return score / 2\n"
        "c.AssignLatePenalties.plugin_class = Half"
    )
    course = open_course(make_course(tmp_path / "school", settings=rule))
    hand_in(course.root, "full", stamp=LATE)
    _grade(course)
    change(_gradebook(course), DUE)

    _grade(course, "full")

    rows = {row[3]: row[5] for row in records(_gradebook(course))["submissions"]}
    assert rows == {"first": 4.5, "second": 0.5}


def test_a_stranger_is_not_added_where_the_settings_forbid_it(
    tmp_path: Path,
) -> None:
    """`Autograde.create_student = False` is obeyed, and nothing is written."""
    course = open_course(
        make_course(tmp_path / "school", settings="c.Autograde.create_student = False")
    )
    hand_in(course.root, "full")

    with pytest.raises(CourseError, match="no student 'full'"):
        _grade(course, "full")

    assert records(_gradebook(course))["submissions"] == []


@pytest.mark.parametrize("moment", ["early", "late"])
def test_a_kill_leaves_a_submission_whole_or_away(school: Course, moment: str) -> None:
    """Killed before the end of its transaction, a submission was never written."""
    hand_in(school.root, "full")
    done = in_a_process(KILLED, str(school.root), moment)
    between = records(_gradebook(school))["submissions"]

    _grade(school, "full")

    assert done.returncode == -signal.SIGKILL, done.stderr
    assert between == []
    assert len(records(_gradebook(school))["submissions"]) == 2


def test_writing_twice_changes_nothing(school: Course) -> None:
    """A run that is repeated doubles nothing."""
    hand_in(school.root, "full")
    _grade(school, "full")
    once = records(_gradebook(school))

    _grade(school, "full")

    assert records(_gradebook(school)) == once


def test_the_gradebook_is_one_file_afterwards(school: Course) -> None:
    """Whoever copies it gets all of it."""
    hand_in(school.root, "full")

    _grade(school, "full")

    assert [name for name in os.listdir(school.root) if "gradebook" in name] == [  # noqa: PTH208 - names are enough
        "gradebook.db"
    ]


def test_reports_of_two_submissions_are_not_written(school: Course) -> None:
    """A transaction is for one of them."""
    hand_in(school.root, "full")
    hand_in(school.root, "half")
    mixed = [reports(school, "full")[0], reports(school, "half")[1]]

    with pytest.raises(ValueError, match="one submission"):
        _put(school, *mixed)

    assert records(_gradebook(school))["submissions"] == []
