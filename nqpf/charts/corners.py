"""Which points of a line need to be drawn, where straight pieces join them."""

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]


def corners(along: Numbers, *heights: Numbers, within: float) -> npt.NDArray[np.intp]:
    """Return the points that are enough to draw lines as they are.

    A straight piece of a line needs no point but its ends, and a curve none that the
    eye could tell from the piece between its neighbours. What an explorer does not
    send and draw does not keep the hand waiting. The way is that of Ramer, Douglas
    and Peucker, with distances upright.

    Parameters
    ----------
    along
        Where the points lie from left to right, rising; at least two.
    heights
        The height of each line there. Lines that are given together keep the same
        points.
    within
        How far a drawn line may stray from the points left out (units of the
        heights; above 0). A tenth of a pixel is seen by nobody.

    Examples
    --------
    >>> along = np.arange(7.0)
    >>> corners(along, np.array([0, 0, 0, 1, 2, 3, 3.0]), within=0.1).tolist()
    [0, 2, 5, 6]
    """
    lines = np.stack(heights)
    kept = {0, len(along) - 1}
    open_pieces = [(0, len(along) - 1)]
    while open_pieces:
        first, last = open_pieces.pop()
        if last - first > 1:
            strayed = _strayed(along[first : last + 1], lines[:, first : last + 1])
            farthest = int(strayed.argmax())
            if strayed[farthest] > within:
                middle = first + farthest
                kept.add(middle)
                open_pieces += [(first, middle), (middle, last)]
    return np.array(sorted(kept))


def _strayed(along: Numbers, lines: Numbers) -> Numbers:
    """Return how far the points lie from the chord between the ends, at most."""
    share = (along - along[0]) / (along[-1] - along[0])
    first, last = lines[:, :1], lines[:, -1:]
    return np.asarray(np.abs(lines - (first + share * (last - first))).max(axis=0))
