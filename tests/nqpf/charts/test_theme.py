import base64
import itertools
import json
import subprocess
import sys
from xml.etree import ElementTree as ET

import altair as alt
import nbformat
import numpy as np
import pandas as pd
import pytest
from nbconvert import HTMLExporter

from nqpf.charts import describe, description, stylised, theme

ROWS = alt.InlineData(values=[{"word": "新质生产力", "rate": 9.1}])

# Machado, Oliveira and Fernandes (2009): linear RGB as seen without one kind of cone.
VISION = {
    "all cones": np.eye(3),
    "no red cones": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "no green cones": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "no blue cones": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}


def bars() -> alt.Chart:
    """Return a small chart with Chinese labels and a description."""
    chart = alt.Chart(ROWS).mark_bar().encode(alt.X("rate:Q"), alt.Y("word:N"))
    return describe(chart, 'Rates, "most" first.')


def parsed(markup: str) -> ET.Element:
    """Return markup as a tree."""
    return ET.fromstring(markup)  # noqa: S314 - our own markup


def linear(colour: str) -> np.ndarray:
    """Return a colour as linear RGB."""
    channels = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    return np.where(
        channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4
    )


def lab(rgb: np.ndarray) -> np.ndarray:
    """Return linear RGB as CIE L*a*b*, where distance is difference seen."""
    to_xyz = np.array(
        [
            [0.4124564, 0.3575761, 0.1804375],
            [0.2126729, 0.7151522, 0.0721750],
            [0.0193339, 0.1191920, 0.9503041],
        ]
    )
    scaled = to_xyz @ np.clip(rgb, 0, 1) / np.array([0.95047, 1, 1.08883])
    x, y, z = np.where(scaled > 0.008856, np.cbrt(scaled), 7.787 * scaled + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("colour", theme.PALETTE)
def test_every_colour_stands_out_from_white(colour: str) -> None:
    """WCAG 2 asks for a contrast of 3 : 1 or more for parts of a graphic."""
    luminance = linear(colour) @ np.array([0.2126, 0.7152, 0.0722])

    assert 1.05 / (luminance + 0.05) >= 3


@pytest.mark.parametrize("eyes", VISION)
def test_colours_are_told_apart_by_all_eyes(eyes: str) -> None:
    """Any two colours differ by ten times what is just seen (2.3 in L*a*b*)."""
    seen = [lab(VISION[eyes] @ linear(colour)) for colour in theme.PALETTE]

    pairs = itertools.combinations(seen, 2)

    assert min(float(np.linalg.norm(one - other)) for one, other in pairs) > 22


def test_importing_nqpf_leaves_altair_alone() -> None:
    """The theme is switched on by the first use of nqpf.charts, not before."""
    code = (
        "import altair as alt, nqpf; before = alt.theme.active, alt.renderers.active;"
        "nqpf.charts.describe; print(*before, alt.theme.active, alt.renderers.active)"
    )

    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert shown.stdout.split() == ["default", "default", "nqpf", "nqpf"]


def test_a_chart_takes_its_colours_from_the_theme() -> None:
    """The theme's palette is in the specification that is drawn."""
    spec = bars().to_dict()

    assert spec["config"]["range"]["category"] == list(theme.PALETTE)


def test_describing_a_chart_leaves_the_chart_as_it_was() -> None:
    """A chart is a value: describe returns another."""
    chart = alt.Chart(ROWS).mark_bar()

    describe(chart, "Bars.")

    assert chart["description"] is alt.Undefined


def test_an_empty_description_is_refused() -> None:
    """Blanks describe nothing."""
    with pytest.raises(ValueError, match="text must say what the chart shows"):
        describe(alt.Chart(ROWS).mark_bar(), "  ")


def named() -> alt.LayerChart:
    """Return a chart of two named tables without rows."""
    point = alt.Chart(alt.NamedData("points")).mark_point().encode(alt.X("year:Q"))
    rule = alt.Chart(alt.NamedData("rules")).mark_rule().encode(alt.X("year:Q"))
    return alt.LayerChart(layer=[point, rule], height=120)


YEARS = [{"year": 1}, {"year": 2}]


def test_filling_a_chart_leaves_the_empty_one_empty() -> None:
    """It is built once and filled again and again."""
    chart = named()
    before = chart.to_dict()

    theme.fill(chart, "Two years.", points=YEARS, rules=[])

    assert chart.to_dict() == before


def test_a_filled_chart_is_the_empty_one_with_rows_and_a_description() -> None:
    """Nothing else is added, and Altair accepts it."""
    full = theme.fill(named(), "Two years.", points=YEARS, rules=[])

    assert full.to_dict(validate=True) == {
        **named().to_dict(),
        "datasets": {"points": YEARS, "rules": []},
        "description": "Two years.",
    }


def test_a_chart_filled_again_has_only_the_new_rows() -> None:
    """Nothing of the first filling stays."""
    once = theme.fill(named(), "Two years.", points=YEARS, rules=YEARS)

    twice = theme.fill(once, "One year.", points=YEARS[:1], rules=[])

    one = theme.fill(named(), "One year.", points=YEARS[:1], rules=[])
    assert twice.to_dict() == one.to_dict()


def test_a_chart_is_not_filled_without_words() -> None:
    """As with any other chart, blanks describe nothing."""
    with pytest.raises(ValueError, match="text must say what the chart shows"):
        theme.fill(named(), " ", points=YEARS)


@pytest.mark.parametrize("missing", [float("nan"), None, pd.NA, pd.NaT], ids=repr)
def test_a_missing_value_becomes_null(missing: object) -> None:
    """JSON has nothing else for it, and in a chart it is no mark."""
    table = pd.DataFrame({"year": [1, missing]})

    full = theme.fill(named(), "A year.", points=table)

    sent = json.dumps(full.to_dict()["datasets"]["points"], allow_nan=False)
    assert json.loads(sent) == [{"year": 1}, {"year": None}]


def test_a_table_goes_in_row_by_row() -> None:
    """Its index is no column, and its numbers keep their kinds."""
    table = pd.DataFrame(
        {
            "year": [1, 2],
            "rate": [0.5, 1.0],
            "term": ["创新", "质量"],
            "is_end": [False, True],
        },
        index=[7, 8],
    )

    full = theme.fill(named(), "Two years.", points=table)

    assert json.dumps(full.to_dict()["datasets"]["points"], ensure_ascii=False) == (
        '[{"year": 1, "rate": 0.5, "term": "创新", "is_end": false}, '
        '{"year": 2, "rate": 1.0, "term": "质量", "is_end": true}]'
    )


def test_what_filling_adds_emptying_takes_off() -> None:
    """The empty chart comes back, beside the rows and the words."""
    tables = {"points": YEARS, "rules": YEARS[:1]}
    full = theme.fill(named(), "Two years.", points=YEARS, rules=YEARS[:1])

    bare, rows, words = theme.empty(full)

    assert bare.to_dict() == named().to_dict()
    assert (rows, words) == (tables, "Two years.")


def test_emptying_leaves_the_filled_chart_full() -> None:
    """A chart is a value."""
    full = theme.fill(named(), "Two years.", points=YEARS, rules=[])
    before = full.to_dict()

    theme.empty(full)

    assert full.to_dict() == before


def test_an_empty_chart_has_nothing_to_take_off() -> None:
    """Neither rows nor a description."""
    bare, rows, words = theme.empty(named())

    assert bare.to_dict() == named().to_dict()
    assert (rows, words) == ({}, "")


def test_fillings_of_a_chart_share_its_parts() -> None:
    """The very same objects: that is how one knows them again."""
    chart = named()

    one, other = (
        theme.parts(theme.empty(theme.fill(chart, words, points=YEARS))[0])
        for words in ("One.", "Two.")
    )

    assert one.keys() == other.keys()
    assert all(other[name] is part for name, part in one.items())


def test_the_parts_are_only_those_that_are_set() -> None:
    """What Altair or the theme would add is no part."""
    assert theme.parts(named()).keys() == {"layer", "height"}


def test_asking_for_a_description_that_is_missing_says_what_to_do() -> None:
    """The message names the function that gives one."""
    with pytest.raises(ValueError, match=r"describe\(chart, text\)"):
        description(alt.Chart(ROWS).mark_bar())


@pytest.mark.parametrize(
    ("title", "said"),
    [
        (alt.Undefined, {"text": theme.STYLISED}),
        ("Growth", {"text": "Growth", "subtitle": [theme.STYLISED]}),
        (
            alt.Title("Growth", subtitle="by city"),
            {"text": "Growth", "subtitle": ["by city", theme.STYLISED]},
        ),
        (
            alt.Title("Growth", subtitle=["by city", "by year"]),
            {"text": "Growth", "subtitle": ["by city", "by year", theme.STYLISED]},
        ),
    ],
    ids=["no title", "a title", "a subtitle", "two subtitles"],
)
def test_stylised_data_are_marked_on_the_chart(title: object, said: object) -> None:
    """The words stand under the title, or in its place, and nothing is lost."""
    chart = bars()
    chart["title"] = title

    marked = stylised(chart).to_dict()["title"]
    words = {name: marked[name] for name in marked if name in ("text", "subtitle")}

    assert words == said


def test_stylised_data_are_marked_for_those_who_cannot_see_the_chart() -> None:
    """The description says it too."""
    assert description(stylised(bars())).endswith(f"{theme.STYLISED}.")


@pytest.mark.parametrize("join", [alt.layer, alt.hconcat, alt.vconcat])
def test_any_kind_of_chart_can_be_described_and_marked(join: object) -> None:
    """Layers and rows of charts are charts."""
    assert callable(join)
    chart = stylised(describe(join(bars(), bars()), "Two."))

    assert description(chart) == f"Two. {theme.STYLISED}."


def test_a_shown_chart_is_an_image_with_the_description_as_its_alternative() -> None:
    """The HTML holds one figure; quotation marks in the description survive."""
    shown = bars()._repr_mimebundle_()["text/html"]
    image = parsed(shown).find("img")

    assert image is not None
    assert image.get("alt") == 'Rates, "most" first.'


def test_a_shown_chart_carries_its_picture_and_chinese_words() -> None:
    """The image is a drawing inside the page: it needs no network and no kernel."""
    shown = bars()._repr_mimebundle_()["text/html"]

    source = shown.split("base64,")[1].split('"')[0]
    drawing = parsed(base64.b64decode(source).decode())

    assert "新质生产力" in "".join(drawing.itertext())


def test_a_shown_chart_reads_as_its_description_in_plain_text() -> None:
    """A terminal shows the description."""
    assert bars()._repr_mimebundle_()["text/plain"] == 'Rates, "most" first.'


def test_a_saved_chart_survives_conversion_to_a_page() -> None:
    """The HTML that nbconvert makes holds the image of the notebook's output."""
    output = nbformat.v4.new_output("display_data", data=bars()._repr_mimebundle_())
    cell = nbformat.v4.new_code_cell("chart", outputs=[output])
    notebook = nbformat.v4.new_notebook(cells=[cell])

    page, _ = HTMLExporter().from_notebook_node(notebook)

    assert "data:image/svg+xml;base64," in page


def test_vl_convert_draws_the_very_vega_lite_that_altair_writes() -> None:
    """Locked together: the picture in a notebook and the explorer agree."""
    assert alt.SCHEMA_VERSION.startswith(f"v{theme.vega_lite_version()}.")


def test_a_newer_altair_is_drawn_by_the_newest_vega_lite_there_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Within the same major version, by number and not by letter."""
    monkeypatch.setattr(theme.alt, "SCHEMA_VERSION", "v6.99.0")
    monkeypatch.setattr(
        theme.vl_convert, "get_vegalite_versions", lambda: ["5.21", "6.4", "6.10"]
    )

    assert theme.vega_lite_version() == "6.10"


def test_another_major_version_of_vega_lite_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A sentence, not a broken picture."""
    monkeypatch.setattr(theme.alt, "SCHEMA_VERSION", "v7.0.0")

    with pytest.raises(RuntimeError, match=r"cannot draw Vega-Lite v7\.0\.0"):
        theme.vega_lite_version()
