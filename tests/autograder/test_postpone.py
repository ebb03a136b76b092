"""What is put off is there when it is needed."""

import subprocess
import sys

LOOK = """
import sys
from autograder.postpone import postpone
postpone()
import jsonschema
early = "lark" in sys.modules
checker = jsonschema.Draft7Validator.FORMAT_CHECKER
texts = "http://例.中国/页", "a b"
print(early, *(checker.conforms(text, "iri") for text in texts))
import rfc3987_syntax
print(rfc3987_syntax.parse("iri", "http://a.b/").data)
"""


def test_addresses_are_checked_as_ever() -> None:
    """But the grammar is not built before."""
    told = subprocess.run(
        [sys.executable, "-c", LOOK], capture_output=True, text=True, check=True
    )

    assert told.stdout.split("\n")[:2] == ["False True False", "iri"]
