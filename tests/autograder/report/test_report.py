from datetime import UTC, datetime, timedelta, timezone

import pytest

from autograder.report.report import Report, handed_in, names
from autograder.results import unreadable


def _report(student: str = "full", timestamp: datetime | None = None) -> Report:
    told = {"assignment": "ps1", "student": student, "notebook": "first"}
    return Report(result=unreadable("", points={}, **told), timestamp=timestamp)


def test_a_time_with_a_zone_is_kept_as_utc_without_one() -> None:
    """Nbgrader's gradebook holds UTC and no zone."""
    shanghai = timezone(timedelta(hours=8))
    noon = datetime(2026, 3, 1, 12, tzinfo=shanghai)

    assert handed_in([_report(timestamp=noon)]) == datetime(2026, 3, 1, 4)  # noqa: DTZ001


def test_a_time_without_a_zone_stays_as_it_is() -> None:
    """What names no zone is UTC already."""
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC).replace(tzinfo=None)

    assert handed_in([_report(timestamp=noon)]) == noon


def test_a_submission_may_have_no_time() -> None:
    """Nobody knows when it was handed in."""
    assert handed_in([_report()]) is None


def test_reports_of_one_submission_name_it() -> None:
    """The assignment and the student are the same for all notebooks."""
    assert names([_report(), _report()]) == ("ps1", "full")


@pytest.mark.parametrize("reports", [[], [_report("full"), _report("half")]])
def test_reports_of_several_submissions_are_a_mistake(reports: list[Report]) -> None:
    """One transaction is for one submission."""
    with pytest.raises(ValueError, match="one submission"):
        names(reports)
