"""Points that nobody would miss are left out, and only those."""

import numpy as np
import pytest

from nqpf.charts.corners import corners

ALONG = np.linspace(0, 10, 201)


@pytest.mark.parametrize("within", [1.0, 0.1, 0.001])
def test_the_line_through_the_corners_strays_no_farther_than_asked(
    within: float,
) -> None:
    """At every point that is left out, of a curve that bends both ways."""
    heights = 5 * np.sin(ALONG)

    kept = corners(ALONG, heights, within=within)

    drawn = np.interp(ALONG, ALONG[kept], heights[kept])
    assert np.abs(drawn - heights).max() <= within
    assert len(kept) < len(ALONG)


def test_a_straight_line_needs_its_ends() -> None:
    """And nothing between them."""
    kept = corners(ALONG, 3 - 2 * ALONG, within=1e-9)

    assert kept.tolist() == [0, 200]


def test_every_bend_of_straight_pieces_is_kept() -> None:
    """Flat, up, down: the two bends and the ends."""
    heights = np.interp(ALONG, [0, 2.5, 7, 10], [1, 1, 9, 0])

    kept = corners(ALONG, heights, within=1e-6)

    assert ALONG[kept].tolist() == pytest.approx([0, 2.5, 7, 10])


def test_lines_that_are_given_together_keep_the_bends_of_each() -> None:
    """So that areas can be put upon one another."""
    early = np.interp(ALONG, [0, 2, 10], [0, 4, 4])
    late = np.interp(ALONG, [0, 6, 10], [0, 0, 8])

    kept = corners(ALONG, early, late, within=1e-6)

    assert ALONG[kept].tolist() == pytest.approx([0, 2, 6, 10])


def test_a_line_of_two_points_stays() -> None:
    """There is nothing to leave out."""
    pair = np.array([0.0, 1.0])

    assert corners(pair, pair, within=0.5).tolist() == [0, 1]
