"""The charts of the chain draw what the tables say, with units and words."""

from collections.abc import Iterator

import altair as alt
import pandas as pd
import pytest
from altair.typing import ChartType

from nqpf.charts.leontief import chain_board, heavy_links, linkage_map
from nqpf.charts.theme import STYLISED, description
from nqpf.models.disruption import Shock, disrupt, rank
from nqpf.models.leontief import accounts, links, multipliers
from nqpf.models.sectors import SECTORS, Economy, simulate

KNOWN = accounts(simulate(Economy()))
SHOCK = Shock(essential_from=0.1, substitution=0.5)


def board(sector: str = "emerging industries") -> alt.HConcatChart:
    return chain_board(disrupt(KNOWN, sector, SHOCK), rank(KNOWN, SHOCK), sector=sector)


CHARTS: dict[str, ChartType] = {
    "board": board(),
    "linkages": linkage_map(multipliers(KNOWN)),
    "links": heavy_links(links(KNOWN)),
}


def titles(spec: object) -> Iterator[str]:
    """Yield the titles of all axes in a specification."""
    if isinstance(spec, list):
        for part in spec:
            yield from titles(part)
    if isinstance(spec, dict):
        for channel, part in spec.items():
            if channel in {"x", "y"} and isinstance(part, dict) and part.get("title"):
                yield part["title"]
            yield from titles(part)


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_valid_and_described(name: str) -> None:
    """Altair accepts it, and a reader without sight gets its gist."""
    assert CHARTS[name].to_dict(validate=True)
    assert len(description(CHARTS[name])) > 60


@pytest.mark.parametrize("name", CHARTS)
def test_every_axis_says_its_unit(name: str) -> None:
    """A share of something, an index with its base, or billion yuan a year."""
    units = ("% of", "mean sector = 1", "mean = 1", "billion yuan a year")

    found = list(titles(CHARTS[name].to_dict()))

    assert found
    assert [title for title in found if not any(unit in title for unit in units)] == []


def test_the_causes_add_up_to_what_is_lost() -> None:
    """Each bar ends at the sector's loss."""
    hit = disrupt(KNOWN, "emerging industries", SHOCK).set_index("sector")
    rows = pd.DataFrame(board().datasets["losses"])

    stacked = rows.groupby("sector")["share"].sum()

    expected = 1 - hit["after"] / hit["before"]
    assert stacked.to_dict() == pytest.approx(expected.to_dict())


def test_the_hit_sector_stands_out_on_the_right() -> None:
    """Its two marks are the large ones."""
    rows = board().datasets["measured"]

    assert {r["sector"] for r in rows if r["chosen"]} == {"emerging industries"}
    assert len(rows) == 2 * len(SECTORS)


def test_the_words_say_what_the_hit_costs_and_which_would_cost_most() -> None:
    """Both figures of the picture's point."""
    said = description(board())

    assert said.startswith("emerging industries, 13.7 % of output, is hit.")
    assert "lose 27 % of output" in said
    assert "cost most is on traditional manufacturing" in said


def test_boards_that_differ_in_data_share_one_specification() -> None:
    """A living picture needs only new rows."""
    one, two = board().to_dict(), board("producer services").to_dict()

    assert {key for key in one if one[key] != two[key]} == {"datasets", "description"}


def test_the_board_says_that_its_data_are_stylised() -> None:
    """In the picture, and for those who do not see it."""
    assert STYLISED in str(board().to_dict()["title"])
    assert description(board()).endswith(f"{STYLISED}.")


def test_the_heaviest_links_are_drawn_in_order() -> None:
    """As many as asked for, from the top."""
    spec = heavy_links(links(KNOWN), most=5).to_dict()

    order = spec["encoding"]["y"]["sort"]
    assert len(order) == 5
    assert order[0] == "energy and materials → traditional manufacturing"


def test_each_sector_has_its_place_among_the_linkages() -> None:
    """Six points, each with its name."""
    tables = CHARTS["linkages"].to_dict()["datasets"].values()

    (rows,) = [table for table in tables if "backward" in table[0]]
    assert [row["sector"] for row in rows] == list(SECTORS)
