"""The students' pages of hostile work show nothing hidden and hold nothing that runs.

The work is graded and the pages are written by the commands, as in a real course.
"""

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest

from tests.submissions.corpus import cases, hidden_words, source
from tests.submissions.notebook import write
from tests.submissions.pages import ATTACKS, Notebook

ROOT = Path(__file__).parents[2]
ON = "numbers"
"""What the attacks answer."""

CASES = (
    "an exception named after what was asked",
    "told in a later message",
    "told by numpy's own message",
    "a type named after what was asked",
    "printed where a page could show it",
    "outputs that are none",
    "pictures as bytes",
    "a result that the judge cannot show",
    "output cleared and forged",
    "looks for the tests in the history",
    "looks for the answer in the callers' frames",
    "linecache and inspect forged",
    "hooks on every cell",
)
"""Those of the corpus whose outputs, errors or messages might tell something."""

TAGS = re.compile(
    "html|head|meta|title|style|body|main|header|section|div|h[1-4]|p|ul|ol|li|a|table|"
    "caption|thead|tbody|tr|th|td|pre|code|span|strong|em|del|br|hr|blockquote|img"
)
ATTRIBUTES = re.compile(
    "lang|charset|http-equiv|content|name|class|id|scope|aria-labelledby|alt|rel|style"
)
ADDRESSES = re.compile(
    r"#cell-\d+|https?://.*|mailto:.*|data:image/png;base64,[\w+/=]*"
)
HIDDEN = re.compile(r"### BEGIN HIDDEN TESTS\n.*?### END HIDDEN TESTS\n?", re.DOTALL)
ALIGNED = re.compile(r"text-align:(left|center|right)")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")

pytestmark = pytest.mark.timeout(900)

every_case = pytest.mark.parametrize("case", CASES)
every_attack = pytest.mark.parametrize("attack", ATTACKS)
everything = pytest.mark.parametrize("name", [*CASES, *ATTACKS])


class Page(HTMLParser):
    """A page, taken apart."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.content = content
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self._texts: list[str] = []
        self._is_style = False
        self.feed(content)
        self.close()

    @cached_property
    def text(self) -> str:
        """All that is read."""
        return "".join(self._texts)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag."""
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        self._is_style = tag == "style"

    def handle_endtag(self, tag: str) -> None:
        """Leave a tag."""
        self._is_style = self._is_style and tag != "style"

    def handle_data(self, data: str) -> None:
        """Keep a text."""
        if not self._is_style:
            self._texts.append(data)


@dataclass(frozen=True, slots=True)
class Given:
    """What a student handed in, and the page that came back."""

    on: str
    handed_in: str
    page: Page


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Given]:
    """Grade everything and write the pages; return them by name."""
    course = tmp_path_factory.mktemp("pages")
    chosen = {case.name: case for case in cases() if case.name in CASES}
    work = {
        name: (case.on, _released(case.notebook({}))) for name, case in chosen.items()
    }
    for name, attack in ATTACKS.items():
        notebook = _released(source(ON))
        attack(notebook)
        work[name] = ON, notebook
    students = {name: f"s{at:02}" for at, name in enumerate([*CASES, *ATTACKS])}
    for name, (on, notebook) in work.items():
        path = course / "submitted" / students[name] / on / f"{on}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(notebook), encoding="utf-8")
        path.with_name("<script>alert('taken')<\uff0fscript>").symlink_to("nowhere")
    assignments = sorted({on for on, _ in work.values()})
    for on in assignments:
        write(source(on), course / "source" / on / f"{on}.ipynb")
        for command in ("grade", "feedback"):
            _run(course, command, on)
    return {
        name: Given(on, json.dumps(notebook), _page(course, students[name], on))
        for name, (on, notebook) in work.items()
    }


