import pandas as pd
import pytest

from nqpf.charts import description
from nqpf.charts.evidence import RESULT, evidence_board
from nqpf.charts.theme import PALETTE, picture


@pytest.fixture
def support() -> pd.DataFrame:
    """Return two kinds of evidence for two headlines and two bodies."""
    return pd.DataFrame(
        {
            "headline": ["Line 2: 路径\nPath"] * 4 + ["Line 9: 风口\nOpening"] * 4,
            "doc": ["A", "A", "B", "B"] * 2,
            "kind": ["Order", "Words"] * 4,
            "support": [1.0, 0.0, 0.0, 0.5, 0.0, 0.0, 0.0, 0.0],
            "observed": ["seen"] * 8,
        }
    )


@pytest.fixture
def verdicts() -> pd.DataFrame:
    """Return one headline that is tied, and one that is not."""
    return pd.DataFrame(
        {
            "headline": ["Line 2: 路径\nPath", "Line 9: 风口\nOpening"],
            "doc": ["A", None],
            "why": ["leads by 0.5 points", "nothing chosen speaks of it"],
        }
    )


def test_the_results_are_said_in_the_description(
    support: pd.DataFrame, verdicts: pd.DataFrame
) -> None:
    """Whoever cannot see the board reads what follows for each headline."""
    said = description(evidence_board(support, verdicts, most=6))

    assert "Line 2: 路径: body A (leads by 0.5 points)." in said
    assert "Line 9: 风口: unknown: nothing chosen speaks of it." in said


def test_every_bar_is_drawn_from_the_table(
    support: pd.DataFrame, verdicts: pd.DataFrame
) -> None:
    """The rows of the bars are the rows of the table; the rest are results."""
    (rows,) = evidence_board(support, verdicts, most=6).to_dict()["datasets"].values()

    bars = [row for row in rows if row["place"] != RESULT]
    assert [row["support"] for row in bars] == support["support"].to_list()
    assert len(rows) - len(bars) == len(verdicts)


def test_the_axis_does_not_move_with_the_evidence(
    support: pd.DataFrame, verdicts: pd.DataFrame
) -> None:
    """Support is comparable before and after a switch."""
    bars, _ = evidence_board(support, verdicts, most=6).to_dict()["spec"]["layer"]

    assert bars["encoding"]["x"]["scale"]["domain"] == [0, 6]
    assert bars["encoding"]["x"]["title"] == "Support (points)"


def test_headlines_keep_the_order_of_the_page(
    support: pd.DataFrame, verdicts: pd.DataFrame
) -> None:
    """Line 2 stands above line 9, and would above line 271."""
    row = evidence_board(support, verdicts, most=6).to_dict()["facet"]["row"]

    assert row["sort"] == verdicts["headline"].to_list()


def test_kinds_do_not_take_the_colours_of_the_articles(
    support: pd.DataFrame, verdicts: pd.DataFrame
) -> None:
    """Blue, ochre and green stand for A, B and C in other charts."""
    bars, _ = evidence_board(support, verdicts, most=6).to_dict()["spec"]["layer"]

    colours = bars["encoding"]["color"]["scale"]["range"]
    assert len(set(colours)) == 2
    assert not set(colours) & set(PALETTE[:3])


def test_the_board_can_be_shown_without_a_network(
    support: pd.DataFrame, verdicts: pd.DataFrame
) -> None:
    """The notebook's picture is drawn, with the description beside it."""
    board = evidence_board(support, verdicts, most=6)

    shown = picture(board.to_dict())

    assert "data:image/svg+xml;base64," in shown["text/html"]
    assert shown["text/plain"] == description(board)
