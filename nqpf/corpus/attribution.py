"""Which headline belongs to which body, and on what evidence.

The headlines of the page are detached from their bodies, so a body's headline is
an inference. Each kind of evidence gives each pair of headline and body a score
between 0 (does not fit) and 1 (fits); a weight says how much we trust the kind:

    support(headline, body) = sum over the chosen kinds of weight × score

A headline is tied to the body that leads all others by LEAD or more, and only one
headline to a body; otherwise its body is unknown. Scores of order, words and
region are computed from the page. Scores of plan and post are judgements, marked
so, and so are the weights: change them and see what survives.
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, fields, replace

import pandas as pd

from nqpf.corpus.reconstruction import Document, Furniture, Page

LEAD = 0.5
"""The lead in support (half of the weakest full hint) below which nothing is tied."""

STRONG = 2.0
"""The lead in support from which we call an attribution strong."""

SUBJECTS = {
    "人工智能": "artificial intelligence",
    "新质生产力": "new quality productive forces",
    "未来产业": "future industries",
}
"""The subjects that the page is about, and their English."""

REGION = "山东"
"""Shandong, the only province that a body names as its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of evidence.

    Parameters
    ----------
    name
        What `weigh` and `attribute` call it.
    title
        What a reader calls it.
    weight
        The support that a full score gives (points).
    question
        What it asks of a headline and a body.
    """

    name: str
    title: str
    weight: float
    question: str


KINDS = (
    Kind(
        name="order",
        title="Extraction order",
        weight=1.0,
        question="Does the body come right after the headline in the file?",
    ),
    Kind(
        name="words",
        title="Subject words",
        weight=3.0,
        question="Of the subjects that the body names, how often is it the headline's?",
    ),
    Kind(
        name="plan",
        title="Plan of the body",
        weight=2.0,
        question="Does the body's plan keep what the headline promises?",
    ),
    Kind(
        name="post",
        title="Author's post",
        weight=0.5,
        question="Would someone in the post that the note names write under it?",
    ),
    Kind(
        name="region",
        title="Region named",
        weight=0.5,
        question="Does the body name the region that such a headline needs?",
    ),
)


def evidence(page: Page) -> pd.DataFrame:
    """Return what each kind of evidence says of each headline and body.

    Parameters
    ----------
    page
        A reconstructed page.

    Returns
    -------
    pandas.DataFrame
        A row for each kind, headline and body: kind, headline, headline_line (line
        of the page), doc, score (0 to 1), support (points), basis ("computed" or
        "judged") and observed (what there is to see, in a phrase).

    Examples
    --------
    >>> from nqpf.corpus import page
    >>> rows = evidence(page()).query("kind == 'words' and headline_line == 2")
    >>> rows[["doc", "score"]].round(2).to_dict("list")
    {'doc': ['A', 'B', 'C'], 'score': [0.06, 0.11, 0.85]}
    """
    rows = [
        (
            kind.name,
            headline.text,
            headline.first_line,
            document.name,
            finding.score,
            kind.weight * finding.score,
            finding.basis,
            finding.observed,
        )
        for kind in KINDS
        for headline, _ in page.headlines
        for document in page.documents
        for finding in [_find(kind.name, headline, document, page)]
    ]
    columns = "kind headline headline_line doc score support basis observed"
    return pd.DataFrame(rows, columns=columns.split())


def weigh(evidence: pd.DataFrame, *, kinds: Collection[str]) -> pd.DataFrame:
    """Return the support that chosen kinds of evidence give to each pair.

    Parameters
    ----------
    evidence
        What `evidence` returns.
    kinds
        Names of the kinds that count.

    Returns
    -------
    pandas.DataFrame
        A row for each headline and body: headline, headline_line, doc and support
        (points; 0 where no chosen kind speaks).

    Raises
    ------
    ValueError
        If a kind is not one of `KINDS`.
    """
    known = [kind.name for kind in KINDS]
    unknown = [kind for kind in kinds if kind not in known]
    if unknown:
        msg = f"kinds must be among {', '.join(known)}, not {unknown[0]!r}"
        raise ValueError(msg)
    pair = ["headline", "headline_line", "doc"]
    chosen = evidence["kind"].isin(list(kinds))
    counted = evidence.assign(support=evidence["support"].where(chosen, 0.0))
    return counted.groupby(pair, sort=False)["support"].sum().reset_index()


def attribute(evidence: pd.DataFrame, *, kinds: Collection[str]) -> pd.DataFrame:
    """Return the body to which chosen kinds of evidence tie each headline.

    Parameters
    ----------
    evidence
        What `evidence` returns.
    kinds
        Names of the kinds that count.

    Returns
    -------
    pandas.DataFrame
        A row for each headline: headline, headline_line, doc (missing if unknown),
        support of the leading body (points), lead over the next (points), status
        ("inferred, strong", "inferred, weak" or "unknown") and why.

    Examples
    --------
    >>> from nqpf.corpus import page
    >>> known = evidence(page())
    >>> attribute(known, kinds=["order"])["doc"].to_list()
    ['A', 'C']
    >>> attribute(known, kinds=["order", "words"])["doc"].to_list()
    ['C', 'A']
    """
    support = weigh(evidence, kinds=kinds)
    claims = [_claim(pairs) for _, pairs in support.groupby("headline_line")]
    settled = [asdict(_settled(claim, claims)) for claim in claims]
    columns = [field.name for field in fields(_Claim)]
    return pd.DataFrame(settled, columns=columns).astype({"doc": "str"})


@dataclass(frozen=True, slots=True)
class _Finding:
    """What one kind of evidence says of one headline and one body."""

    score: float
    observed: str
    basis: str = "computed"


_PATH = "加快培育和发展新质生产力的实践路径"
_OPENING = "抓住人工智能新风口"

_JUDGED = {
    ("plan", _PATH, "A"): (0.0, "three kinds of innovation in firms, no path"),
    ("plan", _PATH, "B"): (
        0.5,
        "B alone prints 实践路径 (practice path, line 210), of future industries",
    ),
    ("plan", _PATH, "C"): (
        1.0,
        "sub-headlines ask why, name shortcomings and give three supports: a path",
    ),
    ("plan", _OPENING, "A"): (
        0.5,
        "three sections show firms how to use an opening, without naming it",
    ),
    ("plan", _OPENING, "B"): (0.0, "four balances warn more than they urge"),
    ("plan", _OPENING, "C"): (0.0, "reasons, shortcomings, supports: no opening"),
    ("post", _PATH, "A"): (0.0, "an association named for all of China"),
    ("post", _PATH, "B"): (1.0, "a research institute in Shandong"),
    ("post", _PATH, "C"): (1.0, "the policy research office of Shandong's committee"),
}
"""What we judge by reading: a score for a kind, a headline and a body."""

_NEEDS_A_REGION = (_PATH,)
"""Headlines that promise practice, which happens in a place."""


def _find(kind: str, headline: Furniture, document: Document, page: Page) -> _Finding:
    match kind:
        case "order":
            return _order(headline, document, page)
        case "words":
            return _words(headline, document)
        case "region":
            return _region(headline, document, page)
        case _:
            return _judged(kind, headline, document)


def _order(headline: Furniture, document: Document, page: Page) -> _Finding:
    below = [d for d in page.documents if d.first_line > headline.last_line]
    follows = below[:1] == [document]
    place = "comes next after" if follows else "does not come next after"
    return _Finding(
        score=float(follows),
        observed=f"line {document.first_line} {place} line {headline.last_line}",
    )


def _words(headline: Furniture, document: Document) -> _Finding:
    text = _text(document)
    counts = {subject: text.count(subject) for subject in SUBJECTS}
    own = sum(counts[subject] for subject in SUBJECTS if subject in headline.text)
    total = sum(counts.values())
    return _Finding(
        score=own / total if total else 0.0,
        observed=", ".join(f"{s} ({SUBJECTS[s]}) {n}" for s, n in counts.items()),
    )


def _region(headline: Furniture, document: Document, page: Page) -> _Finding:
    in_text, in_note = _text(document).count(REGION), _note(document).count(REGION)
    observed = f"{REGION} (Shandong) {in_text} in the text, {in_note} in the note"
    if headline.text not in _NEEDS_A_REGION:
        return _Finding(0.0, f"{observed}; this headline needs no region")
    rates = {d.name: _text(d).count(REGION) / len(_text(d)) for d in page.documents}
    return _Finding(rates[document.name] / (sum(rates.values()) or 1.0), observed)


def _judged(kind: str, headline: Furniture, document: Document) -> _Finding:
    silent = (0.0, f"the {kind} says nothing of this headline")
    score, observed = _JUDGED.get((kind, headline.text, document.name), silent)
    return _Finding(score, observed, basis="judged")


def _text(document: Document) -> str:
    """Return a body's text without its note, which is evidence of its own."""
    return "".join(s.text for s in document.sentences if s.kind != "note")


