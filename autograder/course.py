"""An nbgrader course on disk, as nbgrader itself reads it.

The settings come from the same files in the same order, folders from the same
`directory_structure`, and what is passed over is what nbgrader passes over. nbgrader
takes seconds to import, so it is imported when a course is opened.
"""

import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fnmatch import fnmatchcase
from glob import escape, glob
from itertools import takewhile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from autograder.errors import BadSubmissionError, CourseError
from autograder.files import Allowance, Files, Gathered, gather

if TYPE_CHECKING:
    from traitlets.config import Config

CONFIG = "nbgrader_config"
STAMP = "timestamp.txt"
"""The file in which nbgrader keeps when a submission was handed in."""

_KILOBYTE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """A student's folder for one assignment.

    Parameters
    ----------
    student
        Whose.
    folder
        Where.
    below
        The folder above it from which on everything is the student's own: no link
        there is followed.
    """

    student: str
    folder: Path
    below: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Where the parts of a course lie, and how it is set up.

    Parameters
    ----------
    root
        The course's folder.
    course_id
        Its name in the gradebook.
    db_url
        The gradebook's address.
    structure
        nbgrader's `directory_structure`.
    steps
        The folder's name of each of nbgrader's steps.
    ignore
        The names that are passed over (globs).
    allowance
        How much of a folder is taken.
    hidden_mark
        What the first line has that students do not see of a test.
    header, footer
        Notebooks whose cells stand before and after those of every source, if any.
    config
        All settings, for nbgrader's plugins.
    """

    root: Path
    course_id: str
    db_url: str
    structure: str
    steps: Mapping[str, str]
    ignore: tuple[str, ...]
    allowance: Allowance
    hidden_mark: str
    header: Path | None
    footer: Path | None
    config: "Config"
    _students: str = "*"
    _excluded: frozenset[str] = frozenset()
    _notebooks: str = "*"
    _kept: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def folder(self, step: str, assignment: str, student: str = ".") -> Path:
        """Return where a step of an assignment lies, whether or not it exists.

        Parameters
        ----------
        step
            "source", "release", "submitted", "autograded" or "feedback".
        assignment, student
            Their names; a source has no student.
        """
        return self.root / self._formatted(self.steps[step], assignment, student)

    def assignments(self) -> tuple[str, ...]:
        """Return the names of the assignments that have sources."""
        return tuple(
            name
            for name, folder in self._found("source", "assignment_id", student_id=".")
            if any(folder.glob("*.ipynb"))
        )

    def sources(self, assignment: str) -> tuple[Path, ...]:
        """Return an assignment's source notebooks, in order.

        Raises
        ------
        CourseError
            If there are none.
        """
        folder = self.folder("source", assignment)
        found = sorted(folder.glob("*.ipynb")) if _is_name(assignment) else []
        found = [path for path in found if fnmatchcase(path.stem, self._notebooks)]
        if not found:
            there = ", ".join(self.assignments()) or "none"
            msg = (
                f"The course in {self.root} has no assignment {assignment!r} with a "
                f"source notebook; there are: {there}."
            )
            raise CourseError(msg)
        return tuple(found)

    def handed_in(
        self, assignment: str, students: Sequence[str] = ()
    ) -> tuple[Handed, ...]:
        """Return who handed in an assignment, in the order of their names.

        Parameters
        ----------
        assignment
            Its name.
        students
            Only these; by default everyone whom the settings do not exclude.

        Raises
        ------
        CourseError
            If nobody did, or one of `students` did not.
        """
        below = self._above(assignment)
        found = {
            student: Handed(student=student, folder=folder, below=below)
            for student, folder in self._found(
                "submitted", "student_id", assignment_id=assignment
            )
        }
        missing = [student for student in students if student not in found]
        if missing:
            who = ", ".join(map(repr, missing))
            msg = (
                f"There is no submission of {assignment!r} by {who} below "
                f"{self.root / self.steps['submitted']}."
            )
            raise CourseError(msg)
        wanted = set(students) or {name for name in found if self._is_wanted(name)}
        if not wanted:
            where = self.folder("submitted", assignment, "*")
            msg = f"Nobody has handed in {assignment!r}: there is no folder {where}."
            raise CourseError(msg)
        return tuple(found[student] for student in sorted(wanted))

    def support(self, assignment: str) -> Files:
        """Return the files beside an assignment's sources."""
        kept = set(self._kept.get(assignment, ()))
        found = gather(
            self.folder("source", assignment),
            ignore=(*self.ignore, "*.ipynb"),
            allowance=Allowance(
                largest=2**40, total=2**40, number=2**20, is_trusted=True
            ),
        )
        return {path: data for path, data in found.files.items() if path not in kept}

    def own_files(self, handed: Handed, *, but: Container[str] = ()) -> Gathered:
        """Return the files that a student put beside the notebooks.

        Parameters
        ----------
        handed
            The student's folder.
        but
            Paths that are passed over, as the course has its own files for them.
        """
        return gather(
            handed.folder,
            below=handed.below,
            ignore=(*self.ignore, "*.ipynb"),
            but=but,
            allowance=self.allowance,
        )

    def _formatted(self, step: str, assignment: str, student: str) -> str:
        return self.structure.format(
            nbgrader_step=step, assignment_id=assignment, student_id=student
        )

    def _above(self, assignment: str) -> Path:
        """Return where submissions lie, up to the part that has a student's name."""
        parts = PurePosixPath(self.structure).parts
        own = takewhile(lambda part: "{student_id" not in part, parts)
        shape = str(PurePosixPath(*own))
        step = self.steps["submitted"]
        return self.root / shape.format(nbgrader_step=step, assignment_id=assignment)

    def _is_wanted(self, student: str) -> bool:
        is_matched = fnmatchcase(student, self._students)
        return is_matched and student not in self._excluded

    def _found(
        self, step: str, unknown: str, **known: str
    ) -> Iterator[tuple[str, Path]]:
        """Yield the existing folders of a step, and what stands for the unknown."""
        if not all(_is_name(name) for name in known.values()):
            return
        known["nbgrader_step"] = self.steps[step]
        globs = {name: escape(value) for name, value in known.items()}
        pattern = self.structure.format(**globs, **{unknown: "*"})
        told = "([^/]+)"
        mark = "\0"
        shape = re.escape(self.structure.format(**known, **{unknown: mark}))
        shape = shape.replace(mark, told, 1).replace(mark, r"\1")
        # Path.glob would tidy away the "." that stands for a source's student.
        for name in sorted(glob(pattern, root_dir=self.root)):  # noqa: PTH207
            match = re.fullmatch(shape, name)
            # A name that is no text could stand in no gradebook.
            if match and match[1].isprintable() and _is_there(self.root / name):
                yield match[1], self.root / name


