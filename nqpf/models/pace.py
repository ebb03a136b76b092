r"""The pace of a diffusion, its market given: the Bass curve through yearly adopters.

Of a market :math:`m` the fit looks for the :math:`p, q` with the least sum of squares

.. math::

    S(m) = \min_{p, q} \sum_{i=1}^n \bigl(\ln y_i - \ln m - g_i\bigr)^2,
    \qquad g_i = \ln\bigl(F(i) - F(i - 1)\bigr)

With :math:`r = p + q`, :math:`c = q/p` and :math:`E_i = e^{-ri}` a year's rise is

.. math::

    g_i = \ln(1 + c) + \ln(e^r - 1) - ri - \ln(1 + cE_i) - \ln(1 + cE_{i-1})

which loses no digits where :math:`F` hardly rises. With :math:`w_i =
cE_i/(1 + cE_i)` it slopes by

.. math::

    \frac{\partial g_i}{\partial \ln c} = \frac{c}{1 + c} - w_i - w_{i-1}, \qquad
    \frac{\partial g_i}{\partial r} = \frac{e^r}{e^r - 1} - i + i\,w_i + (i-1)\,w_{i-1}

Down each sum of squares lead Levenberg and Marquardt's steps, in :math:`\ln p` and
:math:`\ln q` and for many markets at once. The first guess is Bass's
own: a straight line through hazard against share.

===================  =======================================================
:math:`y_i`          adopters in year i (thousand firms)
:math:`m, p, q, F`   as in `nqpf.models.diffusion`
:math:`S`            sum of squared logarithmic errors (no unit)
===================  =======================================================

References
----------
F. M. Bass, "A new product growth for model consumer durables", Management Science
15(5), 1969. D. W. Marquardt, "An algorithm for least-squares estimation of nonlinear
parameters", Journal of the Society for Industrial and Applied Mathematics 11(2), 1963.
"""

import numpy as np

from nqpf.models.sample import Array


def paces(
    seen: Array,
    markets: Array,
    *,
    near: Array | None = None,
    hopeless: float = np.inf,
) -> tuple[Array, Array]:
    """Return each market's best curve, and how well it fits.

    Parameters
    ----------
    seen
        Adopters in year 1, 2, 3, … (thousand firms, above 0), three years at least.
    markets
        Markets to try (thousand firms, above 0).
    near
        Best curves of other markets, in ascending order, as this function gives
        them: from between them the way is short. None begins with a guess.
    hopeless
        How many times the least sum of squares is so much that a market need not
        be followed to the end (above 1).

    Returns
    -------
    tuple of numpy.ndarray
        A row a market of ln m, ln p and ln q; and the sums of squares (no unit).

    Examples
    --------
    >>> from nqpf.models.diffusion import Bass, yearly
    >>> seen = yearly(Bass(), years=12)["adopters"].to_numpy()
    >>> curves, squares = paces(seen, np.array([80.0, 100.0]))
    >>> np.exp(curves[1]).round(3).tolist()
    [100.0, 0.005, 0.4]
    >>> squares.round(3).tolist()
    [0.105, 0.0]
    """
    logs, years = np.log(markets), len(seen)
    target = np.log(seen) - logs[:, None]
    at = _first_guess(seen, markets) if near is None else _between(near, logs)
    rises, followed = _log_rises(at, years)
    error = target - rises
    squares = np.vecdot(error, error)
    damping = np.full(len(markets), 1e-2)
    for _ in range(STEPS):
        tried = _within(at + _step(at, followed, error, damping), _LOW, _HIGH)
        moves = np.abs(tried - at).max(axis=1) > STILL
        if not (moves & (squares <= hopeless * squares.min())).any():
            break
        rises, new_followed = _log_rises(tried, years)
        new_error = target - rises
        new_squares = np.vecdot(new_error, new_error)
        better = new_squares < squares
        at[better], error[better] = tried[better], new_error[better]
        followed[better], squares[better] = new_followed[better], new_squares[better]
        damping = _within(np.where(better, damping / 5, damping * 4), 1e-9, 1e6)
    return np.column_stack([logs, at]), squares


STEPS, STILL = 12, 1e-6
"""Steps towards each curve at most; the change in logarithms that ends them."""

EARLY = 5
"""Years that always tell something for a first guess."""

NEARLY_ALL = 0.8
"""Share that has adopted from which on a later year tells nothing for it."""

_LOW, _HIGH = np.log([1e-7, 1e-3]), np.log([1.0, 3.0])  # of p and q, per year


def _first_guess(seen: Array, markets: Array) -> Array:
    """Regress the hazard on the share that has adopted.

    Years in which nearly all have adopted say nothing here: who is left is then
    known no better than the market.
    """
    before = np.cumsum(seen) - seen
    share = before[None] / markets[:, None]
    tells = share < NEARLY_ALL
    tells[:, :EARLY] = True
    weight = tells / tells.sum(axis=1, keepdims=True)
    share = np.minimum(share, 0.95)
    hazard = seen[None] / (markets[:, None] * (1 - share))
    middle = np.vecdot(weight, share)
    centred = weight * (share - middle[:, None])
    slope = np.vecdot(centred, hazard) / np.vecdot(centred, share)
    level = np.vecdot(weight, hazard) - slope * middle
    first = hazard[:, 0]
    guess = np.stack([np.where(level > first / 10, level, first), slope], axis=1)
    return _within(np.log(np.maximum(guess, 1e-4)), _LOW, _HIGH)


def _log_rises(at: Array, years: int) -> tuple[Array, Array]:
    """Return g, shape (curves, years), and w, of one year more, from ln p and ln q."""
    innovation, imitation = np.exp(at[:, :1]), np.exp(at[:, 1:])
    pace, ratio = innovation + imitation, imitation / innovation
    passed = pace * np.arange(years + 1)
    follow = ratio * np.exp(-passed)
    kept = np.log1p(follow)
    level = np.log1p(ratio) + np.log(np.expm1(pace))
    rises: Array = level - passed[:, 1:] - kept[:, 1:] - kept[:, :-1]
    return rises, follow / (1 + follow)


def _step(at: Array, followed: Array, error: Array, damping: Array) -> Array:
    """Return the damped step of each curve."""
    innovation, imitation = np.exp(at[:, :1]), np.exp(at[:, 1:])
    pace = innovation + imitation
    years = np.arange(followed.shape[1])
    weighted = years * followed
    by_ratio = imitation / pace - followed[:, 1:] - followed[:, :-1]
    by_pace = weighted[:, 1:] + weighted[:, :-1] - years[1:] - 1 / np.expm1(-pace)
    first, second = innovation * by_pace - by_ratio, imitation * by_pace + by_ratio
    a = np.vecdot(first, first) * (1 + damping) + 1e-12
    d = np.vecdot(second, second) * (1 + damping) + 1e-12
    b = np.vecdot(first, second)
    u, v = np.vecdot(first, error), np.vecdot(second, error)
    size = a * d - b**2
    step = np.stack([(d * u - b * v) / size, (a * v - b * u) / size], axis=1)
    return _within(step, -1, 1)


def _between(near: Array, logs: Array) -> Array:
    """Return ln p and ln q between those of other markets."""
    columns = [np.interp(logs, near[:, 0], near[:, place]) for place in (1, 2)]
    return np.stack(columns, axis=1)


def _within(values: Array, low: float | Array, high: float | Array) -> Array:
    """Return values no lower and no higher; for few of them faster than clip."""
    made: Array = np.minimum(np.maximum(values, low), high)
    return made