def _note(document: Document) -> str:
    return document.note.text if document.note else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claim:
    """The body that leads for one headline."""

    headline: str
    headline_line: int
    doc: str | None
    support: float
    lead: float
    status: str
    why: str

    def dropped(self, why: str) -> "_Claim":
        return replace(self, doc=None, status="unknown", why=why)


def _claim(pairs: pd.DataFrame) -> _Claim:
    ranked = pairs.sort_values("support", ascending=False, kind="stable")
    names, support = ranked["doc"].to_list(), ranked["support"].to_list()
    lead = support[0] - max(support[1:], default=0.0)
    claim = _Claim(
        headline=ranked["headline"].iloc[0],
        headline_line=int(ranked["headline_line"].iloc[0]),
        doc=names[0],
        support=support[0],
        lead=lead,
        status="inferred, strong" if lead >= STRONG else "inferred, weak",
        why=f"leads by {lead:.1f} points",
    )
    if support[0] == 0:
        return claim.dropped("nothing chosen speaks of it")
    if lead < LEAD:
        level = ranked["doc"][ranked["support"] > support[0] - LEAD]
        return claim.dropped(f"{' and '.join(sorted(level))} are too close to tell")
    return claim


def _settled(claim: _Claim, claims: Sequence[_Claim]) -> _Claim:
    """Return the claim, without its body if another headline claims that as firmly."""
    rivals = [c for c in claims if c is not claim and c.doc and c.doc == claim.doc]
    if any(rival.lead >= claim.lead for rival in rivals):
        return claim.dropped(f"{claim.doc} goes with another headline")
    return claim
