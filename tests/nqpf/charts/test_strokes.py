import altair as alt

from nqpf.charts.strokes import DASHES, strokes

NAMES = ["low", "middle", "high"]
COLOURS = ["#0545BF", "#CC860A", "#027D44", "#9F5693"]


def test_colour_and_dash_share_one_legend() -> None:
    """Both tell the same field apart, with the same settings."""
    looks = strokes("level", NAMES, COLOURS)

    colour, dash = looks["color"].to_dict(), looks["strokeDash"].to_dict()
    assert colour["field"] == dash["field"] == "level"
    assert colour["legend"] == dash["legend"]


def test_each_name_has_a_colour_and_a_dash_of_its_own() -> None:
    """No two lines look alike, with or without colour."""
    looks = strokes("level", NAMES, COLOURS)

    for channel in ("color", "strokeDash"):
        scale = looks[channel].to_dict()["scale"]
        assert scale["domain"] == NAMES
        assert len({str(look) for look in scale["range"]}) == len(NAMES)


def test_colours_that_are_left_over_are_not_drawn() -> None:
    """A range is as long as the names."""
    looks = strokes("level", ["only"], COLOURS)

    assert looks["color"].to_dict()["scale"]["range"] == [COLOURS[0]]


def test_dashes_that_run_out_begin_again() -> None:
    """The fifth line has the first dash, not none."""
    names = ["1", "2", "3", "4", "5"]

    drawn = strokes("level", names, COLOURS)["strokeDash"].to_dict()["scale"]["range"]

    assert drawn == [list(dash) for dash in (*DASHES, DASHES[0])]


def test_the_lines_are_drawn_with_their_looks() -> None:
    """A chart takes both channels at once."""
    chart = alt.Chart(alt.NamedData("lines")).mark_line()

    encoding = chart.encode(**strokes("level", NAMES, COLOURS)).to_dict()["encoding"]

    assert set(encoding) == {"color", "strokeDash"}
