"""A disk that fills up, and one that cannot be written, on a real file system."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.autograder.classroom import FULL, NAME, hand_in, make_course, scores, told

ROOT = Path(__file__).parents[2]
STUDENTS = [f"s{number:02}" for number in range(8)]
SCRIPT = """
set -u
mount -t tmpfs -o size=8m,mode=700 tmpfs "$DISK"
cp -r "$COURSE/." "$DISK"
grade() { "$PYTHON" -m autograder grade ps1 --course "$DISK" --no-sandbox --jobs 1 \
    --results "$DISK/results.jsonl" "$@" >> "$LOG.$run.out" 2>> "$LOG.$run.err"; }
run=first; grade --student s00; echo $? > "$LOG.$run"
mount -o remount,ro "$DISK"
run=fixed; grade; echo $? > "$LOG.$run"
mount -o remount,rw "$DISK"
dd if=/dev/zero of="$DISK/filler" bs=4096 2> /dev/null
truncate -s -8192 "$DISK/filler"
run=full; grade --regrade; echo $? > "$LOG.$run"
rm "$DISK/filler"
run=after; grade; echo $? > "$LOG.$run"
cp -r "$DISK/." "$COURSE"
"""


def _said(log: Path, run: str) -> tuple[int, list[str]]:
    """Return a run's exit status and what it said of errors."""
    status = int(Path(f"{log}.{run}").read_text("ascii"))
    text = Path(f"{log}.{run}.err").read_text("utf-8")
    return status, [line for line in text.splitlines() if "Grading ps1:" not in line]


@pytest.mark.timeout(600)
def test_a_disk_that_is_full_or_fixed_loses_nothing(tmp_path: Path) -> None:
    """One sentence each time; with room again the same command does the rest."""
    (tmp_path / "course").mkdir()
    course = make_course(tmp_path / "course")
    for student in STUDENTS:
        hand_in(course, student)
    (tmp_path / "disk").mkdir()
    log = tmp_path / "log"
    names = {"DISK": tmp_path / "disk", "COURSE": course, "LOG": log}

    # What is mounted is seen by this script alone, and gone when it ends.
    own = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "-rm"]
    subprocess.run(
        [*own, "bash", "-c", SCRIPT],
        cwd=ROOT,
        env={
            **os.environ,
            **{name: str(path) for name, path in names.items()},
            "PYTHON": sys.executable,
        },
        check=True,
    )

    runs = {run: _said(log, run) for run in ("first", "fixed", "full", "after")}
    assert {run: status for run, (status, _) in runs.items()} == {
        "first": 0,
        "fixed": 1,
        "full": 1,
        "after": 0,
    }
    (fixed,), (full,) = runs["fixed"][1], runs["full"][1]
    assert "Read-only file system" in fixed
    assert full.startswith("Error: ")
    assert scores(course) == dict.fromkeys(STUDENTS, FULL)
    assert [line["student"] for line in told(course / "results.jsonl")] == STUDENTS
    for student in STUDENTS:
        assert (course / "autograded" / student / NAME / f"{NAME}.ipynb").is_file()