def _run(course: Path, *command: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "autograder", *command, "--course", str(course)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def _page(course: Path, student: str, on: str) -> Page:
    path = course / "feedback" / student / on / f"{on}.html"
    return Page(path.read_text(encoding="utf-8"))


def _released(notebook: nbformat.NotebookNode) -> Notebook:
    """Return a notebook as a student has it: without what is hidden."""
    told: Notebook = json.loads(nbformat.writes(notebook))
    for each in told["cells"]:
        each["source"] = HIDDEN.sub("", "".join(each["source"]))
    return told


def _hidden_lines(name: str) -> set[str]:
    """Return the lines that stand between a source's marks and nowhere else."""
    text = "\n".join(cell.source for cell in source(name).cells)
    hidden = "\n".join(HIDDEN.findall(text))
    return _lines(hidden) - _lines(HIDDEN.sub("", text))


def _lines(text: str) -> set[str]:
    return {line.strip() for line in text.splitlines() if line.strip()}


@everything
def test_a_page_shows_no_hidden_line(given: Mapping[str, Given], name: str) -> None:
    """What is told of a test is what was released of it."""
    told = given[name]

    hidden = _hidden_lines(told.on)
    assert hidden
    assert hidden & _lines(told.page.text) == set()
    assert "HIDDEN TESTS" not in told.page.content


@everything
def test_a_page_tells_no_hidden_word(given: Mapping[str, Given], name: str) -> None:
    """No number and no word of a hidden test that the student had not written."""
    told = given[name]

    secret = [word for word in hidden_words(told.on) if word not in told.handed_in]
    assert secret
    assert [word for word in secret if word in told.page.content] == []


@everything
def test_a_page_is_made_of_plain_tags(given: Mapping[str, Given], name: str) -> None:
    """No script, frame, form, object or drawing is on it, whoever wrote one."""
    page = given[name].page

    assert [tag for tag in page.tags if not TAGS.fullmatch(tag)] == []
    assert page.content.count("<style") == 1


@everything
def test_a_page_has_no_attribute_that_acts(
    given: Mapping[str, Given], name: str
) -> None:
    """Nothing happens on an event, and an address leads to the web or to a cell."""
    acting = [
        (attribute, value)
        for attribute, value in given[name].page.attributes
        if not (
            ATTRIBUTES.fullmatch(attribute)
            or (attribute in {"href", "src"} and ADDRESSES.fullmatch(value))
        )
    ]

    assert acting == []


@everything
def test_a_page_styles_nothing_but_columns(
    given: Mapping[str, Given], name: str
) -> None:
    """Nothing covers the page, or hides a part of it."""
    found = given[name].page.attributes

    styles = [value for attribute, value in found if attribute == "style"]
    assert [value for value in styles if not ALIGNED.fullmatch(value)] == []


@everything
def test_a_page_lets_a_browser_run_nothing(
    given: Mapping[str, Given], name: str
) -> None:
    """The policy comes before anything that a student wrote."""
    before, _, _ = given[name].page.content.partition("<body>")

    assert "Content-Security-Policy\" content=\"default-src 'none';" in before


@everything
def test_a_page_is_readable_text(given: Mapping[str, Given], name: str) -> None:
    """No character on it controls anything."""
    assert not CONTROL.search(given[name].page.content)


@every_attack
def test_an_attack_stands_there_as_text(
    given: Mapping[str, Given], attack: str
) -> None:
    """It has reached the page: as text it does no harm."""
    assert "alert(" in given[attack].page.text


@every_case
def test_a_page_shows_what_was_handed_in(given: Mapping[str, Given], case: str) -> None:
    """The student finds the own work on it."""
    (chosen,) = (each for each in cases() if each.name == case)

    page = given[case].page.text
    words = [*chosen.answers.values(), *(text for _, text in chosen.own)]
    assert words
    assert all(text.strip().splitlines()[-1].strip() in page for text in words)


def test_what_the_grader_notes_cannot_be_handed_in(given: Mapping[str, Given]) -> None:
    """An outcome is what the grader found, whatever the file said of itself."""
    page = " ".join(given["outputs and notes handed in"].page.text.split())

    assert "area_check✗ Not passed0 of 2" in page
