r"""Which words tell one text from another, and how sure that is.

A word occurs :math:`O_1` times in a target text of :math:`N_1` Chinese characters
and :math:`O_2` times in a reference of :math:`N_2`. Three questions, three answers:

How large is the difference?
    The log ratio (Hardie 2014), the binary logarithm of the ratio of the two
    rates: :math:`LR = \log_2 \frac{O_1 / N_1}{O_2 / N_2}`. One point more is twice
    as often.

How surprising is it, if both texts used the word at one rate?
    The log-likelihood :math:`G^2 = 2 \sum_i O_i \ln(O_i / E_i)` with
    :math:`E_i = N_i (O_1 + O_2) / (N_1 + N_2)` (Dunning 1993, in the form of Rayson
    and Garside 2000). Above 3.84 one word in twenty is surprising by chance alone.

Would it hold in another text of the same making?
    `keyness` gives an interval that takes each occurrence for an independent
    event. Words come in bursts, so it is too narrow for some; `bootstrap` takes
    the sentence for the unit instead. And who compares a thousand words and
    reports the largest must compare it with the largest that chance offers:
    `chance`.

Sources
-------
Dunning, T. (1993). Accurate methods for the statistics of surprise and coincidence.
Computational Linguistics 19(1), 61-74.
Rayson, P., and Garside, R. (2000). Comparing corpora using frequency profiling.
Proceedings of the Workshop on Comparing Corpora, ACL, 1-6.
Hardie, A. (2014). Log Ratio: an informal introduction. ESRC Centre for Corpus
Approaches to Social Science, Lancaster University.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import xlogy
from scipy.stats import norm

from nqpf.errors import TextError
from nqpf.text.columns import require
from nqpf.text.frequency import PER, han

LEVEL = 0.95
"""The share of intervals that are meant to hold the true value."""

ZERO = 0.5
"""What a count of zero is taken for in a log ratio: half an occurrence."""

Floats = NDArray[np.float64]
Marks = NDArray[np.bool_]


def keyness(counts: pd.DataFrame, *, target: str, reference: str) -> pd.DataFrame:
    r"""Compare how often two texts use each word.

    The interval is that of the delta method for two Poisson counts,

    .. math:: LR \pm \frac{z}{\ln 2} \sqrt{\frac{1}{O_1} + \frac{1}{O_2}},
              \qquad z = 1.96,

    where a count of zero is taken for one half, in the log ratio and in the
    interval (Hardie 2014 proposes the half for the ratio). G² needs no such
    correction: a count of zero adds nothing to its sum.

    Parameters
    ----------
    counts
        As `nqpf.text.counts` gives them, stop words included: the size of a text
        is then the number of Chinese characters in its words. Counts without stop
        words go through `rates` first, which adds the size of the whole text.
    target, reference
        The two texts to compare, named as in the first column of `counts`.

    Returns
    -------
    pandas.DataFrame
        token, target_count, reference_count (occurrences), target_rate,
        reference_rate (per thousand Chinese characters), log_ratio, low, high
        (binary logarithm; 95 % interval), log_likelihood (G²). The most
        surprising word first.

    Raises
    ------
    TextError
        If a text is not in the counts, or if the two are the same.

    Examples
    --------
    >>> counted = pd.DataFrame(
    ...     {"doc": ["A", "A", "B", "B"], "token": ["智能", "产业", "产业", "发展"],
    ...      "count": [12, 8, 8, 12]}
    ... )
    >>> found = keyness(counted, target="A", reference="B").set_index("token")
    >>> found.loc["产业", ["log_ratio", "log_likelihood"]].to_list()
    [0.0, 0.0]
    >>> found.loc["智能", ["low", "log_ratio", "high"]].round(2).to_list()
    [0.5, 4.58, 8.67]
    """
    require(counts, "token", "count", maker="counts()")
    by = str(counts.columns[0])
    _check_pair(counts[by], target, reference)
    wide = counts.pivot_table(
        index="token", columns=by, values="count", aggfunc="sum", fill_value=0
    )[[target, reference]]
    wide = wide[wide.sum(axis=1) > 0]
    observed = wide.to_numpy(dtype=np.float64)
    sizes = np.array(
        [_size(counts[counts[by] == name], name) for name in (target, reference)]
    )
    log_ratio, margin = _log_ratio(observed, sizes)
    return (
        pd.DataFrame(
            {
                "token": wide.index.astype("str"),
                "target_count": observed[:, 0].astype(np.int64),
                "reference_count": observed[:, 1].astype(np.int64),
                "target_rate": PER * observed[:, 0] / sizes[0],
                "reference_rate": PER * observed[:, 1] / sizes[1],
                "log_ratio": log_ratio,
                "low": log_ratio - margin,
                "high": log_ratio + margin,
                "log_likelihood": _log_likelihood(observed, sizes),
            }
        )
        .sort_values(["log_likelihood", "token"], ascending=[False, True])
        .reset_index(drop=True)
    )


def bootstrap(
    tokens: pd.DataFrame,
    *,
    target: str,
    reference: str,
    draws: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """Let log ratios vary as they would if other sentences had been printed.

    Each draw takes as many sentences as a text has, with replacement, from that
    text. A word that owes its count to one or two sentences is missing from many
    draws, so its interval is wide. A word that a text lacks is missing from every
    draw of it: for such a word the interval is too narrow, use that of `keyness`.

    Parameters
    ----------
    tokens
        The words, as `segment` gives them, stop words included.
    target, reference
        The two texts to compare.
    draws
        How many samples to take.
    seed
        Where the random numbers start: the same seed gives the same table.

    Returns
    -------
    pandas.DataFrame
        By token: token, log_ratio (of the texts as they are), low, high (binary
        logarithm; the middle 95 % of the draws).

    Examples
    --------
    >>> tokens = pd.DataFrame(
    ...     {"doc": ["A"] * 4 + ["B"] * 2, "sentence_id": [1, 2, 3, 4, 5, 6],
    ...      "token": ["创新", "创新", "产业", "产业", "产业", "产业"]}
    ... )
    >>> found = bootstrap(tokens, target="A", reference="B").set_index("token")
    >>> found.loc["产业"].round(1).to_list()
    [-1.0, -3.0, 0.0]
    """
    table = _Sentences.of(tokens, target, reference)
    generator = np.random.default_rng(seed)
    drawn = [table.resampled(side, draws, generator) for side in table.sides]
    counts = np.stack([count for count, _ in drawn], axis=-1)
    sizes = np.stack([size for _, size in drawn], axis=-1)
    ratios, _ = _log_ratio(counts, sizes[:, np.newaxis, :])
    as_printed, _ = _log_ratio(*table.split(table.sides[0]))
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(ratios, [tail, 1 - tail], axis=0)
    return pd.DataFrame(
        {"token": table.words, "log_ratio": as_printed, "low": low, "high": high}
    )


def chance(
    tokens: pd.DataFrame,
    *,
    target: str,
    reference: str,
    draws: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """Shuffle the sentences between two texts, and keep the best contrast found.

    After a shuffle no word belongs to either text, yet some word comes out with
    the largest G² of all. What such shuffles seldom reach is more than noise,
    however many words were compared (the largest statistic under permutation:
    Westfall and Young 1993).

    Parameters
    ----------
    tokens
        The words, as `segment` gives them, stop words included.
    target, reference
        The two texts to compare.
    draws
        How many times to shuffle. With a thousand, the largest G² that one shuffle
        in twenty passes is known to about 0.3.
    seed
        Where the random numbers start: the same seed gives the same table.

    Returns
    -------
    pandas.DataFrame
        draw (from 1), token (the word with the largest G²), log_likelihood.

    Examples
    --------
    >>> from nqpf.corpus import sentences
    >>> from nqpf.text import segment
    >>> best = chance(segment(sentences()), target="A", reference="C", draws=50)
    >>> bool(best["log_likelihood"].median() > 3.84)
    True
    """
    table = _Sentences.of(tokens, target, reference)
    generator = np.random.default_rng(seed)
    found = []
    for draw in range(1, draws + 1):
        surprise = _log_likelihood(*table.split(generator.permutation(table.sides[0])))
        best = int(surprise.argmax())
        found.append((draw, table.words[best], float(surprise[best])))
    return pd.DataFrame(found, columns=["draw", "token", "log_likelihood"])


@dataclass(frozen=True, slots=True)
class _Sentences:
    """The sentences of two texts as rows of counts, a column for each word.

    Parameters
    ----------
    counts
        Occurrences, by sentence and word.
    words
        What the columns are.
    sizes
        Chinese characters of each sentence.
    sides
        Which sentences are the target's, and which the reference's.
    """

    counts: Floats
    words: list[str]
    sizes: Floats
    sides: tuple[Marks, Marks]

    @classmethod
    def of(cls, tokens: pd.DataFrame, target: str, reference: str) -> "_Sentences":
        require(tokens, "doc", "sentence_id", "token", maker="segment()")
        _check_pair(tokens["doc"], target, reference)
        pair = tokens[tokens["doc"].isin([target, reference])]
        table = pd.crosstab([pair["doc"], pair["sentence_id"]], pair["token"])
        counts = table.to_numpy(dtype=np.float64)
        words = [str(word) for word in table.columns]
        is_target = table.index.get_level_values("doc").to_numpy() == target
        return cls(
            counts=counts,
            words=words,
            sizes=counts @ np.array([han(word) for word in words], dtype=np.float64),
            sides=(is_target, ~is_target),
        )

    def split(self, is_target: Marks) -> tuple[Floats, Floats]:
        """Return counts (by word and side) and sizes, for any division in two."""
        sides = (is_target, ~is_target)
        counts = np.stack([self.counts[side].sum(axis=0) for side in sides], axis=-1)
        return counts, np.array([self.sizes[side].sum() for side in sides])

    def resampled(
        self, side: Marks, draws: int, generator: np.random.Generator
    ) -> tuple[Floats, Floats]:
        """Return counts (by draw and word) and sizes of sentences drawn anew."""
        many = int(side.sum())
        times = generator.multinomial(many, np.full(many, 1 / many), size=draws)
        return times @ self.counts[side], times @ self.sizes[side]


def _log_ratio(observed: Floats, sizes: Floats) -> tuple[Floats, Floats]:
    """Return log ratios of (target, reference) pairs, and the intervals' margins."""
    filled = np.where(observed == 0, ZERO, observed)
    rates = filled / sizes
    z = float(norm.ppf((1 + LEVEL) / 2))
    margin = z / np.log(2) * np.sqrt((1 / filled).sum(axis=-1))
    return np.log2(rates[..., 0] / rates[..., 1]), margin


def _log_likelihood(observed: Floats, sizes: Floats) -> Floats:
    """Return G² of (target, reference) pairs."""
    expected = observed.sum(axis=-1, keepdims=True) * sizes / sizes.sum()
    terms = xlogy(observed, observed) - xlogy(observed, expected)
    surprise: Floats = np.maximum(2 * terms.sum(axis=-1), 0.0)
    return surprise


def _size(counts: pd.DataFrame, name: str) -> float:
    """Return the size of one text (Chinese characters)."""
    size = (
        counts["characters"].iloc[0]
        if "characters" in counts
        else (counts["token"].map(han) * counts["count"]).sum()
    )
    if not size:
        msg = f"Text {name!r} has no Chinese characters; compare texts that have some."
        raise TextError(msg)
    return float(size)


def _check_pair(texts: "pd.Series[str]", target: str, reference: str) -> None:
    known = sorted(map(str, texts.unique()))
    for name in (target, reference):
        if name not in known:
            msg = f"There is no text {name!r} here; choose from {', '.join(known)}."
            raise TextError(msg)
    if target == reference:
        msg = f"Text {target!r} cannot be compared with itself; choose another."
        raise TextError(msg)
