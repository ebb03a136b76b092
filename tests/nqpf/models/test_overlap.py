"""Overlap is counted, and set against blind choice, by hand and by formula."""

import math
from itertools import combinations, product

import numpy as np
import pytest

from nqpf.corpus import clusters
from nqpf.models.overlap import (
    against_chance,
    effective_labels,
    expected_pairs,
    group,
    null_pairs,
    p_value,
    pairs,
)

CLUSTERS = clusters()
CITIES = CLUSTERS["city"].tolist()
GROUPS = group(CLUSTERS, by="group").tolist()


def all_choices(held: list[int], catalogue: int) -> list[int]:
    """Return the overlapping pairs in each of all possible blind choices."""
    ways = [list(combinations(range(catalogue), number)) for number in held]
    return [
        sum(len(set(a) & set(b)) for a, b in combinations(choice, 2))
        for choice in product(*ways)
    ]


def test_by_name_only_one_pair_of_the_fifteen_overlaps() -> None:
    """空天信息 (aerospace information) is listed twice, nothing else is."""
    found = pairs(CITIES, CLUSTERS["field"].tolist())

    assert found[["label", "city", "other"]].to_numpy().tolist() == [
        ["空天信息", "青岛", "济南"]
    ]


def test_by_our_groups_nine_pairs_overlap() -> None:
    """Four cities in storage or hydrogen make six pairs; three groups make one each."""
    found = pairs(CITIES, GROUPS)

    assert found["label"].value_counts().to_dict() == {
        "storage-hydrogen": 6,
        "nuclear": 1,
        "aerospace information": 1,
        "VR-metaverse": 1,
    }


def test_a_cluster_in_no_group_keeps_its_own_name() -> None:
    """Five of the fifteen stand alone."""
    alone = [label for label in GROUPS if label in set(CLUSTERS["field"])]

    assert sorted(alone) == sorted(
        CLUSTERS.loc[CLUSTERS["group"] == "none", "field"].tolist()
    )


def test_a_city_does_not_overlap_with_itself() -> None:
    """Only pairs of different cities count."""
    assert pairs(["X", "X"], ["storage", "storage"]).empty


@pytest.mark.parametrize(
    ("held", "catalogue"), [([1, 1], 3), ([2, 1, 1], 3), ([2, 2], 4)]
)
def test_the_expected_pairs_are_the_mean_over_all_choices(
    held: list[int], catalogue: int
) -> None:
    """The formula against every possible choice, one by one."""
    cities = [str(n) for n, number in enumerate(held) for _ in range(number)]

    mean = np.mean(all_choices(held, catalogue))

    assert expected_pairs(cities, catalogue=catalogue) == pytest.approx(mean)


def test_drawn_choices_follow_the_distribution_of_all_choices() -> None:
    """Shares of 0, 1, 2 … pairs in 40,000 draws and in all 96 choices."""
    every = np.bincount(all_choices([2, 1, 1], 4), minlength=5)

    drawn = null_pairs(["a", "a", "b", "c"], catalogue=4, runs=40_000)

    shares = np.bincount(drawn, minlength=5) / 40_000
    assert shares == pytest.approx(every / every.sum(), abs=0.01)


@pytest.mark.parametrize("catalogue", [8, 15, 40])
def test_the_mean_of_the_draws_is_the_formula(catalogue: int) -> None:
    """For the real cities and several catalogues."""
    drawn = null_pairs(CITIES, catalogue=catalogue, runs=20_000)

    expected = expected_pairs(CITIES, catalogue=catalogue)
    assert expected == 96 / catalogue  # 105 pairs, 9 of them within a city
    assert drawn.mean() == pytest.approx(expected, rel=0.02)


def test_the_answer_turns_on_how_many_fields_there_were() -> None:
    """With few to choose from nine pairs are nothing; with many they are a lot."""
    table = against_chance(CITIES, GROUPS, catalogues=[8, 15, 40])

    values = dict(zip(table["catalogue"], table["p_value"], strict=True))
    assert values[8] > 0.5
    assert values[40] < 0.01
    assert list(table["p_value"]) == sorted(table["p_value"], reverse=True)


def test_a_p_value_is_never_zero() -> None:
    """What was observed is itself one of the possible results."""
    assert p_value(99, np.zeros(999, int)) == pytest.approx(0.001)


@pytest.mark.parametrize("number", [1, 3, 8])
def test_equally_common_labels_count_in_full(number: int) -> None:
    """The effective number of n equal shares is n."""
    assert effective_labels([str(n) for n in range(number)] * 2) == pytest.approx(
        number
    )


def test_a_dominant_label_counts_for_less() -> None:
    """The groups have nine labels, but four clusters share one of them."""
    assert len(set(GROUPS)) == 9
    assert effective_labels(GROUPS) == pytest.approx(225 / 33)


def test_a_city_cannot_take_more_labels_than_there_are() -> None:
    """The message says how many are needed."""
    with pytest.raises(ValueError, match=r"^catalogue must be at least 4, .*not 3$"):
        null_pairs(CITIES, catalogue=3)


def test_without_clusters_there_is_nothing_to_compare() -> None:
    """An empty list is refused, not counted as no overlap."""
    with pytest.raises(ValueError, match=r"^clusters must be a whole number"):
        effective_labels([])


def test_a_draw_repeats_with_its_seed_and_no_city_repeats_itself() -> None:
    """A single city never overlaps, however often it is drawn."""
    assert null_pairs(["X"] * 4, catalogue=4).max() == 0
    assert (
        null_pairs(CITIES, catalogue=9, seed=1)
        == null_pairs(CITIES, catalogue=9, seed=1)
    ).all()
    assert math.isclose(expected_pairs(["X"] * 4, catalogue=4), 0)
