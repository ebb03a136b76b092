import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nqpf.study.manifest import Manifest, Record, read_manifest, write_manifest

RECORD = Record(edition="e", content="c")

manifests = st.dictionaries(
    st.text(st.characters(codec="utf-8")),
    st.builds(
        Record,
        edition=st.text(st.characters(codec="utf-8")),
        content=st.text(st.characters(codec="utf-8")),
    ),
)


@settings(
    deadline=None,
    derandomize=True,
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(manifests)
def test_what_is_written_is_read_the_same(tmp_path: Path, manifest: Manifest) -> None:
    """Whatever a file is called, in Chinese too."""
    write_manifest(tmp_path / "manifest.json", manifest)

    assert read_manifest(tmp_path / "manifest.json") == (manifest, ())


def test_without_a_file_nothing_was_delivered(tmp_path: Path) -> None:
    """The first start is no damage."""
    assert read_manifest(tmp_path / "manifest.json") == ({}, ())


def test_the_order_of_delivery_does_not_show(tmp_path: Path) -> None:
    """The same manifest is the same file, whichever file came last."""
    texts = []
    for names in ("ab", "ba"):
        write_manifest(tmp_path / "m.json", dict.fromkeys(names, RECORD))
        texts.append((tmp_path / "m.json").read_bytes())

    assert texts[0] == texts[1]


@pytest.mark.parametrize(
    "row",
    [None, [], {"edition": "e"}, {"content": "c"}, {"edition": 1, "content": "c"}],
    ids=str,
)
def test_a_file_without_its_sums_damages_the_manifest(
    tmp_path: Path, row: object
) -> None:
    """What we do not know of one file we do not guess; the pieces are kept."""
    file = tmp_path / "manifest.json"
    file.write_text(json.dumps({"files": {"a": {"edition": "e"}, "b": row}}))
    before = file.read_bytes()

    manifest, _ = read_manifest(file)

    assert manifest == {}
    assert (tmp_path / "manifest (damaged).json").read_bytes() == before


def test_damage_is_said_once(tmp_path: Path) -> None:
    """The second reading finds nothing, and nothing to complain of."""
    (tmp_path / "manifest.json").write_bytes(b"\xff")

    first, second = (read_manifest(tmp_path / "manifest.json")[1] for _ in range(2))

    assert (len(first), second) == (1, ())
    assert "your notebooks are untouched" in first[0]
