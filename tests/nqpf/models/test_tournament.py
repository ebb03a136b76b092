"""The best of several against known order statistics and simulation."""

import math
from typing import get_args

import numpy as np
import pytest

from nqpf.models.tournament import (
    Projects,
    Shape,
    best_number,
    draw,
    expected_best,
    side_by_side,
    stop_at,
)

SHAPES = get_args(Shape)
HIGHEST_OF_NORMALS = {2: 0.56419, 3: 0.84628, 4: 1.02938, 5: 1.16296, 10: 1.53875}
"""Tabulated means of the highest of n standard normals."""


@pytest.mark.parametrize(("number", "mean"), HIGHEST_OF_NORMALS.items())
def test_the_highest_of_normals_is_the_tabulated_mean(number: int, mean: float) -> None:
    """The integral gives the tables' five digits."""
    found = expected_best(Projects(mean=0, spread=1), number)[0]

    assert found == pytest.approx(mean, abs=5e-6)


def test_the_highest_of_two_and_three_normals_has_a_closed_form() -> None:
    """1/√π and 3/(2√π), to the twelfth digit."""
    found = expected_best(Projects(mean=0, spread=1), [2, 3])

    root = math.sqrt(math.pi)
    assert found.tolist() == pytest.approx([1 / root, 1.5 / root], abs=1e-12)


@pytest.mark.parametrize("shape", SHAPES)
def test_of_one_project_the_best_is_its_mean(shape: Shape) -> None:
    """There is nothing to choose from."""
    found = expected_best(Projects(mean=3, shape=shape), 1)[0]

    assert found == pytest.approx(3, abs=1e-9)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("likeness", [0.0, 0.6])
def test_drawn_projects_have_the_expected_best(shape: Shape, likeness: float) -> None:
    """A second route: the mean of the best over 60,000 tournaments."""
    projects = Projects(mean=5, spread=2, likeness=likeness, shape=shape)
    best = draw(projects, number=6, times=60_000, seed=5).max(axis=1)

    expected = expected_best(projects, 6)[0]

    assert best.mean() == pytest.approx(expected, abs=4 * best.std() / 60_000**0.5)


@pytest.mark.parametrize("shape", SHAPES)
def test_drawn_projects_have_the_moments_that_they_are_given(shape: Shape) -> None:
    """Mean, standard deviation and likeness, whatever the shape."""
    projects = Projects(mean=5, spread=2, likeness=0.3, shape=shape)

    drawn = draw(projects, number=2, times=200_000)

    assert drawn.mean() == pytest.approx(5, abs=0.02)
    assert drawn.std() == pytest.approx(2, abs=0.02)
    assert np.corrcoef(drawn.T)[0, 1] == pytest.approx(0.3, abs=0.01)


@pytest.mark.parametrize("shape", SHAPES)
def test_each_further_project_adds_less(shape: Shape) -> None:
    """Which is why there is a best number."""
    adds = side_by_side(Projects(shape=shape))["adds"].iloc[1:]

    assert (adds > 0).all()
    assert adds.is_monotonic_decreasing


def test_the_best_number_is_where_the_next_adds_less_than_it_costs() -> None:
    """The first formula against brute force over all numbers."""
    projects = Projects(cost=0.7)
    table = side_by_side(projects, most=200).set_index("projects")

    number = best_number(projects)

    assert table["adds"][number] >= projects.cost > table["adds"][number + 1]


def test_copies_of_one_project_are_worth_one() -> None:
    """Whoever lets all run the same race buys the same thing twice."""
    copies = Projects(likeness=1)

    assert expected_best(copies, 9)[0] == pytest.approx(0)
    assert best_number(copies) == 1


@pytest.mark.parametrize("shape", SHAPES)
def test_a_search_that_follows_the_rule_is_worth_its_stopping_value(
    shape: Shape,
) -> None:
    """A second route: 40,000 searches that stop at the first project above it."""
    projects = Projects(mean=10, spread=5, shape=shape, cost=0.8)
    level = stop_at(projects)
    drawn = draw(projects, number=400, times=40_000, seed=3)
    tries = (drawn >= level).argmax(axis=1) + 1
    found = drawn[np.arange(40_000), tries - 1] - projects.cost * tries

    assert found.mean() == pytest.approx(level, abs=4 * found.std() / 200)


@pytest.mark.parametrize(
    ("shape", "level"),
    [
        ("uniform", 10 + 5 * (math.sqrt(3) - math.sqrt(4 * math.sqrt(3) * 0.16))),
        ("exponential", 10 + 5 * (-math.log(0.16) - 1)),
    ],
)
def test_the_stopping_value_has_its_closed_form(shape: Shape, level: float) -> None:
    """For the uniform a root, for the exponential a logarithm, of cost over spread."""
    projects = Projects(mean=10, spread=5, shape=shape, cost=0.8)

    assert stop_at(projects) == pytest.approx(level)


@pytest.mark.parametrize("shape", SHAPES)
def test_one_after_another_is_worth_more_than_side_by_side(shape: Shape) -> None:
    """Time aside, whoever may stop pays for fewer projects."""
    projects = Projects(shape=shape)

    assert stop_at(projects) > side_by_side(projects, most=100)["net"].max()


@pytest.mark.parametrize("shape", SHAPES)
def test_a_search_too_dear_to_go_on_is_worth_one_try(shape: Shape) -> None:
    """Where another costs far more than it can add, the level is mean less cost."""
    projects = Projects(mean=10, spread=1, shape=shape, cost=50)

    assert stop_at(projects) == pytest.approx(-40)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"spread": 0}, "spread must be above 0, not 0"),
        ({"likeness": 1.2}, r"likeness must lie from 0 to 1, not 1\.2"),
        ({"cost": -1}, "cost must be at least 0, not -1"),
        ({"shape": "cauchy"}, "shape must be one of normal, uniform, exponential"),
        ({"mean": math.inf}, "mean must be above -inf, not inf"),
    ],
)
def test_projects_that_could_not_be_are_refused(
    wrong: dict[str, float], message: str
) -> None:
    """The message names the parameter, the value and the range."""
    with pytest.raises(ValueError, match=message):
        Projects(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("number", [0, 1.5])
def test_half_a_project_is_refused(number: float) -> None:
    """Projects are counted."""
    with pytest.raises(ValueError, match="number must be a whole number"):
        expected_best(Projects(), number)


def test_a_search_among_projects_that_are_alike_is_refused() -> None:
    """What one project shows would then say something of the next."""
    with pytest.raises(ValueError, match=r"likeness must be 0 .* not 0\.4"):
        stop_at(Projects(likeness=0.4))
