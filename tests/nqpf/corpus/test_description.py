from pathlib import Path

import pytest

from nqpf.corpus.description import Column, describe
from nqpf.errors import DataError
from nqpf.places import data_folder

GOOD = """
description = "Cities."
key = ["city"]
source = "Made for this test."
licence = "CC0"
sha256 = ""

[columns.city]
type = "text"
meaning = "Its name."
choices = ["甲", "乙"]

[columns.persons]
type = "integer"
unit = "persons"
meaning = "How many live there."
optional = true
"""


def _written(text: str, folder: Path) -> Path:
    (folder / "cities.toml").write_text(text, encoding="utf-8")
    return folder


def test_a_description_is_read_as_it_is_written(tmp_path: Path) -> None:
    """Columns keep their order, types, units and permitted values."""
    table = describe("cities", folder=_written(GOOD, tmp_path))

    assert table.key == ("city",)
    assert list(table.columns.items()) == [
        ("city", Column(type="text", meaning="Its name.", choices=("甲", "乙"))),
        (
            "persons",
            Column(
                type="integer",
                unit="persons",
                meaning="How many live there.",
                optional=True,
            ),
        ),
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('key = ["city"]', "", "needs a list of texts as 'key'"),
        ('key = ["city"]', 'key = "city"', "needs a list of texts as 'key'"),
        ('key = ["city"]', "key = [1]", "needs a list of texts as 'key'"),
        ('key = ["city"]', 'key = ["town"]', "needs columns that it describes"),
        ('key = ["city"]', "key = []", "needs columns that it describes"),
        ('source = "Made for this test."', "", "needs a text as 'source'"),
        ('licence = "CC0"', 'license = "CC0"', "unknown entry 'license'"),
        ('unit = "persons"', "", "column 'persons', holds numbers without a 'unit'"),
        ('"integer"', '"int"', "column 'persons', has the type 'int'"),
        ('meaning = "Its name."', "", "column 'city', needs a text as 'meaning'"),
        ("optional = true", "optional = 1", "needs true or false as 'optional'"),
        ("optional = true", "optionl = true", "unknown entry 'optionl'"),
        ("[columns.city]", "[columns.city", "is not TOML in UTF-8"),
    ],
)
def test_a_faulty_description_is_refused(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    """The sentence names the file, what is wrong and what to do."""
    _written(GOOD.replace(old, new), tmp_path)

    with pytest.raises(DataError) as caught:
        describe("cities", folder=tmp_path)

    assert str(caught.value).startswith("cities.toml")
    assert said in str(caught.value)
    assert str(caught.value).count(";") == 1


def test_a_missing_description_is_named(tmp_path: Path) -> None:
    """One sentence: which file, and where it should be."""
    with pytest.raises(DataError, match=r"cities\.toml cannot be read from"):
        describe("cities", folder=tmp_path)


@pytest.mark.parametrize(
    "name", sorted(path.stem for path in data_folder().glob("*.toml"))
)
def test_a_table_of_the_course_says_where_it_comes_from(name: str) -> None:
    """Every description has words for rows, source, licence and each column."""
    table = describe(name)

    said = [table.description, table.source, table.licence]
    said += [column.meaning for column in table.columns.values()]
    assert all(len(text.split()) > 1 for text in said)
