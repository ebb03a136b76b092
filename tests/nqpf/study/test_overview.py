import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from nqpf.study import predict, progress, progress_table, progress_text, recall
from nqpf.study.overview import Share
from tests.nqpf.study.cells import SLUG, SOLVED, answer, check, write_notebook


def exercise(workspace: Path) -> Path:
    """Return where the learner's exercise is."""
    return workspace / "exercises" / SLUG / f"{SLUG}.ipynb"


def solve_first(workspace: Path) -> None:
    """Save the exercise with its first check passed."""
    write_notebook(exercise(workspace), answer(SOLVED), check(ran=True))


class Table(HTMLParser):
    """The cells of a table with their scope, and where its links lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.scopes: list[str | None] = []
        self.links: list[str | None] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the heads and the links."""
        if tag == "th":
            self.scopes.append(dict(attrs).get("scope"))
        if tag == "a":
            self.links.append(dict(attrs).get("href"))


@pytest.mark.usefixtures("course")
def test_lessons_are_listed_in_order_with_their_titles(workspace: Path) -> None:
    """Every lesson of the course has its row, begun or not."""
    titles = [lesson.title for lesson in progress_table(workspace)]

    assert titles == ["How do I work here?", "What does the page say?"]


@pytest.mark.usefixtures("course")
def test_a_passed_check_counts(workspace: Path) -> None:
    """The exercise has two checks, of which one ran well."""
    solve_first(workspace)

    assert progress_table(workspace)[1].checks == Share(1, 2)


@pytest.mark.usefixtures("course")
@pytest.mark.parametrize("after", ["cleared", "damaged", "removed", "replaced"])
def test_what_has_passed_once_stays_passed(after: str, workspace: Path) -> None:
    """The record remembers what the notebook no longer shows."""
    solve_first(workspace)
    progress_text(workspace)

    if after == "cleared":
        write_notebook(exercise(workspace), answer(SOLVED), check())
    elif after == "damaged":
        exercise(workspace).write_text("{")
    elif after == "removed":
        exercise(workspace).unlink()
    else:
        write_notebook(exercise(workspace))

    assert progress_table(workspace)[1].checks == Share(1, 2)


@pytest.mark.usefixtures("course")
def test_looking_at_the_table_writes_nothing(workspace: Path) -> None:
    """The table is a view; keeping is another step."""
    solve_first(workspace)

    progress_table(workspace)

    assert list((workspace / ".nqpf").iterdir()) == []


@pytest.mark.usefixtures("course")
def test_answers_and_predictions_count(workspace: Path) -> None:
    """One question answered, wrong or right, and one prediction made."""
    recall("01").say({"id": "01-r1", "choice": "More of the same"})
    predict("01-body").say({"id": "01-body", "choice": "B"})

    lesson = progress_table(workspace)[1]

    assert (lesson.recall, lesson.predictions) == (Share(1, 2), Share(1, 2))


def test_without_sources_the_learners_own_checks_are_counted(
    course: Path, workspace: Path
) -> None:
    """In an instructor's class the release says how many checks there are."""
    (course / "exercises" / "source" / SLUG / f"{SLUG}.ipynb").unlink()
    solve_first(workspace)

    lesson = progress_table(workspace)[1]

    assert lesson.checks == Share(1, 1)
    assert lesson.finished


@pytest.mark.usefixtures("course")
def test_a_damaged_notebook_costs_one_sentence(workspace: Path) -> None:
    """The table stands, and says which notebook it could not read."""
    exercise(workspace).parent.mkdir(parents=True)
    exercise(workspace).write_text('{"cells": [')

    lesson = progress_table(workspace)[1]

    assert lesson.checks == Share(0, 2)
    assert lesson.problem.startswith("01-read-the-page.ipynb cannot be read")
    assert lesson.problem in progress_text(workspace)


def test_a_malformed_card_file_costs_one_sentence(
    course: Path, workspace: Path
) -> None:
    """An author's slip does not take the learner's table away."""
    (course / "lessons" / "cards" / "01.toml").write_text("[[recall]")

    [_, lesson] = progress_table(workspace)

    assert lesson.recall == Share(0, 0)
    assert "this is not TOML" in lesson.problem


@pytest.mark.usefixtures("course", "workspace")
def test_the_table_is_one_for_screen_readers() -> None:
    """Every column and every row has a head that says so."""
    table = Table(progress()._repr_html_())

    assert table.scopes == ["col"] * 4 + ["row"] * 2


@pytest.mark.usefixtures("course")
def test_links_lead_from_the_notebooks_folder_to_what_is_there(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the start notebook one click opens a lesson or its exercise."""
    solve_first(workspace)
    write_notebook(workspace / "lessons" / f"{SLUG}.ipynb")
    monkeypatch.chdir(workspace / "lessons")

    links = Table(progress()._repr_html_()).links

    assert links == [
        f"{SLUG}.ipynb",
        f"../exercises/{SLUG}/{SLUG}.ipynb",
        f"{SLUG}.ipynb",
    ]


@pytest.mark.usefixtures("course")
def test_the_text_has_a_line_a_lesson(workspace: Path) -> None:
    """The command line shows the same table, and where to go on."""
    solve_first(workspace)

    assert [
        re.split("  +", line) for line in progress_text(workspace).splitlines()
    ] == [
        ["Lesson", "Checks passed", "Recall answered", "Predictions made"],
        ["00 How do I work here?", "–", "–", "–"],
        ["01 What does the page say?", "1 of 2", "0 of 2", "0 of 2"],
        [""],
        ["Go on with: 01 What does the page say?"],
    ]


@pytest.mark.usefixtures("course")
def test_a_finished_lesson_is_called_finished(workspace: Path) -> None:
    """When every check has passed there is nothing to go on with."""
    second = check(grade_id="q2_check", ran=True)
    write_notebook(exercise(workspace), answer(SOLVED), check(ran=True), second)

    html = progress()._repr_html_()

    assert "finished</span>" in html
    assert "Go on with" not in html


@pytest.mark.usefixtures("course")
def test_outside_a_workspace_the_lessons_are_listed_without_links(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A grader that runs the start notebook sees a table of zeros."""
    monkeypatch.delenv("NQPF_WORKSPACE", raising=False)
    monkeypatch.chdir(tmp_path)

    shown = progress()

    assert [lesson.checks for lesson in shown.lessons] == [Share(0, 0), Share(0, 2)]
    assert Table(shown._repr_html_()).links == []


def test_progress_needs_no_widgets_and_no_tables() -> None:
    """The command line shows progress without importing what is heavy."""
    code = (
        "import json, sys, nqpf.study; nqpf.study.progress_text(None);"
        "print(json.dumps(list(sys.modules)))"
    )

    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    heavy = {"anywidget", "ipywidgets", "pandas", "altair", "nbgrader", "IPython"}
    assert heavy & set(json.loads(shown.stdout)) == set()
