import errno
import os
from contextlib import closing
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.sign import NotebookNotary

from nqpf.study import trust
from tests.nqpf.study.tiny import code, notebook, run

COUNT = code("count", "len(lines)")
OURS = notebook(run(COUNT, "513\n"))
THEIRS = notebook(run(COUNT, "<script>"))


@pytest.fixture(autouse=True)
def jupyter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep signatures away from this user's."""
    folder = tmp_path / "jupyter"
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(folder))
    return folder


def is_trusted(data: bytes) -> bool:
    """Ask Jupyter whether it would show a notebook's outputs."""
    make: Any = NotebookNotary  # published without types, like what reads a notebook
    read: Any = nbformat.reads
    with closing((notary := make()).store):
        return bool(notary.check_signature(read(data.decode(), as_version=4)))


def test_what_we_deliver_is_trusted() -> None:
    """A signed notebook opens without a question."""
    trust.sign(OURS)

    assert is_trusted(OURS)


def test_only_what_was_signed_is_trusted() -> None:
    """Another output is another notebook."""
    trust.sign(OURS)

    assert not is_trusted(THEIRS)


def test_foreign_outputs_stay_untrusted() -> None:
    """Our new edition with somebody else's outputs is not vouched for."""
    edition = notebook(run(COUNT, "<script>"), code("new", "len(page)"))

    trust.sign(edition, outputs_of=THEIRS)

    assert not is_trusted(edition)


def test_outputs_that_were_trusted_stay_so() -> None:
    """The learner ran them; our new edition only carries them on."""
    edition = notebook(run(COUNT, "<script>"), code("new", "len(page)"))
    trust.sign(THEIRS)

    trust.sign(edition, outputs_of=THEIRS)

    assert is_trusted(edition)


def test_without_a_place_for_signatures_nothing_is_trusted(
    jupyter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unsigned, a notebook still opens: no error gets out."""

    def refuse(*_given: object, **_more: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    with monkeypatch.context() as read_only:
        read_only.setattr(os, "mkdir", refuse)
        trust.sign(OURS)

    assert not jupyter.exists()
    assert not is_trusted(OURS)
