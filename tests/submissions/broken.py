"""Files that were tampered with or broken, as bytes made from an honest notebook.

Each is a function from the honest notebook's JSON to what lies on the disk. Where a
test was tampered with, `area` answers wrong, so that only a test that does not run
could give its points.
"""

import json
import os
import sys
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from autograder.read import LIMIT
from tests.submissions.corpus import points, source

ON = "numbers"
WRONG = "def area(width, height):\n    return 0\n"

Notebook: TypeAlias = dict[str, Any]
Make: TypeAlias = Callable[[Notebook], Notebook | bytes]
Put: TypeAlias = Callable[[Path, bytes], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file that is handed in, and what it must get.

    Parameters
    ----------
    name
        What was done.
    make
        Does it.
    loses
        The tests that earn nothing.
    is_readable
        Whether anything is run.
    """

    name: str
    make: Make
    loses: frozenset[str] = frozenset()
    is_readable: bool = True

    @property
    def scores(self) -> dict[str, float]:
        """What each test must give."""
        full = points(ON)
        return full | dict.fromkeys(self.loses if self.is_readable else full, 0.0)

    def content(self) -> bytes:
        """Return what lies on the disk."""
        made = self.make(deepcopy(_honest()))
        return made if isinstance(made, bytes) else json.dumps(made).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Something on the disk that is no file.

    Parameters
    ----------
    name
        What it is.
    put
        Puts it there, handed where, and an honest notebook's bytes.
    """

    name: str
    put: Put = field(repr=False)


FILES: list[File] = []
PLACES: list[Place] = []


def honest() -> bytes:
    """Return an honest notebook."""
    return json.dumps(_honest()).encode()


def _honest() -> Notebook:
    made: Notebook = json.loads(json.dumps(source(ON)))
    return made


def _file(*loses: str, is_readable: bool = True) -> Callable[[Make], Make]:
    def register(make: Make) -> Make:
        name = make.__name__.strip("_").replace("_", " ")
        FILES.append(
            File(name=name, make=make, loses=frozenset(loses), is_readable=is_readable)
        )
        return make

    return register


def _place(put: Put) -> Put:
    PLACES.append(Place(name=put.__name__.strip("_").replace("_", " "), put=put))
    return put


def _cell(notebook: Notebook, name: str) -> Notebook:
    found: Notebook = next(c for c in notebook["cells"] if _name(c) == name)
    return found


def _name(cell: Notebook) -> str | None:
    name: str | None = cell["metadata"].get("nbgrader", {}).get("grade_id")
    return name


def _tests(notebook: Notebook) -> list[Notebook]:
    return [cell for cell in notebook["cells"] if _name(cell) in points(ON)]


def _with_wrong(notebook: Notebook) -> Notebook:
    _cell(notebook, "area")["source"] = WRONG
    return notebook


# Cells


@_file("area_check")
def _a_test_deleted(notebook: Notebook) -> Notebook:
    notebook["cells"].remove(_cell(notebook, "area_check"))
    return _with_wrong(notebook)


@_file()
def _all_but_the_answers_deleted(notebook: Notebook) -> Notebook:
    kept = [c for c in notebook["cells"] if c["metadata"]["nbgrader"]["solution"]]
    return notebook | {"cells": kept}


@_file("area_check")
def _a_test_weakened(notebook: Notebook) -> Notebook:
    _cell(notebook, "area_check")["source"] = "pass"
    return _with_wrong(notebook)


@_file("area_check")
def _a_test_unlocked_and_ungraded(notebook: Notebook) -> Notebook:
    tag = _cell(notebook, "area_check")["metadata"]["nbgrader"]
    tag.update(locked=False, grade=False, solution=True, points=0)
    return _with_wrong(notebook)


@_file("area_check")
def _a_test_made_text(notebook: Notebook) -> Notebook:
    _cell(notebook, "area_check")["cell_type"] = "markdown"
    return _with_wrong(notebook)


@_file("area_check")
def _a_test_allowed_to_fail(notebook: Notebook) -> Notebook:
    _cell(notebook, "area_check")["metadata"]["tags"] = ["raises-exception"]
    return _with_wrong(notebook)


@_file("area_check")
def _a_test_of_its_own_under_an_old_name(notebook: Notebook) -> Notebook:
    copy = deepcopy(_cell(notebook, "area_check"))
    copy["source"] = "2"
    notebook["cells"].append(copy)
    return _with_wrong(notebook)


@_file("area_check")
def _the_name_of_a_test_on_an_answer(notebook: Notebook) -> Notebook:
    notebook["cells"].remove(_cell(notebook, "area_check"))
    _cell(notebook, "area")["metadata"]["nbgrader"]["grade_id"] = "area_check"
    return notebook


@_file()
def _points_raised(notebook: Notebook) -> Notebook:
    for cell in _tests(notebook):
        cell["metadata"]["nbgrader"]["points"] = 1000
    return notebook


@_file()
def _points_that_are_none(notebook: Notebook) -> Notebook:
    kinds = [-1, "many", None, [], {}, True, 1e308, "1e999"]
    for cell, kind in zip(_tests(notebook), kinds, strict=False):
        cell["metadata"]["nbgrader"]["points"] = kind
    return notebook


@_file()
def _a_grade_cell_invented(notebook: Notebook) -> Notebook:
    copy = deepcopy(_cell(notebook, "area_check"))
    copy["metadata"]["nbgrader"].update(grade_id="bonus", points=100)
    copy["source"] = "100"
    notebook["cells"] += [copy, copy]
    return notebook


@_file()
def _cells_reversed(notebook: Notebook) -> Notebook:
    return notebook | {"cells": notebook["cells"][::-1]}


@_file()
def _answers_made_text(notebook: Notebook) -> Notebook:
    for cell in notebook["cells"]:
        cell["cell_type"] = "markdown"
    return notebook


@_file()
def _every_cell_copied(notebook: Notebook) -> Notebook:
    return notebook | {"cells": notebook["cells"] * 2}


@_file("area_check")
def _a_wrong_answer_behind_a_right_one(notebook: Notebook) -> Notebook:
    copy = deepcopy(_cell(notebook, "area"))
    copy["source"] = WRONG
    notebook["cells"].append(copy)
    return notebook


@_file()
def _a_right_answer_behind_a_wrong_one(notebook: Notebook) -> Notebook:
    copy = deepcopy(_cell(notebook, "area"))
    _with_wrong(notebook)
    notebook["cells"].append(copy)
    return notebook


@_file("area_check")
def _answers_under_each_others_names(notebook: Notebook) -> Notebook:
    area, near = _cell(notebook, "area"), _cell(notebook, "near")
    area["source"], near["source"] = near["source"], area["source"]
    return notebook


@_file()
def _names_of_wrong_types(notebook: Notebook) -> Notebook:
    kinds: list[object] = [7, None, [], {}, "", True, ["area_check"], 1.5]
    for cell, kind in zip(_tests(notebook), kinds, strict=False):
        cell["metadata"]["nbgrader"]["grade_id"] = kind
    return notebook


@_file()
def _names_beyond_reason(notebook: Notebook) -> Notebook:
    kinds = ["x" * 10**6, "\0", "../../gradebook", "名\u202e", "area_check\n", "\ud800"]
    for cell, kind in zip(_tests(notebook), kinds, strict=False):
        cell["metadata"]["nbgrader"]["grade_id"] = kind
    return notebook


@_file()
def _metadata_of_wrong_types(notebook: Notebook) -> Notebook:
    kinds: list[object] = [7, None, [], "text", {"nbgrader": 7}, {"nbgrader": []}]
    for cell, kind in zip(_tests(notebook), kinds, strict=False):
        cell["metadata"] = kind
    return notebook


@_file("area_check", "near_check", "root_check")
def _sources_of_wrong_types(notebook: Notebook) -> Notebook:
    _cell(notebook, "area")["source"] = 7
    _cell(notebook, "near")["source"] = {"text": "near = abs"}
    _cell(notebook, "root")["source"] = ["root = ", 7]
    _cell(notebook, "words_check")["source"] = None
    return notebook


@_file()
def _sources_line_by_line(notebook: Notebook) -> Notebook:
    for cell in notebook["cells"]:
        cell["source"] = cell["source"].splitlines(keepends=True)
    return notebook


@_file()
def _cells_that_are_none(notebook: Notebook) -> Notebook:
    cells = [None, 7, "cell", [], {}, True, *notebook["cells"], {"source": "1"}]
    return notebook | {"cells": cells}


@_file()
def _cells_of_no_known_type(notebook: Notebook) -> Notebook:
    kinds = ["heading", "", 7, None, [], {}, "CODE", "raw"]
    for cell, kind in zip(notebook["cells"], kinds * 9, strict=False):
        cell["cell_type"] = kind
    return notebook


@_file()
def _outputs_forged(notebook: Notebook) -> Notebook:
    shown = {"output_type": "execute_result", "data": {"text/plain": "100"}}
    for cell in notebook["cells"]:
        cell["outputs"] = [shown, 7, {"output_type": []}, {"text": "x" * 10**5}]
        cell["execution_count"] = "first"
        cell["id"] = [7]
        cell["attachments"] = {"a": 7, "b": {"image/png": []}}
    return notebook


@_file()
def _checksums_forged(notebook: Notebook) -> Notebook:
    for cell in notebook["cells"]:
        cell["metadata"]["nbgrader"].update(checksum="0" * 32, schema_version=99)
    return notebook


@_file()
def _an_unknown_kernel(notebook: Notebook) -> Notebook:
    spec = {"name": "no-such", "language": "bash", "argv": ["sh", "-c", "exit"]}
    return notebook | {"metadata": {"kernelspec": spec, "language_info": 7}}


@_file()
def _a_notebooks_metadata_of_wrong_type(notebook: Notebook) -> Notebook:
    return notebook | {"metadata": ["celltoolbar"]}


@_file()
def _versions_that_are_none(notebook: Notebook) -> Notebook:
    return notebook | {"nbformat": "four", "nbformat_minor": [99]}


@_file()
def _a_version_yet_to_come(notebook: Notebook) -> Notebook:
    return notebook | {"nbformat": 5, "nbformat_minor": 10**9}


@_file()
def _deep_metadata(notebook: Notebook) -> Notebook:
    deep: list[Any] = []
    for _ in range(sys.getrecursionlimit() // 4):
        deep = [deep]
    return notebook | {"metadata": {"deep": deep}}


@_file()
def _ten_thousand_cells_of_text(notebook: Notebook) -> Notebook:
    text = {"cell_type": "markdown", "metadata": {}, "source": "#"}
    return notebook | {"cells": [*notebook["cells"], *[text] * 10_000]}


@_file("area_check")
def _half_a_character(notebook: Notebook) -> Notebook:
    _cell(notebook, "area")["source"] = "area = '\ud800'"
    return notebook


# Bytes


@_file()
def _a_byte_order_mark(notebook: Notebook) -> bytes:
    return b"\xef\xbb\xbf" + json.dumps(notebook).encode()


@_file()
def _sixteen_bits_a_character(notebook: Notebook) -> bytes:
    return json.dumps(notebook, ensure_ascii=False).encode("utf-16")


@_file()
def _much_output(notebook: Notebook) -> Notebook:
    text = {"output_type": "stream", "name": "stdout", "text": "x" * 2 * 10**7}
    notebook["cells"][0]["outputs"] = [text]
    return notebook


@_file()
def _members_named_twice(notebook: Notebook) -> bytes:
    return b'{"cells": 7, "nbformat": 3, ' + json.dumps(notebook).encode()[1:]


@_file(is_readable=False)
def _nothing(_notebook: Notebook) -> bytes:
    return b""


@_file(is_readable=False)
def _blanks(_notebook: Notebook) -> bytes:
    return b" \n\t" * 100


@_file(is_readable=False)
def _cut_in_half(notebook: Notebook) -> bytes:
    content = json.dumps(notebook).encode()
    return content[: len(content) // 2]


@_file(is_readable=False)
def _cut_by_a_byte(notebook: Notebook) -> bytes:
    return json.dumps(notebook).encode()[:-1]


@_file(is_readable=False)
def _brackets(_notebook: Notebook) -> bytes:
    return b"[" * 10**6


@_file(is_readable=False)
def _deep_braces(_notebook: Notebook) -> bytes:
    return b'{"cells":' * 10**5 + b"[]" + b"}" * 10**5


@_file(is_readable=False)
def _latin_letters(notebook: Notebook) -> bytes:
    notebook["cells"][0]["source"] = "# café"
    return json.dumps(notebook, ensure_ascii=False).encode("latin-1")


@_file(is_readable=False)
def _no_text_at_all(_notebook: Notebook) -> bytes:
    return bytes(range(256)) * 64


@_file(is_readable=False)
def _a_notebook_too_large(notebook: Notebook) -> bytes:
    return json.dumps(notebook).encode() + b" " * LIMIT


@_file(is_readable=False)
def _no_notebook(_notebook: Notebook) -> bytes:
    return b'{"name": "package", "version": "1.0"}'


@_file(is_readable=False)
def _a_list(notebook: Notebook) -> bytes:
    return json.dumps([notebook]).encode()


@_file(is_readable=False)
def _a_number(_notebook: Notebook) -> bytes:
    return b"4"


@_file(is_readable=False)
def _cells_in_no_list(notebook: Notebook) -> Notebook:
    return notebook | {"cells": dict(enumerate(notebook["cells"]))}


@_file(is_readable=False)
def _worksheets_of_old(notebook: Notebook) -> Notebook:
    return {"nbformat": 3, "worksheets": [{"cells": notebook["cells"]}]}


@_file(is_readable=False)
def _a_number_that_is_none(notebook: Notebook) -> bytes:
    return json.dumps(notebook | {"metadata": {"x": float("nan")}}).encode()


@_file(is_readable=False)
def _a_number_of_many_digits(notebook: Notebook) -> bytes:
    return b'{"x": ' + b"9" * 10_000 + b", " + json.dumps(notebook).encode()[1:]


# Places


@_place
def _nothing_there(_path: Path, _content: bytes) -> None:
    return


@_place
def _a_link_to_a_notebook(path: Path, content: bytes) -> None:
    target = path.with_name("elsewhere.ipynb")
    target.write_bytes(content)
    path.symlink_to(target)


@_place
def _a_link_that_leads_nowhere(path: Path, _content: bytes) -> None:
    path.symlink_to(path.with_name("nowhere.ipynb"))


@_place
def _a_link_to_itself(path: Path, _content: bytes) -> None:
    path.symlink_to(path)


@_place
def _a_link_to_a_device(path: Path, _content: bytes) -> None:
    path.symlink_to("/dev/zero")


@_place
def _a_folder(path: Path, content: bytes) -> None:
    path.mkdir()
    (path / "inner.ipynb").write_bytes(content)


@_place
def _a_pipe(path: Path, _content: bytes) -> None:
    os.mkfifo(path)
