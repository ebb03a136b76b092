import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from nqpf import corpus
from nqpf.corpus.description import Column, Table
from nqpf.corpus.tables import parse, read
from nqpf.errors import DataError
from nqpf.places import data_folder

CITIES = Table(
    name="cities",
    description="Cities.",
    key=("city", "year"),
    source="Made for this test.",
    licence="CC0",
    sha256="",
    columns={
        "city": Column(type="text", meaning="Its name.", choices=("甲", "乙")),
        "year": Column(type="integer", meaning="When.", unit="year"),
        "share": Column(type="number", meaning="How much.", unit="%", optional=True),
        "note": Column(type="text", meaning="What else.", optional=True),
    },
)

READERS = [
    corpus.adoption,
    corpus.claim_links,
    corpus.claims,
    corpus.clusters,
    corpus.documents,
    corpus.figures,
    corpus.firms,
    corpus.furniture,
    corpus.glossary,
    corpus.province,
    corpus.choices,
    corpus.sentences,
]
"""A reader is named for its table."""

Reader = Callable[..., pd.DataFrame]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the course's data that a test may damage."""
    return shutil.copytree(data_folder(), tmp_path / "data")


def test_values_come_in_the_types_of_the_description() -> None:
    """Whole numbers, numbers and text; an empty field is missing."""
    content = 'year,city,share,note\n2023,甲,57.1,\n2024,甲,,"一,二"\n'

    frame = parse(content.encode(), CITIES)

    pd.testing.assert_frame_equal(
        frame,
        pd.DataFrame(
            {
                "city": ["甲", "甲"],
                "year": [2023, 2024],
                "share": [57.1, None],
                "note": [None, "一,二"],
            }
        ).astype({"city": "str", "note": "str"}),
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("city,share,note\n", "has no column 'year'"),
        ("city,year,share,note,x\n", "a column 'x' that cities.toml does not describe"),
        ("city,year,year,share,note\n", "has twice the column 'year'"),
        ("city,year,share,note\n甲,2023,1\n", "row 1, has 3 fields instead of 4"),
        ("city,year,share,note\n甲,2023,1,,\n", "row 1, has 5 fields instead of 4"),
        (
            "city,year,share,note\n甲,二,,\n",
            "column 'year': '二' is not a whole number",
        ),
        ("city,year,share,note\n甲,2.5,,\n", "'2.5' is not a whole number (year)"),
        ("city,year,share,note\n甲,1,x,\n", "column 'share': 'x' is not a number (%)"),
        ("city,year,share,note\n甲,1,nan,\n", "'nan' is not a finite number"),
        ("city,year,share,note\n甲,,,\n", "column 'year': a value is missing"),
        ("city,year,share,note\n丙,1,,\n", "'丙' is not one of 甲, 乙"),
        (
            "city,year,share,note\n甲,1,,\n甲,2,,\n甲,1,,\n",
            "two rows for city and year = 甲, 1",
        ),
        ("", "is not CSV in UTF-8 with a header"),
        ('city,year,share,note\n甲,1,,"\n', "is not CSV in UTF-8 with a header"),
    ],
)
def test_content_that_does_not_match_is_refused(content: str, said: str) -> None:
    """The sentence names the file, what is wrong and what to do."""
    with pytest.raises(DataError) as caught:
        parse(content.encode(), CITIES)

    assert str(caught.value).startswith("cities.csv")
    assert said in str(caught.value)
    assert "; " in str(caught.value)


def test_content_that_is_not_utf_8_is_refused() -> None:
    """A file saved in another encoding is named."""
    with pytest.raises(DataError, match=r"cities\.csv is not CSV in UTF-8"):
        parse("city,year,share,note\n甲,1,,\n".encode("gb18030"), CITIES)


