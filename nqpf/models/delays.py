r"""Delays that are not kept, and what they mean for a transition.

A delay is a plan, not a fact. Let it be log-normal around the planned :math:`L`, as
often shorter as longer, with the spread :math:`\sigma` of its logarithm. A plan that
would bear a delay of :math:`L_{\max}` has no gap with the probability

.. math:: P(\text{no gap}) = \Phi\left( \frac{\ln (L_{\max} / L)}{\sigma} \right),
          \qquad L_{\max} = L + s - s^*

with the start :math:`s` of retiring and the earliest one :math:`s^*` that the planned
delay allows (`nqpf.models.transition`). Whoever retires exactly then has an even
chance; safety costs idle capacity.

=================  =====================================================
:math:`L`          delay planned (years)
:math:`\sigma`     spread of the delay's logarithm (no unit)
=================  =====================================================

References
----------
That large projects overrun more often than they keep to the plan, so that the planned
delay is more likely too short than our even chance says: B. Flyvbjerg, N. Bruzelius
and W. Rothengatter, "Megaprojects and Risk", Cambridge University Press, 2003. The
log-normal is our choice; :math:`\sigma = 0.3` in the explorer is stylised.
"""

import math

from scipy.stats import norm

from nqpf.models.checks import above, strictly_between
from nqpf.models.transition import Transition, latest_build


def chance_of_no_gap(transition: Transition, *, spread: float) -> float:
    """Return how likely no gap opens, the delay being uncertain.

    Parameters
    ----------
    transition
        The plan; its delay is the one that is as often missed as kept.
    spread
        Standard deviation of the logarithm of the delay (no unit; above 0).

    Returns
    -------
    float
        Probability.

    Examples
    --------
    >>> safe = Transition(retire_from=8.5)
    >>> chance_of_no_gap(safe, spread=0.3)
    0.5
    """
    above(0, spread=spread)
    most = latest_build(transition) - transition.build_from + transition.delay
    if most <= 0:
        return 0.0
    return float(norm.cdf(math.log(most / transition.delay) / spread))


def delay_at(confidence: float, *, planned: float, spread: float) -> float:
    """Return the delay that is not exceeded with a given confidence.

    Parameters
    ----------
    confidence
        Probability (strictly between 0 and 1).
    planned
        The delay that is as often missed as kept (years; above 0).
    spread
        Standard deviation of its logarithm (no unit; above 0).

    Examples
    --------
    >>> round(delay_at(0.9, planned=4, spread=0.3), 2)
    5.88
    """
    strictly_between(0, 1, confidence=confidence)
    above(0, planned=planned, spread=spread)
    return float(planned * math.exp(spread * norm.ppf(confidence)))