def open_course(folder: Path | None = None) -> Course:
    """Read the settings of the course in a folder.

    Parameters
    ----------
    folder
        The course; by default the one that the settings of the current folder name,
        which is usually the current folder.

    Raises
    ------
    CourseError
        If there is no course, or its settings cannot be read.
    """
    from nbgrader.coursedir import CourseDirectory  # noqa: PLC0415

    start = (folder or Path.cwd()).absolute()
    config = _settings(_settings_folders(start))
    fixed = {"root": str(start)} if folder else {}
    directory = _checked(start, lambda: CourseDirectory(config=config, **fixed))
    root = Path(directory.root)
    if root != start:
        config = _settings([*_settings_folders(start), root])
        directory = _checked(
            root, lambda: CourseDirectory(config=config, root=str(root))
        )
    course = _course(root, directory, config)
    has_source = (root / course.steps["source"]).is_dir()
    if not has_source and not (root / f"{CONFIG}.py").is_file():
        msg = (
            f"There is no nbgrader course in {root}: neither {CONFIG}.py nor a folder "
            f"{course.steps['source']}; go to the course's folder or give --course DIR."
        )
        raise CourseError(msg)
    return course


def stamped(files: Files) -> datetime | None:
    """Return when a submission was handed in: UTC, without a zone.

    Parameters
    ----------
    files
        The submission's own, of which nbgrader writes one when it collects it.

    Raises
    ------
    BadSubmissionError
        If there is such a file and no date in it.

    Examples
    --------
    >>> stamped({"timestamp.txt": b"2026-03-01 12:00:00 Asia/Shanghai"})
    datetime.datetime(2026, 3, 1, 4, 0)
    """
    from nbgrader.utils import parse_utc  # noqa: PLC0415

    text = files.get(STAMP, b"").decode(errors="replace").strip()
    if not text:
        return None
    try:
        moment: datetime = parse_utc(text)
    except (ValueError, OverflowError, TypeError, AttributeError) as error:
        msg = f"The file {STAMP} holds no date; it counts as handed in in time."
        raise BadSubmissionError(msg) from error
    return moment