def test_a_byte_order_mark_is_no_part_of_the_header() -> None:
    """Spreadsheets write one; the first column keeps its name."""
    content = "city,year,share,note\n甲,1,,\n".encode("utf-8-sig")

    assert parse(content, CITIES)["city"].to_list() == ["甲"]


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.__name__)
def test_a_changed_table_is_refused(reader: Reader, folder: Path) -> None:
    """One more byte, and the sum is not the described one."""
    with (folder / f"{reader.__name__}.csv").open("ab") as file:
        file.write(b"\n")

    with pytest.raises(DataError, match=rf"{reader.__name__}\.csv was changed"):
        reader(folder=folder)


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.__name__)
def test_a_missing_table_is_named(reader: Reader, folder: Path) -> None:
    """One sentence: which file, and where it should be."""
    (folder / f"{reader.__name__}.csv").unlink()

    with pytest.raises(DataError, match=rf"{reader.__name__}\.csv cannot be read"):
        reader(folder=folder)


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.__name__)
def test_what_a_learner_does_to_a_table_does_not_last(reader: Reader) -> None:
    """Each call returns a table of its own."""
    spoilt = reader()

    spoilt["own"] = 0

    assert "own" not in reader()


def test_a_sealed_table_of_ones_own_is_read(tmp_path: Path) -> None:
    """A text of the learner's own needs two files and no code."""
    content = "word\n产业\n".encode()
    (tmp_path / "own.csv").write_bytes(content)
    (tmp_path / "own.toml").write_text(
        'description = "Words."\nkey = ["word"]\nsource = "Me."\nlicence = "Mine."\n'
        f'sha256 = "{hashlib.sha256(content).hexdigest()}"\n'
        '[columns.word]\ntype = "text"\nmeaning = "A word."\n',
        encoding="utf-8",
    )

    assert read("own", folder=tmp_path)["word"].to_list() == ["产业"]


def test_translations_go_to_their_sentences() -> None:
    """Each row of translations.csv stands beside the sentence that it names."""
    translated = read("translations").set_index("sentence_id")["translation"]

    shown = corpus.sentences().set_index("sentence_id")["translation"].dropna()

    assert shown.to_dict() == translated.to_dict()


def _rewrite_translations(folder: Path, content: str) -> None:
    path = folder / "translations.toml"
    old = hashlib.sha256((folder / "translations.csv").read_bytes()).hexdigest()
    new = hashlib.sha256(content.encode()).hexdigest()
    (folder / "translations.csv").write_bytes(content.encode())
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_sentence_without_a_translation_is_kept(folder: Path) -> None:
    """Its translation is missing, and it is not dropped."""
    _rewrite_translations(folder, "sentence_id,translation\nA-001,One.\n")

    shown = corpus.sentences(folder=folder)["translation"]

    assert len(shown) == len(corpus.sentences())
    assert shown.dropna().to_list() == ["One."]


def test_a_translation_of_no_sentence_is_refused(folder: Path) -> None:
    """An id that the page does not have is named."""
    _rewrite_translations(folder, "sentence_id,translation\nZ-001,Nothing.\n")

    with pytest.raises(DataError, match="translates 'Z-001', which is no sentence"):
        corpus.sentences(folder=folder)


def test_a_link_to_no_claim_is_refused(folder: Path) -> None:
    """An id that the coding does not have is named."""
    path, links = folder / "claim_links.toml", folder / "claim_links.csv"
    old = links.read_bytes()
    new = old.replace(b"C-S12", b"C-S99")
    links.write_bytes(new)
    sums = [hashlib.sha256(content).hexdigest() for content in (old, new)]
    path.write_text(path.read_text("utf-8").replace(*sums), "utf-8")

    with pytest.raises(DataError, match="names 'C-S99', which is no claim"):
        corpus.claim_links(folder=folder)


def test_body_b_has_neither_headline_nor_author() -> None:
    """What is unknown stays missing."""
    documents = corpus.documents().set_index("doc")

    assert documents.loc["B", ["headline", "author"]].isna().all()
    assert documents["status"].to_dict() == {
        "A": "inferred, strong",
        "B": "missing",
        "C": "inferred, strong",
    }
