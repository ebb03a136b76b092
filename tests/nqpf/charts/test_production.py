"""The charts of production draw every row, name their units and say what they show."""

import numpy as np
import pandas as pd
import pytest

from nqpf.charts.production import (
    HIGHEST,
    STROKES,
    WAYS,
    combination_board,
    isoquants,
)
from nqpf.charts.theme import STYLISED, description
from nqpf.models.production import ELEMENTS, Combination, needed, responses

AMOUNTS = [0.7, 1.6, 0.8]


def curves(substitutions: list[float]) -> pd.DataFrame:
    first = np.linspace(0.4, 3, 30)
    mixes = np.column_stack([first, np.ones(30), np.ones(30)])
    return pd.concat(
        pd.DataFrame(
            {
                "substitution": substitution,
                "first": first,
                "second": needed(
                    mixes, Combination(substitution=substitution), element=1, wanted=1.0
                ),
            }
        )
        for substitution in substitutions
    )


def board(outputs: list[float] | None = None) -> dict[str, object]:
    ways = pd.DataFrame(
        {"way": list(WAYS), "output": outputs or [0.8, 0.81, 0.88, 1.0]}
    )
    lines = responses(AMOUNTS, Combination(), multiples=[0.5, 1, 2])
    named = lines.assign(element=lines["element"].map(dict(enumerate(ELEMENTS))))
    return combination_board(ways, named).to_dict(validate=True)


def test_isoquants_are_valid_and_described() -> None:
    """Altair accepts them, and the description names the technologies."""
    chart = isoquants(curves([0.0, 0.5, 1.0]), first="labourers", second="means")

    assert chart.to_dict(validate=True)
    assert "substitution 0, 0.5, 1" in description(chart)


def test_an_isoquant_ends_where_no_amount_is_enough() -> None:
    """What is infinite is drawn as nothing, not as a jump."""
    drawn = isoquants(curves([0.5]), first="labourers", second="means").to_dict()

    (rows,) = drawn["datasets"].values()
    assert any(row["second"] is None for row in rows)


def test_every_axis_says_its_unit() -> None:
    """An index and its base, or a multiple."""
    spec = str(board())

    assert spec.count("Output (balanced = 100)") >= 2
    assert "times what there is" in spec


def test_a_gain_carries_its_sign_and_a_loss_a_true_minus() -> None:
    """The first bar is the base and has no change."""
    rows = board([1.0, 0.9, 1.1, 1.0])["datasets"]["ways"]

    labels = [row["label"] for row in rows]
    assert labels == ["100.0", "90.0 (−10.0 %)", "110.0 (+10.0 %)", "100.0 (+0.0 %)"]


def test_the_point_stands_where_the_lines_meet() -> None:
    """At one times what there is, with the output there is."""
    tables = board([0.8, 0.81, 0.88, 1.0])["datasets"]

    assert tables["here"] == [{"multiple": 1, "output": 80.0}]


def test_lines_are_told_apart_by_more_than_colour() -> None:
    """Each element has a dash of its own, and the elements are the model's."""
    dashes = [tuple(dash) for _, dash in STROKES.values()]

    assert len(set(dashes)) == len(dashes)
    assert list(STROKES) == list(ELEMENTS)


def test_boards_that_differ_in_data_share_one_specification() -> None:
    """A living picture needs only new rows."""
    one, other = board(), board([0.5, 0.6, 0.7, 0.9])

    assert {key for key in one if one[key] != other[key]} == {"datasets", "description"}


def test_the_board_says_that_its_data_are_stylised() -> None:
    """In the picture, and for those who do not see it."""
    drawn = board()

    assert STYLISED in str(drawn["title"])
    assert str(drawn["description"]).endswith(f"{STYLISED}.")


def test_bars_have_room_for_their_labels() -> None:
    """The axis of the bars is longer than that of the lines."""
    left, right = board()["hconcat"]

    ends = [
        part["layer"][1]["encoding"][axis]["scale"]["domain"][1]
        for part, axis in ((left, "x"), (right, "y"))
    ]
    assert ends[0] > ends[1] == HIGHEST


@pytest.mark.parametrize("name", ["ways", "responses"])
def test_every_row_is_drawn(name: str) -> None:
    """Four ways; three elements at three multiples."""
    assert len(board()["datasets"][name]) == {"ways": 4, "responses": 9}[name]
