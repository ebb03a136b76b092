"""The charts of overlap show each cluster, and the count against blind choice."""

import pytest

from nqpf.charts.overlap import chance_ranges, cluster_map
from nqpf.charts.theme import STYLISED, description
from nqpf.corpus import clusters
from nqpf.models.overlap import against_chance, group

CLUSTERS = clusters()
GROUPS = group(CLUSTERS, by="group")
TABLE = against_chance(
    CLUSTERS["city"].tolist(), GROUPS.tolist(), catalogues=[10, 20, 40]
)


def map_rows(by: str) -> list[dict[str, str]]:
    labels = GROUPS if by == "group" else CLUSTERS["field"]
    (rows,) = cluster_map(CLUSTERS, labels).to_dict()["datasets"].values()
    return list(rows)


@pytest.mark.parametrize("by", ["group", "field"])
def test_every_cluster_is_a_square(by: str) -> None:
    """Fifteen, whatever the labels."""
    assert len(map_rows(by)) == 15


@pytest.mark.parametrize(("by", "shared"), [("group", 10), ("field", 2)])
def test_the_labels_decide_what_overlaps(by: str, shared: int) -> None:
    """Ten of fifteen by our groups, two by the names on the list."""
    held = [row["held"] for row in map_rows(by)]

    assert held.count("in more than one city") == shared


@pytest.mark.parametrize("chart", [cluster_map(CLUSTERS, GROUPS), chance_ranges(TABLE)])
def test_the_charts_are_valid_and_described(chart: object) -> None:
    """Altair accepts them, and their words say what stands out."""
    assert chart.to_dict(validate=True)
    assert len(description(chart)) > 60


def test_real_clusters_are_not_called_stylised() -> None:
    """They were listed; their source stands beside the data."""
    assert STYLISED not in str(cluster_map(CLUSTERS, GROUPS).to_dict())


def test_a_name_in_chinese_stands_beside_its_english() -> None:
    """Cities and fields, on the axes and in the words."""
    rows = map_rows("field")

    assert {"潍坊 Weifang", "济南 Jinan"} <= {row["city"] for row in rows}
    assert "量子信息 quantum information" in {row["row"] for row in rows}


def test_the_words_name_who_shares_a_label() -> None:
    """Four cities in storage or hydrogen."""
    said = description(cluster_map(CLUSTERS, GROUPS))

    assert (
        "storage-hydrogen (淄博 Zibo, 枣庄 Zaozhuang, 泰安 Tai'an, 临沂 Linyi)" in said
    )


def test_without_an_overlap_the_words_say_none() -> None:
    """A label for each cluster alone."""
    alone = CLUSTERS["city"] + CLUSTERS["field"]

    assert description(cluster_map(CLUSTERS, alone)).endswith(
        "more than one city: none."
    )


def test_the_count_is_a_line_across_all_catalogues() -> None:
    """What is observed does not depend on what might have been chosen."""
    spec = chance_ranges(TABLE).to_dict()

    assert spec["layer"][2]["encoding"]["x"]["datum"] == 9
    assert description(chance_ranges(TABLE)).startswith("9 overlapping pairs")
