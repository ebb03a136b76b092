r"""Coupling coordination: whether subsystems are high, and rise together.

For :math:`k` subsystems with indices :math:`U_j`,

.. math::

    C = \frac{k \left(\prod_j U_j\right)^{1/k}}{\sum_j U_j},\qquad
    T = \sum_j \alpha_j U_j,\qquad D = \sqrt{C\,T}

:math:`C` is the geometric over the arithmetic mean; for two subsystems it is
:math:`2\sqrt{U_1 U_2} / (U_1 + U_2)`. It says that they are *alike*, so two that
are equally bad are perfectly coupled; the level :math:`T` is there to mend that.
Neither says that one causes the other.

==========================  ================================================
:math:`U_j`                 index of a subsystem (no unit, 0 to 1)
:math:`\alpha_j`            its share in the level (no unit; they sum to 1)
:math:`C`                   coupling (no unit, 0 to 1)
:math:`T`                   level (no unit, 0 to 1)
:math:`D`                   coordination (no unit, 0 to 1)
==========================  ================================================

References
----------
The measure is common in Chinese regional studies; versions of :math:`C` that differ
by an exponent give different classes from the same data, as its critics point out:
王淑佳 et al., 《国内耦合协调度模型的误区及修正》 ("Errors in, and corrections of, the
coupling coordination model in Chinese studies"), 《自然资源学报》 36(3), 2021 (cited,
not read again here).
"""

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from nqpf.models.sample import numbers


def coordinate(
    subsystems: pd.DataFrame, *, shares: Mapping[str, float] | None = None
) -> pd.DataFrame:
    """Return how far subsystems are coupled, high and coordinated.

    Parameters
    ----------
    subsystems
        A row a unit and a column a subsystem's index (no unit, 0 to 1).
    shares
        What each subsystem counts for in the level (no unit, sum 1); equal
        unless given.

    Returns
    -------
    pandas.DataFrame
        `coupling`, `level` and `coordination` (no unit, 0 to 1). The coupling of
        subsystems that are all 0 is not defined; it is set to 0.

    Raises
    ------
    ValueError
        If an index is not from 0 to 1, or the shares do not fit.

    Examples
    --------
    >>> two = pd.DataFrame({"labourers": [0.1, 0.9], "means": [0.1, 0.1]})
    >>> coordinate(two).round(2).to_dict("list")
    {'coupling': [1.0, 0.6], 'level': [0.1, 0.5], 'coordination': [0.32, 0.55]}
    """
    names = [str(name) for name in subsystems.columns]
    table = numbers(subsystems, names, low=0, high=1)
    given = shares or dict.fromkeys(names, 1 / len(names))
    if set(given) != set(names) or not math.isclose(sum(given.values()), 1):
        msg = f"shares must be those of {', '.join(names)} and sum to 1, not {given}"
        raise ValueError(msg)
    level = table @ np.array([given[name] for name in names])
    total = table.sum(axis=1)
    together = len(names) * np.prod(table, axis=1) ** (1 / len(names))
    coupling = np.divide(together, total, out=np.zeros_like(total), where=total > 0)
    return pd.DataFrame(
        {
            "coupling": coupling,
            "level": level,
            "coordination": np.sqrt(coupling * level),
        },
        index=subsystems.index,
    )