def _course(root: Path, directory: Any, config: "Config") -> Course:  # noqa: ANN401
    """Take what grading needs from nbgrader's own value of the settings."""
    steps = ("source", "release", "submitted", "autograded", "feedback")
    excluded = directory.student_id_exclude.split(",")
    around = config.get("IncludeHeaderFooter", {})
    if not around.get("enabled", True):
        around = {}
    return Course(
        root=root,
        course_id=directory.course_id,
        db_url=_absolute(directory.db_url, root),
        structure=directory.directory_structure,
        steps={step: getattr(directory, f"{step}_directory") for step in steps},
        ignore=tuple(directory.ignore),
        allowance=Allowance(
            largest=directory.max_file_size * _KILOBYTE,
            total=directory.max_dir_size * _KILOBYTE,
        ),
        hidden_mark=config.get("ClearHiddenTests", {}).get(
            "begin_test_delimeter", "BEGIN HIDDEN TESTS"
        ),
        header=_below(root, around.get("header")),
        footer=_below(root, around.get("footer")),
        config=config,
        _students=directory.student_id,
        _excluded=frozenset(name.strip() for name in excluded),
        _notebooks=directory.notebook_id,
        _kept=dict(config.get("Autograde", {}).get("exclude_overwriting", {})),
    )


def _settings_folders(start: Path) -> list[Path]:
    """Return where settings lie, the strongest last, as Jupyter looks for them."""
    from jupyter_core.paths import (  # noqa: PLC0415
        jupyter_config_dir,
        jupyter_config_path,
    )

    shared = [Path(folder) for folder in jupyter_config_path()]
    personal = Path(jupyter_config_dir())
    if personal not in shared:
        shared.insert(0, personal)
    return [*reversed(shared), start]


def _settings(folders: Sequence[Path]) -> "Config":
    from traitlets.config.loader import (  # noqa: PLC0415
        Config,
        ConfigFileNotFound,
        JSONFileConfigLoader,
        PyFileConfigLoader,
    )

    config = Config()
    for name in ("jupyter_config", CONFIG):
        for folder in folders:
            for kind, ending in (
                (PyFileConfigLoader, "py"),
                (JSONFileConfigLoader, "json"),
            ):
                loader = kind(f"{name}.{ending}", path=str(folder))
                try:
                    found = _checked(folder / f"{name}.{ending}", loader.load_config)
                except ConfigFileNotFound:
                    continue
                config.merge(found)
    return config


def _checked(where: Path, read: Callable[[], Any]) -> Any:  # noqa: ANN401
    """Read settings, which are a program of the author's: anything may go wrong."""
    from traitlets.config.loader import ConfigFileNotFound  # noqa: PLC0415

    try:
        return read()
    except ConfigFileNotFound:
        raise
    except Exception as error:
        shown = " ".join(f"{type(error).__name__}: {error}".split())
        msg = f"The settings in {where} cannot be used ({shown})."
        raise CourseError(msg) from error


def _absolute(db_url: str, root: Path) -> str:
    """Return a database's address; SQLite's relative paths start at the course.

    Examples
    --------
    >>> _absolute("sqlite:///gradebook.db", Path("/course"))
    'sqlite:////course/gradebook.db'
    """
    start = "sqlite:///"
    path = db_url.removeprefix(start)
    is_relative = db_url.startswith(start) and path and path != ":memory:"
    return f"{start}{root / path}" if is_relative else db_url


def _below(root: Path, path: str | None) -> Path | None:
    """Return a path as nbgrader means it in a course's settings: from its root."""
    return root / path if path else None


def _is_there(folder: Path) -> bool:
    """Say whether a folder is there, or a link, wherever that may lead."""
    return folder.is_symlink() or folder.is_dir()


def _is_name(text: str) -> bool:
    """Say whether a text names one folder, and not a way to another."""
    return bool(text) and "/" not in text and "\0" not in text and text != ".."
