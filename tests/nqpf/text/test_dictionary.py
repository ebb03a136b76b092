import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import jieba
import pytest

from nqpf.text.dictionary import EVERYDAY, is_word, tokenizer

SEGMENT = "from nqpf.text import words; print(words('新质生产力是创新'))"
SEGMENTED = "['新质生产力', '是', '创新']\n"
CUT = "from nqpf.text.dictionary import tokenizer; print(tokenizer().lcut('是创新'))"
IS_CUT = "['是', '创新']\n"


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine that has never run the course: all its folders are empty."""

    home: Path
    temporary: Path
    cache: Path
    here: Path

    def start(self, code: str, *options: str) -> subprocess.Popen[str]:
        """Start a fresh Python that finds only these folders."""
        return subprocess.Popen(
            [sys.executable, "-B", *options, "-c", code],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=self.here,
            env={
                **os.environ,
                "HOME": str(self.home),
                "TMPDIR": str(self.temporary),
                "NQPF_CACHE": str(self.cache),
                "PYTHONIOENCODING": "utf-8",
                "PYTHONPATH": str(Path(__file__).parents[3]),
            },
        )

    def run(self, code: str, *options: str) -> tuple[int, str, str]:
        """Run a fresh Python to its end: exit status, stdout, stderr."""
        process = self.start(code, *options)
        shown, complaints = process.communicate(timeout=120)
        return process.returncode, shown, complaints


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Return a machine with empty folders."""
    names = ("home", "temporary", "cache", "here")
    for name in names:
        (tmp_path / name).mkdir()
    return Machine(*(tmp_path / name for name in names))


def test_the_first_call_says_nothing_on_stderr(machine: Machine) -> None:
    """Jieba's announcements would cost a learner the points of a test cell."""
    assert machine.run(SEGMENT) == (0, SEGMENTED, "")


def test_warnings_about_the_source_of_jieba_are_not_passed_on(
    machine: Machine, tmp_path: Path
) -> None:
    """Even a Python that must compile jieba anew, and stops at warnings, loads it."""
    code = "import nqpf.text.dictionary as d; print(d.tokenizer().lcut('创新'))"
    anew = f"import sys; sys.pycache_prefix = {str(tmp_path / 'none')!r}; {code}"

    assert machine.run(anew, "-W", "error") == (0, "['创新']\n", "")


def test_the_filters_of_warnings_stay_as_they_were(machine: Machine) -> None:
    """Loading jieba quietly does not silence what comes later."""
    code = (
        "import warnings; before = list(warnings.filters);"
        "import nqpf.text.dictionary; print(before == warnings.filters)"
    )

    assert machine.run(code) == (0, "True\n", "")


def test_nothing_is_written_outside_the_cache_folder(machine: Machine) -> None:
    """Home, the temporary folder and the working folder stay empty."""
    machine.run(SEGMENT)

    for folder in (machine.home, machine.temporary, machine.here):
        assert list(folder.iterdir()) == []
    assert [path.suffix for path in machine.cache.iterdir()] == [".txt"]


def test_two_processes_that_start_at_once_both_work(machine: Machine) -> None:
    """On an empty cache each gives the right words, and one cache file is left."""
    processes = [machine.start(SEGMENT), machine.start(SEGMENT)]

    ends = [process.communicate(timeout=120) for process in processes]

    assert ends == [(SEGMENTED, "")] * 2
    assert len(list(machine.cache.iterdir())) == 1


def test_a_second_start_reads_the_cache(machine: Machine) -> None:
    """A file that jieba did not make shows through."""
    machine.run(CUT)
    (kept,) = machine.cache.iterdir()
    kept.write_text("创\n创新\t1\n99\t", encoding="utf-8")

    _, shown, _ = machine.run(
        "from nqpf.text.dictionary import tokenizer; print(tokenizer().total)"
    )

    assert shown == "100\n"


@pytest.mark.parametrize("damage", [b"", b"\xff\xfe", "创\t1".encode(), b"a\nb\t1\t"])
def test_a_damaged_cache_is_made_again(machine: Machine, damage: bytes) -> None:
    """Emptied, not text, cut short, or with a number missing: no one notices."""
    path = machine.cache / f"jieba-{jieba.__version__}.txt"
    path.write_bytes(damage)

    assert machine.run(CUT) == (0, IS_CUT, "")
    assert path.stat().st_size > 1_000_000


def test_a_cache_folder_that_cannot_be_made_is_no_error(machine: Machine) -> None:
    """Where its name is taken by a file, the words come all the same."""
    machine.cache.rmdir()
    machine.cache.touch()

    assert machine.run(CUT) == (0, IS_CUT, "")


def test_a_cache_folder_that_is_read_only_is_no_error(machine: Machine) -> None:
    """The words come all the same."""
    machine.cache.chmod(0o500)

    assert machine.run(CUT) == (0, IS_CUT, "")


def test_a_full_disk_is_no_error_and_leaves_no_draft(machine: Machine) -> None:
    """What could be written only in part is removed."""
    full = (
        "import resource, signal;"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096));"
    )

    assert machine.run(full + CUT) == (0, IS_CUT, "")
    assert list(machine.cache.iterdir()) == []


def test_words_are_added_to_one_tokenizer_only() -> None:
    """Jieba's own tokenizer, which all code in the process shares, stays as it is."""
    tokenizer(("山东半岛新质生产力",))

    assert "山东半岛新质生产力" not in jieba.dt.FREQ
    assert "山东半岛新质生产力" not in tokenizer().FREQ


def test_the_order_of_added_words_does_not_matter() -> None:
    """The same words give the same frequencies."""
    one = tokenizer(("产业链", "产业链供应链", "供应链"))
    other = tokenizer(("供应链", "产业链", "产业链供应链"))

    assert one.FREQ == other.FREQ


def test_a_word_of_low_frequency_would_be_split_and_is_not() -> None:
    """A frequency of 1 splits 新质生产力 in two or more; ours does not."""
    low = tokenizer(("质",))
    low.FREQ["新质生产力"] = 1

    assert low.lcut("新质生产力", HMM=False) != ["新质生产力"]
    assert tokenizer(("新质生产力",)).lcut("新质生产力", HMM=False) == ["新质生产力"]


def test_no_word_becomes_rarer_by_being_added() -> None:
    """A word that jieba knows as more than everyday stays so."""
    known = tokenizer().FREQ["发展"]

    assert known > EVERYDAY
    assert tokenizer(("发展",)).FREQ["发展"] >= known


def test_a_phrase_is_taken_away_from_one_tokenizer_only() -> None:
    """It is cut by the tokenizer that was asked to, and by no other."""
    assert tokenizer().lcut("公共数据", HMM=False) == ["公共数据"]
    assert tokenizer((), ("公共数据",)).lcut("公共数据", HMM=False) == ["公共", "数据"]
    assert tokenizer().lcut("公共数据", HMM=False) == ["公共数据"]


def test_a_term_with_punctuation_is_no_word() -> None:
    """Jieba would never give it, so it is not added."""
    assert not is_word("“四新”经济")
    assert tokenizer(("“四新”经济",)).FREQ == tokenizer().FREQ
