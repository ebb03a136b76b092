"""What is put off is there when it is needed."""

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

LOOK = """
import sys
from autograder.postpone import postpone
postpone()
import jsonschema
early = "lark" in sys.modules
checker = jsonschema.Draft7Validator.FORMAT_CHECKER
texts = "http://例.中国/页", "a b"
print(early, *(checker.conforms(text, "iri") for text in texts))
print(*(checker.conforms(text, "uri") for text in ("http://a.b/", "a b")))
import rfc3987_syntax
print(rfc3987_syntax.parse("iri", "http://a.b/").data)
"""


SETTINGS = """
import sys
from autograder.postpone import postpone
postpone()
import nbgrader.coursedir
print("nbgrader.exchange" in sys.modules)
from nbgrader.server_extensions.formgrader.base import BaseHandler
print(BaseHandler.__name__)
class App:
    def __getattr__(self, name):
        raise LookupError(name)
try:
    nbgrader._load_jupyter_server_extension(App())
except LookupError as error:
    print("asked for", error)
print("nbgrader.server_extensions.assignment_list.handlers" in sys.modules)
"""


UNPACK = """
import sys
from autograder.postpone import postpone
postpone()
from nbgrader.utils import unpack_archive, unpack_tarfile, unpack_zipfile
print("setuptools" in sys.modules)
unpack_archive(*sys.argv[1:], drivers=(unpack_tarfile, unpack_zipfile))
"""


def test_addresses_are_checked_as_ever() -> None:
    """But the grammar is not built before."""
    told = subprocess.run(
        [sys.executable, "-c", LOOK], capture_output=True, text=True, check=True
    )

    assert told.stdout.split("\n")[:3] == ["False True False", "True False", "iri"]


def test_nbgrader_unpacks_archives_as_ever(tmp_path: Path) -> None:
    """But what does so is not imported before."""
    with ZipFile(tmp_path / "packed.zip", "w") as archive:
        archive.writestr("within/page.txt", "新")

    told = subprocess.run(
        [sys.executable, "-c", UNPACK, tmp_path / "packed.zip", tmp_path / "out"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert told.stdout == "False\n"
    assert (tmp_path / "out" / "within" / "page.txt").read_text("utf-8") == "新"


def test_nbgraders_pages_are_there_for_whoever_asks() -> None:
    """But its settings are read without them."""
    told = subprocess.run(
        [sys.executable, "-c", SETTINGS], capture_output=True, text=True, check=True
    )

    early, handler, asked, late, _end = told.stdout.split("\n")
    assert (early, handler, late) == ("False", "BaseHandler", "True")
    assert asked.startswith("asked for ")
