r"""The argument of a text as a map: what is wrong, what is to be done, what for.

A coding scheme sorts claims into kinds (`KINDS`). Links then say which measure
answers which shortcoming, and on what basis: the same **word** is printed in both,
they share a **subject**, or the link is **inferred** by the reader. A strict reading
takes only the first, a generous one all three. Write :math:`M_r(s)` for the measures
that a reading :math:`r` links to shortcoming :math:`s`; it is answered if
:math:`|M_r(s)| \ge n`. A measure in no :math:`M_r(s)` is *unasked*: no shortcoming
calls for it. That is no fault in itself (it may serve a goal or a reason), but it
tells what the diagnosis does not carry.

Two readers never code alike. Cohen's kappa sets their agreement :math:`p_o` against
the agreement :math:`p_e` of readers who use the kinds as often, but by chance:

.. math:: \kappa = \frac{p_o - p_e}{1 - p_e}, \qquad p_e = \sum_k p_k\, q_k

(:math:`p_k, q_k`: the share of kind :math:`k` with each reader; all without unit;
:math:`\kappa = 1` is full agreement, 0 what chance gives.)

References
----------
S. Toulmin, "The Uses of Argument", 1958. K. Krippendorff, "Content Analysis", 4th
edition, 2018. J. Cohen, "A coefficient of agreement for nominal scales", Educational
and Psychological Measurement 20(1), 1960. On measures that look for problems:
M. D. Cohen, J. G. March and J. P. Olsen, "A garbage can model of organizational
choice", Administrative Science Quarterly 17(1), 1972; J. W. Kingdon, "Agendas,
Alternatives, and Public Policies", 1984.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import compress

import numpy as np
import pandas as pd

from nqpf.models.checks import whole

KINDS = {
    "definition": "says what something is",
    "reason": "says why it matters",
    "fact": "says what is so, as evidence",
    "shortcoming": "says what is wrong or might go wrong",
    "goal": "says what is to be reached, without a means",
    "measure": "says what is to be done",
}
"""The coding scheme: each kind, and what a claim of this kind does."""

READINGS = {
    "word": ("word",),
    "subject": ("word", "subject"),
    "inferred": ("word", "subject", "inferred"),
}
"""From the strictest reading to the most generous: the bases of a link it accepts."""

RELATIONS = {"answers": ("measure", "shortcoming"), "grounds": ("fact", "reason")}
"""Each relation, and the kinds of claim that it leads from and to."""


def accepted(
    claims: pd.DataFrame,
    links: pd.DataFrame,
    *,
    reading: str,
    relation: str = "answers",
) -> pd.DataFrame:
    """Return the links that a reading accepts, between claims that are there.

    Parameters
    ----------
    claims
        A row a claim: `claim_id`, `kind`.
    links
        A row a link: `from_id`, `to_id`, `relation`, `basis`. One whose claims are
        not both among `claims` (after `strike_out`, say) is left out.
    reading
        "word", "subject" or "inferred".
    relation
        "answers" (from measures to shortcomings) or "grounds" (from facts to
        reasons).

    Returns
    -------
    pandas.DataFrame
        Rows of `links`, in their order.

    Raises
    ------
    ValueError
        If there is no such reading or relation, or a link leads from or to a claim
        of the wrong kind.

    Examples
    --------
    >>> claims = pd.DataFrame(
    ...     {"claim_id": ["S1", "M1", "M2"],
    ...      "kind": ["shortcoming", "measure", "measure"]}
    ... )
    >>> links = pd.DataFrame(
    ...     {"from_id": ["M1", "M2"], "to_id": "S1", "relation": "answers",
    ...      "basis": ["word", "inferred"]}
    ... )
    >>> accepted(claims, links, reading="subject")["from_id"].tolist()
    ['M1']
    """
    _one_of(READINGS, reading=reading)
    _one_of(RELATIONS, relation=relation)
    kinds = dict(zip(claims["claim_id"], claims["kind"], strict=True))
    ends = list(zip(links["from_id"], links["to_id"], strict=True))
    bases = zip(ends, links["relation"], links["basis"], strict=True)
    kept = [
        kinds.keys() >= set(pair) and of == relation and basis in READINGS[reading]
        for pair, of, basis in bases
    ]
    for pair in compress(ends, kept):
        for column, name, kind in zip(_ENDS, pair, RELATIONS[relation], strict=True):
            if kinds[name] != kind:
                msg = (
                    f"a link that {relation!r} needs a {kind} as {column}, not {name!r}"
                )
                raise ValueError(msg)
    found: pd.DataFrame = links[kept]
    return found


def coverage(
    claims: pd.DataFrame, links: pd.DataFrame, *, reading: str, least: int = 1
) -> pd.DataFrame:
    """Return how many measures answer each shortcoming.

    Parameters
    ----------
    claims, links, reading
        As for `accepted`.
    least
        How many measures make an answer (a whole number, at least 1).

    Returns
    -------
    pandas.DataFrame
        The shortcomings, with `measures` (how many answer it) and `answered`.

    Examples
    --------
    >>> claims = pd.DataFrame(
    ...     {"claim_id": ["S1", "S2", "M1"],
    ...      "kind": ["shortcoming", "shortcoming", "measure"]}
    ... )
    >>> links = pd.DataFrame(
    ...     {"from_id": ["M1"], "to_id": "S2", "relation": "answers", "basis": "word"}
    ... )
    >>> coverage(claims, links, reading="word")[["claim_id", "measures", "answered"]]
      claim_id  measures  answered
    0       S1         0     False
    1       S2         1      True
    """
    whole(1, least=least)
    counted = Counter(accepted(claims, links, reading=reading)["to_id"])
    wrong = claims[claims["kind"] == "shortcoming"]
    measures = np.array([counted[name] for name in wrong["claim_id"]], dtype=int)
    return wrong.assign(measures=measures, answered=measures >= least)


def asked(claims: pd.DataFrame, links: pd.DataFrame, *, reading: str) -> pd.DataFrame:
    """Return for each measure how many shortcomings call for it.

    Parameters
    ----------
    claims, links, reading
        As for `accepted`.

    Returns
    -------
    pandas.DataFrame
        The measures, with `shortcomings` (how many it answers) and `asked`.

    Examples
    --------
    >>> claims = pd.DataFrame(
    ...     {"claim_id": ["S1", "M1", "M2"],
    ...      "kind": ["shortcoming", "measure", "measure"]}
    ... )
    >>> links = pd.DataFrame(
    ...     {"from_id": ["M1"], "to_id": "S1", "relation": "answers", "basis": "word"}
    ... )
    >>> asked(claims, links, reading="word").query("not asked")["claim_id"].tolist()
    ['M2']
    """
    counted = Counter(accepted(claims, links, reading=reading)["from_id"])
    measures = claims[claims["kind"] == "measure"]
    answers = np.array([counted[name] for name in measures["claim_id"]], dtype=int)
    return measures.assign(shortcomings=answers, asked=answers > 0)


def crossings(
    claims: pd.DataFrame, links: pd.DataFrame, *, reading: str
) -> pd.DataFrame:
    """Return how many measures of each section answer each shortcoming.

    Parameters
    ----------
    claims
        As for `accepted`, with `section`.
    links, reading
        As for `accepted`.

    Returns
    -------
    pandas.DataFrame
        `claim_id` (of the shortcoming), `section` (of the measures) and `measures`,
        a row for each pair with at least one.

    Examples
    --------
    >>> claims = pd.DataFrame(
    ...     {"claim_id": ["S1", "M1", "M2"], "section": ["-", "land", "land"],
    ...      "kind": ["shortcoming", "measure", "measure"]}
    ... )
    >>> links = pd.DataFrame(
    ...     {"from_id": ["M1", "M2"], "to_id": "S1", "relation": "answers",
    ...      "basis": "word"}
    ... )
    >>> crossings(claims, links, reading="word").to_dict("records")
    [{'claim_id': 'S1', 'section': 'land', 'measures': 2}]
    """
    found = accepted(claims, links, reading=reading)
    sections = dict(zip(claims["claim_id"], claims["section"], strict=True))
    pairs = Counter(
        (wrong, sections[measure])
        for measure, wrong in zip(found["from_id"], found["to_id"], strict=True)
    )
    return pd.DataFrame(
        [(*pair, count) for pair, count in pairs.items()],
        columns=["claim_id", "section", "measures"],
    )


def strike_out(claims: pd.DataFrame, *, part: str) -> pd.DataFrame:
    """Return the claims without the measures of one part of the text.

    Parameters
    ----------
    claims
        A row a claim, with `kind` and `part`.
    part
        The part whose measures go.

    Raises
    ------
    ValueError
        If no measure belongs to that part.

    Examples
    --------
    >>> claims = pd.DataFrame(
    ...     {"claim_id": ["S1", "M1", "M2"], "part": ["wrong", "first", "second"],
    ...      "kind": ["shortcoming", "measure", "measure"]}
    ... )
    >>> strike_out(claims, part="first")["claim_id"].tolist()
    ['S1', 'M2']
    """
    measures = claims["kind"] == "measure"
    _one_of(dict.fromkeys(claims.loc[measures, "part"]), part=part)
    return claims[~(measures & (claims["part"] == part))]


def agreement(first: Sequence[str], second: Sequence[str]) -> float:
    """Return Cohen's kappa of two readers who coded the same claims.

    Parameters
    ----------
    first, second
        The kind that each reader gave to each claim, in the same order.

    Returns
    -------
    float
        Agreement beyond chance (no unit; at most 1, and 0 where chance gives it).

    Raises
    ------
    ValueError
        If the readers coded different numbers of claims, or all as one kind.

    Examples
    --------
    >>> first = ["goal", "goal", "measure", "measure"]
    >>> agreement(first, ["goal", "measure", "measure", "measure"])
    0.5
    """
    if len(first) != len(second) or not len(first):
        msg = (
            "second must code as many claims as first, and some: "
            f"not {len(second)} against {len(first)}"
        )
        raise ValueError(msg)
    one, other = pd.Series(list(first)), pd.Series(list(second))
    shares = one.value_counts(normalize=True), other.value_counts(normalize=True)
    by_chance = float(shares[0].mul(shares[1], fill_value=0).sum())
    if by_chance == 1:
        msg = f"second and first must use more than one kind, not only {first[0]!r}"
        raise ValueError(msg)
    return float(((one == other).mean() - by_chance) / (1 - by_chance))


_ENDS = ("from_id", "to_id")


def _one_of(known: Iterable[str], **given: str) -> None:
    for name, value in given.items():
        if value not in known:
            msg = f"{name} must be one of {', '.join(known)}, not {value!r}"
            raise ValueError(msg)
