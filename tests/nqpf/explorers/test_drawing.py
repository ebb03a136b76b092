import json
from typing import Any

import altair as alt
import pandas as pd
import pytest

from nqpf.charts.theme import fill
from nqpf.explorers.drawing import difference, draw


def chart(output: float, *, title: str = "Output") -> alt.LayerChart:
    """Return a chart of two tables: one point, and a target line."""
    points = pd.DataFrame({"year": [1], "output": [output]})
    targets = pd.DataFrame({"target": [3.0]})
    point = alt.Chart(points).mark_point().encode(alt.X("year:Q"), alt.Y("output:Q"))
    rule = alt.Chart(targets).mark_rule().encode(alt.Y("target:Q"))
    layers = alt.LayerChart(layer=[point, rule]).add_params(alt.selection_point())
    return layers.properties(title=title, description=f"Output is {output}.")


def test_the_parts_make_the_whole_again() -> None:
    """The skeleton with the tables under its names draws what the chart draws."""
    drawing = draw(chart(1.0))

    spec = {**json.loads(drawing.skeleton), "datasets": drawing.tables}
    layers = spec["layer"]

    assert [spec["datasets"][layer["data"]["name"]] for layer in layers] == [
        [{"year": 1, "output": 1.0}],
        [{"target": 3.0}],
    ]


def test_other_data_leave_the_skeleton_as_it_is() -> None:
    """Neither a table's content nor Altair's running numbers get into it."""
    before, after = draw(chart(1.0)), draw(chart(2.0))

    assert before.skeleton == after.skeleton


def test_only_the_changed_table_goes_over() -> None:
    """The target stays where it is, so it is not sent again."""
    change = difference(draw(chart(1.0)), draw(chart(2.0)))

    assert change["tables"] == {"table_1": [{"year": 1, "output": 2.0}]}


def test_an_unchanged_chart_sends_no_table() -> None:
    """The same values, the same picture."""
    assert difference(draw(chart(1.0)), draw(chart(1.0)))["tables"] == {}


def test_a_changed_skeleton_brings_everything() -> None:
    """A new title is a new picture, with all its tables."""
    after = draw(chart(1.0, title="Product"))

    change = difference(draw(chart(1.0)), after)

    assert (change["skeleton"], change["tables"]) == (after.skeleton, after.tables)


def test_a_browser_that_shows_nothing_gets_everything() -> None:
    """Without a picture before there is nothing to compare with."""
    drawing = draw(chart(1.0))

    assert difference(None, drawing)["tables"] == drawing.tables


def test_a_new_description_is_no_new_picture() -> None:
    """It goes over beside the tables."""
    change = difference(draw(chart(1.0)), draw(chart(2.0)))

    assert "skeleton" not in change
    assert change["description"] == "Output is 2.0."


def test_missing_values_go_over_as_null() -> None:
    """JSON has no NaN."""
    table = pd.DataFrame({"output": [1.0, float("nan")]})

    drawing = draw(alt.Chart(table).mark_point())

    assert (
        json.dumps(drawing.tables["table_1"]) == '[{"output": 1.0}, {"output": null}]'
    )


def test_layers_that_share_a_table_send_it_once() -> None:
    """One table, one name, however many marks use it."""
    table = alt.Chart(pd.DataFrame({"output": [1.0]}))

    drawing = draw(alt.layer(table.mark_line(), table.mark_point()))

    assert list(drawing.tables) == ["table_1"]


def test_a_table_that_the_chart_names_keeps_its_name() -> None:
    """A skeleton built once and filled many times names its tables itself."""
    chart = alt.Chart(alt.NamedData("steps"), datasets={"steps": [{"step": 1}]})

    assert draw(chart.mark_point()).tables == {"steps": [{"step": 1}]}


