from itertools import product

import pytest

from nqpf.charts import description
from nqpf.explorers.drawing import difference, draw
from nqpf.explorers.evidence import evidence_view, observed, weigh_evidence

ALL_SWITCHES = [
    dict(zip(("order", "words", "plan", "origin"), states, strict=True))
    for states in product([False, True], repeat=4)
]


def test_the_board_opens_with_the_order_of_the_file() -> None:
    """The learner starts from the answer that a program would give."""
    board = weigh_evidence()

    assert board.values == {
        "order": True,
        "words": False,
        "plan": False,
        "origin": False,
    }
    assert "实践路径: body A " in description(board.chart)


def test_a_switch_draws_what_the_view_draws() -> None:
    """The shown chart is the view's, for the switches as they are."""
    board = weigh_evidence()

    board.values = {"words": True}

    expected = evidence_view(order=True, words=True, plan=False, origin=False)
    assert board.chart.to_dict() == expected.to_dict()
    assert board.problem == ""


@pytest.mark.parametrize("switches", ALL_SWITCHES, ids=str)
def test_a_switch_only_sends_new_rows(switches: dict[str, bool]) -> None:
    """The board's frame stays, so nothing flickers."""
    before = draw(evidence_view(order=True, words=False, plan=False, origin=False))

    change = difference(before, draw(evidence_view(**switches)))

    assert "skeleton" not in change


@pytest.mark.parametrize("switches", ALL_SWITCHES, ids=str)
def test_body_b_never_gets_a_headline(switches: dict[str, bool]) -> None:
    """Whatever is switched on, no headline goes to B."""
    assert "body B" not in description(evidence_view(**switches))


def test_the_last_switch_turns_on_two_kinds() -> None:
    """Post and region count together, and B and C stay too close to tell."""
    said = description(evidence_view(order=False, words=False, plan=False, origin=True))

    assert "unknown: B and C are too close to tell" in said


def test_no_bar_leaves_the_axis() -> None:
    """All evidence together stays within the axis."""
    chart = evidence_view(order=True, words=True, plan=True, origin=True)
    spec = chart.to_dict()
    (rows,) = spec["datasets"].values()

    most: dict[tuple[str, str], float] = {}
    for row in rows:
        bar = (row["headline"], row["place"])
        most[bar] = most.get(bar, 0.0) + (row["support"] or 0.0)

    _, end = spec["spec"]["layer"][0]["encoding"]["x"]["scale"]["domain"]
    assert 5 < max(most.values()) <= end


def test_a_bar_opens_all_that_is_known_of_its_pair() -> None:
    """Every kind of evidence, what is seen on the page, and whether it counts."""
    table = observed(
        {"pair": "Line 2 and body B"},
        order=True,
        words=False,
        plan=True,
        origin=False,
    )

    assert table["Evidence"].to_list() == [
        "Extraction order",
        "Subject words",
        "Plan of the body (judged)",
        "Author's post (judged)",
        "Region named",
    ]
    assert table["Counts"].to_list() == ["yes", "no", "yes", "no", "no"]
    assert "line 210" in table["On the page"].to_list()[2]
    assert table.attrs["caption"] == "Line 2 and body B"
