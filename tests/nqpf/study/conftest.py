"""A small course and an empty workspace, so that no test touches the real ones."""

from pathlib import Path

import pytest

from nqpf import places
from tests.nqpf.study.cells import SLUG, SOLVED, answer, check, markdown, write_notebook

CARDS = """
[[recall]]
id = "01-r1"
question = "What is 新质生产力 built on?"
[[recall.choices]]
text = "More of the same"
reason = "That is growth by quantity."
[[recall.choices]]
text = "Innovation & quality"
right = true
reason = "The page says so in its first lines."

[[recall]]
id = "01-r2"
question = "Which call joins the lines?"
[[recall.choices]]
text = "`join(lines)`"
right = true
reason = "It undoes the hard breaks."
[[recall.choices]]
text = "`despace(line)`"
reason = "That one works on a single line."

[[predict]]
id = "01-lines"
question = "How many lines are there?"
kind = "number"
unit = "lines"
low = 1
high = 2000

[[predict]]
id = "01-body"
question = "Whose headline is it?"
kind = "choice"
choices = ["A", "B", "C"]

[[hint]]
id = "01-q1"
steps = ["Look at line 13.", "Compare every second character.", "Use `line[::2]`."]

[[solution]]
id = "01-q1"
explanation = "A stretched line has a space at every second place."
"""


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make an empty workspace that the study tools take for the learner's."""
    folder = tmp_path / "study"
    (folder / places.STATE_FOLDER).mkdir(parents=True)
    monkeypatch.setenv("NQPF_WORKSPACE", str(folder))
    return folder


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a course of two lessons; the second has cards and an exercise."""
    folder = tmp_path / "course"
    lessons = folder / "lessons"
    write_notebook(lessons / "00-start-here.ipynb", markdown("# How do I work here?"))
    write_notebook(
        lessons / f"{SLUG}.ipynb", markdown("Hello.\n\n# What does the page say?")
    )
    (lessons / "cards").mkdir()
    (lessons / "cards" / "01.toml").write_text(CARDS, encoding="utf-8")
    source = folder / "exercises" / "source" / SLUG / f"{SLUG}.ipynb"
    write_notebook(source, answer(SOLVED), check(), check(grade_id="q2_check"))
    monkeypatch.setattr(places, "lessons_folder", lambda: lessons)
    monkeypatch.setattr(places, "exercises_folder", lambda: folder / "exercises")
    return folder