@pytest.mark.parametrize("word", ["overview_12", "data-5", "param_x"])
def test_words_that_only_resemble_altairs_names_are_left_alone(word: str) -> None:
    """A column may be called nearly anything."""
    drawing = draw(alt.Chart(pd.DataFrame({word: [1]})).mark_bar().encode(alt.X(word)))

    assert f'"field": "{word}"' in drawing.skeleton


def empty(*, title: str = "Output") -> alt.LayerChart:
    """Return a chart of two named tables without rows, to be filled many times."""
    point = alt.Chart(alt.NamedData("points")).mark_point().encode(alt.Y("output:Q"))
    rule = alt.Chart(alt.NamedData("targets")).mark_rule().encode(alt.Y("target:Q"))
    return alt.LayerChart(layer=[point, rule], title=title)


def filled(chart: alt.LayerChart, output: float) -> alt.LayerChart:
    """Return the chart with a point and its target."""
    points, targets = [{"output": output}], [{"target": 3.0}]
    return fill(chart, f"Output is {output}.", points=points, targets=targets)


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[alt.LayerChart]:
    """Return the charts whose specification Altair was asked for."""
    charts: list[alt.LayerChart] = []
    to_dict = alt.LayerChart.to_dict

    def noted(chart: alt.LayerChart, **options: Any) -> dict[str, Any]:  # noqa: ANN401
        charts.append(chart)
        return to_dict(chart, **options)

    monkeypatch.setattr(alt.LayerChart, "to_dict", noted)
    return charts


def test_a_filled_chart_makes_the_whole_again() -> None:
    """Skeleton, tables and description are the specification itself."""
    drawing = draw(filled(empty(), 1.0))

    whole = {**json.loads(drawing.skeleton), "datasets": drawing.tables}
    assert {**whole, "description": drawing.description} == filled(
        empty(), 1.0
    ).to_dict()


def test_fillings_of_one_chart_differ_only_in_their_tables() -> None:
    """The skeleton is the same, and of the tables the one that changed goes over."""
    chart = empty()

    before, after = draw(filled(chart, 1.0)), draw(filled(chart, 2.0))

    assert before.skeleton == after.skeleton
    assert difference(before, after) == {
        "tables": {"points": [{"output": 2.0}]},
        "description": "Output is 2.0.",
    }


def test_a_chart_that_is_filled_again_is_not_built_again(
    built: list[alt.LayerChart],
) -> None:
    """Building is what takes long; from the second filling on it is remembered."""
    chart = empty()

    for output in (1.0, 2.0, 3.0):
        draw(filled(chart, output))

    assert len(built) == 1


def test_a_chart_built_anew_is_drawn_anew(built: list[alt.LayerChart]) -> None:
    """Equal words do not make two charts one: only their parts do."""
    draw(filled(empty(), 1.0))
    draw(filled(empty(), 1.0))

    assert len(built) == 2


def test_a_chart_with_another_part_gets_a_skeleton_of_its_own() -> None:
    """Also if it was made from the first one and shares everything else."""
    chart = empty()
    other = chart.copy(deep=False)
    other.title = "Product"

    before, after = draw(filled(chart, 1.0)), draw(filled(other, 1.0))

    assert json.loads(before.skeleton)["title"] == "Output"
    assert json.loads(after.skeleton)["title"] == "Product"


def test_charts_that_come_and_go_are_not_taken_for_each_other() -> None:
    """A new chart may lie in memory where a forgotten one lay."""
    titles = [f"Output {number}" for number in range(200)]

    skeletons = [draw(filled(empty(title=title), 1.0)).skeleton for title in titles]

    assert [json.loads(skeleton)["title"] for skeleton in skeletons] == titles


def test_tables_and_words_are_not_remembered() -> None:
    """What one filling says is not said of the next."""
    chart = empty()
    draw(filled(chart, 1.0))

    bare = draw(fill(chart, "No point yet.", points=[], targets=[]))

    assert bare.tables == {"points": [], "targets": []}
    assert bare.description == "No point yet."
