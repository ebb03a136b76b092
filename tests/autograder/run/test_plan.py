"""What grading the author's own solution has shown of each test."""

import json

from autograder.run.plan import Handling, Plan

PLAN = Plan(
    tests={
        "one": Handling(
            libraries={"np": ("numpy", ""), "close": ("math", "isclose")},
            followed=frozenset({"rate", "data"}),
            asked=frozenset({"__add__ object"}),
        ),
        "two": Handling(judged="kernel", reason="random numbers"),
    },
    assigned=frozenset({"b", "a"}),
    answers={"q1": frozenset({"f", "g"}), "": frozenset()},
    hidden_mark="HIDDEN",
    notes=("look",),
)


def test_a_plan_is_told_whole() -> None:
    """Through JSON."""
    assert Plan.from_json(json.loads(json.dumps(PLAN.to_json()))) == PLAN


def test_equal_plans_are_told_alike() -> None:
    """Whatever order their sets are in, so that they can be kept by what they say."""
    names = [f"name{n}" for n in range(50)]
    one = Plan(assigned=frozenset(names), answers={"q": frozenset(names)})
    other = Plan(
        assigned=frozenset(reversed(names)), answers={"q": frozenset(names[::-1])}
    )

    assert json.dumps(one.to_json()) == json.dumps(other.to_json())


def test_a_test_without_a_plan_is_judged_apart() -> None:
    """And may ask nothing with data."""
    assert Plan().of("unknown") == Handling(judged="apart")


def test_all_answers_together_bind_these_names() -> None:
    """Those of every one."""
    assert PLAN.answered == {"f", "g"}
