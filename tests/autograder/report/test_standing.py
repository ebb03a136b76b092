from autograder.course import Course
from autograder.report.gradebook import Gradebook
from autograder.report.standing import points
from tests.autograder.report.school import (
    ASSIGNMENT,
    change,
    hand_in,
    reports,
    sheets,
)

BY_HAND = (
    "UPDATE grade SET manual_score = 4, extra_credit = 0.5 "
    "WHERE cell_id IN (SELECT id FROM base_cell WHERE name = 'essay')"
)


def test_a_standing_is_what_grader_and_person_gave(school: Course) -> None:
    """Manual scores take the place of automatic ones; extra credit is on top."""
    hand_in(school.root, "full")
    with Gradebook(school) as gradebook:
        gradebook.enrol(ASSIGNMENT, list(sheets(school).values()))
        gradebook.write(reports(school, "full"))
        change(school.root / "gradebook.db", BY_HAND)

        found = gradebook.standings(ASSIGNMENT, "full")["first"]

    assert (found.score, found.max_score) == (9.0 + 4.5, 18.0)
    assert found.grades["essay"].score == 4.5
    assert found.grades["draw"].needs_a_person


def test_a_comment_of_a_person_takes_the_place_of_the_graders(school: Course) -> None:
    """What the grader said is read where nobody said more."""
    hand_in(school.root, "blank")
    said = "UPDATE comment SET manual_comment = 'Try!' WHERE auto_comment IS NOT NULL"
    with Gradebook(school) as gradebook:
        gradebook.enrol(ASSIGNMENT, list(sheets(school).values()))
        gradebook.write(reports(school, "blank"))
        before = gradebook.standings(ASSIGNMENT, "blank")["second"].comments
        change(school.root / "gradebook.db", said)

        after = gradebook.standings(ASSIGNMENT, "blank")["second"].comments

    assert (before, after) == ({"cube": "No response."}, {"cube": "Try!"})


def test_points_are_added_as_nbgrader_adds_them() -> None:
    """Extra credit alone is nothing until there is a score."""
    assert points(2.0, None, 1.0) == 3.0
    assert points(2.0, 1.0, None) == 1.0
    assert points(None, None, 1.0) == 0.0
