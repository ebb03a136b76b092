import threading
from pathlib import Path

import pytest

from nqpf.explorers import vega


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Replace the slow maker of bundles; return the list of what it was asked."""
    asked: list[str] = []

    def make(snippet: str, *, vl_version: str) -> str:
        asked.append(vl_version)
        return f"/* bundle */ {snippet}"

    monkeypatch.setattr(vega.vl_convert, "javascript_bundle", make)
    return asked


@pytest.fixture
def cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Return an empty cache folder."""
    monkeypatch.setenv("NQPF_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.mark.usefixtures("cache")
def test_the_bundle_is_a_module_that_needs_no_other() -> None:
    """It exports vega-embed and imports nothing, so it works without a network."""
    source = vega.bundle().decode()

    assert source.rstrip().endswith("as vegaEmbed};")
    assert "import " not in source.split("export{")[0][:100]


@pytest.mark.usefixtures("cache")
def test_the_bundle_is_made_once_and_then_read(made: list[str]) -> None:
    """The second kernel on a machine does not wait for it."""
    first = vega.bundle()

    assert vega.bundle() == first
    assert len(made) == 1


def test_the_kept_file_is_named_for_its_versions(cache: Path, made: list[str]) -> None:
    """An upgrade of Altair or vl-convert makes a new one."""
    vega.bundle()

    assert [path.name for path in cache.iterdir()] == [
        f"vega-embed-{vega.version()}.js"
    ]
    assert vega.version().startswith(made[0])


@pytest.mark.usefixtures("made")
def test_a_cache_that_cannot_be_written_costs_only_time(cache: Path) -> None:
    """A file where the folder should be: the bundle is made all the same."""
    cache.write_text("not a folder")

    assert vega.bundle().startswith(b"/* bundle */")


@pytest.mark.usefixtures("made")
def test_several_processes_at_once_leave_one_whole_file(cache: Path) -> None:
    """Each writes beside and moves into place; nothing is left over."""
    writers = [threading.Thread(target=vega.bundle) for _ in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert [path.read_bytes() for path in cache.iterdir()] == [vega.bundle()]


def test_all_explorers_of_a_kernel_share_one_library() -> None:
    """A megabyte goes over once, not once per explorer."""
    assert vega.library() is vega.library()
